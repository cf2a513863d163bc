"""What is checked, shortened or looked up before a message is taken in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ...api.models import Channel
from ...const import DOMAIN
from ...exceptions import mistake
from ..message import Attachment, Order
from ..recipients import Recipient
from .attachment import async_picture
from .compose import MAX_SUBJECT
from .media import Pictures
from .parts import MAX_VOICE_PARTS, fits_mms, part_count, voice_part_count
from .plain_letters import in_plain_letters
from .text import whole_characters


@dataclass(frozen=True, slots=True)
class Prepared:
    """What can be sent, and how many parts it takes."""

    recipients: tuple[Recipient, ...]
    order: Order
    parts: int


def prepare(
    recipients: Sequence[Recipient],
    order: Order,
    *,
    max_parts: int,
    plain_letters: bool,
) -> Prepared:
    """Return what a call asks for with its text as it can be sent.

    Raises:
        ServiceValidationError: the text cannot be sent whole.

    """
    text = whole_characters(order.text)
    if plain_letters and order.channel is Channel.SMS:
        text = in_plain_letters(text)
    order = replace(order, text=text)
    return Prepared(tuple(recipients), order, _checked_parts(order, max_parts))


async def async_with_pictures(
    hass: HomeAssistant, pictures: Pictures, prepared: Prepared
) -> Prepared:
    """Return what can be sent as an MMS, with the pictures as they are now.

    Raises:
        ServiceValidationError: the subject cannot be sent whole, or there is no picture
            to send.
        HomeAssistantError: a picture could not be read or kept.

    """
    _check_subject(prepared.order)
    recipients, order = await _async_attached(
        hass, pictures, prepared.recipients, prepared.order
    )
    return replace(prepared, recipients=tuple(recipients), order=order)


def _checked_parts(order: Order, max_parts: int) -> int:
    """Return how many parts a text needs.

    Raises:
        ServiceValidationError: ClickSend would refuse it, or silently cut it off.

    """
    text = order.text
    if not text.strip():
        raise mistake("empty_message")
    if order.channel is Channel.MMS:
        if not fits_mms(text):
            raise mistake("mms_too_long", length=str(len(text)))
        return 1
    if order.channel is Channel.VOICE:
        parts, max_parts = voice_part_count(text), MAX_VOICE_PARTS
    else:
        # Depending on the document a line break counts as one character or as two.
        parts = part_count(text.replace("\r\n", "\n").replace("\n", "\r\n"))
    if parts > max_parts:
        raise mistake(
            "message_too_long",
            parts=str(parts),
            max_parts=str(max_parts),
            length=str(len(text)),
        )
    return parts


def _check_subject(order: Order) -> None:
    """See to it that ClickSend takes the subject.

    Raises:
        ServiceValidationError: it is too long.

    """
    if order.subject is not None and len(order.subject) > MAX_SUBJECT:
        raise mistake(
            "subject_too_long",
            length=str(len(order.subject)),
            max_length=str(MAX_SUBJECT),
        )


async def _async_attached(
    hass: HomeAssistant,
    pictures: Pictures,
    recipients: Iterable[Recipient],
    order: Order,
) -> tuple[list[Recipient], Order]:
    """Keep the pictures as they are now: the call's own, or each recipient's.

    Raises:
        ServiceValidationError: somebody would get none, or what is named is none.
        HomeAssistantError: one could not be read or kept.

    """
    if order.attachment:
        media = await _async_keep(hass, pictures, order.attachment)
        return list(recipients), replace(order, media=media)
    kept: dict[str, str] = {}
    ready = []
    for recipient in recipients:
        if not recipient.valid:
            ready.append(recipient)
            continue
        if not (attachment := recipient.attachment):
            raise mistake(
                "attachment_missing", recipient=recipient.name or recipient.number
            )
        if attachment not in kept:
            kept[attachment] = await _async_keep(hass, pictures, attachment)
        ready.append(replace(recipient, media=kept[attachment]))
    return ready, order


async def _async_keep(
    hass: HomeAssistant, pictures: Pictures, attachment: Attachment
) -> str:
    """Read a picture, keep it, and return its name.

    Raises:
        ServiceValidationError: what is named is no picture.
        HomeAssistantError: it could not be read or kept.

    """
    picture = await async_picture(hass, attachment)
    try:
        return await pictures.async_keep(picture)
    except OSError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="picture_not_kept"
        ) from err
