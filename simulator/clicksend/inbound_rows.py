"""How a text that came in is described: when it is polled, and when it is pushed."""

from ..settings import Settings
from .accounts import Account
from .inbox import ReceivedText
from .polled import Copy
from .pushed import number, or_nothing
from .queries import Row

_NOT_ARCHIVED = ("to", "original_body")


def polled_text(settings: Settings, text: ReceivedText, copy: Copy) -> Row:
    """Describe one copy of a text for polling."""
    time = int(text.time)
    answers = text.answers
    row: Row = {
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
    if text.media_url:
        row["media_url"] = text.media_url
    return row


def pushed_text(settings: Settings, account: Account, text: ReceivedText) -> Row:
    """Describe a text for a push."""
    answers = text.answers
    original_id = or_nothing(settings, answers.message_id if answers else None)
    original = or_nothing(settings, answers.body if answers else None)
    custom_string = or_nothing(settings, answers.custom_string if answers else None)
    fields: Row = {
        "originalsenderid": answers.sender if answers else text.to,
        "body": text.body,
        "message": text.body,
        # By the documentation the number that received; by who saw it, who wrote.
        "sms": text.sender,
        "from": text.sender,
        "to": text.to,
        "timestamp": number(settings, text.time),
        "message_id": text.message_id,
        "original_message_id": original_id,
        "original_body": original,
        "originalmessage": original,
        "originalmessageid": original_id,
        "user_id": number(settings, account.user_id),
        "subaccount_id": number(settings, account.subaccount_id),
        "custom_string": custom_string,
        "customstring": custom_string,
    }
    if text.media_url:
        fields["media_url"] = text.media_url
    if settings.push_keys == "archived":
        for name in _NOT_ARCHIVED:
            del fields[name]
    return fields
