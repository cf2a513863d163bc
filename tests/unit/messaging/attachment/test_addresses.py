"""Pictures at an address that somebody typed in."""

import ssl

from homeassistant.core import HomeAssistant
from homeassistant.util import ssl as ssl_util
import pytest

from custom_components.clicksend_messaging.messaging.content import attachment
from custom_components.clicksend_messaging.messaging.content.attachment import (
    async_picture,
)
from tests.unit.messaging.attachment.asking import SHOWN, failed, refused
from tests.unit.messaging.attachment.server import Server


@pytest.mark.parametrize("path", ["picture", "relative", "to_https"])
async def test_address(hass: HomeAssistant, server: Server, path: str) -> None:
    """What is there, or where it leads."""
    assert await async_picture(hass, f"{server.secure}/{path}?token=secret") == SHOWN
    assert {way.partition(" ")[0] for way in server.asked} == {"https"}


async def test_address_without_https(hass: HomeAssistant, server: Server) -> None:
    """Anybody could read along, so nobody is asked."""
    named = f"{server.plain}/picture?token=secret"

    assert await refused(hass, named, source="127.0.0.1") == "not_https"
    assert server.asked == []


async def test_address_that_leads_away_from_https(
    hass: HomeAssistant, server: Server
) -> None:
    """The step is not taken."""
    named = f"{server.secure}/to_http"

    assert await refused(hass, named, source="127.0.0.1") == "not_https"
    assert server.asked == ["https /to_http"]


@pytest.mark.parametrize(
    ("path", "problem"), [("missing", "not_found"), ("page", "not_a_picture")]
)
async def test_wrong_address(
    hass: HomeAssistant, server: Server, path: str, problem: str
) -> None:
    """There is no picture there."""
    named = f"{server.secure}/{path}?token=secret"

    assert await refused(hass, named, source="127.0.0.1") == problem


@pytest.mark.parametrize("path", ["error", "circle", "nowhere"])
async def test_address_that_fails(
    hass: HomeAssistant, server: Server, path: str
) -> None:
    """It may work the next time."""
    named = f"{server.secure}/{path}?token=secret"

    assert await failed(hass, named, source="127.0.0.1") == "no_answer"
    assert len(server.asked) <= 6


async def test_address_that_is_slow(
    hass: HomeAssistant, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is an end to the waiting."""
    monkeypatch.setattr(attachment, "READ_SECONDS", 0.2)

    named = f"{server.secure}/slow"

    assert await failed(hass, named, source="127.0.0.1") == "no_answer"


async def test_address_without_end(
    hass: HomeAssistant, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No more is read than a picture may have."""
    monkeypatch.setattr(attachment, "MAX_READ_BYTES", 1_000_000)

    named = f"{server.secure}/endless"

    assert await refused(hass, named, source="127.0.0.1") == "too_large"


async def test_server_that_cannot_be_trusted(
    hass: HomeAssistant, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture from anybody would be worse than none."""
    # The server is in the same loop and complains of being hung up on.
    hass.loop.set_exception_handler(lambda *_args: None)
    strict = ssl.create_default_context()
    monkeypatch.setattr(ssl_util, "client_context", lambda *_args: strict)

    named = f"{server.secure}/picture"

    assert await failed(hass, named, source="127.0.0.1") == "no_answer"
    assert server.asked == []


@pytest.mark.usefixtures("socket_enabled")
async def test_server_that_is_not_there(
    hass: HomeAssistant, unused_tcp_port: int
) -> None:
    """It may be up the next time."""
    named = f"https://user:secret@127.0.0.1:{unused_tcp_port}/picture"

    assert await failed(hass, named, source="127.0.0.1") == "no_answer"
