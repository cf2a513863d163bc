"""Connections: which ClickSend credentials Maton keeps for its customer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from ..connect_page import Invitations
from ..world import World

type ConnectionStatus = Literal["ACTIVE", "PENDING", "FAILED"]
METHODS = ("API_KEY", "BASIC", "JWT", "OAUTH1", "OAUTH2", "MCP")
USUAL_METHOD = "BASIC"
APP = "clicksend"
_MOST_CONNECTIONS = 1000


@dataclass(kw_only=True)
class Connection:
    """One connection."""

    connection_id: str
    created_at: float
    updated_at: float
    session_token: str = field(repr=False)
    method: str = USUAL_METHOD
    status: ConnectionStatus = "PENDING"
    username: str = ""
    api_key: str = field(default="", repr=False)

    def as_dict(self, connect_url: str, *, older_host: bool = False) -> dict[str, Any]:
        """Return it as Maton shows it; the older host knows no method."""
        shown = {
            "connection_id": self.connection_id,
            "status": self.status,
            "creation_time": _iso(self.created_at),
            "last_updated_time": _iso(self.updated_at),
            "url": f"{connect_url}?session_token={self.session_token}",
            "app": APP,
            "metadata": {},
        }
        return shown if older_host else {**shown, "method": self.method}


class Connections:
    """All connections, oldest first."""

    def __init__(self, world: World) -> None:
        """Start with none."""
        self._world = world
        self._connections: dict[str, Connection] = {}
        self.connect_url = ""
        """The page on which a browser authorises one; known once the simulator runs."""

    def __iter__(self) -> Iterator[Connection]:
        """Go through them."""
        return iter(list(self._connections.values()))

    def __len__(self) -> int:
        """Count them."""
        return len(self._connections)

    def create(self, method: str = USUAL_METHOD) -> Connection:
        """Add one, PENDING until somebody authorises it."""
        now = self._world.clock.now()
        connection = Connection(
            connection_id=self._world.new_uuid(),
            created_at=now,
            updated_at=now,
            method=method,
            session_token=f"{self._world.chance.getrandbits(256):064x}",
        )
        self._connections[connection.connection_id] = connection
        while len(self._connections) > _MOST_CONNECTIONS:
            del self._connections[next(iter(self._connections))]
        return connection

    def authorise(self, connection: Connection, username: str, api_key: str) -> None:
        """Keep these credentials, unchecked, and make it ACTIVE."""
        connection.username, connection.api_key = username, api_key
        self.set_status(connection, "ACTIVE")

    def set_status(self, connection: Connection, status: ConnectionStatus) -> None:
        """Change what Maton says of it."""
        connection.status = status
        connection.updated_at = self._world.clock.now()

    def get(self, connection_id: str) -> Connection | None:
        """Return one."""
        return self._connections.get(connection_id)

    def with_token(self, session_token: str) -> Connection | None:
        """Return the one that a browser was sent to authorise."""
        for connection in self:
            if connection.session_token == session_token:
                return connection
        return None

    def oldest_active(self) -> Connection | None:
        """Return the one that is used when none is named."""
        return next((c for c in self if c.status == "ACTIVE"), None)

    def delete(self, connection_id: str) -> bool:
        """Remove one; False if there was none."""
        return self._connections.pop(connection_id, None) is not None

    def clear(self) -> None:
        """Remove all."""
        self._connections.clear()


def invitations(connections: Connections) -> Invitations[Connection]:
    """Return what Maton's links lead to."""
    return Invitations(
        service="Maton",
        find=connections.with_token,
        over=lambda connection: (
            "This connection is authorised already."
            if connection.status == "ACTIVE"
            else ""
        ),
        authorise=connections.authorise,
    )


def _iso(time: float) -> str:
    """Spell a time as Maton does."""
    return f"{datetime.fromtimestamp(time, UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
