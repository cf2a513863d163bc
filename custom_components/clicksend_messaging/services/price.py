"""The action that tells what a send would cost."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse

from ..api.models import Channel
from ..exceptions import mistake
from ..runtime import ClickSendConfigEntry, data_of
from .action import Action
from .fields import ATTR_CHANNEL, CHANNEL
from .order import FIELDS, async_wanted_order, async_wanted_recipients

_EVERY_FIELD: Final[Mapping[Any, Any]] = {
    marker: field for fields in FIELDS.values() for marker, field in fields.items()
}


async def _async_get_price(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Ask what a message to any mix of recipients, numbers and lists would cost."""
    channel: Channel = call.data[ATTR_CHANNEL]
    _check_fields(channel, call.data)
    recipients = await async_wanted_recipients(call.hass, entry, channel, call.data)
    order = await async_wanted_order(entry, channel, call.data)
    quotation = await data_of(entry).messenger.async_quote(recipients, order)
    return quotation.as_response()


def _check_fields(channel: Channel, data: Mapping[str, Any]) -> None:
    """See to it that the same fields could be sent.

    Raises:
        ServiceValidationError: one belongs to another channel.

    """
    own = {str(marker) for marker in FIELDS[channel]}
    for field in map(str, _EVERY_FIELD):
        if field in data and field not in own:
            raise mistake("field_of_other_channel", field=field, channel=channel.value)


ACTIONS: Final[Mapping[str, Action]] = {
    "get_price": Action(
        _async_get_price, {**CHANNEL, **_EVERY_FIELD}, SupportsResponse.ONLY
    )
}
