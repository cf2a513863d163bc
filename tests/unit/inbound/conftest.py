"""Fixtures: what automations hear, and a Home Assistant that ran before this one."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
import logging
from typing import Any
from unittest.mock import patch

from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import (
    Event,
    EventStateChangedData,
    HomeAssistant,
    _hass,
    callback,
)
from homeassistant.helpers.storage import Store
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.clicksend_messaging.inbound import pushes
from simulator import Simulator
from simulator.clicksend.inbox import ReceivedText
from simulator.clicksend.polled import Copy
from tests.unit.conftest import DAD, MUM, recipient

from .instant import HOME_URL, Home, move, switch

type Heard = list[dict[str, Any]]
type EarlierLife = Callable[[], AbstractAsyncContextManager[HomeAssistant]]


def listen(hass: HomeAssistant) -> Heard:
    """Return a list that fills with the attributes of every inbound event."""
    heard: Heard = []

    @callback
    def hear(event: Event[EventStateChangedData]) -> None:
        """Note what is an event, and not an entity that appears or goes."""
        old, new = event.data["old_state"], event.data["new_state"]
        if (
            event.data["entity_id"].startswith("event.")
            and old is not None
            and new is not None
            and old.state not in (STATE_UNAVAILABLE, new.state)
            and new.state not in (STATE_UNAVAILABLE, STATE_UNKNOWN)
        ):
            heard.append(dict(new.attributes))

    hass.bus.async_listen(EVENT_STATE_CHANGED, hear)
    return heard


@pytest.fixture
def heard(hass: HomeAssistant) -> Heard:
    """Return the inbound events that automations can hear, oldest first."""
    return listen(hass)


def messages(heard: Heard) -> list[str]:
    """Return what the events said."""
    return [event["message"] for event in heard]


@pytest.fixture
def earlier_life(hass: HomeAssistant) -> EarlierLife:
    """Return a Home Assistant that runs, and stops, before the usual one starts.

    Both have the same storage, so an entry with the same id continues in the other.
    """

    @asynccontextmanager
    async def live() -> AsyncGenerator[HomeAssistant]:
        """Run until the block ends, and stop as on a restart."""
        loop = asyncio.get_running_loop()
        async with async_test_home_assistant(
            loop, config_dir=hass.config.config_dir
        ) as before:
            before.data.pop(DATA_CUSTOM_COMPONENTS)
            yield before
            await before.async_stop(force=True)
        _hass.hass = hass

    return live


async def start(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set an account up, and wait for its first poll."""
    if hass.config_entries.async_get_entry(entry.entry_id) is None:
        entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def reload(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Reload an account, and wait for its first poll."""
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


def deliver(simulator: Simulator, sender: str, body: str = "Hello") -> None:
    """Have a text come in from a sender spelled just so; a phone spells it E.164."""
    (rule,) = simulator.rules
    message_id = f"MESSAGE-{len(simulator.inbox)}"
    simulator.inbox.add(
        ReceivedText(
            message_id=message_id,
            sender=sender,
            to="+18335550177",
            body=body,
            time=simulator.clock.now(),
            answers=None,
            copies=(Copy(rule_id=rule.rule_id, message_id=message_id),),
        )
    )


@dataclass(frozen=True)
class SlowDisk:
    """A disk that takes its time with an inbox."""

    writing: asyncio.Event
    """Set once it is asked to write one."""
    done: asyncio.Event
    """Set it to let the writing end."""


@pytest.fixture
def slow_disk() -> Generator[SlowDisk]:
    """Return a disk that waits for a sign before it has written an inbox."""
    disk = SlowDisk(asyncio.Event(), asyncio.Event())
    write = Store._async_write_data  # noqa: SLF001 (nothing else is between it and the disk)

    async def write_slowly(store: Store[Any], data: dict[str, Any]) -> None:
        await write(store, data)
        if store.key.endswith(".inbox"):
            disk.writing.set()
            await disk.done.wait()

    with patch.object(Store, "_async_write_data", write_slowly):
        yield disk


@pytest.fixture
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have reads that pushes ask for follow each other soon."""
    monkeypatch.setattr(pushes, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(pushes, "LONGEST_PAUSE", 0.05)


@pytest.fixture
async def home(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    hass_client_no_auth: ClientSessionGenerator,
    short_pauses: None,  # noqa: ARG001 (they are part of it)
    monkeypatch: pytest.MonkeyPatch,
) -> Home:
    """Return a home that is told about texts at once, with Dad and Mum."""
    # The log of requests to it cannot be written while the clock is frozen.
    monkeypatch.setattr(logging.getLogger("aiohttp.access"), "disabled", True)
    entry = make_entry(recipient("Dad", DAD), recipient("Mum", MUM))
    await start(hass, entry)
    await move(hass, HOME_URL)
    await switch(hass, entry, instant=True)
    return Home(
        hass=hass,
        entry=entry,
        simulator=simulator,
        client=await hass_client_no_auth(),
    )


def same_entry(entry: MockConfigEntry) -> MockConfigEntry:
    """Return the entry as another Home Assistant loads it from disk."""
    return MockConfigEntry(
        domain=entry.domain,
        title=entry.title,
        unique_id=entry.unique_id,
        entry_id=entry.entry_id,
        data=dict(entry.data),
        options=dict(entry.options),
        subentries_data=[subentry.as_dict() for subentry in entry.subentries.values()],
    )
