"""A text that came in, as everybody else sees it."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedText:
    """A text as entities and triggers see it.

    ``message_id`` is ClickSend's, or a fingerprint where it gave none. ``timestamp``
    is when ClickSend got it, or when we did where it does not say. ``name`` is the
    recipient's whose number it is.
    """

    message_id: str
    from_number: str = field(repr=False)
    to_number: str | None = field(repr=False)
    name: str | None = field(repr=False)
    message: str = field(repr=False)
    timestamp: datetime
    in_reply_to: str | None = field(repr=False)
    trusted: bool

    def as_attributes(self) -> dict[str, str | None]:
        """Return what entities and triggers show."""
        return {
            "message_id": self.message_id,
            "from_number": self.from_number,
            "to_number": self.to_number,
            "name": self.name,
            "message": self.message,
            "timestamp": self.timestamp.isoformat(),
            "in_reply_to": self.in_reply_to,
        }
