"""Limits on how many messages leave and what they may cost.

A message is counted, and its cost reserved, the moment it is taken in: without any wait
between asking and reserving, so that no two calls can both have the last place. It then
counts from the moment that it left: an outage does not let twice as many out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from operator import itemgetter

from ..message import Priority
from ..outbox.record import Record
from ..outbox.replay import Spending
from .windows import DAY, HOUR, MONTH, SLOT_SECONDS, CountWindow, SpendWindow

# Windows of recipients who got nothing lately are let go beyond this many, and beyond
# twice as many as did get something.
MAX_RECIPIENTS = 1_000


class Limit(StrEnum):
    """A limit that can stop a message; the value is the code of the outcome."""

    PER_HOUR = "LIMIT_PER_HOUR"
    PER_RECIPIENT = "LIMIT_PER_RECIPIENT"
    ANSWERS = "LIMIT_ANSWERS"
    CRITICAL_PER_HOUR = "LIMIT_CRITICAL_PER_HOUR"
    SPEND_PER_DAY = "LIMIT_SPEND_PER_DAY"
    SPEND_PER_MONTH = "LIMIT_SPEND_PER_MONTH"
    CRITICAL_SPEND_PER_DAY = "LIMIT_CRITICAL_SPEND_PER_DAY"
    PARTS = "LIMIT_PARTS"
    COUNTRY = "LIMIT_COUNTRY"
    BALANCE = "LIMIT_BALANCE"
    PRICE_UNKNOWN = "PRICE_UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitOptions:
    """What the user allows.

    ``None`` is no limit; amounts are in the account's currency. Critical messages have
    ``critical_spend_per_day`` to themselves, or, without it, share the other spending
    limits.
    """

    per_hour: int | None = 200
    per_recipient: int | None = 30
    answers: int = 30
    critical_per_hour: int | None = 50
    spend_per_day: Decimal | None = None
    spend_per_month: Decimal | None = None
    critical_spend_per_day: Decimal | None = None
    parts: int | None = None
    countries: frozenset[str] = frozenset()
    balance_floor: Decimal | None = None

    @property
    def on_money(self) -> bool:
        """Whether a message's cost has to be known beforehand."""
        return any(
            limit is not None
            for limit in (
                self.spend_per_day,
                self.spend_per_month,
                self.critical_spend_per_day,
                self.balance_floor,
            )
        )


class Ledger:
    """What was sent and spent, and whether one more message is allowed."""

    def __init__(self, options: LimitOptions) -> None:
        """Start with nothing sent."""
        self._options = options
        self._hour = CountWindow(HOUR)
        self._critical_hour = CountWindow(HOUR)
        self._recipients: dict[str, CountWindow] = {}
        self._most_recipients = MAX_RECIPIENTS
        self._day = SpendWindow(DAY)
        self._month = SpendWindow(MONTH)
        self._critical_day = SpendWindow(DAY)
        self._critical_pays_itself = options.critical_spend_per_day is not None
        self._reserved = Decimal(0)

    def load(self, records: Iterable[Record], spent_before: Spending) -> None:
        """Count what the outbox remembers.

        Args:
            records: all messages.
            spent_before: what messages cost that the outbox has let go.

        """
        past: list[tuple[float, Priority, Decimal, Record | None]] = [
            (slot * SLOT_SECONDS, priority, amount, None)
            for priority, slots in spent_before.items()
            for slot, amount in slots.items()
        ]
        for record in records:
            if record.charged:
                past.append(
                    (_left(record), record.message.priority, record.cost, record)
                )
            elif not record.settled:
                self.reserve(record)
        for left, priority, amount, known in sorted(past, key=itemgetter(0)):
            if known is not None:
                self._settle(known)
                continue
            for spent in self._spent(priority):
                spent.spend(amount, left)

    def refusal(self, record: Record, balance: Decimal | None) -> Limit | None:
        """Return the limit that stands in the way of a message, if one does.

        Args:
            record: the message, with what it is expected to cost.
            balance: what is left on the account.

        """
        options, now = self._options, record.created
        critical = record.message.priority is Priority.CRITICAL
        counts: tuple[tuple[Limit, int | None, CountWindow], ...] = (
            (Limit.PER_HOUR, options.per_hour, self._hour),
            (Limit.PER_RECIPIENT, options.per_recipient, self._recipient(record)),
        )
        amounts: tuple[tuple[Limit, Decimal | None, SpendWindow], ...] = (
            (Limit.SPEND_PER_DAY, options.spend_per_day, self._day),
            (Limit.SPEND_PER_MONTH, options.spend_per_month, self._month),
        )
        if critical:
            counts = (
                (
                    Limit.CRITICAL_PER_HOUR,
                    options.critical_per_hour,
                    self._critical_hour,
                ),
            )
        if critical and self._critical_pays_itself:
            amounts = (
                (
                    Limit.CRITICAL_SPEND_PER_DAY,
                    options.critical_spend_per_day,
                    self._critical_day,
                ),
            )
        for limit, most, count in counts:
            if most is not None and count.count(now) >= most:
                return limit
        for limit, money, spent in amounts:
            if money is not None and spent.total(now) + record.cost > money:
                return limit
        if options.balance_floor is None or balance is None:
            return None
        left = balance - self._reserved - record.cost
        return Limit.BALANCE if left < options.balance_floor else None

    def reserve(self, record: Record) -> None:
        """Count a message that may leave, and what it is expected to cost."""
        for count in self._counts(record):
            count.reserve(record.message.key)
        self._reserve_cost(record, record.cost)

    def follow(self, record: Record, previous: Record) -> None:
        """Take over a message's real cost, or give back a failed one's place."""
        if previous.charged:
            self._correct(record, previous)
        elif record.settled and not previous.settled:
            self._reserve_cost(record, -previous.cost)
            if record.charged:
                self._settle(record)
            else:
                for count in self._counts(record):
                    count.discard(record.message.key)

    def _settle(self, record: Record) -> None:
        """Count a message, and what it cost, from the moment that it left."""
        for count in self._counts(record):
            count.settle(record.message.key, _left(record))
        for spent in self._spent(record.message.priority):
            spent.spend(record.cost, _left(record))

    def _correct(self, record: Record, previous: Record) -> None:
        """Take over what became known late about a message that left."""
        cost = record.cost if record.charged else Decimal(0)
        if not record.charged:
            for count in self._counts(record):
                count.discard(record.message.key)
        if cost != previous.cost:
            for spent in self._spent(record.message.priority):
                spent.correct(cost - previous.cost, _left(previous))

    def _reserve_cost(self, record: Record, amount: Decimal) -> None:
        """Reserve an amount, or give it back if it is less than nothing."""
        self._reserved += amount
        for spent in self._spent(record.message.priority):
            spent.reserve(amount)

    def _counts(self, record: Record) -> tuple[CountWindow, ...]:
        """Return the windows that a message is counted in."""
        if record.message.priority is Priority.CRITICAL:
            return (self._critical_hour,)
        return (self._hour, self._recipient(record))

    def _spent(self, priority: Priority) -> tuple[SpendWindow, ...]:
        """Return the windows that a message of this priority is paid from."""
        if priority is Priority.CRITICAL and self._critical_pays_itself:
            return (self._critical_day,)
        return (self._day, self._month)

    def _recipient(self, record: Record) -> CountWindow:
        """Return the window of a message's recipient."""
        number, now = record.message.recipient, record.created
        if (known := self._recipients.get(number)) is not None:
            return known
        if len(self._recipients) > self._most_recipients:
            self._recipients = {
                other: window
                for other, window in self._recipients.items()
                if window.count(now)
            }
            # Looking through all of them for each new one would take ever longer.
            self._most_recipients = max(MAX_RECIPIENTS, 2 * len(self._recipients))
        window = self._recipients[number] = CountWindow(HOUR)
        return window


def _left(record: Record) -> float:
    """Return when a message left that did."""
    return record.changed if record.left is None else record.left
