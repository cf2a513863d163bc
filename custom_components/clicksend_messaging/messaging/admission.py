"""Which messages may leave: repeats, limits, and what they would cost."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from homeassistant.core import HomeAssistant
from homeassistant.util.ulid import ulid_now

from ..api.clicksend import MAX_MESSAGES_PER_SEND, ClickSendClient
from ..api.errors import ApiError
from ..api.models import OutgoingSms
from ..coordinator import AccountCoordinator
from ..phone import countries_of
from .limits import Ledger, Limit
from .message import (
    DUPLICATE,
    INVALID_RECIPIENT,
    Message,
    Order,
    Outcome,
    Status,
)
from .options import SendOptions
from .outbox import MAX_FINISHED, MAX_ON_THE_WAY, Outbox
from .prices import Prices
from .recipients import Recipient
from .record import Record
from .states import FAILED_STATES, State
from .text import whole_characters

# As many as there may be messages.
MAX_DEDUP = MAX_ON_THE_WAY + MAX_FINISHED
MAX_SAME = 10
MAX_COUNTRIES = 10_000

# A lost message is sent again within this long after it would have expired: it takes
# a while to find out that it is lost, but not until the next day.
RESEND_SECONDS = 900


class Admission:
    """Reserves a place for each message, or says why there is none."""

    def __init__(
        self,
        hass: HomeAssistant,
        client: ClickSendClient,
        account: AccountCoordinator,
        outbox: Outbox,
        options: SendOptions,
    ) -> None:
        """Prepare; call ``load`` once the outbox is loaded."""
        self._hass = hass
        self._client = client
        self._account = account
        self._outbox = outbox
        self._options = options
        self._ledger = Ledger(options.limits)
        self._prices = Prices()
        self._asking = asyncio.Lock()
        self._countries: dict[str, str | None] = {}
        self._dedup: dict[tuple[str, str], tuple[str, ...]] = {}

    async def async_load(self) -> None:
        """Take over what was sent, spent and charged before."""
        self._ledger.load(self._outbox, self._outbox.spent_before)
        if self._options.limits.on_money:
            # Prices outlast a restart: after a power cut nobody can be asked.
            await self._async_countries({r.message.recipient for r in self._outbox})
        for record in self._outbox:
            self._learn_price(record)
            self._remember_dedup(record)

    async def async_prepare(
        self, recipients: Iterable[Recipient], order: Order
    ) -> Mapping[str, str | None]:
        """Find out what the limits need to know; return each number's country.

        Only what a limit asks for is looked up.
        """
        limits = self._options.limits
        if not (limits.on_money or limits.countries):
            return {}
        numbers = [recipient.number for recipient in recipients if recipient.valid]
        countries = await self._async_countries(numbers)
        if limits.on_money:
            await self._async_learn_prices(countries, order.text)
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
            return _unsent(recipient, order, Status.REJECTED, INVALID_RECIPIENT)
        if self._is_repeat(recipient, order, now):
            return _unsent(recipient, order, Status.SUPPRESSED, DUPLICATE)
        cost = self._prices.estimate(recipient.number, country, parts)
        if limit := self._unaffected_by_time(parts, country, cost):
            return _unsent(recipient, order, Status.BLOCKED, limit)
        record = self._new_record(recipient, order, parts, cost or Decimal(0), now)
        if limit := self._reserve(record):
            return _unsent(recipient, order, Status.BLOCKED, limit)
        self._remember_dedup(record)
        return record

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
        if now > record.expires + RESEND_SECONDS or self._has_followed(message):
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
        )
        if self._reserve(again):
            return None
        self._remember_dedup(again)
        return again

    def follow(self, record: Record, previous: Record) -> None:
        """Keep limits, prices and balance in step with what becomes of a message."""
        self._ledger.follow(record, previous)
        if record.charged and not previous.charged:
            self._learn_price(record)
            self._account.async_charge(record.cost)

    def _reserve(self, record: Record) -> Limit | None:
        """Reserve a place, or return the limit that stands in the way."""
        limit = self._ledger.refusal(record, self._account.balance)
        if limit is None:
            self._ledger.reserve(record)
        return limit

    async def _async_countries(self, numbers: Collection[str]) -> dict[str, str | None]:
        """Return the country of each number, and remember it for prices."""
        unknown = [number for number in numbers if number not in self._countries]
        known = {
            number: self._countries[number]
            for number in numbers
            if number in self._countries
        }
        if unknown:
            known |= await self._hass.async_add_executor_job(countries_of, unknown)
            if len(self._countries) > MAX_COUNTRIES:
                self._countries.clear()
            self._countries |= known
        return known

    async def _async_learn_prices(
        self, countries: Mapping[str, str | None], text: str
    ) -> None:
        """Ask for the prices of messages to countries that have none yet."""
        if not self._without_price(countries):
            return
        async with self._asking:
            # Whoever asked meanwhile may have asked for the same.
            if unknown := self._without_price(countries):
                await self._async_ask_prices(unknown, countries, text)

    def _without_price(self, countries: Mapping[str, str | None]) -> list[str]:
        """Return the numbers whose price nobody knows."""
        return [
            number
            for number, country in countries.items()
            if self._prices.estimate(number, country, 1) is None
        ]

    async def _async_ask_prices(
        self, unknown: Sequence[str], countries: Mapping[str, str | None], text: str
    ) -> None:
        """Ask ClickSend what messages would cost."""
        # All that fit in one request: one number alone may be one that has no price.
        messages = [
            OutgoingSms(to=number, body=text, custom_string=number)
            for number in unknown[:MAX_MESSAGES_PER_SEND]
        ]
        try:
            answer = await self._client.sms_prices(messages)
        except ApiError:
            # Messages whose price stays unknown are blocked, and say so.
            return
        for row in answer.rows:
            number = row.custom_string or row.to
            if row.accepted and number is not None and number in countries:
                self._prices.learn(number, countries[number], row.parts, row.price)

    def _learn_price(self, record: Record) -> None:
        """Take over what a message cost, if ClickSend accepted it."""
        number = record.message.recipient
        if record.message_id and number in self._countries:
            country = self._countries[number]
            self._prices.learn(number, country, record.parts, record.cost)

    def _new_record(
        self, recipient: Recipient, order: Order, parts: int, cost: Decimal, now: float
    ) -> Record:
        """Return the record of a message that is about to leave."""
        key = ulid_now()
        sender = order.sender or recipient.sender
        return Record(
            message=Message(
                key=key,
                channel=order.channel,
                recipient=recipient.number,
                name=recipient.name,
                text=order.text,
                sender=whole_characters(sender) if sender else None,
                reference=order.reference or key,
                priority=order.priority,
                dedup_key=order.dedup_key,
            ),
            created=now,
            changed=now,
            expires=now + self._options.retry_for,
            parts=parts,
            cost=cost,
        )

    def _is_repeat(self, recipient: Recipient, order: Order, now: float) -> bool:
        """Tell whether this was sent to them within the window, and did not fail."""
        if order.dedup_key is None:
            return False
        return any(
            earlier.created > now - order.dedup_seconds
            for earlier in self._not_failed((order.dedup_key, recipient.number))
        )

    def _not_failed(self, known_as: tuple[str, str]) -> list[Record]:
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
        same = self._not_failed((message.dedup_key, message.recipient))
        return bool(same) and same[0].message.key != message.key

    def _remember_dedup(self, record: Record) -> None:
        """Know a message by what its sender calls the same."""
        if dedup_key := record.message.dedup_key:
            known_as = (dedup_key, record.message.recipient)
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
