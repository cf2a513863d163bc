"""GET /{channel}/history."""

from collections.abc import Iterable
from http import HTTPStatus

from ..http import Answer, json_answer
from ..world import World
from .accounts import Account
from .books import SentText
from .channels import Channel, Row
from .envelope import success
from .inbox import ReceivedText
from .paging import as_listed, integer, page
from .queries import matching, ordering
from .routes import Call, Route

_FILTERS = ("status", "to", "from", "subaccount_id", "message_id")
_ORDERS = {
    "date": "date",
    "username": "_api_username",
    "from": "from",
    "to": "to",
    "status": "status",
    "body": "body",
}


def history_route(channel: Channel) -> Route:
    """Return the route that lists what went this way."""
    return Route("GET", f"/{channel.name}/history", lambda call: _list(call, channel))


def _list(call: Call, channel: Channel) -> Answer:
    """List what was sent and received: the oldest first, unless asked otherwise."""
    world, account, query = call.world, call.account, call.request.query
    earliest = integer(query, "date_from", 0)
    latest = integer(query, "date_to", int(world.clock.now()) + 1)
    matches = matching(query, _FILTERS)
    rows = [
        row
        for row in _rows(world, account, channel)
        if earliest <= int(row["date"]) <= latest and matches(row)
    ]
    key, descending = ordering(query, _ORDERS, "date:asc")
    rows.sort(key=lambda row: row[key], reverse=descending)
    shown = page(query, rows, world.settings.limit_out_of_range)
    if world.settings.history_shape == "paginated":
        return success(channel.listed, as_listed(world.settings, shown))
    return json_answer(
        HTTPStatus.OK,
        {
            "status": int(HTTPStatus.OK),
            "response_code": "SUCCESS",
            "response_msg": channel.listed,
            "data": shown["data"],
        },
    )


def sent_row(world: World, account: Account, text: SentText) -> Row:
    """Describe a text that was sent, with a picture or without."""
    return {
        **_common(account),
        "direction": "out",
        "date": int(text.accepted_at),
        "to": text.to,
        "body": text.body,
        "from": text.sender,
        "schedule": str(int(text.due_at)),
        **progress(world, text),
        "message_id": text.message_id,
        "message_parts": text.parts,
        "message_price": f"{text.price:.4f}",
        "from_email": text.from_email,
        "list_id": text.list_id,
        "contact_id": text.contact_id,
        "custom_string": text.custom_string,
        "country": text.country,
        "carrier": text.carrier,
    }


def progress(world: World, text: SentText) -> Row:
    """Tell how far a message is."""
    delivery = text.delivery(world.clock.now())
    return {
        "status": delivery.status,
        "status_code": delivery.status_code,
        "status_text": delivery.status_text,
        "error_code": delivery.error_code,
        "error_text": delivery.error_text,
    }


def _rows(world: World, account: Account, channel: Channel) -> Iterable[Row]:
    """Describe everything that history knows by now."""
    known = world.clock.now() - world.settings.history_delay
    for sent in account.books:
        if sent.channel == channel.name and sent.accepted_at <= known:
            yield channel.history_row(world, account, sent)
    if channel.name == "sms":
        for received in account.inbox:
            if received.time <= known:
                yield _received_row(account, received)


def _received_row(account: Account, text: ReceivedText) -> Row:
    """Describe a text that came in."""
    return {
        **_common(account),
        "direction": "in",
        "date": int(text.time),
        "to": text.to,
        "body": text.body,
        "status": "Received",
        "from": text.sender,
        "schedule": str(int(text.time)),
        "status_code": None,
        "status_text": None,
        "error_code": None,
        "error_text": None,
        "message_id": text.message_id,
        "message_parts": 1,
        "message_price": "0.0000",
        "custom_string": text.answers.custom_string if text.answers else "",
        "country": "",
        "carrier": "",
    }


def _common(account: Account) -> Row:
    """Return what all rows have in common."""
    return {
        "from_email": None,
        "list_id": None,
        "contact_id": None,
        "user_id": account.user_id,
        "subaccount_id": account.subaccount_id,
        "first_name": None,
        "last_name": None,
        "_api_username": account.username,
    }
