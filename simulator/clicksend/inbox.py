"""The texts that came in."""

from dataclasses import dataclass
from math import inf
from typing import override

from .books import SentText
from .polled import MOST_KEPT, Copy, Polled, mark_read


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
    media_url: str | None = None
    """The link of its picture, if that has a field of its own."""
    listed_from: float = 0

    @property
    def read(self) -> bool:
        """Whether it has been polled and marked as read."""
        return bool(self.copies) and all(copy.read for copy in self.copies)


class Inbox(Polled[ReceivedText]):
    """All texts that came in, oldest first."""

    def __init__(self) -> None:
        """Start with none."""
        super().__init__()
        self._by_id: dict[str, ReceivedText] = {}
        """The texts by the ids of their copies, so that marking need not search."""

    @override
    def add(self, thing: ReceivedText) -> None:
        """Put one in."""
        if len(self) == MOST_KEPT:
            for copy in next(iter(self)).copies:
                self._by_id.pop(copy.message_id, None)
        super().add(thing)
        self._by_id |= {copy.message_id: thing for copy in thing.copies}

    def mark(self, message_id: str, now: float = inf) -> int | None:
        """Mark every copy of a text as read; return how many, None if there is none.

        Before it is listed there is none.
        """
        text = self._by_id.get(message_id)
        if text is None or not _has_copy(text, message_id):
            # A test may have given a copy another id since.
            text = next((each for each in self if _has_copy(each, message_id)), None)
        if text is None or text.listed_from > now:
            return None
        return mark_read(text)


def _has_copy(text: ReceivedText, message_id: str) -> bool:
    """Return whether one of the copies of a text has that id."""
    return any(copy.message_id == message_id for copy in text.copies)
