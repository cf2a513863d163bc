"""The way through to ClickSend with the credentials of a connection."""

from base64 import b64encode
from collections.abc import Callable
from http import HTTPStatus
import re

from multidict import CIMultiDict

from ..clicksend.service import ClickSend
from ..http import Answer, Request
from ..settings import Settings
from .connections import Connection
from .connectors import CLICKSEND
from .errors import failure
from .routes import Asked, Route
from .tenant import Tenant

_PROXY = re.compile(r"/connections/[^/]+/proxy(?P<behind>/.*|)")
_VERSION = "/v3"
_NOT_PASSED_ON = {
    *("connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"),
    *("proxy-authenticate", "proxy-authorization", "proxy-connection"),
    *("host", "content-length", "cookie", "membrane-api-version"),
}


class Proxy:
    """The handler."""

    def __init__(
        self, settings: Settings, clicksend: ClickSend, tenant: Tenant
    ) -> None:
        """Keep what it is about."""
        self._settings = settings
        self._clicksend = clicksend
        self._tenant = tenant
        path = "/connections/{reference}/proxy(?P<behind>/.*|)"
        self.routes = (Route("*", path, self.answer),)

    async def answer(self, asked: Asked) -> Answer:
        """Ask ClickSend, and return its answer as it is."""
        connection = self._tenant.usable(asked.reference)
        path = clicksend_path(self._settings, asked.behind)
        return await pass_on(
            self._clicksend, connection, asked.request, path, asked.note
        )


def at_clicksend(settings: Settings, path: str) -> str | None:
    """Return ClickSend's own name for a path that is passed on to it."""
    match = _PROXY.fullmatch(path)
    return clicksend_path(settings, match["behind"]) if match else None


def clicksend_path(settings: Settings, path: str) -> str:
    """Return ClickSend's own name for a path behind the proxy.

    Outside of v3 there is nothing: such a path begins with two slashes.
    """
    path = path or "/"
    whole = f"{_VERSION}{path}" if settings.membrane_base == "v3" else path
    if not f"{whole}/".startswith(f"{_VERSION}/"):
        return f"/{whole}"
    return whole.removeprefix(_VERSION) or "/"


async def pass_on(
    clicksend: ClickSend,
    connection: Connection,
    request: Request,
    path: str,
    note: Callable[[str], None],
) -> Answer:
    """Ask ClickSend, at its own path, and return its answer as it is."""
    if connection.connector.key != CLICKSEND:
        message = f"{connection.connector.name} does not answer"
        return failure(HTTPStatus.BAD_GATEWAY, message)
    headers = CIMultiDict(
        (name, value)
        for name, value in request.headers.items()
        if name.lower() not in _NOT_PASSED_ON
    )
    credentials = f"{connection.username}:{connection.api_key}".encode()
    headers["Authorization"] = f"Basic {b64encode(credentials).decode()}"
    forwarded = Request(
        method=request.method,
        path=path,
        query=request.query,
        headers=headers,
        body=request.body,
        names=(path,),
        source="membrane",
    )
    return await clicksend.answer(forwarded, note)
