"""The account's options: how long to try, how much may leave, what it may cost."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
from phonenumbers import SUPPORTED_REGIONS
import voluptuous as vol

from .const import CONF_CURRENCY
from .messaging.options import (
    CONF_BALANCE_FLOOR,
    CONF_COUNTRIES,
    CONF_CRITICAL_PER_HOUR,
    CONF_CRITICAL_SPEND_PER_DAY,
    CONF_PARTS,
    CONF_PER_HOUR,
    CONF_PER_RECIPIENT,
    CONF_PLAIN_LETTERS,
    CONF_RESEND_UNKNOWN,
    CONF_RETRY_FOR,
    CONF_SPEND_PER_DAY,
    CONF_SPEND_PER_MONTH,
    DEFAULT_CRITICAL_PER_HOUR,
    DEFAULT_PER_HOUR,
    DEFAULT_PER_RECIPIENT,
    DEFAULT_RETRY_MINUTES,
    SECTION_CRITICAL,
    SECTION_LIMITS,
    SECTION_SENDING,
    SECTION_SPENDING,
)


class SendOptionsFlow(OptionsFlow):
    """The dialog for an account's options."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for everything on one page, in sections."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        currency = self.config_entry.data.get(CONF_CURRENCY) or ""
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                _schema(currency), self.config_entry.options
            ),
        )


def _schema(currency: str) -> vol.Schema:
    """Return the form, with amounts in the account's currency."""
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
