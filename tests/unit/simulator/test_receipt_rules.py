"""The rules that make ClickSend's receipts visible."""

from typing import Any

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import AddRule, Caller, Send, receipt_codes

DAD, MUM = "+15551234567", "+15557654321"
RULES = "/automations/sms/receipts"


@pytest.mark.parametrize("changes", [{"action": "EMAIL_USER"}, {"enabled": 0}, None])
async def test_without_a_polling_rule_there_is_nothing(
    simulator: Simulator,
    clicksend: Caller,
    send: Send,
    add_receipt_rule: AddRule,
    changes: dict[str, Any] | None,
) -> None:
    """No rule, or none that polls: an empty list, and a rule made later is too late."""
    if changes is not None:
        await add_receipt_rule(**changes)
    await send({"to": DAD, "body": "Hello"})
    simulator.clock.advance(2)
    empty = await clicksend("GET", "/sms/receipts")
    await add_receipt_rule()
    too_late = await receipt_codes(clicksend)
    simulator.clock.advance(2)

    assert (empty.status, empty.data["total"], empty.data["last_page"]) == (200, 0, 0)
    assert too_late == []
    assert await receipt_codes(clicksend) == ["201"]


@pytest.mark.parametrize("earlier", [None, {"action": "EMAIL_USER"}])
async def test_rule_that_polls_too_late(
    simulator: Simulator,
    clicksend: Caller,
    send: Send,
    add_receipt_rule: AddRule,
    earlier: dict[str, Any] | None,
) -> None:
    """What came before the rule, or before it polled, it does not show."""
    rule_id = await add_receipt_rule(**earlier) if earlier else None
    await send({"to": DAD, "body": "Hello"})
    simulator.clock.advance(5)

    if rule_id is None:
        await add_receipt_rule()
    else:
        await clicksend("PUT", f"{RULES}/{rule_id}", {"action": "POLL"})

    assert await receipt_codes(clicksend) == []


async def test_receipts_of_a_rule_go_with_it(
    simulator: Simulator,
    clicksend: Caller,
    send: Send,
    add_receipt_rule: AddRule,
) -> None:
    """Two rules, two copies; what one caught is not seen without it."""
    first = await add_receipt_rule()
    await add_receipt_rule(rule_name="Somebody else's", match_type=2)
    await send({"to": DAD, "body": "Hello"})
    simulator.clock.advance(5)

    both = await receipt_codes(clicksend)
    await clicksend("DELETE", f"{RULES}/{first}")

    assert both == ["200", "201", "201"]
    assert await receipt_codes(clicksend) == ["201"]


@pytest.mark.parametrize(
    ("match_type", "seen"),
    [(0, ["200", "201", "300", "301"]), (1, ["300", "301"]), (2, ["201"])],
)
async def test_rule_for_some_receipts(
    simulator: Simulator,
    clicksend: Caller,
    send: Send,
    add_receipt_rule: AddRule,
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

    assert await receipt_codes(clicksend) == seen


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
