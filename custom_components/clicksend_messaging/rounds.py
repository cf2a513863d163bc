"""Rounds of work, one at a time, each begun when something is due."""

from collections.abc import Awaitable, Callable
from datetime import datetime
import time
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from .const import TIMER_SLACK


class Rounds:
    """Waits on a timer, not in a task: Home Assistant waits for its tasks."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        name: str,
        *,
        work: Callable[[float], Awaitable[None]],
        next_due: Callable[[], float | None],
    ) -> None:
        """Prepare; nothing begins by itself.

        Args:
            hass: Home Assistant.
            entry: the account's entry.
            name: what the work is called.
            work: does what is due at a moment in unix seconds.
            next_due: tells in unix seconds when something is due next, if ever.

        """
        self._hass = hass
        self._entry = entry
        self._name = name
        self._work = work
        self._next_due = next_due
        self._working = False
        self._stopped = False
        self._timer: CALLBACK_TYPE | None = None
        self._next = 0.0

    @callback
    def async_by(self, moment: float) -> None:
        """Begin a round at that moment, unless one begins before or is under way."""
        if self._working or self._stopped:
            return
        if self._timer is not None:
            if moment >= self._next:
                return
            self._timer()
        self._next = moment
        self._timer = async_call_later(
            self._hass,
            max(0.0, moment - time.time()) + TIMER_SLACK,
            HassJob(self._async_begin, cancel_on_shutdown=True),
        )

    @callback
    def async_stop(self) -> None:
        """Begin no more rounds."""
        self._stopped = True
        if self._timer is not None:
            self._timer()
            self._timer = None

    @callback
    def _async_begin(self, now: datetime) -> None:
        """Begin a round."""
        self._timer = None
        self._working = True
        self._entry.async_create_background_task(
            self._hass, self._async_round(now.timestamp()), self._name
        )

    async def _async_round(self, now: float) -> None:
        """Work once, and then wait until something is due again."""
        try:
            await self._work(now)
        finally:
            self._working = False
            if (due := self._next_due()) is not None:
                self.async_by(due)
