"""The time of day that the services believe in."""

from collections.abc import Callable
import time


class Clock:
    """Wall time, plus whatever it has been advanced by."""

    def __init__(self) -> None:
        """Start at wall time."""
        self._offset = 0.0
        self.on_advance: list[Callable[[], object]] = []
        """What is to be called when it jumps."""

    def now(self) -> float:
        """Return the time in Unix seconds."""
        return time.time() + self._offset

    def advance(self, seconds: float) -> None:
        """Move on by so many seconds; only pushes wake up for it."""
        self._offset += seconds
        for call in self.on_advance:
            call()
