"""ClickSend's receipts, the rules that show them, and how they come about."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Caller, Send

DAD, MUM, TEST_NUMBER = "+15551234567", "+15557654321", "+61411111111"
RULES = "/automations/sms/receipts"

type AddReceiptRule = Callable[..., Awaitable[int]]


@pytest.fixture
def add_receipt_rule(clicksend: Caller) -> AddReceiptRule:
    """Add a receipt rule, by default one that shows them all; return its id."""

    async def adder(channel: str = "sms", **changes: Any) -> int:
        rule = {"rule_name": "Home", "action": "POLL", **changes}
        reply = await clicksend("POST", f"/automations/{channel}/receipts", rule)
        rule_id: int = reply.data["receipt_rule_id"]
        return rule_id

    return adder


async def test_receipts_come_as_time_goes_by(
    simulator: Simulator,
    clicksend: Caller,
    send: Send,
    add_receipt_rule: AddReceiptRule,
) -> None:
    """Sent, then delivered: each of them once, and listing marks nothing."""
    await add_receipt_rule()
    await send({"to": DAD, "body": "Hello", "custom_string": "ref-1"})
    (sent,) = simulator.books

    at_once = await _codes(clicksend)
    simulator.clock.advance(2)
    on_its_way = await _codes(clicksend)
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
    assert await _codes(clicksend) == ["200", "201"]


@pytest.mark.parametrize("changes", [{"action": "EMAIL_USER"}, {"enabled": 0}, None])
async def test_without_a_polling_rule_there_is_nothing(
    simulator: Simulator,
    clicksend: Caller,
    send: Send,
    add_receipt_rule: AddReceiptRule,
    changes: dict[str, Any] | None,
) -> None:
    """No rule, or none that polls: an empty list, and a rule made later is too late."""
    if changes is not None:
        await add_receipt_rule(**changes)
    await send({"to": DAD, "body": "Hello"})
    simulator.clock.advance(2)
    empty = await clicksend("GET", "/sms/receipts")
    await add_receipt_rule()
    too_late = await _codes(clicksend)
    simulator.clock.advance(2)

    assert (empty.status, empty.data["total"], empty.data["last_page"]) == (200, 0, 0)
    assert too_late == []
    assert await _codes(clicksend) == ["201"]


async def test_receipts_of_a_rule_go_with_it(
    simulator: Simulator,
    clicksend: Caller,
    send: Send,
    add_receipt_rule: AddReceiptRule,
) -> None:
    """Two rules, two copies; what one caught is not seen without it."""
    first = await add_receipt_rule()
    await add_receipt_rule(rule_name="Somebody else's", match_type=2)
    await send({"to": DAD, "body": "Hello"})
    simulator.clock.advance(5)

    both = await _codes(clicksend)
    await clicksend("DELETE", f"{RULES}/{first}")

    assert both == ["200", "201", "201"]
    assert await _codes(clicksend) == ["201"]


@pytest.mark.parametrize(
    ("match_type", "seen"),
    [(0, ["200", "201", "300", "301"]), (1, ["300", "301"]), (2, ["201"])],
)
async def test_rule_for_some_receipts(
    simulator: Simulator,
    clicksend: Caller,
    send: Send,
    add_receipt_rule: AddReceiptRule,
    match_type: int,
    seen: list[str],
) -> None:
    """A rule is for all receipts, for failures, or for what was delivered."""
    await add_receipt_rule(match_type=match_type)
    await send({"to": DAD, "body": "Hello"}, {"to": MUM, "body": "Hello"})
    first, second = simulator.books
    simulator.settings.receipts_by_themselves = False
    simulator.inject_receipt(first.message_id, "200")
    simulator.inject_receipt(first.message_id, "201")
    simulator.inject_receipt(second.message_id, "300")
    simulator.inject_receipt(second.message_id, "301")

    assert await _codes(clicksend) == seen


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
    add_receipt_rule: AddReceiptRule,
    changes: dict[str, Any],
    codes: list[str],
) -> None:
    """Receipts come in the wrong order, twice, late, or not at all."""
    simulator.settings.patch(changes)
    await add_receipt_rule()
    await send({"to": DAD, "body": "Hello"})
    simulator.clock.advance(2)
    first = await _codes(clicksend)
    simulator.clock.advance(3)

    assert await _codes(clicksend) == codes
    # Whoever looked in between saw the beginning of it.
    assert codes[: len(first)] == first


async def test_late_receipt_tells_when_it_was(
    simulator: Simulator,
    clicksend: Caller,
    send: Send,
    add_receipt_rule: AddReceiptRule,
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
    add_receipt_rule: AddReceiptRule,
    code: str,
    codes: list[str],
) -> None:
    """A failure is reported twice, the second time for good; or it was not one."""
    await add_receipt_rule()
    await send({"to": DAD, "body": "Hello"})
    (sent,) = simulator.books
    simulator.clock.advance(2)
    await _codes(clicksend)
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
    add_receipt_rule: AddReceiptRule,
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
    add_receipt_rule: AddReceiptRule,
) -> None:
    """A text to a test number is never reported on."""
    await add_receipt_rule()
    await send({"to": TEST_NUMBER, "body": "Hello"})
    (sent,) = simulator.books
    simulator.clock.advance(300000)

    one = await clicksend("GET", f"/sms/receipts/{sent.message_id}")

    assert await _codes(clicksend) == []
    assert one.status == 404


@pytest.mark.parametrize("body", [None, {}])
async def test_marking_without_a_time_marks_all(
    simulator: Simulator,
    clicksend: Caller,
    send: Send,
    add_receipt_rule: AddReceiptRule,
    body: object,
) -> None:
    """The trap: without a cut-off all are gone; the next one is seen again."""
    await add_receipt_rule()
    await send({"to": DAD, "body": "Hello"})
    simulator.clock.advance(2)

    reply = await clicksend("PUT", "/sms/receipts-read", body)
    gone = await _codes(clicksend)
    simulator.clock.advance(2)

    assert reply.json["response_msg"] == "Receipts have been marked as read."
    assert (reply.data, gone) == ("{}", [])
    assert await _codes(clicksend) == ["201"]


async def test_marking_up_to_a_time(
    simulator: Simulator,
    clicksend: Caller,
    send: Send,
    add_receipt_rule: AddReceiptRule,
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
    assert await _codes(clicksend) == ["201"]


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
    add_receipt_rule: AddReceiptRule,
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


@pytest.mark.parametrize(("switch", "empty"), [("null", None), ("empty", "")])
async def test_keys_of_a_call(
    simulator: Simulator,
    clicksend: Caller,
    control: Caller,
    ring: Send,
    add_receipt_rule: AddReceiptRule,
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
    assert await _codes(clicksend) == []


@pytest.mark.parametrize(
    ("presence", "status"), [("exists", 200), (404, 404), (405, 405)]
)
async def test_paths_that_may_be_gone(
    simulator: Simulator,
    clicksend: Caller,
    send_mms: Send,
    add_receipt_rule: AddReceiptRule,
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
    assert await _codes(clicksend) == []


async def test_test_receipt(
    simulator: Simulator, clicksend: Caller, add_receipt_rule: AddReceiptRule
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


async def test_receipts_by_hand(
    simulator: Simulator,
    clicksend: Caller,
    control: Caller,
    send: Send,
    add_receipt_rule: AddReceiptRule,
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

    assert await _codes(clicksend) == ["301", "201", "200", "200"]
    assert (unknown.status, wrong.status) == (400, 400)


@pytest.mark.parametrize("channel", ["sms", "voice"])
async def test_receipt_rule_comes_and_goes(clicksend: Caller, channel: str) -> None:
    """A receipt rule has one name for its id everywhere, and no webhook_type."""
    rules = f"/automations/{channel}/receipts"
    rule = {
        "rule_name": "Home",
        "match_type": 2,
        "action": "URL",
        "action_address": "https://example.com/",
        "enabled": 1,
    }
    created = await clicksend("POST", rules, {**rule, "webhook_type": "json"})
    rule_id = created.data["receipt_rule_id"]
    listed = await clicksend("GET", rules)
    viewed = await clicksend("GET", f"{rules}/{rule_id}")
    updated = await clicksend("PUT", f"{rules}/{rule_id}", {"enabled": 0})
    deleted = await clicksend("DELETE", f"{rules}/{rule_id}")
    gone = await clicksend("GET", f"{rules}/{rule_id}")

    assert created.data == viewed.data == {"receipt_rule_id": rule_id, **rule}
    assert listed.data["data"] == [viewed.data]
    assert updated.data == {**viewed.data, "enabled": 0}
    assert (deleted.status, deleted.data, gone.status) == (200, [], 404)


@pytest.mark.parametrize(
    ("channel", "changes", "wrong"),
    [
        ("sms", {"rule_name": ""}, "rule_name"),
        ("sms", {"action": "AUTO_REPLY"}, "action"),
        ("sms", {"match_type": 3}, "match_type"),
        ("voice", {"match_type": 4}, "match_type"),
        ("voice", {"enabled": 2}, "enabled"),
    ],
)
async def test_receipt_rule_that_cannot_be(
    clicksend: Caller, channel: str, changes: dict[str, Any], wrong: str
) -> None:
    """A receipt rule needs a name and an action that exists."""
    rule = {"rule_name": "Home", "action": "POLL", **changes}

    reply = await clicksend("POST", f"/automations/{channel}/receipts", rule)

    assert (reply.status, list(reply.data)) == (400, [wrong])


async def _codes(clicksend: Caller) -> list[str]:
    """Return the codes of the unread receipts for texts."""
    rows = (await clicksend("GET", "/sms/receipts")).data["data"]
    return [row["status_code"] for row in rows]
