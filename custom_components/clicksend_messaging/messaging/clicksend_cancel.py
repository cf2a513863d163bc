"""Takes back what ClickSend has been given and nobody has got yet."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
import time
from typing import Final, override

from ..api.clicksend import ClickSendClient
from ..api.errors import ApiError, ForbiddenError, NotFoundError
from ..api.models import Channel
from ..exceptions import needs_reauth
from .cancel import NOT_REACHED, NOT_SCHEDULED, Canceller, is_due
from .cancellation import Cancellation, CancelReport, row_of
from .message import (
    ANSWER_LOST,
    CANCELLED_BY_USER,
    NOT_AUTHORIZED,
    VOICE_NOT_ENABLED,
)
from .outbox.outbox import Outbox
from .outbox.record import Record
from .outbox.states import State

NOT_CANCELLED: Final = "NOT_CANCELLED"
MMS_NOT_CANCELLED: Final = "MMS_NOT_CANCELLED"

# Where ClickSend's present documents know a way to cancel everything.
_ALL_AT_ONCE: Final = (Channel.SMS, Channel.VOICE)


class ClickSendCanceller(Canceller):
    """Cancels messages; nothing is ever asked of ClickSend twice by itself."""

    def __init__(
        self,
        client: ClickSendClient,
        outbox: Outbox,
        on_refused_credentials: Callable[[], None],
    ) -> None:
        """Prepare."""
        super().__init__(outbox)
        self._client = client
        self._on_refused_credentials = on_refused_credentials

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

    def _scheduled(self, channel: Channel | None) -> list[Record]:
        """Return what was scheduled here and may still be sent."""
        now = time.time()
        return [
            record
            for record in self._of(channel)
            if record.message.schedule is not None
            and (record.state is State.QUEUED or is_due(record, now))
        ]

    @override
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
        if count is not None and count < sum(is_due(record, now) for record in ours):
            # By ClickSend's clock some were sent before; nobody knows which.
            done = ANSWER_LOST if count else NOT_SCHEDULED
        for record in ours:
            # What became due meanwhile may have been sent: its report will tell.
            code = done if is_due(record, now) else NOT_SCHEDULED
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
