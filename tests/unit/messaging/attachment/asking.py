"""What is named, what comes of it, and what somebody is told."""

from typing import Any, override

from homeassistant.components.image import ImageEntity
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import setup_test_component_platform

from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.messaging.content.attachment import (
    async_picture,
)
from custom_components.clicksend_messaging.messaging.content.picture import Picture
from tests.unit.messaging.test_picture import encoded, flag

JPEG = encoded(flag(), "JPEG")

SHOWN = Picture(JPEG, "jpg")


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
