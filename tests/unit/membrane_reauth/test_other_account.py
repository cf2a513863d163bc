"""A connection that leads to another account is never used."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from simulator.clicksend.accounts import DEMO_KEY
from simulator.membrane.connections import Connection
from tests.unit.conftest import maton_data, membrane_data
from tests.unit.dialogs import (
    add_connection,
    add_membrane_connection,
    authorise,
    goes_on,
    prefilled,
    submit,
)
from tests.unit.membrane_reauth.signing_in import (
    MakeEntry,
    assert_signed_in,
    poll,
    reauth_form,
    renewal,
    text_dad,
)


def give_away(simulator: Simulator, way: str) -> None:
    """Give the connection in use to another account, some time later."""
    simulator.clock.advance(900)
    if way == "maton":
        [of_maton] = simulator.connections
        simulator.connections.authorise(of_maton, "nocredit", DEMO_KEY)
    else:
        tenant = simulator.membrane_tenant
        tenant.connections.connect(tenant.clicksend, "nocredit", DEMO_KEY)


async def test_another_account_is_refused(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
) -> None:
    """Nobody's messages go out from an account by mistake."""
    before = dict(entry.data)
    form = await renewal(hass, entry, connection, "disconnected")
    shown = await submit(hass, form, {})
    await authorise(hass, shown, simulator, username="nocredit", api_key=DEMO_KEY)

    choice = await goes_on(hass, shown)

    assert choice["type"] is FlowResultType.FORM
    assert choice["step_id"] == "membrane_connection"
    assert choice["errors"] == {"base": "wrong_account"}
    assert entry.data == before


@pytest.mark.parametrize("when", ["running", "starting"])
@pytest.mark.parametrize("way", ["maton", "membrane"])
async def test_a_connection_that_was_given_to_another_account(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: MakeEntry,
    way: str,
    when: str,
) -> None:
    """It keeps its id, but nothing is sent or received through it any more."""
    simulator.settings.maton_rate_limit = 0
    data = maton_data(simulator) if way == "maton" else membrane_data(simulator)
    entry = make_entry(data=data)
    if when == "running":
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        await text_dad(hass)
    give_away(simulator, way)

    if when == "running":
        await poll(hass)
    else:
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)

    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert entry.error_reason_translation_key == "other_account"
    step_id = "membrane_renew" if way == "membrane" else "reauth_confirm"
    form = await reauth_form(hass, entry, step_id)
    typed = {"api_key": data["api_key"]} if way == "maton" else {}
    choice = await submit(hass, form, typed)
    assert choice["step_id"] == f"{way}_connection"
    assert choice["errors"] == {"base": "wrong_account"}
    assert len(simulator.requests.find("POST", "/sms/send")) == (when == "running")

    add_own = add_connection if way == "maton" else add_membrane_connection
    own = add_own(simulator)
    again = await submit(hass, choice, prefilled(choice))
    assert again["errors"] == {"base": "wrong_account"}
    result = await submit(hass, again, {"connection_id": own.connection_id})
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.data["connection_id"] == own.connection_id
    await text_dad(hass)


@pytest.mark.parametrize("fault", ["rate_limited", "server_error"])
async def test_nothing_leaves_until_it_is_known_whose_it_is_again(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
    fault: str,
    expected_log: list[str],
) -> None:
    """Once it was seen to be another's, no answer is not good enough to go on with."""
    expected_log.append("not ready yet")
    rightful = connection.username, connection.api_key
    give_away(simulator, "membrane")
    # The look that notices is answered, that of the reload is not.
    simulator.faults.arm("delay", path="/account", seconds=0)
    simulator.faults.arm(fault, path="/account")

    await poll(hass)

    waiting = entry.state, entry.error_reason_translation_key
    assert waiting == (ConfigEntryState.SETUP_RETRY, "other_account")
    connection.username, connection.api_key = rightful
    await poll(hass)
    assert entry.state is ConfigEntryState.LOADED
    await text_dad(hass)
    assert len(simulator.requests.find("POST", "/sms/send")) == 1


async def test_a_connection_that_was_given_back(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
) -> None:
    """The account works again, and has what it had."""
    rightful = connection.username, connection.api_key
    give_away(simulator, "membrane")
    await poll(hass)
    form = await reauth_form(hass, entry, "membrane_renew")
    connection.username, connection.api_key = rightful

    result = await submit(hass, form, {})

    await assert_signed_in(hass, simulator, entry, result)
