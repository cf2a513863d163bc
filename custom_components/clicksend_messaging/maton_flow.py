"""The part of the dialog that is about Maton."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.config_entries import SOURCE_REAUTH, ConfigFlowResult
from homeassistant.core import callback
from homeassistant.data_entry_flow import section
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
)
import voluptuous as vol

from .account_flow import SECRET, SECTION_ADVANCED, URL, AccountFlow, flat, without_key
from .api.errors import (
    AnswerTimeoutError,
    ApiError,
    AuthenticationError,
    GatewayAuthenticationError,
    GatewayConnectionError,
    MalformedAnswerError,
    NotReachedError,
)
from .api.maton import MatonClient
from .api.models import MatonConnection
from .api.transports import MATON_URL
from .connection import async_client
from .const import (
    CONF_API_KEY,
    CONF_CONNECTION_ID,
    CONF_CONNECTION_TYPE,
    CONF_CONTROL_URL,
    CONF_GATEWAY_URL,
    CONNECTION_MATON,
)
from .exceptions import error_key
from .maton_authorization import MatonAuthorization

NEW_CONNECTION: Final = "new"

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


class MatonFlow(AccountFlow):
    """Asks for Maton's key, and then for one of its connections."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self._maton: dict[str, Any] = {}
        self._connections: list[MatonConnection] = []
        self._authorization: MatonAuthorization | None = None
        self._closed = False

    async def async_step_maton(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for Maton's key and addresses."""
        errors: dict[str, str] = {}
        if user_input is None:
            self._maton = self._current(CONNECTION_MATON)
        else:
            self._maton |= {
                CONF_CONNECTION_TYPE: CONNECTION_MATON,
                CONF_GATEWAY_URL: MATON_URL,
                CONF_CONTROL_URL: MATON_URL,
                **flat(user_input),
            }
            if await self._async_list_connections(errors):
                return self._show_connections({})
        return self._show_credentials(errors)

    async def async_step_maton_connection(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which of Maton's connections to use, or make a new one."""
        errors: dict[str, str] = {}
        if user_input is not None:
            if user_input[CONF_CONNECTION_ID] != NEW_CONNECTION:
                return await self._async_use_connection(user_input[CONF_CONNECTION_ID])
            if await self._async_create_connection(errors):
                return await self.async_step_maton_authorize()
        return self._show_connections(errors)

    async def async_step_maton_authorize(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Send the user to Maton's page until the connection is authorised there."""
        if TYPE_CHECKING:
            assert self._authorization is not None
        if self._authorization.finished:
            return self.async_external_step_done(next_step_id="maton_authorized")
        return self.async_external_step(
            step_id="maton_authorize", url=self._authorization.url
        )

    async def async_step_maton_authorized(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Use the new connection, or go back to the choice if it came to nothing."""
        if TYPE_CHECKING:
            assert self._authorization is not None
        # Offer what is there by now; failing that, the choice stays as it was.
        await self._async_list_connections({})
        if self._authorization.active:
            return await self._async_use_connection(self._authorization.connection_id)
        return self._show_connections({"base": "no_connection"})

    async def _async_renew_maton(
        self, stored: Mapping[str, Any], user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Ask for a new key; go on to the connections if that is not enough."""
        errors: dict[str, str] = {}
        if user_input is None:
            self._maton = without_key(stored)
        else:
            self._maton = {**stored, **flat(user_input)}
            if await self._async_list_connections(errors):
                return await self._async_use_connection(stored[CONF_CONNECTION_ID])
        return self._show_credentials(errors)

    @callback
    @override
    def async_remove(self) -> None:
        """Leave nothing behind that nobody authorised."""
        self._closed = True
        self._abandon_authorization()

    async def _async_list_connections(self, errors: dict[str, str]) -> bool:
        """Read the connections, or say in the form why that failed."""
        try:
            self._connections = await self._maton_client().connections()
        except ApiError as err:
            errors["base"] = _control_error_key(err)
            return False
        return True

    async def _async_use_connection(self, connection_id: str) -> ConfigFlowResult:
        """Finish with a connection, or show the form in which the failure is cured."""
        self._maton[CONF_CONNECTION_ID] = connection_id
        try:
            account = await async_client(self.hass, self._maton).account()
        except AuthenticationError:
            # ClickSend refuses what Maton keeps, not what was typed in here.
            return self._show_connections({"base": "no_connection"})
        except (
            GatewayAuthenticationError,
            NotReachedError,
            AnswerTimeoutError,
            MalformedAnswerError,
        ) as err:
            # Any other connection would go by the same key and address.
            return self._show_credentials({"base": error_key(err)})
        except ApiError as err:
            return self._show_connections({"base": error_key(err)})
        return await self._async_finish(self._maton, account)

    async def _async_create_connection(self, errors: dict[str, str]) -> bool:
        """Make a new connection, or say in the form why that failed."""
        self._abandon_authorization()
        try:
            self._authorization = await MatonAuthorization.async_start(
                self.hass, self._maton_client(), self._async_authorization_finished
            )
        except ApiError as err:
            errors["base"] = _control_error_key(err)
            return False
        if self._closed:
            self._authorization.async_abandon()
        return True

    async def _async_authorization_finished(self) -> None:
        """Let the dialog go on by itself."""
        await self.hass.config_entries.flow.async_configure(self.flow_id)

    def _abandon_authorization(self) -> None:
        """Give up the connection that is being authorised, if there is one."""
        if self._authorization is not None:
            self._authorization.async_abandon()

    def _maton_client(self) -> MatonClient:
        """Return a client for the connections."""
        return MatonClient(
            partial(async_get_clientsession, self.hass),
            self._maton[CONF_API_KEY],
            self._maton[CONF_CONTROL_URL],
        )

    def _show_credentials(self, errors: dict[str, str]) -> ConfigFlowResult:
        """Show the form in which the dialog began."""
        if self.source == SOURCE_REAUTH:
            return self._show_form("reauth_confirm", REAUTH_SCHEMA, self._maton, errors)
        return self._show_form(CONNECTION_MATON, MATON_SCHEMA, self._maton, errors)

    def _show_connections(self, errors: dict[str, str]) -> ConfigFlowResult:
        """Show the choice of connections, newest first."""
        options = [
            SelectOptionDict(
                value=connection.connection_id,
                label=connection.label,
            )
            for connection in self._connections
        ]
        options.append(SelectOptionDict(value=NEW_CONNECTION, label=NEW_CONNECTION))
        values = [option["value"] for option in options]
        chosen = self._maton.get(CONF_CONNECTION_ID)
        default = chosen if chosen in values else values[0]
        selector = SelectSelector(
            SelectSelectorConfig(options=options, translation_key="maton_connection")
        )
        return self.async_show_form(
            step_id="maton_connection",
            data_schema=vol.Schema(
                {vol.Required(CONF_CONNECTION_ID, default=default): selector}
            ),
            errors=errors,
        )


def _control_error_key(error: ApiError) -> str:
    """Return what went wrong with the connections as such, not with one of them."""
    if isinstance(error, GatewayConnectionError):
        return "cannot_connect"
    return error_key(error)
