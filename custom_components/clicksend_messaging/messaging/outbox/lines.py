"""A record as lines of the journal, and back.

A whole record is one line with ``to``; what changes later is a line of its own with the
changed fields only. A line is believed only as far as every field can be what it says:
the file may have been damaged, or edited by hand.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from math import isfinite
import re
from typing import Any

from ...api.models import Channel
from ..message import Message, Priority, Speech
from .journal import Line
from .record import Record
from .states import State

_E164 = re.compile(r"\+[1-9][0-9]{2,14}")
_PICTURE = re.compile(r"[0-9a-f]{64}\.(jpg|gif)")


def as_line(record: Record) -> Line:
    """Return a whole record."""
    message = record.message
    fields = {
        "id": message.key,
        "channel": message.channel.value,
        "to": message.recipient,
        "text": message.text,
        "name": message.name,
        "from": message.sender,
        "reference": message.reference,
        "priority": message.priority.value,
        "dedup_key": message.dedup_key,
        "resend_of": message.resend_of,
        "schedule": message.schedule,
        "subject": message.subject,
        "media": message.media,
        **_speech_as_fields(message.speech),
        "created": record.created,
        "expires": record.expires,
        "left": record.left,
        "state": record.state,
        "changed": record.changed,
        "attempts": record.attempts,
        "code": record.code,
        "message_id": record.message_id,
        "sender": record.sender,
        "parts": record.parts,
        "cost": record.cost,
        "final": record.final,
        "digits": record.digits,
        "job_id": record.job_id,
    }
    return _shortened(fields)


def changes_as_line(key: str, changes: Mapping[str, Any]) -> Line:
    """Return the changed fields of a record."""
    return {"id": key, **_shortened(changes)}


def record_from_line(line: Line) -> Record:
    """Read a whole record back.

    Raises:
        KeyError, TypeError, ValueError, ArithmeticError: the line is no whole record.

    """
    recipient = _text(line["to"])
    if not _E164.fullmatch(recipient):
        raise ValueError("not a number")
    changes = changes_from_line({"changed": line["created"], **line})
    record = Record(
        message=Message(
            key=_text(line["id"]),
            channel=Channel(line.get("channel", Channel.SMS)),
            recipient=recipient,
            text=_text(line["text"]),
            name=_optional(line.get("name")),
            sender=_optional(line.get("from")),
            reference=_optional(line.get("reference")),
            priority=Priority(line.get("priority", Priority.NORMAL)),
            dedup_key=_optional(line.get("dedup_key")),
            resend_of=_optional(line.get("resend_of")),
            schedule=_moment(line["schedule"]) if "schedule" in line else None,
            subject=_optional(line.get("subject")),
            media=_file_name(line["media"]) if "media" in line else None,
            speech=_speech(line) if "language" in line else None,
        ),
        created=_moment(line["created"]),
        expires=_moment(line["expires"]),
        left=_moment(line["left"]) if "left" in line else None,
        **changes,
    )
    if record.charged and record.left is None:
        return replace(record, left=record.changed)
    return record


def changes_from_line(line: Line) -> dict[str, Any]:
    """Return the changed fields of a line; what is not known is left out.

    Raises:
        TypeError, ValueError, ArithmeticError: a field holds what it cannot.

    """
    return {name: read(line[name]) for name, read in _READERS.items() if name in line}


def _shortened(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields as they stand in the journal, without what is empty."""
    return {
        name: str(value) if isinstance(value, Decimal) else value
        for name, value in fields.items()
        if value is not None and value != "" and value is not False
    }


def _speech_as_fields(speech: Speech | None) -> dict[str, Any]:
    """Return how a call reads its text out."""
    if speech is None:
        return {}
    return {
        "language": speech.language,
        "voice": speech.voice,
        "require_input": speech.require_input,
        "machine_detection": speech.machine_detection,
        "country": speech.country,
    }


def _speech(line: Line) -> Speech:
    """Read how a call reads its text out."""
    return Speech(
        language=_text(line["language"]),
        voice=_optional(line.get("voice")),
        require_input=_flag(line.get("require_input", False)),
        machine_detection=_flag(line.get("machine_detection", False)),
        country=_optional(line.get("country")),
    )


def _file_name(value: object) -> str:
    """Return the name of a picture's file, which leads to nowhere else."""
    if not _PICTURE.fullmatch(name := _text(value)):
        raise ValueError("not a picture's name")
    return name


def _text(value: object) -> str:
    """Return a text that is there."""
    if not isinstance(value, str) or not value:
        raise TypeError("no text")
    return value


def _optional(value: object) -> str | None:
    """Return a text or nothing."""
    return None if value is None else _text(value)


def _moment(value: object) -> float:
    """Return a moment in unix seconds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("no moment")
    if not isfinite(value) or value < 0:
        raise ValueError("no moment")
    return float(value)


def _count(value: object) -> int:
    """Return a number of things."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError("no count")
    return value


def amount(value: object) -> Decimal:
    """Return an amount of money.

    Raises:
        TypeError, ValueError, ArithmeticError: it is none.

    """
    money = Decimal(_text(value))
    if not money.is_finite():
        raise ValueError("no amount")
    return money


def _flag(value: object) -> bool:
    """Return a flag."""
    if not isinstance(value, bool):
        raise TypeError("no flag")
    return value


_READERS: dict[str, Callable[[Any], Any]] = {
    "state": State,
    "changed": _moment,
    "attempts": _count,
    "code": _text,
    "message_id": _text,
    "sender": _text,
    "parts": _count,
    "cost": amount,
    "final": _flag,
    "digits": _text,
    "job_id": _text,
}
