"""The fields of sending actions, and what a call asks for with them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..addressing import async_recipients
from ..api.models import Channel
from ..connection import is_hub
from ..const import (
    CONF_ATTACHMENT,
    CONF_LANGUAGE,
    CONF_LIST_ID,
    CONF_MACHINE_DETECTION,
    CONF_SENDER,
    CONF_VOICE,
)
from ..exceptions import mistake
from ..messaging.content.schedule import ScheduleError, delay_or_time, moment_of
from ..messaging.message import Order, Priority, Speech
from ..messaging.recipients import Recipient
from ..runtime import ClickSendConfigEntry, data_of
from .fields import NAME, RECORD_ID

ATTR_MESSAGE: Final = "message"
ATTR_TEMPLATE: Final = "template"
ATTR_VARIABLES: Final = "variables"
ATTR_PHONE_NUMBERS: Final = "phone_numbers"
ATTR_REFERENCE: Final = "reference"
ATTR_PRIORITY: Final = "priority"
ATTR_DEDUP_KEY: Final = "dedup_key"
ATTR_DEDUP_WINDOW: Final = "dedup_window"
ATTR_SCHEDULE: Final = "schedule"
ATTR_SUBJECT: Final = "subject"
ATTR_REQUIRE_INPUT: Final = "require_input"

DEFAULT_DEDUP_WINDOW: Final = timedelta(minutes=10)

_WHO: Final = {
    vol.Optional(ATTR_ENTITY_ID, default=list): cv.entity_ids,
    vol.Optional(ATTR_PHONE_NUMBERS, default=list): vol.All(
        # A template that gives +1... gives an integer; only now it shows that the plus
        # was lost. One with a point would get a digit more.
        cv.ensure_list,
        [vol.Any(int, str)],
    ),
    vol.Optional(CONF_LIST_ID, default=list): vol.All(cv.ensure_list, [RECORD_ID]),
}
_WHAT: Final = {
    vol.Exclusive(ATTR_MESSAGE, "text"): cv.string,
    vol.Exclusive(ATTR_TEMPLATE, "text"): RECORD_ID,
    vol.Optional(ATTR_VARIABLES, default=dict): {
        cv.string: vol.Any(str, int, float, None)
    },
    vol.Optional(CONF_SENDER): NAME,
}
_HOW: Final = {
    vol.Optional(ATTR_REFERENCE): NAME,
    vol.Optional(ATTR_PRIORITY, default=Priority.NORMAL.value): vol.In(
        [priority.value for priority in Priority]
    ),
    vol.Optional(ATTR_DEDUP_KEY): NAME,
    vol.Optional(
        ATTR_DEDUP_WINDOW, default=DEFAULT_DEDUP_WINDOW
    ): cv.positive_time_period,
    vol.Optional(ATTR_SCHEDULE): delay_or_time,
}
_OF_CHANNEL: Final[Mapping[Channel, Mapping[Any, Any]]] = {
    Channel.SMS: {},
    Channel.MMS: {
        vol.Optional(ATTR_SUBJECT): cv.string,
        vol.Optional(CONF_ATTACHMENT): vol.Any(NAME, dict),
    },
    Channel.VOICE: {
        vol.Optional(CONF_LANGUAGE): vol.All(NAME, vol.Lower),
        vol.Optional(CONF_VOICE): vol.All(vol.Lower, vol.In(["female", "male"])),
        vol.Optional(ATTR_REQUIRE_INPUT): cv.boolean,
        vol.Optional(CONF_MACHINE_DETECTION): cv.boolean,
    },
}

FIELDS: Final = {
    channel: {**_WHO, **_WHAT, **_HOW, **fields}
    for channel, fields in _OF_CHANNEL.items()
}


async def async_wanted_recipients(
    hass: HomeAssistant,
    entry: ClickSendConfigEntry,
    channel: Channel,
    data: Mapping[str, Any],
) -> list[Recipient]:
    """Return everybody that a call names.

    Raises:
        ServiceValidationError: it names nobody, or a contact list that is not there.
        HomeAssistantError: a contact list cannot be read.

    """
    recipients = await async_recipients(
        hass,
        entry,
        channel,
        entity_ids=data[ATTR_ENTITY_ID],
        phone_numbers=data[ATTR_PHONE_NUMBERS],
        list_ids=data[CONF_LIST_ID],
    )
    if not recipients:
        raise mistake("no_recipients")
    return recipients


async def async_wanted_order(
    entry: ClickSendConfigEntry, channel: Channel, data: Mapping[str, Any]
) -> Order:
    """Return what a call asks for, apart from who gets it.

    Raises:
        ServiceValidationError: the template, a variable, the schedule or the sender is
            wrong, or there is no such thing with the hub.
        HomeAssistantError: the template cannot be read.

    """
    if is_hub(entry):
        _check_offered(data)
    return Order(
        channel=channel,
        text=await _async_text(entry, data),
        sender=await _async_sender(entry, channel, data),
        reference=data.get(ATTR_REFERENCE),
        priority=Priority(data[ATTR_PRIORITY]),
        dedup_key=data.get(ATTR_DEDUP_KEY),
        dedup_seconds=data[ATTR_DEDUP_WINDOW].total_seconds(),
        schedule=_moment(data),
        subject=data.get(ATTR_SUBJECT),
        attachment=data.get(CONF_ATTACHMENT),
        speech=Speech(
            language=data.get(CONF_LANGUAGE),
            voice=data.get(CONF_VOICE),
            require_input=data.get(ATTR_REQUIRE_INPUT, False),
            machine_detection=data.get(CONF_MACHINE_DETECTION),
        ),
    )


async def _async_text(entry: ClickSendConfigEntry, data: Mapping[str, Any]) -> str:
    """Return the text, from the call itself or from a template."""
    if ATTR_MESSAGE in data:
        message: str = data[ATTR_MESSAGE]
        return message
    if ATTR_TEMPLATE not in data:
        raise mistake("text_missing")
    return await data_of(entry).templates.async_text(
        data[ATTR_TEMPLATE], data[ATTR_VARIABLES]
    )


async def _async_sender(
    entry: ClickSendConfigEntry, channel: Channel, data: Mapping[str, Any]
) -> str | None:
    """Return who a message is to come from; calls come from whom ClickSend chooses."""
    sender: str | None = data.get(CONF_SENDER)
    if sender is None or channel is Channel.VOICE or is_hub(entry):
        return sender
    return await data_of(entry).senders.async_check(sender)


def _check_offered(data: Mapping[str, Any]) -> None:
    """See to it that a call asks for nothing that the hub does not have.

    Raises:
        ServiceValidationError: it has one template, and sends at once.

    """
    for field in (ATTR_TEMPLATE, ATTR_VARIABLES, ATTR_SCHEDULE):
        if data.get(field):
            raise mistake("field_not_offered", field=field)


def _moment(data: Mapping[str, Any]) -> float | None:
    """Return when a message is to arrive, if not at once."""
    if ATTR_SCHEDULE not in data:
        return None
    try:
        return moment_of(data[ATTR_SCHEDULE], dt_util.now())
    except ScheduleError as err:
        raise mistake(err.key) from err
