"""The actions that send."""

from datetime import timedelta
from typing import Final

from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_ENTITY_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv, service
import voluptuous as vol

from ..api.models import Channel
from ..const import CONF_SENDER, DOMAIN
from ..coordinator import ClickSendConfigEntry
from ..messaging.failures import raise_for_failures
from ..messaging.message import Order, Priority
from ..messaging.recipients import async_recipients

SERVICE_SEND_SMS: Final = "send_sms"
ATTR_MESSAGE: Final = "message"
ATTR_PHONE_NUMBERS: Final = "phone_numbers"
ATTR_REFERENCE: Final = "reference"
ATTR_PRIORITY: Final = "priority"
ATTR_DEDUP_KEY: Final = "dedup_key"
ATTR_DEDUP_WINDOW: Final = "dedup_window"

DEFAULT_DEDUP_WINDOW: Final = timedelta(minutes=10)

SEND_SMS_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Optional(ATTR_ENTITY_ID, default=list): cv.entity_ids,
        vol.Optional(ATTR_PHONE_NUMBERS, default=list): vol.All(
            # A template that gives +1... gives an integer; only now it shows that the
            # plus was lost.
            cv.ensure_list,
            [vol.Any(int, cv.string)],
        ),
        vol.Required(ATTR_MESSAGE): cv.string,
        vol.Optional(CONF_SENDER): vol.All(cv.string, vol.Length(min=1)),
        vol.Optional(ATTR_REFERENCE): vol.All(cv.string, vol.Length(min=1)),
        vol.Optional(ATTR_PRIORITY, default=Priority.NORMAL.value): vol.In(
            [priority.value for priority in Priority]
        ),
        vol.Optional(ATTR_DEDUP_KEY): vol.All(cv.string, vol.Length(min=1)),
        vol.Optional(
            ATTR_DEDUP_WINDOW, default=DEFAULT_DEDUP_WINDOW
        ): cv.positive_time_period,
    }
)


@callback
def async_setup_send_actions(hass: HomeAssistant) -> None:
    """Register the actions that send."""
    hass.services.async_register(
        DOMAIN,
        SERVICE_SEND_SMS,
        _async_send_sms,
        schema=SEND_SMS_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )


async def _async_send_sms(call: ServiceCall) -> ServiceResponse:
    """Send a text to any mix of recipients and numbers."""
    entry: ClickSendConfigEntry = service.async_get_config_entry(
        call.hass, DOMAIN, call.data.get(ATTR_CONFIG_ENTRY_ID)
    )
    recipients = await async_recipients(
        call.hass,
        entry,
        Channel.SMS,
        entity_ids=call.data[ATTR_ENTITY_ID],
        phone_numbers=call.data[ATTR_PHONE_NUMBERS],
    )
    if not recipients:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_recipients"
        )
    data = call.data
    report = await entry.runtime_data.messenger.async_send(
        recipients,
        Order(
            text=data[ATTR_MESSAGE],
            sender=data.get(CONF_SENDER),
            reference=data.get(ATTR_REFERENCE),
            priority=Priority(data[ATTR_PRIORITY]),
            dedup_key=data.get(ATTR_DEDUP_KEY),
            dedup_seconds=data[ATTR_DEDUP_WINDOW].total_seconds(),
        ),
    )
    if call.return_response:
        return report.as_response()
    raise_for_failures(report)
    return None
