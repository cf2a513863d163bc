"""Tells everybody once when an account's balance becomes low."""

from dataclasses import dataclass

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.signal_type import SignalType

from .const import DOMAIN
from .runtime import ClickSendConfigEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class LowBalance:
    """An account whose balance has become low."""

    entry_id: str
    balance: str
    currency: str | None

    def as_attributes(self) -> dict[str, str | None]:
        """Return what triggers show."""
        return {"balance": self.balance, "currency": self.currency}


SIGNAL_LOW_BALANCE: SignalType[LowBalance] = SignalType(f"{DOMAIN}_low_balance")

# Whether the balance was low when it was last known, by account: it outlasts a reload.
_WAS_LOW: HassKey[dict[str, bool]] = HassKey(f"{DOMAIN}_was_low")


@callback
def async_follow_balance(hass: HomeAssistant, entry: ClickSendConfigEntry) -> None:
    """Compare the balance with what it was, from now until the account is unloaded.

    This also keeps the account asked when somebody has disabled all entities that show
    it.
    """
    account = entry.runtime_data.account
    was_low = hass.data.setdefault(_WAS_LOW, {})

    @callback
    def async_compare() -> None:
        """Tell of a balance that was not low before; the first one tells nothing."""
        is_low = account.is_low
        if is_low is None:
            return
        before = was_low.get(entry.entry_id)
        was_low[entry.entry_id] = is_low
        if is_low and before is False:
            async_dispatcher_send(
                hass,
                SIGNAL_LOW_BALANCE,
                LowBalance(
                    entry_id=entry.entry_id,
                    balance=f"{account.data.balance:.2f}",
                    currency=account.currency,
                ),
            )

    # Once the account is loaded: before, nobody could send a word about it.
    entry.async_on_unload(entry.async_on_state_change(async_compare))
    entry.async_on_unload(account.async_add_listener(async_compare))
