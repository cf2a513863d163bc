"""GET /statistics/sms."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Literal

from ..http import Answer
from .currencies import currency
from .envelope import success
from .pricing import money
from .routes import Call, Route

_DAY = 24 * 60 * 60
_DAYS = 30

type _Kind = Literal["outbound", "inbound", "bounced"]
_KINDS: tuple[_Kind, ...] = ("outbound", "inbound", "bounced")
type _Event = tuple[float, _Kind, Decimal]
"""When, what, and for how much."""


def view_sms_statistics(call: Call) -> Answer:
    """Count the texts of the last thirty days, and those of each day."""
    since = call.world.clock.now() - _DAYS * _DAY
    events = [event for event in _events(call) if event[0] >= since]
    days: defaultdict[int, list[_Event]] = defaultdict(list)
    for event in events:
        days[int(event[0]) // _DAY * _DAY].append(event)
    return success(
        "Here are your data.",
        {
            "total": _counts(events),
            "stats": [{"date": day, **_counts(days[day])} for day in sorted(days)],
            "_currency": currency(call.world.settings.currency),
        },
    )


ROUTES = (Route("GET", "/statistics/sms", view_sms_statistics),)


def _events(call: Call) -> Iterator[_Event]:
    """Go through all there is to count."""
    now = call.world.clock.now()
    for sent in call.account.books:
        if sent.channel == "sms":
            yield sent.accepted_at, "outbound", sent.price
            if sent.status(now) == "Failed":
                yield sent.accepted_at, "bounced", sent.price
    for received in call.account.inbox:
        yield received.time, "inbound", Decimal(0)


def _counts(events: Iterable[_Event]) -> dict[str, Any]:
    """Add them up, by their kind."""
    prices: dict[_Kind, list[Decimal]] = {kind: [] for kind in _KINDS}
    for _, kind, price in events:
        prices[kind].append(price)
    return {
        kind: {"count": len(each), "price": money(sum(each, Decimal(0)))}
        for kind, each in prices.items()
    }
