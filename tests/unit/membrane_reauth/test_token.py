"""A token that Membrane no longer takes is asked for."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from simulator.membrane.connections import Connection
from tests.unit.conftest import membrane_data
from tests.unit.dialogs import authorise, goes_on, prefilled, submit
from tests.unit.membrane_reauth.signing_in import (
    ONE,
    MakeEntry,
    assert_signed_in,
    break_down,
    poll,
    reauth_form,
)


@pytest.mark.parametrize("key", ["access_token_expired", "not_authenticated"])
async def test_an_expired_token_is_replaced(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, key: str
) -> None:
    """A connection that still works is kept without asking."""
    simulator.settings.patch({"membrane_expired_key": key})
    simulator.membrane_tenant.tokens.expire()
    await poll(hass)
    assert hass.states.is_state("sensor.clicksend_balance", "unavailable")
    form = await reauth_form(hass, entry, "reauth_confirm")
    assert prefilled(form) == {}

    result = await submit(
        hass, form, {"token": simulator.membrane_tenant.tokens.renew()}
    )

    await assert_signed_in(hass, simulator, entry, result)
    assert entry.data == membrane_data(simulator)


async def test_an_account_that_was_not_set_up_starts_with_the_new_token(
    hass: HomeAssistant, simulator: Simulator, make_entry: MakeEntry
) -> None:
    """The new token is what the account starts with."""
    entry = make_entry(data={**membrane_data(simulator), "token": "old"})
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    form = await reauth_form(hass, entry, "reauth_confirm")

    shown = await submit(hass, form, {"token": "wrong"})
    assert shown["step_id"] == "reauth_confirm"
    assert shown["errors"] == {"base": "invalid_auth"}
    result = await submit(hass, shown, {"token": simulator.membrane.token})

    await assert_signed_in(hass, simulator, entry, result)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("html_error", "cannot_connect"),
        ("rate_limited", "rate_limited"),
        ("forbidden", "unknown"),
    ],
)
@pytest.mark.parametrize("path", [ONE, "/account"])
async def test_what_goes_wrong_is_said_and_the_same_form_goes_on(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    fault: str,
    error: str,
    path: str,
) -> None:
    """A failure while signing in again leaves the form with what was typed in."""
    simulator.membrane_tenant.tokens.expire()
    await poll(hass)
    form = await reauth_form(hass, entry, "reauth_confirm")
    token = simulator.membrane_tenant.tokens.renew()
    simulator.faults.arm(fault, path=path)

    shown = await submit(hass, form, {"token": token})

    assert shown["step_id"] == "reauth_confirm"
    assert shown["errors"] == {"base": error}
    assert prefilled(shown) == {"token": token}
    result = await submit(hass, shown, prefilled(shown))
    await assert_signed_in(hass, simulator, entry, result)


async def test_a_new_token_with_a_connection_that_needs_its_owner(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
) -> None:
    """Where the token was not all, the dialog goes on to Membrane's page."""
    simulator.membrane_tenant.tokens.expire()
    break_down(connection, "disconnected")
    await poll(hass)
    form = await reauth_form(hass, entry, "reauth_confirm")

    token = simulator.membrane_tenant.tokens.renew()
    shown = await submit(hass, form, {"token": token})
    assert shown["type"] is FlowResultType.EXTERNAL_STEP
    await authorise(hass, shown, simulator)
    result = await goes_on(hass, shown)

    await assert_signed_in(hass, simulator, entry, result)
    assert entry.data == membrane_data(simulator)
