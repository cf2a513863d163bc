"""What is left at the hub, and what its diagnostics say."""

from decimal import Decimal
import json
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulator import Simulator
from simulator.skillboss.answers import ADVICE
from tests.unit.clock import MINUTE, QUARTER, poll_now
from tests.unit.conftest import DAD
from tests.unit.sending import DAD_ENTITY, TEXT, notify, send_sms
from tests.unit.skillboss.hub import (
    ASK_BALANCE,
    BALANCE,
    REPORT,
    add_hub,
    hub_data,
    received,
    start,
)
from tests.unit.states import full_state, value


@pytest.fixture
def expected_log() -> list[str]:
    """Allow what is said of an outage and of a key that is refused."""
    return [
        "Error fetching clicksend_messaging SkillBoss",
        "Authentication failed while fetching",
        "could not authenticate",
    ]


def polls(simulator: Simulator) -> int:
    """Return how often the balance was asked for."""
    return len(list(simulator.requests.find("GET", ASK_BALANCE)))


async def test_in_dollars(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """It is asked for every quarter of an hour."""
    state = full_state(hass, BALANCE)
    assert state.state == "5.0"
    assert state.attributes["unit_of_measurement"] == "USD"
    assert state.attributes["device_class"] == "monetary"
    simulator.skillboss_hub.texts.balance = Decimal("3.5")
    await poll_now(hass, QUARTER + MINUTE)
    assert value(hass, BALANCE) == "3.5"
    assert hub.data == hub_data(simulator)


async def test_in_credits(hass: HomeAssistant, simulator: Simulator) -> None:
    """They are no currency."""
    simulator.settings.patch({"skillboss_balance": "credits"})
    await start(hass, add_hub(hass, simulator, currency=None))
    state = full_state(hass, BALANCE)
    assert state.state == "500.0"
    assert "unit_of_measurement" not in state.attributes


async def test_not_told(hass: HomeAssistant, simulator: Simulator) -> None:
    """Then there is no sensor, and nothing is asked, not even after a text."""
    simulator.settings.patch({"skillboss_balance": "missing"})
    hub = add_hub(hass, simulator, currency=None, has_balance=False)
    await start(hass, hub)
    response = await send_sms(hass, entity_id=DAD_ENTITY)
    assert response["currency"] is None
    await poll_now(hass, QUARTER + MINUTE)
    assert hass.states.get(BALANCE) is None
    assert polls(simulator) == 0


async def test_after_a_text(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """It is asked for soon, once for many."""
    assert hub.state.value == "loaded"
    for _ in range(3):
        await notify(hass, DAD_ENTITY)
    assert polls(simulator) == 1
    await poll_now(hass)
    assert value(hass, BALANCE) == "4.85"
    assert polls(simulator) == 2


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "server_error"},
        {"kind": "rate_limited", "retry_after": 30},
        {"kind": "hidden_error", "http_code": 500},
        {"kind": "html_error"},
    ],
    ids=lambda fault: fault["kind"],
)
async def test_outage(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry, fault: Any
) -> None:
    """It is unavailable, soon asked for again, and texts do not wait for it."""
    assert hub.state.value == "loaded"
    armed = simulator.faults.arm(path=ASK_BALANCE, times=None, **fault)
    await poll_now(hass, QUARTER + MINUTE)
    assert value(hass, BALANCE) == STATE_UNAVAILABLE
    await notify(hass, DAD_ENTITY)
    assert received(simulator) == {DAD: [f"Home: {TEXT}"]}
    simulator.faults.clear()
    await poll_now(hass, 2 * MINUTE)
    assert value(hass, BALANCE) == "4.95"
    assert armed.hits


async def test_a_hub_that_is_away_at_the_start(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """All is there but the balance, whose unit is remembered."""
    await simulator.stop()
    await start(hass, add_hub(hass, simulator))
    state = full_state(hass, BALANCE)
    assert state.state == STATE_UNAVAILABLE
    assert state.attributes["unit_of_measurement"] == "USD"
    assert hass.states.get(DAD_ENTITY)
    assert full_state(hass, REPORT)
    await simulator.start()
    await poll_now(hass, 2 * MINUTE)
    assert value(hass, BALANCE) == "5.0"


async def test_told_no_more(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """Nothing is claimed that nobody says."""
    assert hub.state.value == "loaded"
    simulator.settings.patch({"skillboss_balance": "missing"})
    await poll_now(hass, QUARTER + MINUTE)
    assert value(hass, BALANCE) == "unknown"


async def download(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry
) -> Any:
    """Download the diagnostics, which must not say who, what, or with which key."""
    assert await async_setup_component(hass, "diagnostics", {})
    found = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    text = json.dumps(found)
    for secret in (entry.data["api_key"], entry.data["template_id"], DAD[1:], "Dad"):
        assert secret not in text
    assert ADVICE not in text
    return found


@pytest.mark.usefixtures("impatient_callers")
async def test_diagnostics(
    hass: HomeAssistant,
    simulator: Simulator,
    hub: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """Counts and states only."""
    simulator.settings.patch({"skillboss_jobs": True, "skillboss_hold_jobs": True})
    await send_sms(hass, entity_id=DAD_ENTITY)
    found = await download(hass, hass_client, hub)
    assert found == {
        "state": "loaded",
        "connection_type": "skillboss",
        "recipients": [{"channels": ["sms"]}, {"channels": ["sms"]}],
        "account": {"working": True, "error": None},
        "outbox": {"messages": 1, "states": {"unknown": 1}},
    }


async def test_diagnostics_of_a_hub_in_trouble(
    hass: HomeAssistant,
    simulator: Simulator,
    hub: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """The kind of trouble, and no more."""
    simulator.faults.arm("server_error", path=ASK_BALANCE, times=None)
    await poll_now(hass, QUARTER + MINUTE)
    found = await download(hass, hass_client, hub)
    assert found["account"] == {"working": False, "error": "ServerError"}
    simulator.skillboss_hub.api_key = "sk-new"
    simulator.faults.clear()
    await hass.config_entries.async_reload(hub.entry_id)
    found = await download(hass, hass_client, hub)
    assert found == {
        "state": "setup_error",
        "connection_type": "skillboss",
        "recipients": [{"channels": ["sms"]}, {"channels": ["sms"]}],
    }
