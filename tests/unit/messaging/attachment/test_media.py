"""Pictures of media sources, local or at an address."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, override

from homeassistant.components.media_source import (
    MediaSource,
    MediaSourceItem,
    PlayMedia,
    Unresolvable,
)
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockModule,
    mock_integration,
    mock_platform,
)

from custom_components.clicksend_messaging.messaging.content import attachment
from custom_components.clicksend_messaging.messaging.content.attachment import (
    async_picture,
)
from tests.unit.messaging.attachment.asking import JPEG, SHOWN, failed, refused
from tests.unit.messaging.attachment.server import Server
from tests.unit.messaging.test_picture import encoded, noise


class Album(MediaSource):
    """A media source that gives addresses, not files."""

    def __init__(self, address: str, mime_type: str = "image/jpeg") -> None:
        """Remember what to give."""
        super().__init__("album")
        self._address = address
        self._mime_type = mime_type

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        """Give it, or refuse."""
        match item.identifier:
            case "gone":
                raise Unresolvable
            case "broken":
                raise KeyError
        return PlayMedia(self._address, self._mime_type)


async def add_album(
    hass: HomeAssistant, address: str, mime_type: str = "image/jpeg"
) -> None:
    """Set up media-source://album."""

    async def source(_hass: HomeAssistant) -> MediaSource:
        return Album(address, mime_type)

    mock_integration(hass, MockModule("album"))
    platform: Any = SimpleNamespace(async_get_media_source=source)
    mock_platform(hass, "album.media_source", platform)
    assert await async_setup_component(hass, "album", {})


async def test_local_media(hass: HomeAssistant, media: Path) -> None:
    """As the media browser names it."""
    named = {
        "media_content_id": "media-source://media_source/local/door.jpg",
        "media_content_type": "image/jpeg",
        "metadata": {},
    }
    assert (media / "door.jpg").is_file()

    assert await async_picture(hass, named) == SHOWN


async def test_local_media_of_any_size(
    hass: HomeAssistant, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file too large to be looked at is not read to its end."""
    monkeypatch.setattr(attachment, "MAX_READ_BYTES", 1_000)
    (media / "large.png").write_bytes(encoded(noise(100, 100), "PNG"))
    named = "media-source://media_source/local/large.png"

    assert await refused(hass, named) == "too_large"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("gone.jpg", "not_found"),
        ("folder.jpg", "not_found"),
        ("../outside.jpg", "not_found"),
        ("text.jpg", "not_a_picture"),
        ("film.mp4", "not_a_picture"),
    ],
)
async def test_local_media_that_is_no_picture(
    hass: HomeAssistant, media: Path, name: str, problem: str
) -> None:
    """The name is wrong."""
    (media / "folder.jpg").mkdir()
    for other in ("text.jpg", "film.mp4"):
        (media / other).write_text("text")

    named = f"media-source://media_source/local/{name}"

    assert await refused(hass, named) == problem


async def test_local_media_without_a_type(hass: HomeAssistant, media: Path) -> None:
    """Home Assistant itself stumbles over it."""
    (media / "door").write_bytes(JPEG)

    assert await failed(hass, "media-source://media_source/local/door") == "no_answer"


@pytest.mark.usefixtures("media", "socket_enabled")
async def test_media_at_an_address_of_home_assistant(
    hass: HomeAssistant, aiohttp_server: Any
) -> None:
    """It is signed, since Home Assistant gives its media to nobody else."""
    own = await aiohttp_server(hass.http.app)
    hass.config.internal_url = str(own.make_url("")).rstrip("/")
    await add_album(hass, "/media/local/door.jpg")

    assert await async_picture(hass, "media-source://album/1") == SHOWN


@pytest.mark.usefixtures("media")
@pytest.mark.parametrize("way", ["plain", "secure"])
async def test_media_at_another_address(
    hass: HomeAssistant, server: Server, way: str
) -> None:
    """A media source knows where it has its pictures, and may do so without https."""
    await add_album(hass, f"{getattr(server, way)}/picture")

    assert await async_picture(hass, "media-source://album/1") == SHOWN


@pytest.mark.usefixtures("media")
async def test_media_that_leads_from_http_to_https(
    hass: HomeAssistant, server: Server
) -> None:
    """That way round is fine."""
    await add_album(hass, f"{server.plain}/to_https")

    assert await async_picture(hass, "media-source://album/1") == SHOWN


@pytest.mark.usefixtures("media")
async def test_media_source_that_fails(hass: HomeAssistant) -> None:
    """It knows nothing of it, or breaks."""
    await add_album(hass, "/")

    assert await refused(hass, "media-source://album/gone") == "not_found"
    assert await failed(hass, "media-source://album/broken") == "no_answer"


@pytest.mark.usefixtures("media")
async def test_media_that_is_a_film(hass: HomeAssistant) -> None:
    """It is not even read."""
    await add_album(hass, "https://nowhere.invalid/film", "video/mp4")

    assert await refused(hass, "media-source://album/1") == "not_a_picture"
