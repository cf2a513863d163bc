"""A house with an alarm, and texts that come to it."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    async_fire_time_changed,
    async_get_persistent_notifications,
)

from simulator import Simulator
from tests.unit.blueprints.conftest import AUTOMATION
from tests.unit.clock import MINUTE, jump, poll_now
from tests.unit.conftest import DAD
from tests.unit.messaging.waiting import settle, until
from tests.unit.states import full_state

STRANGER = "+12025550199"

ALARM = "alarm_control_panel.house"

COUNTER = "counter.wrong_pins"

TIMER = "timer.pause"

PIN = "0123"

WRONG = "Wrong PIN. Nothing was changed."

IGNORED = "Wrong PIN. Texts are ignored for a while now."

ARMED = "House: armed away."

DISARMED = "House: disarmed."


async def set_up_home(hass: HomeAssistant, **changes: dict[str, Any]) -> None:
    """Add an alarm, a counter and a timer, as people have them."""
    panel = {"platform": "manual", "name": "House", "arming_time": 0}
    alarm = {**panel, "code_arm_required": False, **changes.get("alarm", {})}
    assert await async_setup_component(
        hass, "alarm_control_panel", {"alarm_control_panel": alarm}
    )
    helpers = {
        "counter": {"wrong_pins": changes.get("counter", {})},
        "timer": {"pause": {"restore": True, **changes.get("timer", {})}},
    }
    for domain in helpers:
        assert await async_setup_component(hass, domain, helpers)
    await hass.async_block_till_done()


async def text(
    hass: HomeAssistant, simulator: Simulator, *bodies: str, sender: str = DAD
) -> None:
    """Have texts come in, one after the other."""
    for body in bodies:
        simulator.inject_inbound(sender, body)
        await poll_now(hass)


async def at_once(hass: HomeAssistant, simulator: Simulator, *bodies: str) -> None:
    """Have texts come in that are read together, in this order."""
    for number, body in enumerate(bodies):
        simulator.inject_inbound(DAD, body, timestamp=1_800_000_000 + number)
    await poll_now(hass)


async def begin(hass: HomeAssistant, simulator: Simulator, body: str) -> None:
    """Have a text come in whose run waits for the alarm."""
    simulator.inject_inbound(DAD, body)
    async_fire_time_changed(hass, dt_util.utcnow() + MINUTE)
    await until(hass, lambda: full_state(hass, AUTOMATION).attributes["current"])
    await settle(hass)


async def time_passes(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, duration: timedelta
) -> None:
    """Let time pass, and happen what is due."""
    jump(hass, freezer, duration)
    await hass.async_block_till_done(wait_background_tasks=True)


def told(hass: HomeAssistant) -> list[str]:
    """Return what the person who lives here is told."""
    notices = async_get_persistent_notifications(hass)
    return [str(notice["message"]) for notice in notices.values()]
