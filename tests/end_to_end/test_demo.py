"""The demo, and what becomes of its processes."""

import asyncio
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import Iterator
from pathlib import Path
import signal
import sys

import pytest

from demo.stack.waiting import eventually

_ROOT = Path(__file__).parents[2]
_ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

_KEEP_RUNNING = """
import asyncio, pathlib, sys
from demo.stack import running_stack

async def main():
    async with running_stack(pathlib.Path(sys.argv[1])):
        print("running", flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_demo_checks_itself() -> None:
    """`script/demo --check` goes through every step, as a newcomer would."""
    demo = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "demo", "--check"),
        cwd=_ROOT,
        stdout=PIPE,
        stderr=STDOUT,
    )
    try:
        output, _ = await demo.communicate()
    finally:
        await _end(demo, signal.SIGTERM)

    assert demo.returncode == 0, output.decode()
    assert "All steps worked out" in output.decode()
    assert list(_processes(str(_ROOT / ".env" / "demo-check"))) == []


@_ONLY_LINUX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
async def test_nothing_outlives_the_one_who_started_it(
    tmp_path: Path, number: signal.Signals
) -> None:
    """Interrupted or killed outright, it takes everything along."""
    owner = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _KEEP_RUNNING, str(tmp_path)), cwd=_ROOT, stdout=PIPE
    )
    try:
        assert owner.stdout is not None
        assert await owner.stdout.readline() == b"running\n"
        children = set(_children(owner.pid))
    finally:
        await _end(owner, number)
    assert len(children) == 2

    async def are_gone() -> bool:
        return children.isdisjoint(_processes(""))

    await eventually("both have ended", 20, are_gone)


async def _end(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """End a process that has not ended yet."""
    if process.returncode is None:
        process.send_signal(number)
        await process.wait()


def _children(parent: int) -> Iterator[int]:
    """Return the processes that a process has started."""
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = status.read_text().splitlines()
        except OSError:
            continue
        if f"PPid:\t{parent}" in lines:
            yield int(status.parent.name)


def _processes(argument: str) -> Iterator[int]:
    """Return the processes whose command line mentions something."""
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if argument.encode() in command.read_bytes():
                yield int(command.parent.name)
        except OSError:
            continue
