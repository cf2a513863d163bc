"""ClickSend as the carrier of messages."""

from collections.abc import Mapping, Sequence
import time
from typing import Final, override

from ..api.clicksend import MAX_MESSAGES_PER_SEND, ClickSendClient
from ..api.models import Channel, HistoryRow
from .carrier import Carrier
from .content.compose import as_outgoing
from .message import Message
from .outbox.record import Record
from .outbox.states import State
from .verdicts import Changes, details, verdicts

# History lags behind, nobody says how far: an empty answer proves nothing. Seconds from
# the loss of the answer, or from the previous look, to the next.
DELAYS: Final = (3.0, 10.0, 30.0, 60.0, 120.0, 180.0)

# Clocks differ, and ClickSend's history goes by its own.
CLOCK_SLACK: Final = 300

_STATES: Final = {
    "failed": State.FAILED,
    "cancelled": State.CANCELLED,
    "cancelledafterreview": State.CANCELLED,
}


class ClickSendCarrier(Carrier):
    """Sends through an account, and looks into its history."""

    max_batch = MAX_MESSAGES_PER_SEND
    has_history = True
    delays = DELAYS

    def __init__(self, client: ClickSendClient) -> None:
        """Take the account's client."""
        self._client = client

    @override
    async def async_hand_over(
        self, messages: Sequence[Message], media_file: str | None
    ) -> Sequence[Changes]:
        """Send messages in one request."""
        now = time.time()
        answer = await self._client.messages.send(
            [as_outgoing(message, now) for message in messages], media_file
        )
        return verdicts(messages, answer)

    @override
    async def async_find(
        self, channel: Channel, lost: Mapping[str, Record]
    ) -> Mapping[str, Changes]:
        """Look for messages in the account's history."""
        since = min(record.created for record in lost.values()) - CLOCK_SLACK
        found = await self._client.messages.find(channel, lost.keys(), int(since))
        return {key: _changes(row) for key, row in found.items()}


def _changes(row: HistoryRow) -> Changes:
    """Return what a row of the history says about a message."""
    state = _STATES.get(row.status.lower(), State.ACCEPTED)
    return {"state": state, "code": row.status, **details(row)}
