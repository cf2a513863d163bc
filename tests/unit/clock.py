"""Let time pass, for Home Assistant and the simulator alike."""

import asyncio
from datetime import timedelta

from aiohttp import ClientTimeout
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_fire_time_changed

MINUTE = timedelta(minutes=1)
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)

IMPATIENT = ClientTimeout(total=2, connect=0.5, sock_connect=0.5, sock_read=0.5)
"""For a client that is kept waiting; needs a clock that is not frozen."""


async def poll_now(hass: HomeAssistant, within: timedelta = MINUTE) -> None:
    """Have happen what is due by then, while the clock goes on as it does."""
    async_fire_time_changed(hass, dt_util.utcnow() + within)
    await hass.async_block_till_done(wait_background_tasks=True)


async def pass_time(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, duration: timedelta = MINUTE
) -> None:
    """Let that much time pass at once, and then happen what is due."""
    jump(hass, freezer, duration)
    await hass.async_block_till_done(wait_background_tasks=True)


def jump(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, duration: timedelta = MINUTE
) -> None:
    """Let that much time pass at once, and what is due begin."""
    freezer.tick(duration)
    async_fire_time_changed(hass)


async def pass_no_time() -> None:
    """Let happen what only waits for its turn, also over a loopback connection."""
    for _ in range(200):
        await asyncio.sleep(0)


async def pass_minutes(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, minutes: int
) -> None:
    """Let time pass minute by minute, each with what is due in it."""
    for _ in range(minutes):
        await pass_time(hass, freezer, MINUTE)
