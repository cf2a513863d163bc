"""Read values whose type varies from one ClickSend answer to the next.

The same field comes as a number, a string, an empty string or null depending on the
endpoint and the year (ClickSend's OpenAPI 2026-07 against recorded live answers). A
value that cannot be read is ``None``; it never fails the whole answer.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
import re
from typing import Any

type Record = Mapping[str, Any]

# Neither a sentence nor a number, which may be somebody's.
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")

# Also "Too Many Requests" and "400", but no sentence, address or number of somebody's.
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_ .-]{0,39}|[0-9]{1,3}")

_ERROR_STATUS = re.compile(r"[45][0-9]{2}")

# No amount or time has more digits; "1e999999999" would take hours to write out.
MAX_DIGITS = 30


def as_text(value: object) -> str | None:
    """Return text, also for a number; ``None`` for nothing, empty or a structure.

    Half of a surrogate pair, such as cutting an emoji in two leaves, becomes ``?``: no
    file or request could hold it.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).encode(errors="replace").decode() or None


def as_word(value: object) -> str | None:
    """Return a word that programs exchange; anything else is for nobody to read."""
    text = as_text(value) or ""
    return text if _WORD.fullmatch(text) else None


def as_code(value: object) -> str | None:
    """Return what a far side calls an outcome; not what it would have people read."""
    text = as_text(value) or ""
    return text if _CODE.fullmatch(text) else None


def as_int(value: object) -> int | None:
    """Return a whole number from ``5``, ``"5"``, ``"5.00"`` or ``"5,"``."""
    number = as_decimal(value)
    return None if number is None else int(number)


def as_error_status(value: object) -> int | None:
    """Return the HTTP status of an error; other numbers, such as a PIN, are none."""
    text = as_text(value) or ""
    return int(text) if _ERROR_STATUS.fullmatch(text) else None


def as_decimal(value: object) -> Decimal | None:
    """Return an amount from a number or from text such as ``"4.998000"``."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        number = Decimal(str(value).strip().rstrip(","))
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > MAX_DIGITS:
        return None
    return number


def as_flag(value: object) -> bool:
    """Return whether a flag is set: ``1``, ``"1"``, ``true`` and ``"true"``."""
    return value is True or as_int(value) == 1 or str(value).lower() == "true"


def as_time(value: object) -> datetime | None:
    """Return a moment in UTC from unix seconds, as a number or as text."""
    if (seconds := as_int(value)) is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except OverflowError, OSError, ValueError:
        return None


def as_record(value: object) -> Record:
    """Return an object, also one wrapped in an array; an empty one for the rest."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, dict) else {}


def records(value: object) -> Iterator[Record]:
    """Yield the objects of an array and skip what is not an object."""
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def first(record: Record, *keys: str) -> object:
    """Return the first value that is not null or empty text, for a field's names."""
    return next(
        (record[key] for key in keys if record.get(key) not in (None, "")), None
    )
