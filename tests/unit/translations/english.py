"""The words in English, and what they are looked up by."""

from collections.abc import Iterator
import json
from pathlib import Path
import string
from typing import Any

from homeassistant.config_entries import SOURCE_USER, SubentryFlowResult
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import clicksend_messaging
from custom_components.clicksend_messaging.api.errors import ApiError, RateLimitedError

INTEGRATION = Path(clicksend_messaging.__file__).parent
ENGLISH: dict[str, Any] = json.loads(
    (INTEGRATION / "translations/en.json").read_text(encoding="utf-8")
)
ICONS: dict[str, Any] = json.loads(
    (INTEGRATION / "icons.json").read_text(encoding="utf-8")
)


def placeholders(text: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def every_api_error() -> Iterator[ApiError]:
    """Yield one error of every kind."""
    kinds: list[type[ApiError]] = [ApiError]
    for kind in kinds:
        kinds += kind.__subclasses__()
        if issubclass(kind, RateLimitedError):
            yield kind("message", retry_after=1, code=None)
        else:
            yield kind("message")


async def open_subentry(
    hass: HomeAssistant, entry: MockConfigEntry, kind: str
) -> SubentryFlowResult:
    """Add something to an account."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, kind), context={"source": SOURCE_USER}
    )
