"""What ClickSend and Maton answer, as plain data."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from .lenient import (
    Record,
    as_decimal,
    as_flag,
    as_int,
    as_record,
    as_text,
    as_time,
    first,
    records,
)

SUCCESS = "SUCCESS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A ClickSend account, without the personal details that nothing here needs.

    Amounts are in ``currency``, an ISO 4217 code. ``country`` is the ISO 3166 code
    that ClickSend assumes for numbers in national form. ``max_parts`` is how many
    parts a text may have before ClickSend cuts it off
    (``setting_sms_message_char_limit``: 6 or 8).
    """

    user_id: int
    balance: Decimal | None
    currency: str | None
    country: str | None
    low_credit_amount: Decimal | None
    max_parts: int | None

    @classmethod
    def parse(cls, data: object) -> Self | None:
        """Read the ``data`` of ``GET /account``; ``None`` if it names no account."""
        record = as_record(data)
        if (user_id := as_int(record.get("user_id"))) is None:
            return None
        return cls(
            user_id=user_id,
            balance=as_decimal(record.get("balance")),
            currency=_currency(record),
            country=as_text(first(record, "default_country_sms", "country")),
            low_credit_amount=as_decimal(record.get("low_credit_amount")),
            max_parts=as_int(record.get("setting_sms_message_char_limit")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingSms:
    """One text for one number, as ``POST /sms/send`` takes it.

    ``to`` is E.164. ``custom_string`` comes back in the result, in history, in
    delivery reports and with replies; at most 50 characters survive everywhere. With
    no ``sender`` ClickSend picks the account's default or a shared number.
    """

    to: str
    body: str
    custom_string: str
    sender: str | None = None

    def as_json(self) -> dict[str, str]:
        """Return the entry of ``messages`` in the request."""
        message = {
            "source": "home-assistant",
            "to": self.to,
            "body": self.body,
            "custom_string": self.custom_string,
        }
        if self.sender is not None:
            message["from"] = self.sender
        return message


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
            status=as_text(record.get("status")),
            to=as_text(record.get("to")),
            custom_string=as_text(record.get("custom_string")),
            message_id=as_text(record.get("message_id")),
            sender=as_text(record.get("from")),
            parts=as_int(record.get("message_parts")),
            price=as_decimal(record.get("message_price")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAnswer:
    """ClickSend's answer to a send; rows may come in any order."""

    rows: tuple[SendRow, ...]
    currency: str | None

    @classmethod
    def parse(cls, data: object) -> Self:
        """Read the ``data`` of ``POST /sms/send``."""
        record = as_record(data)
        return cls(
            rows=tuple(SendRow.parse(row) for row in records(record.get("messages"))),
            currency=_currency(record),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """A message in ClickSend's history; ``status`` is its word, such as ``Sent``."""

    outbound: bool
    custom_string: str | None
    message_id: str | None
    status: str
    sender: str | None
    parts: int | None
    price: Decimal | None

    @classmethod
    def parse(cls, record: Record) -> Self:
        """Read a row of ``GET /sms/history``."""
        return cls(
            outbound=as_text(record.get("direction")) != "in",
            custom_string=as_text(record.get("custom_string")),
            message_id=as_text(record.get("message_id")),
            status=as_text(record.get("status")) or "",
            sender=as_text(record.get("from")),
            parts=as_int(record.get("message_parts")),
            price=as_decimal(record.get("message_price")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """A text that somebody sent to the account.

    ``message_id`` is ``None`` when ClickSend gave none. ``custom_string`` is that of
    the message being answered.
    """

    message_id: str | None
    sender: str
    to: str | None
    body: str
    timestamp: datetime | None
    custom_string: str | None

    @classmethod
    def parse(cls, record: Record) -> Self:
        """Read a row of ``GET /sms/inbound``."""
        return cls(
            message_id=as_text(record.get("message_id")),
            sender=as_text(record.get("from")) or "",
            to=as_text(record.get("to")),
            body=as_text(record.get("body")) or "",
            timestamp=as_time(first(record, "timestamp", "timestamp_send")),
            custom_string=as_text(record.get("custom_string")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundRule:
    """A rule of the account that says what becomes of inbound texts."""

    rule_id: str
    name: str | None
    action: str | None
    enabled: bool

    @classmethod
    def parse(cls, data: object) -> Self | None:
        """Read a rule; lists call its id by another name than single answers do."""
        record = as_record(data)
        rule_id = as_text(first(record, "inbound_rule_id", "sms_inbound_rule_id"))
        if rule_id is None:
            return None
        return cls(
            rule_id=rule_id,
            name=as_text(record.get("rule_name")),
            action=as_text(record.get("action")),
            enabled=as_flag(record.get("enabled")),
        )


class ConnectionStatus(StrEnum):
    """Where a Maton connection stands; other words may come."""

    ACTIVE = "ACTIVE"
    PENDING = "PENDING"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatonConnection:
    """A Maton connection to one ClickSend account.

    ``url`` opens the page where its owner authorises it. It carries a session token,
    so it is a secret.
    """

    connection_id: str
    status: str
    created: str
    url: str | None = field(repr=False)

    @classmethod
    def parse(cls, payload: object) -> Self | None:
        """Read a connection, at the top level or below ``connection``."""
        record = as_record(payload)
        record = as_record(record.get("connection")) or record
        if (connection_id := as_text(record.get("connection_id"))) is None:
            return None
        return cls(
            connection_id=connection_id,
            status=as_text(record.get("status")) or "",
            created=as_text(record.get("creation_time")) or "",
            url=as_text(record.get("url")),
        )


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list."""

    rows: tuple[Record, ...]
    last_page: int

    @classmethod
    def parse(cls, data: object) -> Self:
        """Read a page object, the same inside an array, or a bare array of rows."""
        if isinstance(page := _unwrapped(data), dict):
            rows = tuple(records(page.get("data")))
            return cls(rows, as_int(page.get("last_page")) or 0)
        return cls(tuple(records(data)), 1)


def _unwrapped(data: object) -> Any:
    """Return the page object of a one-element array that holds nothing else."""
    if isinstance(data, list) and len(data) == 1 and "data" in as_record(data):
        return data[0]
    return data


def _currency(record: Record) -> str | None:
    """Return the ISO 4217 code, from either name of the currency object."""
    currency = as_record(first(record, "_currency", "currency"))
    return as_text(currency.get("currency_name_short"))
