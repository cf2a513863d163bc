"""Gets what changes in the outbox to the disk, together and in order."""

import asyncio
from collections.abc import Callable, Container, Iterable
from errno import EIO
import logging

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from .journal import Journal, Line

_LOGGER = logging.getLogger(__name__)

# The file is written anew when it has grown to several times what it has to hold.
LINES_PER_KEPT = 5
SPARE_LINES = 5_000

# What nobody waits for may wait for the next write, or this long.
LAZY_SECONDS = 1.0

# On a full disk, how long until the next attempt at what nobody waits for.
RETRY_SECONDS = 30.0


class JournalWriter:
    """Writes lines one batch after the other, whoever waits for them."""

    def __init__(
        self,
        hass: HomeAssistant,
        journal: Journal,
        contents: Callable[[], tuple[int, Iterable[Line]]],
    ) -> None:
        """Prepare.

        Args:
            hass: Home Assistant.
            journal: the file.
            contents: returns how many lines the file has to hold as things are now,
                and these lines, which are made outside the event loop.

        """
        self._hass = hass
        self._journal = journal
        self._contents = contents
        self._unwritten: list[Line] = []
        self._added = 0
        self._written = 0
        self._attempted = 0
        self._writing: asyncio.Task[None] | None = None
        self._lazy: CALLBACK_TYPE | None = None
        self._closed = False
        self._failing = False
        self._since_rewrite = 0
        self._rewrite_after = SPARE_LINES

    @callback
    def async_add(self, line: Line) -> int:
        """Take a line; it is on the disk after the next flush.

        Returns how many lines have to be on the disk for this one to be there.
        """
        self._unwritten.append(line)
        self._added += 1
        return self._added

    @callback
    def async_drop(self, keys: Container[str]) -> None:
        """Give up the lines about messages that are not on the disk yet."""
        self._unwritten = [
            line for line in self._unwritten if line.get("id") not in keys
        ]

    @property
    def written(self) -> int:
        """Return how many lines are on the disk."""
        return self._written

    @callback
    def async_write_soon(self, seconds: float = LAZY_SECONDS) -> None:
        """See to it that lines are written although nobody waits for them."""
        if self._lazy is None and not self._closed:
            self._lazy = async_call_later(
                self._hass,
                seconds,
                HassJob(self._async_write_lazily, cancel_on_shutdown=True),
            )

    async def async_flush(self) -> None:
        """Return when every line taken so far is on the disk.

        A caller that is cancelled does not take the lines of others along.

        Raises:
            OSError: they could not be written, and nobody is trying to at the moment.
                They are kept for the next attempt.

        """
        wanted = self._added
        while self._written < wanted:
            if self._closed:
                raise OSError(EIO, "The outbox is closed")
            if self._writing is None or self._writing.done():
                self._writing = self._hass.async_create_task(
                    self._async_write(), "ClickSend outbox", eager_start=True
                )
                self._writing.add_done_callback(_heard)
            writing = self._writing
            # To shield it instead would log its failure once a caller is cancelled.
            await asyncio.wait([writing])
            try:
                writing.result()
            except OSError:
                if self._attempted >= wanted and self._writing.done():
                    raise

    async def async_rewrite(self) -> None:
        """Write the file anew, without what is outdated.

        Raises:
            OSError: it could not be written, and is as it was.

        """
        outdated, self._unwritten = self._unwritten, []
        upto = self._added
        kept, lines = self._contents()
        try:
            await self._hass.async_add_executor_job(self._journal.rewrite, lines)
        except OSError:
            self._unwritten[:0] = outdated
            raise
        self._written = upto
        self._since_rewrite = 0
        self._rewrite_after = LINES_PER_KEPT * kept + SPARE_LINES

    async def async_stop(self) -> None:
        """Write what is not written yet if that is possible, and then nothing more.

        Nothing is sent twice if it is not: that a message is being handed over was on
        the disk before. What became of it is looked up in the next life.
        """
        if self._lazy is not None:
            self._lazy()
            self._lazy = None
        try:
            await self.async_flush()
        except OSError as err:
            self._complain(err)
        self._closed = True

    async def _async_write(self) -> None:
        """Write all that there is, and now and then the whole file anew."""
        lines, self._unwritten = self._unwritten, []
        self._attempted = upto = self._added
        try:
            await self._hass.async_add_executor_job(self._journal.append, lines)
        except OSError, asyncio.CancelledError:
            self._unwritten[:0] = lines
            raise
        self._written = upto
        self._since_rewrite += len(lines)
        if self._since_rewrite > self._rewrite_after:
            try:
                await self.async_rewrite()
            except OSError:
                # Nothing is lost: the file is long, and goes on being written.
                self._rewrite_after += SPARE_LINES

    async def _async_write_lazily(self, _now: object) -> None:
        """Write what nobody waited for."""
        self._lazy = None
        try:
            await self.async_flush()
        except OSError as err:
            self._complain(err)
            self.async_write_soon(RETRY_SECONDS)
        else:
            self._failing = False

    def _complain(self, error: OSError) -> None:
        """Say once that the disk does not work."""
        if not self._failing:
            _LOGGER.warning("The outbox cannot be written: %s", error.strerror)
        self._failing = True


def _heard(task: asyncio.Task[None]) -> None:
    """Take note of a failure that everybody who waited for it was told."""
    if not task.cancelled():
        task.exception()
