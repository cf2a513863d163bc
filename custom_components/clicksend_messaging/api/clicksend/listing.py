"""Lists as people want them: everything once, in the order that is wanted."""

from collections.abc import AsyncIterator, Callable, Hashable
from datetime import UTC, datetime
from hashlib import blake2b
import json

from ..lenient import Record, as_text, as_time, first
from ..models import Listing, Page

_NO_TIME = datetime.min.replace(tzinfo=UTC)


def whole(row: Record) -> Hashable:
    """Return what tells a row that never changes from others: all of it, in short."""
    return blake2b(json.dumps(row, sort_keys=True).encode(), digest_size=16).digest()


def identity_by(key: str | None) -> Callable[[Record], Hashable]:
    """Return what tells rows apart by their id; one without an id, by all of it.

    Args:
        key: the name of the id, if rows have one.

    """
    if key is None:
        return whole
    # An id and a whole row are never the same: that is bytes.
    return lambda row: as_text(row.get(key)) or whole(row)


def time_of(row: Record) -> datetime | None:
    """Return when what a row tells of happened, if it says so."""
    return as_time(first(row, "date", "timestamp", "timestamp_send"))


async def read_in_order(
    pages: AsyncIterator[Page], *, key: str | None, enough: int | None = None
) -> Listing:
    """Read a list's pages, and return what is on them in ClickSend's own order.

    Args:
        pages: the pages. A row that is on several of them counts once.
        key: the name of the rows' id, if they have one.
        enough: with how many rows to stop; without it all pages are read.

    """
    identity = identity_by(key)
    rows: dict[Hashable, Record] = {}
    stated = 0
    async for page in pages:
        stated = stated if page.total is None else page.total
        for row in page.rows:
            rows.setdefault(identity(row), row)
        if enough is not None and len(rows) >= enough:
            break
    return Listing(tuple(rows.values())[:enough], max(stated, len(rows)))


async def read(
    pages: AsyncIterator[Page],
    *,
    identity: Callable[[Record], Hashable] = whole,
    wanted: Callable[[Record], bool] = lambda _: True,
    enough: int | None = None,
) -> Listing:
    """Read a list's pages, and return what is on them newest first.

    Args:
        pages: the pages. A row that is on several of them counts once.
        identity: what tells rows apart.
        wanted: whether a row belongs to what was asked for.
        enough: with how many rows to stop, if the newest come first; without it all
            pages are read.

    """
    rows: dict[Hashable, tuple[datetime, Record]] = {}
    stated = 0
    heeded = in_order = True
    more = False
    latest: datetime | None = None
    async for page in pages:
        stated = stated if page.total is None else page.total
        for row in page.rows:
            if not wanted(row):
                heeded = False
            elif (mark := identity(row)) not in rows:
                time = time_of(row)
                rows[mark] = (time or _NO_TIME, row)
                # Not every list can be asked to have the newest first.
                in_order &= time is None or latest is None or time <= latest
                latest = time or latest
        if enough is not None and len(rows) >= enough and in_order:
            more = True
            break
    # What has no time comes last.
    found = sorted(rows.values(), key=lambda row: row[0], reverse=True)
    # A ClickSend that did not heed what was asked for counts other rows, too.
    total = max(stated, len(found)) if more and heeded else len(found)
    return Listing(tuple(row for _, row in found), total)
