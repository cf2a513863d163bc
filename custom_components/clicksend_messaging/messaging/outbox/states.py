"""The states of a message on its way, and which may follow which."""

from enum import StrEnum


class State(StrEnum):
    """Where a message is.

    ``unknown`` means that it was handed over and the answer was lost. Nothing but a
    later word of ClickSend can lead out of it.
    """

    QUEUED = "queued"
    SUBMITTING = "submitting"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


# Reports come late, twice, and in the wrong order, so that later states may be skipped
# to but never left for earlier ones. The one step back is the courier's own: a request
# that certainly did nothing.
_NEXT: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset(
        {State.SUBMITTING, State.REJECTED, State.EXPIRED, State.CANCELLED}
    ),
    State.SUBMITTING: frozenset(
        {State.QUEUED, State.UNKNOWN, State.ACCEPTED, State.REJECTED}
    ),
    State.UNKNOWN: frozenset(
        {
            State.ACCEPTED,
            State.SENT,
            State.DELIVERED,
            State.FAILED,
            State.CANCELLED,
            State.REJECTED,
        }
    ),
    State.ACCEPTED: frozenset(
        {State.SENT, State.DELIVERED, State.FAILED, State.CANCELLED}
    ),
    State.SENT: frozenset({State.DELIVERED, State.FAILED}),
    State.DELIVERED: frozenset(),
    State.FAILED: frozenset(),
    State.REJECTED: frozenset(),
    State.EXPIRED: frozenset(),
    State.CANCELLED: frozenset(),
}

# Nothing of these was, or will be, paid for.
FREE_STATES = frozenset({State.REJECTED, State.EXPIRED, State.CANCELLED})

# Nothing of these arrived, and nothing of these will.
FAILED_STATES = FREE_STATES | {State.FAILED}


def may_follow(current: State, new: State) -> bool:
    """Tell whether a message may go from one state to another."""
    return new in _NEXT[current]
