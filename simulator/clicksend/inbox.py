"""The texts that came in."""

from dataclasses import dataclass

from .books import SentText
from .polled import Copy, Polled, mark_read


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


class Inbox(Polled[ReceivedText]):
    """All texts that came in, oldest first."""

    def mark(self, message_id: str) -> int | None:
        """Mark every copy of a text as read; return how many, None if there is none."""
        for text in self:
            if any(copy.message_id == message_id for copy in text.copies):
                return mark_read(text)
        return None
