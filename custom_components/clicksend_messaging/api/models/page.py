"""Pages of lists."""

from dataclasses import dataclass
from typing import Any, Self

from ..lenient import Record, as_int, as_record, records


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list."""

    rows: tuple[Record, ...]
    last_page: int

    @classmethod
    def parse(cls, data: object) -> Self:
        """Read a page object, the same inside an array, or a bare array of rows."""
        if isinstance(page := _unwrapped(data), dict):
            rows = tuple(records(page.get("data")))
            return cls(rows, as_int(page.get("last_page")) or 0)
        return cls(tuple(records(data)), 1)


def _unwrapped(data: object) -> Any:
    """Return the page object of a one-element array that holds nothing else."""
    if isinstance(data, list) and len(data) == 1 and "data" in as_record(data):
        return data[0]
    return data
