"""Conditions for automations."""

from abc import abstractmethod
from typing import Final, Unpack, override

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_OPTIONS, CONF_TARGET
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.condition import (
    Condition,
    ConditionCheckParams,
    ConditionConfig,
)
from homeassistant.helpers.typing import ConfigType
import voluptuous as vol

from .account_target import AccountTarget
from .const import DOMAIN
from .runtime import ClickSendConfigEntry, ClickSendData

_SCHEMA: Final = vol.Schema(
    {vol.Optional(CONF_TARGET): cv.TARGET_FIELDS, vol.Optional(CONF_OPTIONS): {}}
)


class _AccountCondition(Condition):
    """Tests if something is so of one or more accounts; of a stopped one, nothing is.

    It goes by what the account itself says: entities may be disabled or renamed.
    """

    @classmethod
    @override
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Validate the target, which may be left out."""
        validated: ConfigType = _SCHEMA(config)
        return validated

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Take the target."""
        super().__init__(hass, config)
        self._target = AccountTarget(hass, config.target)

    @override
    def _async_check(self, **kwargs: Unpack[ConditionCheckParams]) -> bool:
        """Test the accounts of the target."""
        accounts: list[ClickSendConfigEntry] = self._hass.config_entries.async_entries(
            DOMAIN
        )
        return any(
            account.state is ConfigEntryState.LOADED
            and self._target.async_includes(account.entry_id)
            and self._is_so(account.runtime_data)
            for account in accounts
        )

    @staticmethod
    @abstractmethod
    def _is_so(account: ClickSendData) -> bool:
        """Tell whether it is so of one account."""


class BalanceIsLowCondition(_AccountCondition):
    """Tests if the balance is low, as far as it is known."""

    @staticmethod
    @override
    def _is_so(account: ClickSendData) -> bool:
        """Tell whether the account's balance is low."""
        return account.account.is_low is True


class MessageIsWaitingCondition(_AccountCondition):
    """Tests if the outbox holds messages that are not handed over yet."""

    @staticmethod
    @override
    def _is_so(account: ClickSendData) -> bool:
        """Tell whether a message of the account waits."""
        return account.messenger.outbox.oldest_queued is not None


CONDITIONS: dict[str, type[Condition]] = {
    "is_balance_low": BalanceIsLowCondition,
    "is_message_waiting": MessageIsWaitingCondition,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions."""
    return CONDITIONS
