"""Starting and stopping, in a test and from the command line."""

import asyncio
import json
from pathlib import Path
import signal
import sys

import aiohttp
import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Caller, basic

pytestmark = pytest.mark.usefixtures("socket_enabled")
ROOT = Path(__file__).parents[3]


async def test_seed_makes_ids_and_keys_repeatable() -> None:
    """The same seed gives the same keys and ids, another seed others."""

    async def run(seed: int) -> tuple[str, str, str]:
        async with Simulator(seed=seed) as simulator:
            text = simulator.inject_inbound("+15551234567", "Hello")
            access = simulator.clicksend
            return access.api_key, simulator.maton.api_key, text.message_id

    assert await run(1) == await run(1)
    assert await run(1) != await run(2)


async def test_several_at_once() -> None:
    """Each has a port of its own."""
    async with Simulator() as one, Simulator() as other:
        assert one.url != other.url


async def test_stopped_and_started_again(
    simulator: Simulator, clicksend: Caller
) -> None:
    """While it is away connections are refused; back again it knows what it knew."""
    url = simulator.url
    simulator.inject_inbound("+15551234567", "Hello")
    await clicksend("GET", "/account")

    await simulator.stop()
    with pytest.raises(aiohttp.ClientConnectorError):
        await clicksend("GET", "/account")
    await simulator.start()

    assert simulator.url == url
    assert (await clicksend("GET", "/account")).status == 200
    assert len(simulator.inbox) == 1


async def test_nothing_is_left_behind() -> None:
    """After stopping no task and no open connection remains, whoever was waiting."""
    before = asyncio.all_tasks()
    async with Simulator() as simulator:
        simulator.faults.arm("hang", times=None)
        _, writer = await asyncio.open_connection("127.0.0.1", _port(simulator))
        writer.write(b"GET /clicksend/v3/account HTTP/1.1\r\nHost: x\r\n\r\n")
        await simulator.requests.wait_for(1)

    assert asyncio.all_tasks() == before
    writer.close()
    with pytest.raises(ConnectionResetError):
        await writer.wait_closed()


async def test_port_that_is_taken(simulator: Simulator) -> None:
    """A port that somebody has cannot be had."""
    with pytest.raises(OSError, match="in use"):
        await Simulator(port=_port(simulator)).start()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_command_line(
    session: aiohttp.ClientSession, number: signal.Signals
) -> None:
    """It prints one line of JSON when ready, works, and ends when told to."""
    process = await _start("--seed", "7")
    assert process.stdout is not None
    access = json.loads(await asyncio.wait_for(process.stdout.readline(), 10))

    clicksend = access["clicksend"]
    keys = basic(clicksend["username"], clicksend["api_key"])
    async with session.get(f"{clicksend['base_url']}/account", headers=keys) as reply:
        assert reply.status == 200
    async with session.get(access["phones"]) as reply:
        assert "<title>Phones" in await reply.text()
    async with session.get(f"{access['control']}/phones") as reply:
        assert reply.status == 200
    process.send_signal(number)
    output, errors = await asyncio.wait_for(process.communicate(), 10)

    assert set(access) == {
        "clicksend",
        "maton",
        "maton_legacy",
        "membrane",
        "skillboss",
        "control",
        "phones",
    }
    assert set(access["maton"]) == {"gateway_url", "control_url", "api_key"}
    assert (process.returncode, output, errors) == (0, b"", b"")


async def test_command_line_with_a_port_that_is_taken(simulator: Simulator) -> None:
    """It says what is wrong in one line, and fails."""
    process = await _start("--port", str(_port(simulator)))

    output, errors = await asyncio.wait_for(process.communicate(), 10)

    assert (process.returncode, output) == (1, b"")
    assert errors.startswith(b"simulator: cannot listen on port ")
    assert errors.count(b"\n") == 1


async def _start(*arguments: str) -> asyncio.subprocess.Process:
    """Start the simulator as a program of its own."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "simulator",
        *arguments,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


def _port(simulator: Simulator) -> int:
    """Return the port that it listens on."""
    return int(simulator.url.rpartition(":")[2])
