"""What sending and pricing have in common: the request, and what it asks for."""

from dataclasses import dataclass
from decimal import Decimal

from ..settings import EVERY_COUNTRY, Settings
from ..world import World
from .books import SentText
from .channels import Channel, Message
from .envelope import bad_request
from .list_sends import to_contacts
from .numbers import TEST_NUMBERS, Number, choose_sender, parse_number
from .pricing import Size
from .routes import Call

_MOST_MESSAGES = 1000
_CARRIERS = ("Example Mobile", "Fictional Wireless", "Sample Telecom")
_PLAIN_FIELDS = (
    *("to", "body", "from", "schedule", "custom_string", "country", "source"),
    "list_id",
    *("subject", "media_file", "lang", "voice", "require_input", "machine_detection"),
)


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


def messages_of(call: Call, channel: Channel) -> list[Message]:
    """Return the messages of the request; raises RefusedError if they are none."""
    request = call.json_object()
    messages = request.get("messages")
    if not isinstance(messages, list) or not messages:
        message = "The messages field is required."
        raise bad_request(message, {"messages": message})
    if not all(_is_plain(message) for message in (request, *messages)):
        # Seen live: PHP's own complaint, and a number for a code.
        raise bad_request("strlen() expects parameter 1 to be string", code=400)
    to_each = [each for message in messages for each in to_contacts(call, message)]
    if len(to_each) > _MOST_MESSAGES:
        message = f"A request may have {_MOST_MESSAGES} messages at most."
        raise bad_request(message, {"messages": message}, "TOO_MANY_RECIPIENTS")
    settings = call.world.settings
    return [channel.complete(settings, request, message) for message in to_each]


def plan(call: Call, channel: Channel, message: Message) -> Plan | Blocked | str:
    """Return what to do with a message, or the status that it is turned down with."""
    settings = call.world.settings
    country = str(message.get("country") or settings.account_country)
    recipient = parse_number(message.get("to"), country)
    body = str(message.get("body") or "")
    schedule = str(message.get("schedule") or "0")
    rejection = None
    if message.get("list_id") is not None and "contact_id" not in message:
        rejection = "NOT_ENOUGH_PERMISSION_TO_LIST_ID"
    elif recipient is None:
        rejection = "INVALID_RECIPIENT"
    elif not body.strip():
        rejection = "EMPTY_MESSAGE"
    elif not _can_be_due(settings, schedule, call.world.clock.now()):
        rejection = "INVALID_SCHEDULE"
    else:
        rejection = channel.objection(call, message)
    if recipient is None or rejection is not None:
        return rejection or "INVALID_RECIPIENT"
    for enabled in (settings.enabled_countries, channel.countries(settings)):
        if not {EVERY_COUNTRY, recipient.country} & set(enabled):
            return Blocked(recipient)
    size = channel.measure(settings, body)
    if recipient.e164 in TEST_NUMBERS:
        size = Size(size.body, 0)
    return Plan(
        recipient=recipient,
        size=size,
        price=channel.price(recipient.country, size.parts),
        schedule=int(schedule) or None,
    )


def draft(world: World, channel: Channel, message: Message, planned: Plan) -> SentText:
    """Return what a message becomes; nothing is done with it yet."""
    now = world.clock.now()
    recipient = planned.recipient
    due_at = max(now, planned.schedule or now)
    sender, shared = choose_sender(
        str(message.get("from") or ""),
        recipient,
        world.settings.approved_senders,
        alpha_tags=channel.alpha_tags,
    )
    return SentText(
        channel=channel.name,
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
        list_id=message.get("list_id"),
        contact_id=message.get("contact_id"),
        source=message.get("source"),
        accepted_at=now,
        due_at=due_at,
        delivery_seconds=world.settings.delivery_seconds,
        free_test=recipient.e164 in TEST_NUMBERS,
        **channel.details(world.settings, message, due_at),
    )


def _can_be_due(settings: Settings, schedule: str, now: float) -> bool:
    """Return whether a message can be sent then; 0 stands for at once."""
    if not schedule.isdecimal():
        return False
    due = int(schedule)
    if due and due < now:
        return settings.past_schedule == "send_now"
    horizon = settings.schedule_horizon
    return horizon <= 0 or due <= now + horizon


def _is_plain(message: object) -> bool:
    """Return whether this is an object without objects where text belongs."""
    return isinstance(message, dict) and not any(
        isinstance(message.get(name), dict | list) for name in _PLAIN_FIELDS
    )
