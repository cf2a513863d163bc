"""The types of what is pushed, which nobody has seen for real."""

from ..settings import Settings


def or_nothing(settings: Settings, value: str | None) -> str | None:
    """Return a text that need not be there."""
    return value or ("" if settings.push_empty == "empty" else None)


def number(settings: Settings, value: float) -> int | str:
    """Return a whole number."""
    return int(value) if settings.push_numbers == "int" else str(int(value))
