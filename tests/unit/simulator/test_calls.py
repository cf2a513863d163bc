"""Calls as the person who is called has them: ringing, answered, keys pressed."""

from typing import Any

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Caller, Reply, Send

DAD = "+15551234567"
ASK = {"to": DAD, "body": "Press 1", "require_input": 1}


async def test_key_completes_the_call(
    simulator: Simulator, clicksend: Caller, control: Caller, ring: Send
) -> None:
    """Pressing a key answers, is kept, and ends it: history has it at once."""
    call = await _ring(ring, ASK)

    pressed = await control("POST", f"/calls/{call}/keys", {"digits": "1"})

    assert (pressed.json["digits"], pressed.json["status"]) == ("1", "Completed")
    (row,) = (await clicksend("GET", "/voice/history")).data["data"]
    assert (row["digits"], row["status"], row["status_code"]) == (
        "1",
        "Completed",
        "201",
    )
    (entry,) = simulator.books
    assert entry.digits == "1"
    simulator.clock.advance(3600)
    assert entry.delivery(simulator.clock.now()).final


@pytest.mark.parametrize(
    ("pressed", "shown"), [("1", 1), ("042", 42), ("*", "*"), ("1#", "1#")]
)
async def test_keys_may_be_a_number(
    simulator: Simulator,
    clicksend: Caller,
    control: Caller,
    ring: Send,
    pressed: str,
    shown: int | str,
) -> None:
    """As ClickSend has it or not: then leading zeros are lost."""
    call = await _ring(ring, ASK)
    await control("POST", f"/calls/{call}/keys", {"digits": pressed})

    as_text = (await clicksend("GET", "/voice/history")).data["data"][0]["digits"]
    simulator.settings.voice_digits = "int"
    as_number = (await clicksend("GET", "/voice/history")).data["data"][0]["digits"]

    assert (as_text, as_number) == (pressed, shown)


async def test_answered_call_goes_on(
    simulator: Simulator, control: Caller, ring: Send
) -> None:
    """It ends when the person hangs up, or by itself after a while."""
    first, second = await _ring(ring, ASK), await _ring(ring, ASK)
    simulator.clock.advance(3)
    for call in (first, second):
        await control("POST", f"/calls/{call}/answer")
    simulator.clock.advance(50)
    assert await _states(control) == ["answered", "answered"]

    hung_up = await control("POST", f"/calls/{first}/hang-up")
    simulator.clock.advance(5)
    assert (hung_up.json["status"], hung_up.json["digits"]) == ("Completed", None)
    assert await _states(control) == ["ended", "answered"]
    simulator.clock.advance(6)
    assert await _states(control) == ["ended", "ended"]


async def test_time_to_ring(simulator: Simulator, control: Caller, ring: Send) -> None:
    """How long a phone rings can be chosen."""
    simulator.settings.ring_seconds = 30
    await _ring(ring, ASK)

    simulator.clock.advance(29)
    assert await _states(control) == ["ringing"]
    simulator.clock.advance(2)
    assert await _states(control) == ["ended"]


async def test_declined_call(control: Caller, ring: Send) -> None:
    """Hanging up at once ends it unanswered."""
    call = await _ring(ring, ASK)

    declined = await control("POST", f"/calls/{call}/hang-up")

    assert declined.json["call"] == {
        "lang": "en-us",
        "voice": "female",
        "require_input": True,
        "state": "ended",
        "answered": False,
        "digits": None,
    }


async def test_call_for_later_rings_later(
    simulator: Simulator, control: Caller, ring: Send
) -> None:
    """Until then it is on no phone, and takes no key."""
    due = int(simulator.clock.now()) + 3600
    call = await _ring(ring, {**ASK, "schedule": due})

    early = await control("POST", f"/calls/{call}/keys", {"digits": "1"})
    assert early.json["error"] == "the call is not going on"
    assert simulator.phones[DAD].calls == []
    simulator.clock.advance(3601)
    assert await _states(control) == ["ringing"]
    assert (await control("POST", f"/calls/{call}/answer")).status == 200


async def test_what_cannot_be_done_with_a_call(
    control: Caller, clicksend: Caller, send: Send, ring: Send
) -> None:
    """What makes no sense is an error that says why."""
    (text,) = (await send({"to": DAD, "body": "Hello"}))["messages"]
    test = await _ring(ring, {**ASK, "to": "+61411111111"})
    silent = await _ring(ring, {"to": DAD, "body": "Hello"})
    ended = await _ring(ring, ASK)
    await control("POST", f"/calls/{ended}/hang-up")

    async def error(call: str, what: str, body: dict[str, Any] | None = None) -> str:
        reply: Reply = await control("POST", f"/calls/{call}/{what}", body)
        assert reply.status == 400
        found: str = reply.json["error"]
        return found

    assert await error("x", "answer") == "there is no such message"
    assert await error(text["message_id"], "answer") == "the message is no call"
    assert await error(test, "answer") == "the call never rings"
    assert await error(silent, "keys", {"digits": "1"}) == (
        "the call does not ask for a key"
    )
    for keys in ("", "A", "1 2", "1" * 33):
        assert await error(silent, "keys", {"digits": keys}) == (
            "keys are 0 to 9, * and #"
        )
    assert await error(ended, "answer") == "the call does not ring"
    assert await error(ended, "hang-up") == "the call is not going on"
    assert await error(ended, "keys", {"digits": "1"}) == "the call is not going on"
    assert "missing" in await error(silent, "keys", {})
    (row,) = (await clicksend("GET", "/voice/history", q=f"message_id:{ended}")).data[
        "data"
    ]
    assert row["digits"] is None


async def test_call_is_nothing_to_reply_to(
    simulator: Simulator, send: Send, ring: Send
) -> None:
    """A text from the phone answers the last text, not the call since."""
    await send({"to": DAD, "body": "Hello", "custom_string": "ref-1"})
    await ring({**ASK, "custom_string": "ref-2"})

    received = simulator.inject_inbound(DAD, "Yes")

    assert received.answers is not None
    assert received.answers.custom_string == "ref-1"


async def _ring(ring: Send, message: dict[str, Any]) -> str:
    """Make one call; return its id."""
    (row,) = (await ring(message))["messages"]
    message_id: str = row["message_id"]
    return message_id


async def _states(control: Caller) -> list[str]:
    """Return how far the calls on the one phone are."""
    (phone,) = (await control("GET", "/phones")).json["phones"]
    return [text["call"]["state"] for text in phone["texts"]]
