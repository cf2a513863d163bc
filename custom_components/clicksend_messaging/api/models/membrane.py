"""Connections of Membrane, and its requests for them."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from ..lenient import Record, as_flag, as_record, as_text

READY = "READY"

# What may say which app a connector or a connection belongs to.
_NAMES = ("key", "name", "connectorId", "connectorKey", "integrationKey")


class RequestStatus(StrEnum):
    """What became of a request for a connection; other words may come."""

    PENDING = "pending"
    SUCCESS = "success"
    CANCELLED = "cancelled"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class MembraneConnection:
    """A connection that Membrane keeps.

    ``action_url`` opens the page where its owner does what Membrane asks for. It may
    open a session, so it is a secret.
    """

    connection_id: str
    name: str
    created: str
    ready: bool
    archived: bool
    action_url: str | None = field(repr=False)

    @property
    def label(self) -> str:
        """What tells it from others: its name, the day it was made, and its id."""
        parts = (self.name, self.created[:10], self.connection_id)
        return " ".join(filter(None, parts))

    @classmethod
    def parse(cls, payload: object) -> Self | None:
        """Read a connection."""
        record = as_record(payload)
        if (connection_id := as_text(record.get("id"))) is None:
            return None
        archived = bool(record.get("archivedAt"))
        broken = record.get("connected") is False or any(
            as_flag(record.get(name))
            for name in ("disconnected", "isDefunct", "isDeactivated")
        )
        return cls(
            connection_id=connection_id,
            name=as_text(record.get("name")) or "",
            created=as_text(record.get("createdAt")) or "",
            ready=record.get("state") == READY and not (archived or broken),
            archived=archived,
            action_url=_link(as_record(record.get("clientAction")).get("uiUrl")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionRequest:
    """A request for a connection, which its owner grants at ``url``, a secret."""

    request_id: str
    url: str | None = field(repr=False)
    status: str
    result_connection_id: str | None

    @classmethod
    def parse(cls, payload: object) -> Self | None:
        """Read a request."""
        record = as_record(payload)
        if (request_id := as_text(record.get("requestId"))) is None:
            return None
        return cls(
            request_id=request_id,
            url=_link(record.get("url")),
            status=as_text(record.get("status")) or "",
            result_connection_id=as_text(record.get("resultConnectionId")),
        )


def is_clicksend(record: Record) -> bool:
    """Tell by its names whether a connector or connection is ClickSend's."""
    named = (as_text(record.get(name)) or "" for name in _NAMES)
    return any("clicksend" in name.casefold() for name in named)


def _link(value: object) -> str | None:
    """Return an address that a browser may be sent to."""
    link = as_text(value) or ""
    return link if link.startswith(("https://", "http://")) else None
