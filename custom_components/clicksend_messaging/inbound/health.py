"""Whether pushes can be relied on, as far as anybody can tell."""

from typing import Final

# A push may be late, or be tried again by ClickSend.
GRACE_SECONDS: Final = 300.0


class Health:
    """Compares what was pushed with what came in; moments are in seconds."""

    def __init__(self) -> None:
        """Trust no push yet."""
        self._proven = False
        self._unannounced: float | None = None

    @property
    def good(self) -> bool:
        """Whether pushes come, and nothing came without one."""
        return self._proven and self._unannounced is None

    def is_silent(self, now: float) -> bool:
        """Return whether something came in a while ago, and no push since."""
        return self._unannounced is not None and now > self._unannounced + GRACE_SECONDS

    def announced(self) -> None:
        """Note that a push was right."""
        self._proven = True
        self._unannounced = None

    def not_announced(self, now: float) -> None:
        """Note that a text came in of which no push has told so far."""
        if self._unannounced is None:
            self._unannounced = now
