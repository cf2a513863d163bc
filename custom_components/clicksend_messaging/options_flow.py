"""The account's options: how to send, how much, who is trusted, who is imported."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.exceptions import HomeAssistantError

from .api.errors import ApiError, RefusedError
from .api.models import ContactList
from .connection import async_client
from .const import CONF_COUNTRY, CONF_CURRENCY
from .exceptions import error_key
from .messaging.options import (
    CONF_IMPORT_LIST,
    CONF_TRUSTED_LISTS,
    CONF_TRUSTED_NUMBERS,
    SECTION_INBOUND,
    SECTION_PEOPLE,
    InboundOptions,
    PeopleOptions,
)
from .options_form import hub_options_schema, options_schema
from .people.sync import async_sync
from .phone import e164
from .pickers import ASK_SECONDS


class SendOptionsFlow(OptionsFlow):
    """The dialog for an account's options."""

    _lists: Sequence[ContactList] | None = None

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for everything on one page, in sections."""
        errors: dict[str, str] = {}
        options: Mapping[str, Any] = self.config_entry.options
        if user_input is None:
            await self._async_read_lists(errors)
        else:
            options = self._with_lists(user_input)
            options = await self._async_with_numbers(options, errors)
            if not errors:
                await self._async_import(options, errors)
            if not errors:
                return self.async_create_entry(data={**options})
        currency = self.config_entry.data.get(CONF_CURRENCY) or ""
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                options_schema(currency, self._offered()), options
            ),
            errors=errors,
        )

    async def _async_read_lists(self, errors: dict[str, str]) -> None:
        """Read the account's lists, or say in the form why there are none."""
        client = async_client(self.hass, self.config_entry.data)
        try:
            # Nothing else in the form needs ClickSend.
            async with asyncio.timeout(ASK_SECONDS):
                lists = await client.lists.all()
        except TimeoutError:
            errors[SECTION_PEOPLE] = "timeout_connect"
        except ApiError as err:
            if not (isinstance(err, RefusedError) and err.not_offered):
                errors[SECTION_PEOPLE] = error_key(err)
        else:
            self._lists = [each for each in lists if not each.is_opt_out]

    def _offered(self) -> Sequence[ContactList]:
        """Return the lists to choose from; also those chosen that are gone."""
        if self._lists is None:
            return ()
        there = {each.list_id for each in self._lists}
        gone = [list_id for list_id in self._chosen() if list_id not in there]
        return [
            *self._lists,
            *(ContactList(list_id=each, name=each, count=None) for each in gone),
        ]

    def _chosen(self) -> Sequence[str]:
        """Return the lists that are chosen so far, each once."""
        imported = PeopleOptions.from_entry(self.config_entry.options).list_id
        trusted = InboundOptions.from_entry(self.config_entry.options).list_ids
        return tuple(dict.fromkeys(filter(None, (imported, *trusted))))

    def _with_lists(self, user_input: dict[str, Any]) -> dict[str, Any]:
        """Return what is to be stored, with the lists that could not be shown."""
        if self._lists is not None:
            return user_input
        options = self.config_entry.options
        kept = dict(user_input)
        for section_, field in (
            (SECTION_PEOPLE, CONF_IMPORT_LIST),
            (SECTION_INBOUND, CONF_TRUSTED_LISTS),
        ):
            if chosen := options.get(section_, {}).get(field):
                kept[section_] = {**kept.get(section_, {}), field: chosen}
        return kept

    async def _async_with_numbers(
        self, options: dict[str, Any], errors: dict[str, str]
    ) -> dict[str, Any]:
        """Return what is to be stored, with the trusted numbers in one form."""
        inbound = options.get(SECTION_INBOUND, {})
        typed = inbound.get(CONF_TRUSTED_NUMBERS, [])
        country = self.config_entry.data.get(CONF_COUNTRY)
        numbers = await self.hass.async_add_executor_job(
            lambda: [e164(each, country) for each in typed]
        )
        if not all(numbers):
            errors[SECTION_INBOUND] = "invalid_phone_number"
            return options
        if not numbers:
            return options
        return {
            **options,
            SECTION_INBOUND: {
                **inbound,
                CONF_TRUSTED_NUMBERS: list(dict.fromkeys(numbers)),
            },
        }

    async def _async_import(
        self, options: Mapping[str, Any], errors: dict[str, str]
    ) -> None:
        """Import the list that is chosen, or say in the form why that is impossible."""
        people = PeopleOptions.from_entry(options)
        if not people.channels:
            errors[SECTION_PEOPLE] = "channel_missing"
        elif people.list_id is not None and self._lists is not None:
            try:
                await async_sync(
                    self.hass, self.config_entry, people.list_id, people.channels
                )
            except ApiError as err:
                errors[SECTION_PEOPLE] = error_key(err)
            except HomeAssistantError as err:
                errors[SECTION_PEOPLE] = str(err.translation_key)


class HubOptionsFlow(OptionsFlow):
    """The dialog for the hub's options."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for everything on one page, in sections."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                hub_options_schema(), self.config_entry.options
            ),
        )
