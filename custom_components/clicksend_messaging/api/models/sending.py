"""The answer to a send or to a question for prices."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from ..lenient import Record, as_code, as_decimal, as_int, as_record, as_text, records
from .account import currency_code

SUCCESS = "SUCCESS"

# ClickSend's own example has a moment where the number of parts belongs.
MOST_PARTS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRow:
    """What ClickSend did with one recipient of a send.

    Rejected recipients get a ``message_id`` too: only ``status`` tells.
    """

    status: str | None
    to: str | None
    custom_string: str | None
    message_id: str | None
    sender: str | None
    parts: int | None
    price: Decimal | None

    @property
    def accepted(self) -> bool:
        """Whether ClickSend took the message."""
        return self.status == SUCCESS

    @classmethod
    def parse(cls, record: Record) -> Self:
        """Read an entry of ``data.messages``."""
        return cls(
            status=as_code(record.get("status")),
            to=as_text(record.get("to")),
            custom_string=as_text(record.get("custom_string")),
            message_id=as_text(record.get("message_id")),
            sender=as_text(record.get("from")),
            parts=as_parts(record),
            price=as_decimal(record.get("message_price")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAnswer:
    """ClickSend's answer to a send; rows may come in any order."""

    rows: tuple[SendRow, ...]
    currency: str | None

    @classmethod
    def parse(cls, data: object) -> Self:
        """Read the ``data`` of ``POST /sms/send`` and its like."""
        record = as_record(data)
        return cls(
            rows=tuple(SendRow.parse(row) for row in records(record.get("messages"))),
            currency=currency_code(record),
        )


def as_parts(record: Record) -> int | None:
    """Return the number of parts of a message's row, if it can be one."""
    parts = as_int(record.get("message_parts"))
    return parts if parts is not None and 0 <= parts <= MOST_PARTS else None
