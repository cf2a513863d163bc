"""Messages that something else than the courier hands over, counted all the same."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from ..api.errors import ApiError
from ..api.models import SUCCESS, SendAnswer
from .failures import raise_for_failures
from .message import NOT_RECORDED, NOT_SENT, Message, Order, Outcome, Report
from .messenger import Messenger
from .outbox.record import Record
from .outbox.states import State
from .recipients import Recipient
from .verdicts import LOST, Changes, verdicts


@dataclass(slots=True)
class HandOver:
    """What is said about messages while they are counted, and what became of them.

    ``answer`` is for the context to set, if ClickSend tells of each. ``outcomes`` are
    there when it has ended.
    """

    answer: SendAnswer | None = None
    outcomes: tuple[Outcome, ...] = ()


@asynccontextmanager
async def async_counted(
    messenger: Messenger, recipients: Sequence[Recipient], order: Order
) -> AsyncIterator[HandOver]:
    """Count messages that are handed over within the context.

    They are in the outbox like any others, but the courier leaves them alone.

    Args:
        messenger: that of the account, or of the hub.
        recipients: who gets one.
        order: what they get, as far as that is known.

    Raises:
        ServiceValidationError: somebody cannot be a recipient, or the text is empty or
            would be cut off.
        HomeAssistantError: a limit or an opt-out stands in the way of one of them, or
            they cannot be written down; nothing must be handed over.
        ApiError: as the context.

    """
    # Nobody replaces letters in what something else hands over.
    results = await messenger.async_take_in(
        recipients, order, State.SUBMITTING, plain_letters=False
    )
    records = [result for result in results if isinstance(result, Record)]
    became: Changes = _not_sent(NOT_SENT)
    said = HandOver()
    with messenger.under_way():
        try:
            _raise_for(result for result in results if isinstance(result, Outcome))
            try:
                await messenger.outbox.async_flush()
            except OSError:
                became = _not_sent(NOT_RECORDED)
                _raise_for(record.with_changes(became).outcome() for record in records)
            # Unless somebody says something else, it may have left.
            became = {**LOST, "final": True}
            try:
                yield said
            except ApiError as err:
                if not err.outcome_unknown:
                    became = _not_sent(err.code or NOT_SENT)
                raise
            became = {"state": State.ACCEPTED, "code": SUCCESS}
        finally:
            each = _verdicts([record.message for record in records], said.answer)
            changed = [
                messenger.outbox.async_change(record, **(verdict or became))
                for record, verdict in zip(records, each, strict=True)
            ]
            said.outcomes = tuple(record.outcome() for record in changed)


def _verdicts(
    messages: Sequence[Message], answer: SendAnswer | None
) -> list[Changes | None]:
    """Return what to change in the record of each message that something is said of."""
    if answer is None:
        return [None] * len(messages)
    # Not by our ids: what something else hands over does not have them.
    rows = tuple(replace(row, custom_string=None) for row in answer.rows)
    found = verdicts(messages, replace(answer, rows=rows))
    return [None if verdict is LOST else verdict for verdict in found]


def _not_sent(code: str) -> Changes:
    """Return what becomes of a message that nothing was done with."""
    return {"state": State.REJECTED, "code": code}


def _raise_for(outcomes: Iterable[Outcome]) -> None:
    """Raise if there are any that failed.

    Raises:
        ServiceValidationError, HomeAssistantError: see ``raise_for_failures``.

    """
    raise_for_failures(Report(tuple(outcomes), None))
