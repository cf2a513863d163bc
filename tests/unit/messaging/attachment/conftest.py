"""Fixtures: words, local media, and a web server that is trusted."""

from collections.abc import AsyncGenerator
from pathlib import Path
import ssl
from typing import Any

from aiohttp import web
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import ssl as ssl_util
import pytest

from custom_components.clicksend_messaging.const import DOMAIN
from tests.unit.api.tls import self_signed
from tests.unit.messaging.attachment.asking import JPEG
from tests.unit.messaging.attachment.server import Server


@pytest.fixture
async def server(
    socket_enabled: None,  # noqa: ARG001 (sockets are forbidden until it is asked for)
    aiohttp_server: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncGenerator[Server]:
    """Return a web server that Home Assistant trusts."""
    context = self_signed(tmp_path)
    trusting = ssl.create_default_context(cafile=tmp_path / "self_signed.pem")
    # It vouches for itself, which strict checks do not allow.
    trusting.verify_flags &= ~ssl.VERIFY_X509_STRICT
    monkeypatch.setattr(ssl_util, "client_context", lambda *_args: trusting)
    running = Server()
    app = web.Application()
    app.router.add_get("/{path:.*}", running.answer)
    running.secure = str((await aiohttp_server(app, ssl=context)).make_url("")).rstrip(
        "/"
    )
    app = web.Application()
    app.router.add_get("/{path:.*}", running.answer)
    running.plain = str((await aiohttp_server(app)).make_url("")).rstrip("/")
    yield running
    running.finish.set()


@pytest.fixture
async def media(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Return the folder of local media."""
    hass.config.media_dirs = {"local": str(tmp_path)}
    assert await async_setup_component(hass, "media_source", {})
    (tmp_path / "door.jpg").write_bytes(JPEG)
    return tmp_path


@pytest.fixture(autouse=True)
async def _words(hass: HomeAssistant) -> None:
    """Have the integration's words loaded, without an account."""
    assert await async_setup_component(hass, DOMAIN, {})
