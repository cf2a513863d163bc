"""Pages of lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from ..lenient import Record, as_int, as_record, first, records


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list.

    ``last_page`` is the number of the last one, ``total`` the number of rows on all of
    them, where ClickSend says so.
    """

    rows: tuple[Record, ...]
    last_page: int | None
    total: int | None

    @classmethod
    def parse(cls, data: object) -> Self:
        """Read a page object, the same inside an array, or a bare array of rows."""
        if isinstance(page := _unwrapped(data), dict):
            return cls(
                rows=tuple(_rows(page.get("data", page))),
                last_page=as_int(page.get("last_page")) or None,
                # The second is a published example's.
                total=as_int(first(page, "total", "totlal")),
            )
        return cls(tuple(_rows(data)), None, None)


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows of a list, each once, and how many there are as far as known."""

    rows: tuple[Record, ...]
    total: int


def _rows(value: object) -> Iterator[Record]:
    """Yield rows; PHP makes an object, by their places, of an array with gaps."""
    if isinstance(value, dict) and all(key.isdecimal() for key in value):
        value = list(value.values())
    return records(value)


def _unwrapped(data: object) -> Any:
    """Return the page object of a one-element array that holds nothing else."""
    if isinstance(data, list) and len(data) == 1 and "data" in as_record(data):
        return data[0]
    return data
