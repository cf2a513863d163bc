"""The part of the dialog that is about Maton."""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
import voluptuous as vol

from .account_flow import SECRET, SECTION_ADVANCED, URL, flat, without_secret
from .api.errors import ApiError, GatewayConnectionError, MalformedAnswerError
from .api.maton import MatonClient
from .api.models import Account, ConnectionStatus
from .api.transports import MATON_URL
from .connection import async_client, async_maton
from .const import (
    CONF_API_KEY,
    CONF_CONNECTION_ID,
    CONF_CONTROL_URL,
    CONF_GATEWAY_URL,
    CONNECTION_MATON,
)
from .gateway_flow import GatewayFlow, Way

MATON_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_API_KEY): SECRET,
        vol.Optional(SECTION_ADVANCED): section(
            vol.Schema(
                {
                    vol.Optional(CONF_GATEWAY_URL, default=MATON_URL): URL,
                    vol.Optional(CONF_CONTROL_URL, default=MATON_URL): URL,
                }
            ),
            {"collapsed": True},
        ),
    }
)
REAUTH_SCHEMA = vol.Schema({vol.Required(CONF_API_KEY): SECRET})


class MatonAttempt:
    """A Maton connection that waits for its owner."""

    def __init__(self, client: MatonClient, connection_id: str, url: str) -> None:
        """Keep what it is known by."""
        self.url = url
        self._client = client
        self._connection_id = connection_id

    async def async_result(self) -> str | None:
        """Return the connection's id once it is active.

        Raises:
            ApiError: it has failed, or is gone.

        """
        status = (await self._client.connection(self._connection_id)).status
        if status == ConnectionStatus.FAILED:
            message = "The connection has failed"
            raise GatewayConnectionError(message)
        # Whatever other words there may be, they are not the end.
        return self._connection_id if status == ConnectionStatus.ACTIVE else None

    async def async_discard(self) -> None:
        """Delete it, unless it has been authorised since we last looked."""
        await _async_discard(self._client, self._connection_id)


class MatonFlow(GatewayFlow):
    """The steps for Maton."""

    async def async_step_maton(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for Maton's key and addresses."""
        return await self._async_begin(MATON, user_input)

    async def async_step_maton_connection(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which of Maton's connections to use, or make a new one."""
        return await self._async_choose(user_input)

    async def async_step_maton_authorize(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Send the user to Maton's page until the connection is authorised there."""
        return self._wait()

    async def async_step_maton_authorized(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Use the new connection, or go back to the choice if it came to nothing."""
        return await self._async_authorized()

    async def _async_renew_maton(
        self, stored: Mapping[str, Any], user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Ask for a new key; go on to the connections if that is not enough."""
        self._way = MATON
        errors: dict[str, str] = {}
        if user_input is None:
            self._data = without_secret(stored)
        else:
            self._data = {**stored, **flat(user_input)}
            if await self._async_list_connections(errors):
                return await self._async_use_connection(stored[CONF_CONNECTION_ID])
        return self._show_credentials(errors)


async def _async_account(hass: HomeAssistant, data: dict[str, Any]) -> Account:
    """Return the account that the chosen connection leads to."""
    return await async_client(hass, data).account()


async def _async_attempt(
    hass: HomeAssistant, data: Mapping[str, Any], _connection_id: str | None
) -> MatonAttempt:
    """Create a connection; Maton makes none anew."""
    client = async_maton(hass, data)
    if TYPE_CHECKING:
        assert client is not None
    connection = await client.create_connection()
    if connection.url is None:
        await _async_discard(client, connection.connection_id)
        message = "The new connection has no page to authorise it at"
        raise MalformedAnswerError(message)
    return MatonAttempt(client, connection.connection_id, connection.url)


async def _async_discard(client: MatonClient, connection_id: str) -> None:
    """Delete a connection that nobody has authorised, perhaps since we last looked.

    At worst an unused one stays in Maton's list.
    """
    with suppress(ApiError):
        if (await client.connection(connection_id)).status != ConnectionStatus.ACTIVE:
            await client.delete_connection(connection_id)


MATON: Final = Way(
    name=CONNECTION_MATON,
    schema=MATON_SCHEMA,
    reauth_schema=REAUTH_SCHEMA,
    defaults={CONF_GATEWAY_URL: MATON_URL, CONF_CONTROL_URL: MATON_URL},
    account=_async_account,
    attempt=_async_attempt,
)
