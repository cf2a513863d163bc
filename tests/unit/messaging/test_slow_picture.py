"""A picture that takes long to upload, and an alarm behind it."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.conftest import DAD, recipient
from tests.unit.messaging.waiting import until
from tests.unit.picture import DOOR, add_pictures
from tests.unit.sending import TEXT, send_sms


@pytest.fixture
async def entry(
    hass: HomeAssistant, make_entry: Callable[..., MockConfigEntry], tmp_path: Path
) -> MockConfigEntry:
    """Return an account."""
    await add_pictures(hass, tmp_path)
    added = make_entry(recipient("Dad", DAD, channels=["sms", "mms"]))
    assert await hass.config_entries.async_setup(added.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return added


@pytest.mark.usefixtures("entry")
async def test_an_alarm_does_not_wait_for_a_picture_to_be_uploaded(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Nothing has been handed over yet that could arrive twice."""
    simulator.faults.arm("delay", path="/uploads", seconds=4)
    mms = hass.async_create_task(
        hass.services.async_call(
            DOMAIN,
            "send_mms",
            {"message": TEXT, "phone_numbers": [DAD], "attachment": DOOR},
            blocking=True,
        )
    )
    await until(hass, lambda: simulator.requests.find("POST", "/uploads"))

    async with asyncio.timeout(3):
        answer = await send_sms(hass, phone_numbers=[DAD], priority="critical")

    assert answer["messages"][0]["status"] == "accepted"
    await mms
