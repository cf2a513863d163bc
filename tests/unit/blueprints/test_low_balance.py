"""The blueprint that warns of a low balance."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from simulator import Simulator
from tests.unit.blueprints.conftest import Use, run_by_hand
from tests.unit.clock import QUARTER, jump, poll_now
from tests.unit.conftest import DAD, MUM
from tests.unit.messaging.waiting import settle
from tests.unit.sending import DAD_ENTITY, MUM_ENTITY, accepted
from tests.unit.states import BALANCE, LOW, value

LEVEL = Decimal(20)


@pytest.fixture(autouse=True)
def _level(simulator: Simulator) -> None:
    """Have the account warn at a level that leaves enough to do so."""
    simulator.settings.low_credit_amount = str(LEVEL)


@pytest.fixture
def warn(use: Use) -> Use:
    """Return a function that uses the blueprint."""

    async def warn(**inputs: Any) -> None:
        chosen = {"low_balance": LOW, "balance": BALANCE, "people": [DAD_ENTITY]}
        await use("low_balance", **{**chosen, **inputs})

    return warn


async def see_balance(hass: HomeAssistant, simulator: Simulator, balance: str) -> None:
    """Have the account's balance change, and Home Assistant hear of it."""
    simulator.account.balance = Decimal(balance)
    await poll_now(hass, QUARTER)


async def pass_ten(hass: HomeAssistant) -> None:
    """Have it be ten in the morning, with what is due by then."""
    now = dt_util.now()
    ten = datetime.combine(now, datetime.min.time(), now.tzinfo).replace(hour=10)
    if ten <= now:
        ten += timedelta(days=1)
    async_fire_time_changed(hass, ten)
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.usefixtures("entry")
async def test_people_are_told_what_is_left(
    hass: HomeAssistant, simulator: Simulator, warn: Use
) -> None:
    """Each of them once, however often the balance is looked at."""
    await warn(people=[DAD_ENTITY, MUM_ENTITY])

    await see_balance(hass, simulator, "20.00")
    await see_balance(hass, simulator, "19.00")

    text = "The ClickSend balance is low: 20.00 USD left."
    assert accepted(simulator) == {DAD: [text], MUM: [text]}


@pytest.mark.usefixtures("entry")
async def test_own_words(hass: HomeAssistant, simulator: Simulator, warn: Use) -> None:
    """The balance goes where the text has it."""
    await warn(message='{{ balance }}! Top up "now", it\'s {low}')

    await see_balance(hass, simulator, "3.5")

    assert accepted(simulator) == {DAD: ['3.50 USD! Top up "now", it\'s {low}']}


@pytest.mark.usefixtures("entry")
async def test_balance_that_suffices(
    hass: HomeAssistant, simulator: Simulator, warn: Use
) -> None:
    """Nothing is sent, not even by hand or at the time of the reminder."""
    await warn(remind=True)

    await see_balance(hass, simulator, "20.01")
    await pass_ten(hass)
    await run_by_hand(hass)

    assert accepted(simulator) == {}


async def test_restart_while_it_is_low(
    hass: HomeAssistant, simulator: Simulator, warn: Use, make_entry: Any
) -> None:
    """That the sensor is there again is no news."""
    simulator.account.balance = LEVEL
    entry = make_entry()
    await warn()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert value(hass, LOW) == "on"
    assert accepted(simulator) == {}


async def test_it_becomes_low_during_an_outage(
    hass: HomeAssistant,
    simulator: Simulator,
    warn: Use,
    entry: MockConfigEntry,
    expected_log: list[str],
) -> None:
    """The warning follows when ClickSend answers again."""
    expected_log.append("Error fetching clicksend_messaging account data")
    await warn()
    simulator.faults.arm("server_error", path="/account")
    simulator.account.balance = Decimal(5)
    await entry.runtime_data.account.async_refresh()
    assert value(hass, LOW) == "unavailable"

    await entry.runtime_data.account.async_refresh()
    await hass.async_block_till_done(wait_background_tasks=True)

    assert len(accepted(simulator)[DAD]) == 1


async def test_outage_of_an_account_with_money(
    hass: HomeAssistant,
    simulator: Simulator,
    warn: Use,
    entry: MockConfigEntry,
    expected_log: list[str],
) -> None:
    """It comes back as it was; what follows later is told then."""
    expected_log.append("Error fetching clicksend_messaging account data")
    await warn()
    simulator.faults.arm("server_error", path="/account")
    await entry.runtime_data.account.async_refresh()
    assert value(hass, LOW) == "unavailable"
    await entry.runtime_data.account.async_refresh()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert accepted(simulator) == {}

    await see_balance(hass, simulator, "5")

    assert len(accepted(simulator)[DAD]) == 1


@pytest.mark.usefixtures("entry")
async def test_balance_that_goes_up_and_down(
    hass: HomeAssistant, simulator: Simulator, warn: Use
) -> None:
    """Close to the level, it is one warning."""
    await warn()

    for balance in ("19.99", "20.01", "19.99"):
        await see_balance(hass, simulator, balance)

    assert len(accepted(simulator)[DAD]) == 1


@pytest.mark.parametrize(
    ("inputs", "texts"), [({"remind": True}, 1), ({"remind": False}, 0), ({}, 0)]
)
async def test_reminder(
    hass: HomeAssistant,
    simulator: Simulator,
    warn: Use,
    make_entry: Any,
    inputs: dict[str, bool],
    texts: int,
) -> None:
    """At ten, if the balance is low then and somebody wants one."""
    simulator.account.balance = LEVEL
    entry = make_entry()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await warn(**inputs)

    await pass_ten(hass)

    assert len(simulator.books) == texts


async def test_reminder_every_day(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    warn: Use,
    make_entry: Any,
) -> None:
    """Not on the day of the warning, but on each that follows."""
    freezer.move_to("2026-11-23 07:00:00-08:00")
    entry = make_entry()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await warn(remind=True)
    simulator.account.balance = Decimal(5)

    texts = []
    for hours in (1, 2, 23, 1, 23, 1):
        # The automation itself waits a moment, and stands still with the clock.
        for duration in (timedelta(hours=hours), timedelta(seconds=1)):
            for _ in range(3):
                await settle(hass)
            jump(hass, freezer, duration)
        for _ in range(3):
            await settle(hass)
        texts.append(len(simulator.books))

    # At 8, 10, and 9, 10 and 9, 10 of the next days.
    assert texts == [1, 1, 1, 2, 2, 3]
