"""What Membrane keeps for its customer, who is a tenant there."""

from functools import partial
from typing import Any

from ..clicksend.accounts import Accounts
from ..http import json_answer
from ..settings import Settings
from ..world import World
from .actions import ACTIONS
from .connection_requests import ConnectionRequest, ConnectionRequests
from .connections import Connection, Connections, new_id
from .connectors import CLICKSEND, all_connectors
from .errors import MembraneError, error_body, not_found
from .tokens import Tokens


class Tenant:
    """The tokens, the connections, and who was asked for more of those."""

    def __init__(self, world: World, accounts: Accounts) -> None:
        """Start with a connection to ClickSend, and with two to other apps."""
        self._settings = world.settings
        self.tenant_id = new_id(world)
        self.connect_url = ""
        """The page on which a browser connects; known once the simulator runs."""
        self.tokens = Tokens(world)
        self.connectors = all_connectors(partial(new_id, world))
        self.action_ids = {action.key: new_id(world) for action in ACTIONS}
        self.connections = Connections(world)
        self.requests = ConnectionRequests(world, self.connections, accounts)
        for other in ("slack", "google-sheets"):
            self.connections.create(self.connectors[other], key=f"my-{other}")
        self.connections.connect(
            self.connect_clicksend(key="my-clicksend"),
            accounts.main.username,
            accounts.main.api_key,
        )

    @property
    def clicksend(self) -> Connection:
        """The oldest connection to ClickSend; StopIteration if there is none."""
        return next(
            each for each in self.connections if each.connector.key == CLICKSEND
        )

    def connect_clicksend(self, *, key: str | None = None) -> Connection:
        """Add a connection to ClickSend, as yet without credentials."""
        return self.connections.create(self.connectors[CLICKSEND], key=key)

    def show(self, shown: Connection | ConnectionRequest) -> dict[str, Any]:
        """Describe a connection, or a request for one."""
        return shown.as_dict(self.connect_url, self.tenant_id)

    def in_use(self, reference: str) -> Connection:
        """Return the connection with this id or key; an archived one is not found."""
        connection = self.connections.get(reference)
        if connection is None or connection.archived_at is not None:
            raise not_found("Connection", reference)
        return connection

    def usable(self, reference: str) -> Connection:
        """Return the connection with this id or key, if nothing is wrong with it."""
        connection = self.in_use(reference)
        _demand_usable(self._settings, connection)
        return connection


def _demand_usable(settings: Settings, connection: Connection) -> None:
    """Raise MembraneError unless a connection can be used."""
    error_type, key = "connection", None
    if connection.is_defunct:
        key, problem = "connection_is_defunct", "is defunct"
    elif connection.is_deactivated:
        problem = "is deactivated"
    elif connection.disconnected:
        problem = "is disconnected"
    elif connection.state != "READY":
        problem = f"is not ready: {connection.state}"
        if connection.state == "CONFIGURATION_ERROR":
            error_type = "configuration"
    else:
        return
    body = error_body(
        error_type,
        f"Connection {connection.connection_id} {problem}",
        key=key,
        data={"connectionId": connection.connection_id},
    )
    raise MembraneError(json_answer(settings.membrane_defunct_status, body))
