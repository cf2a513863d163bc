"""Our receipt rules at ClickSend: one for each kind, and gone when we are."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from simulator.clicksend.receipt_rules import ReceiptRule
from tests.unit.clock import HOUR, pass_time
from tests.unit.messaging.waiting import reported, settle
from tests.unit.sending import MUM_ENTITY

from .delivering import FOREVER, LOOKS, asked, look, send

RULES = "/automations/*/receipts"
SETTLED = timedelta(seconds=LOOKS[0])

pytestmark = pytest.mark.usefixtures("freezer")


def rules(simulator: Simulator) -> dict[str, list[ReceiptRule]]:
    """Return the receipt rules of both kinds."""
    receipts = simulator.account.receipts
    return {kind: list(receipts[kind].rules) for kind in ("sms", "voice")}


def add_rule(simulator: Simulator, name: str, **changes: Any) -> ReceiptRule:
    """Add a rule for texts as another program, or somebody in the dashboard, would."""
    known = simulator.account.receipts["sms"].rules
    settings = {"match_type": 0, "action": "POLL", "action_address": "", "enabled": 1}
    rule = ReceiptRule(
        rule_id=known.next_id(), rule_name=name, **{**settings, **changes}
    )
    known.keep(rule.rule_id, rule)
    return rule


async def test_rules_are_created_once(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    receipts_kept: MockConfigEntry,
) -> None:
    """They bear the entry's name, and are looked at once after each start."""
    before = rules(simulator)
    for kind in ("sms", "voice"):
        (rule,) = before[kind]
        assert rule.rule_name == f"Home Assistant {receipts_kept.entry_id}"
        assert (rule.action, rule.match_type, rule.enabled) == ("POLL", 0, 1)
    assert len(simulator.requests.find("GET", RULES)) == 2
    await send(hass)
    await look(hass, freezer, times=3)
    assert len(simulator.requests.find("GET", RULES)) == 2

    await hass.config_entries.async_reload(receipts_kept.entry_id)
    await pass_time(hass, freezer, SETTLED)

    assert rules(simulator) == before
    assert len(simulator.requests.find("GET", RULES)) == 4
    assert len(simulator.requests.find("POST", RULES)) == 2


async def test_one_of_ours_stays_and_others_are_left_alone(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    receipts_kept: MockConfigEntry,
) -> None:
    """The oldest that works."""
    (own,) = rules(simulator)["sms"]
    other = add_rule(simulator, "Home Assistant 01ANOTHERHOME")
    add_rule(simulator, own.rule_name)
    add_rule(simulator, own.rule_name, enabled=0)

    await hass.config_entries.async_reload(receipts_kept.entry_id)
    await pass_time(hass, freezer, SETTLED)

    assert rules(simulator)["sms"] == [own, other]


async def test_rules_go_with_the_entry(
    hass: HomeAssistant, simulator: Simulator, receipts_kept: MockConfigEntry
) -> None:
    """Those of others stay."""
    other = add_rule(simulator, "Home Assistant 01ANOTHERHOME")

    await hass.config_entries.async_remove(receipts_kept.entry_id)

    assert rules(simulator) == {"sms": [other], "voice": []}
    assert list(simulator.rules) == []


async def test_account_without_voice_goes_all_the_same(
    hass: HomeAssistant, simulator: Simulator, receipts_kept: MockConfigEntry
) -> None:
    """Where ClickSend has no rules there is none of ours: nothing is said of it."""
    simulator.faults.arm("forbidden", path="/automations/voice/*", times=None)

    await hass.config_entries.async_remove(receipts_kept.entry_id)

    assert rules(simulator)["sms"] == []
    assert list(simulator.rules) == []


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("fault", ["forbidden", "not_found"])
async def test_account_without_rules(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    fault: str,
) -> None:
    """It is not asked again, and the history tells what became of messages."""
    simulator.faults.arm(fault, path=RULES, times=None)
    await pass_time(hass, freezer, SETTLED)
    reports = reported(hass)
    await send(hass)

    await look(hass, freezer, times=2)

    assert reports == [("delivered", "Message delivered to the handset")]
    assert len(simulator.requests.find("GET", RULES)) == 2


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("fault", ["server_error", "malformed", "reset_before"])
async def test_rules_that_could_not_be_created_are_created_later(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    fault: str,
) -> None:
    """With the next look at a message; one of each."""
    armed = simulator.faults.arm(fault, method="POST", path=RULES)
    await pass_time(hass, freezer, SETTLED)
    assert armed.hits == 1

    await send(hass)
    await look(hass, freezer)

    assert {kind: len(found) for kind, found in rules(simulator).items()} == {
        "sms": 1,
        "voice": 1,
    }


@pytest.mark.usefixtures("receipts_kept")
async def test_old_receipts_are_marked_as_read_once_a_day(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
) -> None:
    """Other programs have had their time by then; younger ones stay unread."""
    await send(hass)
    await look(hass, freezer)
    assert simulator.requests.find("PUT", "/sms/receipts-read") == []
    for _ in range(74):
        await pass_time(hass, freezer, HOUR)
    simulator.settings.delivery_seconds = FOREVER
    await send(hass, entity_id=MUM_ENTITY)
    (_, text) = simulator.books
    simulator.inject_receipt(text.message_id, "200")

    await look(hass, freezer, times=3)

    (marking,) = simulator.requests.find("PUT", "/sms/receipts-read")
    assert set(marking.body) == {"date_before"}
    assert marking.body["date_before"] <= simulator.clock.now() - 72 * 3600
    box = simulator.account.receipts["sms"]
    assert [receipt.status_code for receipt, _ in box.unread(box.rules)] == ["200"]


@pytest.mark.usefixtures("receipts_kept")
async def test_nothing_is_asked_while_nothing_is_open(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
) -> None:
    """Neither before the first message nor after the last."""
    for _ in range(5):
        await pass_time(hass, freezer, HOUR)
    await settle(hass)

    assert asked(simulator, "*") == []
