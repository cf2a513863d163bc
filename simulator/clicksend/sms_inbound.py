"""GET /sms/inbound, PUT /sms/inbound-read and PUT /sms/inbound-read/{message_id}."""

from typing import Any

from ..http import Answer
from ..settings import Settings
from .envelope import not_found, success
from .inbox import ReceivedText
from .marking import mark_all_read
from .paging import as_listed, page
from .polled import Copy
from .routes import Call, Route


def list_inbound(call: Call) -> Answer:
    """List the unread texts; without a POLL rule there are none."""
    settings = call.world.settings
    unread = call.account.inbox.unread(call.account.rules)
    rows = [_row(settings, text, copy) for text, copy in unread]
    shown = page(call.request.query, rows, settings.limit_out_of_range)
    return success("Here are your data.", as_listed(settings, shown))


def mark_inbound_read(call: Call) -> Answer:
    """Mark the texts from before `date_before` as read: without it, all of them."""
    message = "Inbound messages have been marked as read."
    return mark_all_read(call, call.account.inbox, message)


def mark_one_read(call: Call) -> Answer:
    """Mark every copy of one text as read; `data` is their number."""
    count = call.account.inbox.mark(call.params["message_id"])
    if count is None:
        raise not_found("Inbound record not found.")
    return success("Receipt have been marked as read.", count)


ROUTES = (
    Route("GET", "/sms/inbound", list_inbound),
    Route("PUT", "/sms/inbound-read", mark_inbound_read),
    Route("PUT", "/sms/inbound-read/{message_id}", mark_one_read),
)


def _row(settings: Settings, text: ReceivedText, copy: Copy) -> dict[str, Any]:
    """Describe one copy of a text."""
    time = int(text.time)
    answers = text.answers
    return {
        settings.inbound_time_key: (
            time if settings.inbound_time_type == "int" else str(time)
        ),
        "from": text.sender,
        "body": text.body,
        "original_body": answers.body if answers else None,
        "original_message_id": answers.message_id if answers else None,
        "to": text.to,
        "custom_string": answers.custom_string if answers else "",
        "message_id": copy.message_id,
        "_keyword": text.body.split()[0].lower() if text.body.split() else "",
    }
