"""What the gateways in front of ClickSend have in common."""

from collections.abc import Sequence
from typing import Protocol

from .lenient import Record


class GatewayConnection(Protocol):
    """A gateway's connection to a ClickSend account."""

    @property
    def connection_id(self) -> str:
        """Return what the gateway knows it by."""

    @property
    def ready(self) -> bool:
        """Return whether it can be used."""

    @property
    def label(self) -> str:
        """Return what tells it from others."""


class Gateway(Protocol):
    """The connections that a gateway keeps."""

    async def connections(self) -> Sequence[GatewayConnection]:
        """Return the usable connections to ClickSend, newest first."""

    async def connection(self, connection_id: str) -> GatewayConnection:
        """Return one connection."""

    async def rows(self) -> list[Record]:
        """Return all connections to ClickSend as the gateway has them."""

    async def row(self, connection_id: str) -> Record:
        """Return one connection as the gateway has it."""

    async def create_row(self) -> Record:
        """Ask for a new connection and return the gateway's answer."""

    async def delete_connection(self, connection_id: str) -> None:
        """Delete a connection, exactly once."""
