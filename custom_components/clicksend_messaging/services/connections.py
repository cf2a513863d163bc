"""The actions for the connections of the gateway that an account is reached through."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
)
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..api.errors import GatewayConnectionError, NotFoundError, RefusedError
from ..api.lenient import Record
from ..api.maton import MatonClient
from ..api.models import ConnectionStatus
from ..connection import async_maton
from ..const import CONF_CONNECTION_ID, DOMAIN
from ..coordinator import ClickSendConfigEntry
from ..exceptions import as_action_error, mistake, not_found
from .action import DELETED_ONE, Action, as_items
from .fields import ATTR_CONFIRM, RECORD_ID

_CONNECTION: Final = {vol.Required(CONF_CONNECTION_ID): RECORD_ID}


async def _async_get_all(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Return the gateway's connections to ClickSend."""
    with _refusing():
        found = await _gateway(call.hass, entry).rows()
    return as_items([_shown(row) for row in found])


async def _async_get(call: ServiceCall, entry: ClickSendConfigEntry) -> ServiceResponse:
    """Return one connection."""
    with _finding(call):
        return _shown(
            await _gateway(call.hass, entry).row(call.data[CONF_CONNECTION_ID])
        )


async def _async_create(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Create a connection, which a person still has to authorise at its address."""
    choices = entry.runtime_data.choices
    with _refusing():
        created = await _gateway(call.hass, entry).create_row()
    choices.async_refresh_soon()
    return _shown(created)


async def _async_delete(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Delete a connection; nothing can be sent any more without the account's own."""
    gateway = _gateway(call.hass, entry)
    connection_id = call.data[CONF_CONNECTION_ID]
    if not call.data[ATTR_CONFIRM] and _is_in_use(call.hass, connection_id):
        raise mistake("own_connection")
    choices = entry.runtime_data.choices
    with _finding(call):
        await gateway.delete_connection(connection_id)
    choices.async_refresh_soon()
    return dict(DELETED_ONE)


def _gateway(hass: HomeAssistant, entry: ClickSendConfigEntry) -> MatonClient:
    """Return the gateway of an account.

    Raises:
        ServiceValidationError: it has none.

    """
    if (gateway := async_maton(hass, entry.data)) is None:
        raise mistake("no_gateway")
    return gateway


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
