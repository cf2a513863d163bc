"""Texts."""

from ..settings import EVERY_COUNTRY
from ..world import World
from .accounts import Account
from .books import SentText
from .channels import Channel, Row
from .history import sent_row
from .messaging import messaging_routes
from .pricing import measure, price
from .rows import shown_price


def _row(world: World, account: Account, text: SentText) -> Row:
    """Describe an accepted text, in ClickSend's order."""
    now = int(text.accepted_at)
    dates = {"int": now, "str": str(now), "str_comma": f"{now},"}
    return {
        "direction": "out",
        "date": dates[world.settings.send_date],
        "to": text.to,
        "body": text.body,
        "from": text.sender,
        "schedule": int(text.due_at),
        "message_id": text.message_id,
        "message_parts": text.parts,
        "message_price": shown_price(world, text.price),
        "from_email": text.from_email,
        "list_id": text.list_id,
        "custom_string": text.custom_string,
        "contact_id": text.contact_id,
        "user_id": account.user_id,
        "subaccount_id": account.subaccount_id,
        "is_shared_system_number": text.shared_sender,
        "country": text.country,
        "carrier": text.carrier,
    }


SMS = Channel(
    name="sms",
    priced="Here is some pricing.",
    listed="Here are your history.",
    cancelled="Scheduled sms message has been cancelled.",
    cancelled_data=lambda settings: None if settings.cancel_data == "null" else [],
    sums=("currency", "blocked_count"),
    alpha_tags=True,
    countries=lambda _: (EVERY_COUNTRY,),
    complete=lambda _, __, message: message,
    objection=lambda _, __: None,
    measure=lambda settings, body: measure(
        body,
        settings.setting_sms_message_char_limit,
        newline_counts_twice=settings.newline_counts_twice,
    ),
    price=price,
    details=lambda _, __, ___: {},
    row=_row,
    history_row=sent_row,
)

ROUTES = messaging_routes(SMS)
