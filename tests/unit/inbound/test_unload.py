"""An account that is unloaded asks nothing more, and loses nothing."""

import asyncio
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.clock import HOUR, jump, pass_minutes, pass_no_time, pass_time
from tests.unit.conftest import DAD
from tests.unit.sending import DAD_ENTITY, notify
from tests.unit.states import EVENT, LAST, value

from .conftest import Heard, SlowDisk, messages, reload, start
from .instant import switch
from .test_trust_options import ANN, CONTACTS

INBOX = "/sms/inbound"
READ = "/sms/inbound-read/*"


async def test_nothing_is_asked_after_an_unload(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
) -> None:
    """Neither for texts, nor for the rule, nor for the balance."""
    assert await hass.config_entries.async_unload(entry.entry_id)
    simulator.requests.clear()

    await pass_minutes(hass, freezer, 3)
    await pass_time(hass, freezer, HOUR)

    assert len(simulator.requests) == 0


@pytest.mark.parametrize("fault", ["hang", "lost_answer"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", INBOX), ("GET", "/automations/sms/inbound"), ("PUT", READ)],
)
async def test_an_unload_waits_for_nobody(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
    method: str,
    path: str,
    fault: str,
) -> None:
    """A request without an answer does not hold it up, and costs no text."""
    simulator.inject_inbound(DAD, "Hello")
    asked = len(simulator.requests.find(method, path))
    simulator.faults.arm(fault, method=method, path=path)
    jump(hass, freezer, HOUR)
    await simulator.requests.wait_for(asked + 1, method, path)

    await asyncio.wait_for(hass.config_entries.async_unload(entry.entry_id), None)

    assert entry.state is ConfigEntryState.NOT_LOADED
    await start(hass, entry)
    assert messages(heard) == ["Hello"]


async def test_an_unload_does_not_wait_for_a_list(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """Whom to trust is found out by who starts anew."""
    club = simulator.add_list("Club", {"phone_number": ANN})
    await switch(hass, entry, trusted_lists=[str(club.list_id)])
    simulator.inject_inbound(ANN, "Hello")
    simulator.faults.arm("hang", path=CONTACTS)
    jump(hass, freezer, HOUR)
    await simulator.requests.wait_for(1, "GET", CONTACTS)

    await asyncio.wait_for(hass.config_entries.async_unload(entry.entry_id), None)

    await start(hass, entry)
    assert messages(heard) == ["Hello"]


async def test_a_text_that_is_being_saved_is_heard_before_the_unload(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
    slow_disk: SlowDisk,
) -> None:
    """On disk it counts as heard, so it has to be."""
    simulator.inject_inbound(DAD, "Hello")
    jump(hass, freezer)
    await slow_disk.writing.wait()

    reloading = hass.async_create_task(reload(hass, entry))
    await asyncio.sleep(0)
    assert heard == []
    slow_disk.done.set()
    await reloading

    assert messages(heard) == ["Hello"]


async def test_a_text_is_heard_although_whoever_asked_gave_up(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
    slow_disk: SlowDisk,
) -> None:
    """An automation that begins anew ends what it was doing, such as an update."""
    await async_setup_component(hass, "homeassistant", {})
    simulator.inject_inbound(DAD, "Hello")
    updating = hass.async_create_task(
        hass.services.async_call(
            "homeassistant", "update_entity", {"entity_id": LAST}, blocking=True
        )
    )
    await slow_disk.writing.wait()

    updating.cancel()
    await pass_no_time()
    slow_disk.done.set()
    await reload(hass, entry)

    assert messages(heard) == ["Hello"]


async def test_a_removal_leaves_no_file_that_was_being_written(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
    hass_storage: dict[str, Any],
    slow_disk: SlowDisk,
) -> None:
    """The disk finishes first."""
    simulator.inject_inbound(DAD, "Hello")
    jump(hass, freezer)
    await slow_disk.writing.wait()

    removing = hass.async_create_task(hass.config_entries.async_remove(entry.entry_id))
    await asyncio.sleep(0)
    slow_disk.done.set()
    await removing
    await hass.async_block_till_done(wait_background_tasks=True)

    assert not [key for key in hass_storage if entry.entry_id in key]


async def unload_in_the_middle_of_a_send(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> list[asyncio.Task[Any]]:
    """Return what waits for a send; the entities are there until it ends."""
    simulator.faults.arm("lost_answer", path="/sms/send")
    sending = hass.async_create_task(notify(hass, DAD_ENTITY))
    await simulator.requests.wait_for(1, "POST", "/sms/send")
    unloading = hass.async_create_task(hass.config_entries.async_unload(entry.entry_id))
    await pass_no_time()
    assert value(hass, EVENT) != STATE_UNAVAILABLE
    assert entry.state is ConfigEntryState.UNLOAD_IN_PROGRESS
    return [sending, unloading]


async def finish(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    waiting: list[asyncio.Task[Any]],
) -> None:
    """Let the client lose its patience with the send, and set up again."""
    jump(hass, freezer)
    failed, unloaded = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(failed, HomeAssistantError)
    assert unloaded is True
    await start(hass, entry)


async def test_a_text_that_comes_while_a_send_is_waited_for(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """An unload lets a send end; meanwhile no text is taken that nobody could hear."""
    waiting = await unload_in_the_middle_of_a_send(hass, entry, simulator)
    simulator.inject_inbound(DAD, "Hello")

    await finish(hass, freezer, entry, waiting)

    assert messages(heard) == ["Hello"]


async def test_a_poll_that_is_answered_while_a_send_is_waited_for(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """Asked before the unload, and answered when no text is taken any more."""
    simulator.inject_inbound(DAD, "Hello")
    asked = len(simulator.requests.find("GET", INBOX))
    simulator.faults.arm("delay", method="GET", path=INBOX, seconds=5)
    jump(hass, freezer)
    (*_, poll) = await simulator.requests.wait_for(asked + 1, "GET", INBOX)
    waiting = await unload_in_the_middle_of_a_send(hass, entry, simulator)

    jump(hass, freezer, timedelta(seconds=5))
    await pass_no_time()
    assert poll.status == HTTPStatus.OK
    await finish(hass, freezer, entry, waiting)

    assert messages(heard) == ["Hello"]
