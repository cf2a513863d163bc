"""A clock that runs faster than life, so that an idle hour takes seconds.

Timers come in their order, requests are real, and nothing is fired by hand: the event
loop merely waits a fraction of the time that it is told to wait. Processor time is not
affected. For a process of its own, as ``time`` is changed for all of it.
"""

import asyncio
from datetime import UTC, datetime
import selectors
import sys
import time
from typing import override

SPEED = 360

_real = time.monotonic
_start, _start_time = time.monotonic(), time.time()


def install() -> None:
    """Change the clocks; before Home Assistant is imported, which keeps copies.

    Raises:
        RuntimeError: it has been imported.

    """
    if "homeassistant.core" in sys.modules:
        raise RuntimeError("Too late to change the clocks")
    time.monotonic = _fast_monotonic
    time.time = _fast_time

    from homeassistant.util import dt as dt_util  # noqa: PLC0415 (see above)

    dt_util.utcnow = _fast_utcnow  # type: ignore[assignment]


def create_event_loop() -> asyncio.AbstractEventLoop:
    """Return an event loop like Home Assistant's own, on the fast clock."""
    from homeassistant import runner  # noqa: PLC0415 (after the clocks)

    loop = asyncio.SelectorEventLoop(_Selector())
    runner.configure_event_loop(loop)
    return loop


class _Selector(selectors.DefaultSelector):
    """Waits as long as the fast clock says."""

    @override
    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(timeout and timeout / SPEED)


def _fast_monotonic() -> float:
    return _start + (_real() - _start) * SPEED


def _fast_time() -> float:
    return _start_time + (_real() - _start) * SPEED


def _fast_utcnow() -> datetime:
    return datetime.fromtimestamp(_fast_time(), UTC)
