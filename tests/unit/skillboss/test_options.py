"""The options of the SkillBoss hub."""

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.dialogs import prefilled


async def test_options(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    """Only those that mean something here: nobody tells prices, nothing comes in."""
    form = await hass.config_entries.options.async_init(hub.entry_id)
    assert form["data_schema"] is not None
    sections = {
        str(name): {str(field) for field in part.schema.schema}
        for name, part in form["data_schema"].schema.items()
    }
    assert sections == {
        "sending": {"retry_for", "plain_letters"},
        "limits": {
            *("messages_per_hour", "messages_per_recipient"),
            *("parts_per_message", "countries"),
        },
        "critical": {"critical_per_hour", "resend_unknown"},
    }
    typed = {
        "sending": {"retry_for": 5, "plain_letters": True},
        "limits": {
            "messages_per_hour": 2,
            "messages_per_recipient": 1,
            "parts_per_message": 1,
            "countries": ["US"],
        },
        "critical": {"critical_per_hour": 4, "resend_unknown": True},
    }
    result = await hass.config_entries.options.async_configure(form["flow_id"], typed)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    assert hub.options == typed
    again = await hass.config_entries.options.async_init(hub.entry_id)
    assert prefilled(again) == typed


async def test_options_need_no_hub(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """Nothing of it is asked."""
    asked = len(simulator.requests)
    form = await hass.config_entries.options.async_init(hub.entry_id)
    assert form["errors"] in (None, {})
    assert len(simulator.requests) == asked
