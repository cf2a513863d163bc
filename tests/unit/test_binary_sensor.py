"""The binary sensor: the balance is low."""

from collections.abc import Callable
from decimal import Decimal

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.clock import QUARTER, pass_time
from tests.unit.conftest import DAD, recipient
from tests.unit.states import LOW, attribute, value


@pytest.fixture(autouse=True)
def _frozen(freezer: FrozenDateTimeFactory) -> None:
    """Stop the clock before anything is set up."""


@pytest.mark.parametrize(
    ("balance", "level", "state"),
    [
        ("100", "20.00", STATE_OFF),
        ("20.01", "20.00", STATE_OFF),
        ("20", "20.00", STATE_ON),
        ("19.99", "20.00", STATE_ON),
        ("0", "20.00", STATE_ON),
        ("-5", "20.00", STATE_ON),
        # With no level set, when nothing is left.
        ("0.0001", "0.00", STATE_OFF),
        ("0", "0.00", STATE_ON),
        ("-0.0001", "0.00", STATE_ON),
        ("5", "", STATE_OFF),
        ("0", "", STATE_ON),
        ("5", "a little", STATE_OFF),
        ("NaN", "20.00", STATE_UNKNOWN),
    ],
)
async def test_low_is_what_the_account_says_is_low(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    balance: str,
    level: str,
    state: str,
) -> None:
    """The level is the one at which ClickSend itself sends a warning."""
    simulator.account.balance = Decimal(balance)
    simulator.settings.low_credit_amount = level
    entry = make_entry(recipient("Dad", DAD))

    assert await hass.config_entries.async_setup(entry.entry_id)

    assert value(hass, LOW) == state


async def test_it_follows_the_balance(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
    entity_registry: er.EntityRegistry,
) -> None:
    """On when the money runs out, off when somebody tops up, and a problem."""
    assert value(hass, LOW) == STATE_OFF
    assert attribute(hass, LOW, "device_class") == "problem"
    entity = entity_registry.async_get(LOW)
    assert entity is not None
    assert entity.unique_id == f"{entry.entry_id}_low_balance"

    simulator.account.balance = Decimal(0)
    await pass_time(hass, freezer, QUARTER)
    assert value(hass, LOW) == STATE_ON

    simulator.account.balance = Decimal(20)
    await pass_time(hass, freezer, QUARTER)
    assert value(hass, LOW) == STATE_OFF


@pytest.mark.usefixtures("entry")
async def test_it_does_not_claim_what_it_cannot_know(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    expected_log: list[str],
) -> None:
    """While the account does not answer, nobody knows whether the balance is low."""
    expected_log.append("Error fetching clicksend_messaging account data")
    simulator.faults.arm("server_error", path="/account")

    await pass_time(hass, freezer, QUARTER)

    assert value(hass, LOW) == STATE_UNAVAILABLE
