"""How many parts a message has, and what it costs."""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil

import smsutil

_PRICE_PER_PART = Decimal("0.0792")
_PRICE_PER_PICTURE = Decimal("0.3500")
_PRICE_PER_PART_SPOKEN = Decimal("0.0700")
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


def measure_spoken(body: str, most_parts: int) -> Size:
    """Return the words cut to the most parts that are spoken: 300 characters a part.

    With any character that GSM 03.38 does not have it is 150.
    """
    per_part = 300 if smsutil.is_valid_gsm(body) else 150
    kept = body[: most_parts * per_part]
    return Size(kept, ceil(len(kept) / per_part))


def measure_with_picture(body: str) -> Size:
    """Return the words cut to what goes with a picture; all of it is one part."""
    return Size(body[: 1500 if smsutil.is_valid_gsm(body) else 500], 1)


def picture_price(parts: int) -> Decimal:
    """Return what a picture and its words cost."""
    return _PRICE_PER_PICTURE * parts


def spoken_price(parts: int) -> Decimal:
    """Return what a call of so many parts costs."""
    return _PRICE_PER_PART_SPOKEN * parts


def money(amount: Decimal) -> int | float:
    """Return an amount as ClickSend puts totals in JSON: nothing is the integer 0."""
    return float(amount) if amount else 0
