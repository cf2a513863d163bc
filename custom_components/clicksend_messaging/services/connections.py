"""The actions for the connections of the gateway that an account is reached through."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
)
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..api.errors import GatewayConnectionError
from ..api.lenient import Record
from ..api.maton import MatonClient
from ..api.models import ConnectionStatus
from ..connection import async_maton
from ..const import CONF_CONNECTION_ID
from ..coordinator import ClickSendConfigEntry
from ..exceptions import mistake, not_found
from .action import DELETED_ONE, Action, as_items
from .fields import ATTR_CONFIRM, RECORD_ID

_CONNECTION: Final = {vol.Required(CONF_CONNECTION_ID): RECORD_ID}


async def _async_get_all(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Return the gateway's connections to ClickSend."""
    rows = [_shown(row) for row in await _gateway(call.hass, entry).rows()]
    return as_items(rows, len(rows), len(rows))


async def _async_get(call: ServiceCall, entry: ClickSendConfigEntry) -> ServiceResponse:
    """Return one connection."""
    connection_id = call.data[CONF_CONNECTION_ID]
    try:
        return _shown(await _gateway(call.hass, entry).row(connection_id))
    except GatewayConnectionError as err:
        raise not_found(f"{CONF_CONNECTION_ID} {connection_id}") from err


async def _async_create(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Create a connection, which a person still has to authorise at its address."""
    created = await _gateway(call.hass, entry).create_row()
    entry.runtime_data.choices.async_refresh_soon()
    return _shown(created)


async def _async_delete(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Delete a connection; nothing can be sent any more without the account's own."""
    gateway = _gateway(call.hass, entry)
    connection_id = call.data[CONF_CONNECTION_ID]
    is_own = connection_id == entry.data[CONF_CONNECTION_ID]
    if is_own and not call.data[ATTR_CONFIRM]:
        raise mistake("own_connection")
    try:
        await gateway.delete_connection(connection_id)
    except GatewayConnectionError as err:
        raise not_found(f"{CONF_CONNECTION_ID} {connection_id}") from err
    entry.runtime_data.choices.async_refresh_soon()
    return dict(DELETED_ONE)


def _gateway(hass: HomeAssistant, entry: ClickSendConfigEntry) -> MatonClient:
    """Return the gateway of an account.

    Raises:
        ServiceValidationError: it has none.

    """
    if (gateway := async_maton(hass, entry.data)) is None:
        raise mistake("no_gateway")
    return gateway


def _shown(row: Record) -> dict[str, Any]:
    """Return a connection; who has its address can take its place at the gateway.

    Only who is to authorise it needs that.
    """
    if row.get("status") != ConnectionStatus.ACTIVE:
        return dict(row)
    return {name: value for name, value in row.items() if name != "url"}


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
