"""Texts that somebody sent to the account."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from ..lenient import Record, as_text, as_time, first


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """A text that somebody sent to the account.

    ``message_id`` is ``None`` when ClickSend gave none. ``body`` has the link of a
    picture as well, wherever ClickSend gave it. ``custom_string`` and
    ``original_message_id`` are those of the message being answered.
    """

    message_id: str | None
    sender: str = field(repr=False)
    to: str | None = field(repr=False)
    body: str = field(repr=False)
    timestamp: datetime | None
    custom_string: str | None = field(repr=False)
    original_message_id: str | None

    @classmethod
    def parse(cls, record: Record) -> Self:
        """Read a row of ``GET /sms/inbound``."""
        return cls(
            message_id=as_text(record.get("message_id")),
            sender=as_text(record.get("from")) or "",
            to=as_text(record.get("to")),
            body=_words(record),
            timestamp=as_time(first(record, "timestamp", "timestamp_send")),
            custom_string=as_text(record.get("custom_string")),
            original_message_id=as_text(record.get("original_message_id")),
        )


def _words(record: Record) -> str:
    """Return what a text says, and the link of a picture that came with it.

    No source tells where that link is: most likely among the words.
    """
    words = as_text(record.get("body")) or ""
    link = as_text(record.get("media_url")) or ""
    return words if link in words else f"{words} {link}".strip()
