"""Tells the world what becomes of messages."""

from collections.abc import Sequence

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send

from .limits.tripped import Tripped
from .message import Order, Outcome
from .news import SIGNAL_NEWS, News, NewsType, news_of, news_type
from .outbox.outbox import Outbox
from .outbox.record import Record
from .outbox.watch import Watch


class Announcer:
    """Tells what became known about one account's messages, each thing once."""

    def __init__(self, hass: HomeAssistant, entry_id: str, outbox: Outbox) -> None:
        """Prepare; nothing is told yet."""
        self._hass = hass
        self._entry_id = entry_id
        self._outbox = outbox
        self._tripped = Tripped()

    @callback
    def async_tell_limits(
        self, order: Order, results: Sequence[Record | Outcome]
    ) -> None:
        """Say of each limit once that it stands in the way."""
        for outcome in self._tripped.newly(results):
            self._async_tell(
                News(
                    type=NewsType.FAILED,
                    entry_id=self._entry_id,
                    reference=outcome.reference,
                    recipient=outcome.name or outcome.recipient,
                    channel=order.channel.value,
                    reason=outcome.code,
                )
            )

    @callback
    def async_tell_change(self, record: Record, previous: Record) -> None:
        """Say what a change means, unless somebody waits for just that."""
        type_ = news_type(record, previous)
        # Whoever still waits for it learns from the action that a message was sent.
        if type_ is NewsType.SENT and record.message.key in self._outbox.watches:
            return
        if type_ is not None:
            self._async_tell(news_of(self._entry_id, type_, record))

    @callback
    def async_tell_all(self, watch: Watch) -> None:
        """Tell everybody what a caller that is gone would have learnt."""
        for key in watch.settled:
            record = self._outbox.get(key)
            if record is not None and record.message_id is not None:
                self._async_tell(news_of(self._entry_id, NewsType.SENT, record))

    @callback
    def _async_tell(self, news: News) -> None:
        """Tell everybody who listens."""
        async_dispatcher_send(self._hass, SIGNAL_NEWS, news)
