"""ClickSend's later word on a message: its history and its delivery receipts."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Self

from ..lenient import Record, as_decimal, as_text, as_time, first
from .sending import as_parts


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """A message in ClickSend's history.

    ``status`` is its word, such as ``Sent``; ``status_code`` that of the network, as
    in a receipt, once there is one. ``digits`` are the keys pressed in a call.
    """

    outbound: bool
    custom_string: str | None
    message_id: str | None
    status: str
    status_code: str | None
    reason: str | None
    sender: str | None
    parts: int | None
    price: Decimal | None
    digits: str | None

    @classmethod
    def parse(cls, record: Record) -> Self:
        """Read a row of ``GET /sms/history`` and its like."""
        return cls(
            outbound=as_text(record.get("direction")) != "in",
            custom_string=as_text(record.get("custom_string")),
            message_id=as_text(record.get("message_id")),
            status=as_text(record.get("status")) or "",
            status_code=as_text(record.get("status_code")),
            reason=_reason(record),
            sender=as_text(record.get("from")),
            parts=as_parts(record),
            price=as_decimal(record.get("message_price")),
            digits=as_text(record.get("digits")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A delivery receipt: what the network said about a message.

    ``status_code`` is ``201`` for delivered, ``301`` for failed; the others are on the
    way (ClickSend help, "delivery status codes").
    """

    message_id: str | None
    custom_string: str | None
    status_code: str | None
    reason: str | None
    digits: str | None
    timestamp: datetime | None

    @classmethod
    def parse(cls, record: Record) -> Self:
        """Read a row of ``GET /sms/receipts`` and its like."""
        return cls(
            message_id=as_text(first(record, "message_id", "messageid")),
            custom_string=as_text(first(record, "custom_string", "customstring")),
            status_code=as_text(record.get("status_code")),
            reason=_reason(record),
            digits=as_text(record.get("digits")),
            timestamp=as_time(first(record, "timestamp", "timestamp_send")),
        )


def _reason(record: Record) -> str | None:
    """Return why a message failed, or how it fared, in ClickSend's words."""
    return as_text(first(record, "error_text", "error_code", "status_text"))
