"""Maton's own interface: the connections, and how its errors look.

Source: the Maton documents that this project started from and maton-ai's gateway
skill. Older hosts: ``https://gateway.maton.ai`` and ``https://ctrl.maton.ai``.
"""

from collections.abc import Mapping
from http import HTTPStatus

from .errors import (
    ApiError,
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayError,
    MalformedAnswerError,
)
from .http import SessionSource, exchange, path_segment
from .lenient import Record, as_record, as_text, records
from .models import ConnectionStatus, MatonConnection, connection_record

APP = "clicksend"


def gateway_error(status: int, payload: object) -> ApiError | None:
    """Return Maton's own refusal; ``None`` when the answer is not Maton's.

    ClickSend's answers carry ``http_code``, Maton's ``message``, ``type`` and
    ``code``. Maton answers 400 when it has no connection for the app and 404 for one
    it does not know; a 500 of its own stays a server error, as nobody says whether
    the request went on.
    """
    record = as_record(payload)
    if "http_code" in record or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return None
    code = as_text(record.get("type"))
    if status == HTTPStatus.UNAUTHORIZED:
        return GatewayAuthenticationError(
            "Maton refused its key", status=status, code=code
        )
    if status in (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND):
        return GatewayConnectionError(
            "Maton has no usable connection to ClickSend", status=status, code=code
        )
    return GatewayError(f"Maton refused: HTTP {status}", status=status, code=code)


class MatonClient:
    """The connections of a Maton account."""

    def __init__(self, sessions: SessionSource, api_key: str, control_url: str) -> None:
        """Prepare a client; nothing is sent yet.

        Args:
            sessions: gives the session to use, which stays its owner's.
            api_key: Maton's key, a secret.
            control_url: where connections live, without ``/connections``.

        """
        self._sessions = sessions
        self._headers = {"Authorization": f"Bearer {api_key}"}
        self._url = f"{control_url.rstrip('/')}/connections"

    async def connections(self) -> list[MatonConnection]:
        """Return the active connections to ClickSend, newest first.

        Raises:
            ApiError: see ``errors``; ``GatewayAuthenticationError`` for a bad key.

        """
        found = [
            connection
            for row in await self.rows(ConnectionStatus.ACTIVE)
            if (connection := MatonConnection.parse(row)) is not None
            and connection.ready
        ]
        return sorted(found, key=lambda connection: connection.created, reverse=True)

    async def rows(self, status: ConnectionStatus | None = None) -> list[Record]:
        """Return connections to ClickSend as Maton has them, secrets and all.

        Args:
            status: only those that stand there.

        Raises:
            ApiError: see ``errors``; ``GatewayAuthenticationError`` for a bad key.

        """
        params = {"app": APP, **({"status": status} if status else {}), "limit": "100"}
        payload = await self._exchange("GET", self._url, params=params)
        found = records(as_record(payload).get("connections"))
        return [connection_record(row) for row in found]

    async def connection(self, connection_id: str) -> MatonConnection:
        """Return one connection.

        Raises:
            ApiError: see ``errors``; ``GatewayConnectionError`` if there is none.

        """
        return _connection(await self.row(connection_id))

    async def row(self, connection_id: str) -> Record:
        """Return one connection as Maton has it, secrets and all.

        Raises:
            ApiError: see ``errors``; ``GatewayConnectionError`` if there is none.

        """
        return _row(await self._exchange("GET", self._one(connection_id)))

    async def create_connection(self) -> MatonConnection:
        """Create a connection; its owner still has to authorise it at its ``url``.

        Raises:
            ApiError: see ``errors``.

        """
        return _connection(await self.create_row())

    async def create_row(self) -> Record:
        """Create a connection and return it as Maton has it, secrets and all.

        Raises:
            ApiError: see ``errors``.

        """
        return _row(await self._exchange("POST", self._url, json={"app": APP}))

    async def delete_connection(self, connection_id: str) -> None:
        """Delete a connection, which ends Maton's access to the account.

        Raises:
            ApiError: see ``errors``; ``GatewayConnectionError`` if there is none.

        """
        await self._exchange("DELETE", self._one(connection_id), once=True)

    def _one(self, connection_id: str) -> str:
        """Return the address of one connection."""
        return f"{self._url}/{path_segment(connection_id)}"

    async def _exchange(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        json: object = None,
        once: bool = False,
    ) -> object:
        """Send one request to Maton."""
        return await exchange(
            self._sessions,
            method,
            url,
            headers=self._headers,
            own_error=gateway_error,
            params=params,
            json=json,
            once=once,
        )


def _connection(row: Record) -> MatonConnection:
    """Return the connection in a row."""
    if (connection := MatonConnection.parse(row)) is None:
        message = "Maton's answer names no connection"
        raise MalformedAnswerError(message)
    return connection


def _row(payload: object) -> Record:
    """Return the row of the connection in an answer."""
    row = connection_record(payload)
    _connection(row)
    return row
