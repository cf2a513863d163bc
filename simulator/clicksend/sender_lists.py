"""The lists to pick a sender from, each of them in another shape."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from ..http import Answer, json_answer
from .accounts import Account
from .currencies import currency
from .envelope import bad_request, success
from .numbers import TOLL_FREE, shared_number
from .paging import as_listed, integer, page
from .routes import Call, Route
from .senders import Sender, senders_of

_HOST = "https://rest.clicksend.com/v3"
_REGISTERED = datetime(2025, 8, 25, 8, tzinfo=UTC).isoformat(sep=" ")
_LARGEST_PAGE = 1000
_USUAL_PAGE = 10
_READY = {
    "value": 0,
    "label": "REGISTRATION_NOT_REQUIRED",
    "description": "Your number is ready to go.",
    "name": "Ready to use",
}

type _Row = dict[str, Any]


def list_numbers(call: Call) -> Answer:
    """List the numbers rented from ClickSend: in an envelope, in pages."""
    settings = call.world.settings
    rows = [
        {
            "dedicated_number": sender.sender_id,
            "country": sender.country,
            "price": "18.5900",
            "_country_name": sender.country,
            "notes": None,
            "type": "sms",
            "number_type": _number_type(sender),
            "number_category": None,
            "number_guid": sender.uuid.upper(),
            "form_submission_id": None,
            "status": _READY,
        }
        for sender in senders_of(settings, "dedicated")
    ]
    shown = page(call.request.query, rows, settings.limit_out_of_range)
    money = {"_currency": currency(settings.currency)}
    return success(
        "Here are you dedicated numbers.", as_listed(settings, {**shown, **money})
    )


def list_own_numbers(call: Call) -> Answer:
    """List the numbers of the owner's own phones: no envelope, and a cursor."""

    def row(sender: Sender) -> _Row:
        verified = sender.status == "APPROVED"
        return {
            "phone_number": sender.sender_id,
            "country": sender.country,
            "label": "My phone",
            "verified_timestamp": _REGISTERED if verified else None,
            "notified_timestamp": None,
            "is_nearing_expiration": False,
        }

    return _bare_list(call, "own_numbers", senders_of(call.world.settings, "own"), row)


def list_alpha_tags(call: Call) -> Answer:
    """List the names: no envelope, and a cursor."""

    def row(sender: Sender) -> _Row:
        countries = [sender.country]
        return {"alpha_tag": sender.sender_id, "reason": "Home", "countries": countries}

    tags = senders_of(call.world.settings, "alpha")
    return _bare_list(call, "alpha_tags", tags, row)


def list_default_senders(call: Call) -> Answer:
    """List what is used where no sender is asked for: an envelope, yet a cursor."""
    account, home = call.account, call.world.settings.account_country
    default = {
        "id": str(uuid5(NAMESPACE_OID, f"default:{home}")),
        "user_id": account.user_id,
        "subaccount_id": account.subaccount_id,
        "country_code": home,
        "product_type": "SMS",
        "default_sender_strategies": [
            {
                "sender_type": "shared_longcode",
                "sender_id": shared_number(home),
                "sender_country_code": home,
                "priority": 1,
                "status": "ENABLED",
                "note": None,
            }
        ],
        "status": "ENABLED",
        "created_timestamp": _REGISTERED,
        "updated_timestamp": _REGISTERED,
    }
    size = _size(call.request.query, "per_page")
    here = f"{_HOST}/senders/default-senders?per_page={size}"
    return success(
        "Operation completed successfully",
        {
            "data": [default],
            "per_page": size,
            "self_page_url": here,
            "next_page_url": None,
        },
    )


ROUTES = (
    Route("GET", "/numbers", list_numbers),
    Route("GET", "/own-numbers", list_own_numbers),
    Route("GET", "/alpha-tags", list_alpha_tags),
    Route("GET", "/senders/default-senders", list_default_senders),
)


def _bare_list(
    call: Call, name: str, found: list[Sender], describe: Callable[[Sender], _Row]
) -> Answer:
    """Answer with the page of senders that the cursor points at."""
    query = call.request.query
    size = _size(query, "page_size")
    if query.get("sort_direction", "").lower() == "desc":
        found.reverse()
    account_id = _account_id(call.account)
    cursors = [f"{account_id}#{sender.uuid}" for sender in found]
    wanted = query.get("offset")
    if wanted is not None and wanted not in cursors:
        message = "The offset is not valid."
        raise bad_request(message, {"offset": message})
    start = cursors.index(wanted) if wanted is not None else 0
    rows = [
        {
            "id": sender.uuid,
            "account_id": account_id,
            "workspace_id": account_id,
            "user_id": account_id,
            **describe(sender),
            "status": sender.status,
            "created_timestamp": _REGISTERED,
            "updated_timestamp": _REGISTERED,
        }
        for sender in found[start : start + size]
    ]

    def url(place: int) -> str | None:
        """Return where a page starts; as published, with an unescaped `#` in it."""
        if place >= len(cursors):
            return None
        where = f"{_HOST}{call.request.path}"
        return f"{where}?offset={cursors[place]}&page_size={size}"

    pagination = {"self": url(start), "next": url(start + size), "page_size": size}
    return json_answer(
        HTTPStatus.OK, {name: rows, "_metadata": {"pagination": pagination}}
    )


def _size(query: Mapping[str, str], name: str) -> int:
    """Return how many rows a page may have."""
    size = integer(query, name, _USUAL_PAGE)
    if not 1 <= size <= _LARGEST_PAGE:
        message = f"The {name} must be between 1 and {_LARGEST_PAGE}."
        raise bad_request(message, {name: message})
    return size


def _account_id(account: Account) -> str:
    """Return the account's id where ids are not numbers."""
    return str(uuid5(NAMESPACE_OID, f"account:{account.user_id}"))


def _number_type(sender: Sender) -> str:
    """Return what kind of number a rented one is."""
    return "tollfree" if TOLL_FREE.match(sender.sender_id) else "longcode"
