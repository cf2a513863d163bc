"""The account's options: how to send, how much, who is trusted, who is imported."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.data_entry_flow import section
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from phonenumbers import SUPPORTED_REGIONS
import voluptuous as vol

from .api.errors import ApiError, RefusedError
from .api.models import ContactList
from .channel_form import CHANNELS
from .connection import async_client
from .const import CONF_COUNTRY, CONF_CURRENCY
from .contact_list_flow import list_selector
from .exceptions import error_key
from .messaging.options import (
    CONF_ANSWERS,
    CONF_BALANCE_FLOOR,
    CONF_COUNTRIES,
    CONF_CRITICAL_PER_HOUR,
    CONF_CRITICAL_SPEND_PER_DAY,
    CONF_IGNORE_OPT_OUT,
    CONF_IMPORT_CHANNELS,
    CONF_IMPORT_LIST,
    CONF_IMPORT_TRUSTED,
    CONF_INSTANT,
    CONF_PARTS,
    CONF_PER_HOUR,
    CONF_PER_RECIPIENT,
    CONF_PLAIN_LETTERS,
    CONF_RESEND_UNKNOWN,
    CONF_RETRY_FOR,
    CONF_SPEND_PER_DAY,
    CONF_SPEND_PER_MONTH,
    CONF_TRUST_EVERYONE,
    CONF_TRUSTED_LISTS,
    CONF_TRUSTED_NUMBERS,
    DEFAULT_ANSWERS,
    DEFAULT_CRITICAL_PER_HOUR,
    DEFAULT_IMPORT_CHANNELS,
    DEFAULT_PER_HOUR,
    DEFAULT_PER_RECIPIENT,
    DEFAULT_RETRY_MINUTES,
    SECTION_CRITICAL,
    SECTION_INBOUND,
    SECTION_LIMITS,
    SECTION_PEOPLE,
    SECTION_SENDING,
    SECTION_SPENDING,
    InboundOptions,
    PeopleOptions,
)
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
                _schema(currency, self._offered()), options
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


def _schema(currency: str, lists: Sequence[ContactList]) -> vol.Schema:
    """Return the form, with amounts in the account's currency, and its lists."""
    count = _count(1, 100_000)
    money = _number(0, 1_000_000, step="any", unit=currency)
    return vol.Schema(
        {
            vol.Optional(SECTION_SENDING): _section(
                {
                    vol.Required(CONF_RETRY_FOR, default=DEFAULT_RETRY_MINUTES): (
                        _count(1, 24 * 60, unit="min")
                    ),
                    vol.Required(CONF_PLAIN_LETTERS, default=False): BooleanSelector(),
                },
                collapsed=False,
            ),
            vol.Optional(SECTION_LIMITS): _section(
                {
                    vol.Required(CONF_PER_HOUR, default=DEFAULT_PER_HOUR): count,
                    vol.Required(
                        CONF_PER_RECIPIENT, default=DEFAULT_PER_RECIPIENT
                    ): count,
                    vol.Required(CONF_ANSWERS, default=DEFAULT_ANSWERS): (
                        _count(1, 1_000)
                    ),
                    vol.Optional(CONF_PARTS): _count(1, 8),
                    vol.Optional(CONF_COUNTRIES): SelectSelector(
                        SelectSelectorConfig(
                            options=sorted(SUPPORTED_REGIONS),
                            multiple=True,
                            mode=SelectSelectorMode.DROPDOWN,
                        )
                    ),
                },
                collapsed=False,
            ),
            vol.Optional(SECTION_SPENDING): _section(
                {
                    vol.Optional(CONF_SPEND_PER_DAY): money,
                    vol.Optional(CONF_SPEND_PER_MONTH): money,
                    vol.Optional(CONF_BALANCE_FLOOR): money,
                }
            ),
            vol.Optional(SECTION_CRITICAL): _section(
                {
                    vol.Required(
                        CONF_CRITICAL_PER_HOUR, default=DEFAULT_CRITICAL_PER_HOUR
                    ): count,
                    vol.Optional(CONF_CRITICAL_SPEND_PER_DAY): money,
                    vol.Required(CONF_RESEND_UNKNOWN, default=False): BooleanSelector(),
                    vol.Required(CONF_IGNORE_OPT_OUT, default=False): BooleanSelector(),
                }
            ),
            vol.Optional(SECTION_INBOUND): _section(
                {
                    vol.Required(CONF_INSTANT, default=False): BooleanSelector(),
                    vol.Optional(CONF_TRUSTED_NUMBERS): TextSelector(
                        TextSelectorConfig(type=TextSelectorType.TEL, multiple=True)
                    ),
                    **(
                        {
                            vol.Optional(CONF_TRUSTED_LISTS): list_selector(
                                lists, multiple=True
                            )
                        }
                        if lists
                        else {}
                    ),
                    vol.Required(CONF_TRUST_EVERYONE, default=False): BooleanSelector(),
                }
            ),
            vol.Optional(SECTION_PEOPLE): _section(
                {
                    **(
                        {vol.Optional(CONF_IMPORT_LIST): list_selector(lists)}
                        if lists
                        else {}
                    ),
                    vol.Required(
                        CONF_IMPORT_CHANNELS, default=list(DEFAULT_IMPORT_CHANNELS)
                    ): CHANNELS,
                    vol.Required(CONF_IMPORT_TRUSTED, default=False): BooleanSelector(),
                }
            ),
        }
    )


def _section(fields: dict[Any, Any], *, collapsed: bool = True) -> section:
    """Return a part of the form."""
    return section(vol.Schema(fields), {"collapsed": collapsed})


def _count(minimum: int, maximum: int, unit: str | None = None) -> Any:
    """Return a box for a whole number, which a box alone does not see to."""
    return vol.All(_number(minimum, maximum, unit=unit), vol.Coerce(int))


def _number(
    minimum: float, maximum: float, *, step: Any = 1, unit: str | None = None
) -> NumberSelector:
    """Return a box for a number."""
    config = NumberSelectorConfig(
        min=minimum, max=maximum, step=step, mode=NumberSelectorMode.BOX
    )
    if unit:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)
