"""Messages that fail after they were accepted."""

from typing import Any

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Caller, Send

DAD = "+15551234567"
HELLO = {"to": DAD, "body": "Hello", "subject": "Hello"}


@pytest.mark.parametrize("channel", ["sms", "mms", "voice"])
async def test_message_that_does_not_arrive(
    simulator: Simulator,
    clicksend: Caller,
    control: Caller,
    send: Send,
    send_mms: Send,
    ring: Send,
    channel: str,
) -> None:
    """It ends as failed, with the reason; it was paid for all the same."""
    sender = {"sms": send, "mms": send_mms, "voice": ring}[channel]
    (row,) = (await sender(HELLO))["messages"]
    balance = simulator.account.balance
    reason = {"error_code": "9", "error_text": "Unidentified subscriber"}

    failed = await control("POST", f"/messages/{row['message_id']}/fail", reason)
    simulator.clock.advance(3600)

    assert failed.json["status"] == "Failed"
    assert await _row(clicksend, channel) == (
        "Failed",
        "301",
        "Message delivery failed",
        "9",
        "Unidentified subscriber",
    )
    (entry,) = simulator.books
    now = simulator.clock.now()
    assert (entry.status(now), entry.status_code(now)) == ("Failed", "301")
    delivery = entry.delivery(now)
    assert delivery.final
    assert now - delivery.since == pytest.approx(3600, abs=2)
    assert simulator.account.balance == balance < 100


async def test_message_that_arrives_at_the_second_try(
    simulator: Simulator, clicksend: Caller, control: Caller, send: Send
) -> None:
    """A temporary failure is not the end."""
    (row,) = (await send(HELLO))["messages"]
    simulator.clock.advance(3)

    path = f"/messages/{row['message_id']}/fail"
    await control("POST", path, {"status_code": "300", "error_code": "16"})

    status, code, _, error, _ = await _row(clicksend, "sms")
    assert (status, code, error) == ("Sent", "300", "16")
    simulator.clock.advance(3)
    assert (await _row(clicksend, "sms"))[1] == "300"
    simulator.clock.advance(3)
    assert (await _row(clicksend, "sms"))[:2] == ("Completed", "201")


async def test_temporary_failure_may_become_final(
    clicksend: Caller, control: Caller, send: Send
) -> None:
    """The second try may fail too."""
    (row,) = (await send(HELLO))["messages"]

    for code in ("300", "301"):
        path = f"/messages/{row['message_id']}/fail"
        await control("POST", path, {"status_code": code})

    assert (await _row(clicksend, "sms"))[:2] == ("Failed", "301")


async def test_failing_call_stops_ringing(
    simulator: Simulator, control: Caller, ring: Send
) -> None:
    """Nobody can answer it any more."""
    (row,) = (await ring({**HELLO, "require_input": 1}))["messages"]
    await control("POST", f"/messages/{row['message_id']}/fail")

    keys = await control("POST", f"/calls/{row['message_id']}/keys", {"digits": "1"})

    assert keys.status == 400
    (call,) = simulator.phones[DAD].calls
    assert call.call is not None
    assert call.call.state(simulator.clock.now()) == "ended"


@pytest.mark.parametrize(
    ("message", "wait"),
    [(HELLO, 5), ({**HELLO, "to": "+61411111111"}, 0), ({**HELLO, "schedule": 1}, 0)],
    ids=["arrived", "test number", "scheduled"],
)
async def test_message_that_cannot_fail(
    simulator: Simulator,
    control: Caller,
    send: Send,
    message: dict[str, Any],
    wait: float,
) -> None:
    """What has arrived, what goes nowhere, and what has not been sent."""
    if "schedule" in message:
        message = {**message, "schedule": int(simulator.clock.now()) + 3600}
    (row,) = (await send(message))["messages"]
    simulator.clock.advance(wait)

    reply = await control("POST", f"/messages/{row['message_id']}/fail")

    assert (reply.status, reply.json["error"]) == (
        400,
        "the message is not on its way",
    )


async def test_failure_is_strict(control: Caller, send: Send) -> None:
    """A message that does not exist, or a code that is none, is an error."""
    (row,) = (await send(HELLO))["messages"]
    path = f"/messages/{row['message_id']}/fail"

    unknown = await control("POST", "/messages/x/fail")
    delivered = await control("POST", path, {"status_code": "201"})

    assert unknown.json["error"] == "there is no such message"
    assert delivered.json["error"] == "field 'status_code' must be 300 or 301"


async def _row(clicksend: Caller, channel: str) -> tuple[str | None, ...]:
    """Return what history says of the one message there is."""
    (row,) = (await clicksend("GET", f"/{channel}/history")).data["data"]
    keys = ("status", "status_code", "status_text", "error_code", "error_text")
    return tuple(row[key] for key in keys)
