"""Maton itself: its key, its connections, and the way through to ClickSend."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
import json
import re
from typing import Any

from multidict import CIMultiDict

from ..clicksend.service import ClickSend
from ..http import Answer, Request, html_page, json_answer, phrase
from ..limits import RateLimiter
from ..world import World
from .connections import APP, METHODS, USUAL_METHOD, Connection, Connections

# What the bot filter knows as the default of a library, not of a program.
_DEFAULT_AGENTS = re.compile(
    r"python-(urllib|requests|httpx)|python/[\d.]+ aiohttp", re.IGNORECASE
)
_CONNECTIONS = "/connections"
_CLICKSEND = f"/{APP}/v3"


@dataclass(frozen=True)
class Host:
    """One of Maton's hosts."""

    name: str
    controls: bool
    """Whether it serves /connections."""
    proxies: bool
    """Whether it passes requests on."""


class Maton:
    """The service, as it is on one host."""

    def __init__(
        self,
        world: World,
        clicksend: ClickSend,
        connections: Connections,
        limiter: RateLimiter,
        *,
        host: Host,
        api_key: str,
    ) -> None:
        """Open for business; connections and limits are those of all hosts."""
        self._world = world
        self._clicksend = clicksend
        self._connections = connections
        self._limiter = limiter
        self._host = host
        self._api_key = api_key

    def aliases(self, path: str) -> tuple[str, ...]:
        """Return the path itself, unless ClickSend is to know it by that."""
        return () if path.startswith(f"/{APP}/") else (path,)

    def at_clicksend(self, path: str) -> str:
        """Return ClickSend's own name for a path that is passed on to it."""
        return path.removeprefix(_CLICKSEND)

    async def answer(self, request: Request, note: Callable[[str], None]) -> Answer:
        """Answer a request; raises DroppedError and UnansweredError."""

        async def process() -> Answer:
            return await self._process(request, note)

        return await self._world.faults.run(request, process, failure, note)

    async def _process(self, request: Request, note: Callable[[str], None]) -> Answer:
        """Answer a request that nothing happens to at Maton."""
        settings = self._world.settings
        agent = request.headers.get("User-Agent", "")
        suspicious = not agent or _DEFAULT_AGENTS.match(agent)
        if settings.maton_rejects_default_agents and suspicious:
            return html_page(HTTPStatus.FORBIDDEN, "Forbidden")
        if request.headers.get("Authorization") != f"Bearer {self._api_key}":
            return failure(HTTPStatus.UNAUTHORIZED, "Invalid or missing API key")
        allowance = self._limiter.count(
            self._api_key,
            limit=settings.maton_rate_limit,
            window=1,
            now=self._world.clock.now(),
        )
        if allowance and allowance.exceeded:
            return failure(HTTPStatus.TOO_MANY_REQUESTS, "Rate limit exceeded")
        if self._host.controls and f"{request.path}/".startswith(f"{_CONNECTIONS}/"):
            return self._control(request)
        if self._host.proxies and f"{request.path}/".startswith(f"/{APP}/"):
            return await self._pass_on(request, note)
        return failure(HTTPStatus.NOT_FOUND, f"No app or page at {request.path}")

    def _control(self, request: Request) -> Answer:
        """Answer what is about connections."""
        connection_id = request.path.removeprefix(_CONNECTIONS).strip("/")
        match request.method, bool(connection_id):
            case "GET", False:
                return self._list(request)
            case "POST", False:
                return self._create(request)
            case (("GET" | "DELETE"), True):
                connection = self._connections.get(connection_id)
                if connection is None:
                    return _unknown(connection_id)
                shown = {"connection": self._show(connection)}
                if request.method == "DELETE":
                    self._connections.delete(connection_id)
                    shown = {}
                return json_answer(HTTPStatus.OK, shown)
            case _:
                return failure(HTTPStatus.METHOD_NOT_ALLOWED, "Method Not Allowed")

    def _list(self, request: Request) -> Answer:
        """List the connections that the query asks for."""
        rows = [self._show(connection) for connection in self._connections]
        wanted = {
            key: value
            for key, value in request.query.items()
            if key in {"app", "status", "method"}
        }
        shown = [
            row
            for row in rows
            if all(row[key] == wanted[key] for key in wanted if key in row)
        ]
        return json_answer(HTTPStatus.OK, {"connections": shown})

    def _create(self, request: Request) -> Answer:
        """Add a connection, to be authorised in a browser."""
        try:
            body = json.loads(request.body)
        except ValueError:
            body = None
        given = body if isinstance(body, dict) else {}
        app, method = given.get("app"), given.get("method", USUAL_METHOD)
        if app != APP:
            return failure(HTTPStatus.BAD_REQUEST, f"Unknown app: {app}")
        if method not in METHODS:
            return failure(HTTPStatus.BAD_REQUEST, f"Unknown method: {method}")
        shown = self._show(self._connections.create(method))
        if self._world.settings.maton_create_shape == "wrapped":
            shown = {"connection": shown}
        return json_answer(HTTPStatus.OK, shown)

    async def _pass_on(self, request: Request, note: Callable[[str], None]) -> Answer:
        """Send a request on to ClickSend with the credentials of a connection."""
        named = request.headers.get("Maton-Connection")
        if named:
            connection = self._connections.get(named)
            if connection is None:
                return _unknown(named)
        else:
            connection = self._connections.oldest_active()
            if connection is None:
                return failure(
                    HTTPStatus.BAD_REQUEST, f"No connection found for app {APP}"
                )
        if connection.status != "ACTIVE":
            return failure(
                self._world.settings.maton_inactive_status,
                f"Connection {connection.connection_id} is {connection.status}",
            )
        if not f"{request.path}/".startswith(f"{_CLICKSEND}/"):
            return html_page(HTTPStatus.NOT_FOUND, "Not Found")
        path = request.path.removeprefix(_CLICKSEND) or "/"
        headers = CIMultiDict(request.headers)
        credentials = f"{connection.username}:{connection.api_key}".encode()
        headers["Authorization"] = f"Basic {b64encode(credentials).decode()}"
        forwarded = Request(
            method=request.method,
            path=path,
            query=request.query,
            headers=headers,
            body=request.body,
            names=(path,),
            source="maton",
        )
        return await self._clicksend.answer(forwarded, note)

    def _show(self, connection: Connection) -> dict[str, Any]:
        """Describe a connection as this host does."""
        older = not (self._host.controls and self._host.proxies)
        return connection.as_dict(self._connections.connect_url, older_host=older)


def failure(status: int, message: str | None = None) -> Answer:
    """Answer with an error of Maton's own: unlike ClickSend's it has no http_code."""
    name = phrase(status)
    body = {"message": message or name, "type": name, "code": int(status)}
    return json_answer(status, body)


def _unknown(connection_id: str) -> Answer:
    """Answer that there is no such connection."""
    return failure(HTTPStatus.NOT_FOUND, f"Connection {connection_id} not found")
