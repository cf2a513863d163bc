"""Connection requests: somebody is asked to connect an app in a browser."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from ..clicksend.accounts import Accounts
from ..connect_page import Invitations
from ..world import World
from .connections import Connection, Connections, iso, new_id, new_session_token
from .connectors import Connector
from .errors import error_body

type RequestStatus = Literal["pending", "success", "cancelled", "error"]
_MOST_REQUESTS = 1000


@dataclass(kw_only=True)
class ConnectionRequest:
    """One request, and what came of it."""

    request_id: str
    connector: Connector
    created_at: float
    session_token: str = field(repr=False)
    connection: Connection | None = None
    """The one that is to be connected anew."""
    name: str | None = None
    status: RequestStatus = "pending"
    result: Connection | None = None
    error: dict[str, Any] | None = None

    def as_dict(self, connect_url: str, tenant_id: str) -> dict[str, Any]:
        """Return it as Membrane shows it; what is not there is left out."""
        shown: dict[str, Any] = {
            "requestId": self.request_id,
            "tenantId": tenant_id,
            "connectorId": self.connector.connector_id,
            "status": self.status,
            "createdAt": iso(self.created_at),
            "url": f"{connect_url}?session_token={self.session_token}",
        }
        if self.connection is not None:
            shown["connectionId"] = self.connection.connection_id
        if self.result is not None:
            shown["resultConnectionId"] = self.result.connection_id
        if self.error is not None:
            shown["resultError"] = self.error
        return shown


class ConnectionRequests:
    """All requests, oldest first."""

    def __init__(
        self, world: World, connections: Connections, accounts: Accounts
    ) -> None:
        """Start with none."""
        self._world = world
        self._connections = connections
        self._accounts = accounts
        self._requests: dict[str, ConnectionRequest] = {}

    def __iter__(self) -> Iterator[ConnectionRequest]:
        """Go through them."""
        return iter(list(self._requests.values()))

    def create(
        self,
        connector: Connector,
        connection: Connection | None = None,
        *,
        name: str | None = None,
        session_token: str | None = None,
    ) -> ConnectionRequest:
        """Add one, pending until somebody deals with it."""
        request = ConnectionRequest(
            request_id=new_id(self._world),
            connector=connector,
            connection=connection,
            name=name,
            created_at=self._world.clock.now(),
            session_token=session_token or new_session_token(self._world),
        )
        self._requests[request.request_id] = request
        while len(self._requests) > _MOST_REQUESTS:
            del self._requests[next(iter(self._requests))]
        return request

    def get(self, request_id: str) -> ConnectionRequest | None:
        """Return one."""
        return self._requests.get(request_id)

    def with_token(self, session_token: str) -> ConnectionRequest | None:
        """Return the one a browser was sent for, be it by a connection's own link."""
        for request in self:
            if request.session_token == session_token:
                return request
        for connection in self._connections:
            if connection.session_token == session_token:
                return self.create(
                    connection.connector, connection, session_token=session_token
                )
        return None

    def authorise(
        self, request: ConnectionRequest, username: str, api_key: str
    ) -> None:
        """Connect with these credentials."""
        if self._world.settings.membrane_checks_credentials and not (
            self._accounts.authenticate(username, api_key)
        ):
            self.fail(request, "The credentials were not accepted")
            return
        request.result = request.connection or self._connections.create(
            request.connector, name=request.name
        )
        self._connections.connect(request.result, username, api_key)
        self._end(request, "success")

    def cancel(self, request: ConnectionRequest) -> None:
        """Have somebody think better of it."""
        self._end(request, "cancelled")

    def fail(self, request: ConnectionRequest, message: str) -> None:
        """Have it come to nothing."""
        request.error = error_body("connection", message)
        self._end(request, "error")

    def _end(self, request: ConnectionRequest, status: RequestStatus) -> None:
        """Be done with it, and with the link to it."""
        request.status = status
        if request.connection is not None:
            request.connection.session_token = new_session_token(self._world)


def membrane_invitations(
    requests: ConnectionRequests,
) -> Invitations[ConnectionRequest]:
    """Return what Membrane's links lead to."""
    return Invitations(
        service="Membrane",
        find=requests.with_token,
        over=lambda request: (
            "" if request.status == "pending" else "This link has been used already."
        ),
        authorise=requests.authorise,
        refused=lambda request: request.status == "error",
        cancel=requests.cancel,
    )
