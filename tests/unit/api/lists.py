"""Lists as a server keeps them, which may change between two pages."""

from collections.abc import Callable
from math import ceil
from typing import Any

from .wire import Heard, envelope

type Rows = list[dict[str, Any]]
type Change = Callable[[Rows, int], None]


def contacts(count: int) -> Rows:
    """Return contacts, by their ids."""
    return [{"contact_id": number} for number in range(count)]


def served(
    rows: Rows, *, between: Change | None = None, per_page: int = 100, **stated: object
) -> Callable[[Heard], bytes]:
    """Return a server of a list.

    Args:
        rows: what is on it.
        between: what happens to it before the second request, the third, and so on.
        per_page: how many rows are on a page, whatever was asked for.
        stated: what is said of the list, other than what is true.

    """
    asked = 0

    def answer(heard: Heard) -> bytes:
        nonlocal asked
        asked += 1
        if between is not None and asked > 1:
            between(rows, asked)
        start = (int(heard.query["page"]) - 1) * per_page
        return envelope(
            {
                "total": len(rows),
                "last_page": ceil(len(rows) / per_page),
                "next_page_url": "/?page=2",
                "data": rows[start : start + per_page],
                **stated,
            }
        )

    return answer
