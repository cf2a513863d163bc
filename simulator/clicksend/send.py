"""POST /{channel}/send."""

from decimal import Decimal

from ..http import Answer
from ..phones import PhoneText
from ..world import World
from .accounts import Account
from .books import SentText
from .channels import Channel, Message, Row
from .envelope import bad_request, success
from .plan import Blocked, Plan, draft, messages_of, plan
from .routes import Call, Route
from .rows import accepted_row, blocked_row, rejected_row, summary


def send_route(channel: Channel) -> Route:
    """Return the route that sends this way."""
    return Route("POST", f"/{channel.name}/send", lambda call: _send(call, channel))


def _send(call: Call, channel: Channel) -> Answer:
    """Accept the messages, each for itself: the HTTP status is 200 whatever happens."""
    world, account = call.world, call.account
    messages = messages_of(call, channel)
    plans = [_plan(call, channel, message) for message in messages]
    if world.settings.insufficient_credit == "request":
        needed = sum((p.price for p in plans if isinstance(p, Plan)), Decimal(0))
        if needed > account.balance:
            raise bad_request("Insufficient credit.", code="INSUFFICIENT_CREDIT")
    before = account.balance
    rows = [
        _carry_out(world, account, channel, message, planned)
        for message, planned in zip(messages, plans, strict=True)
    ]
    blocked = sum(isinstance(planned, Blocked) for planned in plans)
    return success(
        "Messages queued for delivery.",
        summary(world, channel, rows, before - account.balance, blocked),
    )


def _plan(call: Call, channel: Channel, message: Message) -> Plan | Blocked | str:
    """Return what to do with a message, or the status that it is turned down with."""
    planned = plan(call, channel, message)
    if isinstance(planned, Plan) and _is_throttled(
        call.world,
        call.account,
        (channel.name, planned.recipient.e164, str(message["body"])),
    ):
        return "THROTTLED"
    return planned


def _is_throttled(world: World, account: Account, text: tuple[str, str, str]) -> bool:
    """Return whether the same text went to the same number just now."""
    window, now = world.settings.throttle_window, world.clock.now()
    if window <= 0:
        return False
    if any(
        time > now - window and tuple(earlier) == text
        for time, *earlier in account.recent_texts
    ):
        return True
    account.recent_texts.append((now, *text))
    return False


def _carry_out(
    world: World,
    account: Account,
    channel: Channel,
    message: Message,
    planned: Plan | Blocked | str,
) -> Row:
    """Accept a message or turn it down; return its row of the answer."""
    if isinstance(planned, str):
        return rejected_row(world, message, planned)
    if isinstance(planned, Blocked):
        return blocked_row(world, account, channel, message, planned.recipient)
    if account.balance <= 0 or planned.price > account.balance:
        return rejected_row(world, message, "INSUFFICIENT_CREDIT")
    text = draft(world, channel, message, planned)
    _accept(world, account, text)
    return accepted_row(world, account, channel, text)


def _accept(world: World, account: Account, text: SentText) -> None:
    """Write a message into the books, charge for it, and put it on its phone."""
    account.books.enter(text)
    account.balance -= text.price
    if text.free_test:
        return
    picture = text.media_url
    if picture and (upload := world.uploads.at(picture)):
        # The phone keeps what it was sent, also when the upload is gone.
        picture = f"/control/uploads/{upload.file_name}"
    world.phones.use(text.to).add(
        PhoneText(
            direction="in",
            text=text.body,
            other=text.sender,
            time=text.due_at,
            message_id=text.message_id,
            subject=text.subject,
            picture=picture,
            call=text.call,
        )
    )
