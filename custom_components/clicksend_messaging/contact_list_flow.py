"""Add or change a contact list of an account that messages can be sent to."""

from collections.abc import Sequence
from typing import Any

from homeassistant.config_entries import ConfigSubentry, SubentryFlowResult
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import voluptuous as vol

from .api.errors import ApiError
from .api.models import ContactList
from .channel_form import ChannelFlow, as_options, as_shown
from .connection import async_client
from .const import CONF_LIST_ID
from .exceptions import error_key


class ContactListSubentryFlow(ChannelFlow):
    """The dialog for one contact list."""

    _lists: Sequence[ContactList] = ()

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add a contact list."""
        return await self._async_step("user", user_input, None)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a contact list."""
        subentry = self._get_reconfigure_subentry()
        return await self._async_step("reconfigure", user_input, subentry)

    async def _async_step(
        self,
        step_id: str,
        user_input: dict[str, Any] | None,
        current: ConfigSubentry | None,
    ) -> SubentryFlowResult:
        """Show the form, with nothing in it as long as lists cannot be read."""
        errors: dict[str, str] = {}
        if not self._lists:
            user_input = None
            try:
                self._lists = await self._async_lists()
            except ApiError as err:
                errors["base"] = error_key(err)
                return self.async_show_form(
                    step_id=step_id, data_schema=vol.Schema({}), errors=errors
                )
            if not self._lists:
                return self.async_abort(reason="no_lists")
        if user_input is not None:
            data = await self._async_checked(user_input, errors, current)
            if not errors:
                return self._finish(data, current)
        shown = user_input or (as_shown(current.data) if current else None)
        schema = vol.Schema(
            {
                vol.Required(CONF_LIST_ID): list_selector(self._lists),
                **await self._async_channel_fields(),
            }
        )
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            errors=errors,
        )

    async def _async_lists(self) -> list[ContactList]:
        """Return the lists to send to, also while the account is not loaded.

        Raises:
            ApiError: there is no answer.

        """
        client = async_client(self.hass, self._get_entry().data)
        return [each for each in await client.lists.all() if not each.is_opt_out]

    async def _async_checked(
        self,
        user_input: dict[str, Any],
        errors: dict[str, str],
        current: ConfigSubentry | None,
    ) -> dict[str, Any]:
        """Return what is to be stored, or say what is wrong."""
        list_id = user_input[CONF_LIST_ID]
        if any(
            other is not current and other.unique_id == list_id
            for other in self._get_entry().get_subentries_of_type(self._subentry_type)
        ):
            errors[CONF_LIST_ID] = "already_configured"
        return {
            CONF_LIST_ID: list_id,
            **await self._async_channels(user_input, errors),
        }

    def _finish(
        self, data: dict[str, Any], current: ConfigSubentry | None
    ) -> SubentryFlowResult:
        """Store the list under its name."""
        list_id = data[CONF_LIST_ID]
        title = {each.list_id: each.name for each in self._lists}[list_id]
        if current is None:
            return self.async_create_entry(title=title, data=data, unique_id=list_id)
        return self.async_update_and_abort(
            self._get_entry(), current, title=title, data=data, unique_id=list_id
        )


def list_selector(
    lists: Sequence[ContactList], *, multiple: bool = False
) -> SelectSelector:
    """Return the field for a list, or several, named with how many are on it."""
    choices = {
        each.list_id: each.name if each.count is None else f"{each.name} ({each.count})"
        for each in lists
    }
    return SelectSelector(
        SelectSelectorConfig(
            options=as_options(choices),
            multiple=multiple,
            sort=True,
            mode=SelectSelectorMode.DROPDOWN,
        )
    )
