"""The notify entities: Home Assistant's own action, and what automations see of it."""

from decimal import Decimal
from typing import Any

from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.conftest import DAD, MUM, maton_data
from tests.unit.sending import DAD_ENTITY, MUM_ENTITY, TEXT, accepted, notify, requests

pytestmark = pytest.mark.usefixtures("entry")


def _state(hass: HomeAssistant, entity_id: str) -> str:
    """Return the state of an entity."""
    found = hass.states.get(entity_id)
    assert found is not None
    return found.state


async def test_recipient_gets_the_text(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The entity sends to its recipient, and notes when."""
    assert _state(hass, DAD_ENTITY) == STATE_UNKNOWN

    await notify(hass, DAD_ENTITY)

    assert simulator.phones[DAD].received == [TEXT]
    assert _state(hass, DAD_ENTITY) != STATE_UNKNOWN
    assert _state(hass, MUM_ENTITY) == STATE_UNKNOWN


@pytest.mark.parametrize(
    ("title", "text"),
    [("Front door", f"Front door\n{TEXT}"), ("", TEXT), ("🚪", f"🚪\n{TEXT}")],
)
async def test_title_is_the_first_line(
    hass: HomeAssistant, simulator: Simulator, title: str, text: str
) -> None:
    """A text has no subject, and nothing is to be lost."""
    await notify(hass, DAD_ENTITY, title=title)

    assert simulator.phones[DAD].received == [text]


async def test_several_entities_at_once(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Each recipient gets the text once, in two requests at most."""
    await notify(hass, [DAD_ENTITY, MUM_ENTITY])

    assert accepted(simulator) == {DAD: [TEXT], MUM: [TEXT]}
    assert len(requests(simulator)) <= 2


async def test_recipient_is_a_device_below_the_account(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    device_registry: dr.DeviceRegistry,
) -> None:
    """One for each recipient, which is gone when the recipient is."""
    entities = er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    entities = [entity for entity in entities if entity.domain == "notify"]
    devices = {
        device.name: device
        for entity in entities
        if entity.device_id
        and isinstance(
            device := device_registry.async_get(entity.device_id), dr.DeviceEntry
        )
    }
    assert set(devices) == {"Dad", "Mum"}
    account = device_registry.async_get_device_by_identifier(
        (DOMAIN, entry.entry_id), entry.entry_id
    )
    assert account is not None
    assert {device.via_device_id for device in devices.values()} == {account.id}

    dad, _ = entry.get_subentries_of_type("recipient")
    hass.config_entries.async_remove_subentry(entry, dad.subentry_id)
    await hass.async_block_till_done()

    assert hass.states.get(DAD_ENTITY) is None
    assert device_registry.async_get(devices["Dad"].id) is None
    await notify(hass, MUM_ENTITY)


async def test_through_the_gateway(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """The way to ClickSend makes no difference."""
    hass.config_entries.async_update_entry(entry, data=maton_data(simulator))
    await hass.async_block_till_done(wait_background_tasks=True)

    await notify(hass, DAD_ENTITY)

    assert simulator.phones[DAD].received == [TEXT]
    assert {record.service for record in simulator.requests.find("POST", "/sms/*")} == {
        "maton"
    }


def _turn_down(simulator: Simulator, reason: str) -> None:
    """Have ClickSend turn down every message, inside HTTP 200 or as a whole."""
    match reason:
        case "COUNTRY_NOT_ENABLED":
            simulator.settings.enabled_countries = ("AU",)
        case "INSUFFICIENT_CREDIT per message":
            simulator.account.balance = Decimal(0)
        case "INSUFFICIENT_CREDIT request":
            simulator.settings.insufficient_credit = "request"
            simulator.account.balance = Decimal(0)


turned_down = pytest.mark.parametrize(
    "reason",
    [
        "COUNTRY_NOT_ENABLED",
        "INSUFFICIENT_CREDIT per message",
        "INSUFFICIENT_CREDIT request",
    ],
)


@turned_down
async def test_refusal_is_an_error(
    hass: HomeAssistant, simulator: Simulator, reason: str
) -> None:
    """It names the recipient and the reason; the entity has nothing to note."""
    _turn_down(simulator, reason)

    with pytest.raises(HomeAssistantError) as caught:
        await notify(hass, DAD_ENTITY)

    assert f"Not sent: Dad ({reason.partition(' ')[0]})" in str(caught.value)
    assert _state(hass, DAD_ENTITY) == STATE_UNKNOWN


async def test_refused_recipient_does_not_keep_the_others_from_theirs(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """One entity fails, the other sends; the caller hears of the failure."""
    dad, _ = entry.get_subentries_of_type("recipient")
    hass.config_entries.async_update_subentry(
        entry, dad, data={**dad.data, "phone_number": "+573001234567"}
    )
    await hass.async_block_till_done()

    with pytest.raises(HomeAssistantError, match="Not sent: Dad"):
        await notify(hass, [DAD_ENTITY, MUM_ENTITY])

    assert accepted(simulator) == {MUM: [TEXT]}


@turned_down
@pytest.mark.parametrize("continue_on_error", [False, True])
async def test_script_stops_at_a_refusal_unless_told_otherwise(
    hass: HomeAssistant,
    simulator: Simulator,
    expected_log: list[str],
    reason: str,
    *,
    continue_on_error: bool,
) -> None:
    """As with every other action that fails."""
    expected_log += ["Error executing script.*Not sent: Dad"]
    _turn_down(simulator, reason)
    step: dict[str, Any] = {
        "action": "notify.send_message",
        "target": {"entity_id": DAD_ENTITY},
        "data": {"message": TEXT},
        "continue_on_error": continue_on_error,
    }
    sequence = [step, {"event": "told_dad"}]
    assert await async_setup_component(
        hass, "script", {"script": {"tell": {"sequence": sequence}}}
    )
    told = async_capture_events(hass, "told_dad")

    if continue_on_error:
        await hass.services.async_call("script", "tell", blocking=True)
    else:
        with pytest.raises(HomeAssistantError, match="Not sent: Dad"):
            await hass.services.async_call("script", "tell", blocking=True)

    assert len(told) == continue_on_error
    assert accepted(simulator) == {}


async def test_time_of_the_last_text_survives_a_restart_of_the_account(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The state is when the recipient was last sent something."""
    await notify(hass, DAD_ENTITY)
    told = _state(hass, DAD_ENTITY)

    await hass.config_entries.async_reload(entry.entry_id)

    assert _state(hass, DAD_ENTITY) == told
    assert dt_util.parse_datetime(told) is not None
