"""The blueprint that arms and disarms an alarm by text: nobody guesses its PIN."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import CoreState, HomeAssistant, State
import pytest

from simulator import Simulator
from tests.unit.blueprints.arm_disarm.house import (
    ALARM,
    ARMED,
    COUNTER,
    DISARMED,
    IGNORED,
    TIMER,
    WRONG,
    at_once,
    text,
    time_passes,
    told,
)
from tests.unit.blueprints.conftest import Use, remember
from tests.unit.conftest import DAD, MUM
from tests.unit.sending import MUM_ENTITY, accepted
from tests.unit.states import value


@pytest.mark.parametrize(
    "given",
    [
        *("123", "00123", "83", "123.0", "0_123", "0123x", "x", "{{pin}}", "'0123'"),
        *("", "HOME", "٠١٢٣"),
    ],
)
async def test_wrong_pin(
    hass: HomeAssistant, simulator: Simulator, guard: Use, given: str
) -> None:
    """It changes nothing, also if it is as large a number; the PIN is not told."""
    await guard()

    await text(hass, simulator, f"ARM {given}")

    assert value(hass, ALARM) == "disarmed"
    assert value(hass, COUNTER) == "1"
    assert accepted(simulator) == {DAD: [WRONG]}


async def test_right_pin_begins_anew(
    hass: HomeAssistant, simulator: Simulator, guard: Use
) -> None:
    """What was wrong before it is forgotten."""
    await guard()

    for _ in range(3):
        await text(hass, simulator, "ARM 1", "ARM 2", "ARM 0123", "DISARM 0123")

    assert value(hass, TIMER) == "idle"
    assert accepted(simulator)[DAD] == [WRONG, WRONG, ARMED, DISARMED] * 3


async def test_guessing(
    hass: HomeAssistant,
    simulator: Simulator,
    guard: Use,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Whoever it is, after three the right one is ignored as well, and people hear."""
    await guard(people=[MUM_ENTITY])
    await text(hass, simulator, "ARM 1")
    await text(hass, simulator, "ARM 2", sender=MUM)
    await text(hass, simulator, "DISARM 3", "ARM 4", "ARM 0123")
    await text(hass, simulator, "ARM 0123", sender=MUM)

    assert value(hass, ALARM) == "disarmed"
    assert value(hass, TIMER) == "active"
    (notice,) = told(hass)
    assert notice.startswith("Wrong PINs for House, the last from Dad. ")
    assert accepted(simulator) == {DAD: [WRONG, IGNORED], MUM: [WRONG, notice]}

    await time_passes(hass, freezer, timedelta(minutes=8))
    await text(hass, simulator, "ARM 0123")
    assert value(hass, ALARM) == "disarmed"

    await time_passes(hass, freezer, timedelta(minutes=3))
    await text(hass, simulator, "ARM 5", "ARM 0123")
    assert value(hass, ALARM) == "armed_away"
    assert accepted(simulator)[DAD] == [WRONG, IGNORED, WRONG, ARMED]


async def test_guesses_at_once(
    hass: HomeAssistant, simulator: Simulator, guard: Use
) -> None:
    """Those that wait for their turn do not get more tries."""
    await guard()

    guesses = [f"ARM {number:04}" for number in range(118, 150)]
    await at_once(hass, simulator, *guesses)

    assert value(hass, ALARM) == "disarmed"
    assert accepted(simulator) == {DAD: [WRONG, WRONG, IGNORED]}
    assert len(told(hass)) == 1


async def test_own_limits(
    hass: HomeAssistant,
    simulator: Simulator,
    guard: Use,
    freezer: FrozenDateTimeFactory,
) -> None:
    """One try, an hour's pause."""
    await guard(allowed=1, pause_length={"hours": 1})

    await text(hass, simulator, "ARM 1")
    await time_passes(hass, freezer, timedelta(minutes=50))
    await text(hass, simulator, "ARM 0123")
    assert accepted(simulator) == {DAD: [IGNORED]}

    await time_passes(hass, freezer, timedelta(minutes=11))
    await text(hass, simulator, "ARM 0123")
    assert accepted(simulator) == {DAD: [IGNORED, ARMED]}


async def test_restart(hass: HomeAssistant, simulator: Simulator, guard: Use) -> None:
    """Wrong PINs before it count after it."""
    remember(hass, State(COUNTER, "2"))
    await guard()

    await text(hass, simulator, "ARM 1", "ARM 0123")

    assert value(hass, ALARM) == "disarmed"
    assert accepted(simulator) == {DAD: [IGNORED]}


async def test_restart_in_the_pause(
    hass: HomeAssistant,
    simulator: Simulator,
    guard: Use,
    freezer: FrozenDateTimeFactory,
) -> None:
    """It goes on after it, and ends when it was to end."""
    hass.set_state(CoreState.running)
    end = freezer.time_to_freeze.astimezone() + timedelta(minutes=5)
    about = {"duration": "0:10:00", "finishes_at": end.isoformat(), "restore": True}
    remember(hass, State(COUNTER, "0"), State(TIMER, "active", about))
    await guard()

    await text(hass, simulator, "ARM 0123")
    assert accepted(simulator) == {}

    await time_passes(hass, freezer, timedelta(minutes=6))
    await text(hass, simulator, "ARM 0123")
    assert accepted(simulator) == {DAD: [ARMED]}


async def test_crash_before_the_pause(
    hass: HomeAssistant, simulator: Simulator, guard: Use
) -> None:
    """A count that is full is as good as the pause that did not begin."""
    remember(hass, State(COUNTER, "3"))
    await guard()

    await text(hass, simulator, "ARM 0123")

    assert value(hass, ALARM) == "disarmed"
    assert accepted(simulator) == {}


async def test_pause_is_paused(
    hass: HomeAssistant, simulator: Simulator, guard: Use
) -> None:
    """As long as that lasts, texts are ignored."""
    await guard()
    for service in ("start", "pause"):
        await hass.services.async_call(
            "timer", service, {"entity_id": TIMER}, blocking=True
        )

    await text(hass, simulator, "ARM 0123")

    assert value(hass, ALARM) == "disarmed"


@pytest.mark.parametrize(
    ("home", "inputs"),
    [
        ({}, {"wrong_pins": "counter.gone"}),
        ({}, {"pause": "timer.gone"}),
        ({}, {"pin": ""}),
        ({}, {"pin": " "}),
        ({"timer": {"restore": False}}, {}),
        ({"counter": {"maximum": 2}}, {}),
        ({"counter": {"initial": 1, "minimum": 1}}, {}),
        ({"counter": {"step": 2}}, {}),
    ],
)
async def test_wrong_pins_cannot_be_counted(
    hass: HomeAssistant,
    simulator: Simulator,
    guard: Use,
    inputs: dict[str, Any],
) -> None:
    """Then nothing is done, nothing sent, and somebody here learns why."""
    await guard(**inputs)

    await text(hass, simulator, "ARM 0123", "ARM", "ARM 1", "ARM 2", "ARM 3")

    assert value(hass, ALARM) == "disarmed"
    assert accepted(simulator) == {}
    (notice,) = told(hass)
    assert "The automation Ours needs" in notice
