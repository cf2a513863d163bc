"""Signing in again when credentials are no longer accepted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import DOMAIN as HOMEASSISTANT_DOMAIN, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.clicksend_messaging import authorization
from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from simulator.clicksend.accounts import DEMO_KEY
from tests.unit.conftest import direct_data, maton_data
from tests.unit.dialogs import (
    add_connection,
    authorise,
    connection_choice,
    goes_on,
    prefilled,
    submit,
)

SET_UP_REFUSED = "could not authenticate"
POLL_REFUSED = "Authentication failed while fetching"

type MakeEntry = Callable[..., MockConfigEntry]


@pytest.fixture
def expected_log() -> list[str]:
    """Expect to be told of credentials that are refused."""
    return [SET_UP_REFUSED, POLL_REFUSED]


async def set_up(
    hass: HomeAssistant, make_entry: MakeEntry, data: dict[str, Any]
) -> MockConfigEntry:
    """Return an account that was set up with that data, or was not."""
    entry = make_entry(data=data)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


async def poll(hass: HomeAssistant) -> None:
    """Have happen what is due in a quarter of an hour: the account is looked at."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=16))
    await hass.async_block_till_done(wait_background_tasks=True)


async def reauth_form(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Return the form of the one dialog that asks to sign in again."""
    [flow] = entry.async_get_active_flows(hass, {SOURCE_REAUTH})
    form = await hass.config_entries.flow.async_configure(flow["flow_id"])
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "reauth_confirm"
    assert form["description_placeholders"] == {"name": entry.title}
    return form


def assert_signed_in(
    hass: HomeAssistant, entry: MockConfigEntry, result: ConfigFlowResult
) -> None:
    """Check that the dialog is done, and the account works again."""
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    assert entry.state is ConfigEntryState.LOADED
    assert hass.states.is_state("sensor.clicksend_balance", "100.000000")
    assert hass.config_entries.flow.async_progress_by_handler(DOMAIN) == []
    issue = f"config_entry_reauth_{DOMAIN}_{entry.entry_id}"
    assert not ir.async_get(hass).async_get_issue(HOMEASSISTANT_DOMAIN, issue)


async def test_an_account_that_was_not_set_up_is_set_up_with_the_new_key(
    hass: HomeAssistant, simulator: Simulator, make_entry: MakeEntry
) -> None:
    """The new key is the one that the account starts with, and starts once."""
    entry = await set_up(hass, make_entry, {**direct_data(simulator), "api_key": "old"})
    assert entry.state is ConfigEntryState.SETUP_ERROR
    form = await reauth_form(hass, entry)
    assert prefilled(form) == {"username": simulator.clicksend.username}
    simulator.requests.clear()

    result = await submit(hass, form, {"api_key": simulator.clicksend.api_key})

    assert_signed_in(hass, entry, result)
    assert entry.data == direct_data(simulator)
    # Once by the dialog, once by the set-up.
    answers = [record.status for record in simulator.requests.find(path="/account")]
    assert answers == [200, 200]


async def test_an_account_that_is_running_goes_on_with_the_new_key(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """A key that was changed at ClickSend is asked for as soon as it is noticed."""
    simulator.account.username = "renamed@example.com"
    simulator.account.api_key = "changed"
    await poll(hass)
    assert hass.states.is_state("sensor.clicksend_balance", "unavailable")
    form = await reauth_form(hass, entry)
    simulator.requests.clear()

    result = await submit(
        hass, form, {"username": "renamed@example.com", "api_key": "changed"}
    )

    assert_signed_in(hass, entry, result)
    assert entry.data == direct_data(simulator)
    answers = [record.status for record in simulator.requests.find(path="/account")]
    assert answers == [200, 200]


async def test_credentials_that_are_accepted_again_bring_the_account_back(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """An account that was refused for a while does not stay dead with the same key."""
    simulator.faults.arm("unauthorized", times=None)
    await poll(hass)
    simulator.faults.clear()
    form = await reauth_form(hass, entry)

    result = await submit(hass, form, {"api_key": simulator.clicksend.api_key})

    assert_signed_in(hass, entry, result)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("unauthorized", "invalid_auth"),
        ("html_error", "cannot_connect"),
        ("rate_limited", "rate_limited"),
        ("forbidden", "unknown"),
    ],
)
@pytest.mark.parametrize(
    ("data", "path"),
    [(direct_data, "/account"), (maton_data, "/maton/connections")],
    ids=["direct", "maton"],
)
async def test_what_goes_wrong_is_said_and_the_same_form_goes_on(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: MakeEntry,
    data: Callable[[Simulator], dict[str, Any]],
    path: str,
    fault: str,
    error: str,
) -> None:
    """A failure while signing in again leaves the form with what was typed in."""
    valid = data(simulator)
    entry = await set_up(hass, make_entry, {**valid, "api_key": "old"})
    form = await reauth_form(hass, entry)
    simulator.faults.arm(fault, path=path)

    shown = await submit(hass, form, {"api_key": valid["api_key"]})

    assert shown["step_id"] == "reauth_confirm"
    assert shown["errors"] == {"base": error}
    assert prefilled(shown)["api_key"] == valid["api_key"]
    result = await submit(hass, shown, prefilled(shown))
    assert_signed_in(hass, entry, result)
    assert entry.data == valid


async def test_another_account_is_refused(
    hass: HomeAssistant, simulator: Simulator, make_entry: MakeEntry
) -> None:
    """Nobody's messages go out from an account by mistake."""
    refused = {**direct_data(simulator), "api_key": "old"}
    entry = await set_up(hass, make_entry, refused)
    form = await reauth_form(hass, entry)

    result = await submit(hass, form, {"username": "nocredit", "api_key": DEMO_KEY})

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "wrong_account"
    assert entry.data == refused
    assert entry.state is ConfigEntryState.SETUP_ERROR


async def test_a_new_maton_key_is_enough(
    hass: HomeAssistant, simulator: Simulator, make_entry: MakeEntry
) -> None:
    """A connection that still works is kept without asking."""
    entry = await set_up(hass, make_entry, {**maton_data(simulator), "api_key": "old"})
    assert entry.state is ConfigEntryState.SETUP_ERROR
    form = await reauth_form(hass, entry)
    assert prefilled(form) == {}

    result = await submit(hass, form, {"api_key": simulator.maton.api_key})

    assert_signed_in(hass, entry, result)
    assert entry.data == maton_data(simulator)


async def test_a_maton_key_that_is_accepted_again_brings_the_account_back(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: MakeEntry,
) -> None:
    """An account that is running behind Maton goes on with the same key."""
    entry = await set_up(hass, make_entry, maton_data(simulator))
    assert entry.state is ConfigEntryState.LOADED
    simulator.faults.arm("unauthorized", path="/maton/*", times=None)
    await poll(hass)
    simulator.faults.clear()
    form = await reauth_form(hass, entry)

    result = await submit(hass, form, {"api_key": simulator.maton.api_key})

    assert_signed_in(hass, entry, result)


@pytest.mark.parametrize("trouble", ["failed", "deleted", "bad key"])
async def test_a_dead_connection_is_replaced(
    hass: HomeAssistant, simulator: Simulator, make_entry: MakeEntry, trouble: str
) -> None:
    """Where the key is not the trouble, the dialog goes on to the connections."""
    data = maton_data(simulator)
    dead = next(iter(simulator.connections))
    match trouble:
        case "failed":
            simulator.connections.set_status(dead, "FAILED")
        case "deleted":
            simulator.connections.delete(dead.connection_id)
        case _:
            dead.api_key = "no longer valid"
    other = add_connection(simulator)
    entry = await set_up(hass, make_entry, data)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    form = await reauth_form(hass, entry)

    choice = await submit(hass, form, {"api_key": simulator.maton.api_key})

    assert choice["errors"] == {"base": "no_connection"}
    assert other.connection_id in connection_choice(choice)
    result = await submit(hass, choice, {"connection_id": other.connection_id})
    assert_signed_in(hass, entry, result)
    assert entry.data["connection_id"] == other.connection_id


async def test_a_dead_connection_is_replaced_by_a_new_one(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    make_entry: MakeEntry,
) -> None:
    """The dialog to sign in again can also send its user to Maton's page."""
    monkeypatch.setattr(authorization, "POLL_SECONDS", 0.01)
    simulator.settings.patch({"maton_rate_limit": 0})
    data = maton_data(simulator)
    simulator.connections.clear()
    entry = await set_up(hass, make_entry, data)
    form = await reauth_form(hass, entry)
    choice = await submit(hass, form, {"api_key": simulator.maton.api_key})
    assert connection_choice(choice) == ["new"]

    shown = await submit(hass, choice, {"connection_id": "new"})
    await authorise(hass, shown, simulator)
    result = await goes_on(hass, shown)

    assert_signed_in(hass, entry, result)
    [made] = simulator.connections
    assert entry.data["connection_id"] == made.connection_id


async def test_maton_does_not_answer_after_the_new_key_was_accepted(
    hass: HomeAssistant, simulator: Simulator, make_entry: MakeEntry
) -> None:
    """What no other connection could cure leaves the form for the key."""
    entry = await set_up(hass, make_entry, {**maton_data(simulator), "api_key": "old"})
    form = await reauth_form(hass, entry)
    simulator.faults.arm("html_error", path="/maton/clicksend/*", status=200)

    shown = await submit(hass, form, {"api_key": simulator.maton.api_key})

    assert shown["step_id"] == "reauth_confirm"
    assert shown["errors"] == {"base": "cannot_connect"}
    result = await submit(hass, shown, {"api_key": simulator.maton.api_key})
    assert_signed_in(hass, entry, result)
