"""A reply says which message it answers, by the name that the caller gave it."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.clock import poll_now
from tests.unit.conftest import DAD, MUM
from tests.unit.sending import DAD_ENTITY, MUM_ENTITY, send_sms

pytestmark = pytest.mark.usefixtures("entry")


async def _reply(hass: HomeAssistant, simulator: Simulator, number: str) -> str | None:
    """Reply from a phone; return what the event says it is a reply to."""
    simulator.inject_inbound(number, "OK")
    await poll_now(hass)
    event = hass.states.get("event.clicksend_inbound_message")
    assert event is not None
    assert event.attributes["from_number"] == number
    answered: str | None = event.attributes["in_reply_to"]
    return answered


async def test_reply_carries_the_reference(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Also one that is longer than what travels along."""
    reference = "front door " * 10
    await send_sms(hass, entity_id=[DAD_ENTITY, MUM_ENTITY], reference=reference)

    assert await _reply(hass, simulator, DAD) == reference
    assert await _reply(hass, simulator, MUM) == reference


async def test_reply_carries_the_reference_that_the_message_got(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It is in the response, so that a caller can wait for just that reply."""
    answer = await send_sms(hass, entity_id=DAD_ENTITY)

    (message,) = answer["messages"]
    assert await _reply(hass, simulator, DAD) == message["reference"]


async def test_reply_carries_the_reference_after_a_restart(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """It is kept as long as the message is."""
    await send_sms(hass, entity_id=DAD_ENTITY, reference="first")

    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert await _reply(hass, simulator, DAD) == "first"
