"""The actions that send."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse

from ..api.models import Channel
from ..messaging.failures import raise_for_failures
from ..runtime import ClickSendConfigEntry, messenger_of
from .action import ACCOUNTS, HUB, Action
from .order import FIELDS, async_wanted_order, async_wanted_recipients


async def _async_send(
    channel: Channel, call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Send a message to any mix of recipients, numbers and contact lists."""
    recipients = await async_wanted_recipients(call.hass, entry, channel, call.data)
    order = await async_wanted_order(entry, channel, call.data)
    report = await messenger_of(entry).async_send(recipients, order)
    if call.return_response:
        return report.as_response()
    raise_for_failures(report)
    return None


ACTIONS: Final[Mapping[str, Action]] = {
    f"send_{channel}": Action(
        partial(_async_send, channel),
        FIELDS[channel],
        SupportsResponse.OPTIONAL,
        of=(ACCOUNTS, HUB) if channel is Channel.SMS else (ACCOUNTS,),
    )
    for channel in Channel
}
