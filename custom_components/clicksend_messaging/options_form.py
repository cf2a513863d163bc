"""The form for an account's options, in sections."""

from collections.abc import Sequence
from typing import Any

from homeassistant.data_entry_flow import section
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

from .api.models import ContactList
from .channel_form import CHANNELS
from .contact_list_flow import list_selector
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
)


def options_schema(currency: str, lists: Sequence[ContactList]) -> vol.Schema:
    """Return the form, with amounts in the account's currency, and its lists."""
    money = _number(0, 1_000_000, step="any", unit=currency)
    return vol.Schema(
        {
            **_sending(),
            **_limits(
                {vol.Required(CONF_ANSWERS, default=DEFAULT_ANSWERS): _count(1, 1_000)}
            ),
            vol.Optional(SECTION_SPENDING): _section(
                {
                    vol.Optional(CONF_SPEND_PER_DAY): money,
                    vol.Optional(CONF_SPEND_PER_MONTH): money,
                    vol.Optional(CONF_BALANCE_FLOOR): money,
                }
            ),
            **_critical(
                {vol.Optional(CONF_CRITICAL_SPEND_PER_DAY): money},
                {vol.Required(CONF_IGNORE_OPT_OUT, default=False): BooleanSelector()},
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


def hub_options_schema() -> vol.Schema:
    """Return the form for the hub, which neither tells prices nor receives."""
    return vol.Schema({**_sending(), **_limits({}), **_critical({}, {})})


def _sending() -> dict[Any, Any]:
    """Return how messages are sent."""
    return {
        vol.Optional(SECTION_SENDING): _section(
            {
                vol.Required(CONF_RETRY_FOR, default=DEFAULT_RETRY_MINUTES): (
                    _count(1, 24 * 60, unit="min")
                ),
                vol.Required(CONF_PLAIN_LETTERS, default=False): BooleanSelector(),
            },
            collapsed=False,
        )
    }


def _limits(on_answers: dict[Any, Any]) -> dict[Any, Any]:
    """Return how many messages may leave, and where to."""
    count = _count(1, 100_000)
    return {
        vol.Optional(SECTION_LIMITS): _section(
            {
                vol.Required(CONF_PER_HOUR, default=DEFAULT_PER_HOUR): count,
                vol.Required(CONF_PER_RECIPIENT, default=DEFAULT_PER_RECIPIENT): count,
                **on_answers,
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
        )
    }


def _critical(
    on_spending: dict[Any, Any], on_opt_outs: dict[Any, Any]
) -> dict[Any, Any]:
    """Return what is different for critical messages."""
    return {
        vol.Optional(SECTION_CRITICAL): _section(
            {
                vol.Required(
                    CONF_CRITICAL_PER_HOUR, default=DEFAULT_CRITICAL_PER_HOUR
                ): _count(1, 100_000),
                **on_spending,
                vol.Required(CONF_RESEND_UNKNOWN, default=False): BooleanSelector(),
                **on_opt_outs,
            }
        )
    }


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
