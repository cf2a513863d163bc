"""The conditions that an automation goes on with."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.condition import async_get_all_descriptions
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.clicksend_messaging.condition import async_get_conditions
from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.messaging import messenger
from simulator import Simulator
from tests.unit.automating import Runs, automate
from tests.unit.clock import QUARTER, pass_time
from tests.unit.conftest import direct_data, recipient
from tests.unit.inbound.conftest import reload, start
from tests.unit.messaging.waiting import until
from tests.unit.sending import DAD_ENTITY, send_sms
from tests.unit.states import LOW, OUTBOX, value

LOW_BALANCE = f"{DOMAIN}.is_balance_low"
WAITING = f"{DOMAIN}.is_message_waiting"
SEND = "/sms/send"


class Door:
    """An automation that goes on when somebody knocks, if a condition passes."""

    def __init__(self, hass: HomeAssistant, runs: Runs) -> None:
        """Take the automation's runs."""
        self._hass = hass
        self._runs = runs

    async def opens(self) -> bool:
        """Knock, and tell whether it went on."""
        self._runs.forget()
        self._hass.bus.async_fire("knock")
        await self._hass.async_block_till_done()
        return len(self._runs) == 1


async def door(hass: HomeAssistant, condition: str, **more: Any) -> Door:
    """Set such an automation up."""
    runs = await automate(
        hass,
        {"trigger": "event", "event_type": "knock"},
        conditions=[{"condition": condition, **more}],
    )
    return Door(hass, runs)


@asynccontextmanager
async def office(hass: HomeAssistant) -> AsyncGenerator[Simulator]:
    """Set a second account up; return its ClickSend."""
    async with Simulator(seed=2) as other:
        boss = recipient("Boss", "+12025550109")
        added = MockConfigEntry(
            domain=DOMAIN,
            title="Office",
            unique_id="other",
            data=direct_data(other),
            subentries_data=[boss],
        )
        await start(hass, added)
        yield other


async def test_balance(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """At or below the level it is low; the binary sensor says the same."""
    assert entry
    simulator.settings.low_credit_amount = "20.00"
    low = await door(hass, LOW_BALANCE)
    found = {}
    for balance in ("100", "20.01", "20", "-1", "50"):
        simulator.account.balance = Decimal(balance)
        await pass_time(hass, freezer, QUARTER)
        found[balance] = await low.opens()
        assert found[balance] == (value(hass, LOW) == "on")

    assert found == {
        "100": False,
        "20.01": False,
        "20": True,
        "-1": True,
        "50": False,
    }


async def test_balance_without_an_answer(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    expected_log: list[str],
) -> None:
    """Nobody knows it while ClickSend does not answer, or says what it does not."""
    expected_log.append("Error fetching clicksend_messaging")
    simulator.account.balance = Decimal(0)
    await reload(hass, entry)
    low = await door(hass, LOW_BALANCE)
    assert await low.opens()

    simulator.faults.arm("server_error", path="/account")
    await pass_time(hass, freezer, QUARTER)
    assert not await low.opens()

    await pass_time(hass, freezer, QUARTER)
    assert await low.opens()

    simulator.account.balance = Decimal("NaN")
    await pass_time(hass, freezer, QUARTER)
    assert not await low.opens()


async def test_entities_are_not_needed(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
) -> None:
    """A disabled one stands for its account as well."""
    entity_registry.async_update_entity(LOW, disabled_by=er.RegistryEntryDisabler.USER)
    await reload(hass, entry)
    low = await door(hass, LOW_BALANCE, target={"entity_id": LOW})
    assert not await low.opens()

    simulator.account.balance = Decimal(0)
    await pass_time(hass, freezer, QUARTER)

    assert await low.opens()


async def test_message_waits(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Until ClickSend has it."""
    monkeypatch.setattr(messenger, "VERDICT_SECONDS", 0.05)
    waiting = await door(hass, WAITING)
    assert not await waiting.opens()

    simulator.faults.arm("rate_limited", path=SEND, retry_after=1)
    answer = await send_sms(hass, entity_id=DAD_ENTITY)
    assert answer["messages"][0]["status"] == "queued"
    assert await waiting.opens()

    await until(hass, lambda: list(simulator.books))
    await until(hass, lambda: value(hass, OUTBOX) == "0")
    assert not await waiting.opens()
    assert entry


async def test_message_whose_answer_was_lost(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It was handed over, and waits no more, although it is not known to have left."""
    monkeypatch.setattr(messenger, "VERDICT_SECONDS", 0.05)
    waiting = await door(hass, WAITING)
    simulator.faults.arm("reset_before", path=SEND)

    answer = await send_sms(hass, entity_id=DAD_ENTITY)

    assert answer["messages"][0]["status"] == "unknown"
    assert entry
    assert not await waiting.opens()


@pytest.mark.parametrize(
    ("target", "opens"),
    [
        (None, True),
        ({}, True),
        ({"entity_id": DAD_ENTITY}, False),
        ({"entity_id": "notify.boss_sms"}, True),
        ({"entity_id": [LOW, "sensor.office_outbox"]}, True),
        ({"entity_id": "sun.sun"}, False),
    ],
)
async def test_target(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    target: dict[str, Any] | None,
    *,
    opens: bool,
) -> None:
    """It is enough that one of the accounts meant is so."""
    assert entry
    more = {} if target is None else {"target": target}
    async with office(hass) as other:
        low = await door(hass, LOW_BALANCE, **more)
        assert not await low.opens()

        other.account.balance = Decimal(0)
        await pass_time(hass, freezer, QUARTER)

        assert await low.opens() == opens


async def test_account_that_is_switched_off(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Nothing is known of it."""
    simulator.account.balance = Decimal(0)
    await reload(hass, entry)
    low = await door(hass, LOW_BALANCE)
    assert await low.opens()

    await hass.config_entries.async_set_disabled_by(
        entry.entry_id, ConfigEntryDisabler.USER
    )

    assert not await low.opens()


@pytest.mark.usefixtures("entry")
async def test_condition_that_is_not_met_is_no_error(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    """The editor's test button gets an answer, and wrong options a reason."""
    await async_setup_component(hass, "automation", {})
    client = await hass_ws_client()

    async def ask(**condition: Any) -> dict[str, Any]:
        """Press the button."""
        await client.send_json_auto_id(
            {"type": "test_condition", "condition": condition}
        )
        answer: dict[str, Any] = await client.receive_json()
        return answer

    for condition in (LOW_BALANCE, WAITING):
        answer = await ask(condition=condition, options={})
        assert answer["result"] == {"result": False}
        answer = await ask(condition=condition, options={"level": 5})
        assert "level" in answer["error"]["message"]


async def test_frontend_knows_the_conditions(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """It offers the account's entities as targets."""
    assert entry
    descriptions = await async_get_all_descriptions(hass)

    ours = {key: text for key, text in descriptions.items() if key.startswith(DOMAIN)}
    assert set(ours) == {f"{DOMAIN}.{key}" for key in await async_get_conditions(hass)}
    for description in ours.values():
        assert description is not None
        assert description["target"]["entity"] == [{"integration": DOMAIN}]
        assert description["fields"] == {}
