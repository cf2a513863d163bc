"""Many changes at once load the account anew once, and stop no message."""

import asyncio
from collections.abc import Callable, Generator
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
    ConfigSubentry,
)
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_track_state_change_event
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.conftest import DAD, recipient
from tests.unit.dialogs import until
from tests.unit.sending import DAD_ENTITY, TEXT, accepted, notify, send_sms
from tests.unit.services.asking import ask

from .conftest import ANN, BOB, Club, sync

type Loads = Callable[[], int]


@pytest.fixture
def loads(hass: HomeAssistant, entry: MockConfigEntry) -> Generator[Loads]:
    """Return how often the account was loaded since."""
    states = [entry.state]

    @callback
    def note(_: ConfigEntryChange, changed: ConfigEntry[Any]) -> None:
        """Note each state once."""
        if changed.state is not states[-1]:
            states.append(changed.state)

    stop = async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, note)
    yield lambda: states[1:].count(ConfigEntryState.LOADED)
    stop()


@pytest.fixture
def thirty(simulator: Simulator) -> Club:
    """Return a list with thirty people on it."""
    numbers = range(1000, 1030)
    return Club(simulator, "Thirty", *((f"P{n}", f"+1202555{n}") for n in numbers))


async def test_thirty_people_cause_one_reload(
    hass: HomeAssistant, thirty: Club, loads: Loads
) -> None:
    """When they come, when all of them change, and when they go."""
    await sync(hass, thirty)
    assert loads() == 1
    assert hass.states.get("notify.p1029_sms")

    for n in range(1000, 1030):
        thirty.change(f"P{n}", last_name="Lee")
    await sync(hass, thirty)
    assert loads() == 2

    thirty.clear()
    await sync(hass, thirty)
    assert loads() == 3
    assert hass.states.get("notify.p1029_sms") is None


async def test_import_and_options_cause_one_reload(
    hass: HomeAssistant, entry: MockConfigEntry, thirty: Club, loads: Loads
) -> None:
    """Both come from the same dialog."""
    form = await hass.config_entries.options.async_init(entry.entry_id)
    people = {"import_channels": ["sms"], "import_trusted": True}

    await hass.config_entries.options.async_configure(
        form["flow_id"], {"people": {"import_list": thirty.list_id, **people}}
    )
    await hass.async_block_till_done(wait_background_tasks=True)

    assert loads() == 1
    assert hass.states.get("notify.p1000_sms")


async def test_the_answer_comes_when_they_can_be_texted(
    hass: HomeAssistant, simulator: Simulator, thirty: Club, loads: Loads
) -> None:
    """An automation may go on with a message to somebody new."""
    await ask(hass, "sync_recipients", list_id=thirty.list_id)

    await notify(hass, "notify.p1029_sms")
    assert accepted(simulator) == {"+12025551029": [TEXT]}
    assert loads() == 1


async def test_an_alarm_on_its_way_arrives_once(
    hass: HomeAssistant, simulator: Simulator, thirty: Club, loads: Loads
) -> None:
    """The account waits for ClickSend's answer before it starts anew."""
    simulator.faults.arm("delay", path="/sms/send", seconds=0.3)
    alarm = hass.async_create_task(send_sms(hass, entity_id=DAD_ENTITY))
    await simulator.requests.wait_for(1, "POST", "/sms/send")

    await ask(hass, "sync_recipients", list_id=thirty.list_id)
    answer = await alarm
    await hass.async_block_till_done(wait_background_tasks=True)

    assert (answer["accepted"], answer["failed"]) == (1, 0)
    assert accepted(simulator) == {DAD: [TEXT]}
    assert loads() == 1


@pytest.mark.parametrize("path", ["/account", "/automations/sms/*"])
async def test_a_change_while_the_account_is_set_up_is_not_lost(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    club: Club,
    path: str,
) -> None:
    """Somebody who comes after the entities were made gets theirs all the same."""
    simulator.faults.arm("delay", path=f"/lists/{club.list_id}/contacts", seconds=0.3)
    syncing = hass.async_create_task(ask(hass, "sync_recipients", list_id=club.list_id))
    await simulator.requests.wait_for(1, "GET", f"/lists/{club.list_id}/contacts")
    simulator.faults.arm("delay", path=path, seconds=0.6)

    loading = hass.async_create_task(hass.config_entries.async_reload(entry.entry_id))
    assert (await syncing)["added"] == 2
    await loading
    await hass.async_block_till_done(wait_background_tasks=True)

    assert entry.state is ConfigEntryState.LOADED
    assert hass.states.get("notify.ann_sms")
    assert hass.states.get("notify.bob_sms")


async def test_a_change_after_the_entities_were_made_is_not_lost(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The account is not set up yet, but has looked already who there is."""
    came: list[ConfigEntryState] = []

    @callback
    def add_ann(event: Event[EventStateChangedData]) -> None:
        """Have Ann come when Dad's entity is there again."""
        new = event.data["new_state"]
        if not came and new is not None and new.state != STATE_UNAVAILABLE:
            came.append(entry.state)
            ann = ConfigSubentry(
                subentry_type="recipient",
                title="Ann",
                unique_id=ANN,
                data=MappingProxyType(recipient("Ann", ANN)["data"]),
            )
            hass.config_entries.async_add_subentry(entry, ann)

    async_track_state_change_event(hass, DAD_ENTITY, add_ann)

    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert came == [ConfigEntryState.SETUP_IN_PROGRESS]
    assert hass.states.get("notify.ann_sms")


async def test_a_change_at_any_moment_of_a_reload_is_not_lost(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    """However far the reload has come, the newcomer gets an entity."""
    newcomers = [
        Club(simulator, f"List {n}", (f"P{n}", f"+1202555{n}"))
        for n in range(1000, 1012)
    ]
    for turn, newcomer in enumerate(newcomers):
        form = await hass.config_entries.options.async_init(entry.entry_id)
        loading = hass.async_create_task(
            hass.config_entries.async_reload(entry.entry_id)
        )
        await asyncio.sleep(turn * 0.004)
        await hass.config_entries.options.async_configure(
            form["flow_id"],
            {
                "people": {
                    "import_list": newcomer.list_id,
                    "import_channels": ["sms"],
                    "import_trusted": False,
                }
            },
        )
        await loading
        await hass.async_block_till_done(wait_background_tasks=True)
        assert hass.states.get(f"notify.p{1000 + turn}_sms"), turn


async def test_changes_one_after_the_other_while_it_reloads(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    club: Club,
    loads: Loads,
) -> None:
    """Each counts; the last one is what remains."""
    await sync(hass, club)
    before = loads()
    simulator.faults.arm("delay", path="/account", times=None, seconds=0.1)
    for title in ("One", "Two", "Three"):
        ann = next(s for s in entry.subentries.values() if s.unique_id == ANN)
        hass.config_entries.async_update_subentry(entry, ann, title=title)
        await asyncio.sleep(0.05)
    await hass.async_block_till_done(wait_background_tasks=True)

    state = hass.states.get("notify.ann_sms")
    assert state is not None
    assert state.name.startswith("Three")
    assert 1 <= loads() - before <= 3
    assert BOB in {each.unique_id for each in entry.subentries.values()}


async def add_ann(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Add a recipient, for whom the account is loaded anew."""
    ann = recipient("Ann", ANN)
    hass.config_entries.async_add_subentry(
        entry,
        ConfigSubentry(
            data=MappingProxyType(dict(ann["data"])),
            subentry_type=ann["subentry_type"],
            title=ann["title"],
            unique_id=ann["unique_id"],
        ),
    )


async def test_an_alarm_does_not_wait_for_the_account(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """To whom is not there yet, Home Assistant would send nothing, without a word."""
    simulator.faults.arm("delay", path="/account", seconds=20)
    await add_ann(hass, entry)
    await until(lambda: hass.states.get("notify.ann_sms") is not None)
    await until(lambda: entry.state is ConfigEntryState.LOADED)

    await notify(hass, DAD_ENTITY)
    await notify(hass, "notify.ann_sms")

    await hass.async_block_till_done(wait_background_tasks=True)
    assert accepted(simulator) == {DAD: [TEXT], ANN: [TEXT]}
    balance = hass.states.get("sensor.clicksend_balance")
    assert balance is not None
    assert balance.state == "100.000000"


async def test_an_alarm_during_the_last_request_is_told(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """It is not sent, and whoever sends it hears of that."""
    simulator.faults.arm("delay", path="/sms/send", seconds=0.5)
    first = hass.async_create_task(send_sms(hass, entity_id=DAD_ENTITY))
    await simulator.requests.wait_for(1, "POST", "/sms/send")
    await add_ann(hass, entry)
    await until(lambda: entry.state is not ConfigEntryState.LOADED)

    with pytest.raises(HomeAssistantError) as caught:
        await notify(hass, DAD_ENTITY)

    assert caught.value.translation_key == "stopped"
    assert (await first)["accepted"] == 1
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.usefixtures("impatient_callers")
async def test_an_outcome_during_a_reload_is_heard(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """The answer to the last request comes while the account is unloaded."""
    simulator.faults.arm("delay", path="/sms/send", seconds=1)
    answer = await send_sms(hass, entity_id=DAD_ENTITY)
    assert answer["messages"][0]["status"] == "unknown"

    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    report = hass.states.get("event.clicksend_delivery_report")
    assert report is not None
    assert report.attributes["event_type"] == "sent"


async def test_what_the_last_request_cost_is_off_the_balance(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Its price comes while the account is unloaded; the floor holds all the same."""
    floor = {"spending": {"balance_floor": 99.9}}
    hass.config_entries.async_update_entry(entry, options=floor)
    await hass.async_block_till_done(wait_background_tasks=True)
    simulator.faults.arm("delay", path="/sms/send", seconds=0.3)
    first = hass.async_create_task(send_sms(hass, entity_id=DAD_ENTITY, message="1"))
    await simulator.requests.wait_for(1, "POST", "/sms/send")
    await add_ann(hass, entry)
    await until(lambda: hass.states.get("notify.ann_sms") is not None)
    await until(lambda: entry.state is ConfigEntryState.LOADED)

    second = await send_sms(hass, entity_id=DAD_ENTITY, message="2")

    assert (await first)["accepted"] == 1
    await hass.async_block_till_done(wait_background_tasks=True)
    assert second["messages"][0]["status"] == "blocked"
    assert second["messages"][0]["code"] == "LIMIT_BALANCE"
    assert accepted(simulator) == {DAD: ["1"]}
