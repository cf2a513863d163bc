"""The books: every text that was accepted, and so paid for."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_MOST_TEXTS = 50_000


@dataclass(frozen=True, kw_only=True)
class SentText:
    """One accepted text."""

    message_id: str
    to: str
    country: str
    sender: str
    shared_sender: bool
    body: str
    """What is sent, after cutting."""
    custom_string: str
    parts: int
    price: Decimal
    carrier: str
    from_email: str | None
    source: str | None
    accepted_at: float
    due_at: float
    """When it is sent: at once, or as scheduled."""
    free_test: bool
    """Whether it is to one of ClickSend's test numbers."""

    def as_dict(self) -> dict[str, object]:
        """Return it as control shows it."""
        return {**vars(self), "price": f"{self.price:.4f}"}


class Books:
    """All accepted texts, oldest first."""

    def __init__(self) -> None:
        """Start with none."""
        self._texts: deque[SentText] = deque(maxlen=_MOST_TEXTS)
        self._latest_to: dict[str, SentText] = {}

    def __iter__(self) -> Iterator[SentText]:
        """Go through them, oldest first."""
        return iter(self._texts)

    def __len__(self) -> int:
        """Count them."""
        return len(self._texts)

    def enter(self, text: SentText) -> None:
        """Write one down."""
        if len(self._texts) == _MOST_TEXTS:
            oldest = self._texts[0]
            if self._latest_to.get(oldest.to) is oldest:
                del self._latest_to[oldest.to]
        self._texts.append(text)
        self._latest_to[text.to] = text

    def latest_to(self, number: str) -> SentText | None:
        """Return the last text to that number."""
        return self._latest_to.get(number)

    def duplicates(self) -> dict[str, int]:
        """Return each custom_string that was accepted more than once, and how often."""
        seen = Counter(text.custom_string for text in self._texts if text.custom_string)
        return {text: count for text, count in seen.items() if count > 1}
