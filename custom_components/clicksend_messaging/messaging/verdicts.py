"""From ClickSend's answer, what became of each message of a request."""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..api.models import HistoryRow, SendAnswer, SendRow
from .message import ANSWER_LOST, Message
from .outbox.states import State

type Changes = Mapping[str, Any]

LOST: Final[Changes] = {"state": State.UNKNOWN, "code": ANSWER_LOST}


def verdicts(batch: Sequence[Message], answer: SendAnswer) -> list[Changes]:
    """Return what to change in the record of each message.

    A message without a row was handed over, and nothing is known about it.
    """
    return [LOST if row is None else _verdict(row) for row in rows_of(batch, answer)]


def rows_of(batch: Sequence[Message], answer: SendAnswer) -> list[SendRow | None]:
    """Return what the answer says about each message, if it says anything.

    Rows may come in any order. Our own id in ``custom_string`` tells them apart; a row
    that lost it is found by its number, of which ClickSend may have kept the digits
    only.
    """
    by_key = {row.custom_string: row for row in answer.rows}
    by_number: defaultdict[str, deque[SendRow]] = defaultdict(deque)
    for row in answer.rows:
        if row.custom_string is None:
            by_number[_digits(row.to or "")].append(row)
    found: list[SendRow | None] = []
    for message in batch:
        if own_row := by_key.get(message.key):
            found.append(own_row)
        elif rows := by_number.get(_digits(message.recipient)):
            found.append(rows.popleft())
        else:
            found.append(None)
    return found


def _digits(number: str) -> str:
    """Return what the ways to write an international number have in common."""
    return "".join(filter(str.isdigit, number))


def _verdict(row: SendRow) -> Changes:
    """Return what ClickSend's row says about a message, if it says anything."""
    if row.status is None:
        return LOST
    if not row.accepted:
        # Rejected messages carry an id and a price as well; both lead nowhere.
        return {"state": State.REJECTED, "code": row.status, "sender": row.sender}
    return {"state": State.ACCEPTED, "code": row.status, **details(row)}


def details(row: SendRow | HistoryRow) -> Changes:
    """Return what a row of ClickSend's says about a message that it has taken."""
    changes: dict[str, Any] = {"message_id": row.message_id, "sender": row.sender}
    if row.parts is not None:
        changes["parts"] = row.parts
    if row.price is not None:
        changes["cost"] = row.price
    return changes
