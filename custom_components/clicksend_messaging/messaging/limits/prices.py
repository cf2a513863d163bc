"""What a part costs, as ClickSend last said."""

from collections import defaultdict, deque
from decimal import Decimal
from functools import partial

import phonenumbers

from ...api.models import Channel

_CALLING_CODE_DIGITS = 3

# A country has several prices, by network and kind of number: the dearest of its latest
# messages counts, so that a limit holds. A price that fell is believed after as many.
LATEST = 100


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
    """Prices per part by channel and country, the dearest of the latest."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self._per_part: defaultdict[tuple[Channel, str], deque[Decimal]] = defaultdict(
            partial(deque, maxlen=LATEST)
        )

    def learn(
        self,
        channel: Channel,
        number: str,
        country: str | None,
        parts: int | None,
        price: Decimal | None,
    ) -> None:
        """Take over what a message to a number, which is of that country, costs."""
        if parts and price:
            self._per_part[channel, _area(number, country)].append(price / parts)

    def estimate(
        self, channel: Channel, number: str, country: str | None, parts: int
    ) -> Decimal | None:
        """Return what a message should cost, ``None`` if nothing is known yet."""
        latest = self._per_part.get((channel, _area(number, country)))
        return max(latest) * parts if latest else None
