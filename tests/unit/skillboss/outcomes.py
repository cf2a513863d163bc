"""What became of a text for the hub: reports and repairs."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.messaging.waiting import outbox_file
from tests.unit.sending import TEXT
from tests.unit.skillboss.hub import REPORT, start
from tests.unit.states import full_state

HOME_TEXT = f"Home: {TEXT}"


def issue(
    hass: HomeAssistant, entry: MockConfigEntry, key: str
) -> ir.IssueEntry | None:
    """Return a repair."""
    return ir.async_get(hass).async_get_issue(DOMAIN, f"{key}_{entry.entry_id}")


def report(hass: HomeAssistant) -> tuple[str, str]:
    """Return the type and the reason of the last delivery report."""
    attributes = full_state(hass, REPORT).attributes
    return attributes["event_type"], attributes["reason"]


def report_is(hass: HomeAssistant, kind: str) -> bool:
    """Tell whether the last delivery report says that."""
    return bool(full_state(hass, REPORT).attributes.get("event_type") == kind)


async def restarted(
    hass: HomeAssistant, entry: MockConfigEntry, content: bytes
) -> None:
    """Start anew with what was on the disk at some moment, as after a power cut."""
    await hass.config_entries.async_unload(entry.entry_id)
    outbox_file(hass, entry).write_bytes(content)
    await start(hass, entry)


def changed(simulator: Simulator, **settings: Any) -> None:
    """Change how the hub does things."""
    simulator.settings.patch(
        {f"skillboss_{name}": value for name, value in settings.items()}
    )
