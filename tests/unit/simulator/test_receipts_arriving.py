"""How ClickSend's receipts come about."""

from typing import Any

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import AddRule, Caller, Send, receipt_codes

DAD, MUM, TEST_NUMBER = "+15551234567", "+15557654321", "+61411111111"


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, ["200", "201"]),
        ({"receipt_sequence": "final_first"}, ["201", "200"]),
        ({"receipt_sequence": "final_only"}, ["201"]),
        ({"receipt_duplicates": True}, ["200", "200", "201", "201"]),
        ({"receipt_delay": 3}, ["200"]),
        ({"receipt_delay": 259200}, []),
        ({"receipts_by_themselves": False}, []),
    ],
)
async def test_gateway_that_does_as_it_likes(
    simulator: Simulator,
    clicksend: Caller,
    send: Send,
    add_receipt_rule: AddRule,
    changes: dict[str, Any],
    codes: list[str],
) -> None:
    """Receipts come in the wrong order, twice, late, or not at all."""
    simulator.settings.patch(changes)
    await add_receipt_rule()
    await send({"to": DAD, "body": "Hello"})
    simulator.clock.advance(2)
    first = await receipt_codes(clicksend)
    simulator.clock.advance(3)

    assert await receipt_codes(clicksend) == codes
    # Whoever looked in between saw the beginning of it.
    assert codes[: len(first)] == first


async def test_late_receipt_tells_when_it_was(
    simulator: Simulator,
    clicksend: Caller,
    send: Send,
    add_receipt_rule: AddRule,
) -> None:
    """A late receipt has the time of what it reports."""
    simulator.settings.receipt_delay = 3600
    await add_receipt_rule()
    await send({"to": DAD, "body": "Hello"})
    (sent,) = simulator.books
    simulator.clock.advance(3605)

    rows = (await clicksend("GET", "/sms/receipts")).data["data"]

    assert [row["timestamp"] for row in rows] == [
        int(sent.due_at + 2),
        int(sent.due_at + 4),
    ]


@pytest.mark.parametrize(
    ("code", "codes"), [("301", ["200", "300", "301"]), ("300", ["200", "300", "201"])]
)
async def test_message_that_fails(
    simulator: Simulator,
    clicksend: Caller,
    control: Caller,
    send: Send,
    add_receipt_rule: AddRule,
    code: str,
    codes: list[str],
) -> None:
    """A failure is reported twice, the second time for good; or it was not one."""
    await add_receipt_rule()
    await send({"to": DAD, "body": "Hello"})
    (sent,) = simulator.books
    simulator.clock.advance(2)
    await receipt_codes(clicksend)
    failed = await control(
        "POST",
        f"/messages/{sent.message_id}/fail",
        {"status_code": code, "error_code": "12", "error_text": "Absent"},
    )
    simulator.clock.advance(9)

    rows = (await clicksend("GET", "/sms/receipts")).data["data"]

    assert failed.status == 200, failed.text
    assert [row["status_code"] for row in rows] == codes
    assert (rows[1]["error_code"], rows[1]["error_text"]) == ("12", "Absent")


async def test_message_that_is_cancelled(
    simulator: Simulator,
    clicksend: Caller,
    send: Send,
    add_receipt_rule: AddRule,
) -> None:
    """What is not sent any more is reported as such, and only that."""
    await add_receipt_rule()
    later = int(simulator.clock.now()) + 600
    await send({"to": DAD, "body": "Hello", "schedule": later})
    (sent,) = simulator.books
    await clicksend("PUT", f"/sms/{sent.message_id}/cancel")
    simulator.clock.advance(1200)

    (row,) = (await clicksend("GET", "/sms/receipts")).data["data"]

    assert (row["status_code"], row["error_code"]) == ("301", "5")


async def test_test_numbers_report_nothing(
    simulator: Simulator,
    clicksend: Caller,
    send: Send,
    add_receipt_rule: AddRule,
) -> None:
    """A text to a test number is never reported on."""
    await add_receipt_rule()
    await send({"to": TEST_NUMBER, "body": "Hello"})
    (sent,) = simulator.books
    simulator.clock.advance(300000)

    one = await clicksend("GET", f"/sms/receipts/{sent.message_id}")

    assert await receipt_codes(clicksend) == []
    assert one.status == 404


@pytest.mark.parametrize(("switch", "empty"), [("null", None), ("empty", "")])
async def test_keys_of_a_call(
    simulator: Simulator,
    clicksend: Caller,
    control: Caller,
    ring: Send,
    add_receipt_rule: AddRule,
    switch: str,
    empty: str | None,
) -> None:
    """The receipt of a call has the keys that were pressed, if any were."""
    simulator.settings.patch({"voice_no_digits": switch})
    await add_receipt_rule("voice")
    call = {"body": "Press a key", "require_input": 1}
    await ring({**call, "to": DAD}, {**call, "to": MUM})
    answered, _ = simulator.books
    pressed = await control(
        "POST", f"/calls/{answered.message_id}/keys", {"digits": "4"}
    )
    simulator.clock.advance(5)

    rows = (await clicksend("GET", "/voice/receipts")).data["data"]

    assert pressed.status == 200, pressed.text
    assert {
        (row["message_id"] == answered.message_id, row["digits"])
        for row in rows
        if row["status_code"] == "201"
    } == {(True, "4"), (False, empty)}
    assert await receipt_codes(clicksend) == []


async def test_receipts_by_hand(
    simulator: Simulator,
    clicksend: Caller,
    control: Caller,
    send: Send,
    add_receipt_rule: AddRule,
) -> None:
    """Any receipt can be put in at any time, for a message that there is."""
    await add_receipt_rule()
    simulator.settings.receipts_by_themselves = False
    await send({"to": DAD, "body": "Hello", "custom_string": "ref-1"})
    (sent,) = simulator.books
    receipt = {"message_id": sent.message_id, "status_code": "301"}
    for code in ("301", "201", "200", "200"):
        await control("POST", "/receipts", {**receipt, "status_code": code})

    unknown = await control("POST", "/receipts", {**receipt, "message_id": "NONE"})
    wrong = await control("POST", "/receipts", {**receipt, "status_code": "999"})

    assert await receipt_codes(clicksend) == ["301", "201", "200", "200"]
    assert (unknown.status, wrong.status) == (400, 400)
