"""The actions that show what ClickSend has: history, inbound texts and receipts."""

from collections.abc import Iterable, Mapping
from datetime import time
from http import HTTPStatus
from typing import Any, Final

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
import voluptuous as vol

from ..api.errors import GatewayError, RefusedError
from ..api.lenient import Record
from ..api.models import Channel, InboundMessage
from ..exceptions import mistake
from ..inbound.known import marks_of
from ..runtime import ClickSendConfigEntry
from .action import Action, as_items
from .fields import ATTR_CHANNEL, ATTR_LIMIT, CHANNEL, LIMIT, MOMENT, as_unix

ATTR_DATE_FROM: Final = "date_from"
ATTR_DATE_TO: Final = "date_to"

_MISSING: Final = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
_NO_MMS_RECEIPTS: Final = "ClickSend no longer has delivery receipts for MMS."


async def _async_get_history(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Return the newest messages of a channel, sent and received."""
    limit: int = call.data[ATTR_LIMIT]
    since = as_unix(call.data.get(ATTR_DATE_FROM), time.min)
    until = as_unix(call.data.get(ATTR_DATE_TO), time.max)
    if since is not None and until is not None and since > until:
        raise mistake("dates_reversed")
    listing = await entry.runtime_data.client.messages.newest(
        call.data[ATTR_CHANNEL], limit, since=since, until=until
    )
    return as_items(listing.rows, listing.total, limit)


async def _async_get_inbound(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Return the newest texts that are still unread, each once."""
    data = entry.runtime_data
    listing = await data.client.inbound.all()
    texts = _distinct(listing.rows, copies=data.inbound.offers_copies)
    copies = len(listing.rows) - len(texts)
    return as_items(texts, listing.total - copies, call.data[ATTR_LIMIT])


async def _async_get_receipts(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Return a channel's newest delivery receipts that are still unread."""
    channel: Channel = call.data[ATTR_CHANNEL]
    try:
        listing = await entry.runtime_data.client.receipts.all(channel)
    except RefusedError as err:
        missing = err.status in _MISSING and not isinstance(err, GatewayError)
        if channel is Channel.MMS and missing:
            return {**as_items(()), "note": _NO_MMS_RECEIPTS}
        raise
    return as_items(listing.rows, listing.total, call.data[ATTR_LIMIT])


def _distinct(rows: Iterable[Record], *, copies: bool) -> list[Record]:
    """Return each text once: several rules make several copies of it."""
    seen: set[str] = set()
    texts = []
    for row in rows:
        marks = marks_of(InboundMessage.parse(row), by_content=copies)
        if not seen.intersection(marks):
            texts.append(row)
        seen.update(marks)
    return texts


_DATES: Final[Mapping[Any, Any]] = {
    vol.Optional(ATTR_DATE_FROM): MOMENT,
    vol.Optional(ATTR_DATE_TO): MOMENT,
}

ACTIONS: Final[Mapping[str, Action]] = {
    "get_history": Action(
        _async_get_history, {**CHANNEL, **_DATES, **LIMIT}, SupportsResponse.ONLY
    ),
    "get_inbound": Action(_async_get_inbound, LIMIT, SupportsResponse.ONLY),
    "get_receipts": Action(
        _async_get_receipts, {**CHANNEL, **LIMIT}, SupportsResponse.ONLY
    ),
}
