"""What is left at the hub, refreshed now and then."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..api.models import HubBalance
from ..api.skillboss import SkillBossClient
from ..const import CONF_COUNTRY, CONF_CURRENCY, CONF_HAS_BALANCE, DOMAIN
from ..coordinator import DEFAULT_MAX_PARTS, BalanceCoordinator
from ..messaging.messenger import Messenger

type HubConfigEntry = ConfigEntry[HubData]


@dataclass(frozen=True, slots=True)
class HubData:
    """What belongs to the hub while it is loaded."""

    client: SkillBossClient
    account: HubCoordinator
    messenger: Messenger


class HubCoordinator(BalanceCoordinator[HubBalance | None]):
    """Keeps the balance, where the hub tells it. What a text costs, it never tells."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry[Any], client: SkillBossClient
    ) -> None:
        """Prepare; nothing is asked yet."""
        super().__init__(hass, entry, f"{DOMAIN} SkillBoss")
        self._client = client
        self.has_balance: bool = entry.data[CONF_HAS_BALANCE]

    @property
    def country(self) -> str | None:
        """Return the country that numbers in national form belong to."""
        country: str | None = self.config_entry.data[CONF_COUNTRY]
        return country

    @property
    def currency(self) -> str | None:
        """Return the currency of the balance; ``None`` if it is in credits."""
        if self.data is not None:
            return self.data.currency
        currency: str | None = self.config_entry.data[CONF_CURRENCY]
        return currency

    @property
    def balance(self) -> Decimal | None:
        """Return what is left."""
        return None if self.data is None else self.data.balance

    @property
    def is_low(self) -> bool | None:
        """Whether nothing is left; the hub has no warning level."""
        if self.balance is None or not self.last_update_success:
            return None
        return self.balance <= 0

    @property
    def max_parts(self) -> int:
        """Return how many parts a text may have: what is usual."""
        return DEFAULT_MAX_PARTS

    @callback
    def async_charge(self, amount: Decimal) -> None:
        """Ask for the balance soon, as nobody says what was taken off it."""
        self.async_refresh_soon()

    @callback
    @override
    def async_refresh_soon(self) -> None:
        """Ask for the balance once it had time to change."""
        if self.has_balance:
            super().async_refresh_soon()

    @override
    async def _async_ask(self) -> HubBalance | None:
        """Ask for the balance, or never again where there is none."""
        if self.has_balance:
            return await super()._async_ask()
        self.update_interval = None
        return None

    @override
    async def _async_read(self) -> HubBalance | None:
        """Ask for the balance."""
        return await self._client.balance()
