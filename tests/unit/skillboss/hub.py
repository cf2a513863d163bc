"""The hub in a home: set up, and what it has sent."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.conftest import DAD, MUM, recipient

BALANCE = "sensor.skillboss_balance"
OUTBOX = "sensor.skillboss_outbox"
REPORT = "event.skillboss_delivery_report"

RUN = "/v1/run"
ASK_BALANCE = "/api/me/balance"


def hub_data(simulator: Simulator, **changes: Any) -> dict[str, Any]:
    """Return the data of the hub as the dialog stores it."""
    return {
        "connection_type": "skillboss",
        "api_key": simulator.skillboss.api_key,
        "template_id": simulator.skillboss_hub.notify.template_id,
        "variable": "message",
        "base_url": simulator.skillboss.base_url,
        "country": "US",
        "currency": "USD",
        "has_balance": True,
    } | changes


def hub_input(simulator: Simulator, **changes: str) -> dict[str, Any]:
    """Return what is typed in for the hub."""
    typed = hub_data(simulator) | changes
    return {
        "api_key": typed["api_key"],
        "template_id": typed["template_id"],
        "variable": typed["variable"],
        "advanced": {"base_url": typed["base_url"]},
    }


def add_hub(
    hass: HomeAssistant,
    simulator: Simulator,
    *recipients: ConfigSubentryData,
    options: Mapping[str, Any] | None = None,
    **changes: Any,
) -> MockConfigEntry:
    """Add the hub, not yet set up, with Dad and Mum as recipients."""
    data = hub_data(simulator, **changes)
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="SkillBoss",
        unique_id=f"skillboss_{data['template_id']}",
        data=data,
        options=options or {},
        subentries_data=recipients or (recipient("Dad", DAD), recipient("Mum", MUM)),
    )
    entry.add_to_hass(hass)
    return entry


async def start(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """Set the hub up."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


def received(simulator: Simulator) -> dict[str, list[str]]:
    """Return the texts that the hub has sent, by number."""
    texts: dict[str, list[str]] = {}
    for text in simulator.skillboss_hub.sent:
        texts.setdefault(text.to, []).append(text.body)
    return texts


def asked(simulator: Simulator, model: str | None = None) -> list[dict[str, Any]]:
    """Return what models were asked to do, as far as the hub heard."""
    return [
        record.body["inputs"]
        for record in simulator.requests.find("POST", RUN)
        if "model" in record.body and model in (None, record.body["model"])
    ]


def waiting(entry: MockConfigEntry) -> int:
    """Return how many texts have no final word yet on whether they left."""
    size: int = entry.runtime_data.messenger.outbox.size
    return size
