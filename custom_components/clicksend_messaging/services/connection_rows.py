"""What is shown of a gateway's connections: all that helps, and no secret.

Who has the address at which a connection is authorised can take its place at the
gateway. Only who is to authorise it needs that.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..api.lenient import Record, as_record
from ..api.models import (
    ConnectionRequest,
    ConnectionStatus,
    MembraneConnection,
    RequestStatus,
)
from ..const import CONF_CONNECTION_ID, CONNECTION_MATON, CONNECTION_MEMBRANE

# The rest is about people, credentials, or for other programs.
_OF_MEMBRANE: Final = (
    *("id", "name", "key", "connectorId", "integrationId", "state", "connected"),
    *("disconnected", "isDefunct", "isDeactivated"),
    *("createdAt", "updatedAt", "archivedAt"),
)


@dataclass(frozen=True, slots=True)
class Rows:
    """How a gateway's rows are shown."""

    shown: Callable[[Record], dict[str, Any]]
    created: Callable[[Record], dict[str, Any]]


def _maton(row: Record) -> dict[str, Any]:
    """Return a connection of Maton's."""
    if row.get("status") != ConnectionStatus.ACTIVE:
        return dict(row)
    return {name: value for name, value in row.items() if name != "url"}


def _membrane(row: Record) -> dict[str, Any]:
    """Return a connection of Membrane's."""
    shown = {CONF_CONNECTION_ID: row.get("id")}
    shown |= {name: row[name] for name in _OF_MEMBRANE if name in row}
    # What an error says in words may be about anything.
    for name, parts in (
        ("error", ("type", "key")),
        ("clientAction", ("type", "description")),
    ):
        if inner := as_record(row.get(name)):
            shown[name] = {part: inner[part] for part in parts if part in inner}
    connection = MembraneConnection.parse(row)
    if connection and not connection.ready and connection.action_url:
        shown["url"] = connection.action_url
    return shown


def _membrane_request(row: Record) -> dict[str, Any]:
    """Return a request for a connection of Membrane's."""
    shown: dict[str, Any] = {
        "request_id": row.get("requestId"),
        "status": row.get("status"),
    }
    request = ConnectionRequest.parse(row)
    if request and request.status == RequestStatus.PENDING:
        shown["url"] = request.url
    if request and request.result_connection_id:
        shown[CONF_CONNECTION_ID] = request.result_connection_id
    return shown


ROWS: Final[Mapping[str, Rows]] = {
    CONNECTION_MATON: Rows(_maton, _maton),
    CONNECTION_MEMBRANE: Rows(_membrane, _membrane_request),
}
