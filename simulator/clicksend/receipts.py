"""The receipts: /sms/receipts, /mms/receipts and /voice/receipts."""

from collections.abc import Iterator
from functools import partial
from typing import Literal

from ..http import Answer
from ..world import World
from .accounts import Account
from .books import ChannelName
from .delivery import StatusCode
from .envelope import RefusedError, bad_request, failure, not_found, success
from .marking import mark_all_read
from .paging import as_listed, page
from .queries import Row
from .receipt_box import Receipt, ReceiptBox
from .receipt_rows import polled_receipt, pushed_receipt
from .routes import Call, Route

_MARKED = "Receipts have been marked as read."

type Presence = Literal["exists", 404, 405]


def up_to_date(world: World, account: Account, channel: ChannelName) -> ReceiptBox:
    """Return the receipts of a channel, with all that has come by now."""
    box = account.receipts[channel]
    for receipt in box.catch_up(world.settings, account.books, world.clock.now()):
        _push(world, account, box, receipt)
    return box


def push_due(world: World, account: Account) -> bool:
    """Push the receipts that have come by now; return whether rules ask for more."""
    pushed = [
        channel
        for channel, box in account.receipts.items()
        if any(rule.action == "URL" and rule.enabled for rule in box.rules)
    ]
    for channel in pushed:
        up_to_date(world, account, channel)
    return bool(pushed)


def report(
    world: World,
    account: Account,
    message_id: str,
    status_code: StatusCode,
    *,
    error_code: str | None = None,
    error_text: str | None = None,
    digits: str | None = None,
) -> Receipt:
    """Put in a receipt by hand; raises LookupError if there is no such message."""
    text = account.books.get(message_id)
    if text is None:
        raise LookupError(message_id)
    box = up_to_date(world, account, text.channel)
    receipt = box.take_in(
        Receipt(
            message_id=message_id,
            status_code=status_code,
            error_code=error_code,
            error_text=error_text,
            custom_string=text.custom_string or None,
            digits=digits,
            sent_at=text.due_at,
            time=world.clock.now(),
        )
    )
    _push(world, account, box, receipt)
    return receipt


def _push(world: World, account: Account, box: ReceiptBox, receipt: Receipt) -> None:
    """Have a receipt pushed for each URL rule that it meets."""
    for rule in box.rules:
        if rule.action == "URL" and rule.matches(receipt.status_code):
            world.pushes.add(
                "receipt",
                pushed_receipt(world.settings, account, box.channel, receipt),
                url=rule.action_address,
                message_id=receipt.message_id,
                rule_id=rule.rule_id,
                delay=world.settings.push_delay,
            )


def _list(channel: ChannelName, call: Call) -> Answer:
    """List the unread receipts; without a POLL rule there are none."""
    box = _box(call, channel)
    settings = call.world.settings
    unread = box.unread(box.rules, call.world.clock.now())
    rows = [_row(call, channel, receipt) for receipt, _ in unread]
    found = page(call.request.query, rows, settings.limit_out_of_range)
    return success("Here are your delivery receipts.", as_listed(settings, found))


def _view(channel: ChannelName, call: Call) -> Answer:
    """Show the latest receipt for a message, read or not."""
    receipt = _box(call, channel, old=channel == "voice").latest(
        call.params["message_id"]
    )
    polled_only = call.world.settings.receipt_by_id == "polled"
    if receipt is None or (polled_only and not receipt.copies):
        raise not_found("Receipt record not found.")
    return success("Your receipt.", _row(call, channel, receipt))


def _mark(channel: ChannelName, call: Call) -> Answer:
    """Mark receipts as read: one of them alone cannot be."""
    box = _box(call, channel, old=channel == "voice")
    return mark_all_read(call, box, _MARKED)


def _test(channel: ChannelName, call: Call) -> Answer:
    """Make a receipt up and push it; with `poll` for an address it is to be polled."""
    box = _box(call, channel, old=channel == "voice")
    address = call.json_object().get("url")
    if not isinstance(address, str) or not address:
        message = "The url field is required."
        raise bad_request(message, {"url": message})
    now = call.world.clock.now()
    receipt = Receipt(
        message_id=call.world.new_message_id(),
        status_code="201",
        error_code="0",
        error_text="error_text",
        custom_string="custom_string",
        digits="6",
        sent_at=now,
        time=now,
    )
    if address == "poll":
        box.take_in(receipt)
    else:
        call.world.pushes.add(
            "receipt",
            pushed_receipt(call.world.settings, call.account, channel, receipt),
            url=address,
            message_id=receipt.message_id,
            delay=call.world.settings.push_delay,
        )
    return success("Receipt has been added", _row(call, channel, receipt))


def _routes() -> Iterator[Route]:
    """Return the routes of all channels."""
    channels: tuple[ChannelName, ...] = ("sms", "mms", "voice")
    for channel in channels:
        path = f"/{channel}/receipts"
        yield Route("GET", path, partial(_list, channel))
        yield Route("GET", f"{path}/{{message_id}}", partial(_view, channel))
        yield Route("PUT", f"{path}-read", partial(_mark, channel))
        if channel != "mms":
            yield Route("POST", path, partial(_test, channel))


ROUTES = tuple(_routes())


def _box(call: Call, channel: ChannelName, *, old: bool = False) -> ReceiptBox:
    """Return the receipts of a channel; raises RefusedError if it has none."""
    settings = call.world.settings
    presence: Presence = "exists"
    if channel == "mms":
        presence = settings.mms_receipts
    elif old:
        presence = settings.voice_receipts_extras
    if presence != "exists":
        raise RefusedError(failure(presence))
    return up_to_date(call.world, call.account, channel)


def _row(call: Call, channel: ChannelName, receipt: Receipt) -> Row:
    """Describe a receipt."""
    return polled_receipt(call.world.settings, call.account, channel, receipt)
