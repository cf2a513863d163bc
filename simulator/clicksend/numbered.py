"""Records that are known by a number."""

from collections.abc import Iterator


class Numbered[T]:
    """Records by their numbers, in order of creation."""

    def __init__(self, last_id: int) -> None:
        """Start with none; the first will have the number after that one."""
        self._records: dict[int, T] = {}
        self._last_id = last_id

    def __iter__(self) -> Iterator[T]:
        """Go through them."""
        return iter(self._records.values())

    def __len__(self) -> int:
        """Count them."""
        return len(self._records)

    def next_id(self) -> int:
        """Return the number for a new record."""
        self._last_id += 1
        return self._last_id

    def keep(self, number: int, record: T) -> None:
        """Add or replace one."""
        self._records[number] = record

    def get(self, number: int) -> T | None:
        """Return one."""
        return self._records.get(number)

    def named(self, name: str) -> T | None:
        """Return the one whose number is written there."""
        return self._records.get(int(name)) if name.isdecimal() else None

    def delete(self, number: int) -> bool:
        """Remove one; False if there was none."""
        return self._records.pop(number, None) is not None
