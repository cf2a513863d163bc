"""Pictures for the tests of MMS."""

from io import BytesIO
from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.setup import async_setup_component
from PIL import Image

from simulator import Simulator

DOOR = "media-source://media_source/local/door.jpg"
GARDEN = "media-source://media_source/local/garden.jpg"


def jpeg(colour: str) -> bytes:
    """Return a small picture of one colour."""
    file = BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "JPEG")
    return file.getvalue()


async def add_pictures(hass: HomeAssistant, folder: Path) -> None:
    """Have two pictures among Home Assistant's local media."""
    (folder / "door.jpg").write_bytes(jpeg("red"))
    (folder / "garden.jpg").write_bytes(jpeg("green"))
    hass.config.media_dirs = {"local": str(folder)}
    assert await async_setup_component(hass, "media_source", {})


async def colours_sent(hass: HomeAssistant, simulator: Simulator) -> dict[str, str]:
    """Return the colour of the picture that each number got last."""
    session = async_get_clientsession(hass)
    colours = {}
    for text in simulator.books:
        if text.media_url is not None:
            async with session.get(text.media_url) as answer:
                content = await answer.read()
            with Image.open(BytesIO(content)) as picture:
                pixel = picture.convert("RGB").getpixel((5, 5))
            assert isinstance(pixel, tuple)
            colours[text.to] = "red" if pixel[0] > pixel[1] else "green"
    return colours
