"""How many parts a text has, and what it costs."""

from dataclasses import dataclass
from decimal import Decimal

import smsutil

_PRICE_PER_PART = Decimal("0.0792")
_PRICES = {
    "GB": Decimal("0.0652"),
    "IE": Decimal("0.0871"),
    "NZ": Decimal("0.1188"),
}


@dataclass(frozen=True)
class Size:
    """A text as it is sent."""

    body: str
    parts: int


def measure(body: str, most_parts: int, *, newline_counts_twice: bool) -> Size:
    """Return the text cut to the most parts it may have, and its number of parts.

    GSM 03.38: 160 characters, or 153 a part; with any other character 70 UTF-16 units,
    or 67 a part.
    """
    counted = body.replace("\r\n", "\n")
    if newline_counts_twice:
        counted = counted.replace("\n", "\r\n")
    parts = smsutil.split(counted).parts
    if len(parts) <= most_parts:
        return Size(body, len(parts))
    kept = "".join(part.content for part in parts[:most_parts])
    return Size(kept.replace("\r\n", "\n").rstrip("\r"), most_parts)


def price(country: str, parts: int) -> Decimal:
    """Return what a text of so many parts to that country costs."""
    return _PRICES.get(country, _PRICE_PER_PART) * parts


def money(amount: Decimal) -> int | float:
    """Return an amount as ClickSend puts totals in JSON: nothing is the integer 0."""
    return float(amount) if amount else 0
