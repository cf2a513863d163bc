"""Add an account, renew its credentials, or reach it another way."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
    OptionsFlow,
    SubentryFlowContext,
)
from homeassistant.core import callback
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig
import voluptuous as vol

from .account_flow import SECRET, SECTION_ADVANCED, URL, flat, without_secret
from .api.errors import ApiError
from .api.models import Account
from .api.transports import CLICKSEND_URL
from .connection import async_client, is_hub
from .const import (
    ACCOUNT_CONNECTIONS,
    CONF_API_KEY,
    CONF_BASE_URL,
    CONF_CONNECTION_TYPE,
    CONF_USERNAME,
    CONNECTION_DIRECT,
    CONNECTION_MATON,
    CONNECTION_MEMBRANE,
    CONNECTION_SKILLBOSS,
    DOMAIN,
    SUBENTRY_CONTACT_LIST,
    SUBENTRY_RECIPIENT,
)
from .contact_list_flow import ContactListSubentryFlow
from .exceptions import error_key
from .maton_flow import MatonFlow
from .membrane_flow import MembraneFlow
from .options_flow import HubOptionsFlow, SendOptionsFlow
from .recipient_flow import RecipientSubentryFlow
from .skillboss_flow import SkillBossFlow

_USERNAME = TextSelector(TextSelectorConfig(autocomplete="username"))

DIRECT_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_USERNAME): _USERNAME,
        vol.Required(CONF_API_KEY): SECRET,
        vol.Optional(SECTION_ADVANCED): section(
            vol.Schema({vol.Optional(CONF_BASE_URL, default=CLICKSEND_URL): URL}),
            {"collapsed": True},
        ),
    }
)
REAUTH_DIRECT_SCHEMA = vol.Schema(
    {
        vol.Optional(CONF_USERNAME): _USERNAME,
        vol.Required(CONF_API_KEY): SECRET,
    }
)


class ClickSendConfigFlow(MatonFlow, MembraneFlow, SkillBossFlow, domain=DOMAIN):
    """The dialog for one account, or for the hub."""

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what can be added to an account; the hub has no contact lists."""
        if is_hub(config_entry):
            return {SUBENTRY_RECIPIENT: RecipientSubentryFlow}
        return {
            SUBENTRY_RECIPIENT: RecipientSubentryFlow,
            SUBENTRY_CONTACT_LIST: ContactListSubentryFlow,
        }

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Return the dialog for the options."""
        return HubOptionsFlow() if is_hub(config_entry) else SendOptionsFlow()

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how the account is reached."""
        return self.async_show_menu(
            step_id="user", menu_options=[*ACCOUNT_CONNECTIONS, CONNECTION_SKILLBOSS]
        )

    async def async_step_direct(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for ClickSend's user name and API key."""
        data = self._current(CONNECTION_DIRECT)
        errors: dict[str, str] = {}
        if user_input is not None:
            data = {
                CONF_CONNECTION_TYPE: CONNECTION_DIRECT,
                CONF_BASE_URL: CLICKSEND_URL,
                **flat(user_input),
            }
            if account := await self._async_account(data, errors):
                return await self._async_finish(data, account)
        return self._show_form(CONNECTION_DIRECT, DIRECT_SCHEMA, data, errors)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how the account is to be reached from now on."""
        if is_hub(self._get_reconfigure_entry()):
            return await self.async_step_skillboss()
        return self.async_show_menu(
            step_id="reconfigure", menu_options=[*ACCOUNT_CONNECTIONS]
        )

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Start over with credentials that were refused."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the credentials that are valid now."""
        stored = self._get_reauth_entry().data
        if stored[CONF_CONNECTION_TYPE] == CONNECTION_MATON:
            return await self._async_renew_maton(stored, user_input)
        if stored[CONF_CONNECTION_TYPE] == CONNECTION_MEMBRANE:
            return await self._async_renew_membrane(stored, user_input)
        if stored[CONF_CONNECTION_TYPE] == CONNECTION_SKILLBOSS:
            return await self._async_renew_hub(stored, user_input)
        data = without_secret(stored)
        errors: dict[str, str] = {}
        if user_input is not None:
            data = {**stored, **flat(user_input)}
            if account := await self._async_account(data, errors):
                return await self._async_finish(data, account)
        return self._show_form("reauth_confirm", REAUTH_DIRECT_SCHEMA, data, errors)

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go straight on to the first recipient."""
        flow = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SUBENTRY_RECIPIENT),
            context=SubentryFlowContext(source=SOURCE_USER),
        )
        result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, flow["flow_id"])
        return result

    async def _async_account(
        self, data: Mapping[str, Any], errors: dict[str, str]
    ) -> Account | None:
        """Return the account, or say in the form why there is none."""
        try:
            return await async_client(self.hass, data).account()
        except ApiError as err:
            errors["base"] = error_key(err)
            return None
