"""The inbound rule at ClickSend: ours, one of it, and gone when we are."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from simulator.clicksend.rules import Rule
from tests.unit.clock import HOUR, pass_minutes, pass_time
from tests.unit.conftest import DAD, recipient
from tests.unit.states import LAST, value

from .conftest import EarlierLife, Heard, messages, reload, same_entry, start

RULES = "/automations/sms/inbound"


def own_rules(simulator: Simulator, entry: MockConfigEntry) -> list[Rule]:
    """Return the rules with the entry's name."""
    return [
        rule
        for rule in simulator.rules
        if rule.rule_name == f"Home Assistant {entry.entry_id}"
    ]


def add_rule(simulator: Simulator, name: str, **changes: Any) -> Rule:
    """Add a rule as another program, or somebody in the dashboard, would."""
    rule = Rule(
        rule_id=simulator.rules.next_id(),
        dedicated_number="*",
        rule_name=name,
        message_search_type=0,
        message_search_term=None,
        action="POLL",
        action_address=None,
        body=None,
        enabled=1,
        webhook_type=None,
    )
    rule = replace(rule, **changes)
    simulator.rules.put(rule)
    return rule


async def test_a_rule_is_created(entry: MockConfigEntry, simulator: Simulator) -> None:
    """It bears the entry's name, and makes every text to every number readable."""
    (rule,) = simulator.rules

    assert rule.rule_name == f"Home Assistant {entry.entry_id}"
    assert rule.action == "POLL"
    assert rule.enabled == 1
    assert rule.dedicated_number == "*"
    assert rule.message_search_type == 0
    assert not rule.message_search_term


async def test_the_rule_is_kept_by_a_reload(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    """A reload finds the rule and creates no other."""
    (rule,) = simulator.rules

    await reload(hass, entry)

    assert list(simulator.rules) == [rule]


async def test_the_rule_is_kept_by_a_restart(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    earlier_life: EarlierLife,
) -> None:
    """A restart finds the rule and creates no other."""
    entry = make_entry(recipient("Dad", DAD))
    async with earlier_life() as before:
        await start(before, same_entry(entry))
    (rule,) = simulator.rules

    await start(hass, entry)

    assert list(simulator.rules) == [rule]


@pytest.mark.usefixtures("freezer", "entry")
@pytest.mark.parametrize(
    "change", [{"enabled": 0}, {"action": "EMAIL_USER"}], ids=["disabled", "turned"]
)
async def test_a_rule_that_does_not_work_any_more_is_replaced(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    heard: Heard,
    change: dict[str, Any],
) -> None:
    """What somebody did to it in the dashboard is noticed within the hour."""
    (rule,) = simulator.rules
    for name, setting in change.items():
        setattr(rule, name, setting)

    await pass_time(hass, freezer, HOUR)

    (replacement,) = simulator.rules
    assert replacement.rule_id != rule.rule_id
    assert replacement.enabled == 1
    assert replacement.action == "POLL"
    simulator.inject_inbound(DAD, "Again")
    await pass_time(hass, freezer)
    assert messages(heard) == ["Again"]


async def test_a_deleted_rule_is_created_again(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """Within an hour of its deletion in the dashboard texts are readable again."""
    (rule,) = simulator.rules
    simulator.rules.delete(rule.rule_id)

    await pass_time(hass, freezer, HOUR)

    assert len(own_rules(simulator, entry)) == 1
    simulator.inject_inbound(DAD, "Again")
    await pass_time(hass, freezer)
    assert messages(heard) == ["Again"]


async def test_a_clock_that_is_put_back_stops_no_check(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
) -> None:
    """A computer without a battery may have been a month ahead."""
    await async_setup_component(hass, "homeassistant", {})
    (rule,) = simulator.rules
    simulator.rules.delete(rule.rule_id)
    freezer.tick(timedelta(days=-30))

    await hass.services.async_call(
        "homeassistant", "update_entity", {"entity_id": LAST}, blocking=True
    )

    assert len(own_rules(simulator, entry)) == 1


async def test_stale_duplicates_are_deleted_and_other_rules_left_alone(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    """Of ours the oldest stays; what belongs to others is none of our business."""
    (rule,) = simulator.rules
    name = rule.rule_name
    others = [
        add_rule(simulator, "Home Assistant"),
        add_rule(simulator, "Home Assistant 01ANOTHERHOME"),
        add_rule(simulator, f"{name} backup"),
        add_rule(simulator, name.lower()),
        add_rule(simulator, "n8n", action="URL", action_address="https://example.com"),
        add_rule(simulator, "Off", enabled=0),
    ]
    add_rule(simulator, name)
    add_rule(simulator, name, enabled=0)
    add_rule(simulator, name, action="AUTO_REPLY")

    await reload(hass, entry)

    assert list(simulator.rules) == [rule, *others]


async def test_rules_on_later_pages_are_seen(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
) -> None:
    """An account with hundreds of rules gets no second one of ours."""
    entry = make_entry(recipient("Dad", DAD))
    for number in range(130):
        add_rule(simulator, f"Rule {number}", enabled=0)
    rule = add_rule(simulator, f"Home Assistant {entry.entry_id}")

    await start(hass, entry)

    assert own_rules(simulator, entry) == [rule]
    assert len(simulator.rules) == 131


@pytest.mark.parametrize(
    "fault",
    [
        "reset_before",
        "reset_after",
        "malformed",
        "empty_answer",
        "server_error",
        "processed_server_error",
        "hidden_error",
    ],
)
async def test_a_rule_is_not_doubled_when_its_creation_goes_unanswered(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    heard: Heard,
    fault: str,
) -> None:
    """The next poll looks first, and only then creates."""
    entry = make_entry(recipient("Dad", DAD))
    simulator.faults.arm(fault, method="POST", path=RULES)

    await start(hass, entry)
    await pass_time(hass, freezer)

    assert len(own_rules(simulator, entry)) == 1
    simulator.inject_inbound(DAD, "Hello")
    await pass_time(hass, freezer)
    assert messages(heard) == ["Hello"]


@pytest.mark.parametrize(
    ("fault", "times"),
    # After a reset aiohttp asks again, for something that is gone by then.
    [("forbidden", None), ("not_found", None), ("reset_after", 1)],
)
async def test_a_duplicate_that_cannot_be_deleted_holds_nothing_up(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
    fault: str,
    times: int | None,
) -> None:
    """Texts are read and heard once although two rules of ours exist."""
    add_rule(simulator, next(iter(simulator.rules)).rule_name)
    simulator.settings.inbound_copies = "different_ids"
    simulator.inject_inbound(DAD, "Hello")
    simulator.faults.arm(fault, method="DELETE", path=f"{RULES}/*", times=times)

    await reload(hass, entry)

    assert messages(heard) == ["Hello"]


async def test_the_rule_goes_with_the_entry(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    """Removing the account leaves only other people's rules."""
    other = add_rule(simulator, "Home Assistant 01ANOTHERHOME")

    await hass.config_entries.async_remove(entry.entry_id)

    assert list(simulator.rules) == [other]


async def test_the_rule_goes_although_its_deletion_is_answered_by_a_reset(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
) -> None:
    """Asked again, ClickSend does not know it any more, which is what was wanted."""
    simulator.faults.arm("reset_after", method="DELETE", path=f"{RULES}/*")

    await hass.config_entries.async_remove(entry.entry_id)

    assert list(simulator.rules) == []


async def test_a_rule_goes_with_an_entry_that_is_not_loaded(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    """Also a switched-off account takes its rule along."""
    await hass.config_entries.async_unload(entry.entry_id)
    assert len(simulator.rules) == 1

    await hass.config_entries.async_remove(entry.entry_id)

    assert list(simulator.rules) == []


async def test_a_check_that_fails_is_soon_made_again(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """A minute later, not an hour; meanwhile texts are read."""
    (rule,) = simulator.rules
    simulator.faults.arm("server_error", method="GET", path=RULES, times=2)
    simulator.inject_inbound(DAD, "Hello")

    await pass_time(hass, freezer, HOUR)
    assert messages(heard) == ["Hello"]

    simulator.rules.delete(rule.rule_id)
    await pass_minutes(hass, freezer, 2)
    assert len(own_rules(simulator, entry)) == 1


async def test_an_account_that_may_not_see_rules_reads_all_the_same(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    heard: Heard,
    expected_log: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A sub-account gets texts through a rule of the main account, and is told once."""
    expected_log.append("only if there is a rule with the action POLL")
    add_rule(simulator, "Of the main account")
    simulator.faults.arm("forbidden", path=f"{RULES}*", times=None)
    entry = make_entry(recipient("Dad", DAD))
    await start(hass, entry)
    simulator.inject_inbound(DAD, "Hello")
    await pass_time(hass, freezer, HOUR)
    assert caplog.text.count(expected_log[0]) == 1
    assert messages(heard) == ["Hello"]
    assert value(hass, LAST) != STATE_UNAVAILABLE
    assert own_rules(simulator, entry) == []

    simulator.faults.clear()
    await pass_time(hass, freezer, HOUR)
    assert len(own_rules(simulator, entry)) == 1
