"""The trigger that an automation starts with when the money runs out."""

from collections.abc import Callable, Coroutine
from decimal import Decimal
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.automating import Runs, automate
from tests.unit.clock import MINUTE, QUARTER, pass_time
from tests.unit.conftest import DAD, direct_data, recipient
from tests.unit.inbound.conftest import reload, start
from tests.unit.messaging.lives import earlier_life
from tests.unit.sending import DAD_ENTITY, accepted, send_sms
from tests.unit.states import BALANCE, LOW

BECAME_LOW: dict[str, Any] = {"trigger": f"{DOMAIN}.balance_became_low"}
ACCOUNT = "/account"

type Become = Callable[..., Coroutine[Any, Any, None]]


@pytest.fixture(autouse=True)
def _level(freezer: FrozenDateTimeFactory, simulator: Simulator) -> None:
    """Stop the clock, and have ClickSend warn at 20 dollars."""
    assert freezer
    simulator.settings.low_credit_amount = "20.00"


@pytest.fixture
async def runs(hass: HomeAssistant, entry: MockConfigEntry) -> Runs:
    """Return what an automation hears of an account that has 100 dollars."""
    assert entry
    return await automate(hass, BECAME_LOW)


@pytest.fixture
def become(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> Become:
    """Return a function that lets the account have one balance after the other."""

    async def become(*amounts: str) -> None:
        for amount in amounts:
            simulator.account.balance = Decimal(amount)
            await pass_time(hass, freezer, QUARTER)

    return become


async def test_what_is_told(runs: Runs, become: Become) -> None:
    """How much is left, as people write it."""
    await become("19.5")

    assert runs.variables == [{"balance": "19.50", "currency": "USD"}]


async def test_crossing_the_level(runs: Runs, become: Become) -> None:
    """Once when it does, and again after somebody has topped up."""
    await become("50", "20.01")
    assert runs.told("balance") == []

    await become("20", "19", "0", "-1")
    assert runs.told("balance") == ["20.00"]

    await become("20.01", "100")
    assert runs.told("balance") == ["20.00"]

    await become("3", "2")
    assert runs.told("balance") == ["20.00", "3.00"]


async def test_without_a_level(
    runs: Runs, become: Become, simulator: Simulator
) -> None:
    """When nothing is left."""
    simulator.settings.low_credit_amount = ""

    await become("0.01", "0", "-0.01")

    assert runs.told("balance") == ["0.00"]


async def test_a_higher_level(runs: Runs, become: Become, simulator: Simulator) -> None:
    """What was enough is low now."""
    simulator.settings.low_credit_amount = "150"

    await become("100")

    assert runs.told("balance") == ["100.00"]


async def test_an_account_that_was_low_before(
    hass: HomeAssistant, entry: MockConfigEntry, become: Become
) -> None:
    """The automation that is new, or was reloaded, hears of the next time."""
    assert entry
    await become("10")
    runs = await automate(hass, BECAME_LOW)

    await become("9")
    assert len(runs) == 0

    await become("100", "8")
    assert runs.told("balance") == ["8.00"]


async def test_restart(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
) -> None:
    """The first answer after a start tells how things are, and not what happened."""
    entry = make_entry(recipient("Dad", DAD))
    async with earlier_life(hass, entry) as before:
        assert before.states.is_state(LOW, "off")
    simulator.account.balance = Decimal(10)
    runs = await automate(hass, BECAME_LOW)

    await start(hass, entry)

    assert hass.states.is_state(LOW, "on")
    assert len(runs) == 0


async def test_start_without_internet(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    expected_log: list[str],
    become: Become,
) -> None:
    """The first answer is the first, however late it comes."""
    expected_log.append("Error fetching clicksend_messaging")
    simulator.faults.arm("server_error", path=ACCOUNT, times=2)
    simulator.account.balance = Decimal(10)
    runs = await automate(hass, BECAME_LOW)
    await start(hass, make_entry(recipient("Dad", DAD)))

    await pass_time(hass, freezer, MINUTE)
    await pass_time(hass, freezer, MINUTE)

    assert hass.states.is_state(LOW, "on")
    assert len(runs) == 0
    await become("30", "10")
    assert len(runs) == 1


@pytest.mark.parametrize(
    ("balances", "told"),
    [(("50", "10"), ["10.00"]), (("10", "9"), ["10.00"]), (("10", "50"), ["10.00"])],
)
async def test_reload(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    runs: Runs,
    become: Become,
    balances: tuple[str, str],
    told: list[str],
) -> None:
    """What happened meanwhile is told, and nothing is told again."""
    await become(balances[0])

    simulator.account.balance = Decimal(balances[1])
    await reload(hass, entry)

    assert runs.told("balance") == told


async def test_change_of_options(
    hass: HomeAssistant, entry: MockConfigEntry, runs: Runs, become: Become
) -> None:
    """The account is handed over, and what was told stays told."""
    await become("10")
    hass.config_entries.async_update_entry(
        entry, options={"limits": {"messages_per_hour": 7}}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(runs) == 1

    await become("9", "50")
    hass.config_entries.async_update_entry(
        entry, options={"limits": {"messages_per_hour": 8}}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(runs) == 1

    await become("5")
    assert runs.told("balance") == ["10.00", "5.00"]


async def test_messages_that_cost_the_rest(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    runs: Runs,
    become: Become,
) -> None:
    """Somebody asks for the balance soon after a message."""
    await become("20.01")

    await send_sms(hass, entity_id=DAD_ENTITY)
    await pass_time(hass, freezer, MINUTE)

    assert runs.told("balance") == [f"{simulator.account.balance:.2f}"]


async def test_outage(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    runs: Runs,
    become: Become,
    expected_log: list[str],
) -> None:
    """What happened meanwhile is told when it becomes known, and nothing again."""
    expected_log.append("Error fetching clicksend_messaging")
    for amount in ("15", "14"):
        simulator.faults.arm("server_error", path=ACCOUNT, times=2)
        await become(amount)
        await pass_time(hass, freezer, MINUTE)
        assert hass.states.is_state(LOW, "unavailable")
        await pass_time(hass, freezer, MINUTE)
        assert hass.states.is_state(LOW, "on")

    assert runs.told("balance") == ["15.00"]


async def test_unknown_balance(runs: Runs, become: Become) -> None:
    """What cannot be read is neither low nor not."""
    await become("NaN", "10", "NaN", "10")

    assert runs.told("balance") == ["10.00"]


async def test_entities_are_not_needed(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    runs: Runs,
    become: Become,
    entity_registry: er.EntityRegistry,
) -> None:
    """The account is asked although somebody has disabled all that shows it."""
    for entity_id in (LOW, BALANCE):
        entity_registry.async_update_entity(
            entity_id, disabled_by=er.RegistryEntryDisabler.USER
        )
    await reload(hass, entry)
    assert hass.states.get(LOW) is None

    await become("50", "10")

    assert runs.told("balance") == ["10.00"]


async def test_renamed_entity(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    become: Become,
    entity_registry: er.EntityRegistry,
) -> None:
    """It stands for its account under any name."""
    assert entry
    entity_registry.async_update_entity(LOW, new_entity_id="binary_sensor.poor")
    runs = await automate(
        hass, BECAME_LOW | {"target": {"entity_id": "binary_sensor.poor"}}
    )

    await become("10")

    assert len(runs) == 1


@pytest.mark.parametrize(
    ("target", "told"), [(LOW, ["1.00"]), (DAD_ENTITY, ["1.00"]), ("sun.sun", [])]
)
async def test_target(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    become: Become,
    target: str,
    told: list[str],
) -> None:
    """One account, by any of its entities."""
    assert entry
    async with Simulator(seed=2) as other:
        office = MockConfigEntry(
            domain=DOMAIN, title="Office", unique_id="other", data=direct_data(other)
        )
        await start(hass, office)
        runs = await automate(hass, BECAME_LOW | {"target": {"entity_id": target}})
        other.account.balance = Decimal(-1)
        await pass_time(hass, freezer, QUARTER)
        assert hass.states.is_state("binary_sensor.office_low_balance", "on")
        assert len(runs) == 0

        await become("1")

    assert runs.told("balance") == told


async def test_a_text_about_it(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    """The account can already send when it tells of what happened in a reload."""
    text = {
        "action": f"{DOMAIN}.send_sms",
        "data": {
            "config_entry_id": entry.entry_id,
            "phone_numbers": DAD,
            "message": "{{ trigger.balance }} {{ trigger.currency }} left",
        },
    }
    await automate(hass, BECAME_LOW, actions=[text])

    simulator.account.balance = Decimal(15)
    await reload(hass, entry)

    assert entry.state is ConfigEntryState.LOADED
    assert accepted(simulator) == {DAD: ["15.00 USD left"]}
