"""Connections of the Maton gateway."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from ..lenient import Record, as_record, as_text


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

    @property
    def ready(self) -> bool:
        """Whether its owner has authorised it."""
        return self.status == ConnectionStatus.ACTIVE

    @property
    def label(self) -> str:
        """What tells it from others: the day it was made, and its id."""
        return f"{self.created[:10]} {self.connection_id}".strip()

    @classmethod
    def parse(cls, payload: object) -> Self | None:
        """Read a connection, at the top level or below ``connection``."""
        record = connection_record(payload)
        if (connection_id := as_text(record.get("connection_id"))) is None:
            return None
        return cls(
            connection_id=connection_id,
            status=as_text(record.get("status")) or "",
            created=as_text(record.get("creation_time")) or "",
            url=as_text(record.get("url")),
        )


def connection_record(payload: object) -> Record:
    """Return a connection, at the top level or below ``connection``."""
    record = as_record(payload)
    return as_record(record.get("connection")) or record
