"""From "tell Dad" to outcomes: the only road to what sends messages."""

import asyncio
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
import time
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.start import async_at_started

from ..const import DOMAIN
from .admission import Admission
from .announcer import Announcer
from .cancel import Canceller
from .carrier import Carrier
from .content.compose import compose
from .content.media import Pictures
from .content.prepare import Prepared, prepare
from .courier import STOP_TIMEOUT, Courier
from .limits.countries import Countries
from .limits.pricing import Pricing
from .lookup import Lookup
from .message import (
    ANSWER_LOST,
    NOT_RECORDED,
    SENT_AGAIN,
    Message,
    Order,
    Outcome,
    Priority,
    Report,
)
from .options import SendOptions
from .outbox.outbox import LoadReport, Outbox
from .outbox.record import Record
from .outbox.states import State
from .payer import Payer
from .recipients import Recipient

# How long a caller waits for a verdict before it is told how things stand.
VERDICT_SECONDS = 30.0


class Messenger:
    """Everything between a wish to send and its outcome, for one account."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        account: Payer,
        carrier: Carrier,
        countries: Countries,
        *,
        pricing: Pricing | None = None,
        pictures: Pictures | None = None,
        opted_out: Container[str] = (),
    ) -> None:
        """Prepare; call ``async_load`` before anything else.

        Args:
            hass: Home Assistant.
            entry: the account's entry.
            account: what is known about the account.
            carrier: who takes the messages.
            countries: knows the numbers' countries.
            pricing: knows what messages cost, where anybody does.
            pictures: those of messages on their way, where there can be any.
            opted_out: the numbers that get no messages.

        """
        self._hass = hass
        self._entry = entry
        self._account = account
        self._priced = pricing is not None
        self._stopped = False
        self._under_way: set[asyncio.Future[None]] = set()
        self._options = SendOptions.from_entry(entry.options)
        self.outbox = Outbox(hass, entry.entry_id)
        self.canceller = Canceller(self.outbox)
        self._admission = Admission(
            account,
            self.outbox,
            countries,
            pricing,
            self._compose,
            opted_out,
            self._options,
        )
        self._couriers = [
            Courier(
                hass,
                entry,
                carrier,
                self.outbox,
                self._admission.has_opted_out,
                self._sign_in_again,
                of_courier,
            )
            for of_courier in ((None,) if pictures is None else (None, pictures))
        ]
        self._lookup = Lookup(
            hass, entry, carrier, self.outbox, self._async_lost, self._sign_in_again
        )
        self._announcer = Announcer(hass, entry.entry_id, self.outbox)

    async def async_load(self) -> LoadReport:
        """Remember what was on its way, what was sent and what was spent.

        Raises:
            OSError: the outbox can be neither read nor replaced.

        """
        report = await self.outbox.async_load()
        await self._admission.async_load()
        self.outbox.async_add_listener(self._async_follow)
        return report

    @callback
    def async_start(self) -> None:
        """Go on with what was on its way, once automations are there to hear of it."""

        @callback
        def go_on(hass: HomeAssistant) -> None:
            self._lookup.async_start()
            self._async_wake()
            self._async_begin_reports()

        self._entry.async_on_unload(async_at_started(self._hass, go_on))

    async def async_stop(self) -> None:
        """Let the request in flight end, write everything down, and do nothing more."""
        self._stopped = True
        await self.canceller.async_stop()
        # They are there again for who starts anew.
        self._async_end_reports()
        await self._async_let_end()
        for courier in self._couriers:
            await courier.async_stop()
        await self.outbox.async_stop()

    async def async_finish(self) -> None:
        """Let what is on its way arrive before Home Assistant ends.

        Automations that are triggered by just that may still send.
        """
        await self._async_let_end()
        for courier in self._couriers:
            await courier.async_rest()
        self._async_end_reports()
        with suppress(OSError):
            await self.outbox.async_flush()

    async def async_send(self, recipients: Sequence[Recipient], order: Order) -> Report:
        """Send one message to everybody and return what became of each.

        Args:
            recipients: who gets it; an invalid one gets an outcome without a request.
            order: the text, and how to send it.

        Raises:
            ServiceValidationError: the text is empty or would be cut off, or there is
                no picture to send.
            HomeAssistantError: the outbox is full, or a picture could not be read;
                nothing was taken in.

        """
        results = await self.async_take_in(
            recipients,
            order,
            State.QUEUED,
            plain_letters=self._options.plain_letters,
        )
        taken = [result for result in results if isinstance(result, Record)]
        watch = self.outbox.watches.begin([record.message.key for record in taken])
        self._async_wake()
        try:
            await self._async_record(taken)
            await watch.async_wait(VERDICT_SECONDS)
            states = {self.outbox.current(record).state for record in taken}
            if states & {State.REJECTED, State.CANCELLED}:
                # Nobody sends again what was reported as not sent, even after a power
                # cut.
                with suppress(OSError):
                    await self.outbox.async_flush()
        except asyncio.CancelledError:
            self._announcer.async_tell_all(watch)
            raise
        finally:
            self.outbox.watches.end(watch)
        outcomes = (
            self.outbox.current(result).outcome()
            if isinstance(result, Record)
            else result
            for result in results
        )
        if not self._priced:
            outcomes = (replace(each, parts=None, price=None) for each in outcomes)
        return Report(tuple(outcomes), self._account.currency)

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Have the end wait for the context, which hands over by itself."""
        done = self._hass.loop.create_future()
        self._under_way.add(done)
        try:
            yield
        finally:
            self._under_way.discard(done)
            done.set_result(None)

    async def _async_let_end(self) -> None:
        """Let what something else hands over come to its end."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=STOP_TIMEOUT)

    async def _async_prepared(
        self, recipients: Sequence[Recipient], order: Order, *, plain_letters: bool
    ) -> Prepared:
        """Return what can be sent.

        Args:
            recipients: who gets it.
            order: the text, and how to send it.
            plain_letters: whether letters that make it dearer are replaced.

        Raises:
            ServiceValidationError: as ``async_send``.
            HomeAssistantError: as ``async_send``.

        """
        return prepare(
            recipients,
            order,
            max_parts=self._account.max_parts,
            plain_letters=plain_letters,
        )

    def _compose(
        self,
        recipient: Recipient,
        order: Order,
        key: str,
        country: str | None,
    ) -> Message:
        """Return the message for one recipient."""
        return compose(recipient, order, key)

    async def async_take_in(
        self,
        recipients: Sequence[Recipient],
        order: Order,
        state: State,
        *,
        plain_letters: bool,
    ) -> list[Record | Outcome]:
        """Take into the outbox what may leave; return that, or why it may not.

        Args:
            recipients: who gets it; an invalid one gets an outcome without a request.
            order: the text, and how to send it.
            state: whether the courier is to hand it over.
            plain_letters: whether letters that make it dearer are replaced.

        Raises:
            ServiceValidationError: as ``async_send``.
            HomeAssistantError: as ``async_send``; or the account is being reloaded.

        """
        prepared = await self._async_prepared(
            recipients, order, plain_letters=plain_letters
        )
        recipients, order, parts = prepared.recipients, prepared.order, prepared.parts
        countries = await self._admission.async_prepare(recipients, order, parts)
        if self.outbox.room < len(recipients):
            raise HomeAssistantError(
                translation_domain=DOMAIN, translation_key="outbox_full"
            )
        if self._stopped:
            # The account is being reloaded: what is taken in now, nobody would send.
            raise HomeAssistantError(
                translation_domain=DOMAIN, translation_key="stopped"
            )
        # From here to the outbox nothing waits: asking the limits and reserving are
        # one.
        now = time.time()
        results = [
            self._admission.take(
                recipient, order, parts, countries.get(recipient.number), now
            )
            for recipient in recipients
        ]
        self.outbox.async_add(
            [
                replace(result, state=state)
                for result in results
                if isinstance(result, Record)
            ]
        )
        self._announcer.async_tell_limits(order, results)
        return results

    @callback
    def _async_begin_reports(self) -> None:
        """Begin to ask what became of messages, where anybody can say."""

    @callback
    def _async_end_reports(self) -> None:
        """Ask no more."""

    @callback
    def _sign_in_again(self) -> None:
        """Ask the user for other credentials."""
        self._entry.async_start_reauth(self._hass)

    async def _async_record(self, records: Sequence[Record]) -> None:
        """Return when the messages are on the disk; what is not must not leave."""
        try:
            await self.outbox.async_flush()
        except OSError:
            self.outbox.async_refuse(
                (
                    record
                    for record in map(self.outbox.current, records)
                    if record.state is State.QUEUED
                ),
                NOT_RECORDED,
            )

    @callback
    def _async_follow(self, record: Record, previous: Record | None) -> None:
        """Count what becomes of a message, and pass it on."""
        if previous is not None:
            self._admission.follow(record, previous)
            self._announcer.async_tell_change(record, previous)

    @callback
    def _async_wake(self) -> None:
        """Have everything handed over that waits."""
        for courier in self._couriers:
            courier.async_wake()

    @callback
    def _async_lost(self, record: Record) -> None:
        """Leave a message unknown for good; send a critical one again if wanted."""
        message, again = record.message, None
        if (
            self._options.resend_unknown
            and message.priority is Priority.CRITICAL
            and message.resend_of is None
        ):
            again = self._admission.take_again(record, time.time())
        code = ANSWER_LOST if again is None else SENT_AGAIN
        self.outbox.async_change(record, final=True, code=code)
        if again is not None:
            self.outbox.async_add([again])
            self._async_wake()
