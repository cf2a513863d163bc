"""Rolling windows: how many messages, and how much money, within the last while.

A message that may still leave counts however long ago it was taken in. From the moment
that it left, it counts for as long as the window is.
"""

from decimal import Decimal

# Spending is added up in slots, so that a month of it stays small. A quarter of an hour
# divides the day of every time zone.
SLOT_SECONDS = 900

HOUR = 3600
DAY = 24 * HOUR
MONTH = 30 * DAY


def slot_of(moment: float) -> int:
    """Return the slot that a moment falls into."""
    return int(moment // SLOT_SECONDS)


class CountWindow:
    """How many messages there were within the last while."""

    def __init__(self, seconds: int) -> None:
        """Start empty."""
        self._seconds = seconds
        self._open: set[str] = set()
        self._left: dict[str, float] = {}

    def reserve(self, key: str) -> None:
        """Count a message that may leave."""
        self._open.add(key)

    def settle(self, key: str, left: float) -> None:
        """Count a message from the moment that it left; moments come in order."""
        self._open.discard(key)
        self._left[key] = left

    def discard(self, key: str) -> None:
        """Count a message no longer."""
        self._open.discard(key)
        self._left.pop(key, None)

    def count(self, now: float) -> int:
        """Return how many there were since ``seconds`` before now."""
        while self._left:
            oldest = next(iter(self._left))
            if self._left[oldest] > now - self._seconds:
                break
            del self._left[oldest]
        return len(self._open) + len(self._left)


class SpendWindow:
    """How much was spent within the last while, to the slot.

    A slot counts until all of it is out of the window: the sum is never too low.
    """

    def __init__(self, seconds: int) -> None:
        """Start empty."""
        self._seconds = seconds
        self._reserved = Decimal(0)
        self._slots: dict[int, Decimal] = {}
        self._total = Decimal(0)

    def reserve(self, amount: Decimal) -> None:
        """Count what a message will cost if it leaves; less than nothing gives back."""
        self._reserved += amount

    def spend(self, amount: Decimal, left: float) -> None:
        """Count what a message cost that left; moments come in order.

        Where the clock was put back, the amount counts for longer instead.
        """
        slot = slot_of(left)
        if self._slots:
            slot = max(slot, next(reversed(self._slots)))
        self._slots[slot] = self._slots.get(slot, Decimal(0)) + amount
        self._total += amount

    def correct(self, amount: Decimal, left: float) -> None:
        """Add to what a message cost that left a while ago, if it still counts."""
        slot = slot_of(left)
        if slot in self._slots:
            self._slots[slot] += amount
            self._total += amount

    def total(self, now: float) -> Decimal:
        """Return what was spent since ``seconds`` before now, and what is reserved."""
        first = slot_of(now - self._seconds)
        while self._slots and (oldest := next(iter(self._slots))) < first:
            self._total -= self._slots.pop(oldest)
        return self._reserved + self._total
