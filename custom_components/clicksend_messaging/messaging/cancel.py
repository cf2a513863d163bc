"""Takes messages back that nobody has got yet: here, or at ClickSend."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from http import HTTPStatus
import time
from typing import Final

from ..api.clicksend import ClickSendClient
from ..api.errors import ApiError, ForbiddenError, NotFoundError
from ..api.models import Channel
from ..exceptions import needs_reauth
from .cancellation import Cancellation, CancelReport, row_of
from .message import (
    ANSWER_LOST,
    CANCELLED_BY_USER,
    NOT_AUTHORIZED,
    NOT_RECORDED,
    VOICE_NOT_ENABLED,
)
from .outbox.outbox import Outbox
from .outbox.record import Record
from .outbox.states import State

# Codes of our own: why a message was not cancelled.
NOT_SCHEDULED: Final = "NOT_SCHEDULED"
BEING_SENT: Final = "BEING_SENT"
NOT_REACHED: Final = "NOT_REACHED"
NOT_CANCELLED: Final = "NOT_CANCELLED"
MMS_NOT_CANCELLED: Final = "MMS_NOT_CANCELLED"

# After these the next request would fare no better, and perhaps take as long. What is
# left over was not asked for.
_ENDS: Final = {
    ANSWER_LOST: NOT_REACHED,
    NOT_REACHED: NOT_REACHED,
    NOT_AUTHORIZED: NOT_AUTHORIZED,
}

# Where ClickSend's present documents know a way to cancel everything.
_ALL_AT_ONCE: Final = (Channel.SMS, Channel.VOICE)

_BEFORE_SENT: Final = frozenset({State.SUBMITTING, State.UNKNOWN, State.ACCEPTED})


class Canceller:
    """Cancels messages; nothing is ever asked of ClickSend twice by itself."""

    def __init__(
        self,
        client: ClickSendClient,
        outbox: Outbox,
        on_refused_credentials: Callable[[], None],
    ) -> None:
        """Prepare."""
        self._client = client
        self._outbox = outbox
        self._on_refused_credentials = on_refused_credentials
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
        """Cancel the message that ClickSend calls so.

        Args:
            message_id: ClickSend's id of the message.
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

    async def async_cancel_scheduled(self, channel: Channel | None) -> CancelReport:
        """Cancel what was scheduled here, one by one; the rest stays as it is."""
        return CancelReport(await self._async_cancel(self._scheduled(channel)))

    async def async_cancel_account(self, channel: Channel | None) -> CancelReport:
        """Cancel all that is scheduled on the account, whoever did it."""
        channels = _ALL_AT_ONCE if channel is None else (channel,)
        rows = await self._async_cancel(
            [
                record
                for record in self._scheduled(channel)
                if record.state is not State.ACCEPTED
                or record.message.channel not in channels
            ]
        )
        of_others = 0
        for each in channels:
            found, more = await self._async_cancel_channel(each, asked=bool(channel))
            rows += found
            of_others += more
        await self._async_keep()
        return CancelReport(rows, of_others)

    def _of(self, channel: Channel | None) -> list[Record]:
        """Return the messages of a channel, or of all."""
        return [
            record
            for record in self._outbox
            if channel is None or record.message.channel is channel
        ]

    def _scheduled(self, channel: Channel | None) -> list[Record]:
        """Return what was scheduled here and may still be sent."""
        now = time.time()
        return [
            record
            for record in self._of(channel)
            if record.message.schedule is not None
            and (record.state is State.QUEUED or _is_due(record, now))
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
            case State.ACCEPTED if _is_due(record, time.time()):
                return None
        return NOT_SCHEDULED

    async def _async_cancel_there(self, record: Record) -> str:
        """Have ClickSend cancel a message; return what came of it."""
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
        """Ask ClickSend to cancel a message; return what came of it."""
        if self._stopping:
            return NOT_REACHED
        try:
            await self._client.messages.cancel(channel, message_id)
        except ApiError as err:
            return self._code(channel, err)
        return CANCELLED_BY_USER

    async def _async_cancel_channel(
        self, channel: Channel, *, asked: bool
    ) -> tuple[tuple[Cancellation, ...], int]:
        """Have ClickSend cancel all of a channel.

        Return what became of ours, and how many there were of others. An account that
        cannot call has no calls to cancel, unless somebody asked for just that.
        """
        async with self._asking:
            ours = [
                record
                for record in self._scheduled(channel)
                if record.state is State.ACCEPTED
            ]
            code, count = await self._async_ask_all(channel)
            if code == CANCELLED_BY_USER:
                return self._cancelled_there(ours, count)
        if code == VOICE_NOT_ENABLED and not asked:
            return (), 0
        rows = tuple(row_of(record, code) for record in ours)
        return rows or (Cancellation(channel=channel, code=code),), 0

    async def _async_ask_all(self, channel: Channel) -> tuple[str, int | None]:
        """Ask ClickSend to cancel all of a channel; return what came of it."""
        if self._stopping:
            return NOT_REACHED, None
        try:
            count = await self._client.messages.cancel_all(channel)
        except ApiError as err:
            return self._code(channel, err), None
        return CANCELLED_BY_USER, count

    def _cancelled_there(
        self, ours: Sequence[Record], count: int | None
    ) -> tuple[tuple[Cancellation, ...], int]:
        """Take over that ClickSend has cancelled all of a channel."""
        now = time.time()
        rows: list[Cancellation] = []
        done = CANCELLED_BY_USER
        if count is not None and count < sum(_is_due(record, now) for record in ours):
            # By ClickSend's clock some were sent before; nobody knows which.
            done = ANSWER_LOST if count else NOT_SCHEDULED
        for record in ours:
            # What became due meanwhile may have been sent: its report will tell.
            code = done if _is_due(record, now) else NOT_SCHEDULED
            if code == CANCELLED_BY_USER:
                self._outbox.async_change(record, state=State.CANCELLED, code=code)
            rows.append(row_of(record, code))
        cancelled = sum(row.succeeded for row in rows)
        return tuple(rows), max(0, (count or 0) - cancelled)

    def _code(self, channel: Channel, error: ApiError) -> str:
        """Return what a failed request means."""
        if error.outcome_unknown:
            return ANSWER_LOST
        if error.may_repeat:
            return NOT_REACHED
        if needs_reauth(error):
            self._on_refused_credentials()
            return NOT_AUTHORIZED
        not_found = isinstance(error, NotFoundError)
        if channel is Channel.MMS and (
            not_found or error.status == HTTPStatus.METHOD_NOT_ALLOWED
        ):
            return MMS_NOT_CANCELLED
        if channel is Channel.VOICE and isinstance(error, ForbiddenError):
            return VOICE_NOT_ENABLED
        return NOT_SCHEDULED if not_found else error.code or NOT_CANCELLED


def _is_due(record: Record, now: float) -> bool:
    """Tell whether a message is to be sent later, and is not at its end."""
    return record.due > now and record.state in _BEFORE_SENT


def _is_open(record: Record, now: float) -> bool:
    """Tell whether a message may still be sent, as far as anyone knows."""
    return not record.settled or _is_due(record, now)
