"""POST /{channel}/price."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal

from ..http import Answer
from ..world import World
from .channels import Channel, Message, Row
from .envelope import success
from .plan import Blocked, Plan, draft, messages_of, plan
from .routes import Call, Route
from .rows import accepted_row, blocked_row, rejected_row, summary

_REGISTRATION_NEEDED = {"US", "CA"}


def price_route(channel: Channel) -> Route:
    """Return the route that tells what sending this way would cost."""
    return Route("POST", f"/{channel.name}/price", lambda call: _quote(call, channel))


def _quote(call: Call, channel: Channel) -> Answer:
    """Price the messages as they would be sent; nothing is sent, kept or charged.

    Credit and repetition are no matter here: what they do to a price is undocumented.
    """
    world = call.world
    messages = messages_of(call, channel)
    plans = [plan(call, channel, message) for message in messages]
    rows = [
        _row(call, channel, message, planned)
        for message, planned in zip(messages, plans, strict=True)
    ]
    total = sum((p.price for p in plans if isinstance(p, Plan)), Decimal(0))
    blocked = sum(isinstance(planned, Blocked) for planned in plans)
    data = summary(world, channel, rows, total, blocked)
    if channel.name == "sms":
        data["_summary"] = _summary(world, plans)
    return success(channel.priced, data)


def _row(
    call: Call, channel: Channel, message: Message, planned: Plan | Blocked | str
) -> Row:
    """Describe a message, with an id and SUCCESS although it goes nowhere."""
    world, account = call.world, call.account
    if isinstance(planned, str):
        return rejected_row(world, message, planned)
    if isinstance(planned, Blocked):
        row = blocked_row(world, account, channel, message, planned.recipient)
    else:
        text = draft(world, channel, message, planned)
        row = accepted_row(world, account, channel, text)
    if channel.name == "sms" and world.settings.price_times == "empty":
        row |= {"date": "", "schedule": ""}
    return row


def _summary(world: World, plans: Iterable[Plan | Blocked | str]) -> Row:
    """Describe the countries, also unasked: `show_summary` is probably misplaced."""
    counts = Counter(
        planned.recipient.country for planned in plans if not isinstance(planned, str)
    )
    countries: Mapping[str, Row] = {
        country: {
            "registration_type": int(country in _REGISTRATION_NEEDED),
            "receipient_count": count,
            "usable_sender_id": True,
            "selected": bool({"*", country} & set(world.settings.enabled_countries)),
            "name": country,
        }
        for country, count in counts.items()
    }
    if world.settings.price_countries == "object":
        return {"test_message": "", "countries": countries}
    rows = [{"country": row} for row in countries.values()]
    return {"test_message": "", "countries": rows}
