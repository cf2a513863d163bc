"""ClickSend's receipts, as they are polled."""

from typing import Any

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import AddRule, Caller, Send, receipt_codes

DAD = "+15551234567"


async def test_receipts_come_as_time_goes_by(
    simulator: Simulator,
    clicksend: Caller,
    send: Send,
    add_receipt_rule: AddRule,
) -> None:
    """Sent, then delivered: each of them once, and listing marks nothing."""
    await add_receipt_rule()
    await send({"to": DAD, "body": "Hello", "custom_string": "ref-1"})
    (sent,) = simulator.books

    at_once = await receipt_codes(clicksend)
    simulator.clock.advance(2)
    on_its_way = await receipt_codes(clicksend)
    simulator.clock.advance(2)
    rows = (await clicksend("GET", "/sms/receipts")).data["data"]

    assert (at_once, on_its_way) == ([], ["200"])
    assert [row["status_code"] for row in rows] == ["200", "201"]
    assert rows[-1] == {
        "timestamp_send": int(sent.due_at),
        "timestamp": int(sent.due_at + 4),
        "message_id": sent.message_id,
        "status_code": "201",
        "status_text": "Success: Message received on handset.",
        "error_code": None,
        "error_text": None,
        "custom_string": "ref-1",
        "subaccount_id": simulator.account.subaccount_id,
        "message_type": "sms",
        "digits": None,
    }
    assert await receipt_codes(clicksend) == ["200", "201"]


@pytest.mark.parametrize("body", [None, {}])
async def test_marking_without_a_time_marks_all(
    simulator: Simulator,
    clicksend: Caller,
    send: Send,
    add_receipt_rule: AddRule,
    body: object,
) -> None:
    """The trap: without a cut-off all are gone; the next one is seen again."""
    await add_receipt_rule()
    await send({"to": DAD, "body": "Hello"})
    simulator.clock.advance(2)

    reply = await clicksend("PUT", "/sms/receipts-read", body)
    gone = await receipt_codes(clicksend)
    simulator.clock.advance(2)

    assert reply.json["response_msg"] == "Receipts have been marked as read."
    assert (reply.data, gone) == ("{}", [])
    assert await receipt_codes(clicksend) == ["201"]


async def test_marking_up_to_a_time(
    simulator: Simulator,
    clicksend: Caller,
    send: Send,
    add_receipt_rule: AddRule,
) -> None:
    """With a cut-off only what is older is marked, and one that is none is refused."""
    await add_receipt_rule()
    await send({"to": DAD, "body": "Hello"})
    (sent,) = simulator.books
    simulator.clock.advance(5)

    cutoff = {"date_before": int(sent.due_at) + 3}
    marked = await clicksend("PUT", "/sms/receipts-read", cutoff)
    wrong = await clicksend("PUT", "/sms/receipts-read", {"date_before": "now"})

    assert (marked.status, wrong.status) == (200, 400)
    assert await receipt_codes(clicksend) == ["201"]


@pytest.mark.parametrize(("by_id", "status"), [("always", 200), ("polled", 404)])
async def test_receipt_by_its_message(
    simulator: Simulator, clicksend: Caller, send: Send, by_id: str, status: int
) -> None:
    """There is none until there is one; then it is the latest."""
    simulator.settings.patch({"receipt_by_id": by_id})
    await send({"to": DAD, "body": "Hello"})
    (sent,) = simulator.books
    one = f"/sms/receipts/{sent.message_id}"

    early = await clicksend("GET", one)
    simulator.clock.advance(5)
    late = await clicksend("GET", one)

    assert early.status == 404
    assert early.json["response_msg"] == "Receipt record not found."
    assert late.status == status
    if status == 200:
        assert late.data["status_code"] == "201"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"status_code": "201", "error_code": "0", "digits": "12"}),
        ({"receipt_codes": "int"}, {"status_code": 201, "error_code": 0}),
        ({"voice_digits": "int"}, {"digits": 12}),
        ({"receipt_type_key": "_message_type"}, {"_message_type": "voice"}),
        ({"receipt_times": "str"}, {"timestamp": "now", "timestamp_send": "now"}),
    ],
)
async def test_receipt_in_all_its_forms(
    simulator: Simulator,
    clicksend: Caller,
    control: Caller,
    ring: Send,
    add_receipt_rule: AddRule,
    changes: dict[str, str],
    expected: dict[str, Any],
) -> None:
    """Codes, times and keys have several types, and one field has two names."""
    await add_receipt_rule("voice")
    simulator.settings.patch(changes)
    simulator.settings.receipts_by_themselves = False
    await ring({"to": DAD, "body": "Press a key", "custom_string": "ref-1"})
    (sent,) = simulator.books
    now = str(int(sent.due_at))
    injected = await control(
        "POST",
        "/receipts",
        {
            "message_id": sent.message_id,
            "status_code": "201",
            "error_code": "0",
            "digits": "12",
        },
    )

    (row,) = (await clicksend("GET", "/voice/receipts")).data["data"]

    assert injected.json == {"message_id": sent.message_id, "copies": 1}
    assert "subaccount_id" not in row
    for name, value in expected.items():
        if value == "now":
            assert isinstance(row[name], str)
            assert int(row[name]) - int(now) in {0, 1}
        else:
            assert row[name] == value


@pytest.mark.parametrize(
    ("presence", "status"), [("exists", 200), (404, 404), (405, 405)]
)
async def test_paths_that_may_be_gone(
    simulator: Simulator,
    clicksend: Caller,
    send_mms: Send,
    add_receipt_rule: AddRule,
    presence: str | int,
    status: int,
) -> None:
    """Of some paths only older documents know; with MMS the rules are those of SMS."""
    simulator.settings.patch(
        {"mms_receipts": presence, "voice_receipts_extras": presence}
    )
    await add_receipt_rule()
    await send_mms({"to": DAD, "body": "Look", "subject": "Door"})
    (sent,) = simulator.books
    simulator.clock.advance(5)

    listed = await clicksend("GET", "/mms/receipts")
    replies = [
        listed,
        await clicksend("GET", f"/mms/receipts/{sent.message_id}"),
        await clicksend("PUT", "/mms/receipts-read"),
        await clicksend("PUT", "/voice/receipts-read"),
        await clicksend("POST", "/voice/receipts", {"url": "poll"}),
    ]

    assert [reply.status for reply in replies] == [status] * len(replies)
    if status == 200:
        assert [row["message_type"] for row in listed.data["data"]] == ["mms", "mms"]
    assert (await clicksend("GET", "/voice/receipts")).status == 200
    assert await receipt_codes(clicksend) == []


async def test_test_receipt(
    simulator: Simulator, clicksend: Caller, add_receipt_rule: AddRule
) -> None:
    """A receipt can be asked for; polling shows it if that was asked for too."""
    await add_receipt_rule()

    pushed = await clicksend("POST", "/sms/receipts", {"url": "https://example.com/"})
    polled = await clicksend("POST", "/sms/receipts", {"url": "poll"})
    nowhere = await clicksend("POST", "/sms/receipts", {})

    assert pushed.json["response_msg"] == "Receipt has been added"
    assert (nowhere.status, list(nowhere.data)) == (400, ["url"])
    rows = (await clicksend("GET", "/sms/receipts")).data["data"]
    assert rows == [polled.data]
    assert len(simulator.books) == 0
