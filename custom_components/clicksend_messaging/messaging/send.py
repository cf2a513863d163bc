"""From "tell Dad" to outcomes: the only road to ClickSend's send endpoints."""

from collections.abc import Sequence

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util.ulid import ulid_now

from ..const import DOMAIN
from ..coordinator import ClickSendConfigEntry
from ..exceptions import as_action_error, needs_reauth
from .message import ANSWER_LOST, INVALID_RECIPIENT, Message, Outcome, Report, Status
from .parts import part_count
from .recipients import Recipient

# Reasons that have an explanation of their own; the others are shown as they are.
_EXPLAINED = {
    ANSWER_LOST: "outcome_unknown",
    INVALID_RECIPIENT: "invalid_recipient",
    "COUNTRY_NOT_ENABLED": "country_not_enabled",
    "INSUFFICIENT_CREDIT": "insufficient_credit",
}


async def async_send_text(
    hass: HomeAssistant,
    entry: ClickSendConfigEntry,
    recipients: Sequence[Recipient],
    text: str,
    *,
    sender: str | None = None,
    reference: str | None = None,
) -> Report:
    """Send one text to everybody and return what became of each message.

    Args:
        hass: Home Assistant.
        entry: the account.
        recipients: who gets it; an invalid one gets an outcome without a request.
        text: the text.
        sender: instead of each recipient's own sender.
        reference: the caller's name for these messages; without one each gets its own.

    Raises:
        ServiceValidationError: the text is empty or would be cut off.
        HomeAssistantError: nothing was sent, for a reason that concerns everybody.

    """
    account = entry.runtime_data.account
    text = _whole_characters(text)
    _check_text(text, account.max_parts)
    messages = [
        _message(recipient, text, sender, reference)
        for recipient in recipients
        if recipient.valid
    ]
    sent = iter(await entry.runtime_data.outbox.async_send(messages))
    outcomes = tuple(
        next(sent) if recipient.valid else _refused(recipient, reference)
        for recipient in recipients
    )
    if error := next((outcome.error for outcome in outcomes if outcome.error), None):
        if needs_reauth(error):
            entry.async_start_reauth(hass)
        if all(outcome.error and not _handed_over(outcome) for outcome in outcomes):
            raise as_action_error(error)
    if any(_handed_over(outcome) for outcome in outcomes):
        await account.async_request_refresh()
    return Report(outcomes, account.currency)


def raise_for_failures(report: Report) -> None:
    """Raise if anybody may not have got the message, naming everybody concerned.

    Raises:
        ServiceValidationError: what was given cannot be a recipient.
        HomeAssistantError: ClickSend said no, or its answer was lost.

    """
    if not (failures := report.failures):
        return
    keys = {_EXPLAINED.get(outcome.code, "send_failed") for outcome in failures}
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
            "accepted": str(len(report.outcomes) - len(failures)),
            "total": str(len(report.outcomes)),
        },
    )


def _check_text(text: str, max_parts: int) -> None:
    """Refuse what ClickSend would refuse or silently cut off."""
    if not text.strip():
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="empty_message"
        )
    # Depending on the document a line break counts as one character or as two.
    counted = text.replace("\r\n", "\n").replace("\n", "\r\n")
    if (parts := part_count(counted)) > max_parts:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="message_too_long",
            translation_placeholders={
                "parts": str(parts),
                "max_parts": str(max_parts),
                "length": str(len(text)),
            },
        )


def _whole_characters(text: str) -> str:
    """Put characters together that YAML or a template left in two halves.

    Emoji written as two escapes come as surrogates, which no JSON may hold.
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _message(
    recipient: Recipient, text: str, sender: str | None, reference: str | None
) -> Message:
    """Return the message for one recipient."""
    key = ulid_now()
    sender = sender or recipient.sender
    return Message(
        key=key,
        recipient=recipient.number,
        name=recipient.name,
        text=text,
        sender=_whole_characters(sender) if sender else None,
        reference=reference or key,
    )


def _refused(recipient: Recipient, reference: str | None) -> Outcome:
    """Return the outcome of what cannot be a recipient."""
    return Outcome(
        recipient=recipient.number,
        name=recipient.name,
        reference=reference,
        status=Status.REJECTED,
        code=INVALID_RECIPIENT,
    )


def _handed_over(outcome: Outcome) -> bool:
    """Tell whether ClickSend may have the message."""
    return outcome.status in (Status.ACCEPTED, Status.UNKNOWN)
