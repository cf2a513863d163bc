"""What the ways to an account have in common in the dialog."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_TOKEN
from homeassistant.helpers.selector import (
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from .api.models import Account
from .const import (
    CONF_API_KEY,
    CONF_CONNECTION_TYPE,
    CONF_COUNTRY,
    CONF_CURRENCY,
    DOMAIN,
)

SECTION_ADVANCED: Final = "advanced"

SECRET: Final = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="current-password")
)
URL: Final = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))


class AccountFlow(ConfigFlow):
    """Shows the forms for an account, and keeps it once it has answered."""

    def _show_form(
        self,
        step_id: str,
        schema: vol.Schema,
        data: Mapping[str, Any],
        errors: dict[str, str],
    ) -> ConfigFlowResult:
        """Show a form, filled in with what is known."""
        filled = self.add_suggested_values_to_schema(
            schema, {**data, SECTION_ADVANCED: data}
        )
        return self.async_show_form(step_id=step_id, data_schema=filled, errors=errors)

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

    def _is_another(self, account: Account) -> bool:
        """Tell whether it is another account than the one that is to be changed."""
        if self.source == SOURCE_REAUTH:
            entry = self._get_reauth_entry()
        elif self.source == SOURCE_RECONFIGURE:
            entry = self._get_reconfigure_entry()
        else:
            return False
        return entry.unique_id != str(account.user_id)

    def _update(
        self, entry: ConfigEntry, data: Mapping[str, Any], unique_id: str | None = None
    ) -> ConfigFlowResult:
        """Give an entry new data, provided that it is the same account.

        Args:
            entry: the entry.
            data: its new data.
            unique_id: what identifies it from now on, if that may be something else.

        """
        if unique_id is None:
            self._abort_if_unique_id_mismatch(reason="wrong_account")
        heard = entry.update_listeners and entry.data != data
        result = self.async_update_and_abort(
            entry, data=data, unique_id=unique_id or entry.unique_id
        )
        if not heard:
            # Nobody listens after a failed set-up, and nothing has changed when the
            # same credentials work again.
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        return result

    def _current(self, connection_type: str) -> dict[str, Any]:
        """Return what to suggest when an account is to be reached another way."""
        if self.source == SOURCE_RECONFIGURE:
            data = self._get_reconfigure_entry().data
            if data[CONF_CONNECTION_TYPE] == connection_type:
                return without_secret(data)
        return {}


def flat(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form's values, all of them text, with the section's among the others."""
    values = {**user_input, **user_input.get(SECTION_ADVANCED, {})}
    values.pop(SECTION_ADVANCED, None)
    return {key: value.strip() for key, value in values.items()}


def without_secret(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return an account's data without the secret."""
    return {
        key: value
        for key, value in data.items()
        if key not in (CONF_API_KEY, CONF_TOKEN)
    }
