"""Rate limits."""

from dataclasses import dataclass
from math import ceil


@dataclass
class _Window:
    """One caller's current window."""

    ends: float
    used: int = 0


@dataclass(frozen=True)
class Allowance:
    """What is left after a request was counted."""

    limit: int
    remaining: int
    resets_in: int
    exceeded: bool


class RateLimiter:
    """So many requests per window, which starts with the first of them."""

    def __init__(self) -> None:
        """Start with every allowance whole."""
        self._windows: dict[tuple[str, ...], _Window] = {}

    def count(
        self, *key: str, limit: int, window: float, now: float
    ) -> Allowance | None:
        """Count one request of this caller; None if there is no limit."""
        if limit <= 0:
            return None
        current = self._windows.get(key)
        if current is None or current.ends <= now:
            self._forget_ended(now)
            current = self._windows[key] = _Window(now + window)
        current.used += 1
        return Allowance(
            limit=limit,
            remaining=max(0, limit - current.used),
            resets_in=max(1, ceil(current.ends - now)),
            exceeded=current.used > limit,
        )

    def _forget_ended(self, now: float) -> None:
        """Keep no window longer than it lasts."""
        self._windows = {k: w for k, w in self._windows.items() if w.ends > now}
