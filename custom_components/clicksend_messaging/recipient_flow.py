"""Add or change a recipient of an account."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigSubentry, SubentryFlowResult
from homeassistant.helpers.selector import (
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from .channel_form import ChannelFlow, as_shown
from .const import CONF_COUNTRY, CONF_IMPORTED, CONF_NAME, CONF_PHONE_NUMBER
from .phone import e164

_WHO = {
    vol.Required(CONF_NAME): TextSelector(TextSelectorConfig(autocomplete="name")),
    vol.Required(CONF_PHONE_NUMBER): TextSelector(
        TextSelectorConfig(type=TextSelectorType.TEL, autocomplete="tel")
    ),
}


class RecipientSubentryFlow(ChannelFlow):
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
        return await self._async_form("user", user_input, errors)

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
        shown = user_input or as_shown(subentry.data)
        return await self._async_form("reconfigure", shown, errors)

    async def _async_form(
        self, step_id: str, shown: Mapping[str, Any] | None, errors: dict[str, str]
    ) -> SubentryFlowResult:
        """Show the form, filled in with what is known."""
        schema = vol.Schema({**_WHO, **await self._async_channel_fields()})
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, shown),
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
        data = {
            CONF_NAME: name,
            CONF_PHONE_NUMBER: number,
            **await self._async_channels(user_input, errors),
        }
        if current is not None and CONF_IMPORTED in current.data:
            data[CONF_IMPORTED] = current.data[CONF_IMPORTED]
        return data
