"""A picture to send, and short waits."""

from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from PIL import Image
import pytest

from custom_components.clicksend_messaging.api import http
from tests.unit.clock import IMPATIENT


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the client wait less for an answer."""
    monkeypatch.setattr(http, "TIMEOUT", IMPATIENT)


@pytest.fixture
async def picture(hass: HomeAssistant, tmp_path: Path) -> dict[str, str]:
    """Return a picture from the local media."""
    hass.config.media_dirs = {"local": str(tmp_path)}
    assert await async_setup_component(hass, "media_source", {})
    await hass.async_add_executor_job(
        lambda: Image.new("RGB", (8, 8)).save(tmp_path / "door.jpg")
    )
    return {
        "media_content_id": "media-source://media_source/local/door.jpg",
        "media_content_type": "image/jpeg",
    }
