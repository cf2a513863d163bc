"""The event entity that tells who opts out, and in again."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulator import Simulator
from tests.unit.clock import pass_time
from tests.unit.conftest import DAD
from tests.unit.inbound.opting import text
from tests.unit.states import OPT_OUT, full_state, value

STRANGER = "+12025550199"


@pytest.mark.usefixtures("freezer", "entry")
async def test_an_event_tells_who_and_when(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """And nothing else; the text has an event of its own."""
    simulator.inject_inbound(DAD, "STOP")
    await pass_time(hass, freezer)

    assert value(hass, OPT_OUT) == dt_util.utcnow().isoformat(timespec="milliseconds")
    assert dict(full_state(hass, OPT_OUT).attributes) == {
        "event_types": ["opted_out", "opted_in"],
        "event_type": "opted_out",
        "from_number": DAD,
        "name": "Dad",
        "friendly_name": "ClickSend Opt-out",
    }


async def test_the_entity(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
) -> None:
    """It belongs to the account, and nothing was heard yet."""
    entity = entity_registry.async_get(OPT_OUT)
    assert entity is not None
    assert entity.unique_id == f"{entry.entry_id}_opt_out"
    assert value(hass, OPT_OUT) == STATE_UNKNOWN

    await hass.config_entries.async_unload(entry.entry_id)
    assert value(hass, OPT_OUT) == STATE_UNAVAILABLE


@pytest.mark.usefixtures("entry")
async def test_what_is_private_is_not_recorded(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Numbers and names stay out of the database."""
    await text(hass, simulator, DAD, "STOP")

    info = full_state(hass, OPT_OUT).state_info
    assert info is not None
    assert info["unrecorded_attributes"] >= {"from_number", "name"}


async def test_diagnostics_say_how_many(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    simulator: Simulator,
) -> None:
    """Not who; whoever is in again does not count."""
    assert await async_setup_component(hass, "diagnostics", {})
    for sender in (DAD, STRANGER, "+12025550198"):
        await text(hass, simulator, sender, "STOP")
    await text(hass, simulator, DAD, "START")

    found = await get_diagnostics_for_config_entry(hass, hass_client, entry)

    inbound = found["inbound"]
    assert isinstance(inbound, dict)
    assert inbound["opted_out"] == 2
    assert STRANGER[-7:] not in str(found)
