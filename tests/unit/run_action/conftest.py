"""An account behind Membrane."""

from collections.abc import Callable

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.services.roads import MEMBRANE, set_out


@pytest.fixture(autouse=True)
async def entry(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
) -> MockConfigEntry:
    """Return an account behind Membrane, of which nothing has been asked yet."""
    return await set_out(hass, simulator, make_entry, MEMBRANE)
