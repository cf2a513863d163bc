"""Takes messages back that have not left yet."""

import asyncio
from collections.abc import Collection
import time
from typing import Final

from ..api.models import Channel
from .cancellation import Cancellation, CancelReport, row_of
from .message import ANSWER_LOST, CANCELLED_BY_USER, NOT_AUTHORIZED, NOT_RECORDED
from .outbox.outbox import Outbox
from .outbox.record import Record
from .outbox.states import State

# Codes of our own: why a message was not cancelled.
NOT_SCHEDULED: Final = "NOT_SCHEDULED"
BEING_SENT: Final = "BEING_SENT"
NOT_REACHED: Final = "NOT_REACHED"

# After these the next request would fare no better, and perhaps take as long. What is
# left over was not asked for.
_ENDS: Final = {
    ANSWER_LOST: NOT_REACHED,
    NOT_REACHED: NOT_REACHED,
    NOT_AUTHORIZED: NOT_AUTHORIZED,
}

_BEFORE_SENT: Final = frozenset({State.SUBMITTING, State.UNKNOWN, State.ACCEPTED})


class Canceller:
    """Cancels what waits here; what has been handed over, nobody takes back."""

    def __init__(self, outbox: Outbox) -> None:
        """Prepare."""
        self._outbox = outbox
        self._asking = asyncio.Lock()
        self._stopping = False

    async def async_stop(self) -> None:
        """Let the request in flight end, and begin no other."""
        self._stopping = True
        async with self._asking:
            pass

    async def async_cancel_id(
        self, message_id: str, channel: Channel | None
    ) -> CancelReport:
        """Cancel the message that who took it calls so.

        Args:
            message_id: that id, ClickSend's for instance.
            channel: its channel, needed for what the outbox does not know; then it is
                SMS if none is given.

        """
        known = [
            record for record in self._of(channel) if record.message_id == message_id
        ]
        if known:
            return CancelReport(await self._async_cancel(known))
        channel = channel or Channel.SMS
        async with self._asking:
            code = await self._async_ask(channel, message_id)
        row = Cancellation(channel=channel, code=code, message_id=message_id)
        return CancelReport((row,))

    async def async_cancel_reference(
        self, reference: str, channel: Channel | None
    ) -> CancelReport:
        """Cancel the messages of that reference, or of that id of ours.

        Those that came to their end before are left out, unless there are no others.
        The report is empty if there is none at all.
        """
        known = [
            record
            for record in self._of(channel)
            if reference in (record.message.reference, record.message.key)
        ]
        now = time.time()
        still_open = [record for record in known if _is_open(record, now)]
        return CancelReport(await self._async_cancel(still_open or known))

    def _of(self, channel: Channel | None) -> list[Record]:
        """Return the messages of a channel, or of all."""
        return [
            record
            for record in self._outbox
            if channel is None or record.message.channel is channel
        ]

    async def _async_cancel(
        self, records: Collection[Record]
    ) -> tuple[Cancellation, ...]:
        """Cancel messages of the outbox as far as possible, and say what became."""
        here = {record.message.key: self._cancel_here(record) for record in records}
        on_disk = await self._async_keep()
        rows: list[Cancellation] = []
        end = None
        for record in records:
            code = here[record.message.key]
            if code is None:
                code = end or await self._async_cancel_there(record)
                end = end or _ENDS.get(code)
            elif code == CANCELLED_BY_USER and not on_disk:
                # After a restart it would be sent.
                code = NOT_RECORDED
            rows.append(row_of(self._outbox.current(record), code))
        await self._async_keep()
        return tuple(rows)

    async def _async_keep(self) -> bool:
        """Write down what was cancelled; tell whether that worked."""
        try:
            await self._outbox.async_flush()
        except OSError:
            return False
        return True

    def _cancel_here(self, record: Record) -> str | None:
        """Cancel what has not left; return ``None`` for what ClickSend has to."""
        if self._stopping:
            return NOT_REACHED
        match record.state:
            case State.QUEUED:
                self._outbox.async_change(
                    record, state=State.CANCELLED, code=CANCELLED_BY_USER
                )
                return CANCELLED_BY_USER
            case State.SUBMITTING | State.UNKNOWN:
                return BEING_SENT
            case State.ACCEPTED if is_due(record, time.time()):
                return None
        return NOT_SCHEDULED

    async def _async_cancel_there(self, record: Record) -> str:
        """Have who took a message cancel it; return what came of it."""
        async with self._asking:
            # It was a while ago that somebody looked.
            record = self._outbox.current(record)
            if (code := self._cancel_here(record)) is not None:
                return code
            if record.message_id is None:
                return NOT_SCHEDULED
            code = await self._async_ask(record.message.channel, record.message_id)
            if code == CANCELLED_BY_USER:
                self._outbox.async_change(record, state=State.CANCELLED, code=code)
            return code

    async def _async_ask(self, channel: Channel, message_id: str) -> str:
        """Ask who took a message to cancel it; return what came of it."""
        return NOT_SCHEDULED


def is_due(record: Record, now: float) -> bool:
    """Tell whether a message is to be sent later, and is not at its end."""
    return record.due > now and record.state in _BEFORE_SENT


def _is_open(record: Record, now: float) -> bool:
    """Tell whether a message may still be sent, as far as anyone knows."""
    return not record.settled or is_due(record, now)
