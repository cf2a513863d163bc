"""The blueprint that arms and disarms an alarm by text: alarms take their time."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from simulator import Simulator
from tests.unit.blueprints.arm_disarm.house import (
    ALARM,
    ARMED,
    DISARMED,
    IGNORED,
    WRONG,
    at_once,
    begin,
    text,
    time_passes,
)
from tests.unit.blueprints.conftest import Use
from tests.unit.conftest import DAD
from tests.unit.sending import accepted
from tests.unit.states import value


@pytest.mark.parametrize("home", [{"alarm": {"arming_time": 60}}])
async def test_alarm_that_takes_its_time(
    hass: HomeAssistant,
    simulator: Simulator,
    guard: Use,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Whoever asked hears when it is done."""
    await guard()

    await begin(hass, simulator, "ARM 0123")
    assert value(hass, ALARM) == "arming"
    assert accepted(simulator) == {}
    await time_passes(hass, freezer, timedelta(seconds=61))

    assert accepted(simulator) == {DAD: [ARMED]}


@pytest.mark.parametrize("home", [{"alarm": {"arming_time": 600}}])
async def test_patience(
    hass: HomeAssistant,
    simulator: Simulator,
    guard: Use,
    freezer: FrozenDateTimeFactory,
) -> None:
    """It has an end."""
    await guard(patience={"seconds": 30})

    await begin(hass, simulator, "ARM 0123")
    await time_passes(hass, freezer, timedelta(seconds=31))

    assert accepted(simulator) == {DAD: ["House: not armed away, but arming."]}


@pytest.mark.parametrize("home", [{"alarm": {"arming_time": 60}}])
@pytest.mark.parametrize("together", [True, False])
@pytest.mark.usefixtures("freezer")
async def test_second_thoughts(
    hass: HomeAssistant, simulator: Simulator, guard: Use, *, together: bool
) -> None:
    """Who disarms does not wait until the alarm is armed."""
    await guard()

    if together:
        await at_once(hass, simulator, "ARM 0123", "DISARM 0123")
    else:
        await begin(hass, simulator, "ARM 0123")
        await text(hass, simulator, "DISARM 0123")

    assert value(hass, ALARM) == "disarmed"
    first, second = accepted(simulator)[DAD]
    assert first == "House: not armed away, but arming."
    assert second == DISARMED


@pytest.mark.parametrize("home", [{"alarm": {"arming_time": 60}}])
@pytest.mark.usefixtures("freezer")
async def test_guessing_while_the_alarm_takes_its_time(
    hass: HomeAssistant, simulator: Simulator, guard: Use
) -> None:
    """Texts that wait meanwhile are counted like others."""
    await guard()

    await at_once(
        hass, simulator, "ARM 0123", "DISARM 1", "DISARM 2", "DISARM 3", "DISARM 0123"
    )

    assert value(hass, ALARM) == "arming"
    assert accepted(simulator)[DAD][1:] == [WRONG, WRONG, IGNORED]
