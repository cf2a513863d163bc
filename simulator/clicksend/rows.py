"""What sending answers: one row for each message, and the sums."""

from decimal import Decimal

from ..world import World
from .accounts import Account
from .books import SentText
from .channels import Channel, Message, Row
from .currencies import currency
from .numbers import Number
from .plan import Plan, draft
from .pricing import Size, money


def accepted_row(
    world: World, account: Account, channel: Channel, text: SentText
) -> Row:
    """Describe a message that was accepted."""
    return channel.row(world, account, text) | {"status": "SUCCESS"}


def blocked_row(
    world: World,
    account: Account,
    channel: Channel,
    message: Message,
    recipient: Number,
) -> Row:
    """Describe a message that may not go to its country: all fields, no price."""
    body = str(message.get("body") or "")
    nothing = Plan(
        recipient=recipient, size=Size(body, 0), price=Decimal(0), schedule=None
    )
    row = channel.row(world, account, draft(world, channel, message, nothing))
    changes: Row = {
        "from": str(message.get("from") or ""),
        "schedule": "",
        "from_email": None,
        "is_shared_system_number": False,
        "carrier": "",
    }
    changed = {key: value for key, value in changes.items() if key in row}
    return row | changed | {"status": "COUNTRY_NOT_ENABLED"}


def rejected_row(world: World, message: Message, status: str) -> Row:
    """Describe a message that was turned down: few fields, but an id all the same."""
    return {
        "to": str(message.get("to") or ""),
        "body": str(message.get("body") or ""),
        "from": str(message.get("from") or ""),
        "schedule": "",
        "message_id": world.new_message_id(),
        "custom_string": str(message.get("custom_string") or ""),
        "is_shared_system_number": False,
        "status": status,
    }


def summary(
    world: World, channel: Channel, rows: list[Row], total: Decimal, blocked: int
) -> Row:
    """Return the `data` of the answer."""
    settings = world.settings
    if settings.shuffle_results:
        world.chance.shuffle(rows)
    data: Row = {
        "total_price": money(total),
        "total_count": len(rows),
        "queued_count": sum(row["status"] == "SUCCESS" for row in rows),
        "messages": rows,
    }
    some = {"currency", "blocked_count"}
    if settings.mms_voice_sums == "documented":
        some &= set(channel.sums)
    if "currency" in some:
        data[settings.currency_key] = currency(settings.currency)
    if "blocked_count" in some:
        data["blocked_count"] = blocked
    return data


def shown_price(world: World, amount: Decimal) -> str | int | float:
    """Return a price as the rows have it."""
    return f"{amount:.4f}" if world.settings.message_price == "str" else money(amount)
