"""The page on which somebody connects ClickSend in a browser."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from pathlib import Path
from string import Template

from aiohttp import web

_PAGE = Path(__file__).parent / "web" / "connect.html"


@dataclass(frozen=True, kw_only=True)
class Invitations[T]:
    """What the links lead to, and what may be done there."""

    service: str
    find: Callable[[str], T | None]
    """Return what the link with that session token is for."""
    over: Callable[[T], str]
    """Say why there is nothing to do any more; empty if there is."""
    authorise: Callable[[T, str, str], None]
    """Take a username and a key."""
    refused: Callable[[T], bool] = lambda _: False
    """Return whether what was typed was turned down."""
    cancel: Callable[[T], None] | None = None
    """Take a no; None if that cannot be said."""


class ConnectPage[T]:
    """The page, for whoever has a session token."""

    def __init__(self, invitations: Invitations[T]) -> None:
        """Read the page."""
        self._invitations = invitations
        self._template = Template(_PAGE.read_text(encoding="utf-8"))

    def add_to(self, app: web.Application, path: str) -> None:
        """Serve the page."""
        app.router.add_get(path, self._show)
        app.router.add_post(path, self._submit)

    async def _show(self, request: web.Request) -> web.Response:
        """Ask for the ClickSend credentials."""
        found = self._find(request)
        if found is None:
            return self._page("This link is not valid any more.", HTTPStatus.NOT_FOUND)
        over = self._invitations.over(found)
        return self._page(over, form=not over)

    async def _submit(self, request: web.Request) -> web.Response:
        """Take the ClickSend credentials, or a no."""
        found = self._find(request)
        if found is None:
            return self._page("This link is not valid any more.", HTTPStatus.NOT_FOUND)
        if over := self._invitations.over(found):
            return self._page(over)
        form = await request.post()
        if self._invitations.cancel is not None and "cancel" in form:
            self._invitations.cancel(found)
            return self._page("Cancelled. You can close this page.")
        username = str(form.get("username", "")).strip()
        api_key = str(form.get("api_key", "")).strip()
        if not username or not api_key:
            return self._page("Enter both.", HTTPStatus.BAD_REQUEST, form=True)
        self._invitations.authorise(found, username, api_key)
        if self._invitations.refused(found):
            return self._page("The service did not accept these.")
        return self._page("Connected. You can close this page.")

    def _find(self, request: web.Request) -> T | None:
        """Return what the link is for."""
        return self._invitations.find(request.query.get("session_token", ""))

    def _page(
        self, message: str, status: int = HTTPStatus.OK, *, form: bool = False
    ) -> web.Response:
        """Return the page with a message, a form or both."""
        return web.Response(
            status=status,
            text=self._template.substitute(
                service=self._invitations.service,
                message=escape(message),
                hide_form="" if form else "hidden",
                hide_cancel="" if self._invitations.cancel else "hidden",
            ),
            content_type="text/html",
            headers={"Cache-Control": "no-store"},
        )
