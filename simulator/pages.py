"""The phones' page."""

from pathlib import Path

from aiohttp import web

from .edge import Handler

_WEB = Path(__file__).parent / "web"
_FILES = {
    "/": ("phones.html", "text/html"),
    "/phones.css": ("phones.css", "text/css"),
    "/phones.js": ("phones.js", "text/javascript"),
}


def add_pages(app: web.Application) -> None:
    """Serve the page and what belongs to it."""
    for path, (name, content_type) in _FILES.items():
        app.router.add_get(path, _file(name, content_type))


def _file(name: str, content_type: str) -> Handler:
    """Return what serves one file."""
    text = (_WEB / name).read_text(encoding="utf-8")

    async def serve(_: web.Request) -> web.Response:
        return web.Response(
            text=text,
            content_type=content_type,
            charset="utf-8",
            headers={"Cache-Control": "no-store"},
        )

    return serve
