"""What /sms/send and /sms/price have in common: the request, and what it asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..settings import EVERY_COUNTRY
from ..world import World
from .books import SentText
from .envelope import bad_request
from .numbers import TEST_NUMBERS, Number, choose_sender, parse_number
from .pricing import Size, measure, price
from .routes import Call

_MOST_MESSAGES = 1000
_CARRIERS = ("Example Mobile", "Fictional Wireless", "Sample Telecom")
_PLAIN_FIELDS = ("to", "body", "from", "schedule", "custom_string", "country", "source")

type Message = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A message that nothing is wrong with, except perhaps the account's credit."""

    recipient: Number
    size: Size
    price: Decimal
    schedule: int | None


@dataclass(frozen=True)
class Blocked:
    """A message to a country that the account may not send to."""

    recipient: Number


def messages_of(call: Call) -> list[Message]:
    """Return the messages of the request; raises RefusedError if they are none."""
    messages = call.json_object().get("messages")
    if not isinstance(messages, list) or not messages:
        message = "The messages field is required."
        raise bad_request(message, {"messages": message})
    if len(messages) > _MOST_MESSAGES:
        message = f"A request may have {_MOST_MESSAGES} messages at most."
        raise bad_request(message, {"messages": message}, "TOO_MANY_RECIPIENTS")
    if not all(_is_plain(message) for message in messages):
        # Seen live: PHP's own complaint, and a number for a code.
        raise bad_request("strlen() expects parameter 1 to be string", code=400)
    return messages


def plan(world: World, message: Message) -> Plan | Blocked | str:
    """Return what to do with a message, or the status that it is turned down with."""
    settings = world.settings
    country = str(message.get("country") or settings.account_country)
    recipient = parse_number(message.get("to"), country)
    body = str(message.get("body") or "")
    schedule = str(message.get("schedule") or "0")
    rejection = None
    if message.get("list_id") is not None:
        rejection = "NOT_ENOUGH_PERMISSION_TO_LIST_ID"
    elif recipient is None:
        rejection = "INVALID_RECIPIENT"
    elif not body.strip():
        rejection = "EMPTY_MESSAGE"
    elif not schedule.isdecimal():
        rejection = "INVALID_SCHEDULE"
    if recipient is None or rejection is not None:
        return rejection or "INVALID_RECIPIENT"
    if not {EVERY_COUNTRY, recipient.country} & set(settings.enabled_countries):
        return Blocked(recipient)
    size = measure(
        body,
        settings.setting_sms_message_char_limit,
        newline_counts_twice=settings.newline_counts_twice,
    )
    if recipient.e164 in TEST_NUMBERS:
        size = Size(size.body, 0)
    return Plan(
        recipient=recipient,
        size=size,
        price=price(recipient.country, size.parts),
        schedule=int(schedule) or None,
    )


def draft(world: World, message: Message, planned: Plan) -> SentText:
    """Return the text that a message becomes; nothing is done with it yet."""
    now = world.clock.now()
    recipient = planned.recipient
    sender, shared = choose_sender(
        str(message.get("from") or ""), recipient, world.settings.approved_senders
    )
    return SentText(
        channel="sms",
        message_id=world.new_message_id(),
        to=recipient.e164,
        country=recipient.country,
        sender=sender,
        shared_sender=shared,
        body=planned.size.body,
        custom_string=str(message.get("custom_string") or ""),
        parts=planned.size.parts,
        price=planned.price,
        carrier=world.chance.choice(_CARRIERS),
        from_email=message.get("from_email"),
        source=message.get("source"),
        accepted_at=now,
        due_at=max(now, planned.schedule or now),
        delivery_seconds=world.settings.delivery_seconds,
        free_test=recipient.e164 in TEST_NUMBERS,
    )


def _is_plain(message: object) -> bool:
    """Return whether a message is an object without objects in it."""
    return isinstance(message, dict) and not any(
        isinstance(message.get(name), dict | list) for name in _PLAIN_FIELDS
    )
