"""The receipts: /sms/receipts, /mms/receipts and /voice/receipts."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Literal

from ..http import Answer
from ..world import World
from .accounts import Account
from .books import ChannelName
from .delivery import StatusCode
from .envelope import RefusedError, bad_request, failure, not_found, success
from .marking import mark_all_read
from .paging import as_listed, page
from .receipt_box import Receipt, ReceiptBox
from .routes import Call, Route
from .voice import shown_digits

_WORDS: dict[StatusCode, str] = {
    "200": "Success: Message sent to the network.",
    "201": "Success: Message received on handset.",
    "300": "Temporary failure: Message will be retried.",
    "301": "Failed: Message could not be delivered.",
}
_MARKED = "Receipts have been marked as read."

type Presence = Literal["exists", 404, 405]


def up_to_date(world: World, account: Account, channel: ChannelName) -> ReceiptBox:
    """Return the receipts of a channel, with all that has come by now."""
    box = account.receipts[channel]
    box.catch_up(world.settings, account.books, world.clock.now())
    return box


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
    now = world.clock.now()
    return up_to_date(world, account, text.channel).take_in(
        Receipt(
            message_id=message_id,
            status_code=status_code,
            error_code=error_code,
            error_text=error_text,
            custom_string=text.custom_string or None,
            digits=digits,
            sent_at=text.due_at,
            time=now,
        )
    )


def _list(channel: ChannelName, call: Call) -> Answer:
    """List the unread receipts; without a POLL rule there are none."""
    box = _box(call, channel)
    rows = [_row(call, channel, receipt) for receipt, _ in box.unread(box.rules)]
    settings = call.world.settings
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
    """Make a receipt up; with `poll` for an address it is there to be polled."""
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


def _row(call: Call, channel: ChannelName, receipt: Receipt) -> dict[str, Any]:
    """Describe a receipt, in the types that are asked for."""
    settings = call.world.settings
    code = int if settings.receipt_codes == "int" else str
    time = int if settings.receipt_times == "int" else str
    error = receipt.error_code
    row = {
        "timestamp_send": time(int(receipt.sent_at)),
        "timestamp": time(int(receipt.time)),
        "message_id": receipt.message_id,
        "status_code": code(receipt.status_code),
        "status_text": _WORDS[receipt.status_code],
        "error_code": None if error is None else code(error),
        "error_text": receipt.error_text,
        "custom_string": receipt.custom_string,
        "subaccount_id": call.account.subaccount_id,
        settings.receipt_type_key: channel,
        "digits": shown_digits(settings, receipt.digits),
    }
    if channel == "voice":
        del row["subaccount_id"]
    return row
