"""What is kept for polling: one copy of each thing for every POLL rule that it met."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf
from typing import Protocol

MOST_KEPT = 50_000


@dataclass(kw_only=True)
class Copy:
    """What one POLL rule made of a text or a receipt."""

    rule_id: int
    message_id: str
    read: bool = False


class PollingRule(Protocol):
    """A rule of any kind."""

    rule_id: int
    action: str
    enabled: int


class Kept(Protocol):
    """What can be polled."""

    @property
    def time(self) -> float:
        """When it came."""

    @property
    def listed_from(self) -> float:
        """When polling begins to show it."""

    @property
    def copies(self) -> tuple[Copy, ...]:
        """What the rules made of it."""


class Polled[T: Kept]:
    """All that came in, oldest first."""

    def __init__(self) -> None:
        """Start with none."""
        self._kept: deque[T] = deque(maxlen=MOST_KEPT)

    def __iter__(self) -> Iterator[T]:
        """Go through them."""
        return iter(self._kept)

    def __len__(self) -> int:
        """Count them."""
        return len(self._kept)

    def add(self, thing: T) -> None:
        """Put one in."""
        self._kept.append(thing)

    def unread(
        self, rules: Iterable[PollingRule], now: float = inf
    ) -> list[tuple[T, Copy]]:
        """Return what polling shows now: unread copies whose rule is still in force."""
        polled = {
            rule.rule_id for rule in rules if rule.enabled and rule.action == "POLL"
        }
        return [
            (thing, copy)
            for thing in self._kept
            for copy in thing.copies
            if not copy.read and copy.rule_id in polled and thing.listed_from <= now
        ]

    def mark_before(self, time: float | None, now: float) -> int:
        """Mark all from before then as read, or all; return how many copies."""
        marked = [
            kept
            for kept in self._kept
            if (time is None or kept.time < time) and kept.listed_from <= now
        ]
        return sum(mark_read(kept) for kept in marked)


def mark_read(kept: Kept) -> int:
    """Mark the copies of one as read; return how many were not."""
    unread = [copy for copy in kept.copies if not copy.read]
    for copy in unread:
        copy.read = True
    return len(unread)
