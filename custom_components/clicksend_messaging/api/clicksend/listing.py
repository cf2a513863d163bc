"""Lists as people want them: the newest first, and everything once."""

from collections.abc import AsyncIterator, Callable, Hashable, Iterable
from datetime import UTC, datetime
from itertools import pairwise
import json

from ..lenient import Record, as_time, first
from ..models import Listing, Page

_NO_TIME = datetime.min.replace(tzinfo=UTC)


def whole(row: Record) -> Hashable:
    """Return what tells a row that never changes from others: all of it."""
    return json.dumps(row, sort_keys=True)


def time_of(row: Record) -> datetime | None:
    """Return when what a row tells of happened, if it says so."""
    return as_time(first(row, "date", "timestamp", "timestamp_send"))


async def read(
    pages: AsyncIterator[Page],
    *,
    identity: Callable[[Record], Hashable] = whole,
    wanted: Callable[[Record], bool] = lambda _: True,
    enough: int | None = None,
) -> Listing:
    """Read a list's pages, and return what is on them newest first.

    Args:
        pages: the pages. While they are read rows may move on to the next: they count
            once.
        identity: what tells rows apart.
        wanted: whether a row belongs to what was asked for.
        enough: with how many rows to stop, if the newest come first; without it all
            pages are read.

    """
    rows: dict[Hashable, Record] = {}
    seen = stated = 0
    heeded = True
    async for page in pages:
        seen += len(page.rows)
        stated = page.total or 0
        for row in page.rows:
            if wanted(row):
                rows.setdefault(identity(row), row)
            else:
                heeded = False
        if enough is not None and len(rows) >= enough and _in_order(rows.values()):
            break
    found = sorted(rows.values(), key=_moment, reverse=True)
    # A ClickSend that did not heed what was asked for counts other rows, too.
    more = heeded and seen < stated
    return Listing(tuple(found), stated if more else len(found))


def _in_order(rows: Iterable[Record]) -> bool:
    """Tell whether the newest come first; not every list can be asked to have them."""
    times = [time for row in rows if (time := time_of(row))]
    return all(later >= earlier for later, earlier in pairwise(times))


def _moment(row: Record) -> datetime:
    """Return what to sort by; what has no time comes last."""
    return time_of(row) or _NO_TIME
