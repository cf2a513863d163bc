"""The actions that only the SkillBoss hub has: codes, and what else it offers."""

from collections.abc import Mapping
from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..addressing import async_recipients
from ..api.errors import RefusedError
from ..api.models import Channel, Verification
from ..const import CONF_PHONE_NUMBER, DOMAIN
from ..exceptions import mistake
from ..messaging.counted import async_counted
from ..messaging.message import Order
from ..messaging.recipients import Recipient
from ..skillboss.coordinator import HubConfigEntry
from .action import HUB, Action, as_items

ATTR_CODE: Final = "code"

BLOCKED: Final = "blocked"
SUCCESS: Final = "success"

# What the outbox keeps in place of the words, which the hub chooses.
CODE_TEXT: Final = "(code)"

_NUMBER: Final = {vol.Required(CONF_PHONE_NUMBER): vol.Any(cv.string, int)}
_CODE: Final = vol.All(cv.string, vol.Strip, vol.Match(r"[0-9]{4,8}\Z"))


async def _async_send_verification(
    call: ServiceCall, entry: HubConfigEntry
) -> ServiceResponse:
    """Send somebody a code, as far as the limits allow one more text."""
    data = entry.runtime_data
    recipient = await _async_recipient(call, entry)
    sent = None
    try:
        async with async_counted(data.messenger, [recipient], Order(text=CODE_TEXT)):
            sent = await data.client.send_verification(recipient.number)
            _check_left(sent)
    except RefusedError:
        if sent is None:
            raise
    if sent.status == BLOCKED and not call.return_response:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="verification_blocked",
            translation_placeholders={"reason": sent.reason or BLOCKED},
        )
    return {
        "status": sent.status,
        "verification_id": sent.verification_id,
        "method": sent.method,
        "reason": sent.reason,
    }


def _check_left(sent: Verification) -> None:
    """See to it that a code counts only if it has left.

    Raises:
        RefusedError: the hub sends none to this number.

    """
    if sent.status == BLOCKED:
        raise RefusedError(BLOCKED, code=BLOCKED.upper())


async def _async_check_verification(
    call: ServiceCall, entry: HubConfigEntry
) -> ServiceResponse:
    """Tell whether a code is the one that was sent."""
    client = entry.runtime_data.client
    recipient = await _async_recipient(call, entry)
    if not recipient.valid:
        raise mistake("invalid_phone_number")
    status = await client.check_verification(recipient.number, call.data[ATTR_CODE])
    return {"status": status, "verified": status == SUCCESS}


async def _async_discover(call: ServiceCall, entry: HubConfigEntry) -> ServiceResponse:
    """Return what the hub offers."""
    return as_items(await entry.runtime_data.client.models())


async def _async_recipient(call: ServiceCall, entry: HubConfigEntry) -> Recipient:
    """Return whose number a call names."""
    [recipient] = await async_recipients(
        call.hass, entry, Channel.SMS, phone_numbers=[call.data[CONF_PHONE_NUMBER]]
    )
    return recipient


ACTIONS: Final[Mapping[str, Action]] = {
    "send_verification": Action(
        _async_send_verification, _NUMBER, SupportsResponse.OPTIONAL, of=(HUB,)
    ),
    "check_verification": Action(
        _async_check_verification,
        {**_NUMBER, vol.Required(ATTR_CODE): _CODE},
        SupportsResponse.ONLY,
        of=(HUB,),
    ),
    "discover_models": Action(_async_discover, {}, SupportsResponse.ONLY, of=(HUB,)),
}
