"""Which messages may leave: opt-outs, repeats, limits, and what they would cost."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from homeassistant.util.ulid import ulid_now

from ..api.models import Channel
from .content.compose import Compose
from .limits.answers import Answers
from .limits.countries import Countries
from .limits.limits import Ledger, Limit
from .limits.pricing import Pricing
from .message import (
    DUPLICATE,
    OPTED_OUT,
    Message,
    Order,
    Outcome,
    Priority,
    Status,
)
from .options import SendOptions
from .outbox.outbox import MAX_FINISHED, MAX_ON_THE_WAY, Outbox
from .outbox.record import Record
from .outbox.states import FAILED_STATES, State
from .payer import Payer
from .recipients import Recipient

# As many as there may be messages.
MAX_DEDUP = MAX_ON_THE_WAY + MAX_FINISHED
MAX_SAME = 10

# A lost message is sent again within this long after it would have expired: it takes
# a while to find out that it is lost, but not until the next day.
RESEND_SECONDS = 900


# What its sender calls a message, over which channel, and to whom: a call may follow a
# text that says the same.
type KnownAs = tuple[str, Channel, str]


class Admission:
    """Reserves a place for each message, or says why there is none."""

    def __init__(
        self,
        account: Payer,
        outbox: Outbox,
        countries: Countries,
        pricing: Pricing | None,
        compose: Compose,
        opted_out: Container[str],
        options: SendOptions,
    ) -> None:
        """Prepare; call ``load`` once the outbox is loaded.

        Args:
            account: who pays.
            outbox: the account's outbox.
            countries: knows the numbers' countries.
            pricing: knows prices, where there are any to know.
            compose: makes the message for one recipient.
            opted_out: the numbers that get no messages.
            options: the account's options.

        """
        self._account = account
        self._outbox = outbox
        self._countries = countries
        self._pricing = pricing
        self._compose = compose
        self._opted_out = opted_out
        self._options = options
        self._ledger = Ledger(options.limits)
        self.answers = Answers(options.limits.answers)
        self._dedup: dict[KnownAs, tuple[str, ...]] = {}

    async def async_load(self) -> None:
        """Take over what was sent, spent and charged before."""
        self._ledger.load(self._outbox, self._outbox.spent_before)
        if self._options.limits.on_money:
            # Prices outlast a restart: after a power cut nobody can be asked.
            numbers = {record.message.recipient for record in self._outbox}
            await self._countries.async_of(numbers)
        for record in self._outbox:
            self._learn_from(record)
            self._remember_dedup(record)

    async def async_prepare(
        self, recipients: Iterable[Recipient], order: Order, parts: int
    ) -> Mapping[str, str | None]:
        """Find out what the limits need to know; return each number's country.

        Only what a limit asks for is looked up.
        """
        limits = self._options.limits
        is_call = order.channel is Channel.VOICE
        if not (limits.on_money or limits.countries or is_call):
            return {}
        valid = [recipient for recipient in recipients if recipient.valid]
        countries = await self._countries.async_of([r.number for r in valid])

        def unknown() -> list[Message]:
            return [
                self._compose(r, order, r.number, countries[r.number])
                for r in valid
                if self._estimate(r, order, countries[r.number], 1) is None
            ]

        if limits.on_money and self._pricing is not None:
            await self._pricing.async_get_to_know(unknown, parts)
        return countries

    def take(
        self,
        recipient: Recipient,
        order: Order,
        parts: int,
        country: str | None,
        now: float,
    ) -> Record | Outcome:
        """Reserve a place for one message, at once, or say why there is none."""
        if not recipient.valid:
            return _unsent(recipient, order, Status.REJECTED, recipient.problem)
        if self.has_opted_out(recipient.number, order.priority):
            return _unsent(recipient, order, Status.BLOCKED, OPTED_OUT)
        if self._is_repeat(recipient, order, now):
            return _unsent(recipient, order, Status.SUPPRESSED, DUPLICATE)
        cost = self._estimate(recipient, order, country, parts)
        if limit := self._unaffected_by_time(parts, country, cost):
            return _unsent(recipient, order, Status.BLOCKED, limit)
        message = self._compose(recipient, order, ulid_now(), country)
        record = Record(
            message=message,
            created=now,
            changed=now,
            expires=max(now, message.schedule or now) + self._options.retry_for,
            parts=parts,
            cost=cost or Decimal(0),
        )
        if limit := self._reserve(record):
            return _unsent(recipient, order, Status.BLOCKED, limit)
        self._remember_dedup(record)
        return record

    def has_opted_out(self, number: str, priority: Priority) -> bool:
        """Tell whether somebody gets no message of this priority any more."""
        if priority is Priority.CRITICAL and self._options.ignore_opt_out:
            return False
        return number in self._opted_out

    def _unaffected_by_time(
        self, parts: int, country: str | None, cost: Decimal | None
    ) -> Limit | None:
        """Return the limit that would stop a message at any time, if one would."""
        limits = self._options.limits
        if limits.parts is not None and parts > limits.parts:
            return Limit.PARTS
        if limits.countries and country not in limits.countries:
            return Limit.COUNTRY
        return Limit.PRICE_UNKNOWN if cost is None and limits.on_money else None

    def take_again(self, record: Record, now: float) -> Record | None:
        """Reserve a place for repeating a lost message, if there is one."""
        message = record.message
        if (
            now > record.expires + RESEND_SECONDS
            or self.has_opted_out(message.recipient, message.priority)
            or self._has_followed(message)
        ):
            return None
        again = replace(
            record,
            message=replace(message, key=ulid_now(), resend_of=message.key),
            state=State.QUEUED,
            created=now,
            changed=now,
            expires=record.expires + RESEND_SECONDS,
            attempts=0,
            code="",
            final=False,
            job_id=None,
        )
        if self._reserve(again):
            return None
        self._remember_dedup(again)
        return again

    def follow(self, record: Record, previous: Record) -> None:
        """Keep limits, prices and balance in step with what becomes of a message."""
        self._ledger.follow(record, previous)
        if record.charged and not previous.charged:
            self._learn_from(record)
            self._account.async_charge(record.cost)
        elif previous.charged and not record.charged:
            # Whether it is paid back, and when, only ClickSend knows.
            self._account.async_refresh_soon()

    def _reserve(self, record: Record) -> Limit | None:
        """Reserve a place, or return the limit that stands in the way."""
        number, now = record.message.recipient, record.created
        if not self.answers.allows(number, now):
            return Limit.ANSWERS
        limit = self._ledger.refusal(record, self._account.balance)
        if limit is None:
            self._ledger.reserve(record)
            self.answers.sent(number, now)
        return limit

    def _estimate(
        self, recipient: Recipient, order: Order, country: str | None, parts: int
    ) -> Decimal | None:
        """Return what a message should cost, ``None`` if nobody knows."""
        if self._pricing is None:
            return None
        return self._pricing.estimate(order.channel, recipient.number, country, parts)

    def _learn_from(self, record: Record) -> None:
        """Take over what a message cost."""
        if self._pricing is not None:
            self._pricing.learn_from(record)

    def _is_repeat(self, recipient: Recipient, order: Order, now: float) -> bool:
        """Tell whether this was sent to them within the window, and did not fail."""
        if order.dedup_key is None:
            return False
        return any(
            earlier.created > now - order.dedup_seconds
            for earlier in self._not_failed(
                (order.dedup_key, order.channel, recipient.number)
            )
        )

    def _not_failed(self, known_as: KnownAs) -> list[Record]:
        """Return what may have arrived of the messages called the same, newest first.

        The newest is not enough: it may yet fail.
        """
        return [
            record
            for key in self._dedup.get(known_as, ())
            if (record := self._outbox.get(key)) and record.state not in FAILED_STATES
        ]

    def _has_followed(self, message: Message) -> bool:
        """Tell whether a later message said the same, and did not fail."""
        if message.dedup_key is None:
            return False
        same = self._not_failed((message.dedup_key, message.channel, message.recipient))
        return bool(same) and same[0].message.key != message.key

    def _remember_dedup(self, record: Record) -> None:
        """Know a message by what its sender calls the same."""
        if dedup_key := record.message.dedup_key:
            message = record.message
            known_as = (dedup_key, message.channel, message.recipient)
            earlier = self._not_failed(known_as)[: MAX_SAME - 1]
            self._dedup.pop(known_as, None)
            self._dedup[known_as] = tuple(r.message.key for r in (record, *earlier))
            if len(self._dedup) > MAX_DEDUP:
                del self._dedup[next(iter(self._dedup))]


def _unsent(recipient: Recipient, order: Order, status: Status, code: str) -> Outcome:
    """Return the outcome of a message that was not taken in."""
    return Outcome(
        recipient=recipient.number,
        name=recipient.name,
        reference=order.reference,
        status=status,
        code=str(code),
    )
