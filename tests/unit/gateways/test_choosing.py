"""Adding an account by a connection that is there; each gateway does it alike."""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.api import http
from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from simulator.clicksend.accounts import DEMO_KEY
from tests.unit.dialogs import connection_choice, open_dialog, prefilled, submit
from tests.unit.gateways.gateways import (
    GATEWAYS,
    MATON,
    MEMBRANE,
    NOWHERE,
    Connection,
    Gateway,
    scenarios,
)


@pytest.fixture
def submit_in_a_hurry(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Awaitable[ConfigFlowResult]]:
    """Return a function that submits a form and soon gives up on the answer."""

    async def hurry(
        shown: ConfigFlowResult, user_input: dict[str, Any]
    ) -> ConfigFlowResult:
        with monkeypatch.context() as patched:
            patched.setattr(http, "TIMEOUT", aiohttp.ClientTimeout(sock_read=0.2))
            return await submit(hass, shown, user_input)

    return hurry


async def test_the_newest_connection_comes_first(
    hass: HomeAssistant,
    simulator: Simulator,
    gateway: Gateway,
    connection: Connection,
) -> None:
    """Connections are offered newest first, from all pages, and none of other apps."""
    simulator.settings.patch({"membrane_page": 1})
    newer = gateway.add(simulator)
    newest = gateway.add(simulator, "nocredit", DEMO_KEY)
    form = await open_dialog(hass, gateway.key)

    choice = await submit(hass, form, gateway.typed(simulator))

    assert connection_choice(choice) == [
        newest.connection_id,
        newer.connection_id,
        connection.connection_id,
        "new",
    ]
    assert prefilled(choice) == {"connection_id": newest.connection_id}
    result = await submit(hass, choice, {"connection_id": newest.connection_id})
    assert result["result"].unique_id == "13369"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("unauthorized", "invalid_auth"),
        ("rate_limited", "rate_limited"),
        ("html_error", "cannot_connect"),
        ("malformed", "cannot_connect"),
        ("not_found", "cannot_connect"),
        ("hang", "timeout_connect"),
        ("forbidden", "unknown"),
    ],
)
async def test_connections_that_cannot_be_read_are_asked_for_again(
    hass: HomeAssistant,
    simulator: Simulator,
    gateway: Gateway,
    submit_in_a_hurry: Callable[..., Awaitable[ConfigFlowResult]],
    fault: Any,
    error: str,
) -> None:
    """The form comes back with the reason and with what was typed in."""
    simulator.faults.arm(fault, path=gateway.listing)
    form = await open_dialog(hass, gateway.key)
    typed = gateway.typed(simulator)

    shown = await submit_in_a_hurry(form, typed)

    assert shown["step_id"] == gateway.key
    assert shown["errors"] == {"base": error}
    assert prefilled(shown) == typed
    choice = await submit(hass, shown, typed)
    assert choice["step_id"] == f"{gateway.key}_connection"


@scenarios(
    "wrong error",
    (MATON, {"api_key": "wrong"}, "invalid_auth"),
    (MATON, {"control_url": NOWHERE}, "cannot_connect"),
    (MATON, {"control_url": "not a url"}, "cannot_connect"),
    (MEMBRANE, {"token": "wrong"}, "invalid_auth"),
    (MEMBRANE, {"token": "two\nlines"}, "cannot_connect"),
    (MEMBRANE, {"base_url": NOWHERE}, "cannot_connect"),
    (MEMBRANE, {"base_url": "not a url"}, "cannot_connect"),
)
async def test_wrong_input_is_corrected_in_the_same_form(
    hass: HomeAssistant,
    simulator: Simulator,
    gateway: Gateway,
    wrong: dict[str, str],
    error: str,
) -> None:
    """Whatever is typed in, the form comes back with a reason and can be corrected."""
    form = await open_dialog(hass, gateway.key)

    shown = await submit(hass, form, gateway.typed(simulator, **wrong))

    assert shown["step_id"] == gateway.key
    assert shown["errors"] == {"base": error}
    choice = await submit(hass, shown, gateway.typed(simulator))
    assert choice["step_id"] == f"{gateway.key}_connection"


@scenarios(
    "fault error",
    *(
        (gateway, {"kind": kind, "path": gateway.passed_on}, error)
        for gateway in GATEWAYS
        for kind, error in (
            ("rate_limited", "rate_limited"),
            ("not_found", "no_connection"),
            ("server_error", "cannot_connect"),
            ("forbidden", "unknown"),
        )
    ),
    # Membrane's token has been seen to be right by then; it is the connection's own.
    (MEMBRANE, {"kind": "unauthorized", "path": MEMBRANE.passed_on}, "no_connection"),
    (MEMBRANE, {"kind": "unauthorized", "path": "/account"}, "no_connection"),
    (
        MEMBRANE,
        {"kind": "not_found", "path": "/account", "times": None},
        "no_connection",
    ),
)
async def test_a_connection_that_fails_is_tried_again_in_the_same_form(
    hass: HomeAssistant,
    simulator: Simulator,
    gateway: Gateway,
    connection: Connection,
    fault: dict[str, Any],
    error: str,
) -> None:
    """The choice comes back with the reason, and with what was chosen."""
    newer = gateway.add(simulator, "nocredit", DEMO_KEY)
    simulator.faults.arm(**fault)
    form = await open_dialog(hass, gateway.key)
    choice = await submit(hass, form, gateway.typed(simulator))

    shown = await submit(hass, choice, {"connection_id": connection.connection_id})

    assert connection_choice(shown)[0] == newer.connection_id
    assert shown["errors"] == {"base": error}
    assert prefilled(shown) == {"connection_id": connection.connection_id}
    if "times" in fault:
        simulator.faults.clear()
    result = await submit(hass, shown, {"connection_id": connection.connection_id})
    assert result["result"].unique_id == "672721"


@scenarios(
    "status error",
    (MATON, 400, "no_connection"),
    (MATON, 404, "no_connection"),
    (MATON, 500, "cannot_connect"),
    *((MEMBRANE, status, "no_connection") for status in (400, 401, 403, 409)),
)
async def test_a_dead_connection_is_replaced_in_the_same_form(
    hass: HomeAssistant,
    simulator: Simulator,
    gateway: Gateway,
    connection: Connection,
    status: int,
    error: str,
) -> None:
    """A connection that broke while it was chosen gives way to another."""
    simulator.settings.patch({gateway.dead_status: status})
    newer = gateway.add(simulator)
    form = await open_dialog(hass, gateway.key)
    choice = await submit(hass, form, gateway.typed(simulator))
    gateway.disable(simulator, newer)

    shown = await submit(hass, choice, {"connection_id": newer.connection_id})

    assert shown["step_id"] == f"{gateway.key}_connection"
    assert shown["errors"] == {"base": error}
    result = await submit(hass, shown, {"connection_id": connection.connection_id})
    assert result["type"] is FlowResultType.CREATE_ENTRY


@scenarios(
    "fault error",
    (MATON, {"kind": "unauthorized"}, "invalid_auth"),
    *(
        (gateway, fault, error)
        for gateway in GATEWAYS
        for fault, error in (
            ({"kind": "html_error", "status": 200}, "cannot_connect"),
            ({"kind": "hang"}, "timeout_connect"),
        )
    ),
)
async def test_what_another_connection_cannot_cure_leads_back_to_the_first_form(
    hass: HomeAssistant,
    simulator: Simulator,
    gateway: Gateway,
    choice: ConfigFlowResult,
    submit_in_a_hurry: Callable[..., Awaitable[ConfigFlowResult]],
    fault: dict[str, Any],
    error: str,
) -> None:
    """The credentials and the address can be corrected where they were typed in."""
    simulator.faults.arm(path=gateway.passed_on, **fault)
    typed = gateway.typed(simulator)

    shown = await submit_in_a_hurry(choice, prefilled(choice))

    assert shown["step_id"] == gateway.key
    assert shown["errors"] == {"base": error}
    assert prefilled(shown) == typed
    again = await submit(hass, shown, typed)
    result = await submit(hass, again, prefilled(again))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_the_same_account_another_way_is_the_same_entry(
    hass: HomeAssistant, entry: MockConfigEntry, choice: ConfigFlowResult
) -> None:
    """An account that is reached directly is not added through a gateway as well."""
    result = await submit(hass, choice, prefilled(choice))

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert hass.config_entries.async_entries(DOMAIN) == [entry]
    assert entry.data["connection_type"] == "direct"


async def test_the_step_without_input_shows_the_choice(
    hass: HomeAssistant, choice: ConfigFlowResult
) -> None:
    """A page that is loaded anew shows the same form."""
    again = await hass.config_entries.flow.async_configure(choice["flow_id"])
    assert connection_choice(again) == connection_choice(choice)
