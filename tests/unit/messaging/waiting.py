"""What the tests have in common in which messages wait: the clock stands still."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
import time
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.storage import STORAGE_DIR
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.messaging import messenger
from custom_components.clicksend_messaging.messaging.outbox.outbox import Outbox
from custom_components.clicksend_messaging.messaging.outbox.states import State
from tests.unit.clock import jump
from tests.unit.sending import send_sms
from tests.unit.states import REPORT

SECOND = timedelta(seconds=1)
ANSWER_TIMEOUT = timedelta(seconds=31)

type Reports = list[tuple[str, str]]


async def settle(hass: HomeAssistant) -> None:
    """Let everything happen that needs no time on the clock."""
    for _ in range(6):
        await hass.async_add_executor_job(time.sleep, 0.005)


async def until(hass: HomeAssistant, condition: Callable[[], object]) -> None:
    """Return once something is so that needs no time on the clock."""
    for _ in range(1000):
        if condition():
            return
        await hass.async_add_executor_job(time.sleep, 0.005)
    raise TimeoutError


async def advance(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, duration: timedelta
) -> None:
    """Let time pass, and everything happen that is due then."""
    jump(hass, freezer, duration)
    await settle(hass)


async def verdict(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    **data: Any,
) -> dict[str, Any]:
    """Send to one recipient; return the verdict, or what is said in place of one."""
    outbox = entry.runtime_data.messenger.outbox
    known = len(list(outbox))
    task = hass.async_create_task(send_sms(hass, **data))
    await until(
        hass,
        lambda: task.done() or (len(list(outbox)) > known and is_at_rest(outbox)),
    )
    while not task.done():
        await advance(hass, freezer, timedelta(seconds=messenger.VERDICT_SECONDS))
    (message,) = (await task)["messages"]
    found: dict[str, Any] = message
    return found


def is_at_rest(outbox: Outbox) -> bool:
    """Tell whether messages wait, and none for its first attempt or an answer."""
    states = {record.state for record in outbox}
    return (
        State.SUBMITTING not in states
        and State.QUEUED in states
        and any(record.attempts for record in outbox)
    )


def reported(hass: HomeAssistant) -> Reports:
    """Return a list that fills with the type and reason of every delivery report."""
    reports: Reports = []

    @callback
    def hear(event: Event[EventStateChangedData]) -> None:
        old, new = event.data["old_state"], event.data["new_state"]
        gone = (STATE_UNAVAILABLE, STATE_UNKNOWN)
        if event.data["entity_id"] != REPORT or new is None or new.state in gone:
            return
        if old is not None and old.state != STATE_UNAVAILABLE:
            reports.append((new.attributes["event_type"], new.attributes["reason"]))

    hass.bus.async_listen(EVENT_STATE_CHANGED, hear)
    return reports


def outbox_file(hass: HomeAssistant, entry: MockConfigEntry) -> Path:
    """Return where the outbox is kept."""
    return Path(hass.config.path(STORAGE_DIR, f"{DOMAIN}.{entry.entry_id}.outbox"))
