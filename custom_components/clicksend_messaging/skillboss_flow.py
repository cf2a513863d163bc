"""The part of the dialog that is about the SkillBoss hub."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigFlowResult,
)
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import TextSelector
import voluptuous as vol

from .account_flow import (
    SECRET,
    SECTION_ADVANCED,
    URL,
    AccountFlow,
    flat,
    without_secret,
)
from .api.errors import (
    AnswerTimeoutError,
    ApiError,
    NotReachedError,
    OutcomeUnknownError,
    RefusedError,
)
from .api.models import HubBalance
from .api.skillboss import SKILLBOSS_URL, SkillBossClient
from .connection import async_hub, is_hub
from .const import (
    CONF_API_KEY,
    CONF_BASE_URL,
    CONF_CONNECTION_TYPE,
    CONF_COUNTRY,
    CONF_CURRENCY,
    CONF_HAS_BALANCE,
    CONF_TEMPLATE_ID,
    CONF_VARIABLE,
    CONNECTION_SKILLBOSS,
    DOMAIN,
)
from .exceptions import error_key

DEFAULT_VARIABLE: Final = "message"

_KNOWN: Final = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.PAYMENT_REQUIRED,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)

SKILLBOSS_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_API_KEY): SECRET,
        vol.Required(CONF_TEMPLATE_ID): TextSelector(),
        vol.Optional(CONF_VARIABLE, default=DEFAULT_VARIABLE): TextSelector(),
        vol.Optional(SECTION_ADVANCED): section(
            vol.Schema({vol.Optional(CONF_BASE_URL, default=SKILLBOSS_URL): URL}),
            {"collapsed": True},
        ),
    }
)
REAUTH_SCHEMA = vol.Schema({vol.Required(CONF_API_KEY): SECRET})


class SkillBossFlow(AccountFlow):
    """Asks for the hub's key, and for the template of all texts."""

    async def async_step_skillboss(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the hub's key, the template, and the address."""
        data = self._current(CONNECTION_SKILLBOSS)
        errors: dict[str, str] = {}
        if user_input is not None:
            data = {
                CONF_CONNECTION_TYPE: CONNECTION_SKILLBOSS,
                CONF_BASE_URL: SKILLBOSS_URL,
                **flat(user_input),
            }
            data[CONF_VARIABLE] = data[CONF_VARIABLE] or DEFAULT_VARIABLE
            if not data[CONF_TEMPLATE_ID]:
                errors[CONF_TEMPLATE_ID] = "template_missing"
            elif await self._async_ask_hub(data, errors):
                return await self._async_keep_hub(data)
        return self._show_form(CONNECTION_SKILLBOSS, SKILLBOSS_SCHEMA, data, errors)

    async def _async_renew_hub(
        self, stored: Mapping[str, Any], user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Ask for a new key."""
        errors: dict[str, str] = {}
        if user_input is not None:
            data = {**stored, **flat(user_input)}
            if await self._async_ask_hub(data, errors):
                return await self._async_keep_hub(data)
        return self._show_form(
            "reauth_confirm", REAUTH_SCHEMA, without_secret(stored), errors
        )

    async def _async_ask_hub(
        self, data: dict[str, Any], errors: dict[str, str]
    ) -> bool:
        """Take over what the hub tells, or say in the form what is wrong."""
        try:
            balance = await _async_balance(async_hub(self.hass, data))
        except ApiError as err:
            errors["base"] = error_key(err)
            return False
        data[CONF_COUNTRY] = self.hass.config.country
        data[CONF_CURRENCY] = balance and balance.currency
        data[CONF_HAS_BALANCE] = balance is not None
        return True

    async def _async_keep_hub(self, data: Mapping[str, Any]) -> ConfigFlowResult:
        """Keep the hub; there may be one for each template."""
        unique_id = f"{CONNECTION_SKILLBOSS}_{data[CONF_TEMPLATE_ID]}"
        if self.source == SOURCE_REAUTH:
            await self.async_set_unique_id(unique_id)
            return self._update(self._get_reauth_entry(), data)
        if self.source == SOURCE_RECONFIGURE:
            entry = self._get_reconfigure_entry()
            known = self.hass.config_entries.async_entry_for_domain_unique_id(
                DOMAIN, unique_id
            )
            if known not in (None, entry):
                return self.async_abort(reason="already_configured")
            return self._update(entry, data, unique_id)
        await self.async_set_unique_id(unique_id)
        self._abort_if_unique_id_configured()
        others = self.hass.config_entries.async_entries(DOMAIN)
        number = 1 + sum(map(is_hub, others))
        title = "SkillBoss" if number == 1 else f"SkillBoss {number}"
        return self.async_create_entry(title=title, data=data)


async def _async_balance(client: SkillBossClient) -> HubBalance | None:
    """Return what is left, if the hub tells; see that it is one, and the key is right.

    The balance is somewhere else than all the rest, and so proves nothing about that.

    Raises:
        ApiError: there is no hub that accepts the key.

    """
    balance = await client.balance()
    try:
        await client.models()
    except RefusedError as err:
        # Who has to pay first, or asks what the hub does not know, is known itself.
        if err.status in _KNOWN:
            return balance
        if not err.not_offered:
            raise
    except AnswerTimeoutError:
        raise
    except OutcomeUnknownError:
        # Some hubs may not bear to be asked.
        pass
    else:
        return balance
    if not await client.is_there():
        message = "There is no hub at this address"
        raise NotReachedError(message)
    return balance
