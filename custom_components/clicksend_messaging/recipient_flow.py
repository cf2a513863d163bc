"""Add or change a recipient of an account."""

from typing import Any, Final

from homeassistant.config_entries import (
    ConfigSubentry,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from .api.models import Channel
from .const import (
    CONF_CHANNELS,
    CONF_COUNTRY,
    CONF_NAME,
    CONF_PHONE_NUMBER,
    CONF_SENDER,
)
from .phone import e164

CHANNELS: Final = [Channel.SMS.value]

RECIPIENT_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_NAME): TextSelector(TextSelectorConfig(autocomplete="name")),
        vol.Required(CONF_PHONE_NUMBER): TextSelector(
            TextSelectorConfig(type=TextSelectorType.TEL, autocomplete="tel")
        ),
        vol.Required(CONF_CHANNELS, default=CHANNELS): SelectSelector(
            SelectSelectorConfig(
                options=CHANNELS,
                multiple=True,
                mode=SelectSelectorMode.LIST,
                translation_key="channels",
            )
        ),
        vol.Optional(Channel.SMS.value): section(
            vol.Schema({vol.Optional(CONF_SENDER): TextSelector()}),
            {"collapsed": True},
        ),
    }
)


class RecipientSubentryFlow(ConfigSubentryFlow):
    """The dialog for one recipient."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add a recipient."""
        errors: dict[str, str] = {}
        if user_input is not None:
            data = await self._async_checked(user_input, errors, None)
            if not errors:
                return self.async_create_entry(
                    title=data[CONF_NAME], data=data, unique_id=data[CONF_PHONE_NUMBER]
                )
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(
                RECIPIENT_SCHEMA, user_input
            ),
            errors=errors,
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a recipient."""
        subentry = self._get_reconfigure_subentry()
        errors: dict[str, str] = {}
        if user_input is not None:
            data = await self._async_checked(user_input, errors, subentry)
            if not errors:
                return self.async_update_and_abort(
                    self._get_entry(),
                    subentry,
                    title=data[CONF_NAME],
                    data=data,
                    unique_id=data[CONF_PHONE_NUMBER],
                )
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(
                RECIPIENT_SCHEMA, user_input or subentry.data
            ),
            errors=errors,
        )

    async def _async_checked(
        self,
        user_input: dict[str, Any],
        errors: dict[str, str],
        current: ConfigSubentry | None,
    ) -> dict[str, Any]:
        """Return the recipient with its number in E.164, or say what is wrong."""
        entry = self._get_entry()
        name = user_input[CONF_NAME].strip()
        number = await self.hass.async_add_executor_job(
            e164, user_input[CONF_PHONE_NUMBER], entry.data[CONF_COUNTRY]
        )
        if not name:
            errors[CONF_NAME] = "name_missing"
        if number is None:
            errors[CONF_PHONE_NUMBER] = "invalid_phone_number"
        elif any(
            other is not current and other.unique_id == number
            for other in entry.get_subentries_of_type(self._subentry_type)
        ):
            errors[CONF_PHONE_NUMBER] = "already_configured"
        if not user_input[CONF_CHANNELS]:
            errors[CONF_CHANNELS] = "channel_missing"
        sender = user_input.get(Channel.SMS, {}).get(CONF_SENDER, "").strip()
        return {
            CONF_NAME: name,
            CONF_PHONE_NUMBER: number,
            CONF_CHANNELS: user_input[CONF_CHANNELS],
            Channel.SMS.value: {CONF_SENDER: sender} if sender else {},
        }
