"""Fixtures: an account at which receipts can be polled."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.unit.clock import pass_time

from .delivering import LOOKS


@pytest.fixture
async def receipts_kept(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, entry: MockConfigEntry
) -> MockConfigEntry:
    """Return an account that was set up long enough ago to have its receipt rules."""
    await pass_time(hass, freezer, timedelta(seconds=LOOKS[0]))
    return entry
