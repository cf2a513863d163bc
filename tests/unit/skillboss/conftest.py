"""Fixtures: a home with the SkillBoss hub."""

from aiohttp import ClientTimeout
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.api import http
from custom_components.clicksend_messaging.skillboss.carrier import SkillBossCarrier
from simulator import Simulator
from tests.unit.skillboss.hub import add_hub, start


@pytest.fixture
async def hub(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Return the hub, set up, with Dad and Mum as recipients."""
    return await start(hass, add_hub(hass, simulator))


@pytest.fixture
def short_time_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up in less than a second."""
    limits = ClientTimeout(total=5, sock_connect=0.3, sock_read=0.3)
    monkeypatch.setattr(http, "TIMEOUT", limits)


@pytest.fixture
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for jobs in quick succession."""
    monkeypatch.setattr(SkillBossCarrier, "delays", (0.05,) * 5)
