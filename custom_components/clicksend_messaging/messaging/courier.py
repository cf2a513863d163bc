"""The courier: hands messages over, one request at a time, and brings the verdicts."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from random import uniform
import time
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..api.errors import (
    ApiError,
    ForbiddenError,
    NotReachedError,
    RateLimitedError,
)
from ..api.models import Channel
from ..const import TIMER_SLACK
from ..exceptions import needs_reauth
from .carrier import Carrier
from .content.media import Pictures
from .message import (
    NOT_AUTHORIZED,
    NOT_RECORDED,
    NOT_SENT,
    OPTED_OUT,
    PICTURE_LOST,
    VOICE_NOT_ENABLED,
    Group,
    Priority,
)
from .outbox.outbox import Outbox
from .outbox.record import Record
from .outbox.states import State
from .verdicts import LOST, Changes

# Long enough for a request in flight to end by its own time limit.
STOP_TIMEOUT = 130

FIRST_PAUSE = 2.0
LONGEST_PAUSE = 60.0


class Courier:
    """Hands over what waits in the outbox.

    The first message leaves at once; those that arrive while a request is in flight
    leave together in the next. Only a request that certainly did nothing is repeated.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        carrier: Carrier,
        outbox: Outbox,
        has_opted_out: Callable[[str, Priority], bool],
        on_refused_credentials: Callable[[], None],
        pictures: Pictures | None = None,
    ) -> None:
        """Prepare; ``async_wake`` starts it.

        Args:
            hass: Home Assistant.
            entry: the account's entry.
            carrier: who takes the messages.
            outbox: the account's outbox.
            has_opted_out: whether a number gets no messages of a priority any more.
            on_refused_credentials: called when only signing in again can help.
            pictures: those of the messages that it hands over; without, it hands over
                the others, which must not wait until a picture is uploaded.

        """
        self._hass = hass
        self._entry = entry
        self._carrier = carrier
        self._outbox = outbox
        self._pictures = pictures
        self._has_opted_out = has_opted_out
        self._on_refused_credentials = on_refused_credentials
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._failures = 0
        self._pause: CALLBACK_TYPE | None = None
        self._held: dict[Group, float] = {}
        """Until when messages wait whose picture cannot be uploaded."""
        self._release: CALLBACK_TYPE | None = None
        self._expiry: CALLBACK_TYPE | None = None

    @callback
    def async_wake(self) -> None:
        """Start working if anything waits; nothing happens while it is at work."""
        if self._stopping or not self._outbox.next_group(self._is_mine):
            return
        if self._pause is not None:
            self._async_watch_expiry()
        elif self._task is None or self._task.done():
            self._task = self._entry.async_create_background_task(
                self._hass,
                self._async_work(),
                "ClickSend courier",
                # What it says may make an automation send: not before this is done.
                eager_start=False,
            )

    async def async_stop(self) -> None:
        """Let the request in flight end; what still waits stays in the outbox."""
        self._stopping = True
        for timer in (self._pause, self._release, self._expiry):
            if timer is not None:
                timer()
        self._pause = self._release = self._expiry = None
        await self.async_rest()

    async def async_rest(self) -> None:
        """Return when nothing waits, or nothing can be handed over for now."""
        if self._task is not None:
            await asyncio.wait([self._task], timeout=STOP_TIMEOUT)

    async def _async_work(self) -> None:
        """Hand over until nothing waits, or nothing can be handed over for now."""
        while not self._stopping and (group := self._next_group()):
            if pause := await self._async_leave(group):
                self._async_pause(pause)
                return
            if self._pictures is not None:
                await self._pictures.async_tidy(self._outbox.media_in_use)
        self._async_wait_for_held()

    def _next_group(self) -> Group | None:
        """Return what leaves next, apart from what is held."""
        now = time.monotonic()
        self._held = {group: end for group, end in self._held.items() if end > now}
        return self._outbox.next_group(
            lambda group: self._is_mine(group) and group not in self._held
        )

    def _is_mine(self, group: Group) -> bool:
        """Tell whether it hands over such messages."""
        return (group.media is not None) is (self._pictures is not None)

    @callback
    def _async_wait_for_held(self) -> None:
        """Work again when something is held no longer; all else goes on meanwhile."""
        if self._release is not None:
            self._release()
            self._release = None
        if self._held and not self._stopping:
            self._release = async_call_later(
                self._hass,
                max(0.0, min(self._held.values()) - time.monotonic()) + TIMER_SLACK,
                HassJob(self._async_let_go, cancel_on_shutdown=True),
            )
            self._async_watch_expiry()

    @callback
    def _async_let_go(self, _now: datetime) -> None:
        """Try again what was held."""
        self._release = None
        self.async_wake()

    @callback
    def _async_pause(self, seconds: float) -> None:
        """Stay away for a while, but let what has waited too long expire in time."""
        if not self._stopping:
            self._pause = async_call_later(
                self._hass, seconds, HassJob(self._async_go_on, cancel_on_shutdown=True)
            )
            self._async_watch_expiry()

    @callback
    def _async_go_on(self, _now: datetime) -> None:
        """Work again after a pause."""
        self._pause = None
        self.async_wake()

    @callback
    def _async_watch_expiry(self, now: datetime | None = None) -> None:
        """Let messages expire, and see to it that others will."""
        moment = time.time() if now is None else now.timestamp()
        expiry = self._outbox.async_expire(moment)
        # Automations that heard of it may have sent, and come by here.
        if self._expiry is not None:
            self._expiry()
            self._expiry = None
        if expiry is not None and (self._pause or self._release):
            self._expiry = async_call_later(
                self._hass,
                expiry - moment + TIMER_SLACK,
                HassJob(self._async_watch_expiry, cancel_on_shutdown=True),
            )

    async def _async_leave(self, group: Group) -> float:
        """Hand over what waits of a group; return how long to stay away after it."""
        media_file = None
        if group.media is not None and self._pictures is not None:
            # Right before the messages, as its address does not live long; and before
            # they are on disk as being handed over, as nothing can leave yet.
            try:
                media_file = await self._pictures.async_upload(group.media)
            except OSError:
                self._change_all(self._take(group), **_rejected(PICTURE_LOST))
                return 0
            except ApiError as err:
                if isinstance(err, NotReachedError):
                    return self._backoff()
                if err.may_repeat or err.outcome_unknown:
                    # Nobody else needs that picture.
                    self._held[group] = time.monotonic() + self._pause_after(err)
                    return 0
                return self._refused(self._take(group), err)
        batch = self._take(group)
        return await self._async_hand_over(batch, media_file) if batch else 0

    def _take(self, group: Group) -> list[Record]:
        """Return the next messages of a group, which are being handed over now."""
        return self._outbox.async_take(group, self._carrier.max_batch, time.time())

    async def _async_hand_over(
        self, batch: Sequence[Record], media_file: str | None
    ) -> float:
        """Hand over a batch, once; return how long to stay away after it.

        The batch is on disk as being handed over before anything is sent.
        """
        try:
            await self._outbox.async_flush()
        except OSError:
            return self._unrecorded(batch)
        # As late as can be: somebody may have opted out while it was written.
        if not (batch := self._without_opted_out(batch)):
            return 0
        try:
            found = await self._carrier.async_hand_over(
                [record.message for record in batch], media_file
            )
        except ApiError as err:
            return self._failed(batch, err)
        else:
            self._failures = 0
            self._answered(batch, found)
            if not self._carrier.has_history:
                # After a power cut nobody else could tell what became of them.
                with suppress(OSError):
                    await self._outbox.async_flush()
            return 0
        finally:
            # Also when the courier itself is stopped: it may have arrived.
            self._lose(batch)

    def _without_opted_out(self, batch: Sequence[Record]) -> Sequence[Record]:
        """Reject what is for people who have opted out while it waited."""
        kept: list[Record] = []
        for record in batch:
            message = record.message
            if self._has_opted_out(message.recipient, message.priority):
                self._outbox.async_change(record, **_rejected(OPTED_OUT))
            else:
                kept.append(record)
        return kept

    def _unrecorded(self, batch: Sequence[Record]) -> float:
        """Keep messages that must not leave until the disk can be written to again."""
        if not (recorded := self._outbox.async_refuse(batch, NOT_RECORDED)):
            return 0
        self._outbox.async_put_back(recorded)
        return self._backoff()

    def _backoff(self) -> float:
        """Return how long to stay away after one more failure in a row."""
        self._failures += 1
        pause = min(FIRST_PAUSE * 2.0 ** (self._failures - 1), LONGEST_PAUSE)
        return pause * uniform(0.5, 1)  # noqa: S311 (spreads load, guards nothing)

    def _pause_after(self, error: ApiError) -> float:
        """Return how long to stay away after a request that did nothing."""
        if isinstance(error, RateLimitedError):
            return error.retry_after
        return self._backoff()

    def _failed(self, batch: Sequence[Record], error: ApiError) -> float:
        """Decide what a failed request means for its messages."""
        if error.outcome_unknown:
            self._lose(batch)
            return 0
        if error.may_repeat:
            self._outbox.async_put_back(batch)
            return self._pause_after(error)
        return self._refused(batch, error)

    def _refused(self, batch: Sequence[Record], error: ApiError) -> float:
        """Reject messages whose request was refused."""
        code = error.code or NOT_SENT
        if needs_reauth(error):
            code = NOT_AUTHORIZED
        elif isinstance(error, ForbiddenError) and any(
            record.message.channel is Channel.VOICE for record in batch
        ):
            code = VOICE_NOT_ENABLED
        self._change_all(batch, **_rejected(code))
        if code == NOT_AUTHORIZED:
            self._on_refused_credentials()
        return 0

    def _answered(self, batch: Sequence[Record], found: Sequence[Changes]) -> None:
        """Give each message its verdict."""
        for record, changes in zip(batch, found, strict=True):
            self._outbox.async_change(record, **changes)

    def _lose(self, batch: Sequence[Record]) -> None:
        """Leave what got no answer unknown."""
        for record in batch:
            if self._outbox.current(record).state is State.SUBMITTING:
                self._outbox.async_change(record, **LOST)

    def _change_all(self, batch: Sequence[Record], **changes: Any) -> None:
        """Change every message of a batch alike."""
        for record in batch:
            self._outbox.async_change(record, **changes)


def _rejected(code: str) -> dict[str, Any]:
    """Return what to change in the record of a message that did not leave."""
    return {"state": State.REJECTED, "code": code}
