"""GET and POST /sms/inbound, PUT /sms/inbound-read, all of it or one text."""

from ..http import Answer
from ..webhooks import WEBHOOK_TYPES, WebhookType
from .envelope import bad_request, not_found, success
from .inbound_rows import polled_text, pushed_text
from .inbox import ReceivedText
from .marking import mark_all_read
from .paging import as_listed, page
from .routes import Call, Route

_TEST_SENDER, _TEST_NUMBER = "+61411111111", "+61422222222"


def list_inbound(call: Call) -> Answer:
    """List the unread texts; without a POLL rule there are none."""
    settings = call.world.settings
    inbox, now = call.account.inbox, call.world.clock.now()
    shown = page(
        call.request.query,
        inbox.unread(call.account.rules, now),
        settings.limit_out_of_range,
        lambda unread: polled_text(settings, *unread),
    )
    return success("Here are your data.", as_listed(settings, shown))


def mark_inbound_read(call: Call) -> Answer:
    """Mark the texts from before `date_before` as read: without it, all of them."""
    message = "Inbound messages have been marked as read."
    return mark_all_read(call, call.account.inbox, message)


def mark_one_read(call: Call) -> Answer:
    """Mark every copy of one text as read; `data` is their number."""
    now = call.world.clock.now()
    count = call.account.inbox.mark(call.params["message_id"], now)
    if count is None:
        raise not_found("Inbound record not found.")
    return success("Receipt have been marked as read.", count)


def push_test(call: Call) -> Answer:
    """Push a text that nobody wrote."""
    body = call.json_object()
    address = body.get("url")
    webhook_type: WebhookType = body.get("webhook_type") or "post"
    wrong = {}
    if not isinstance(address, str) or not address:
        wrong["url"] = "The url field is required."
    if webhook_type not in WEBHOOK_TYPES:
        wrong["webhook_type"] = "The webhook_type is not valid."
    if wrong:
        raise bad_request("The test is not valid.", wrong)
    settings = call.world.settings
    text = ReceivedText(
        message_id=call.world.new_message_id(),
        sender=_TEST_SENDER,
        to=_TEST_NUMBER,
        body="This will be the new message body reply.",
        time=call.world.clock.now(),
        answers=None,
        copies=(),
    )
    fields = pushed_text(settings, call.account, text)
    call.world.pushes.add(
        "inbound",
        fields,
        url=address,
        webhook_type=webhook_type,
        message_id=text.message_id,
        delay=settings.push_delay,
    )
    return success("Test inbound message has been added.", fields)


ROUTES = (
    Route("GET", "/sms/inbound", list_inbound),
    Route("POST", "/sms/inbound", push_test),
    Route("PUT", "/sms/inbound-read", mark_inbound_read),
    Route("PUT", "/sms/inbound-read/{message_id}", mark_one_read),
)
