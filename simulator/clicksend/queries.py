"""What the query of a list asks for: which rows, and in which order."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from .envelope import bad_request
from .paging import as_listed, page
from .routes import Call

type Row = dict[str, Any]


def matching(
    query: Mapping[str, str], fields: Collection[str]
) -> Callable[[Row], bool]:
    """Return the test that `q=field:value,field:value` stands for."""
    wanted = []
    for term in filter(None, query.get("q", "").split(",")):
        field, _, value = term.partition(":")
        if field not in fields:
            message = f"You cannot search by {field}."
            raise bad_request(message, {"q": message})
        wanted.append((field, value.lower()))
    either = query.get("operator", "AND").upper() == "OR"
    combine = any if either and wanted else all
    return lambda row: combine(value in str(row[f]).lower() for f, value in wanted)


def ordering(
    query: Mapping[str, str], orders: Mapping[str, str], default: str
) -> tuple[str, bool]:
    """Return the key to sort by, and whether to do so downwards."""
    order_by = query.get("order_by", default)
    field, _, direction = order_by.partition(":")
    if field not in orders or direction not in {"", "asc", "desc"}:
        message = f"You cannot order by {order_by}."
        raise bad_request(message, {"order_by": message})
    return orders[field], direction == "desc"


def linked_page[T](
    call: Call, rows: Sequence[T], describe: Callable[[T], Row]
) -> object:
    """Return the page that is asked for, with the links that some lists have."""
    query, settings = call.request.query, call.world.settings
    shown = page(query, rows, settings.limit_out_of_range, describe)
    where = f"/v3{call.request.path}"
    links = {
        "first_page_url": f"{where}?page=1",
        "last_page_url": f"{where}?page={shown['last_page']}",
        "path": where,
        "links": [],
    }
    return as_listed(settings, {**shown, **links})
