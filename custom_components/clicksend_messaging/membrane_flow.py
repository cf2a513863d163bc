"""The part of the dialog that is about Membrane."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import CONF_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
import voluptuous as vol

from .account_flow import SECRET, SECTION_ADVANCED, URL, flat, without_secret
from .api.errors import (
    ApiError,
    AuthenticationError,
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayError,
    MalformedAnswerError,
    NotFoundError,
    RefusedError,
)
from .api.membrane import MembraneClient
from .api.models import Account, RequestStatus
from .api.transports import MEMBRANE_URL
from .connection import async_client, async_membrane
from .const import (
    CONF_API_PREFIX,
    CONF_BASE_URL,
    CONF_CONNECTION_ID,
    CONNECTION_MEMBRANE,
)
from .exceptions import error_key
from .gateway_flow import GatewayFlow, Way

# Nobody says whether the address that Membrane keeps holds the version.
PREFIXES: Final = ("/v3", "")

MEMBRANE_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_TOKEN): SECRET,
        vol.Optional(SECTION_ADVANCED): section(
            vol.Schema({vol.Optional(CONF_BASE_URL, default=MEMBRANE_URL): URL}),
            {"collapsed": True},
        ),
    }
)
REAUTH_SCHEMA = vol.Schema({vol.Required(CONF_TOKEN): SECRET})

_FAILED = (RequestStatus.CANCELLED, RequestStatus.ERROR)


class MembraneAttempt:
    """A connection at Membrane that waits for its owner."""

    def __init__(
        self,
        client: MembraneClient,
        url: str,
        *,
        connection_id: str | None,
        request_id: str | None = None,
    ) -> None:
        """Keep what it is known by.

        Args:
            client: Membrane.
            url: where the owner has to go.
            connection_id: the connection, if it is there already.
            request_id: the request for it, if there is one.

        """
        self.url = url
        self._client = client
        self._connection_id = connection_id
        self._request_id = request_id

    async def async_result(self) -> str | None:
        """Return the connection's id once it is ready.

        Raises:
            ApiError: the request has failed, or the connection is gone.

        """
        connection_id = self._connection_id
        if self._request_id is not None:
            request = await self._client.connection_request(self._request_id)
            if request.status in _FAILED:
                message = "The request came to nothing"
                raise GatewayConnectionError(message)
            # Whatever other words there may be, they are not the end.
            if request.status != RequestStatus.SUCCESS:
                return None
            connection_id = request.result_connection_id or connection_id
        if connection_id is None:
            message = "The request has led to no connection"
            raise MalformedAnswerError(message)
        connection = await self._client.connection(connection_id)
        if connection.archived:
            message = "The connection is gone"
            raise GatewayConnectionError(message)
        return connection_id if connection.ready else None

    async def async_discard(self) -> None:
        """Do nothing: a request that nobody grants is no connection."""


class MembraneFlow(GatewayFlow):
    """The steps for Membrane."""

    async def async_step_membrane(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for Membrane's token and address."""
        return await self._async_begin(MEMBRANE, user_input)

    async def async_step_membrane_connection(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which of Membrane's connections to use, or make a new one."""
        return await self._async_choose(user_input)

    async def async_step_membrane_authorize(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Send the user to Membrane's page until the connection is ready."""
        return self._wait()

    async def async_step_membrane_authorized(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Use the connection, or go back to the choice if it came to nothing."""
        return await self._async_authorized()

    async def async_step_membrane_renew(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Announce Membrane's page, and open it if there is something to do there."""
        if user_input is None:
            return self._show_renewal({})
        return await self._async_mend(self._show_renewal)

    async def _async_renew_membrane(
        self, stored: Mapping[str, Any], user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Ask for a new token, unless the connection is what needs its owner."""
        self._way = MEMBRANE
        if user_input is not None:
            self._data = {**stored, **flat(user_input)}
            return await self._async_mend(self._show_credentials)
        self._data = dict(stored)
        try:
            await _client(self.hass, stored).connection(stored[CONF_CONNECTION_ID])
        except GatewayAuthenticationError:
            self._data = without_secret(stored)
            return self._show_credentials({})
        except ApiError:
            # Looked into when somebody is there to do something about it.
            pass
        return self._show_renewal({})

    async def _async_mend(
        self, show: Callable[[dict[str, str]], ConfigFlowResult]
    ) -> ConfigFlowResult:
        """Use the connection if it works by now, else have its owner make it good.

        Args:
            show: shows the form from which to try again.

        """
        connection_id = self._data[CONF_CONNECTION_ID]
        try:
            connection = await _client(self.hass, self._data).connection(connection_id)
            if connection.ready and (account := await self._async_working_account()):
                return await self._async_keep(account)
            if not connection.archived and (page := await self._async_page()):
                return page
        except GatewayAuthenticationError as err:
            # It may be the stored one.
            self._data = without_secret(self._data)
            return self._show_credentials({"base": error_key(err)})
        except GatewayConnectionError, NotFoundError:
            pass
        except ApiError as err:
            return show({"base": error_key(err)})
        # There is nothing left to make good.
        await self._async_list_connections({})
        return self._show_connections({"base": "no_connection"})

    async def _async_page(self) -> ConfigFlowResult | None:
        """Send the user to Membrane's page, if it has one for this connection.

        Raises:
            ApiError: the token, or something else, is in the way.

        """
        try:
            return await self._async_authorize(self._data[CONF_CONNECTION_ID])
        except GatewayAuthenticationError:
            raise
        except RefusedError:
            return None

    async def _async_working_account(self) -> Account | None:
        """Return the account, if the connection leads to it.

        Raises:
            ApiError: something else is in the way.

        """
        try:
            return await _async_account(self.hass, self._data)
        except AuthenticationError, GatewayConnectionError:
            return None

    def _show_renewal(self, errors: dict[str, str]) -> ConfigFlowResult:
        """Show the form that announces Membrane's page."""
        return self._show_form("membrane_renew", vol.Schema({}), {}, errors)


def _client(hass: HomeAssistant, data: Mapping[str, Any]) -> MembraneClient:
    """Return Membrane."""
    client = async_membrane(hass, data)
    if TYPE_CHECKING:
        assert client is not None
    return client


async def _async_account(hass: HomeAssistant, data: dict[str, Any]) -> Account:
    """Return the account, and note where ClickSend's paths begin.

    Raises:
        ApiError: see ``errors``.

    """
    for prefix in PREFIXES:
        data[CONF_API_PREFIX] = prefix
        try:
            return await async_client(hass, data).account()
        except GatewayAuthenticationError as err:
            # Whose credentials are meant: our token is good enough for Membrane.
            await _client(hass, data).connection(data[CONF_CONNECTION_ID])
            message = "The connection's own credentials were refused"
            raise GatewayConnectionError(message) from err
        except (NotFoundError, GatewayError) as err:
            if err.status != HTTPStatus.NOT_FOUND or isinstance(
                err, GatewayConnectionError
            ):
                raise
    message = "The connection does not lead to ClickSend"
    raise GatewayConnectionError(message)


async def _async_attempt(
    hass: HomeAssistant, data: Mapping[str, Any], connection_id: str | None
) -> MembraneAttempt:
    """Ask for a connection, or for what one needs to be ready again."""
    client = _client(hass, data)
    if connection_id is not None:
        connection = await client.connection(connection_id)
        if connection.action_url is not None and not connection.ready:
            return MembraneAttempt(
                client, connection.action_url, connection_id=connection_id
            )
    request = await client.request_connection(connection_id)
    if request.url is None:
        message = "The request has no page to grant it at"
        raise MalformedAnswerError(message)
    return MembraneAttempt(
        client,
        request.url,
        connection_id=connection_id,
        request_id=request.request_id,
    )


MEMBRANE: Final = Way(
    name=CONNECTION_MEMBRANE,
    schema=MEMBRANE_SCHEMA,
    reauth_schema=REAUTH_SCHEMA,
    defaults={CONF_BASE_URL: MEMBRANE_URL},
    account=_async_account,
    attempt=_async_attempt,
)
