"""Receipts that ClickSend pushes to webhooks."""

from typing import Any

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import AddRule, Caller, Send, receipt_codes
from tests.unit.simulator.receiver import Receiver

DAD, MUM = "+15551234567", "+15557654321"
FORM = "application/x-www-form-urlencoded"


async def test_receipts_are_pushed_as_time_goes_by(
    simulator: Simulator, receiver: Receiver, send: Send, add_url_receipt_rule: AddRule
) -> None:
    """Each when it comes, as a form, and without anybody asking."""
    await add_url_receipt_rule()
    await send({"to": DAD, "body": "Hello", "custom_string": "ref-1"})
    (sent,) = simulator.books
    await simulator.pushes.settled()
    at_once = _codes(receiver)
    simulator.clock.advance(2)
    await simulator.pushes.settled()
    on_its_way = _codes(receiver)
    simulator.clock.advance(2)
    await simulator.pushes.settled()

    assert (at_once, on_its_way, _codes(receiver)) == ([], ["200"], ["200", "201"])
    last = receiver.arrivals[-1]
    assert (last.method, last.content_type) == ("POST", FORM)
    assert last.form == {
        "custom_string": "ref-1",
        "customstring": "ref-1",
        "error_code": "",
        "error_text": "",
        "message_id": sent.message_id,
        "messageid": sent.message_id,
        "message_type": "sms",
        "status": "Delivered",
        "status_code": "201",
        "status_text": "Success: Message received on handset.",
        "subaccount_id": str(simulator.account.subaccount_id),
        "timestamp": str(int(sent.due_at + 4)),
        "timestamp_send": str(int(sent.due_at)),
        "user_id": str(simulator.account.user_id),
    }


async def test_receipts_come_in_real_time_too(
    simulator: Simulator, receiver: Receiver, send: Send, add_url_receipt_rule: AddRule
) -> None:
    """Nobody has to move the clock, nor to look."""
    simulator.settings.delivery_seconds = 0.2
    await add_url_receipt_rule()
    await send({"to": DAD, "body": "Hello"})
    await simulator.pushes.wait_for(2)

    assert _codes(receiver) == ["200", "201"]


async def test_clock_that_control_moves(
    simulator: Simulator,
    receiver: Receiver,
    control: Caller,
    send: Send,
    add_url_receipt_rule: AddRule,
) -> None:
    """A clock that jumps wakes the pushes that are due then."""
    await add_url_receipt_rule()
    await send({"to": DAD, "body": "Hello"})
    await control("POST", "/clock", {"advance": 10})
    await simulator.pushes.wait_for(2)

    assert sorted(_codes(receiver)) == ["200", "201"]


@pytest.mark.parametrize(
    ("match_type", "codes"),
    [(0, ["200", "201", "300", "301"]), (1, ["300", "301"]), (2, ["201"])],
)
async def test_rule_for_some_receipts(
    simulator: Simulator,
    receiver: Receiver,
    send: Send,
    add_url_receipt_rule: AddRule,
    match_type: int,
    codes: list[str],
) -> None:
    """A rule pushes all receipts, failures, or what was delivered."""
    simulator.settings.receipts_by_themselves = False
    await add_url_receipt_rule(match_type=match_type)
    await send({"to": DAD, "body": "Hello"})
    (sent,) = simulator.books
    for code in ("200", "201", "300", "301"):
        simulator.inject_receipt(sent.message_id, code, error_code="12")
    await simulator.pushes.settled()

    assert sorted(_codes(receiver)) == codes
    assert {each.form["error_code"] for each in receiver.arrivals} == {"12"}


async def test_rules_that_push_and_poll(
    simulator: Simulator,
    receiver: Receiver,
    clicksend: Caller,
    send: Send,
    add_receipt_rule: AddRule,
    add_url_receipt_rule: AddRule,
) -> None:
    """Each rule does its own: who polls gets no less for what is pushed."""
    simulator.settings.receipt_duplicates = True
    await add_receipt_rule()
    await add_url_receipt_rule(match_type=2)
    await add_url_receipt_rule(action_address=receiver.url("/off"), enabled=0)
    await send({"to": DAD, "body": "Hello"})
    simulator.clock.advance(5)
    await simulator.pushes.settled()

    assert _codes(receiver) == ["201", "201"]
    assert await receipt_codes(clicksend) == ["200", "200", "201", "201"]


async def test_rule_that_comes_too_late(
    simulator: Simulator,
    receiver: Receiver,
    clicksend: Caller,
    send: Send,
    add_url_receipt_rule: AddRule,
) -> None:
    """What came before a rule, or after it went, it does not push."""
    await send({"to": DAD, "body": "Hello"})
    simulator.clock.advance(2)
    rule_id = await add_url_receipt_rule()
    await simulator.pushes.settled()
    early = _codes(receiver)
    simulator.clock.advance(2)
    await simulator.pushes.settled()
    await clicksend("DELETE", f"/automations/sms/receipts/{rule_id}")
    await send({"to": MUM, "body": "Hello"})
    simulator.clock.advance(5)
    await simulator.pushes.settled()

    assert (early, _codes(receiver)) == ([], ["201"])


@pytest.mark.parametrize(
    ("changes", "missing"), [({}, []), ({"push_empty": "null"}, ["digits"])]
)
async def test_receipts_of_calls(
    simulator: Simulator,
    receiver: Receiver,
    control: Caller,
    ring: Send,
    add_url_receipt_rule: AddRule,
    changes: dict[str, Any],
    missing: list[str],
) -> None:
    """Those of a call have the keys that were pressed, as soon as they are."""
    simulator.settings.patch(changes)
    await add_url_receipt_rule("voice", match_type=2)
    call = {"body": "Press a key", "require_input": 1}
    await ring({**call, "to": DAD}, {**call, "to": MUM})
    answered, ignored = simulator.books
    await control("POST", f"/calls/{answered.message_id}/keys", {"digits": "4"})
    await simulator.pushes.wait_for(1)
    simulator.clock.advance(5)
    await simulator.pushes.settled()

    first, second = (each.form for each in receiver.arrivals)
    assert (first["message_id"], first["digits"]) == (answered.message_id, "4")
    assert (first["message_type"], first["status"]) == ("voice", "Delivered")
    assert second["message_id"] == ignored.message_id
    assert second.get("digits", "") == ""
    assert [key for key in ("digits",) if key not in second] == missing


async def test_failed_and_cancelled(
    simulator: Simulator,
    receiver: Receiver,
    clicksend: Caller,
    send: Send,
    add_url_receipt_rule: AddRule,
) -> None:
    """What is done to a message from outside is reported without delay, or with it."""
    simulator.settings.receipt_delay = 60
    await add_url_receipt_rule(match_type=1)
    later = int(simulator.clock.now()) + 600
    await send({"to": DAD, "body": "Hello", "schedule": later})
    (sent,) = simulator.books
    await clicksend("PUT", f"/sms/{sent.message_id}/cancel")
    await simulator.pushes.settled()
    early = _codes(receiver)
    simulator.clock.advance(61)
    await simulator.pushes.settled()

    assert early == []
    (arrival,) = receiver.arrivals
    assert arrival.form["status"] == "Undelivered"
    assert (arrival.form["status_code"], arrival.form["error_code"]) == ("301", "5")


@pytest.mark.parametrize("channel", ["sms", "voice"])
async def test_test_receipt(
    simulator: Simulator, receiver: Receiver, clicksend: Caller, channel: str
) -> None:
    """A receipt can be asked for, without any rule and without a message."""
    path = f"/{channel}/receipts"
    reply = await clicksend("POST", path, {"url": receiver.url()})
    elsewhere = await clicksend("POST", path, {"url": "https://example.com/"})
    polled = await clicksend("POST", path, {"url": "poll"})
    await simulator.pushes.settled()

    assert {each.status for each in (reply, elsewhere, polled)} == {200}
    assert reply.json["response_msg"] == "Receipt has been added"
    (arrival,) = receiver.arrivals
    assert arrival.form["message_id"] == reply.data["message_id"]
    assert arrival.form["message_type"] == channel
    assert [push.state for push in simulator.pushes] == ["delivered", "refused"]


def _codes(receiver: Receiver) -> list[str]:
    """Return the codes of the receipts that were pushed."""
    return [each.form["status_code"] for each in receiver.arrivals]
