"""The actions that cancel."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import DOMAIN
from ..exceptions import mistake
from ..messaging.cancel import BEING_SENT, NOT_REACHED, NOT_SCHEDULED
from ..messaging.cancellation import CancelReport
from ..messaging.clicksend_cancel import MMS_NOT_CANCELLED
from ..messaging.message import ANSWER_LOST, NOT_AUTHORIZED, NOT_RECORDED
from ..runtime import ClickSendConfigEntry, messenger_of
from .action import ACCOUNTS, HUB, Action
from .fields import ATTR_CHANNEL, ATTR_CONFIRM, CHANNEL_KIND, NAME

ATTR_MESSAGE_ID: Final = "message_id"
ATTR_REFERENCE: Final = "reference"
ATTR_SCOPE: Final = "scope"

SCOPE_HOME: Final = "home"
SCOPE_ACCOUNT: Final = "account"

# Reasons that have an explanation of their own; the others are shown as they are.
_EXPLAINED: Final = {
    ANSWER_LOST: "cancel_outcome_unknown",
    BEING_SENT: "cancel_too_early",
    MMS_NOT_CANCELLED: "cancel_mms",
    NOT_AUTHORIZED: "cancel_not_authorized",
    NOT_REACHED: "cancel_not_reached",
    NOT_RECORDED: "cancel_not_recorded",
    NOT_SCHEDULED: "cancel_too_late",
}

_CHANNEL: Final = {vol.Optional(ATTR_CHANNEL): CHANNEL_KIND}


async def _async_cancel_message(
    call: ServiceCall, entry: ConfigEntry[Any]
) -> ServiceResponse:
    """Cancel a message, or all of a reference."""
    canceller = messenger_of(entry).canceller
    channel = call.data.get(ATTR_CHANNEL)
    if (ATTR_MESSAGE_ID in call.data) is (ATTR_REFERENCE in call.data):
        raise mistake("cancel_which")
    if ATTR_MESSAGE_ID in call.data:
        message_id = call.data[ATTR_MESSAGE_ID]
        return _answer(call, await canceller.async_cancel_id(message_id, channel))
    reference = call.data[ATTR_REFERENCE]
    report = await canceller.async_cancel_reference(reference, channel)
    if not report.rows:
        raise mistake("cancel_reference_not_found", reference=reference)
    return _answer(call, report)


async def _async_cancel_all(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Cancel what is scheduled, here or on the whole account."""
    if not call.data[ATTR_CONFIRM]:
        raise mistake("cancel_not_confirmed")
    canceller = entry.runtime_data.messenger.canceller
    channel = call.data.get(ATTR_CHANNEL)
    if call.data[ATTR_SCOPE] == SCOPE_ACCOUNT:
        return _answer(call, await canceller.async_cancel_account(channel))
    return _answer(call, await canceller.async_cancel_scheduled(channel))


def _answer(call: ServiceCall, report: CancelReport) -> ServiceResponse:
    """Return what was asked for, or raise if anything may still be sent."""
    if call.return_response:
        return report.as_response()
    raise_for_uncancelled(report)
    return None


def raise_for_uncancelled(report: CancelReport) -> None:
    """Raise if anything may still be sent, naming all of it.

    Raises:
        HomeAssistantError: it was not cancelled, or nobody knows.

    """
    if not (failures := report.failures):
        return
    keys = {_EXPLAINED.get(row.code, "cancel_failed") for row in failures}
    shown = [
        f"{row.name or row.recipient or row.message_id or row.channel} ({row.code})"
        for row in failures
    ]
    raise HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=keys.pop() if len(keys) == 1 else "cancel_failed",
        translation_placeholders={
            "messages": ", ".join(shown),
            "cancelled": str(report.cancelled),
            "failed": str(len(failures)),
        },
    )


ACTIONS: Final[Mapping[str, Action]] = {
    "cancel_message": Action(
        _async_cancel_message,
        {
            **_CHANNEL,
            vol.Optional(ATTR_MESSAGE_ID): NAME,
            vol.Optional(ATTR_REFERENCE): NAME,
        },
        SupportsResponse.OPTIONAL,
        of=(ACCOUNTS, HUB),
    ),
    "cancel_all": Action(
        _async_cancel_all,
        {
            **_CHANNEL,
            vol.Optional(ATTR_SCOPE, default=SCOPE_HOME): vol.In(
                [SCOPE_HOME, SCOPE_ACCOUNT]
            ),
            vol.Optional(ATTR_CONFIRM, default=False): cv.boolean,
        },
        SupportsResponse.OPTIONAL,
        admin=True,
    ),
}
