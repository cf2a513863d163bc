"""GET /sms/inbound, PUT /sms/inbound-read and PUT /sms/inbound-read/{message_id}."""

from typing import Any

from ..http import Answer
from ..settings import Settings
from .envelope import bad_request, not_found, success
from .inbox import Copy, ReceivedText
from .paging import page
from .routes import Call, Route


def list_inbound(call: Call) -> Answer:
    """List the unread texts; without a POLL rule there are none."""
    settings = call.world.settings
    unread = call.account.inbox.unread(call.account.rules)
    rows = [_row(settings, text, copy) for text, copy in unread]
    shown = page(call.request.query, rows, settings.limit_out_of_range)
    return success("Here are your data.", shown)


def mark_all_read(call: Call) -> Answer:
    """Mark the texts from before `date_before` as read: without it, all of them."""
    body = call.json_object() if call.request.body.strip() else {}
    before = body.get("date_before")
    if before is not None and not str(before).isdecimal():
        message = "The date before must be a unix timestamp."
        raise bad_request(message, {"date_before": message})
    call.account.inbox.mark_before(None if before is None else int(before))
    data: dict[str, object] = {"braces": "{}", "null": None, "object": {}}
    return success(
        "Inbound messages have been marked as read.",
        data[call.world.settings.mark_all_data],
    )


def mark_one_read(call: Call) -> Answer:
    """Mark every copy of one text as read; `data` is their number."""
    count = call.account.inbox.mark(call.params["message_id"])
    if count is None:
        raise not_found("Inbound record not found.")
    return success("Receipt have been marked as read.", count)


ROUTES = (
    Route("GET", "/sms/inbound", list_inbound),
    Route("PUT", "/sms/inbound-read", mark_all_read),
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
