"""POST /sms/send."""

from decimal import Decimal

from ..http import Answer
from ..phones import PhoneText
from ..world import World
from .accounts import Account
from .books import SentText
from .envelope import bad_request, success
from .plan import Blocked, Message, Plan, draft, messages_of, plan
from .routes import Call, Route
from .rows import Row, accepted_row, blocked_row, rejected_row, summary


def send(call: Call) -> Answer:
    """Accept the messages, each for itself: the HTTP status is 200 whatever happens."""
    world, account = call.world, call.account
    messages = messages_of(call)
    plans = [_plan(world, account, message) for message in messages]
    if world.settings.insufficient_credit == "request":
        needed = sum((p.price for p in plans if isinstance(p, Plan)), Decimal(0))
        if needed > account.balance:
            raise bad_request("Insufficient credit.", code="INSUFFICIENT_CREDIT")
    before = account.balance
    rows = [
        _carry_out(world, account, message, planned)
        for message, planned in zip(messages, plans, strict=True)
    ]
    blocked = sum(isinstance(planned, Blocked) for planned in plans)
    return success(
        "Messages queued for delivery.",
        summary(world, rows, before - account.balance, blocked),
    )


ROUTES = (Route("POST", "/sms/send", send),)


def _plan(world: World, account: Account, message: Message) -> Plan | Blocked | str:
    """Return what to do with a message, or the status that it is turned down with."""
    planned = plan(world, message)
    if isinstance(planned, Plan) and _is_throttled(
        world, account, planned.recipient.e164, str(message["body"])
    ):
        return "THROTTLED"
    return planned


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
    message: Message,
    planned: Plan | Blocked | str,
) -> Row:
    """Accept a message or turn it down; return its row of the answer."""
    if isinstance(planned, str):
        return rejected_row(world, message, planned)
    if isinstance(planned, Blocked):
        return blocked_row(world, account, message, planned.recipient)
    if account.balance <= 0 or planned.price > account.balance:
        return rejected_row(world, message, "INSUFFICIENT_CREDIT")
    text = draft(world, message, planned)
    return accepted_row(world, account, _accept(world, account, text))


def _accept(world: World, account: Account, text: SentText) -> SentText:
    """Write a text into the books, charge for it, and put it on its phone."""
    account.books.enter(text)
    account.balance -= text.price
    if not text.free_test:
        phone = world.phones.use(text.to)
        phone.add(
            PhoneText(
                direction="in",
                text=text.body,
                other=text.sender,
                time=text.due_at,
                message_id=text.message_id,
            )
        )
    return text
