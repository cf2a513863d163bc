"""Adding an account that is reached through Maton, by a connection that is there."""

from typing import Any

import aiohttp
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.clicksend_messaging.api import http
from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from simulator.clicksend.accounts import DEMO_KEY
from simulator.maton.connections import Connection
from tests.unit.dialogs import (
    add_connection,
    connection_choice,
    maton_input,
    open_dialog,
    prefilled,
    submit,
)

NOWHERE = "http://127.0.0.1:1"
CONTROL = "/maton/connections"
GATEWAY = "/maton/clicksend/*"


@pytest.fixture
def connection(simulator: Simulator) -> Connection:
    """Return the connection that is there from the start."""
    return next(iter(simulator.connections))


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


async def test_the_newest_connection_comes_first(
    hass: HomeAssistant, simulator: Simulator, connection: Connection
) -> None:
    """Authorised connections are offered, newest first, and chosen beforehand."""
    newer = add_connection(simulator)
    newest = add_connection(simulator, "nocredit", DEMO_KEY)
    form = await open_dialog(hass, "maton")

    choice = await submit(hass, form, maton_input(simulator.maton))

    assert connection_choice(choice) == [
        newest.connection_id,
        newer.connection_id,
        connection.connection_id,
        "new",
    ]
    assert prefilled(choice) == {"connection_id": newest.connection_id}
    result = await submit(hass, choice, {"connection_id": newest.connection_id})
    assert result["result"].unique_id == "13369"


async def test_only_working_connections_are_offered(
    hass: HomeAssistant, simulator: Simulator, connection: Connection
) -> None:
    """What nobody authorised, or what failed, is no choice."""
    simulator.connections.set_status(connection, "FAILED")
    simulator.connections.create()
    form = await open_dialog(hass, "maton")

    choice = await submit(hass, form, maton_input(simulator.maton))

    assert connection_choice(choice) == ["new"]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "unauthorized"}, "invalid_auth"),
        ({"kind": "rate_limited"}, "rate_limited"),
        ({"kind": "html_error"}, "cannot_connect"),
        ({"kind": "malformed"}, "cannot_connect"),
        ({"kind": "not_found"}, "cannot_connect"),
        ({"kind": "hang"}, "timeout_connect"),
        ({"kind": "forbidden"}, "unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else value["kind"],
)
async def test_connections_that_cannot_be_read_are_asked_for_again(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    fault: dict[str, Any],
    error: str,
) -> None:
    """The form comes back with the reason and with what was typed in."""
    monkeypatch.setattr(http, "TIMEOUT", aiohttp.ClientTimeout(sock_read=0.2))
    simulator.faults.arm(path=CONTROL, **fault)
    form = await open_dialog(hass, "maton")
    typed = maton_input(simulator.maton)

    shown = await submit(hass, form, typed)

    assert shown["step_id"] == "maton"
    assert shown["errors"] == {"base": error}
    assert prefilled(shown) == typed
    choice = await submit(hass, shown, typed)
    assert choice["step_id"] == "maton_connection"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"api_key": "wrong"}, "invalid_auth"),
        ({"control_url": NOWHERE}, "cannot_connect"),
        ({"control_url": "not a url"}, "cannot_connect"),
    ],
)
async def test_wrong_input_is_corrected_in_the_same_form(
    hass: HomeAssistant, simulator: Simulator, wrong: dict[str, str], error: str
) -> None:
    """Whatever is typed in, the form comes back with a reason and can be corrected."""
    form = await open_dialog(hass, "maton")

    shown = await submit(hass, form, maton_input(simulator.maton, **wrong))

    assert shown["step_id"] == "maton"
    assert shown["errors"] == {"base": error}
    choice = await submit(hass, shown, maton_input(simulator.maton))
    assert choice["step_id"] == "maton_connection"


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


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "rate_limited"}, "rate_limited"),
        ({"kind": "not_found"}, "no_connection"),
        ({"kind": "server_error"}, "cannot_connect"),
        ({"kind": "forbidden"}, "unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else value["kind"],
)
async def test_a_connection_that_fails_is_tried_again_in_the_same_form(
    hass: HomeAssistant,
    simulator: Simulator,
    connection: Connection,
    fault: dict[str, Any],
    error: str,
) -> None:
    """The choice comes back with the reason, and with what was chosen."""
    newer = add_connection(simulator, "nocredit", DEMO_KEY)
    simulator.faults.arm(path=GATEWAY, **fault)
    form = await open_dialog(hass, "maton")
    choice = await submit(hass, form, maton_input(simulator.maton))

    shown = await submit(hass, choice, {"connection_id": connection.connection_id})

    assert connection_choice(shown)[0] == newer.connection_id
    assert shown["errors"] == {"base": error}
    assert prefilled(shown) == {"connection_id": connection.connection_id}
    result = await submit(hass, shown, {"connection_id": connection.connection_id})
    assert result["result"].unique_id == "672721"


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, "no_connection"), (404, "no_connection"), (500, "cannot_connect")],
)
async def test_a_dead_connection_is_replaced_in_the_same_form(
    hass: HomeAssistant,
    simulator: Simulator,
    connection: Connection,
    status: int,
    error: str,
) -> None:
    """A connection that failed while it was chosen gives way to another."""
    simulator.settings.patch({"maton_inactive_status": status})
    newer = add_connection(simulator)
    form = await open_dialog(hass, "maton")
    choice = await submit(hass, form, maton_input(simulator.maton))
    simulator.connections.set_status(newer, "FAILED")

    shown = await submit(hass, choice, {"connection_id": newer.connection_id})

    assert shown["step_id"] == "maton_connection"
    assert shown["errors"] == {"base": error}
    result = await submit(hass, shown, {"connection_id": connection.connection_id})
    assert result["type"] is FlowResultType.CREATE_ENTRY


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


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "unauthorized"}, "invalid_auth"),
        ({"kind": "html_error", "status": 200}, "cannot_connect"),
        ({"kind": "hang"}, "timeout_connect"),
    ],
    ids=lambda value: value if isinstance(value, str) else value["kind"],
)
async def test_what_another_connection_cannot_cure_leads_back_to_the_first_form(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    connection: Connection,
    fault: dict[str, Any],
    error: str,
) -> None:
    """The key and the addresses can be corrected where they were typed in."""
    monkeypatch.setattr(http, "TIMEOUT", aiohttp.ClientTimeout(sock_read=0.2))
    simulator.faults.arm(path=GATEWAY, **fault)
    form = await open_dialog(hass, "maton")
    typed = maton_input(simulator.maton)
    choice = await submit(hass, form, typed)

    shown = await submit(hass, choice, {"connection_id": connection.connection_id})

    assert shown["step_id"] == "maton"
    assert shown["errors"] == {"base": error}
    assert prefilled(shown) == typed
    choice = await submit(hass, shown, typed)
    result = await submit(hass, choice, {"connection_id": connection.connection_id})
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


async def test_the_same_account_another_way_is_the_same_entry(
    hass: HomeAssistant,
    simulator: Simulator,
    connection: Connection,
    entry: MockConfigEntry,
) -> None:
    """An account that is reached directly is not added through Maton as well."""
    form = await open_dialog(hass, "maton")
    choice = await submit(hass, form, maton_input(simulator.maton))

    result = await submit(hass, choice, {"connection_id": connection.connection_id})

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert hass.config_entries.async_entries(DOMAIN) == [entry]
    assert entry.data["connection_type"] == "direct"
