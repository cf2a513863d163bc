"""From what a call asks for to one recipient's message, and on to ClickSend's shape."""

from collections.abc import Callable
from math import ceil
from typing import TypedDict

from ...api.models import (
    Channel,
    OutgoingMessage,
    OutgoingMms,
    OutgoingSms,
    OutgoingVoice,
)
from ..message import Message, Order, Speech
from ..recipients import Recipient
from .text import whole_characters
from .voices import DEFAULT_VOICE, Voices

MAX_SUBJECT = 20


class _Common(TypedDict):
    """What messages of all channels have."""

    to: str
    body: str
    custom_string: str
    sender: str | None
    schedule: int | None


# With our id, and the country of the recipient's number.
type Compose = Callable[[Recipient, Order, str, str | None], Message]


def compose(
    recipient: Recipient, order: Order, key: str, speech: Speech | None = None
) -> Message:
    """Return the message for one recipient.

    What the call wants comes before what the recipient has by default.

    Args:
        recipient: who gets it.
        order: what the call wants.
        key: our id for it.
        speech: how a call reads its text out.

    """
    sender = order.sender or recipient.sender
    is_mms = order.channel is Channel.MMS
    return Message(
        key=key,
        channel=order.channel,
        recipient=recipient.number,
        name=recipient.name,
        text=order.text,
        sender=whole_characters(sender) if sender else None,
        reference=order.reference or key,
        priority=order.priority,
        dedup_key=order.dedup_key,
        schedule=order.schedule,
        subject=(order.subject or subject_of(order.text)) if is_mms else None,
        media=(order.media or recipient.media) if is_mms else None,
        speech=speech,
    )


def as_outgoing(message: Message, now: float) -> OutgoingMessage:
    """Return a message as ClickSend takes it; what is due by now is not scheduled."""
    due = message.schedule
    common: _Common = {
        "to": message.recipient,
        "body": message.text,
        "custom_string": message.key,
        "sender": message.sender,
        "schedule": ceil(due) if due is not None and due > now else None,
    }
    if message.channel is Channel.MMS:
        return OutgoingMms(subject=message.subject or "", **common)
    if message.speech is not None:
        return OutgoingVoice(
            language=message.speech.language or "",
            voice=message.speech.voice or DEFAULT_VOICE,
            require_input=message.speech.require_input,
            machine_detection=bool(message.speech.machine_detection),
            country=message.speech.country,
            **common,
        )
    return OutgoingSms(**common)


def subject_of(text: str) -> str:
    """Return a subject for a text that came with none: its first words."""
    [line, *_] = text.strip().splitlines() or [""]
    if len(line) <= MAX_SUBJECT:
        return line
    cut = line[: MAX_SUBJECT + 1]
    return (cut.rpartition(" ")[0] or cut)[:MAX_SUBJECT].rstrip()


def speech_of(
    recipient: Recipient, order: Order, country: str | None, voices: Voices
) -> Speech | None:
    """Return how a call reads its text out; other messages have no voice.

    What the call wants comes before what the recipient has by default, and that before
    what the home's language has in ``voices``.
    """
    if order.channel is not Channel.VOICE:
        return None
    wanted, default = order.speech, recipient.speech
    language = wanted.language or default.language or voices.home
    detection = wanted.machine_detection
    return Speech(
        language=language,
        voice=wanted.voice or voices.voice(language, default.voice),
        require_input=wanted.require_input,
        machine_detection=bool(
            default.machine_detection if detection is None else detection
        ),
        country=country,
    )
