"""The dialog of a recipient, filled in, and what is sent to one."""

from typing import Any

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.selector import SelectSelector
from pytest_homeassistant_custom_component.common import MockConfigEntry

AUNT = "+12025550103"


TYPED = {
    "name": "Aunt Ada",
    "phone_number": AUNT,
    "channels": ["sms"],
    "sms": {"sender": "MyHome"},
}


async def open_dialog(
    hass: HomeAssistant, entry: MockConfigEntry
) -> SubentryFlowResult:
    """Add a recipient."""
    form = await hass.config_entries.subentries.async_init(
        (entry.entry_id, "recipient"), context={"source": SOURCE_USER}
    )
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "user"
    assert form["errors"] == {}
    return form


async def change(
    hass: HomeAssistant, entry: MockConfigEntry, name: str
) -> SubentryFlowResult:
    """Change the recipient of that name."""
    [subentry] = [item for item in entry.subentries.values() if item.title == name]
    form = await hass.config_entries.subentries.async_init(
        (entry.entry_id, "recipient"),
        context={"source": SOURCE_RECONFIGURE, "subentry_id": subentry.subentry_id},
    )
    assert form["step_id"] == "reconfigure"
    assert form["errors"] == {}
    return form


async def submit(
    hass: HomeAssistant, shown: SubentryFlowResult, typed: dict[str, Any]
) -> SubentryFlowResult:
    """Submit the form that is shown, and let what follows from it happen."""
    result = await hass.config_entries.subentries.async_configure(
        shown["flow_id"], typed
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def send(hass: HomeAssistant, entity_id: str) -> None:
    """Send a text to a recipient."""
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": entity_id, "message": "Hello"},
        blocking=True,
    )


def field(shown: SubentryFlowResult, section: str, name: str) -> Any:
    """Return a selector of a section."""
    assert shown["data_schema"] is not None
    sections: Any = shown["data_schema"].schema
    return sections[section].schema.schema[name]


def choice(selector: Any) -> dict[str, str]:
    """Return what a selector offers, and that anything else may be typed in."""
    assert isinstance(selector, SelectSelector)
    assert selector.config["custom_value"]
    options: Any = selector.config["options"]
    return {option["value"]: option["label"] for option in options}
