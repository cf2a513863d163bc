"""The texts that came in, with one copy of each for every POLL rule that it met."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from .books import SentText
from .rules import Rules

_MOST_TEXTS = 50_000


@dataclass(kw_only=True)
class Copy:
    """What one POLL rule made of a text."""

    rule_id: int
    message_id: str
    read: bool = False


@dataclass(frozen=True, kw_only=True)
class ReceivedText:
    """One text that came in."""

    message_id: str
    sender: str
    to: str
    body: str
    time: float
    answers: SentText | None
    """The last text to that phone before it."""
    copies: tuple[Copy, ...]

    @property
    def read(self) -> bool:
        """Whether it has been polled and marked as read."""
        return bool(self.copies) and all(copy.read for copy in self.copies)


class Inbox:
    """All texts that came in, oldest first."""

    def __init__(self) -> None:
        """Start with none."""
        self._texts: deque[ReceivedText] = deque(maxlen=_MOST_TEXTS)

    def __iter__(self) -> Iterator[ReceivedText]:
        """Go through them."""
        return iter(self._texts)

    def __len__(self) -> int:
        """Count them."""
        return len(self._texts)

    def add(self, text: ReceivedText) -> None:
        """Put one in."""
        self._texts.append(text)

    def unread(self, rules: Rules) -> list[tuple[ReceivedText, Copy]]:
        """Return what polling shows now: unread copies whose rule is still in force."""
        polled = {
            rule.rule_id for rule in rules if rule.enabled and rule.action == "POLL"
        }
        return [
            (text, copy)
            for text in self._texts
            for copy in text.copies
            if not copy.read and copy.rule_id in polled
        ]

    def mark_before(self, time: float | None) -> int:
        """Mark all texts from before then as read, or all; return how many copies."""
        marked = [text for text in self._texts if time is None or text.time < time]
        return sum(_mark(text) for text in marked)

    def mark(self, message_id: str) -> int | None:
        """Mark every copy of a text as read; return how many, None if there is none."""
        for text in self._texts:
            if any(copy.message_id == message_id for copy in text.copies):
                return _mark(text)
        return None


def _mark(text: ReceivedText) -> int:
    """Mark the copies of a text as read; return how many were not."""
    unread = [copy for copy in text.copies if not copy.read]
    for copy in unread:
        copy.read = True
    return len(unread)
