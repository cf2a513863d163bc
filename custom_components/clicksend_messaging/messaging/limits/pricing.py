"""What messages cost: asked of ClickSend, learnt from what it says, and estimated."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import batched
import time

from ...api.clicksend import MAX_MESSAGES_PER_SEND, ClickSendClient
from ...api.errors import ApiError
from ...api.models import Channel, SendAnswer, SendRow
from ..content.compose import as_outgoing
from ..content.media import Pictures
from ..message import Message
from ..outbox.record import Record
from ..verdicts import rows_of
from .countries import Countries
from .prices import Prices

type Answer = tuple[list[SendRow | None], str | None]


class Pricing:
    """Knows prices, and asks for those that it does not know."""

    def __init__(
        self, client: ClickSendClient, countries: Countries, pictures: Pictures
    ) -> None:
        """Start with nothing known."""
        self._client = client
        self._countries = countries
        self._pictures = pictures
        self._prices = Prices()
        self._asking = asyncio.Lock()

    def estimate(
        self, channel: Channel, number: str, country: str | None, parts: int
    ) -> Decimal | None:
        """Return what a message should cost, ``None`` if nothing is known yet."""
        return self._prices.estimate(channel, number, country, parts)

    def learn_from(self, record: Record) -> None:
        """Take over what a message cost, if ClickSend accepted it."""
        if record.message_id:
            self._learn(record.message, record.parts, record.cost)

    async def async_ask(self, messages: Sequence[Message], parts: int) -> Answer:
        """Ask what messages would cost; return what is said of each, and the currency.

        Nothing is sent. What is said counts as what messages cost from now on.

        Args:
            messages: messages of one channel, each with a key of its own.
            parts: how many parts each has by our estimate.

        Raises:
            ApiError: see ``api.errors``.
            OSError: the picture is not on the disk any more.

        """
        rows: dict[str, SendRow | None] = {}
        currency = None
        for media in dict.fromkeys(message.media for message in messages):
            same = [message for message in messages if message.media == media]
            media_file = media and await self._pictures.async_upload(media)
            for batch in batched(same, MAX_MESSAGES_PER_SEND, strict=False):
                answer = await self._async_request(batch, media_file)
                currency = answer.currency or currency
                found = rows_of(batch, answer)
                for message, row in zip(batch, found, strict=True):
                    rows[message.key] = row
                    if row is not None and row.accepted:
                        self._learn(message, row.parts or parts, row.price)
        return [rows[message.key] for message in messages], currency

    async def async_get_to_know(
        self, unknown: Callable[[], Sequence[Message]], parts: int
    ) -> None:
        """Ask for prices that nobody knows yet, once for all who ask meanwhile.

        Args:
            unknown: returns messages without a price.
            parts: how many parts each has.

        """
        if not unknown():
            return
        async with self._asking:
            # Whoever asked meanwhile may have asked for the same.
            if messages := unknown():
                # All that fit in one request: one number alone may have no price. Any
                # picture will do.
                media = messages[0].media
                alike = [
                    replace(message, media=media)
                    for message in messages[:MAX_MESSAGES_PER_SEND]
                ]
                try:
                    await self.async_ask(alike, parts)
                except ApiError, OSError:
                    # Messages whose price stays unknown are blocked, and say so.
                    return

    async def _async_request(
        self, batch: Sequence[Message], media_file: str | None
    ) -> SendAnswer:
        """Ask for prices in one request."""
        now = time.time()
        outgoing = [as_outgoing(message, now) for message in batch]
        return await self._client.messages.prices(outgoing, media_file)

    def _learn(
        self, message: Message, parts: int | None, price: Decimal | None
    ) -> None:
        """Take over what a message costs, if its country is known."""
        number = message.recipient
        if number in self._countries:
            country = self._countries[number]
            self._prices.learn(message.channel, number, country, parts, price)
