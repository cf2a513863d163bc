"""Membrane's own interface: connections, actions, and how its errors look.

Source: Membrane's public client (SDK 0.28) and command line. A connection is made, or
made good, by the account's owner on a page of Membrane's.
"""

from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from typing import Final

from .errors import (
    ApiError,
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayError,
    MalformedAnswerError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
)
from .http import DEFAULT_RETRY_AFTER, SessionSource, exchange, path_segment
from .lenient import Record, as_record, as_text, as_word, records
from .models import ConnectionRequest, MembraneConnection, is_clicksend

CONNECTOR: Final = "clicksend-sms"

# The shapes below are this version's.
VERSION: Final = {"membrane-api-version": "2025-10-21"}

PAGE_SIZE: Final = 100
MAX_PAGES: Final = 100

EXPIRED: Final = "access_token_expired"

# Whatever the status, these say that nothing was passed on.
_REFUSALS: Final[Mapping[str | None, type[GatewayError]]] = {
    "not_authenticated": GatewayAuthenticationError,
    EXPIRED: GatewayAuthenticationError,
    "connection_is_defunct": GatewayConnectionError,
}


def membrane_error(status: int, payload: object) -> ApiError | None:
    """Return Membrane's own refusal; ``None`` when nobody says that it is Membrane's.

    ClickSend's answers carry ``http_code``, Membrane's ``type`` and ``key``. Its
    ``message`` may hold anything, and is not looked at. What carries none of them is
    not taken for a word about the connection: a path may just be wrong.
    """
    record = as_record(payload)
    if "http_code" in record:
        return None
    kind, key = as_word(record.get("type")), as_word(record.get("key"))
    code = key or kind
    refusal = _REFUSALS.get(key)
    if kind == "action_run" or (kind == "internal" and refusal is None):
        # It had begun, and nobody says how far it came.
        return OutcomeUnknownError("Failed in Membrane", status=status, code=code)
    if refusal is None:
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return None
        if key == "rate_limit_exceeded":
            return RateLimitedError(
                "Too many requests", retry_after=DEFAULT_RETRY_AFTER, code=code
            )
        refusal = _refusal(status, kind, key)
    return refusal(f"HTTP {status} through Membrane", status=status, code=code)


def _refusal(status: int, kind: str | None, key: str | None) -> type[GatewayError]:
    """Return what a refusal is about."""
    if key == "not_found" or kind in ("connection", "configuration"):
        return GatewayConnectionError
    if status == HTTPStatus.UNAUTHORIZED:
        return GatewayAuthenticationError
    return GatewayError


class MembraneClient:
    """The connections and actions of a Membrane project."""

    def __init__(self, sessions: SessionSource, token: str, base_url: str) -> None:
        """Prepare a client; nothing is sent yet.

        Args:
            sessions: gives the session to use, which stays its owner's.
            token: Membrane's access token, a secret.
            base_url: where Membrane is.

        """
        self._sessions = sessions
        self._headers = {"Authorization": f"Bearer {token}", **VERSION}
        self._base_url = base_url.rstrip("/")

    async def connections(self) -> list[MembraneConnection]:
        """Return the connections to ClickSend that are ready, newest first.

        Raises:
            ApiError: see ``errors``; ``GatewayAuthenticationError`` for a bad token.

        """
        found = [
            connection
            for row in await self.rows()
            if (connection := MembraneConnection.parse(row)) is not None
            and connection.ready
        ]
        return sorted(found, key=lambda connection: connection.created, reverse=True)

    async def rows(self) -> list[Record]:
        """Return all connections to ClickSend as Membrane has them, links and all.

        Raises:
            ApiError: see ``errors``; ``GatewayAuthenticationError`` for a bad token.

        """
        connectors = await self._connectors()
        return [
            row
            async for row in self._items("/connections", {})
            if row.get("connectorId") in connectors or is_clicksend(row)
        ]

    async def connection(self, connection_id: str) -> MembraneConnection:
        """Return one connection.

        Raises:
            ApiError: see ``errors``; ``GatewayConnectionError`` if there is none.

        """
        return _connection(await self.row(connection_id))

    async def row(self, connection_id: str) -> Record:
        """Return one connection as Membrane has it, links and all.

        Raises:
            ApiError: see ``errors``; ``GatewayConnectionError`` if there is none.

        """
        path = f"/connections/{path_segment(connection_id)}"
        row = as_record(await self._exchange("GET", path))
        _connection(row)
        return row

    async def request_connection(
        self, connection_id: str | None = None
    ) -> ConnectionRequest:
        """Ask for a connection; its owner still has to grant it at its ``url``.

        Args:
            connection_id: the connection to be made anew; without it, another one.

        Raises:
            ApiError: see ``errors``.

        """
        return _request(await self._request_row(connection_id))

    async def create_row(self) -> Record:
        """Ask for a new connection and return the request as Membrane has it.

        Raises:
            ApiError: see ``errors``.

        """
        return await self._request_row(None)

    async def connection_request(self, request_id: str) -> ConnectionRequest:
        """Return how a request for a connection stands.

        Raises:
            ApiError: see ``errors``; ``GatewayConnectionError`` if there is none.

        """
        path = f"/connection-requests/{path_segment(request_id)}"
        return _request(await self._exchange("GET", path))

    async def delete_connection(self, connection_id: str) -> None:
        """Archive a connection, which ends Membrane's access to the account.

        Raises:
            ApiError: see ``errors``; ``GatewayConnectionError`` if there is none.

        """
        path = f"/connections/{path_segment(connection_id)}"
        await self._exchange("DELETE", path, once=True)

    async def actions(
        self, connection_id: str, intent: str | None = None, limit: int = PAGE_SIZE
    ) -> list[Record]:
        """Return actions that a connection offers, with the schemas of their input.

        Args:
            connection_id: the connection.
            intent: what is to be done, in words; the best matches come first.
            limit: how many at most.

        Raises:
            ApiError: see ``errors``.

        """
        params = {"connectionId": connection_id}
        if intent is not None:
            params["intent"] = intent
        found: list[Record] = []
        async for row in self._items("/actions", params, min(limit, PAGE_SIZE)):
            found.append(row)
            if len(found) >= limit:
                break
        return found

    async def run_action(
        self, connection_id: str, action_id: str, action_input: Mapping[str, object]
    ) -> Record:
        """Run an action, exactly once, and return ``output`` and ``actionRunId``.

        Args:
            connection_id: the connection that it uses.
            action_id: its id or key.
            action_input: what its schema asks for.

        Raises:
            MalformedAnswerError: nobody says that it was run.
            ApiError: see ``errors``.

        """
        answer = await self._exchange(
            "POST",
            f"/actions/{path_segment(action_id)}/run",
            params={"connectionId": connection_id},
            json={"input": action_input},
            once=True,
        )
        if isinstance(answer, dict):
            is_error = not answer.keys().isdisjoint({"type", "key"})
            if "output" in answer or ("actionRunId" in answer and not is_error):
                return answer
            # Of errors that come as success, only these say that it was not run.
            error = membrane_error(HTTPStatus.OK, answer)
            if error is not None and error.code in _REFUSALS:
                raise error
        message = "Membrane's answer names no run"
        raise MalformedAnswerError(message)

    async def _connectors(self) -> list[str]:
        """Return the ids of ClickSend's connectors, the best match first.

        Where nobody may search, connections are told by their names alone.
        """
        params = {"q": CONNECTOR, "elementType": "connector"}
        try:
            answer = as_record(await self._exchange("GET", "/search", params=params))
        except GatewayAuthenticationError:
            raise
        except RefusedError:
            return []
        elements = (as_record(item.get("element")) for item in _rows(answer))
        return [
            connector_id
            for element in elements
            if is_clicksend(element) and (connector_id := as_text(element.get("id")))
        ]

    async def _request_row(self, connection_id: str | None) -> Record:
        """Ask for a connection and return the request as Membrane has it."""
        wanted: dict[str, object] = {"connectorKey": CONNECTOR}
        if connectors := await self._connectors():
            wanted = {"connectorId": connectors[0]}
        if connection_id is None:
            wanted["allowMultipleConnections"] = True
        else:
            wanted["connectionId"] = connection_id
        answer = await self._exchange("POST", "/connection-requests", json=wanted)
        _request(answer)
        return as_record(answer)

    async def _items(
        self, path: str, params: Mapping[str, str], page_size: int = PAGE_SIZE
    ) -> AsyncIterator[Record]:
        """Yield the rows of a list, each once, until there is nothing new."""
        cursors: set[str] = set()
        known: set[str] = set()
        query = {**params, "limit": str(page_size)}
        for _ in range(MAX_PAGES):
            page = as_record(await self._exchange("GET", path, params=query))
            rows = {_identity(row): row for row in _rows(page)}
            new = rows.keys() - known
            for identity, row in rows.items():
                if identity in new:
                    yield row
            known |= new
            cursor = as_text(page.get("cursor"))
            # A page may be empty, but what is known already comes again for ever.
            if cursor is None or cursor in cursors or (rows and not new):
                return
            cursors.add(cursor)
            query["cursor"] = cursor

    async def _exchange(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: object = None,
        once: bool = False,
    ) -> object:
        """Send one request to Membrane."""
        return await exchange(
            self._sessions,
            method,
            f"{self._base_url}{path}",
            headers=self._headers,
            own_error=membrane_error,
            params=params,
            json=json,
            once=once,
        )


def _rows(page: Record) -> list[Record]:
    """Return the rows on a page."""
    return list(records(page.get("items")))


def _identity(row: Record) -> str:
    """Return what tells a row from others: its id, or all of it if it has none."""
    return as_text(row.get("id")) or repr(row)


def _connection(row: Record) -> MembraneConnection:
    """Return the connection in a row."""
    if (connection := MembraneConnection.parse(row)) is None:
        message = "Membrane's answer names no connection"
        raise MalformedAnswerError(message)
    return connection


def _request(answer: object) -> ConnectionRequest:
    """Return the request for a connection in an answer."""
    if (request := ConnectionRequest.parse(answer)) is None:
        message = "Membrane's answer names no request"
        raise MalformedAnswerError(message)
    return request
