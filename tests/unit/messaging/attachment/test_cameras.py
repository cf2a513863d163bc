"""A camera's picture, through the real Home Assistant."""

import asyncio
from collections.abc import Awaitable, Callable
import sys
import threading
from types import ModuleType
from typing import Any, override

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from PIL import Image
import pytest
from pytest_homeassistant_custom_component.common import setup_test_component_platform

from custom_components.clicksend_messaging.messaging.content import attachment
from custom_components.clicksend_messaging.messaging.content.attachment import (
    async_picture,
)
from tests.unit.messaging.attachment.asking import JPEG, SHOWN, failed, refused
from tests.unit.messaging.test_picture import encoded, noise

type Shot = Callable[[], Awaitable[bytes | None]]


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


def shows(content: bytes | None) -> Shot:
    """Return what a camera does that works."""

    async def shot() -> bytes | None:
        return content

    return shot


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
