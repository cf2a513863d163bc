"""What the world is told about messages: the delivery report, triggers and repairs."""

from dataclasses import dataclass, field
from enum import StrEnum

from homeassistant.util.signal_type import SignalType

from ..const import DOMAIN
from .message import CANCELLED_BY_USER
from .outbox.record import Record
from .outbox.states import State


class NewsType(StrEnum):
    """What a delivery report says."""

    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What became known about a message.

    ``reason`` is ClickSend's word or ours, ``digits`` what was pressed in a call.
    """

    type: NewsType
    entry_id: str
    message_id: str | None = None
    reference: str | None = field(repr=False)
    recipient: str | None = field(repr=False)
    channel: str
    reason: str
    digits: str | None = field(default=None, repr=False)

    def as_attributes(self) -> dict[str, str | None]:
        """Return what entities and triggers show."""
        return {
            "message_id": self.message_id,
            "reference": self.reference,
            "recipient": self.recipient,
            "channel": self.channel,
            "reason": self.reason,
            "digits": self.digits,
        }


SIGNAL_NEWS: SignalType[News] = SignalType(f"{DOMAIN}_news")

_TYPES = {
    State.ACCEPTED: NewsType.SENT,
    State.SENT: NewsType.SENT,
    State.DELIVERED: NewsType.DELIVERED,
    State.FAILED: NewsType.FAILED,
    State.REJECTED: NewsType.FAILED,
    State.EXPIRED: NewsType.FAILED,
    State.CANCELLED: NewsType.FAILED,
}


def news_type(record: Record, previous: Record) -> NewsType | None:
    """Return what a change tells the world, if it does.

    An unknown message is news only when nobody looks for it any longer. Keys that are
    known later than how a call ended are news of the same type again. What was
    cancelled here has not failed.
    """
    if record.state is State.UNKNOWN:
        lost = record.final and not previous.final
        return NewsType.UNKNOWN if lost else None
    if record.code == CANCELLED_BY_USER:
        return None
    pressed = record.digits is not None and record.digits != previous.digits
    if record.state is previous.state and not pressed:
        return None
    return _TYPES.get(record.state)


def news_of(entry_id: str, type_: NewsType, record: Record) -> News:
    """Return what is to be told about a message."""
    message = record.message
    return News(
        type=type_,
        entry_id=entry_id,
        message_id=record.message_id,
        reference=message.reference,
        recipient=message.name or message.recipient,
        channel=message.channel.value,
        reason=record.code,
        digits=record.digits,
    )
