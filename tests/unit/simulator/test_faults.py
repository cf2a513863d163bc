"""Faults: what a client sees, and whether the request was processed all the same."""

import asyncio
from collections.abc import Awaitable, Callable
import time

import aiohttp
import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Caller

DAD = "+15551234567"
SEND = {"messages": [{"to": DAD, "body": "Hello", "custom_string": "ref-1"}]}
PATIENCE = 0.3


@pytest.fixture
def impatient(clicksend: Caller) -> Callable[[], Awaitable[object]]:
    """Send one text as somebody who does not wait long."""

    async def sender() -> object:
        async with asyncio.timeout(PATIENCE):
            return await clicksend("POST", "/sms/send", SEND)

    return sender


@pytest.mark.parametrize(
    ("kind", "processed"), [("reset_before", 0), ("reset_after", 1)]
)
async def test_connection_is_reset(
    simulator: Simulator, clicksend: Caller, kind: str, processed: int
) -> None:
    """The operating system itself says so; the text was sent, or it was not."""
    simulator.faults.arm(kind, method="POST", path="/sms/send")

    with pytest.raises(aiohttp.ClientError) as caught:
        await clicksend("POST", "/sms/send", SEND)

    assert isinstance(caught.value, ConnectionResetError | aiohttp.ClientOSError)
    assert "reset by peer" in str(caught.value)
    assert len(simulator.books) == processed
    (request,) = simulator.requests
    assert (request.status, request.faults) == (None, [kind])
    assert (await clicksend("POST", "/sms/send", SEND)).status == 200


@pytest.mark.parametrize(("kind", "processed"), [("hang", 0), ("lost_answer", 1)])
async def test_answer_never_comes(
    simulator: Simulator,
    clicksend: Caller,
    impatient: Callable[[], Awaitable[object]],
    kind: str,
    processed: int,
) -> None:
    """Whoever gives up cannot know whether the text was sent."""
    simulator.faults.arm(kind)

    with pytest.raises(TimeoutError):
        await impatient()

    assert len(simulator.books) == processed
    assert simulator.books.duplicates() == {}
    await clicksend("POST", "/sms/send", SEND)
    assert bool(simulator.books.duplicates()) is bool(processed)


async def test_stopping_ends_every_wait(
    simulator: Simulator, clicksend: Caller
) -> None:
    """A simulator that is stopped keeps nobody waiting, and processes nothing more."""
    simulator.faults.arm("hang")
    simulator.faults.arm("delay", seconds=60)
    async with asyncio.TaskGroup() as group:
        waiting = [
            group.create_task(_failure(clicksend("POST", "/sms/send", SEND)))
            for _ in range(2)
        ]
        await simulator.requests.wait_for(len(waiting), "POST", "/sms/send")
        start = time.monotonic()
        await simulator.stop()

    assert time.monotonic() - start < 0.5
    assert all(isinstance(task.result(), aiohttp.ClientError) for task in waiting)
    assert not simulator.books


async def test_delayed_request_is_processed_after_the_caller_left(
    simulator: Simulator, impatient: Callable[[], Awaitable[object]]
) -> None:
    """Giving up does not stop the other side."""
    simulator.faults.arm("delay", seconds=PATIENCE + 0.2)

    with pytest.raises(TimeoutError):
        await impatient()
    assert not simulator.books

    await asyncio.sleep(0.4)
    assert len(simulator.books) == 1


async def test_delayed_answer(simulator: Simulator, clicksend: Caller) -> None:
    """Who waits gets the answer."""
    simulator.faults.arm("delay", seconds=0.1)

    start = time.monotonic()
    reply = await clicksend("POST", "/sms/send", SEND)

    assert time.monotonic() - start >= 0.1
    assert reply.data["queued_count"] == 1


@pytest.mark.parametrize(
    ("kind", "status", "code", "processed"),
    [
        ("unauthorized", 401, "UNAUTHORIZED", 0),
        ("forbidden", 403, "FORBIDDEN", 0),
        ("not_found", 404, "NOT_FOUND", 0),
        ("rate_limited", 429, "HTTP_TOO_MANY_REQUESTS", 0),
        ("server_error", 500, "INTERNAL_SERVER_ERROR", 0),
        ("processed_server_error", 500, "INTERNAL_SERVER_ERROR", 1),
    ],
)
async def test_error_in_the_envelope(
    simulator: Simulator,
    clicksend: Caller,
    kind: str,
    status: int,
    code: str,
    processed: int,
) -> None:
    """Errors come in ClickSend's words, once, and then all is well again."""
    simulator.faults.arm(kind)

    reply = await clicksend("POST", "/sms/send", SEND)

    assert (reply.status, reply.json["http_code"]) == (status, status)
    assert reply.json["response_code"] == code
    assert len(simulator.books) == processed
    assert (await clicksend("GET", "/account")).status == 200


async def test_when_to_come_back(simulator: Simulator, clicksend: Caller) -> None:
    """A refusal for asking too much says when to ask again."""
    simulator.faults.arm("rate_limited", retry_after=39)

    assert (await clicksend("GET", "/account")).headers["Retry-After"] == "39"


@pytest.mark.parametrize("status", [502, 503, 520])
async def test_web_page_instead_of_an_answer(
    simulator: Simulator, clicksend: Caller, status: int
) -> None:
    """What stands in front of a service answers in HTML."""
    simulator.faults.arm("html_error", status=status)

    reply = await clicksend("GET", "/account")

    assert reply.status == status
    assert reply.headers["Content-Type"].startswith("text/html")
    assert f"<h1>{status} " in reply.text


@pytest.mark.parametrize("http_code", [401, 500])
async def test_success_around_an_error(
    simulator: Simulator, clicksend: Caller, http_code: int
) -> None:
    """HTTP says 200, the envelope knows better."""
    simulator.faults.arm("hidden_error", http_code=http_code)

    reply = await clicksend("POST", "/sms/send", SEND)

    assert (reply.status, reply.json["http_code"]) == (200, http_code)
    assert not simulator.books


async def test_answers_that_cannot_be_read(
    simulator: Simulator, clicksend: Caller
) -> None:
    """Half of the JSON or none of it, and yet the texts were sent."""
    simulator.faults.arm("malformed")
    simulator.faults.arm("empty_answer")

    half = await clicksend("POST", "/sms/send", SEND)
    nothing = await clicksend("POST", "/sms/send", SEND)

    assert (half.status, nothing.status) == (200, 200)
    with pytest.raises(ValueError, match=r"Unterminated|Expecting|delimiter"):
        _ = half.json
    assert nothing.text == ""
    assert len(simulator.books) == 2


async def test_fault_for_some_requests_only(
    simulator: Simulator, clicksend: Caller
) -> None:
    """A fault waits for its method and path, and goes off as often as it is to."""
    fault = simulator.faults.arm(
        "server_error", method="put", path="/sms/inbound-read*", times=2
    )

    async def status(method: str, path: str) -> int:
        return (await clicksend(method, path)).status

    assert await status("GET", "/sms/inbound") == 200
    assert await status("PUT", "/sms/inbound-read/A") == 500
    assert await status("PUT", "/sms/inbound-read") == 500
    assert await status("PUT", "/sms/inbound-read") == 200
    assert fault.hits == 2
    assert list(simulator.faults) == []


async def test_fault_until_removed(simulator: Simulator, clicksend: Caller) -> None:
    """A fault without a number of times stays, and comes after those armed before."""
    simulator.faults.arm("forbidden")
    simulator.faults.arm("server_error", times=None)

    statuses = [(await clicksend("GET", "/sms/inbound")).status for _ in range(3)]
    simulator.faults.clear()

    assert statuses == [403, 500, 500]
    assert (await clicksend("GET", "/sms/inbound")).status == 200


async def test_path_names_the_service_that_fails(
    simulator: Simulator, maton: Caller
) -> None:
    """ClickSend's path fails at ClickSend, the whole path at Maton."""
    path = "/clicksend/v3/account"
    simulator.faults.arm("server_error", path="/account")
    by_clicksend = await maton("GET", path)
    simulator.faults.arm("server_error", path="/maton/clicksend/*")
    by_maton = await maton("GET", path)
    simulator.faults.arm("not_found", path="/connections")
    connections = await maton("GET", "/connections")

    assert by_clicksend.json["http_code"] == 500
    assert by_maton.json == {
        "message": "Internal Server Error",
        "type": "Internal Server Error",
        "code": 500,
    }
    assert (connections.status, connections.json["code"]) == (404, 404)


@pytest.mark.parametrize("path", ["/sms/send", "/maton/*"])
async def test_answer_is_lost_behind_the_gateway_too(
    simulator: Simulator, maton: Caller, path: str
) -> None:
    """Also through Maton a text may be sent and nobody told."""
    simulator.faults.arm("reset_after", path=path)

    with pytest.raises(aiohttp.ClientError):
        await maton("POST", "/clicksend/v3/sms/send", SEND)

    assert len(simulator.books) == 1


async def test_fault_that_does_not_exist(simulator: Simulator) -> None:
    """Only kinds of fault that exist can be armed."""
    with pytest.raises(ValueError, match="meteorite"):
        simulator.faults.arm("meteorite")


async def _failure(sending: Awaitable[object]) -> BaseException | None:
    """Return what a request failed with."""
    try:
        await sending
    except aiohttp.ClientError as err:
        return err
    return None
