"""The sensors: the balance, the last text received, messages on their way."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.clock import MINUTE, QUARTER, jump, pass_time
from tests.unit.conftest import DAD, MUM, direct_data, recipient
from tests.unit.sending import DAD_ENTITY, MUM_ENTITY, notify
from tests.unit.states import BALANCE, LAST, OUTBOX, attribute, full_state, value

NOON = 1_800_000_000
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _frozen(freezer: FrozenDateTimeFactory) -> None:
    """Stop the clock before anything is set up."""


@pytest.mark.usefixtures("entry")
async def test_the_balance(hass: HomeAssistant) -> None:
    """It is money, in the account's currency, to the last fraction of a cent."""
    state = full_state(hass, BALANCE)

    assert state.state == "100.000000"
    assert dict(state.attributes) == {
        "state_class": "total",
        "unit_of_measurement": "USD",
        "device_class": "monetary",
        "friendly_name": "ClickSend Balance",
    }


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("balance", ["4.998000", "0", "-0.0792", "123456.789012"])
async def test_the_balance_is_exact(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    balance: str,
) -> None:
    """No fraction is lost on the way, and there may be less than nothing."""
    simulator.account.balance = Decimal(balance)

    await pass_time(hass, freezer, QUARTER)

    assert Decimal(value(hass, BALANCE)) == Decimal(balance)


async def test_the_currency_is_the_accounts(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
) -> None:
    """The account knows better than what was remembered of it."""
    simulator.settings.currency = "GBP"
    entry = make_entry(recipient("Dad", DAD))

    assert await hass.config_entries.async_setup(entry.entry_id)

    assert attribute(hass, BALANCE, "unit_of_measurement") == "GBP"


@pytest.mark.usefixtures("entry")
async def test_the_balance_is_looked_at_every_quarter_of_an_hour(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """ClickSend allows few such requests, to all programs in the house together."""
    simulator.account.balance = Decimal(50)

    await pass_time(hass, freezer, QUARTER - MINUTE)
    assert value(hass, BALANCE) == "100.000000"

    await pass_time(hass, freezer, MINUTE)
    assert value(hass, BALANCE) == "50.000000"
    assert len(simulator.requests.find("GET", "/account")) == 2


@pytest.mark.usefixtures("entry")
async def test_the_balance_is_looked_at_soon_after_sending(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """Many messages are worth one look."""
    for _ in range(5):
        await notify(hass, [DAD_ENTITY, MUM_ENTITY])
    assert value(hass, BALANCE) == "100.000000"

    await pass_time(hass, freezer, 11 * SECOND)

    assert Decimal(value(hass, BALANCE)) == simulator.account.balance < 100
    assert len(simulator.requests.find("GET", "/account")) == 2


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("balance", ["NaN", "Infinity"])
async def test_a_balance_that_cannot_be_read_is_unknown(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    balance: str,
) -> None:
    """The rest of the account is there all the same."""
    simulator.account.balance = Decimal(balance)

    await pass_time(hass, freezer, QUARTER)

    assert value(hass, BALANCE) == STATE_UNKNOWN
    assert attribute(hass, BALANCE, "unit_of_measurement") == "USD"


@pytest.mark.usefixtures("entry")
async def test_no_text_was_received_yet(hass: HomeAssistant) -> None:
    """The sensor is there, and knows that it knows nothing."""
    assert value(hass, LAST) == STATE_UNKNOWN
    assert "message" not in full_state(hass, LAST).attributes


@pytest.mark.usefixtures("entry")
async def test_the_last_text(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """When it came in, from whom, and what it said."""
    simulator.inject_inbound(MUM, "First", timestamp=NOON)
    simulator.inject_inbound(DAD, "Last", timestamp=NOON + 60)

    await pass_time(hass, freezer)

    state = full_state(hass, LAST)
    assert state.state == datetime.fromtimestamp(NOON + 60, UTC).isoformat()
    assert dict(state.attributes) == {
        "from_number": DAD,
        "name": "Dad",
        "message": "Last",
        "device_class": "timestamp",
        "friendly_name": "ClickSend Last inbound message",
    }


@pytest.mark.usefixtures("entry")
async def test_the_last_text_of_a_stranger(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """It counts as well, without a name."""
    simulator.inject_inbound("MyBank", "Your code is 123456")

    await pass_time(hass, freezer)

    assert attribute(hass, LAST, "from_number") == "MyBank"
    assert attribute(hass, LAST, "name") is None


async def test_the_last_text_survives_a_restart(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
) -> None:
    """Read long ago, and marked as read at ClickSend, it is shown again."""
    simulator.inject_inbound(DAD, "Hello", timestamp=NOON)
    await pass_time(hass, freezer)
    before = full_state(hass, LAST)
    await hass.config_entries.async_unload(entry.entry_id)
    assert value(hass, LAST) == STATE_UNAVAILABLE

    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    after = full_state(hass, LAST)
    assert (after.state, after.attributes) == (before.state, before.attributes)


@pytest.mark.usefixtures("entry")
async def test_what_is_private_is_not_recorded(hass: HomeAssistant) -> None:
    """Numbers, names and texts stay out of the database."""
    info = full_state(hass, LAST).state_info
    assert info is not None
    assert info["unrecorded_attributes"] >= {"from_number", "name", "message"}


@pytest.mark.usefixtures("entry")
async def test_the_outbox_counts_what_is_on_its_way(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """From the moment of sending until ClickSend has answered."""
    assert value(hass, OUTBOX) == "0"
    simulator.faults.arm("delay", path="/sms/send", seconds=5)
    sending = hass.async_create_task(notify(hass, DAD_ENTITY))
    await simulator.requests.wait_for(1, "POST", "/sms/send")
    jump(hass, freezer, SECOND)
    assert value(hass, OUTBOX) == "1"

    waiting = hass.async_create_task(notify(hass, MUM_ENTITY))
    jump(hass, freezer, SECOND)
    assert value(hass, OUTBOX) == "2"

    jump(hass, freezer, 5 * SECOND)
    await sending
    await waiting
    assert value(hass, OUTBOX) == "0"


@pytest.mark.usefixtures("entry")
async def test_the_outbox_is_empty_after_a_failure(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """What failed is not on its way any more."""
    simulator.faults.arm("forbidden", path="/sms/send")

    with pytest.raises(HomeAssistantError):
        await notify(hass, DAD_ENTITY)

    assert value(hass, OUTBOX) == "0"
    assert attribute(hass, OUTBOX, "unit_of_measurement") == "messages"
    assert attribute(hass, OUTBOX, "state_class") == "measurement"


async def test_the_sensors_belong_to_the_accounts_device(
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    device_registry: dr.DeviceRegistry,
) -> None:
    """One service device an account, and stable ids."""
    ids = {}
    for entity_id in (BALANCE, LAST, OUTBOX):
        entity = entity_registry.async_get(entity_id)
        assert entity is not None
        assert entity.device_id is not None
        device = device_registry.async_get(entity.device_id)
        assert isinstance(device, dr.DeviceEntry)
        assert device.name == "ClickSend"
        assert device.entry_type is dr.DeviceEntryType.SERVICE
        ids[entity_id] = entity.unique_id

    assert ids == {
        BALANCE: f"{entry.entry_id}_balance",
        LAST: f"{entry.entry_id}_last_inbound_message",
        OUTBOX: f"{entry.entry_id}_outbox",
    }


async def test_without_a_known_currency_the_balance_is_a_number(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
) -> None:
    """Until the account has said what it is."""
    simulator.faults.arm("server_error", path="/account")
    data: dict[str, Any] = {**direct_data(simulator), "currency": None}
    entry = make_entry(recipient("Dad", DAD), data=data)

    assert await hass.config_entries.async_setup(entry.entry_id)

    assert value(hass, BALANCE) == STATE_UNAVAILABLE
    assert "unit_of_measurement" not in full_state(hass, BALANCE).attributes
