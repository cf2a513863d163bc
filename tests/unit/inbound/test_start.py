"""Events wait until Home Assistant has started, so that automations hear them."""

from collections.abc import Callable
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED, STATE_UNAVAILABLE
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from simulator import Simulator
from tests.unit.clock import pass_minutes, pass_time
from tests.unit.conftest import DAD, recipient
from tests.unit.states import EVENT, LAST, value

from .conftest import (
    EarlierLife,
    Heard,
    SlowDisk,
    listen,
    messages,
    reload,
    same_entry,
    start,
)
from .test_rule import add_rule

INBOX = "/sms/inbound"


@pytest.fixture
def waiting(
    make_entry: Callable[..., MockConfigEntry], simulator: Simulator
) -> MockConfigEntry:
    """Return an account, not set up, for which a text waits at ClickSend."""
    entry = make_entry(recipient("Dad", DAD))
    add_rule(simulator, f"Home Assistant {entry.entry_id}")
    simulator.inject_inbound(DAD, "Open the garage")
    return entry


async def test_nothing_is_heard_before_home_assistant_has_started(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    waiting: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """However long the start takes, and although somebody asks for an update."""
    hass.set_state(CoreState.starting)
    await start(hass, waiting)
    await async_setup_component(hass, "homeassistant", {})

    await pass_minutes(hass, freezer, 5)
    await hass.services.async_call(
        "homeassistant", "update_entity", {"entity_id": LAST}, blocking=True
    )
    await pass_minutes(hass, freezer, 2)

    assert heard == []
    assert not any(text.read for text in simulator.inbox)

    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert messages(heard) == ["Open the garage"]
    assert all(text.read for text in simulator.inbox)


async def test_the_last_text_is_unavailable_until_the_first_poll(
    hass: HomeAssistant, waiting: MockConfigEntry
) -> None:
    """Nobody takes the last text of yesterday for the last text."""
    hass.set_state(CoreState.starting)
    await start(hass, waiting)

    assert value(hass, LAST) == STATE_UNAVAILABLE


@pytest.mark.parametrize(
    "trigger",
    [
        {
            "trigger": "event.received",
            "target": {"entity_id": EVENT},
            "options": {"event_type": ["trusted"]},
        },
        {
            "trigger": "state",
            "entity_id": EVENT,
            "not_from": "unavailable",
            "not_to": ["unavailable", "unknown"],
        },
    ],
    ids=["event", "state"],
)
async def test_an_automation_runs_once_for_a_text_that_waited(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    waiting: MockConfigEntry,
    simulator: Simulator,
    trigger: dict[str, Any],
) -> None:
    """It came in while Home Assistant was down; the garage opens, and once."""
    opened = async_mock_service(hass, "test", "open_garage")
    hass.set_state(CoreState.not_running)
    await start(hass, waiting)
    assert await async_setup_component(
        hass,
        "automation",
        {
            "automation": {
                "alias": "Garage",
                "triggers": trigger,
                "actions": {
                    "action": "test.open_garage",
                    "data": {
                        "asked_by": f"{{{{ state_attr('{EVENT}', 'name') }}}}",
                        "last": f"{{{{ state_attr('{LAST}', 'message') }}}}",
                    },
                },
            }
        },
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert opened == []

    await hass.async_start()
    await hass.async_block_till_done(wait_background_tasks=True)

    assert [call.data["asked_by"] for call in opened] == ["Dad"]

    await reload(hass, waiting)
    await pass_time(hass, freezer)
    assert len(opened) == 1

    # By now the sensor says the same when the automation runs.
    simulator.inject_inbound(DAD, "And close it")
    await pass_time(hass, freezer)
    assert [call.data["last"] for call in opened[1:]] == ["And close it"]


async def test_what_was_read_while_stopping_is_heard_after_the_restart(
    hass: HomeAssistant,
    waiting: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
    earlier_life: EarlierLife,
) -> None:
    """A stop in the middle of a poll costs no text."""
    simulator.faults.arm("delay", method="GET", path=INBOX, seconds=0.1)
    async with earlier_life() as before:
        heard_before = listen(before)
        before.set_state(CoreState.running)
        entry = same_entry(waiting)
        entry.add_to_hass(before)
        assert await before.config_entries.async_setup(entry.entry_id)
        await simulator.requests.wait_for(1, "GET", INBOX)
    assert heard_before == []

    await start(hass, waiting)

    assert messages(heard) == ["Open the garage"]


async def test_what_was_being_saved_while_stopping_is_heard_once(
    hass: HomeAssistant,
    waiting: MockConfigEntry,
    heard: Heard,
    earlier_life: EarlierLife,
    slow_disk: SlowDisk,
) -> None:
    """A stop between disk and automations makes the text neither lost nor doubled."""
    async with earlier_life() as before:
        heard_before = listen(before)
        entry = same_entry(waiting)
        entry.add_to_hass(before)
        assert await before.config_entries.async_setup(entry.entry_id)
        await slow_disk.writing.wait()
        before.loop.call_later(0.1, slow_disk.done.set)

    await start(hass, waiting)

    assert messages(heard_before + heard) == ["Open the garage"]


async def test_nothing_is_heard_once_home_assistant_stops(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    waiting: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """Automations are over by then; the text waits for the next start."""
    await start(hass, waiting)
    simulator.inject_inbound(DAD, "Close the garage")
    await async_setup_component(hass, "homeassistant", {})

    hass.set_state(CoreState.stopping)
    await hass.services.async_call(
        "homeassistant", "update_entity", {"entity_id": LAST}, blocking=True
    )
    await pass_time(hass, freezer)
    hass.set_state(CoreState.running)

    assert messages(heard) == ["Open the garage"]
    assert [text.read for text in simulator.inbox] == [True, False]
