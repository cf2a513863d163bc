"""Texts for the hub that are taken back while they wait."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.clock import poll_now
from tests.unit.conftest import DAD
from tests.unit.dialogs import until
from tests.unit.sending import DAD_ENTITY, send_sms
from tests.unit.services.cancel.scheduled import cancel, cancel_refusal
from tests.unit.skillboss.hub import RUN, add_hub, received, start, waiting

pytestmark = pytest.mark.usefixtures("impatient_callers")


async def held(hass: HomeAssistant, simulator: Simulator, reference: str) -> None:
    """Send a text that waits, as the hub wants a pause."""
    simulator.faults.arm("rate_limited", path=RUN, retry_after=3600)
    response = await send_sms(hass, entity_id=DAD_ENTITY, reference=reference)
    assert response["messages"][0]["status"] == "queued"


@pytest.mark.parametrize("named", [False, True])
async def test_a_text_that_waits(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry, *, named: bool
) -> None:
    """It is never sent, and no longer waits."""
    await held(hass, simulator, "oven")
    which = {"config_entry_id": hub.entry_id} if named else {}

    response = await cancel(hass, reference="oven", **which)

    assert response["cancelled"] == 1
    (row,) = response["messages"]
    assert (row["status"], row["code"]) == ("cancelled", "CANCELLED_BY_USER")
    assert waiting(hub) == 0
    await poll_now(hass)
    await start_anew(hass, hub)
    assert received(simulator) == {}


async def start_anew(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    """Load the hub again, which begins at once with what waits."""
    await hass.config_entries.async_reload(hub.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_the_others_leave(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """Only what was asked for is taken back."""
    await held(hass, simulator, "oven")
    await send_sms(hass, entity_id=DAD_ENTITY, message="Door", reference="door")

    await cancel(hass, reference="oven")
    await start_anew(hass, hub)

    await until(lambda: waiting(hub) == 0)
    assert received(simulator) == {DAD: ["Home: Door"]}


@pytest.mark.parametrize("by", ["reference", "message_id"])
async def test_a_text_that_has_left(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry, by: str
) -> None:
    """The hub takes nothing back, and is not asked to."""
    sent = await send_sms(hass, entity_id=DAD_ENTITY, reference="oven")
    asked_before = len(simulator.requests)
    known = {"reference": "oven", "message_id": sent["messages"][0]["message_id"]}

    error = await cancel_refusal(hass, **{by: known[by]})

    assert error.translation_key == "cancel_too_late"
    assert len(simulator.requests) == asked_before
    assert waiting(hub) == 0


@pytest.mark.usefixtures("hub")
async def test_a_text_that_nobody_knows(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It is said so, and nobody is asked."""
    asked_before = len(simulator.requests)

    by_reference = await cancel_refusal(hass, reference="nothing")
    by_id = await cancel_refusal(hass, message_id="nothing")

    assert by_reference.translation_key == "cancel_reference_not_found"
    assert by_id.translation_key == "cancel_too_late"
    assert len(simulator.requests) == asked_before


async def test_beside_an_account(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Who names neither means the account."""
    hub = await start(hass, add_hub(hass, simulator))
    simulator.faults.arm("rate_limited", path=RUN, retry_after=3600)
    await send_sms(
        hass,
        phone_numbers=DAD,
        reference="oven",
        config_entry_id=hub.entry_id,
    )

    error = await cancel_refusal(hass, reference="oven")

    assert entry.entry_id != hub.entry_id
    assert error.translation_key == "cancel_reference_not_found"
    assert waiting(hub) == 1
