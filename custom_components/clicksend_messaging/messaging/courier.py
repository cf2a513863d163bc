"""One request to ClickSend, and from its answer the outcome of every message in it."""

from collections import defaultdict, deque
from collections.abc import Sequence

from ..api.clicksend import ClickSendClient
from ..api.errors import ApiError, AuthenticationError, GatewayError
from ..api.models import OutgoingSms, SendAnswer, SendRow
from ..exceptions import error_key
from .message import ANSWER_LOST, NOT_SENT, Message, Outcome, Status


async def async_deliver(
    client: ClickSendClient, batch: Sequence[Message]
) -> list[Outcome]:
    """Hand a batch over, once, and return an outcome for every message, in order."""
    try:
        answer = await client.send_sms([_as_sms(message) for message in batch])
    except ApiError as err:
        return [failed_outcome(message, err) for message in batch]
    return _outcomes(batch, answer)


def failed_outcome(message: Message, error: ApiError) -> Outcome:
    """Return the outcome of a message whose request failed as a whole."""
    if error.outcome_unknown:
        return lost_outcome(message, error)
    if error.may_repeat or isinstance(error, AuthenticationError | GatewayError):
        code = error_key(error).upper()
        return _without_row(message, Status.REJECTED, code, error)
    return _without_row(message, Status.REJECTED, error.code or NOT_SENT, None)


def lost_outcome(message: Message, error: ApiError | None = None) -> Outcome:
    """Return the outcome of a message that was handed over without an answer."""
    return _without_row(message, Status.UNKNOWN, ANSWER_LOST, error)


def _without_row(
    message: Message, status: Status, code: str, error: ApiError | None
) -> Outcome:
    """Return an outcome that ClickSend did not give."""
    return Outcome(
        recipient=message.recipient,
        name=message.name,
        reference=message.reference,
        status=status,
        code=code,
        error=error,
    )


def _as_sms(message: Message) -> OutgoingSms:
    """Return a message as ClickSend takes it."""
    return OutgoingSms(
        to=message.recipient,
        body=message.text,
        custom_string=message.key,
        sender=message.sender,
    )


def _outcomes(batch: Sequence[Message], answer: SendAnswer) -> list[Outcome]:
    """Find each message's row.

    Rows may come in any order. Our own id in ``custom_string`` tells them apart; a row
    that lost it is found by its number, which ClickSend may have rewritten. A message
    without a row was handed over and nothing is known about it.
    """
    by_key = {row.custom_string: row for row in answer.rows}
    by_number: defaultdict[str | None, deque[SendRow]] = defaultdict(deque)
    for row in answer.rows:
        if row.custom_string is None:
            by_number[row.to].append(row)
    outcomes = []
    for message in batch:
        if own_row := by_key.get(message.key):
            outcomes.append(_row_outcome(message, own_row))
        elif rows := by_number[message.recipient]:
            outcomes.append(_row_outcome(message, rows.popleft()))
        else:
            outcomes.append(lost_outcome(message))
    return outcomes


def _row_outcome(message: Message, row: SendRow) -> Outcome:
    """Return what ClickSend says about one message, if it says anything."""
    if row.status is None:
        return lost_outcome(message)
    return Outcome(
        recipient=message.recipient,
        name=message.name,
        reference=message.reference,
        status=Status.ACCEPTED if row.accepted else Status.REJECTED,
        code=row.status,
        # Rejected messages carry an id as well, which leads nowhere.
        message_id=row.message_id if row.accepted else None,
        sender=row.sender,
        parts=row.parts,
        price=row.price,
    )
