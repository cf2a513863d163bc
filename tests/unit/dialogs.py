"""Walk through the dialogs as somebody at the screen does."""

import asyncio
from collections.abc import Callable
from typing import Any

from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigFlowResult,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from probatio import to_field_list
import pytest

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from simulator.maton.connections import Connection
from simulator.membrane.connections import Connection as MembraneConnection
from simulator.server import MatonAccess


async def open_dialog(hass: HomeAssistant, connection_type: str) -> ConfigFlowResult:
    """Add an account, and choose how it is reached."""
    menu = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    return await choose(hass, menu, connection_type)


async def choose(
    hass: HomeAssistant, menu: ConfigFlowResult, connection_type: str
) -> ConfigFlowResult:
    """Choose how the account is reached."""
    assert menu["type"] is FlowResultType.MENU
    return await submit(hass, menu, {"next_step_id": connection_type})


async def submit(
    hass: HomeAssistant, shown: ConfigFlowResult, user_input: dict[str, Any]
) -> ConfigFlowResult:
    """Submit the form that is shown, and let what follows from it happen."""
    result = await hass.config_entries.flow.async_configure(
        shown["flow_id"], user_input
    )
    await hass.async_block_till_done(wait_background_tasks=False)
    return result


def direct_input(simulator: Simulator, **changes: str) -> dict[str, Any]:
    """Return what is typed in for an account that is reached directly."""
    access = vars(simulator.clicksend) | changes
    return {
        "username": access["username"],
        "api_key": access["api_key"],
        "advanced": {"base_url": access["base_url"]},
    }


def maton_input(access: MatonAccess, **changes: str) -> dict[str, Any]:
    """Return what is typed in for an account behind Maton."""
    typed = vars(access) | changes
    return {
        "api_key": typed["api_key"],
        "advanced": {
            "gateway_url": typed["gateway_url"],
            "control_url": typed["control_url"],
        },
    }


def membrane_input(simulator: Simulator, **changes: str) -> dict[str, Any]:
    """Return what is typed in for an account behind Membrane."""
    typed = vars(simulator.membrane) | changes
    return {"token": typed["token"], "advanced": {"base_url": typed["base_url"]}}


def add_membrane_connection(
    simulator: Simulator, username: str | None = None, api_key: str | None = None
) -> MembraneConnection:
    """Add a connection of an account, by default the main one, a day after the last."""
    simulator.clock.advance(86_400)
    tenant = simulator.membrane_tenant
    added = tenant.connect_clicksend()
    tenant.connections.connect(
        added,
        username or simulator.account.username,
        api_key or simulator.account.api_key,
    )
    return added


def add_connection(
    simulator: Simulator, username: str | None = None, api_key: str | None = None
) -> Connection:
    """Add a connection of an account, by default the main one, a day after the last."""
    simulator.clock.advance(86_400)
    added = simulator.connections.create()
    simulator.connections.authorise(
        added,
        username or simulator.account.username,
        api_key or simulator.account.api_key,
    )
    return added


def connection_choice(shown: ConfigFlowResult) -> list[str]:
    """Return the connections that a form offers, in order."""
    assert shown["step_id"] in ("maton_connection", "membrane_connection")
    assert shown["data_schema"] is not None
    [selector] = shown["data_schema"].schema.values()
    return [option["value"] for option in selector.config["options"]]


async def authorise(
    hass: HomeAssistant, shown: ConfigFlowResult, simulator: Simulator, **changes: str
) -> None:
    """Fill in the page at the gateway that the dialog opened."""
    typed = direct_input(simulator, **changes)
    session = async_get_clientsession(hass)
    answer = await session.post(
        shown["url"],
        data={"username": typed["username"], "api_key": typed["api_key"]},
    )
    assert answer.status == 200


async def goes_on(hass: HomeAssistant, shown: ConfigFlowResult) -> ConfigFlowResult:
    """Return what follows once the dialog has gone on by itself."""
    flows = hass.config_entries.flow
    await until(
        lambda: flows.async_get(shown["flow_id"])["step_id"] != shown["step_id"]
    )
    # This is what the frontend does when it hears of that.
    result = await flows.async_configure(shown["flow_id"])
    await hass.async_block_till_done(wait_background_tasks=False)
    return result


async def until(condition: Callable[[], bool]) -> None:
    """Wait, at most five seconds, for something that happens by itself."""
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.005)
    pytest.fail("It did not happen")


def prefilled(shown: ConfigFlowResult | SubentryFlowResult) -> dict[str, Any]:
    """Return what a form holds before anybody types, as the frontend works it out."""
    fields = to_field_list(shown["data_schema"], custom_serializer=cv.custom_serializer)
    assert isinstance(fields, list)
    return _prefilled(fields)


def _prefilled(fields: list[dict[str, Any]]) -> dict[str, Any]:
    """Return each field's suggested value, else its default, else its section's."""
    found: dict[str, Any] = {}
    for field in fields:
        suggested = field.get("description", {}).get("suggested_value")
        if suggested is not None:
            found[field["name"]] = suggested
        elif "default" in field:
            found[field["name"]] = field["default"]
        elif inner := _prefilled(field.get("schema", [])):
            found[field["name"]] = inner
    return found
