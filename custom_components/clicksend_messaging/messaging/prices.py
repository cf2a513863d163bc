"""What a part costs, as ClickSend last charged it."""

from decimal import Decimal

import phonenumbers

from ..api.models import Channel

_CALLING_CODE_DIGITS = 3


def _area(number: str, country: str | None) -> str:
    """Return what shares a price: a country, else all that share a calling code."""
    if country is not None:
        return country
    for length in range(1, _CALLING_CODE_DIGITS):
        if int(code := number[1 : 1 + length]) in (
            phonenumbers.COUNTRY_CODE_TO_REGION_CODE
        ):
            return code
    return number[1 : 1 + _CALLING_CODE_DIGITS]


class Prices:
    """Prices per part by channel and country, the dearest where there are several."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self._per_part: dict[tuple[Channel, str], Decimal] = {}

    def learn(
        self,
        channel: Channel,
        number: str,
        country: str | None,
        parts: int | None,
        price: Decimal | None,
    ) -> None:
        """Take over what a message to a number, which is of that country, cost."""
        if parts and price:
            area = (channel, _area(number, country))
            known = self._per_part.get(area, Decimal(0))
            self._per_part[area] = max(known, price / parts)

    def estimate(
        self, channel: Channel, number: str, country: str | None, parts: int
    ) -> Decimal | None:
        """Return what a message should cost, ``None`` if nothing is known yet."""
        per_part = self._per_part.get((channel, _area(number, country)))
        return None if per_part is None else per_part * parts
