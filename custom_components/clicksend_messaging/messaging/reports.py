"""What ClickSend's later word on a message means for its record."""

from typing import Any

from ..api.models import HistoryRow, Receipt
from .outbox.record import Record
from .outbox.states import State, may_follow
from .verdicts import details

type Word = HistoryRow | Receipt

# The network's codes (ClickSend help, "delivery status codes").
_DELIVERED = "201"
_FAILED = "301"
_ON_THE_WAY = frozenset({"200", "300", "302"})

# History's words; some carry more after them, such as "Queued:WaitSend".
_WAITING = ("queued", "scheduled", "waitapproval")
_CANCELLED = "cancelled"
# What the reason of a receipt is then, by its text or its number.
_CANCELLED_REASONS = (_CANCELLED, "canceled", "5")


def state_of(word: Word) -> State | None:
    """Return the state that a report tells of, if it does.

    Nothing but the network's own word counts as delivered: ClickSend calls a message
    completed that nobody ever reports, such as one to a test number.
    """
    status = word.status.lower() if isinstance(word, HistoryRow) else ""
    code = word.status_code
    if code == _DELIVERED or (status == "delivered" and code != _FAILED):
        return State.DELIVERED
    if status.startswith(_CANCELLED) or (
        code == _FAILED and (word.reason or "").lower() in _CANCELLED_REASONS
    ):
        return State.CANCELLED
    if code == _FAILED or status == "failed":
        return State.FAILED
    on_the_way = code in _ON_THE_WAY or status in ("sent", "completed")
    return State.SENT if on_the_way and not status.startswith(_WAITING) else None


def changes(record: Record, word: Word) -> dict[str, Any]:
    """Return what to change in a message's record, if anything."""
    found: dict[str, Any] = {}
    state = state_of(word)
    if state is not None and may_follow(record.state, state):
        found["state"] = state
        found["code"] = _reason(word) or state.name
    if record.digits is None and word.digits is not None:
        found["digits"] = word.digits
    if isinstance(word, HistoryRow):
        found |= _missing(record, word)
    return found


def by_weight(word: Word) -> int:
    """Return a key that sorts the last word on a message before those on the way."""
    return (state_of(word) in (None, State.SENT)) * 2 + (word.digits is None)


def _reason(word: Word) -> str | None:
    """Return how a message fared, in ClickSend's words."""
    status = word.status if isinstance(word, HistoryRow) else None
    return word.reason or status or word.status_code


def _missing(record: Record, row: HistoryRow) -> dict[str, Any]:
    """Return what the answer to sending should have said, and did not."""
    known = details(row)
    missing = {}
    if record.sender is None and known["sender"] is not None:
        missing["sender"] = known["sender"]
    if record.parts is None:
        missing |= {name: known[name] for name in ("parts", "cost") if name in known}
    return missing
