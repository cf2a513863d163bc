"""The time of day that the services believe in."""

import time


class Clock:
    """Wall time, plus whatever it has been advanced by."""

    def __init__(self) -> None:
        """Start at wall time."""
        self._offset = 0.0

    def now(self) -> float:
        """Return the time in Unix seconds."""
        return time.time() + self._offset

    def advance(self, seconds: float) -> None:
        """Move on by so many seconds; nothing that is waiting wakes up for it."""
        self._offset += seconds
