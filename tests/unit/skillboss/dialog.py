"""The hub's dialog, opened to add it or to change it."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.unit.dialogs import open_dialog, submit

NOWHERE = "http://127.0.0.1:1/v1"

OTHER = "template_01jothertemplate"


async def add(hass: HomeAssistant, typed: dict[str, Any]) -> ConfigFlowResult:
    """Open the dialog and submit its form."""
    return await submit(hass, await open_dialog(hass, "skillboss"), typed)


async def reconfigure(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Open the dialog to change the hub, which has no menu."""
    form = await entry.start_reconfigure_flow(hass)
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "skillboss"
    return form
