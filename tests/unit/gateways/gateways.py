"""The gateways to ClickSend, by what the dialogs and the simulator have of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from simulator import Simulator
from simulator.maton.connections import Connection as MatonConnection
from simulator.membrane.connection_requests import ConnectionRequest
from simulator.membrane.connections import Connection as MembraneConnection
from simulator.membrane.connectors import CLICKSEND
from tests.unit.conftest import maton_data, membrane_data
from tests.unit.dialogs import (
    add_connection,
    add_membrane_connection,
    maton_input,
    membrane_input,
)

NOWHERE = "http://127.0.0.1:1"
NEW = {"connection_id": "new"}

type Connection = MatonConnection | MembraneConnection


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """A gateway that keeps connections to ClickSend."""

    key: str
    listing: str
    """Where its connections are asked for."""
    passed_on: str
    """Where it passes on what ClickSend is asked."""
    asking: str
    """Where a new connection is asked for."""
    dead_status: str
    """The setting for what it answers of a connection that does not work."""
    with_page: type[MatonConnection | ConnectionRequest]
    """What it shows the address of its page with."""
    typed: Callable[..., dict[str, Any]]
    """What is typed in for it."""
    data: Callable[[Simulator], dict[str, Any]]
    """What is stored of it."""
    add: Callable[..., Connection]
    """Adds a connection of an account, a day after the last."""
    disable: Callable[[Simulator, Connection], None]
    """Has a connection work no more."""
    connections: Callable[[Simulator], dict[str, bool]]
    """Whether the connections that there are work, oldest first."""
    asked_for: Callable[[Simulator], list[Any]]
    """What the dialog has asked its user to authorise, oldest first."""

    @property
    def waiting(self) -> str:
        """Where it is asked whether somebody has authorised the new connection."""
        return f"{self.asking}/*"


def _disconnect(_: Simulator, connection: Connection) -> None:
    """Have Membrane say that a connection must be connected anew."""
    assert isinstance(connection, MembraneConnection)
    connection.disconnected = True


def _fail(simulator: Simulator, connection: Connection) -> None:
    """Have Maton say that a connection failed."""
    assert isinstance(connection, MatonConnection)
    simulator.connections.set_status(connection, "FAILED")


MATON = Gateway(
    key="maton",
    listing="/maton/connections",
    passed_on="/maton/clicksend/*",
    asking="/maton/connections",
    dead_status="maton_inactive_status",
    with_page=MatonConnection,
    typed=lambda simulator, **changes: maton_input(simulator.maton, **changes),
    data=maton_data,
    add=add_connection,
    disable=_fail,
    connections=lambda simulator: {
        each.connection_id: each.status == "ACTIVE" for each in simulator.connections
    },
    asked_for=lambda simulator: list(simulator.connections)[1:],
)
MEMBRANE = Gateway(
    key="membrane",
    listing="/membrane/connections",
    passed_on="/membrane/connections/*/proxy/*",
    asking="/membrane/connection-requests",
    dead_status="membrane_defunct_status",
    with_page=ConnectionRequest,
    typed=membrane_input,
    data=membrane_data,
    add=add_membrane_connection,
    disable=_disconnect,
    connections=lambda simulator: {
        each.connection_id: each.state == "READY"
        for each in simulator.membrane_tenant.connections
        if each.connector.key == CLICKSEND and each.archived_at is None
    },
    asked_for=lambda simulator: list(simulator.membrane_tenant.requests),
)
GATEWAYS = (MATON, MEMBRANE)


def scenarios(names: str, *rows: tuple[Any, ...]) -> pytest.MarkDecorator:
    """Run a test with these rows, each of which begins with its gateway."""
    return pytest.mark.parametrize(
        ("gateway", *names.split()),
        rows,
        indirect=["gateway"],
        ids=["-".join(map(_spelt, row)) for row in rows],
    )


def _spelt(value: object) -> str:
    """Spell what a scenario has."""
    match value:
        case Gateway(key=key):
            return key
        case dict():
            return " ".join(map(str, value.values()))
    return str(value)
