"""Texts with a picture."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ..settings import Settings
from ..world import World
from .accounts import Account
from .books import SentText
from .channels import Channel, Message, Row
from .history import sent_row
from .messaging import messaging_routes
from .pricing import measure_with_picture, picture_price
from .routes import Call
from .rows import shown_price

_LONGEST_SUBJECT = 20
_SENT_AS_IT_IS = (".jpg", ".gif")


def _complete(settings: Settings, request: Message, message: Message) -> Message:
    """Give a message the request's picture; one of its own is not looked at."""
    media = request.get("media_file")
    if not media and settings.mms_media_in_message:
        media = message.get("media_file")
    return {**message, "media_file": media}


def _objection(call: Call, message: Message) -> str | None:
    """Return what is wrong with the picture, its subject or the sender."""
    settings = call.world.settings
    media, subject = message["media_file"], str(message.get("subject") or "")
    is_price = call.request.path == "/mms/price"
    if not media and (settings.mms_price_needs_media or not is_price):
        return settings.mms_media_missing
    if media and not _can_be_sent(call, str(media)):
        return "INVALID_MEDIA_FILE"
    if not subject.strip() or len(subject) > _LONGEST_SUBJECT:
        return "SUBJECT_REQUIRED"
    if settings.mms_from_required and not message.get("from"):
        return "MISSING_REQUIRED_FIELDS"
    return None


def _can_be_sent(call: Call, url: str) -> bool:
    """Return whether there is a picture: our own upload, or another's address."""
    uploads = call.world.uploads
    if uploads.claims(url):
        upload = uploads.at(url)
        return (
            upload is not None
            and upload.user_id == call.account.user_id
            and call.world.clock.now() < upload.expires_at
        )
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_address = parts.scheme in {"http", "https"} and bool(parts.netloc)
    return is_address and parts.path.lower().endswith(_SENT_AS_IT_IS)


def _details(_: Settings, message: Message, __: float) -> Mapping[str, Any]:
    """Return what the books keep besides the words."""
    return {"subject": message.get("subject"), "media_url": message["media_file"]}


def _row(world: World, _: Account, text: SentText) -> Row:
    """Describe an accepted message, as in the published example."""
    scheduled = text.due_at > text.accepted_at
    return {
        "list_id": text.list_id,
        "contact_id": text.contact_id,
        "message_id": text.message_id,
        "to": text.to,
        "subject": text.subject,
        "from": text.sender,
        "body": text.body,
        "country": text.country,
        "custom_string": text.custom_string,
        "schedule": str(int(text.due_at)) if scheduled else "",
        "message_parts": text.parts,
        "message_price": shown_price(world, text.price),
        "_media_file_url": text.media_url,
    }


def _history_row(world: World, account: Account, text: SentText) -> Row:
    """Describe a message in history, where some types are others than for texts."""
    row = sent_row(world, account, text)
    if row["status"] == "Queued":
        row["status"] = world.settings.mms_queued
    return row | {
        "date": str(row["date"]),
        "date_added": row["date"],
        "subject": text.subject,
        "priority": 2,
        "_media_file_url": text.media_url,
        "message_parts": f"{text.parts:.2f}",
        "message_price": f"{text.price:.6f}",
    }


MMS = Channel(
    name="mms",
    priced="Messages queued for delivery.",
    listed="Here are your data.",
    cancelled="Scheduled mms message has been cancelled.",
    cancelled_data=lambda _: None,
    sums=(),
    alpha_tags=False,
    countries=lambda settings: settings.mms_countries,
    complete=_complete,
    objection=_objection,
    measure=lambda _, body: measure_with_picture(body),
    price=lambda _, parts: picture_price(parts),
    details=_details,
    row=_row,
    history_row=_history_row,
)

ROUTES = messaging_routes(MMS)
