"""The page on which somebody authorises a connection in a browser."""

from html import escape
from http import HTTPStatus
from pathlib import Path
from string import Template

from aiohttp import web

from .connections import Connection, Connections

_PAGE = Path(__file__).parent.parent / "web" / "connect.html"


class ConnectPage:
    """The page, for whoever has a connection's session token."""

    def __init__(self, connections: Connections) -> None:
        """Read the page."""
        self._connections = connections
        self._template = Template(_PAGE.read_text(encoding="utf-8"))

    async def show(self, request: web.Request) -> web.Response:
        """Ask for the ClickSend credentials."""
        connection = self._find(request)
        if connection is None:
            return self._page("This link is not valid any more.", HTTPStatus.NOT_FOUND)
        if connection.status == "ACTIVE":
            return self._page("This connection is authorised already.")
        return self._page("", form=True)

    async def submit(self, request: web.Request) -> web.Response:
        """Take the ClickSend credentials."""
        connection = self._find(request)
        if connection is None:
            return self._page("This link is not valid any more.", HTTPStatus.NOT_FOUND)
        form = await request.post()
        username = str(form.get("username", "")).strip()
        api_key = str(form.get("api_key", "")).strip()
        if not username or not api_key:
            return self._page("Enter both.", HTTPStatus.BAD_REQUEST, form=True)
        self._connections.authorise(connection, username, api_key)
        return self._page("Connected. You can close this page.")

    def _find(self, request: web.Request) -> Connection | None:
        """Return the connection that the link is for."""
        return self._connections.with_token(request.query.get("session_token", ""))

    def _page(
        self, message: str, status: int = HTTPStatus.OK, *, form: bool = False
    ) -> web.Response:
        """Return the page with a message, a form or both."""
        return web.Response(
            status=status,
            text=self._template.substitute(
                message=escape(message), hide_form="" if form else "hidden"
            ),
            content_type="text/html",
            headers={"Cache-Control": "no-store"},
        )
