"""What the messages accepted today cost, as a sensor."""

from datetime import timedelta
from decimal import Decimal

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.messaging.clicksend_carrier import (
    ClickSendCarrier,
)
from simulator import Simulator
from tests.unit.clock import MINUTE, jump, pass_no_time, pass_time
from tests.unit.conftest import DAD
from tests.unit.messaging.limited import ACCEPTED, outcomes, set_options
from tests.unit.sending import DAD_ENTITY, MUM_ENTITY, notify
from tests.unit.states import full_state, value

SPENT = "sensor.clicksend_spent_today"

COLOMBIA = "+573001234567"
LONDON = "+447400123456"

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
async def _evening(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stop the clock at ten in the evening, before anything is set up."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to("2026-11-20 22:00:00+01:00")
    monkeypatch.setattr(ClickSendCarrier, "delays", (1.0, 1.0))


async def spent(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> Decimal:
    """Return what the sensor shows a moment later."""
    await pass_time(hass, freezer, 2 * SECOND)
    return Decimal(value(hass, SPENT))


async def test_the_sensor(
    hass: HomeAssistant, entry: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    """Money, in the account's currency; nothing yet."""
    state = full_state(hass, SPENT)

    assert state.state == "0"
    assert dict(state.attributes) == {
        "unit_of_measurement": "USD",
        "device_class": "monetary",
        "friendly_name": "ClickSend Spent today",
    }
    entity = entity_registry.async_get(SPENT)
    assert entity is not None
    assert entity.unique_id == f"{entry.entry_id}_spent_today"


@pytest.mark.usefixtures("entry")
async def test_accepted_messages_are_added_up(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """At the price that ClickSend charged, by whatever priority and country."""
    await notify(hass, DAD_ENTITY)
    assert await spent(hass, freezer) == Decimal("0.0792")

    await notify(hass, [DAD_ENTITY, MUM_ENTITY], message="x" * 161)
    assert await spent(hass, freezer) == Decimal("0.3960")

    await outcomes(hass, phone_numbers=[LONDON], priority="critical")
    assert await spent(hass, freezer) == Decimal("0.4612")
    assert sum(text.price for text in simulator.books) == Decimal("0.4612")


@pytest.mark.usefixtures("entry")
async def test_a_rejected_message_costs_nothing(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    """Although ClickSend names an id and a price for it."""
    found = await outcomes(hass, phone_numbers=[COLOMBIA, "911", DAD])

    assert [status for status, _ in found] == ["rejected", "rejected", "accepted"]
    assert await spent(hass, freezer) == Decimal("0.0792")


async def lose_one(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> str:
    """Send a message whose answer is lost; return its status in the end."""
    simulator.faults.arm("reset_after", path="/sms/send")
    sending = hass.async_create_task(outcomes(hass, entity_id=DAD_ENTITY))
    await simulator.requests.wait_for(1, "POST", "/sms/send")
    await pass_no_time()
    assert Decimal(value(hass, SPENT)) == 0
    jump(hass, freezer, 2 * SECOND)
    await simulator.requests.wait_for(1, "GET", "/sms/history")
    await pass_no_time()
    jump(hass, freezer, 2 * SECOND)
    ((status, _),) = await sending
    return status


async def test_an_unknown_message_is_not_counted(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """Nobody knows whether it was charged what it should have cost."""
    await set_options(hass, entry, spending={"spend_per_day": 100})
    simulator.settings.history_delay = 3600

    assert await lose_one(hass, freezer, simulator) == "unknown"

    assert await spent(hass, freezer) == 0


@pytest.mark.usefixtures("entry")
async def test_an_unknown_message_that_is_found_is_counted(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """The history says what it cost."""
    assert await lose_one(hass, freezer, simulator) == "accepted"

    assert await spent(hass, freezer) == Decimal("0.0792")


@pytest.mark.usefixtures("entry")
async def test_it_starts_anew_at_midnight(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    """By the clock on the wall, not in Greenwich; then it counts again."""
    await notify(hass, DAD_ENTITY)
    await pass_time(hass, freezer, HOUR)
    # Midnight in Greenwich is an hour later than here.
    await notify(hass, DAD_ENTITY)
    assert await spent(hass, freezer) == Decimal("0.1584")
    freezer.move_to("2026-11-20 23:59:58+01:00")
    assert await spent(hass, freezer) == 0
    # The second that begins the day.
    assert full_state(hass, SPENT).last_changed.isoformat() == (
        "2026-11-20T23:00:00+00:00"
    )

    await notify(hass, MUM_ENTITY)
    assert await spent(hass, freezer) == Decimal("0.0792")
    await pass_time(hass, freezer, HOUR)
    await notify(hass, MUM_ENTITY)
    assert await spent(hass, freezer) == Decimal("0.1584")


@pytest.mark.usefixtures("entry")
async def test_a_message_counts_on_the_day_it_left(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """One that waited over midnight belongs to the new day."""
    freezer.move_to("2026-11-20 23:59:00+01:00")
    simulator.faults.arm("rate_limited", path="/sms/send", retry_after=120)
    sending = hass.async_create_task(outcomes(hass, entity_id=DAD_ENTITY))
    await simulator.requests.wait_for(1, "POST", "/sms/send")
    await pass_no_time()
    jump(hass, freezer, 31 * SECOND)
    assert await sending == [("queued", "QUEUED")]
    await pass_time(hass, freezer, 2 * MINUTE)

    assert await spent(hass, freezer) == Decimal("0.0792")


async def test_it_survives_a_reload(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, entry: MockConfigEntry
) -> None:
    """What is on disk is counted; what is of yesterday is not."""
    await notify(hass, DAD_ENTITY)
    await pass_time(hass, freezer, HOUR)
    await hass.config_entries.async_unload(entry.entry_id)
    assert value(hass, SPENT) == STATE_UNAVAILABLE

    await hass.config_entries.async_setup(entry.entry_id)
    assert Decimal(value(hass, SPENT)) == Decimal("0.0792")
    assert await outcomes(hass, entity_id=MUM_ENTITY) == [ACCEPTED]
    assert await spent(hass, freezer) == Decimal("0.1584")

    await hass.config_entries.async_unload(entry.entry_id)
    freezer.tick(2 * HOUR)
    await hass.config_entries.async_setup(entry.entry_id)
    assert Decimal(value(hass, SPENT)) == 0
