"""Sending costs money, and the balance shows it soon."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from simulator import Simulator
from tests.unit.clock import pass_time
from tests.unit.sending import (
    DAD_ENTITY,
    MUM_ENTITY,
    refusal,
    send_sms_without_response,
)


def _balance(hass: HomeAssistant) -> str:
    """Return what the sensor shows."""
    found = hass.states.get("sensor.clicksend_balance")
    assert found is not None
    return found.state


# The clock has to be frozen before anything is timed by it.
pytestmark = pytest.mark.usefixtures("freezer", "entry")


async def test_balance_is_looked_at_some_seconds_after_sends(
    hass: HomeAssistant,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Once for many of them."""
    assert _balance(hass) == "100.000000"
    simulator.requests.clear()

    for _ in range(3):
        await send_sms_without_response(hass, entity_id=[DAD_ENTITY, MUM_ENTITY])
    await pass_time(hass, freezer, timedelta(seconds=5))
    assert _balance(hass) == "100.000000"

    await pass_time(hass, freezer, timedelta(seconds=6))
    assert _balance(hass) == "99.524800"
    assert len(simulator.requests.find("GET", "/account")) == 1


async def test_balance_is_not_looked_at_when_nothing_was_charged(
    hass: HomeAssistant,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Such requests are few and shared by all that use the address."""
    simulator.requests.clear()

    await refusal(hass, phone_numbers="+573001234567")
    await pass_time(hass, freezer, timedelta(seconds=30))

    assert simulator.requests.find("GET", "/account") == []
