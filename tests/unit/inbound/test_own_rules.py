"""Our rules that push: three of them, ours alone, and no longer there than wanted."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from simulator.clicksend.receipt_rules import ReceiptRule
from tests.unit.clock import HOUR, poll_now
from tests.unit.conftest import DAD, recipient

from .conftest import EarlierLife, reload, same_entry, start
from .instant import (
    HOME_URL,
    SOON,
    AnyRule,
    Home,
    all_rules,
    issues,
    move,
    pushed_to,
    rules_with,
    switch,
    webhooks,
)
from .test_rule import add_rule

KINDS = ["inbound", "sms", "voice"]
ELSEWHERE = "https://elsewhere.example.com"


def ids(rules: dict[str, list[AnyRule]]) -> list[int]:
    """Return the ids of rules, kind by kind."""
    return [rule.rule_id for kind in KINDS for rule in rules[kind]]


def add_receipt_rule(simulator: Simulator, kind: Any, **fields: Any) -> ReceiptRule:
    """Add a receipt rule as another program would."""
    rules = simulator.account.receipts[kind].rules
    rule = ReceiptRule(
        rule_id=rules.next_id(),
        **{"rule_name": "n8n", "match_type": 0, "enabled": 1, **fields},
    )
    rules.keep(rule.rule_id, rule)
    return rule


def delete_rule(simulator: Simulator, kind: Any, rule: AnyRule) -> None:
    """Delete a rule as somebody in the dashboard would."""
    if kind == "inbound":
        simulator.rules.delete(rule.rule_id)
    else:
        simulator.account.receipts[kind].rules.delete(rule.rule_id)


async def test_nothing_of_it_unless_it_is_wanted(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    """Off by default: no rule that pushes, and nothing in the home that answers."""
    await move(hass, HOME_URL)
    await reload(hass, entry)
    await poll_now(hass, HOUR)

    assert pushed_to(simulator) == []
    assert webhooks(hass) == set()
    assert simulator.requests.find("POST", "/automations/*/receipts") != []
    assert issues(hass) == set()


async def test_everything_is_pushed_to_the_home(home: Home) -> None:
    """Texts and both kinds of receipts, to one secret address, beside the polling."""
    (webhook_id,) = webhooks(home.hass)
    assert len(webhook_id) == 64
    name = f"Home Assistant {home.entry.entry_id}"
    for rules in rules_with(home.simulator, "URL").values():
        (rule,) = rules
        assert rule.rule_name == f"{name} instant"
        assert rule.action_address == f"{HOME_URL}/api/webhook/{webhook_id}"
        assert rule.enabled == 1
    (inbound,) = (rule for rule in home.simulator.rules if rule.action == "URL")
    assert (inbound.dedicated_number, inbound.message_search_type) == ("*", 0)
    assert not inbound.message_search_term

    await poll_now(home.hass)
    for rules in rules_with(home.simulator, "POLL").values():
        (rule,) = rules
        assert rule.rule_name == name
    assert issues(home.hass) == set()


async def test_rules_are_kept_by_a_reload(home: Home) -> None:
    """None is made anew, and the address stays."""
    before = ids(rules_with(home.simulator, "URL"))

    await reload(home.hass, home.entry)
    await poll_now(home.hass, SOON)
    await poll_now(home.hass, HOUR)

    assert ids(rules_with(home.simulator, "URL")) == before
    assert len(webhooks(home.hass)) == 1


async def test_rules_are_kept_by_a_restart(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    earlier_life: EarlierLife,
) -> None:
    """The address is remembered, so that there is nothing to tell ClickSend."""
    entry = make_entry(recipient("Dad", DAD))
    hass.config_entries.async_update_entry(
        entry, options={"inbound": {"instant": True}}
    )
    async with earlier_life() as before:
        await before.config.async_update(external_url=HOME_URL)
        await start(before, same_entry(entry))
        await poll_now(before, SOON)
        (webhook_id,) = webhooks(before)
    known = ids(rules_with(simulator, "URL"))
    assert len(known) == 3

    await move(hass, HOME_URL)
    await start(hass, entry)
    await poll_now(hass, SOON)

    assert ids(rules_with(simulator, "URL")) == known
    assert webhooks(hass) == {webhook_id}


async def test_the_rules_follow_the_home(home: Home) -> None:
    """Its new address replaces the old one, and nothing else."""
    others = [
        add_rule(home.simulator, "Home Assistant instant"),
        add_rule(home.simulator, "n8n", action="URL", action_address=HOME_URL),
        add_receipt_rule(
            home.simulator, "sms", action="URL", action_address="https://n8n.io"
        ),
        add_receipt_rule(
            home.simulator,
            "voice",
            action="URL",
            action_address=f"{HOME_URL}/api/webhook/abc",
            rule_name="Home Assistant 01ANOTHERHOME instant",
        ),
    ]
    polled = ids(rules_with(home.simulator, "POLL"))

    await move(home.hass, ELSEWHERE)

    (webhook_id,) = webhooks(home.hass)
    url = f"{ELSEWHERE}/api/webhook/{webhook_id}"
    assert pushed_to(home.simulator).count(url) == 3
    every = [rule for rules in all_rules(home.simulator).values() for rule in rules]
    assert all(other in every for other in others)
    assert len(pushed_to(home.simulator)) == 6
    assert set(polled) <= set(ids(rules_with(home.simulator, "POLL")))


async def test_other_settings_of_the_home_change_nothing(home: Home) -> None:
    """Nobody asks ClickSend because the home got a new name."""
    home.simulator.requests.clear()

    await home.hass.config.async_update(location_name="Villa")
    await poll_now(home.hass, SOON)

    assert home.simulator.requests.find("*", "/automations/*") == []


@pytest.mark.parametrize("kind", KINDS)
async def test_a_renamed_rule_is_ours_all_the_same(home: Home, kind: str) -> None:
    """It is kept, and goes when the address changes."""
    (rule,) = rules_with(home.simulator, "URL")[kind]
    rule.rule_name = "Texts to the house"
    await reload(home.hass, home.entry)
    await poll_now(home.hass, SOON)
    assert rules_with(home.simulator, "URL")[kind] == [rule]

    await move(home.hass, ELSEWHERE)

    (replacement,) = rules_with(home.simulator, "URL")[kind]
    assert replacement.rule_id != rule.rule_id


@pytest.mark.parametrize("kind", KINDS)
async def test_a_rule_that_was_tampered_with_is_replaced(home: Home, kind: str) -> None:
    """Switched off or sent elsewhere in the dashboard: mended within the hour."""
    (rule,) = rules_with(home.simulator, "URL")[kind]
    expected = rule.action_address
    for name, value in (("enabled", 0), ("action_address", "https://example.com")):
        setattr(rule, name, value)

        await poll_now(home.hass, HOUR)

        (rule,) = rules_with(home.simulator, "URL")[kind]
        assert (rule.enabled, rule.action_address) == (1, expected)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("restarted", [True, False])
async def test_a_deleted_rule_is_made_again(
    home: Home, kind: str, *, restarted: bool
) -> None:
    """Within the hour, and at once with the next start."""
    (rule,) = rules_with(home.simulator, "URL")[kind]
    delete_rule(home.simulator, kind, rule)

    await (_restart(home) if restarted else poll_now(home.hass, HOUR))

    assert len(rules_with(home.simulator, "URL")[kind]) == 1


async def _restart(home: Home) -> None:
    """Reload the account."""
    await reload(home.hass, home.entry)
    await poll_now(home.hass, SOON)


async def test_of_several_one_stays(home: Home) -> None:
    """The oldest; what is one too many would push everything twice."""
    (rule,) = (rule for rule in home.simulator.rules if rule.action == "URL")
    add_rule(
        home.simulator,
        rule.rule_name,
        action="URL",
        action_address=rule.action_address,
    )

    await _restart(home)

    assert rules_with(home.simulator, "URL")["inbound"] == [rule]


async def test_switched_off_nothing_is_left(home: Home) -> None:
    """Neither rules that push nor the webhook; polling stays."""
    polled = ids(rules_with(home.simulator, "POLL"))
    path = home.path
    other = add_rule(home.simulator, "n8n", action="URL", action_address=HOME_URL)

    await switch(home.hass, home.entry, instant=False)

    assert pushed_to(home.simulator) == [other.action_address]
    assert ids(rules_with(home.simulator, "POLL")) == polled
    assert webhooks(home.hass) == set()

    # An address that was once known to others is never used again.
    home.simulator.rules.delete(other.rule_id)
    await switch(home.hass, home.entry, instant=True)
    assert len(pushed_to(home.simulator)) == 3
    assert home.path != path


async def test_switched_off_while_clicksend_is_away(home: Home) -> None:
    """Nothing answers any more; the rules go when they can."""
    await home.simulator.stop()
    await switch(home.hass, home.entry, instant=False)
    assert webhooks(home.hass) == set()
    await home.simulator.start()
    assert len(pushed_to(home.simulator)) == 3

    await poll_now(home.hass)

    assert pushed_to(home.simulator) == []


@pytest.mark.parametrize("loaded", [True, False])
async def test_everything_goes_with_the_entry(
    home: Home, hass_storage: dict[str, Any], *, loaded: bool
) -> None:
    """Also when the account is switched off."""
    await poll_now(home.hass)
    other = add_rule(home.simulator, "n8n", action="URL", action_address=HOME_URL)
    if not loaded:
        await home.hass.config_entries.async_unload(home.entry.entry_id)
        assert webhooks(home.hass) == set()

    await home.hass.config_entries.async_remove(home.entry.entry_id)
    await home.settle()

    assert all_rules(home.simulator) == {"inbound": [other], "sms": [], "voice": []}
    assert webhooks(home.hass) == set()
    assert not [key for key in hass_storage if home.entry.entry_id in key]


async def test_renamed_rules_go_with_the_entry(home: Home) -> None:
    """They are known by their ids."""
    await poll_now(home.hass)
    for rules in all_rules(home.simulator).values():
        for rule in rules:
            rule.rule_name = "Renamed"

    await home.hass.config_entries.async_remove(home.entry.entry_id)

    assert ids(all_rules(home.simulator)) == []


async def test_an_entry_can_be_removed_while_clicksend_is_away(
    home: Home, hass_storage: dict[str, Any], expected_log: list[str]
) -> None:
    """What is left at ClickSend is said, and nothing is left here."""
    expected_log.append("named after this entry are left at ClickSend")
    await home.simulator.stop()

    await home.hass.config_entries.async_remove(home.entry.entry_id)
    await home.settle()

    assert home.hass.config_entries.async_entries("clicksend_messaging") == []
    assert webhooks(home.hass) == set()
    assert not [key for key in hass_storage if home.entry.entry_id in key]


@pytest.mark.parametrize("path", ["/automations/sms/inbound/*", "/automations/*"])
async def test_a_rule_that_stays_keeps_no_other_there(
    home: Home, expected_log: list[str], path: str
) -> None:
    """One request that fails when an entry is removed leaves one rule, no more."""
    expected_log.append("Rules named after this entry are left at ClickSend")
    await poll_now(home.hass)
    home.simulator.faults.arm("server_error", method="DELETE", path=path)

    await home.hass.config_entries.async_remove(home.entry.entry_id)

    assert len(ids(all_rules(home.simulator))) == 1


async def test_rules_that_cannot_be_listed_keep_no_others_there(
    home: Home, expected_log: list[str]
) -> None:
    """Those of another kind go all the same."""
    expected_log.append("Rules named after this entry are left at ClickSend")
    await poll_now(home.hass)
    path = "/automations/sms/inbound"
    home.simulator.faults.arm("server_error", method="GET", path=path)

    await home.hass.config_entries.async_remove(home.entry.entry_id)

    rules = all_rules(home.simulator)
    assert [len(of_kind) for of_kind in rules.values()] == [2, 0, 0]


async def test_a_rule_that_is_gone_is_not_forbidden(home: Home) -> None:
    """ClickSend calls both the same: the answer was lost, and the request repeated."""
    for fault in ("reset_after", "forbidden"):
        home.simulator.faults.arm(
            fault, method="DELETE", path="/automations/sms/inbound/*"
        )

    await switch(home.hass, home.entry, instant=False)

    assert pushed_to(home.simulator) == []


async def test_what_may_not_be_deleted_keeps_no_other_there(home: Home) -> None:
    """The rest goes, and nobody is told to switch off what is switched off."""
    home.simulator.faults.arm(
        "forbidden", method="DELETE", path="/automations/sms/inbound/*", times=None
    )

    await switch(home.hass, home.entry, instant=False)

    assert issues(home.hass) == set()
    assert len(pushed_to(home.simulator)) == 1


@pytest.mark.parametrize("kind", ["sms/inbound", "sms/receipts", "voice/receipts"])
@pytest.mark.parametrize("fault", ["server_error", "forbidden"])
async def test_what_can_go_goes_with_the_entry(
    home: Home, expected_log: list[str], kind: str, fault: str
) -> None:
    """Rules of one kind that stay do not keep the others."""
    expected_log.append("named after this entry are left at ClickSend")
    await poll_now(home.hass)
    before = len(ids(all_rules(home.simulator)))
    home.simulator.faults.arm(fault, path=f"/automations/{kind}", times=None)

    await home.hass.config_entries.async_remove(home.entry.entry_id)

    assert (before, len(ids(all_rules(home.simulator)))) == (6, 2)


async def test_an_entry_without_voice(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
) -> None:
    """An account that cannot call has no receipts of calls; that is no obstacle."""
    entry = make_entry(recipient("Dad", DAD))
    await move(hass, HOME_URL)
    await start(hass, entry)
    for fault in ("forbidden", "not_found"):
        simulator.faults.arm(fault, path="/automations/voice/receipts*", times=None)

        await switch(hass, entry, instant=True)

        assert [len(rules) for rules in rules_with(simulator, "URL").values()] == [
            *(1, 1, 0)
        ]
        assert issues(hass) == set()
        await switch(hass, entry, instant=False)
        assert pushed_to(simulator) == []
        simulator.faults.clear()


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_account_that_may_not_have_rules(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    expected_log: list[str],
    method: str,
) -> None:
    """It is explained, polling goes on, and when it may it has them."""
    expected_log.append("only if there is a rule with the action POLL")
    entry = make_entry(recipient("Dad", DAD))
    await start(hass, entry)
    await move(hass, HOME_URL)
    simulator.faults.arm(
        "forbidden", method=method, path="/automations/sms/inbound", times=None
    )

    await switch(hass, entry, instant=True)

    assert issues(hass) == {"instant_not_allowed"}
    assert pushed_to(simulator) == []

    simulator.faults.clear()
    await poll_now(hass, HOUR)
    assert issues(hass) == set()
    assert len(pushed_to(simulator)) == 3


async def test_who_may_not_have_rules_can_give_it_up(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    hass_storage: dict[str, Any],
    expected_log: list[str],
) -> None:
    """The explanation says so; it goes, and nothing is left."""
    expected_log.append("only if there is a rule with the action POLL")
    entry = make_entry(recipient("Dad", DAD))
    await start(hass, entry)
    await move(hass, HOME_URL)
    simulator.faults.arm("forbidden", path="/automations/*", times=None)
    await switch(hass, entry, instant=True)
    assert issues(hass) == {"instant_not_allowed"}

    await switch(hass, entry, instant=False)

    assert issues(hass) == set()
    assert not [key for key in hass_storage if key.endswith(".webhook")]
