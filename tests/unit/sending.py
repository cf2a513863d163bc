"""What the tests of sending have in common."""

from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator

DAD_ENTITY = "notify.dad_sms"
MUM_ENTITY = "notify.mum_sms"
TEXT = "The front door is open"


def unlimited(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Allow as many messages as a large test may need."""
    many = 100_000
    hass.config_entries.async_update_entry(
        entry,
        options={"limits": {"messages_per_hour": many, "messages_per_recipient": many}},
    )


async def send_sms(hass: HomeAssistant, **data: Any) -> Any:
    """Call the action and return its response."""
    return await hass.services.async_call(
        DOMAIN,
        "send_sms",
        {"message": TEXT, **data},
        blocking=True,
        return_response=True,
    )


async def send_sms_without_response(hass: HomeAssistant, **data: Any) -> None:
    """Call the action as automations mostly do."""
    await hass.services.async_call(
        DOMAIN, "send_sms", {"message": TEXT, **data}, blocking=True
    )


async def notify(hass: HomeAssistant, entity_id: str | list[str], **data: Any) -> None:
    """Call the action that every notify entity has."""
    await hass.services.async_call(
        "notify",
        "send_message",
        {"message": TEXT, "entity_id": entity_id, **data},
        blocking=True,
    )


async def refusal(hass: HomeAssistant, **data: Any) -> HomeAssistantError:
    """Call the action without asking for a response; return what it raises."""
    with pytest.raises(HomeAssistantError) as caught:
        await send_sms_without_response(hass, **data)
    return caught.value


def requests(simulator: Simulator) -> list[list[dict[str, Any]]]:
    """Return the messages of every request to send."""
    return [
        record.body["messages"]
        for record in simulator.requests.find("POST", "/sms/send")
    ]


def accepted(simulator: Simulator) -> dict[str, list[str]]:
    """Return the texts that ClickSend accepted, by number."""
    texts: dict[str, list[str]] = {}
    for text in simulator.books:
        texts.setdefault(text.to, []).append(text.body)
    return texts
