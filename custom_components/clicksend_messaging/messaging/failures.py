"""A report with failures, as the error that an automation sees."""

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from ..api.errors import NO_CREDIT
from ..const import DOMAIN
from .message import (
    ANSWER_LOST,
    EXPIRED,
    IN_PROGRESS,
    INVALID_RECIPIENT,
    LIST_NOT_FOUND,
    LIST_NOT_READ,
    NOT_AUTHORIZED,
    NOT_RECORDED,
    OPTED_OUT,
    PICTURE_LOST,
    VOICE_NOT_ENABLED,
    Outcome,
    Report,
    Status,
)

# Reasons that have an explanation of their own; the others are shown as they are.
_EXPLAINED = {
    ANSWER_LOST: "outcome_unknown",
    EXPIRED: "expired",
    IN_PROGRESS: "outcome_unknown",
    INVALID_RECIPIENT: "invalid_recipient",
    NOT_AUTHORIZED: "not_authorized",
    LIST_NOT_FOUND: "lists_left_out",
    LIST_NOT_READ: "lists_left_out",
    NOT_RECORDED: "not_recorded",
    OPTED_OUT: "opted_out",
    PICTURE_LOST: "picture_lost",
    VOICE_NOT_ENABLED: "voice_not_enabled",
    "COUNTRY_NOT_ENABLED": "country_not_enabled",
    NO_CREDIT: "insufficient_credit",
    "INVALID_SCHEDULE": "invalid_schedule",
}


def raise_for_failures(report: Report) -> None:
    """Raise if anybody may not have got the message, naming everybody concerned.

    Raises:
        ServiceValidationError: what was given cannot be a recipient.
        HomeAssistantError: ClickSend said no, or its answer was lost.

    """
    if not (failures := report.failures):
        return
    keys = {_explanation(outcome) for outcome in failures}
    key = keys.pop() if len(keys) == 1 else "send_failed"
    kind = ServiceValidationError if key == "invalid_recipient" else HomeAssistantError
    shown = [
        f"{outcome.name or outcome.recipient or '(empty)'} ({outcome.code})"
        for outcome in failures
    ]
    raise kind(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={
            "recipients": ", ".join(shown),
            "accepted": str(len(report.accepted)),
            "total": str(len(report.outcomes)),
        },
    )


def _explanation(outcome: Outcome) -> str:
    """Return the translation key for why a message failed."""
    other = "blocked" if outcome.status is Status.BLOCKED else "send_failed"
    return _EXPLAINED.get(outcome.code, other)
