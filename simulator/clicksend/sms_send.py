"""POST /sms/send."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..http import Answer
from ..phones import PhoneText
from ..settings import EVERY_COUNTRY
from ..world import World
from .accounts import Account
from .books import SentText
from .envelope import bad_request, success
from .numbers import TEST_NUMBERS, Number, choose_sender, parse_number
from .pricing import Size, measure, price
from .routes import Call, Route
from .sms_rows import Row, accepted_row, blocked_row, rejected_row, summary

_MOST_MESSAGES = 1000
_CARRIERS = ("Example Mobile", "Fictional Wireless", "Sample Telecom")
_PLAIN_FIELDS = ("to", "body", "from", "schedule", "custom_string", "country", "source")


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """A message that nothing is wrong with, except perhaps the account's credit."""

    recipient: Number
    size: Size
    price: Decimal
    schedule: int | None


@dataclass(frozen=True)
class _Blocked:
    """A message to a country that the account may not send to."""

    recipient: Number


def send(call: Call) -> Answer:
    """Accept the messages, each for itself: the HTTP status is 200 whatever happens."""
    world, account = call.world, call.account
    messages = _messages(call)
    plans = [_plan(world, account, message) for message in messages]
    if world.settings.insufficient_credit == "request":
        needed = sum((p.price for p in plans if isinstance(p, _Plan)), Decimal(0))
        if needed > account.balance:
            raise bad_request("Insufficient credit.", code="INSUFFICIENT_CREDIT")
    before = account.balance
    rows = [
        _carry_out(world, account, message, plan)
        for message, plan in zip(messages, plans, strict=True)
    ]
    blocked = sum(isinstance(plan, _Blocked) for plan in plans)
    return success(
        "Messages queued for delivery.",
        summary(world, rows, before - account.balance, blocked),
    )


ROUTES = (Route("POST", "/sms/send", send),)


def _messages(call: Call) -> list[Mapping[str, Any]]:
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


def _is_plain(message: object) -> bool:
    """Return whether a message is an object without objects in it."""
    return isinstance(message, dict) and not any(
        isinstance(message.get(name), dict | list) for name in _PLAIN_FIELDS
    )


def _plan(
    world: World, account: Account, message: Mapping[str, Any]
) -> _Plan | _Blocked | str:
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
        return _Blocked(recipient)
    if _is_throttled(world, account, recipient.e164, body):
        return "THROTTLED"
    size = measure(
        body,
        settings.setting_sms_message_char_limit,
        newline_counts_twice=settings.newline_counts_twice,
    )
    if recipient.e164 in TEST_NUMBERS:
        size = Size(size.body, 0)
    return _Plan(
        recipient=recipient,
        size=size,
        price=price(recipient.country, size.parts),
        schedule=int(schedule) or None,
    )


def _is_throttled(world: World, account: Account, to: str, body: str) -> bool:
    """Return whether the same text went to the same number just now."""
    window, now = world.settings.throttle_window, world.clock.now()
    if window <= 0:
        return False
    if any(
        time > now - window and (earlier_to, earlier_body) == (to, body)
        for time, earlier_to, earlier_body in account.recent_texts
    ):
        return True
    account.recent_texts.append((now, to, body))
    return False


def _carry_out(
    world: World,
    account: Account,
    message: Mapping[str, Any],
    plan: _Plan | _Blocked | str,
) -> Row:
    """Accept a message or turn it down; return its row of the answer."""
    if isinstance(plan, str):
        return rejected_row(world, message, plan)
    if isinstance(plan, _Blocked):
        status = "COUNTRY_NOT_ENABLED"
        return blocked_row(world, account, message, plan.recipient, status)
    if account.balance <= 0 or plan.price > account.balance:
        return rejected_row(world, message, "INSUFFICIENT_CREDIT")
    return accepted_row(world, account, _accept(world, account, message, plan))


def _accept(
    world: World, account: Account, message: Mapping[str, Any], plan: _Plan
) -> SentText:
    """Write a text into the books, charge for it, and put it on its phone."""
    now = world.clock.now()
    recipient = plan.recipient
    sender, shared = choose_sender(
        str(message.get("from") or ""), recipient, world.settings.approved_senders
    )
    text = SentText(
        message_id=world.new_message_id(),
        to=recipient.e164,
        country=recipient.country,
        sender=sender,
        shared_sender=shared,
        body=plan.size.body,
        custom_string=str(message.get("custom_string") or ""),
        parts=plan.size.parts,
        price=plan.price,
        carrier=world.chance.choice(_CARRIERS),
        from_email=message.get("from_email"),
        source=message.get("source"),
        accepted_at=now,
        due_at=max(now, plan.schedule or now),
        free_test=recipient.e164 in TEST_NUMBERS,
    )
    account.books.enter(text)
    account.balance -= text.price
    if not text.free_test:
        phone = world.phones.use(text.to)
        phone.add(
            PhoneText(
                direction="in",
                text=text.body,
                other=sender,
                time=text.due_at,
                message_id=text.message_id,
            )
        )
    return text
