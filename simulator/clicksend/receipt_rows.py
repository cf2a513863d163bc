"""How a receipt is described: when it is polled, and when it is pushed."""

from ..settings import Settings
from .accounts import Account
from .books import ChannelName
from .delivery import StatusCode
from .pushed import number, or_nothing
from .queries import Row
from .receipt_box import Receipt
from .voice import shown_digits

_WORDS: dict[StatusCode, str] = {
    "200": "Success: Message sent to the network.",
    "201": "Success: Message received on handset.",
    "300": "Temporary failure: Message will be retried.",
    "301": "Failed: Message could not be delivered.",
}
_STATUSES: dict[StatusCode, str] = {
    "200": "Sent",
    "201": "Delivered",
    "300": "Undelivered",
    "301": "Undelivered",
}


def polled_receipt(
    settings: Settings, account: Account, channel: ChannelName, receipt: Receipt
) -> Row:
    """Describe a receipt for polling, in the types that are asked for."""
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
        "subaccount_id": account.subaccount_id,
        settings.receipt_type_key: channel,
        "digits": shown_digits(settings, receipt.digits),
    }
    if channel == "voice":
        del row["subaccount_id"]
    return row


def pushed_receipt(
    settings: Settings, account: Account, channel: ChannelName, receipt: Receipt
) -> Row:
    """Describe a receipt for a push."""
    custom_string = or_nothing(settings, receipt.custom_string)
    fields = {
        "custom_string": custom_string,
        "customstring": custom_string,
        "error_code": or_nothing(settings, receipt.error_code),
        "error_text": or_nothing(settings, receipt.error_text),
        "message_id": receipt.message_id,
        "messageid": receipt.message_id,
        "message_type": channel,
        "status": _STATUSES[receipt.status_code],
        "status_code": receipt.status_code,
        "status_text": _WORDS[receipt.status_code],
        "subaccount_id": number(settings, account.subaccount_id),
        "timestamp": number(settings, receipt.time),
        "timestamp_send": number(settings, receipt.sent_at),
        "user_id": number(settings, account.user_id),
    }
    if channel == "voice":
        fields["digits"] = or_nothing(settings, receipt.digits)
    return fields
