"""From what an automation names to a picture, through the real Home Assistant."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
import ssl
import sys
import threading
from types import ModuleType, SimpleNamespace
from typing import Any, override

from aiohttp import web
from homeassistant.components.image import ImageEntity
from homeassistant.components.media_source import (
    MediaSource,
    MediaSourceItem,
    PlayMedia,
    Unresolvable,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.setup import async_setup_component
from homeassistant.util import ssl as ssl_util
from PIL import Image
import pytest
from pytest_homeassistant_custom_component.common import (
    MockModule,
    mock_integration,
    mock_platform,
    setup_test_component_platform,
)

from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.messaging.content import attachment
from custom_components.clicksend_messaging.messaging.content.attachment import (
    async_picture,
)
from custom_components.clicksend_messaging.messaging.content.picture import Picture
from tests.unit.api.tls import self_signed
from tests.unit.messaging.test_picture import encoded, flag, noise

JPEG = encoded(flag(), "JPEG")
SHOWN = Picture(JPEG, "jpg")

type Shot = Callable[[], Awaitable[bytes | None]]


class Server:
    """What a web server has, at https and at http."""

    def __init__(self) -> None:
        """Start with a picture."""
        self.secure = ""
        self.plain = ""
        self.asked: list[str] = []
        self.finish = asyncio.Event()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer as the address says."""
        self.asked.append(f"{request.scheme} {request.path}")
        targets = {
            "/to_https": f"{self.secure}/picture",
            "/to_http": f"{self.plain}/picture",
            "/relative": "picture",
            "/circle": "/circle",
        }
        if target := targets.get(request.path):
            raise web.HTTPFound(target)
        match request.path:
            case "/picture":
                return web.Response(body=JPEG)
            case "/page":
                return web.Response(text="<html>Sign in</html>")
            case "/nowhere":
                return web.Response(status=302)
            case "/error":
                raise web.HTTPServiceUnavailable
            case "/slow":
                await self.finish.wait()
            case "/endless":
                return await self._without_end(request)
        raise web.HTTPNotFound

    async def _without_end(self, request: web.Request) -> web.StreamResponse:
        """Send zeros for as long as somebody listens."""
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while not self.finish.is_set():
                await response.write(bytes(100_000))
        except ConnectionError:
            pass
        return response


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
async def add_camera(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Awaitable[None]]:
    """Return a function that sets up camera.door."""
    # Core scales with it when asked to, and complains where it lacks its library.
    turbojpeg: Any = ModuleType("turbojpeg")
    turbojpeg.TurboJPEG = object
    monkeypatch.setitem(sys.modules, "turbojpeg", turbojpeg)
    # Needs the above.
    from homeassistant.components.camera import Camera  # noqa: PLC0415

    class Door(Camera):
        """A camera."""

        _attr_name = "Door"

        def __init__(self, shot: Shot, *, on: bool, available: bool) -> None:
            """Remember what it sees."""
            super().__init__()
            self._shot = shot
            self._attr_is_on = on
            self._attr_available = available

        @override
        async def async_camera_image(
            self, width: int | None = None, height: int | None = None
        ) -> bytes | None:
            """Return what it sees."""
            return await self._shot()

    async def add(shot: Shot, *, on: bool = True, available: bool = True) -> None:
        door = Door(shot, on=on, available=available)
        setup_test_component_platform(hass, "camera", [door])
        assert await async_setup_component(
            hass, "camera", {"camera": {"platform": "test"}}
        )
        await hass.async_block_till_done()

    return add


class Plan(ImageEntity):
    """An image entity."""

    _attr_name = "Plan"

    def __init__(self, hass: HomeAssistant, content: bytes | None) -> None:
        """Remember what it shows."""
        super().__init__(hass)
        self._content = content

    @override
    def image(self) -> bytes | None:
        """Return what it shows."""
        return self._content


async def add_image(hass: HomeAssistant, content: bytes | None) -> None:
    """Set up image.plan."""
    setup_test_component_platform(hass, "image", [Plan(hass, content)])
    assert await async_setup_component(hass, "image", {"image": {"platform": "test"}})
    await hass.async_block_till_done()


@pytest.fixture
async def media(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Return the folder of local media."""
    hass.config.media_dirs = {"local": str(tmp_path)}
    assert await async_setup_component(hass, "media_source", {})
    (tmp_path / "door.jpg").write_bytes(JPEG)
    return tmp_path


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


def shows(content: bytes | None) -> Shot:
    """Return what a camera does that works."""

    async def shot() -> bytes | None:
        return content

    return shot


async def refused(hass: HomeAssistant, named: Any, *, source: str | None = None) -> str:
    """Return why the user is told that he is mistaken."""
    with pytest.raises(ServiceValidationError) as caught:
        await async_picture(hass, named)
    return told(caught.value, named, source)


async def failed(hass: HomeAssistant, named: Any, *, source: str | None = None) -> str:
    """Return what is told of something that may work the next time."""
    with pytest.raises(HomeAssistantError) as caught:
        await async_picture(hass, named)
    assert not isinstance(caught.value, ServiceValidationError)
    return told(caught.value, named, source)


def told(error: HomeAssistantError, named: Any, source: str | None) -> str:
    """Check an error's words and return its key without the part that all have."""
    assert error.translation_domain == DOMAIN
    assert error.translation_key is not None
    assert error.translation_placeholders == {
        "source": named if source is None else source
    }
    # Translated, with the placeholder in its place.
    assert str(error.translation_placeholders["source"]) in str(error)
    assert error.__cause__ is None
    assert error.__context__ is None
    return error.translation_key.removeprefix("attachment_")


@pytest.fixture(autouse=True)
async def _words(hass: HomeAssistant) -> None:
    """Have the integration's words loaded, without an account."""
    assert await async_setup_component(hass, DOMAIN, {})


@pytest.mark.parametrize(
    "named",
    [
        "camera.door",
        " Camera.Door ",
        "media-source://camera/camera.door",
        {
            "media_content_id": "media-source://camera/camera.door",
            "media_content_type": "application/vnd.apple.mpegurl",
            "metadata": {"title": "Door"},
        },
        {
            "entity_id": "media_player.hall",
            "media_content_id": "media-source://camera/camera.door",
            "media_content_type": "image/jpeg",
        },
        {"entity_id": "camera.door"},
    ],
    ids=["entity", "typed", "media", "selector", "selector with player", "dict"],
)
async def test_camera(
    hass: HomeAssistant, add_camera: Callable[..., Awaitable[None]], named: Any
) -> None:
    """What it sees now, however it is named."""
    await add_camera(shows(JPEG))

    assert await async_picture(hass, named) == SHOWN


async def test_large_picture_is_shrunk_outside_the_event_loop(
    hass: HomeAssistant,
    add_camera: Callable[..., Awaitable[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While Pillow works, Home Assistant goes on."""
    threads: list[threading.Thread] = []
    beats = 0
    really_open = Image.open

    def observed(*args: Any, **kwargs: Any) -> Any:
        threads.append(threading.current_thread())
        return really_open(*args, **kwargs)

    async def beat() -> None:
        nonlocal beats
        while True:
            beats += 1
            await asyncio.sleep(0)

    monkeypatch.setattr(Image, "open", observed)
    await add_camera(shows(encoded(noise(1600, 1200), "PNG")))
    before = beats
    beating = asyncio.create_task(beat())
    result = await async_picture(hass, "camera.door")
    beating.cancel()

    assert len(result.content) <= 250_000
    assert [thread is threading.current_thread() for thread in threads] == [False]
    assert beats > before + 100


async def test_camera_that_fails(
    hass: HomeAssistant, add_camera: Callable[..., Awaitable[None]]
) -> None:
    """Whatever its own code raises."""

    async def shot() -> bytes:
        raise OSError("rtsp://admin:secret@camera")

    await add_camera(shot)

    assert await failed(hass, "camera.door") == "no_answer"


async def test_camera_that_has_nothing_to_show(
    hass: HomeAssistant, add_camera: Callable[..., Awaitable[None]]
) -> None:
    """No picture came."""
    await add_camera(shows(None))

    assert await failed(hass, "camera.door") == "no_answer"


async def test_camera_that_does_not_answer(
    hass: HomeAssistant,
    add_camera: Callable[..., Awaitable[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """There is an end to the waiting."""
    monkeypatch.setattr(attachment, "READ_SECONDS", 0.05)

    async def shot() -> bytes:
        await asyncio.Event().wait()
        return b""

    await add_camera(shot)

    assert await failed(hass, "camera.door") == "no_answer"


async def test_camera_that_is_off(
    hass: HomeAssistant, add_camera: Callable[..., Awaitable[None]]
) -> None:
    """It may be on the next time."""
    await add_camera(shows(JPEG), on=False)

    assert await failed(hass, "camera.door") == "no_answer"


async def test_camera_that_is_unavailable(
    hass: HomeAssistant, add_camera: Callable[..., Awaitable[None]]
) -> None:
    """It may be back the next time."""
    await add_camera(shows(JPEG), available=False)

    assert await failed(hass, "camera.door") == "unavailable"


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"Not now", "not_a_picture"), (bytes(1_001), "too_large")],
    ids=["text", "large"],
)
async def test_camera_that_shows_no_picture(
    hass: HomeAssistant,
    add_camera: Callable[..., Awaitable[None]],
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
    problem: str,
) -> None:
    """It cannot go into an MMS."""
    monkeypatch.setattr(attachment, "MAX_READ_BYTES", 1_000)
    await add_camera(shows(content))

    assert await refused(hass, "camera.door") == problem


async def test_picture_that_arrives_damaged(
    hass: HomeAssistant, add_camera: Callable[..., Awaitable[None]]
) -> None:
    """The next one may be whole."""
    await add_camera(shows(encoded(noise(300, 200), "JPEG")[:-2_000]))

    assert await failed(hass, "camera.door") == "damaged"


@pytest.mark.parametrize("named", ["image.plan", "media-source://image/image.plan"])
async def test_image_entity(hass: HomeAssistant, named: str) -> None:
    """What it shows, made fit."""
    await add_image(hass, encoded(flag(), "PNG"))

    assert (await async_picture(hass, named)).extension == "jpg"


async def test_image_entity_without_an_image(hass: HomeAssistant) -> None:
    """Nothing has been shown yet."""
    await add_image(hass, None)

    assert await failed(hass, "image.plan") == "no_answer"


@pytest.mark.parametrize(
    "named",
    [
        "camera.door",
        "image.elsewhere",
        "media-source://camera/camera.door",
        "media-source://camera",
        "media-source://image/light.lamp",
        "media-source://nobody/picture",
        # A state alone is no camera.
        "camera.painted",
    ],
)
async def test_names_of_nothing(hass: HomeAssistant, named: str) -> None:
    """Nothing is by that name."""
    await add_image(hass, JPEG)
    hass.states.async_set("light.lamp", "on")
    hass.states.async_set("camera.painted", "idle")

    assert await refused(hass, named) == "not_found"


@pytest.mark.parametrize(
    ("named", "source"),
    [
        ("light.lamp", "light.lamp"),
        ("door camera", "door camera"),
        ("/config/www/door.jpg?token=secret", "/config/www/door.jpg"),
        ("ftp://admin:secret@example.org/door.jpg", "example.org"),
        ("https://", "https://"),
        ("https://[::1", "https://[::1"),
        ("x" * 500, "x" * 80),
        ("", "(empty)"),
        ({}, "(empty)"),
        ({"media_content_id": "spotify:playlist:1"}, "spotify:playlist:1"),
        ({"entity_id": "media_player.hall"}, "media_player.hall"),
    ],
)
async def test_what_cannot_be_attached(
    hass: HomeAssistant, named: Any, source: str
) -> None:
    """Neither an entity that shows something, nor a medium, nor an address."""
    assert await refused(hass, named, source=source) == "unsupported"


async def test_speech(hass: HomeAssistant) -> None:
    """It is no picture, and what it says is not repeated."""
    named = "media-source://tts/tts.home?message=The+code+is+1234"

    assert await refused(hass, named, source="media-source://tts/tts.home") == "tts"


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
