"""The actions for the connections of the gateway that an account is reached through."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
)
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..api.errors import GatewayConnectionError, NotFoundError, RefusedError
from ..api.gateways import Gateway
from ..api.membrane import MembraneClient
from ..connection import async_gateway
from ..const import CONF_CONNECTION_ID, CONF_CONNECTION_TYPE, DOMAIN
from ..exceptions import as_action_error, mistake, not_found
from ..runtime import ClickSendConfigEntry
from .action import DELETED_ONE, Action, as_items
from .connection_rows import ROWS
from .fields import ATTR_CONFIRM, RECORD_ID

_CONNECTION: Final = {vol.Required(CONF_CONNECTION_ID): RECORD_ID}


async def _async_get_all(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Return the gateway's connections to ClickSend."""
    with _refusing():
        found = await _gateway(call.hass, entry).rows()
    shown = ROWS[entry.data[CONF_CONNECTION_TYPE]].shown
    return as_items([shown(row) for row in found])


async def _async_get(call: ServiceCall, entry: ClickSendConfigEntry) -> ServiceResponse:
    """Return one connection."""
    with _finding(call):
        row = await _gateway(call.hass, entry).row(call.data[CONF_CONNECTION_ID])
    return ROWS[entry.data[CONF_CONNECTION_TYPE]].shown(row)


async def _async_create(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Create a connection, which a person still has to authorise at its address."""
    choices = entry.runtime_data.choices
    with _refusing():
        created = await _gateway(call.hass, entry).create_row()
    choices.async_refresh_soon()
    return ROWS[entry.data[CONF_CONNECTION_TYPE]].created(created)


async def _async_delete(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Delete a connection; nothing can be sent any more without the account's own."""
    gateway, choices = _gateway(call.hass, entry), entry.runtime_data.choices
    connection_id = call.data[CONF_CONNECTION_ID]
    if not call.data[ATTR_CONFIRM]:
        with _finding(call):
            meant = await _async_meant(gateway, connection_id)
        if _is_in_use(call.hass, meant):
            raise mistake("own_connection")
    with _finding(call):
        await gateway.delete_connection(connection_id)
    choices.async_refresh_soon()
    return dict(DELETED_ONE)


def _gateway(hass: HomeAssistant, entry: ClickSendConfigEntry) -> Gateway:
    """Return the gateway of an account.

    Raises:
        ServiceValidationError: it has none.

    """
    if (gateway := async_gateway(hass, entry.data)) is None:
        raise mistake("no_gateway")
    return gateway


async def _async_meant(gateway: Gateway, connection_id: str) -> str:
    """Return the id of a connection; Membrane knows it by its key, too."""
    if isinstance(gateway, MembraneClient):
        return (await gateway.connection(connection_id)).connection_id
    return connection_id


def _is_in_use(hass: HomeAssistant, connection_id: str) -> bool:
    """Tell whether an account is reached through a connection.

    Maton may understand an id in capitals or without its hyphens, too.
    """
    in_use = {
        _bare(entry.data.get(CONF_CONNECTION_ID, ""))
        for entry in hass.config_entries.async_entries(DOMAIN)
    }
    return _bare(connection_id) in in_use


def _bare(connection_id: str) -> str:
    """Return the letters and digits of an id."""
    return "".join(filter(str.isalnum, connection_id)).casefold()


@contextmanager
def _finding(call: ServiceCall) -> Iterator[None]:
    """Say so if the connection that a call names is not there.

    Raises:
        ServiceValidationError: it is not.

    """
    try:
        yield
    except (GatewayConnectionError, NotFoundError) as err:
        record = f"{CONF_CONNECTION_ID} {call.data[CONF_CONNECTION_ID]}"
        raise not_found(record) from err


@contextmanager
def _refusing() -> Iterator[None]:
    """See to it that a refusal says nothing of the account's own connection.

    Raises:
        HomeAssistantError: the gateway refused.

    """
    try:
        yield
    except GatewayConnectionError as err:
        raise as_action_error(
            RefusedError(f"HTTP {err.status}", code=err.code)
        ) from err


ACTIONS: Final[Mapping[str, Action]] = {
    "get_connections": Action(_async_get_all, {}, SupportsResponse.ONLY, admin=True),
    "get_connection": Action(
        _async_get, _CONNECTION, SupportsResponse.ONLY, admin=True
    ),
    "create_connection": Action(
        _async_create, {}, SupportsResponse.OPTIONAL, admin=True
    ),
    "delete_connection": Action(
        _async_delete,
        {**_CONNECTION, vol.Optional(ATTR_CONFIRM, default=False): cv.boolean},
        SupportsResponse.OPTIONAL,
        admin=True,
    ),
}
