"""Messages as ClickSend takes them, one shape a channel."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, override


class Channel(StrEnum):
    """A way to reach a phone; the value is its part of ClickSend's paths."""

    SMS = "sms"
    MMS = "mms"
    VOICE = "voice"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """One message for one number.

    ``to`` is E.164. ``custom_string`` comes back in the result, in history, in
    delivery reports and with replies; at most 50 characters survive everywhere. With
    no ``sender`` ClickSend picks the account's default or a shared number.
    ``schedule`` is unix seconds; without it ClickSend sends at once.
    """

    channel: ClassVar[Channel]

    to: str
    body: str
    custom_string: str
    sender: str | None = None
    schedule: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the entry of ``messages`` in the request."""
        message: dict[str, Any] = {
            "source": "home-assistant",
            "to": self.to,
            "body": self.body,
            "custom_string": self.custom_string,
        }
        if self.sender is not None:
            message["from"] = self.sender
        if self.schedule is not None:
            message["schedule"] = self.schedule
        return message


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingSms(OutgoingMessage):
    """A text (``POST /sms/send``)."""

    channel = Channel.SMS


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMms(OutgoingMessage):
    """A picture message (``POST /mms/send``); the picture is the request's.

    ClickSend requires a ``subject`` of at most 20 characters.
    """

    channel = Channel.MMS

    subject: str

    @override
    def as_json(self) -> dict[str, Any]:
        """Return the entry of ``messages`` in the request."""
        return {**OutgoingMessage.as_json(self), "subject": self.subject}


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingVoice(OutgoingMessage):
    """A call that reads a text out (``POST /voice/send``).

    ``language`` is one of ``GET /voice/lang``, ``voice`` is ``female`` or ``male``.
    With ``require_input`` the called person is asked to press a digit. ``country`` is
    ISO 3166; ClickSend's table requires it, its own example does without.
    """

    channel = Channel.VOICE

    language: str
    voice: str
    require_input: bool = False
    machine_detection: bool = False
    country: str | None = None

    @override
    def as_json(self) -> dict[str, Any]:
        """Return the entry of ``messages`` in the request."""
        message = {
            **OutgoingMessage.as_json(self),
            "lang": self.language,
            "voice": self.voice,
            "require_input": int(self.require_input),
            "machine_detection": int(self.machine_detection),
        }
        if self.country is not None:
            message["country"] = self.country
        return message
