"""What becomes of pushes: they say when to look, and nothing else is taken from them.

Anybody who knows the address can send one, so what they cause is bounded: one read at a
time, one more at most that waits, and ever longer waits while reads bring nothing.
"""

import asyncio
from collections.abc import Callable
import time
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..api.models import Push
from ..issues import async_raise, async_take_back
from .coordinator import SAFETY_INTERVAL, UPDATE_INTERVAL, InboundCoordinator
from .health import Health
from .text import ReceivedText

# Between two reads that pushes ask for.
FIRST_PAUSE: Final = 2.0
LONGEST_PAUSE: Final = 10.0

# A text may be announced before it can be read.
MAX_LOOKS: Final = 4
MAX_MISSING: Final = 100

SILENT: Final = "instant_silent"


class Pushes:
    """Reads the inbox when ClickSend says so, and notices when it no longer does."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        inbound: InboundCoordinator,
        hear_of_report: Callable[[str | None, str | None], None],
    ) -> None:
        """Prepare; ``async_start`` begins to compare.

        Args:
            hass: Home Assistant.
            entry: the account.
            inbound: reads the inbox.
            hear_of_report: takes the ids of a message that a receipt is about.

        """
        self._hass = hass
        self._entry = entry
        self._inbound = inbound
        self._hear_of_report = hear_of_report
        self._health = Health()
        self._expected_from: int | None = None
        self._wanted = False
        self._following = False
        self._asking = False
        self._pause = FIRST_PAUSE
        self._not_before = 0.0
        self._missing: dict[str, int] = {}
        self.received = 0
        """How many pushes came since the account was loaded."""

    @property
    def expected(self) -> bool:
        """Whether ClickSend was asked to push."""
        return self._expected_from is not None

    @property
    def healthy(self) -> bool:
        """Whether pushes can be relied on."""
        return self.expected and self._health.good

    @callback
    def async_start(self) -> None:
        """Compare from now on what comes in with what was pushed."""
        for remove in (
            self._inbound.inbox.async_add_listener(self._async_text),
            self._inbound.async_add_listener(self._async_check_silence),
        ):
            self._entry.async_on_unload(remove)

    @callback
    def async_expect(self, *, expected: bool) -> None:
        """Take note whether ClickSend was asked to push.

        What came in before it was, the next read brings.
        """
        if not expected:
            self._expected_from = None
            self._health = Health()
            async_take_back(self._hass, self._entry, SILENT)
        elif self._expected_from is None:
            self._expected_from = self._inbound.reads + 1
        self._set_interval()

    @callback
    def async_push(self, push: Push) -> None:
        """Look for what a push is about, unless it is known already."""
        self.received += 1
        if push.is_receipt:
            self._hear_of_report(push.message_id, push.custom_string)
            return
        if push.message_id is not None:
            if self._inbound.inbox.knows(push.message_id):
                self._async_announced()
                return
            if len(self._missing) < MAX_MISSING:
                self._missing.setdefault(push.message_id, 0)
        self._wanted = True
        self._inbound.async_hurry()
        if not self._following:
            self._following = True
            self._entry.async_create_background_task(
                self._hass, self._async_follow(), "ClickSend pushes"
            )

    async def _async_follow(self) -> None:
        """Read as often as pushes ask for it, but not at every one."""
        try:
            while self._wanted:
                begin = max(self._not_before, self._inbound.not_before)
                await asyncio.sleep(max(0.0, begin - time.monotonic()))
                self._wanted = False
                brought = await self._async_look()
                self._pause = (
                    FIRST_PAUSE if brought else min(2 * self._pause, LONGEST_PAUSE)
                )
                self._not_before = time.monotonic() + self._pause
                self._wanted = self._still_misses() or self._wanted
        finally:
            self._following = False

    async def _async_look(self) -> bool:
        """Read once, and return whether that brought anything."""
        before = self._inbound.received
        self._asking = True
        try:
            await self._inbound.async_refresh()
        finally:
            self._asking = False
        brought = self._inbound.received > before
        # What was announced may have come with a read that nobody asked for.
        if brought or any(map(self._inbound.inbox.knows, self._missing)):
            self._async_announced()
        return brought

    def _still_misses(self) -> bool:
        """Return whether something was announced that may yet come."""
        inbox = self._inbound.inbox
        self._missing = {
            message_id: looks + 1
            for message_id, looks in self._missing.items()
            if looks + 1 < MAX_LOOKS and not inbox.knows(message_id)
        }
        return bool(self._missing)

    @callback
    def _async_announced(self) -> None:
        """Rely on pushes, which was right to do this time."""
        if self.expected:
            self._health.announced()
            async_take_back(self._hass, self._entry, SILENT)
            self._set_interval()

    @callback
    def _async_text(self, text: ReceivedText) -> None:
        """Notice a text of which no push has told."""
        if text.message_id in self._missing:
            # The poll was there before the read that the push has to wait for.
            self._async_announced()
            return
        expected_from = self._expected_from
        if (
            expected_from is not None
            and not self._asking
            and self._inbound.reads >= expected_from
        ):
            self._health.not_announced(time.time())
            self._set_interval()

    @callback
    def _async_check_silence(self) -> None:
        """Say so when no push has come for a while although texts did."""
        if self._health.is_silent(time.time()):
            async_raise(self._hass, self._entry, SILENT)

    @callback
    def _set_interval(self) -> None:
        """Poll seldom while pushes can be relied on."""
        self._inbound.async_poll_every(
            SAFETY_INTERVAL if self.healthy else UPDATE_INTERVAL
        )
