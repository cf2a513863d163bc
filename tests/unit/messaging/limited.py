"""An account with limits, and what is told when one stands in the way."""

import asyncio
from typing import Any

from homeassistant.const import (
    EVENT_STATE_CHANGED,
    EVENT_STATE_REPORTED,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.sending import send_sms
from tests.unit.states import REPORT

ACCEPTED = ("accepted", "SUCCESS")

type Reports = list[dict[str, Any]]


def blocked(limit: str) -> tuple[str, str]:
    """Return the outcome of a message that a limit stopped."""
    return "blocked", limit


async def set_options(
    hass: HomeAssistant, entry: MockConfigEntry, **sections: dict[str, Any]
) -> None:
    """Change an account's options, as its dialog does."""
    hass.config_entries.async_update_entry(entry, options=sections)
    await hass.async_block_till_done(wait_background_tasks=True)


async def reload(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Reload an account."""
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def outcomes(hass: HomeAssistant, **data: Any) -> list[tuple[str, str]]:
    """Send, and return the status and the code of each message."""
    answer = await send_sms(hass, **data)
    return [(row["status"], row["code"]) for row in answer["messages"]]


async def begin_outage(simulator: Simulator) -> None:
    """Take ClickSend away, and let the connection that was kept open be forgotten."""
    await simulator.stop()
    await asyncio.sleep(0.05)


def listen(hass: HomeAssistant) -> Reports:
    """Return a list that fills with the attributes of every delivery report."""
    reports: Reports = []

    @callback
    def hear(event: Event[Any]) -> None:
        """Note what is a report, and not an entity that appears or goes."""
        old = event.data.get("old_state")
        new = event.data["new_state"]
        appears = "old_state" in event.data and (
            old is None or old.state == STATE_UNAVAILABLE
        )
        gone = new is None or new.state in (STATE_UNAVAILABLE, STATE_UNKNOWN)
        if event.data["entity_id"] == REPORT and not appears and not gone:
            reports.append(dict(new.attributes))

    hass.bus.async_listen(EVENT_STATE_CHANGED, hear)
    # The same again, within a millisecond, is no change of state.
    hass.bus.async_listen(
        EVENT_STATE_REPORTED, hear, event_filter=callback(lambda _: True)
    )
    return reports


def failures(reports: Reports) -> list[tuple[str, str]]:
    """Return who was concerned by each failure reported, and why."""
    return [
        (report["recipient"], report["reason"])
        for report in reports
        if report["event_type"] == "failed"
    ]


def repairs(hass: HomeAssistant) -> dict[str, ir.IssueEntry]:
    """Return the repairs that people see, by what they are about."""
    return {
        issue.translation_key or "": issue
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.active
    }
