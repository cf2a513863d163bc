"""An account is set up, reloaded, unloaded and removed."""

from collections.abc import AsyncGenerator, Callable
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.api import http
from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.messaging import courier
from simulator import Simulator
from tests.unit.clock import IMPATIENT, jump, pass_no_time, poll_now
from tests.unit.conftest import (
    DAD,
    MUM,
    direct_data,
    maton_data,
    membrane_data,
    recipient,
)
from tests.unit.sending import DAD_ENTITY, notify, send_sms
from tests.unit.states import (
    BALANCE,
    EVENT,
    LAST,
    LOW,
    OPT_OUT,
    OUTBOX,
    REPORT,
    SPENT,
    attribute,
    value,
)

RULES = "/automations/sms/inbound"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the client give up soon on answers that never come."""
    monkeypatch.setattr(http, "TIMEOUT", IMPATIENT)


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set an account up, and wait for its first poll."""
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


def reauth_flows(hass: HomeAssistant) -> list[str]:
    """Return what the user is asked to sign in to again."""
    return [
        flow["context"]["entry_id"]
        for flow in hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        if flow["context"]["source"] == SOURCE_REAUTH
    ]


async def test_an_account_is_set_up(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
) -> None:
    """One device for it and one for each recipient, with their entities."""
    assert entry.state is ConfigEntryState.LOADED
    devices = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert {device.name: device.via_device_id is None for device in devices} == {
        "ClickSend": True,
        "Dad": False,
        "Mum": False,
    }
    entities = er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    assert {entity.entity_id for entity in entities} == {
        *(BALANCE, EVENT, LAST, LOW, OPT_OUT, OUTBOX, REPORT, SPENT),
        *("notify.dad_sms", "notify.mum_sms"),
    }
    assert hass.services.has_service(DOMAIN, "send_sms")


async def test_recipients_come_and_go(
    hass: HomeAssistant, entry: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    """Without a restart, and without a trace of those who went."""
    mum = next(item for item in entry.subentries.values() if item.title == "Mum")

    hass.config_entries.async_remove_subentry(entry, mum.subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert hass.states.async_entity_ids("notify") == [DAD_ENTITY]
    devices = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert {device.name for device in devices} == {"ClickSend", "Dad"}


@pytest.mark.parametrize("connection", ["direct", "maton", "membrane"])
async def test_refused_credentials_stop_the_set_up(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    expected_log: list[str],
    connection: str,
) -> None:
    """Nothing can be done with an account whose key is wrong, but to ask for it."""
    expected_log.append("could not authenticate")
    data = {
        "direct": direct_data(simulator),
        "maton": maton_data(simulator),
        "membrane": membrane_data(simulator),
    }[connection]
    key = "token" if connection == "membrane" else "api_key"
    entry = make_entry(recipient("Dad", DAD), data={**data, key: "wrong"})

    await set_up(hass, entry)

    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert entry.error_reason_translation_key == "invalid_auth"
    assert reauth_flows(hass) == [entry.entry_id]
    assert not list(simulator.rules)


@pytest.mark.parametrize("status", [None, "PENDING", "FAILED"])
async def test_a_maton_connection_that_does_not_work_stops_the_set_up(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    expected_log: list[str],
    status: str | None,
) -> None:
    """Deleted or not authorised, it takes somebody to choose another."""
    expected_log.append("could not authenticate")
    entry = make_entry(recipient("Dad", DAD), data=maton_data(simulator))
    change_connection(simulator, status)

    await set_up(hass, entry)

    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert entry.error_reason_translation_key == "no_connection"
    assert reauth_flows(hass) == [entry.entry_id]


def change_connection(simulator: Simulator, status: Any) -> None:
    """Change the state of Maton's connection, or delete it."""
    connection = next(iter(simulator.connections))
    if status is None:
        simulator.connections.delete(connection.connection_id)
    else:
        simulator.connections.set_status(connection, status)


async def test_credentials_refused_later_are_asked_for_once(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    expected_log: list[str],
) -> None:
    """Whoever notices first, poll, balance or a send."""
    expected_log.append("Authentication failed while fetching")
    simulator.account.api_key = "changed"

    for _ in range(3):
        await poll_now(hass)
        with pytest.raises(Exception, match="credentials were not accepted"):
            await notify(hass, DAD_ENTITY)

    assert reauth_flows(hass) == [entry.entry_id]
    assert value(hass, LAST) == STATE_UNAVAILABLE
    refused = len(simulator.requests.find("GET", "/sms/inbound"))
    await poll_now(hass)
    assert len(simulator.requests.find("GET", "/sms/inbound")) == refused


@pytest.mark.parametrize("status", [None, "FAILED"])
async def test_a_maton_connection_that_ends_is_asked_for_once(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    expected_log: list[str],
    status: str | None,
) -> None:
    """Somebody deleted it at Maton, or changed the key at ClickSend."""
    expected_log.append("Authentication failed while fetching")
    entry = make_entry(recipient("Dad", DAD), data=maton_data(simulator))
    await set_up(hass, entry)
    assert value(hass, LAST) != STATE_UNAVAILABLE
    change_connection(simulator, status)

    for _ in range(3):
        await poll_now(hass)

    assert reauth_flows(hass) == [entry.entry_id]
    assert value(hass, LAST) == STATE_UNAVAILABLE


async def test_a_reload_changes_nothing(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    """The same entities with the same states, and they work."""
    before = {
        state.entity_id: state.state
        for state in hass.states.async_all()
        if state.domain != "notify"
    }

    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert (
        before.items()
        <= {state.entity_id: state.state for state in hass.states.async_all()}.items()
    )
    await notify(hass, DAD_ENTITY, message="Hello")
    assert simulator.phones[DAD].received == ["Hello"]


async def test_an_unload_leaves_the_entities_unavailable(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    """And what was created at ClickSend where it is."""
    assert await hass.config_entries.async_unload(entry.entry_id)

    assert entry.state is ConfigEntryState.NOT_LOADED
    assert {state.state for state in hass.states.async_all()} == {STATE_UNAVAILABLE}
    assert len(simulator.rules) == 1


@pytest.mark.parametrize(("patience", "accepted"), [(courier.STOP_TIMEOUT, 1), (0, 0)])
async def test_an_unload_lets_a_send_arrive(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    patience: float,
    accepted: int,
) -> None:
    """If it takes too long, its outcome is not known for now."""
    monkeypatch.setattr(courier, "STOP_TIMEOUT", patience)
    simulator.faults.arm("delay", path="/sms/send", seconds=5)
    sending = hass.async_create_task(send_sms(hass, entity_id=DAD_ENTITY))
    await simulator.requests.wait_for(1, "POST", "/sms/send")

    unloading = hass.async_create_task(hass.config_entries.async_unload(entry.entry_id))
    await pass_no_time()
    jump(hass, freezer, timedelta(seconds=5))
    response = await sending
    await unloading

    assert response["accepted"] == accepted
    assert len(simulator.phones[DAD].received) == 1
    assert entry.state is ConfigEntryState.NOT_LOADED


async def test_a_removal_leaves_nothing(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    hass_storage: dict[str, Any],
    device_registry: dr.DeviceRegistry,
) -> None:
    """No entity, no device, no file, no rule."""
    simulator.inject_inbound(DAD, "Hello")
    await poll_now(hass)
    assert any(entry.entry_id in key for key in hass_storage)

    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert hass.states.async_all() == []
    assert not dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert not any(entry.entry_id in key for key in hass_storage)
    assert not list(simulator.rules)


@pytest.mark.parametrize(
    "fault",
    ["stopped", "hang", "unauthorized", "rate_limited", "server_error", "html_error"],
)
@pytest.mark.parametrize("connection", ["direct", "maton", "membrane"])
@pytest.mark.usefixtures("impatient")
async def test_a_removal_succeeds_although_clicksend_does_not_answer(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    expected_log: list[str],
    connection: str,
    fault: str,
) -> None:
    """The rule stays then, and the log says so, without a secret."""
    expected_log.append("are left at ClickSend")
    ways = {"direct": direct_data, "maton": maton_data, "membrane": membrane_data}
    data = ways[connection](simulator)
    entry = make_entry(recipient("Dad", DAD), data=data)
    await set_up(hass, entry)
    if fault == "stopped":
        await simulator.stop()
    else:
        simulator.faults.arm(fault, path=f"*{RULES}*", times=None)

    await hass.config_entries.async_remove(entry.entry_id)

    assert hass.config_entries.async_entries(DOMAIN) == []
    assert not any(entry.entry_id in key for key in hass_storage)
    (line,) = [
        record.getMessage()
        for record in caplog.records
        if "are left at ClickSend" in record.getMessage()
    ]
    for key, secret in data.items():
        assert key in ("connection_type", "country", "currency") or secret not in line


@pytest.fixture
async def other_simulator() -> AsyncGenerator[Simulator]:
    """Return the ClickSend of another account."""
    async with Simulator(seed=2) as running:
        yield running


async def test_two_accounts_side_by_side(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    other_simulator: Simulator,
    expected_log: list[str],
) -> None:
    """Each has its own balance, texts, rule and troubles."""
    expected_log.append("Error fetching clicksend_messaging inbound data")
    other = MockConfigEntry(
        domain=DOMAIN,
        title="Work",
        unique_id="other",
        data=direct_data(other_simulator),
        subentries_data=[recipient("Boss", MUM)],
    )
    other.add_to_hass(hass)
    await set_up(hass, other)
    assert len(simulator.rules) == len(other_simulator.rules) == 1

    simulator.inject_inbound(MUM, "To home")
    other_simulator.inject_inbound(MUM, "To work")
    await poll_now(hass)

    work = "event.work_inbound_message"
    assert attribute(hass, EVENT, "message") == "To home"
    assert attribute(hass, EVENT, "name") == "Mum"
    assert attribute(hass, work, "message") == "To work"
    assert attribute(hass, work, "name") == "Boss"

    await other_simulator.stop()
    await poll_now(hass)
    assert value(hass, "sensor.work_last_inbound_message") == STATE_UNAVAILABLE
    assert value(hass, LAST) != STATE_UNAVAILABLE

    await other_simulator.start()
    await hass.config_entries.async_remove(entry.entry_id)
    other_simulator.inject_inbound(MUM, "Still there?")
    await poll_now(hass)
    assert not list(simulator.rules)
    assert len(other_simulator.rules) == 1
    assert attribute(hass, work, "message") == "Still there?"
