"""Somebody to send to, and what a recipient's own settings make of a message."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from homeassistant.config_entries import ConfigSubentry

from ..api.models import Channel
from ..const import (
    CONF_ATTACHMENT,
    CONF_LANGUAGE,
    CONF_MACHINE_DETECTION,
    CONF_NAME,
    CONF_PHONE_NUMBER,
    CONF_SENDER,
    CONF_VOICE,
)
from .message import INVALID_RECIPIENT, Speech


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody to send to.

    ``number`` is E.164, or what was given where that cannot be a number: then
    ``valid`` is false, ``problem`` says why, and nothing is asked of ClickSend; so it
    is for a contact list that cannot be read. ``attachment`` is what they get with
    every MMS that comes without a picture, ``media`` that picture once it is kept.
    """

    number: str = field(repr=False)
    name: str | None = field(default=None, repr=False)
    sender: str | None = field(default=None, repr=False)
    speech: Speech = field(default_factory=Speech)
    attachment: str | None = field(default=None, repr=False)
    media: str | None = None
    valid: bool = True
    problem: str = INVALID_RECIPIENT


def configured_recipient(subentry: ConfigSubentry, channel: Channel) -> Recipient:
    """Return the recipient that a subentry describes, with the channel's defaults."""
    recipient = Recipient(
        number=subentry.data[CONF_PHONE_NUMBER], name=subentry.data[CONF_NAME]
    )
    return with_defaults(recipient, subentry, channel)


def with_defaults(
    recipient: Recipient, subentry: ConfigSubentry, channel: Channel
) -> Recipient:
    """Return a recipient who gets what a subentry says where they say nothing."""
    defaults: Mapping[str, Any] = subentry.data.get(channel, {})
    own = recipient.speech
    detection = own.machine_detection
    # A voice goes with a language: one of theirs must not meet one of somebody else's.
    spoken: Mapping[str, Any] = {} if own.language else defaults
    return replace(
        recipient,
        sender=recipient.sender or defaults.get(CONF_SENDER),
        speech=replace(
            own,
            language=own.language or defaults.get(CONF_LANGUAGE),
            voice=own.voice or spoken.get(CONF_VOICE),
            machine_detection=(
                defaults.get(CONF_MACHINE_DETECTION) if detection is None else detection
            ),
        ),
        attachment=recipient.attachment or defaults.get(CONF_ATTACHMENT),
    )


def entity_unique_id(subentry: ConfigSubentry, channel: Channel) -> str:
    """Return the unique id of a recipient's notify entity."""
    return f"{subentry.subentry_id}_{channel}"
