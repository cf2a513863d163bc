"""Add an account, renew its credentials, or reach it another way."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
    SubentryFlowContext,
)
from homeassistant.core import callback
from homeassistant.data_entry_flow import section
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from .api.errors import ApiError
from .api.maton import MatonClient
from .api.models import Account, MatonConnection
from .api.transports import CLICKSEND_URL, MATON_URL
from .connection import async_client
from .const import (
    CONF_API_KEY,
    CONF_BASE_URL,
    CONF_CONNECTION_ID,
    CONF_CONNECTION_TYPE,
    CONF_CONTROL_URL,
    CONF_COUNTRY,
    CONF_CURRENCY,
    CONF_GATEWAY_URL,
    CONF_USERNAME,
    CONNECTION_DIRECT,
    CONNECTION_MATON,
    DOMAIN,
    SUBENTRY_RECIPIENT,
)
from .exceptions import error_key
from .maton_authorization import MatonAuthorization
from .recipient_flow import RecipientSubentryFlow

SECTION_ADVANCED: Final = "advanced"
NEW_CONNECTION: Final = "new"

_TEXT = TextSelector(TextSelectorConfig(autocomplete="username"))
_SECRET = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="current-password")
)
_URL = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))

DIRECT_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_USERNAME): _TEXT,
        vol.Required(CONF_API_KEY): _SECRET,
        vol.Required(SECTION_ADVANCED, default=dict): section(
            vol.Schema({vol.Required(CONF_BASE_URL, default=CLICKSEND_URL): _URL}),
            {"collapsed": True},
        ),
    }
)
MATON_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_API_KEY): _SECRET,
        vol.Required(SECTION_ADVANCED, default=dict): section(
            vol.Schema(
                {
                    vol.Required(CONF_GATEWAY_URL, default=MATON_URL): _URL,
                    vol.Required(CONF_CONTROL_URL, default=MATON_URL): _URL,
                }
            ),
            {"collapsed": True},
        ),
    }
)
REAUTH_DIRECT_SCHEMA = vol.Schema(
    {
        vol.Optional(CONF_USERNAME): _TEXT,
        vol.Required(CONF_API_KEY): _SECRET,
    }
)
REAUTH_MATON_SCHEMA = vol.Schema({vol.Required(CONF_API_KEY): _SECRET})


class ClickSendConfigFlow(ConfigFlow, domain=DOMAIN):
    """The dialog for one account."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self._maton: dict[str, Any] = {}
        self._connections: list[MatonConnection] = []
        self._authorization: MatonAuthorization | None = None

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what can be added to an account."""
        return {SUBENTRY_RECIPIENT: RecipientSubentryFlow}

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how the account is reached."""
        return self.async_show_menu(
            step_id="user", menu_options=[CONNECTION_DIRECT, CONNECTION_MATON]
        )

    async def async_step_direct(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for ClickSend's user name and API key."""
        errors: dict[str, str] = {}
        if user_input is not None:
            data = {CONF_CONNECTION_TYPE: CONNECTION_DIRECT, **_flat(user_input)}
            if account := await self._async_account(data, errors):
                return await self._async_finish(data, account)
        return self.async_show_form(
            step_id=CONNECTION_DIRECT,
            data_schema=self.add_suggested_values_to_schema(
                DIRECT_SCHEMA, user_input or self._current(CONNECTION_DIRECT)
            ),
            errors=errors,
        )

    async def async_step_maton(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for Maton's API key."""
        errors: dict[str, str] = {}
        if user_input is not None:
            self._maton = {CONF_CONNECTION_TYPE: CONNECTION_MATON, **_flat(user_input)}
            if await self._async_list_connections(errors):
                return await self.async_step_maton_connection()
        return self.async_show_form(
            step_id=CONNECTION_MATON,
            data_schema=self.add_suggested_values_to_schema(
                MATON_SCHEMA, user_input or self._current(CONNECTION_MATON)
            ),
            errors=errors,
        )

    async def async_step_maton_connection(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which of Maton's connections to use, or make a new one."""
        errors: dict[str, str] = {}
        if user_input is not None:
            if user_input[CONF_CONNECTION_ID] != NEW_CONNECTION:
                self._maton[CONF_CONNECTION_ID] = user_input[CONF_CONNECTION_ID]
                if account := await self._async_account(self._maton, errors):
                    return await self._async_finish(self._maton, account)
            elif await self._async_create_connection(errors):
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
        errors = {"base": "no_connection"}
        if self._authorization.active:
            errors = {}
            self._maton[CONF_CONNECTION_ID] = self._authorization.connection_id
            if account := await self._async_account(self._maton, errors):
                return await self._async_finish(self._maton, account)
            await self._async_list_connections({})
        return self._show_connections(errors)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how the account is to be reached from now on."""
        return self.async_show_menu(
            step_id="reconfigure", menu_options=[CONNECTION_DIRECT, CONNECTION_MATON]
        )

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Start over with credentials that were refused."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the new key; go on to Maton's connections if that is not enough."""
        entry = self._get_reauth_entry()
        maton = entry.data[CONF_CONNECTION_TYPE] == CONNECTION_MATON
        errors: dict[str, str] = {}
        if user_input is not None:
            data = {**entry.data, **user_input}
            if maton:
                self._maton = data
                if await self._async_list_connections(errors):
                    return await self.async_step_maton_connection(data)
            elif account := await self._async_account(data, errors):
                return await self._async_finish(data, account)
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=self.add_suggested_values_to_schema(
                REAUTH_MATON_SCHEMA if maton else REAUTH_DIRECT_SCHEMA,
                user_input or {CONF_USERNAME: entry.data.get(CONF_USERNAME)},
            ),
            errors=errors,
        )

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go straight on to the first recipient."""
        flow = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SUBENTRY_RECIPIENT),
            context=SubentryFlowContext(source=SOURCE_USER),
        )
        result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, flow["flow_id"])
        return result

    @callback
    @override
    def async_remove(self) -> None:
        """Leave nothing behind that nobody authorised."""
        if self._authorization is not None:
            self._authorization.async_abandon()

    async def _async_account(
        self, data: Mapping[str, Any], errors: dict[str, str]
    ) -> Account | None:
        """Return the account, or say in the form why there is none."""
        try:
            return await async_client(self.hass, data).account()
        except ApiError as err:
            errors["base"] = error_key(err)
            return None

    async def _async_list_connections(self, errors: dict[str, str]) -> bool:
        """Read Maton's connections, or say in the form why that failed."""
        try:
            self._connections = await self._maton_client().connections()
        except ApiError as err:
            errors["base"] = error_key(err)
            return False
        return True

    async def _async_create_connection(self, errors: dict[str, str]) -> bool:
        """Make a new connection, or say in the form why that failed."""
        if self._authorization is not None:
            self._authorization.async_abandon()
        try:
            self._authorization = await MatonAuthorization.async_start(
                self.hass, self._maton_client(), self._async_authorization_finished
            )
        except ApiError as err:
            errors["base"] = error_key(err)
            return False
        return True

    async def _async_authorization_finished(self) -> None:
        """Let the dialog go on by itself."""
        await self.hass.config_entries.flow.async_configure(self.flow_id)

    def _maton_client(self) -> MatonClient:
        """Return a client for Maton's connections."""
        return MatonClient(
            async_get_clientsession(self.hass),
            self._maton[CONF_API_KEY],
            self._maton[CONF_CONTROL_URL],
        )

    def _show_connections(self, errors: dict[str, str]) -> ConfigFlowResult:
        """Show the choice of connections, newest first."""
        options = [
            SelectOptionDict(
                value=connection.connection_id,
                label=f"{connection.created[:10]} {connection.connection_id}".strip(),
            )
            for connection in self._connections
        ]
        options.append(SelectOptionDict(value=NEW_CONNECTION, label=NEW_CONNECTION))
        selector = SelectSelector(
            SelectSelectorConfig(options=options, translation_key="maton_connection")
        )
        return self.async_show_form(
            step_id="maton_connection",
            data_schema=vol.Schema(
                {
                    vol.Required(
                        CONF_CONNECTION_ID, default=options[0]["value"]
                    ): selector
                }
            ),
            errors=errors,
        )

    async def _async_finish(
        self, data: Mapping[str, Any], account: Account
    ) -> ConfigFlowResult:
        """Keep the connection, and what has to be known before ClickSend answers."""
        data = {
            **data,
            CONF_COUNTRY: account.country,
            CONF_CURRENCY: account.currency,
        }
        await self.async_set_unique_id(str(account.user_id))
        if self.source == SOURCE_REAUTH:
            return self._update(self._get_reauth_entry(), data)
        if self.source == SOURCE_RECONFIGURE:
            return self._update(self._get_reconfigure_entry(), data)
        self._abort_if_unique_id_configured()
        others = self.hass.config_entries.async_has_entries(DOMAIN)
        return self.async_create_entry(
            title=f"ClickSend {account.user_id}" if others else "ClickSend", data=data
        )

    def _update(self, entry: ConfigEntry, data: Mapping[str, Any]) -> ConfigFlowResult:
        """Give an entry new data, provided that it is the same account."""
        self._abort_if_unique_id_mismatch(reason="wrong_account")
        if not entry.update_listeners:
            # An account whose set-up failed does not listen for its own changes.
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        return self.async_update_and_abort(entry, data=data)

    def _current(self, connection_type: str) -> dict[str, Any]:
        """Return what to suggest when an account is to be reached another way."""
        if self.source != SOURCE_RECONFIGURE:
            return {}
        data = self._get_reconfigure_entry().data
        if data[CONF_CONNECTION_TYPE] != connection_type:
            return {}
        return {
            CONF_USERNAME: data.get(CONF_USERNAME),
            SECTION_ADVANCED: {
                key: data[key]
                for key in (CONF_BASE_URL, CONF_GATEWAY_URL, CONF_CONTROL_URL)
                if key in data
            },
        }


def _flat(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form's values with the section's among the others."""
    values = dict(user_input)
    return {**values.pop(SECTION_ADVANCED), **values}
