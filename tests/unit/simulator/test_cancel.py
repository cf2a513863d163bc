"""Schedules, and ClickSend's PUT /{channel}/{message_id}/cancel and /cancel-all."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Caller, Send

DAD, MUM = "+15551234567", "+15557654321"

type Later = Callable[..., Awaitable[str]]


@pytest.fixture
def later(simulator: Simulator, send: Send, send_mms: Send, ring: Send) -> Later:
    """Schedule a message for in an hour; return its id."""
    senders = {"sms": send, "mms": send_mms, "voice": ring}

    async def schedule(channel: str = "sms", **changes: Any) -> str:
        due = int(simulator.clock.now()) + 3600
        message = {"to": DAD, "body": "Later", "subject": "Later", "schedule": due}
        (row,) = (await senders[channel]({**message, **changes}))["messages"]
        assert row["status"] == "SUCCESS"
        message_id: str = row["message_id"]
        return message_id

    return schedule


@pytest.mark.parametrize(
    ("channel", "words", "data"),
    [
        ("sms", "Scheduled sms message has been cancelled.", None),
        ("voice", "Voice have been cancelled.", []),
    ],
)
async def test_cancelled_message_never_comes(
    simulator: Simulator,
    clicksend: Caller,
    later: Later,
    channel: str,
    words: str,
    data: object,
) -> None:
    """It is paid back, called Cancelled in history, and on no phone, ever."""
    message_id = await later(channel)
    assert simulator.account.balance < 100
    assert await _status(clicksend, channel) == ("Scheduled", None)

    reply = await clicksend("PUT", f"/{channel}/{message_id}/cancel")

    assert reply.json == {
        "http_code": 200,
        "response_code": "SUCCESS",
        "response_msg": words,
        "data": data,
    }
    assert simulator.account.balance == 100
    simulator.clock.advance(7200)
    assert await _status(clicksend, channel) == ("Cancelled", "301")
    assert simulator.phones[DAD].texts == []


async def test_data_of_a_cancelled_text_as_it_was(
    simulator: Simulator, clicksend: Caller, later: Later
) -> None:
    """In 2022 it was a list."""
    simulator.settings.cancel_data = "list"

    reply = await clicksend("PUT", f"/sms/{await later()}/cancel")

    assert reply.data == []


async def test_cancelled_message_may_be_lost_money(
    simulator: Simulator, clicksend: Caller, later: Later
) -> None:
    """Nobody has seen whether it is paid back."""
    simulator.settings.cancel_refunds = False

    await clicksend("PUT", f"/sms/{await later()}/cancel")

    assert simulator.account.balance < 100


@pytest.mark.parametrize("channel", ["sms", "voice"])
async def test_what_cannot_be_cancelled(
    simulator: Simulator, clicksend: Caller, later: Later, channel: str
) -> None:
    """What is gone, what was cancelled, what is no message or of another kind."""
    gone = await later(channel)
    simulator.clock.advance(3601)
    test = await later(channel, to="+61411111111")
    cancelled = await later(channel)
    await clicksend("PUT", f"/{channel}/{cancelled}/cancel")
    other = await later("voice" if channel == "sms" else "sms")
    balance = simulator.account.balance

    for message_id in (gone, test, cancelled, other, "00000000"):
        reply = await clicksend("PUT", f"/{channel}/{message_id}/cancel")
        assert (reply.status, reply.json["response_code"]) == (404, "NOT_FOUND")
    assert simulator.account.balance == balance


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("sms", "2 sms messages have been cancelled."),
        ("voice", "2 messages have been cancelled."),
    ],
)
async def test_cancel_all(
    simulator: Simulator, clicksend: Caller, later: Later, channel: str, words: str
) -> None:
    """Without a filter everything goes that is still to be sent this way."""
    await later(channel, schedule=None)
    for name in ("ours", "theirs"):
        await later(channel, custom_string=name)
    other = "voice" if channel == "sms" else "sms"
    await later(other)

    reply = await clicksend("PUT", f"/{channel}/cancel-all")
    again = await clicksend("PUT", f"/{channel}/cancel-all")

    assert (reply.json["response_msg"], reply.data) == (words, {"count": 2})
    assert again.data == {"count": 0}
    now = simulator.clock.now()
    assert len(simulator.books.scheduled("voice", now)) == (other == "voice")
    assert len(simulator.books.scheduled("sms", now)) == (other == "sms")


async def test_cancel_all_of_ours(
    simulator: Simulator, clicksend: Caller, later: Later
) -> None:
    """With a custom_string only what was sent with just that."""
    for name in ("ours", "ours", "ours-2", "theirs"):
        await later(custom_string=name)

    reply = await clicksend("PUT", "/sms/cancel-all", {"custom_string": "ours"})

    assert reply.data == {"count": 2}
    left = simulator.books.scheduled("sms", simulator.clock.now())
    assert [text.custom_string for text in left] == ["ours-2", "theirs"]


async def test_mms_cannot_be_cancelled(
    simulator: Simulator, clicksend: Caller, later: Later
) -> None:
    """Unless the older document is right."""
    first, _ = await later("mms"), await later("mms")
    paths = (f"/mms/{first}/cancel", "/mms/cancel-all")

    refused = [await clicksend("PUT", path) for path in paths]
    simulator.settings.mms_cancel = True
    done = [await clicksend("PUT", path) for path in paths]

    assert [reply.status for reply in refused] == [404, 404]
    assert [reply.status for reply in done] == [200, 200]
    assert done[1].data == {"count": 1}
    simulator.clock.advance(7200)
    assert simulator.phones[DAD].texts == []


async def test_reply_is_not_to_a_cancelled_text(
    simulator: Simulator, clicksend: Caller, send: Send, later: Later
) -> None:
    """It is to the last one that was sent or still will be."""
    await send(
        {"to": DAD, "body": "Hello", "custom_string": "ref-1"},
        {"to": MUM, "body": "Hello", "custom_string": "ref-2"},
    )
    cancelled = await later(custom_string="ref-3")
    await clicksend("PUT", f"/sms/{cancelled}/cancel")

    received = simulator.inject_inbound(DAD, "Yes")

    assert received.answers is not None
    assert received.answers.custom_string == "ref-1"


@pytest.mark.parametrize("channel", ["sms", "mms", "voice"])
async def test_message_for_a_time_that_is_over(
    simulator: Simulator, send: Send, send_mms: Send, ring: Send, channel: str
) -> None:
    """It goes at once, or is turned down: nobody has said which."""
    sender = {"sms": send, "mms": send_mms, "voice": ring}[channel]
    message = {"to": DAD, "body": "Late", "subject": "Late", "schedule": 1700000000}

    by_default = await sender(message)
    simulator.settings.past_schedule = "INVALID_SCHEDULE"
    otherwise = await sender(message)

    assert by_default["messages"][0]["status"] == "SUCCESS"
    assert otherwise["messages"][0]["status"] == "INVALID_SCHEDULE"
    assert len(simulator.phones[DAD].texts) == 1


async def test_message_for_a_time_too_far_away(
    simulator: Simulator, send: Send
) -> None:
    """There may be a horizon, which nobody has seen."""
    due = int(simulator.clock.now()) + 365 * 24 * 3600
    message = {"to": DAD, "body": "Later", "schedule": due}

    by_default = await send(message)
    simulator.settings.schedule_horizon = 30 * 24 * 3600
    beyond = await send(message)
    within = await send({**message, "schedule": due - 340 * 24 * 3600})
    at_once = await send({"to": DAD, "body": "Now"})

    statuses = [
        data["messages"][0]["status"] for data in (by_default, beyond, within, at_once)
    ]
    assert statuses == ["SUCCESS", "INVALID_SCHEDULE", "SUCCESS", "SUCCESS"]


async def _status(clicksend: Caller, channel: str) -> tuple[str, str | None]:
    """Return the status of the one message there is, and its code."""
    (row,) = (await clicksend("GET", f"/{channel}/history")).data["data"]
    return row["status"], row["status_code"]
