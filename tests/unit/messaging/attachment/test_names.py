"""Image entities, and names of nothing that could be attached."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.clicksend_messaging.messaging.content.attachment import (
    async_picture,
)
from tests.unit.messaging.attachment.asking import JPEG, add_image, failed, refused
from tests.unit.messaging.test_picture import encoded, flag


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
