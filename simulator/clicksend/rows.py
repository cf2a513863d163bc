"""What /sms/send answers: one row for each message, and the sums."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ..world import World
from .accounts import Account
from .books import SentText
from .currencies import currency
from .numbers import Number
from .pricing import money

type Row = dict[str, Any]


def accepted_row(world: World, account: Account, text: SentText) -> Row:
    """Describe a text that was accepted."""
    return {
        **_row(world, account),
        "to": text.to,
        "body": text.body,
        "from": text.sender,
        "schedule": int(text.due_at),
        "message_id": text.message_id,
        "message_parts": text.parts,
        "message_price": _price(world, text.price),
        "from_email": text.from_email,
        "custom_string": text.custom_string,
        "is_shared_system_number": text.shared_sender,
        "country": text.country,
        "carrier": text.carrier,
        "status": "SUCCESS",
    }


def blocked_row(
    world: World,
    account: Account,
    message: Mapping[str, Any],
    recipient: Number,
) -> Row:
    """Describe a message that may not go to its country: all fields, no price."""
    return {
        **_row(world, account),
        "to": recipient.e164,
        "body": message.get("body"),
        "from": str(message.get("from") or ""),
        "schedule": "",
        "message_id": world.new_message_id(),
        "message_parts": 0,
        "message_price": _price(world, Decimal(0)),
        "custom_string": str(message.get("custom_string") or ""),
        "is_shared_system_number": False,
        "country": recipient.country,
        "carrier": "",
        "status": "COUNTRY_NOT_ENABLED",
    }


def rejected_row(world: World, message: Mapping[str, Any], status: str) -> Row:
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


def summary(world: World, rows: list[Row], total: Decimal, blocked: int) -> Row:
    """Return the `data` of the answer."""
    if world.settings.shuffle_results:
        world.chance.shuffle(rows)
    return {
        "total_price": money(total),
        "total_count": len(rows),
        "queued_count": sum(row["status"] == "SUCCESS" for row in rows),
        "messages": rows,
        world.settings.currency_key: currency(world.settings.currency),
        "blocked_count": blocked,
    }


def _row(world: World, account: Account) -> Row:
    """Return the fields that every full row has in common, in ClickSend's order."""
    now = int(world.clock.now())
    dates = {"int": now, "str": str(now), "str_comma": f"{now},"}
    return {
        "direction": "out",
        "date": dates[world.settings.send_date],
        **dict.fromkeys(("to", "body", "from", "schedule", "message_id"), ""),
        **dict.fromkeys(("message_parts", "message_price"), 0),
        "from_email": None,
        "list_id": None,
        "custom_string": "",
        "contact_id": None,
        "user_id": account.user_id,
        "subaccount_id": account.subaccount_id,
    }


def _price(world: World, amount: Decimal) -> str | int | float:
    """Return a price as the rows have it."""
    return f"{amount:.4f}" if world.settings.message_price == "str" else money(amount)
