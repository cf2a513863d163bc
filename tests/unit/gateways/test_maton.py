"""What only Maton has of the dialog that adds an account."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from simulator import Simulator
from simulator.maton.connections import Connection
from tests.unit.dialogs import (
    add_connection,
    connection_choice,
    maton_input,
    open_dialog,
    prefilled,
    submit,
)
from tests.unit.gateways.gateways import MATON, NOWHERE, Gateway


@pytest.fixture
def gateway() -> Gateway:
    """Go through Maton."""
    return MATON


@pytest.mark.parametrize("generation", ["maton", "maton_legacy"])
async def test_an_account_is_added(
    hass: HomeAssistant,
    simulator: Simulator,
    connection: Connection,
    generation: str,
) -> None:
    """Either generation of Maton's hosts leads to the account."""
    access = getattr(simulator, generation)
    form = await open_dialog(hass, "maton")
    assert prefilled(form) == {
        "advanced": {
            "gateway_url": "https://api.maton.ai",
            "control_url": "https://api.maton.ai",
        }
    }

    choice = await submit(hass, form, maton_input(access))
    assert connection_choice(choice) == [connection.connection_id, "new"]
    assert choice["errors"] == {}
    result = await submit(hass, choice, {"connection_id": connection.connection_id})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "ClickSend"
    entry = result["result"]
    assert entry.state is ConfigEntryState.LOADED
    assert entry.unique_id == "672721"
    assert entry.data == {
        "connection_type": "maton",
        "api_key": access.api_key,
        "gateway_url": access.gateway_url,
        "control_url": access.control_url,
        "connection_id": connection.connection_id,
        "country": "US",
        "currency": "USD",
    }
    assert {
        record.connection for record in simulator.requests.find(path="/account")
    } == {connection.connection_id}


@pytest.mark.parametrize("advanced", [{}, {"advanced": {}}])
async def test_matons_own_address_need_not_be_given(
    hass: HomeAssistant,
    aioclient_mock: AiohttpClientMocker,
    advanced: dict[str, Any],
) -> None:
    """Whoever leaves the advanced section alone is connected to Maton."""
    # The one thing that the simulator cannot stand for is the real address.
    aioclient_mock.get(  # type: ignore[no-untyped-call]
        "https://api.maton.ai/connections", json={"connections": []}
    )
    form = await open_dialog(hass, "maton")

    choice = await submit(hass, form, {"api_key": "key", **advanced})

    assert connection_choice(choice) == ["new"]


async def test_only_working_connections_are_offered(
    hass: HomeAssistant, simulator: Simulator, connection: Connection
) -> None:
    """What nobody authorised, or what failed, is no choice."""
    simulator.connections.set_status(connection, "FAILED")
    simulator.connections.create()
    form = await open_dialog(hass, "maton")

    choice = await submit(hass, form, maton_input(simulator.maton))

    assert connection_choice(choice) == ["new"]


async def test_older_addresses_in_the_wrong_order_are_an_address_problem(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Nobody is told to choose another connection where there is no choice."""
    access = simulator.maton_legacy
    form = await open_dialog(hass, "maton")

    shown = await submit(
        hass,
        form,
        maton_input(
            access, gateway_url=access.control_url, control_url=access.gateway_url
        ),
    )

    assert shown["step_id"] == "maton"
    assert shown["errors"] == {"base": "cannot_connect"}


async def test_a_connection_with_a_bad_key_is_replaced_in_the_same_form(
    hass: HomeAssistant, simulator: Simulator, connection: Connection
) -> None:
    """ClickSend's own refusal means the key that Maton keeps, not the one typed in."""
    bad = add_connection(simulator, api_key="no longer valid")
    form = await open_dialog(hass, "maton")
    choice = await submit(hass, form, maton_input(simulator.maton))

    shown = await submit(hass, choice, {"connection_id": bad.connection_id})

    assert shown["step_id"] == "maton_connection"
    assert shown["errors"] == {"base": "no_connection"}
    result = await submit(hass, shown, {"connection_id": connection.connection_id})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_wrong_gateway_address_can_be_corrected(
    hass: HomeAssistant, simulator: Simulator, connection: Connection
) -> None:
    """That address is first used with a connection, a form later than it is typed."""
    form = await open_dialog(hass, "maton")
    wrong = maton_input(simulator.maton, gateway_url=NOWHERE)
    choice = await submit(hass, form, wrong)

    shown = await submit(hass, choice, {"connection_id": connection.connection_id})

    assert shown["step_id"] == "maton"
    assert shown["errors"] == {"base": "cannot_connect"}
    choice = await submit(hass, shown, maton_input(simulator.maton))
    result = await submit(hass, choice, {"connection_id": connection.connection_id})
    assert result["type"] is FlowResultType.CREATE_ENTRY
