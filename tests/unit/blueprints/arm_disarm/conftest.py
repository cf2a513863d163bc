"""Fixtures: a house that the blueprint guards."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.unit.blueprints.arm_disarm.house import (
    ALARM,
    COUNTER,
    PIN,
    TIMER,
    set_up_home,
)
from tests.unit.blueprints.conftest import Use
from tests.unit.states import EVENT


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Let the pause, or an alarm that is being armed, go on after a test."""
    return True


@pytest.fixture
def home() -> dict[str, dict[str, Any]]:
    """Return what is to be different about the alarm and the helpers."""
    return {}


@pytest.fixture
def guard(
    hass: HomeAssistant,
    use: Use,
    entry: MockConfigEntry,  # noqa: ARG001 (it has to be there)
    home: dict[str, dict[str, Any]],
) -> Use:
    """Return a function that uses the blueprint."""

    async def guard(**inputs: Any) -> None:
        await set_up_home(hass, **home)
        chosen = {"panel": ALARM, "wrong_pins": COUNTER, "pause": TIMER, "pin": PIN}
        await use("arm_disarm", **{"inbound": EVENT, **chosen, **inputs})

    return guard
