"""What sending has to know of the account that pays for it."""

from decimal import Decimal
from typing import Protocol

from homeassistant.core import callback


class Payer(Protocol):
    """The account, as far as sending is concerned."""

    @property
    def currency(self) -> str | None:
        """Return the currency of all amounts."""

    @property
    def balance(self) -> Decimal | None:
        """Return what is left, if that is known in this currency."""

    @property
    def max_parts(self) -> int:
        """Return how many parts a text may have before it is cut off."""

    @callback
    def async_charge(self, amount: Decimal) -> None:
        """Take a price off the balance, and ask for the balance soon."""

    @callback
    def async_refresh_soon(self) -> None:
        """Ask for the balance once it had time to change."""
