"""GET /sms/history."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from ..http import Answer, json_answer
from ..world import World
from .accounts import Account
from .books import SentText
from .envelope import bad_request, success
from .inbox import ReceivedText
from .paging import integer, page
from .routes import Call, Route

_MESSAGE = "Here are your history."
_FILTERS = ("status", "to", "from", "subaccount_id", "message_id")
_ORDERS = {
    "date": "date",
    "username": "_api_username",
    "from": "from",
    "to": "to",
    "status": "status",
    "body": "body",
}

type _Row = dict[str, Any]


def history(call: Call) -> Answer:
    """List what was sent and received: the oldest first, unless asked otherwise."""
    world, account, query = call.world, call.account, call.request.query
    earliest = integer(query, "date_from", 0)
    latest = integer(query, "date_to", int(world.clock.now()) + 1)
    matches = _filter(query.get("q", ""), query.get("operator", "AND"))
    rows = [
        row
        for row in _rows(world, account)
        if earliest <= row["date"] <= latest and matches(row)
    ]
    key, descending = _order(query.get("order_by", "date:asc"))
    rows.sort(key=lambda row: row[key], reverse=descending)
    shown = page(query, rows, world.settings.limit_out_of_range)
    if world.settings.history_shape == "paginated":
        return success(_MESSAGE, shown)
    return json_answer(
        HTTPStatus.OK,
        {
            "status": int(HTTPStatus.OK),
            "response_code": "SUCCESS",
            "response_msg": _MESSAGE,
            "data": shown["data"],
        },
    )


ROUTES = (Route("GET", "/sms/history", history),)


def _filter(query: str, operator: str) -> Callable[[_Row], bool]:
    """Return the test that `q=field:value,field:value` stands for."""
    wanted = []
    for term in filter(None, query.split(",")):
        field, _, value = term.partition(":")
        if field not in _FILTERS:
            message = f"You cannot search by {field}."
            raise bad_request(message, {"q": message})
        wanted.append((field, value.lower()))
    combine = any if operator.upper() == "OR" and wanted else all
    return lambda row: combine(value in str(row[f]).lower() for f, value in wanted)


def _order(order_by: str) -> tuple[str, bool]:
    """Return the key to sort by, and whether to do so downwards."""
    field, _, direction = order_by.partition(":")
    if field not in _ORDERS or direction not in {"", "asc", "desc"}:
        message = f"You cannot order by {order_by}."
        raise bad_request(message, {"order_by": message})
    return _ORDERS[field], direction == "desc"


def _rows(world: World, account: Account) -> Iterable[_Row]:
    """Describe everything that history knows by now."""
    known = world.clock.now() - world.settings.history_delay
    common = {
        "from_email": None,
        "list_id": None,
        "contact_id": None,
        "user_id": account.user_id,
        "subaccount_id": account.subaccount_id,
        "first_name": None,
        "last_name": None,
        "_api_username": account.username,
    }
    for sent in account.books:
        if sent.accepted_at <= known:
            yield {**common, **_sent_row(world, sent)}
    for received in account.inbox:
        if received.time <= known:
            yield {**common, **_received_row(received)}


def _sent_row(world: World, text: SentText) -> _Row:
    """Describe a text that was sent."""
    delivery = text.delivery(world.clock.now())
    return {
        "direction": "out",
        "date": int(text.accepted_at),
        "to": text.to,
        "body": text.body,
        "status": delivery.status,
        "from": text.sender,
        "schedule": str(int(text.due_at)),
        "status_code": delivery.status_code,
        "status_text": delivery.status_text,
        "error_code": delivery.error_code,
        "error_text": delivery.error_text,
        "message_id": text.message_id,
        "message_parts": text.parts,
        "message_price": f"{text.price:.4f}",
        "from_email": text.from_email,
        "custom_string": text.custom_string,
        "country": text.country,
        "carrier": text.carrier,
    }


def _received_row(text: ReceivedText) -> _Row:
    """Describe a text that came in."""
    return {
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
