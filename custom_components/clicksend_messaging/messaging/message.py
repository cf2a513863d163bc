"""What is to be sent, and what became of it.

Nothing personal is part of a representation: asyncio logs those of slow tasks.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from homeassistant.util.json import JsonObjectType

from ..api.models import Channel

# What Home Assistant's media selector gives, or a name: see ``attachment``.
type Attachment = str | Mapping[str, Any]


class Priority(StrEnum):
    """How much a message matters; critical ones go first, with limits of their own."""

    NORMAL = "normal"
    CRITICAL = "critical"


class Status(StrEnum):
    """What became of a message, as actions report it."""

    ACCEPTED = "accepted"
    QUEUED = "queued"
    SUPPRESSED = "suppressed"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    BLOCKED = "blocked"


FAILURES = frozenset({Status.REJECTED, Status.UNKNOWN, Status.BLOCKED})

# Codes of our own, beside ClickSend's.
INVALID_RECIPIENT = "INVALID_RECIPIENT"
LIST_NOT_FOUND = "LIST_NOT_FOUND"
LIST_NOT_READ = "LIST_NOT_READ"
NOT_SENT = "NOT_SENT"
ANSWER_LOST = "ANSWER_LOST"
IN_PROGRESS = "IN_PROGRESS"
SENT_AGAIN = "SENT_AGAIN"
NOT_AUTHORIZED = "NOT_AUTHORIZED"
NOT_RECORDED = "NOT_RECORDED"
EXPIRED = "EXPIRED"
PICTURE_LOST = "PICTURE_LOST"
VOICE_NOT_ENABLED = "VOICE_NOT_ENABLED"
DUPLICATE = "DUPLICATE"
CANCELLED_BY_USER = "CANCELLED_BY_USER"
OPTED_OUT = "OPTED_OUT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """How a call reads its text out; what is ``None`` is left to others to choose.

    ``language`` is one of ClickSend's codes, ``voice`` is ``female`` or ``male``,
    ``country`` the ISO 3166 code of the number's country.
    """

    language: str | None = None
    voice: str | None = None
    require_input: bool = False
    machine_detection: bool | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What one call asks for, apart from who gets it.

    Within ``dedup_seconds`` nobody gets two messages with the same ``dedup_key`` over
    the same channel.
    ``schedule`` is unix seconds. ``subject``, ``attachment`` and ``media``, the name of
    what was attached once it is kept, are for MMS, ``speech`` is for calls.
    """

    text: str = field(repr=False)
    channel: Channel = Channel.SMS
    sender: str | None = field(default=None, repr=False)
    reference: str | None = field(default=None, repr=False)
    priority: Priority = Priority.NORMAL
    dedup_key: str | None = field(default=None, repr=False)
    dedup_seconds: float = 0
    schedule: float | None = None
    subject: str | None = field(default=None, repr=False)
    attachment: Attachment | None = field(default=None, repr=False)
    media: str | None = None
    speech: Speech = field(default_factory=Speech)


class Group(NamedTuple):
    """What messages must have in common to leave in one request."""

    channel: Channel
    media: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message for one recipient.

    ``key`` is our own id; it travels along as ClickSend's ``custom_string`` and finds
    the message again in answers, history and replies. ``resend_of`` is the key of a
    lost message that this one repeats. ``schedule`` is unix seconds. ``media`` is the
    name under which the picture is kept until the message has left.
    """

    key: str
    channel: Channel
    recipient: str = field(repr=False)
    text: str = field(repr=False)
    name: str | None = field(default=None, repr=False)
    sender: str | None = field(default=None, repr=False)
    reference: str | None = field(default=None, repr=False)
    priority: Priority = Priority.NORMAL
    dedup_key: str | None = field(default=None, repr=False)
    resend_of: str | None = None
    schedule: float | None = None
    subject: str | None = field(default=None, repr=False)
    media: str | None = None
    speech: Speech | None = None

    @property
    def group(self) -> Group:
        """Return what it has in common with those that may leave together with it."""
        return Group(self.channel, self.media)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one message."""

    recipient: str = field(repr=False)
    name: str | None = field(repr=False)
    reference: str | None = field(repr=False)
    status: Status
    code: str
    message_id: str | None = None
    sender: str | None = field(default=None, repr=False)
    parts: int | None = None
    price: Decimal | None = None

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
        return [item for item in self.outcomes if item.status in FAILURES]

    @property
    def accepted(self) -> list[Outcome]:
        """Return what ClickSend has taken."""
        return [item for item in self.outcomes if item.status is Status.ACCEPTED]

    def as_response(self) -> JsonObjectType:
        """Return an action's answer."""
        accepted = self.accepted
        return {
            "messages": [outcome.as_response() for outcome in self.outcomes],
            "accepted": len(accepted),
            "failed": len(self.failures),
            "total_price": _total(accepted),
            "currency": self.currency,
        }


def _total(outcomes: Collection[Outcome]) -> str | None:
    """Return what messages cost together, ``None`` where nobody tells."""
    prices = [outcome.price for outcome in outcomes if outcome.price is not None]
    if outcomes and not prices:
        return None
    return str(sum(prices, Decimal(0)))
