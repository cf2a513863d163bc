"""What the outbox keeps of a message."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Self

from ..message import ANSWER_LOST, Message, Outcome, Status
from .states import FREE_STATES, State

_STATUS = {
    State.QUEUED: Status.QUEUED,
    # In flight for longer than anybody waited: it may have arrived.
    State.SUBMITTING: Status.UNKNOWN,
    State.UNKNOWN: Status.UNKNOWN,
    State.FAILED: Status.REJECTED,
    State.REJECTED: Status.REJECTED,
    State.EXPIRED: Status.REJECTED,
    State.CANCELLED: Status.REJECTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A message, where it is, and what is known about it.

    Times are unix seconds. ``expires`` is when a message that has not left must not
    leave any more; ``left`` is when it became known that it had left, or that nobody
    would ever know. ``code`` is ClickSend's word or ours for the state. ``cost`` is
    reserved at first and the real price once it is known. ``final`` tells that nobody
    is looking for an unknown message any longer. ``digits`` were pressed in a call.
    ``job_id`` is that of the carrier's work on a message that it does later.
    """

    message: Message
    state: State = State.QUEUED
    created: float
    changed: float
    expires: float
    left: float | None = None
    attempts: int = 0
    code: str = ""
    message_id: str | None = None
    sender: str | None = None
    parts: int | None = None
    cost: Decimal = Decimal(0)
    final: bool = False
    digits: str | None = None
    job_id: str | None = None

    @property
    def due(self) -> float:
        """When the message is to arrive, at the earliest."""
        return max(self.created, self.message.schedule or 0)

    @property
    def settled(self) -> bool:
        """Whether it is no longer open if the message left."""
        if self.state is State.UNKNOWN:
            return self.final
        return self.state not in (State.QUEUED, State.SUBMITTING)

    @property
    def charged(self) -> bool:
        """Whether the message has to be paid for, as far as anyone knows."""
        return self.settled and self.state not in FREE_STATES

    def outcome(self) -> Outcome:
        """Return what to tell the caller."""
        message = self.message
        accepted = self.message_id is not None
        code = ANSWER_LOST if self.state is State.SUBMITTING else self.code
        return Outcome(
            recipient=message.recipient,
            name=message.name,
            reference=message.reference,
            status=_STATUS.get(self.state, Status.ACCEPTED),
            code=code or self.state.name,
            message_id=self.message_id,
            sender=self.sender,
            parts=self.parts if accepted else None,
            price=self.cost if accepted else None,
        )

    def with_changes(self, changes: Mapping[str, Any]) -> Self:
        """Return the record with some fields changed."""
        changed = replace(self, **changes)
        if changed.charged and not self.charged:
            changed = replace(changed, left=changed.changed)
        return changed
