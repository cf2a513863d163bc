"""What is to be sent, and what became of it.

Nothing personal is part of a representation: asyncio logs those of slow tasks.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from homeassistant.util.json import JsonObjectType

from ..api.errors import ApiError


class Channel(StrEnum):
    """A way to reach a phone."""

    SMS = "sms"


class Status(StrEnum):
    """What became of a message, as actions report it."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


# Codes of our own, beside ClickSend's.
INVALID_RECIPIENT = "INVALID_RECIPIENT"
NOT_SENT = "NOT_SENT"
ANSWER_LOST = "ANSWER_LOST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A text for one recipient.

    ``key`` is our own id; it travels along as ClickSend's ``custom_string`` and finds
    the message again in answers, history and replies.
    """

    key: str
    recipient: str = field(repr=False)
    text: str = field(repr=False)
    name: str | None = field(default=None, repr=False)
    sender: str | None = field(default=None, repr=False)
    reference: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one message.

    ``error`` is set where the request itself failed, for a reason that has nothing to
    do with this recipient.
    """

    recipient: str = field(repr=False)
    name: str | None = field(repr=False)
    reference: str | None = field(repr=False)
    status: Status
    code: str
    message_id: str | None = None
    sender: str | None = field(default=None, repr=False)
    parts: int | None = None
    price: Decimal | None = None
    error: ApiError | None = None

    def as_response(self) -> JsonObjectType:
        """Return the row of an action's answer."""
        return {
            "recipient": self.recipient,
            "name": self.name,
            "status": self.status.value,
            "code": self.code,
            "message_id": self.message_id,
            "reference": self.reference,
            "sender": self.sender,
            "parts": self.parts,
            "price": None if self.price is None else str(self.price),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What became of everything that one call asked for."""

    outcomes: tuple[Outcome, ...]
    currency: str | None

    @property
    def failures(self) -> list[Outcome]:
        """Return what did not get through, as far as anyone knows."""
        return [item for item in self.outcomes if item.status is not Status.ACCEPTED]

    def as_response(self) -> JsonObjectType:
        """Return an action's answer."""
        failed = len(self.failures)
        return {
            "messages": [outcome.as_response() for outcome in self.outcomes],
            "accepted": len(self.outcomes) - failed,
            "failed": failed,
            "total_price": str(_total(self.outcomes)),
            "currency": self.currency,
        }


def _total(outcomes: Iterable[Outcome]) -> Decimal:
    """Return what the accepted messages cost together."""
    return sum(
        (
            outcome.price
            for outcome in outcomes
            if outcome.status is Status.ACCEPTED and outcome.price is not None
        ),
        Decimal(0),
    )
