"""What a ClickSend account can do beyond sending texts."""

from collections.abc import Container, Sequence
from dataclasses import replace
import time
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ..api.clicksend import ClickSendClient
from ..api.models import Channel
from ..const import DOMAIN
from ..rules import OwnRules
from .clicksend_cancel import ClickSendCanceller
from .clicksend_carrier import ClickSendCarrier
from .content.compose import compose, speech_of
from .content.media import Pictures
from .content.prepare import Prepared, async_with_pictures
from .content.voices import VoiceBook
from .delivery import Delivery
from .limits.countries import Countries
from .limits.pricing import Pricing
from .limits.quote import Quotation, async_quote
from .message import Message, Order
from .messenger import Messenger
from .payer import Payer
from .recipients import Recipient


class ClickSendMessenger(Messenger):
    """Pictures, calls, prices, delivery reports, and taking messages back."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        client: ClickSendClient,
        account: Payer,
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
        self.voices = VoiceBook(hass, client)
        self._countries = Countries(hass)
        self._pictures = Pictures(hass, entry.entry_id, client)
        self._pricing = Pricing(client, self._countries, self._pictures)
        super().__init__(
            hass,
            entry,
            account,
            ClickSendCarrier(client),
            self._countries,
            pricing=self._pricing,
            pictures=self._pictures,
            opted_out=opted_out,
        )
        self.canceller: ClickSendCanceller = ClickSendCanceller(
            client, self.outbox, self._sign_in_again
        )
        self._delivery = Delivery(hass, entry, client, self.outbox, rules)

    @callback
    def async_heard(self, number: str) -> None:
        """Take note that a text came in: what is sent there now may be an answer."""
        self._admission.answers.heard(number, time.time())

    async def async_quote(
        self, recipients: Sequence[Recipient], order: Order
    ) -> Quotation:
        """Return what one message to everybody would cost; nothing is sent.

        Raises:
            ApiError: see ``api.errors``.
            ServiceValidationError: as ``async_send``.
            HomeAssistantError: a picture could not be read or kept.

        """
        prepared = await self._async_prepared(
            recipients, order, plain_letters=self._options.plain_letters
        )
        try:
            quotation = await async_quote(
                self._pricing, self._countries, self._compose, prepared
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

    @override
    async def _async_prepared(
        self, recipients: Sequence[Recipient], order: Order, *, plain_letters: bool
    ) -> Prepared:
        """Also check the voice, and read the picture."""
        if order.channel is Channel.MMS:
            # The courier tidies as well, but never gets what a limit blocks.
            await self._pictures.async_tidy(self.outbox.media_in_use)
        if order.channel is Channel.VOICE:
            await self.voices.async_check(order.speech, [r.speech for r in recipients])
        prepared = await super()._async_prepared(
            recipients, order, plain_letters=plain_letters
        )
        if order.channel is not Channel.MMS:
            return prepared
        return await async_with_pictures(self._hass, self._pictures, prepared)

    @override
    def _compose(
        self, recipient: Recipient, order: Order, key: str, country: str | None
    ) -> Message:
        """Also say how a call reads its text out."""
        speech = speech_of(recipient, order, country, self.voices.voices)
        return compose(recipient, order, key, speech)

    @callback
    @override
    def _async_begin_reports(self) -> None:
        """Follow what was accepted."""
        self._delivery.async_start()

    @callback
    @override
    def _async_end_reports(self) -> None:
        """Follow nothing any more."""
        self._delivery.async_stop()
