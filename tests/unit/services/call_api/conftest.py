"""Fixture: an account that is reached directly."""

from collections.abc import Callable

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.services.roads import DIRECT, set_out


@pytest.fixture
async def direct(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
) -> None:
    """Set up an account that is reached directly."""
    await set_out(hass, simulator, make_entry, DIRECT)
