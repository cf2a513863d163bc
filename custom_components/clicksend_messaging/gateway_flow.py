"""What the dialogs for the gateways have in common."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.config_entries import SOURCE_REAUTH, ConfigFlowResult
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
)
import voluptuous as vol

from .account_flow import AccountFlow, flat
from .api.errors import (
    AnswerTimeoutError,
    ApiError,
    AuthenticationError,
    GatewayAuthenticationError,
    GatewayConnectionError,
    MalformedAnswerError,
    NotReachedError,
)
from .api.gateways import GatewayConnection
from .api.models import Account
from .authorization import Attempt, Authorization
from .connection import async_gateway
from .const import CONF_CONNECTION_ID, CONF_CONNECTION_TYPE
from .exceptions import error_key

NEW_CONNECTION: Final = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How the account is reached through one of the gateways.

    ``name`` is the connection type and begins the names of its steps. ``account``
    returns the account that the data leads to, and adds to the data what it found out
    on the way. ``attempt`` asks for a new connection, or for the one with that id anew.
    """

    name: str
    schema: vol.Schema
    reauth_schema: vol.Schema
    defaults: Mapping[str, str]
    account: Callable[[HomeAssistant, dict[str, Any]], Awaitable[Account]]
    attempt: Callable[
        [HomeAssistant, Mapping[str, Any], str | None], Awaitable[Attempt]
    ]


class GatewayFlow(AccountFlow):
    """Asks for a gateway's key, and then for one of its connections."""

    _way: Way

    def __init__(self) -> None:
        """Start with nothing known."""
        self._data: dict[str, Any] = {}
        self._connections: Sequence[GatewayConnection] = ()
        self._authorization: Authorization | None = None
        self._closed = False

    async def _async_begin(
        self, way: Way, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Ask for the gateway's key and address."""
        self._way = way
        if user_input is None:
            self._data = self._current(way.name)
            return self._show_credentials({})
        self._data |= {
            CONF_CONNECTION_TYPE: way.name,
            **way.defaults,
            **flat(user_input),
        }
        errors: dict[str, str] = {}
        if await self._async_list_connections(errors):
            return self._show_connections({})
        return self._show_credentials(errors)

    async def _async_choose(
        self, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Ask which of the connections to use, or make a new one."""
        if user_input is None:
            return self._show_connections({})
        if user_input[CONF_CONNECTION_ID] != NEW_CONNECTION:
            return await self._async_use_connection(user_input[CONF_CONNECTION_ID])
        try:
            return await self._async_authorize()
        except GatewayAuthenticationError as err:
            return self._show_credentials({"base": error_key(err)})
        except ApiError as err:
            return self._show_connections({"base": _control_error_key(err)})

    async def _async_authorize(
        self, connection_id: str | None = None
    ) -> ConfigFlowResult:
        """Send the user to the gateway's page.

        Args:
            connection_id: the connection to be made anew; without it, another one.

        Raises:
            ApiError: the gateway has no such page.

        """
        self._abandon_authorization()
        attempt = await self._way.attempt(self.hass, self._data, connection_id)
        self._authorization = Authorization(
            self.hass, attempt, self._async_authorization_finished
        )
        if self._closed:
            self._authorization.async_abandon()
        return self._wait()

    @callback
    def _wait(self) -> ConfigFlowResult:
        """Wait for the user to come back from the gateway's page."""
        if TYPE_CHECKING:
            assert self._authorization is not None
        if self._authorization.finished:
            return self.async_external_step_done(
                next_step_id=f"{self._way.name}_authorized"
            )
        return self.async_external_step(
            step_id=f"{self._way.name}_authorize", url=self._authorization.url
        )

    async def _async_authorized(self) -> ConfigFlowResult:
        """Use the new connection, or go back to the choice if it came to nothing."""
        if TYPE_CHECKING:
            assert self._authorization is not None
        # Offer what is there by now; failing that, the choice stays as it was.
        await self._async_list_connections({})
        if self._authorization.connection_id is not None:
            return await self._async_use_connection(self._authorization.connection_id)
        return self._show_connections({"base": "no_connection"})

    @callback
    @override
    def async_remove(self) -> None:
        """Leave nothing behind that nobody authorised."""
        self._closed = True
        self._abandon_authorization()

    async def _async_list_connections(self, errors: dict[str, str]) -> bool:
        """Read the connections, or say in the form why that failed."""
        gateway = async_gateway(self.hass, self._data)
        if TYPE_CHECKING:
            assert gateway is not None
        try:
            self._connections = await gateway.connections()
        except ApiError as err:
            errors["base"] = _control_error_key(err)
            return False
        return True

    async def _async_use_connection(self, connection_id: str) -> ConfigFlowResult:
        """Finish with a connection, or show the form in which the failure is cured."""
        self._data[CONF_CONNECTION_ID] = connection_id
        try:
            account = await self._way.account(self.hass, self._data)
        except AuthenticationError:
            # ClickSend refuses what the gateway keeps, not what was typed in here.
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
        return await self._async_keep(account)

    async def _async_keep(self, account: Account) -> ConfigFlowResult:
        """Finish with an account, or have another connection chosen if it is another.

        A gateway may well keep connections to several accounts.
        """
        if self._is_another(account):
            await self._async_list_connections({})
            return self._show_connections({"base": "wrong_account"})
        return await self._async_finish(self._data, account)

    async def _async_authorization_finished(self) -> None:
        """Let the dialog go on by itself."""
        await self.hass.config_entries.flow.async_configure(self.flow_id)

    def _abandon_authorization(self) -> None:
        """Give up the connection that is being authorised, if there is one."""
        if self._authorization is not None:
            self._authorization.async_abandon()

    def _show_credentials(self, errors: dict[str, str]) -> ConfigFlowResult:
        """Show the form in which the dialog began."""
        way = self._way
        if self.source == SOURCE_REAUTH:
            return self._show_form(
                "reauth_confirm", way.reauth_schema, self._data, errors
            )
        return self._show_form(way.name, way.schema, self._data, errors)

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
        chosen = self._data.get(CONF_CONNECTION_ID)
        default = chosen if chosen in values else values[0]
        step_id = f"{self._way.name}_connection"
        selector = SelectSelector(
            SelectSelectorConfig(options=options, translation_key=step_id)
        )
        return self.async_show_form(
            step_id=step_id,
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
