"""From "tell Dad" to outcomes: the only road to ClickSend's send endpoints."""

import asyncio
from collections.abc import Container, Sequence
from contextlib import suppress
from dataclasses import replace
import time
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.start import async_at_started

from ..api.clicksend import ClickSendClient
from ..api.models import Channel
from ..const import DOMAIN
from ..coordinator import AccountCoordinator
from ..rules import OwnRules
from .admission import Admission
from .announcer import Announcer
from .cancel import Canceller
from .content.media import Pictures
from .content.prepare import Prepared, async_prepare
from .content.voices import VoiceBook
from .courier import Courier
from .delivery import Delivery
from .limits.pricing import Pricing
from .limits.quote import Quotation, async_quote
from .lookup import Lookup
from .message import (
    ANSWER_LOST,
    NOT_RECORDED,
    SENT_AGAIN,
    Order,
    Priority,
    Report,
)
from .options import SendOptions
from .outbox.outbox import LoadReport, Outbox
from .outbox.record import Record
from .outbox.states import State
from .recipients import Recipient

# How long a caller waits for a verdict before it is told how things stand.
VERDICT_SECONDS = 30.0


class Messenger:
    """Everything between a wish to send and its outcome, for one account."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        client: ClickSendClient,
        account: AccountCoordinator,
        rules: OwnRules,
        opted_out: Container[str],
    ) -> None:
        """Prepare; call ``async_load`` before anything else.

        Args:
            hass: Home Assistant.
            entry: the account's entry.
            client: the account's client.
            account: what is known about the account.
            rules: our rules at ClickSend.
            opted_out: the numbers that get no messages.

        """
        self._hass = hass
        self._entry = entry
        self._account = account
        self._stopped = False
        self._options = SendOptions.from_entry(entry.options)
        self.outbox = Outbox(hass, entry.entry_id)
        self.voices = VoiceBook(hass, client)
        self._pictures = Pictures(hass, entry.entry_id, client)
        self._pricing = Pricing(hass, client, self._pictures)
        self._admission = Admission(
            account, self.outbox, self._pricing, self.voices, opted_out, self._options
        )

        def sign_in_again() -> None:
            entry.async_start_reauth(hass)

        self._couriers = [
            Courier(
                hass,
                entry,
                client,
                self.outbox,
                self._pictures,
                self._admission.has_opted_out,
                sign_in_again,
                with_pictures=with_pictures,
            )
            for with_pictures in (False, True)
        ]
        self.canceller = Canceller(client, self.outbox, sign_in_again)
        self._lookup = Lookup(hass, entry, client, self.outbox, self._async_lost)
        self._delivery = Delivery(hass, entry, client, self.outbox, rules)
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
            self._delivery.async_start()

        self._entry.async_on_unload(async_at_started(self._hass, go_on))

    async def async_stop(self) -> None:
        """Let the request in flight end, write everything down, and do nothing more."""
        self._stopped = True
        # They are there again for who starts anew.
        self._delivery.async_stop()
        for courier in self._couriers:
            await courier.async_stop()
        await self.canceller.async_stop()
        await self.outbox.async_stop()

    async def async_finish(self) -> None:
        """Let what is on its way arrive before Home Assistant ends.

        Automations that are triggered by just that may still send.
        """
        for courier in self._couriers:
            await courier.async_rest()
        self._delivery.async_stop()
        with suppress(OSError):
            await self.outbox.async_flush()

    @callback
    def async_heard(self, number: str) -> None:
        """Take note that a text came in: what is sent there now may be an answer."""
        self._admission.answers.heard(number, time.time())

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
        prepared = await self._async_prepared(recipients, order)
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
        taken = [result for result in results if isinstance(result, Record)]
        self.outbox.async_add(taken)
        watch = self.outbox.watches.begin([record.message.key for record in taken])
        self._async_wake()
        self._announcer.async_tell_limits(order, results)
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
        outcomes = tuple(
            self.outbox.current(result).outcome()
            if isinstance(result, Record)
            else result
            for result in results
        )
        return Report(outcomes, self._account.currency)

    async def async_quote(
        self, recipients: Sequence[Recipient], order: Order
    ) -> Quotation:
        """Return what one message to everybody would cost; nothing is sent.

        Raises:
            ApiError: see ``api.errors``.
            ServiceValidationError: as ``async_send``.
            HomeAssistantError: a picture could not be read or kept.

        """
        prepared = await self._async_prepared(recipients, order)
        try:
            quotation = await async_quote(
                self._pricing, self._admission.compose, prepared
            )
        except OSError as err:
            raise HomeAssistantError(
                translation_domain=DOMAIN, translation_key="picture_not_kept"
            ) from err
        finally:
            if order.channel is Channel.MMS:
                await self._pictures.async_tidy(self.outbox.media_in_use)
        currency = quotation.currency or self._account.currency
        return replace(quotation, currency=currency)

    def reference_of(
        self, custom_string: str | None, message_id: str | None
    ) -> str | None:
        """Return the reference of a message that was answered, if one was.

        What another program sent keeps its own.

        Args:
            custom_string: our own id for it.
            message_id: ClickSend's.

        """
        record = self.outbox.get(custom_string) if custom_string else None
        if record is None and message_id and not custom_string:
            record = self.outbox.find(message_id)
        if record is not None:
            return record.message.reference or record.message.key
        return custom_string

    @callback
    def async_hear_of_report(
        self, message_id: str | None, custom_string: str | None
    ) -> None:
        """Ask for a delivery report that somebody says is there."""
        self._delivery.async_hint(message_id, custom_string)

    async def _async_prepared(
        self, recipients: Sequence[Recipient], order: Order
    ) -> Prepared:
        """Return what can be sent; see ``prepare``."""
        if order.channel is Channel.MMS:
            # The courier tidies as well, but never gets what a limit blocks.
            await self._pictures.async_tidy(self.outbox.media_in_use)
        if order.channel is Channel.VOICE:
            await self.voices.async_check(order.speech, [r.speech for r in recipients])
        return await async_prepare(
            self._hass,
            self._pictures,
            recipients,
            order,
            max_parts=self._account.max_parts,
            plain_letters=self._options.plain_letters,
        )

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
