"""Pages of a list."""

from collections.abc import Callable, Mapping, Sequence
from math import ceil
from typing import Any, Literal

from ..settings import Settings
from .envelope import NOTHING, bad_request

LEAST, MOST = 15, 100


def page[T](
    query: Mapping[str, str],
    rows: Sequence[T],
    out_of_range: Literal["error", "clamp"],
    describe: Callable[[T], object] = lambda row: row,
) -> dict[str, Any]:
    """Return the page that the query asks for; raises RefusedError if it cannot be.

    Only what is on it is described: that of a long list is as quick as any.
    """
    number = max(1, integer(query, "page", 1))
    limit = integer(query, "limit", LEAST)
    if not LEAST <= limit <= MOST:
        if out_of_range == "error":
            message = f"The limit must be between {LEAST} and {MOST}."
            raise bad_request(message, {"limit": message})
        limit = min(max(limit, LEAST), MOST)
    start = (number - 1) * limit
    shown = rows[start : start + limit]
    last = ceil(len(rows) / limit)
    return {
        "total": len(rows),
        "per_page": limit,
        "current_page": number,
        "last_page": last,
        # As on the real service these lead nowhere: no host, no path.
        "next_page_url": f"/?page={number + 1}" if number < last else None,
        "prev_page_url": f"/?page={number - 1}" if number > 1 else None,
        "from": start + 1 if shown else None,
        "to": start + len(shown) if shown else None,
        "data": [describe(row) for row in shown],
    }


def as_listed(settings: Settings, found: dict[str, Any]) -> object:
    """Return what a list answers with, which need not be its page."""
    if not found["data"] and settings.empty_list != "page":
        return NOTHING[settings.empty_list]
    return [found] if settings.list_shape == "wrapped_page" else found


def integer(query: Mapping[str, str], name: str, default: int) -> int:
    """Return a number in the query; raises RefusedError if it is something else."""
    try:
        return int(query.get(name, default))
    except ValueError:
        message = f"The {name} must be an integer."
        raise bad_request(message, {name: message}) from None
