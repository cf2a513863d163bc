"""What came of the wish to cancel messages."""

from dataclasses import dataclass, field

from homeassistant.util.json import JsonObjectType

from ..api.models import Channel
from .message import CANCELLED_BY_USER
from .outbox.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """What came of the wish to cancel a message.

    Without a recipient it is one that the outbox does not know; without any id, all
    that others have scheduled on the channel.
    """

    channel: Channel
    code: str
    message_id: str | None = None
    recipient: str | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)
    reference: str | None = field(default=None, repr=False)

    @property
    def succeeded(self) -> bool:
        """Whether it will not be sent."""
        return self.code == CANCELLED_BY_USER

    def as_response(self) -> JsonObjectType:
        """Return the row of an action's answer."""
        return {
            "recipient": self.recipient,
            "name": self.name,
            "status": "cancelled" if self.succeeded else "not_cancelled",
            "code": self.code,
            "channel": self.channel.value,
            "message_id": self.message_id,
            "reference": self.reference,
        }


@dataclass(frozen=True, slots=True)
class CancelReport:
    """What came of everything that one call wanted cancelled.

    ``of_others`` counts what went along with it that was not sent from here.
    """

    rows: tuple[Cancellation, ...]
    of_others: int = 0

    @property
    def failures(self) -> list[Cancellation]:
        """Return what may still be sent."""
        return [row for row in self.rows if not row.succeeded]

    @property
    def cancelled(self) -> int:
        """Return how many will not be sent."""
        return len(self.rows) - len(self.failures) + self.of_others

    def as_response(self) -> JsonObjectType:
        """Return an action's answer."""
        return {
            "messages": [row.as_response() for row in self.rows],
            "cancelled": self.cancelled,
            "failed": len(self.failures),
        }


def row_of(record: Record, code: str) -> Cancellation:
    """Return what came of the wish to cancel a message of the outbox."""
    message = record.message
    return Cancellation(
        channel=message.channel,
        code=code,
        message_id=record.message_id,
        recipient=message.recipient,
        name=message.name,
        reference=message.reference,
    )
