"""What a client error means to a person, in Home Assistant's terms."""

from math import ceil

from homeassistant.exceptions import (
    ConfigEntryAuthFailed,
    HomeAssistantError,
    ServiceValidationError,
)
from homeassistant.helpers.update_coordinator import UpdateFailed

from .api.errors import (
    NO_CREDIT,
    AnswerTimeoutError,
    ApiError,
    AuthenticationError,
    ConnectTimeoutError,
    ForbiddenError,
    GatewayAuthenticationError,
    GatewayConnectionError,
    NotReachedError,
    OutcomeUnknownError,
    RateLimitedError,
)
from .api.models import Channel
from .const import DOMAIN

# The first match counts, so a special case stands before its parent.
_KEYS: tuple[tuple[type[ApiError], str], ...] = (
    (AuthenticationError, "invalid_auth"),
    (GatewayAuthenticationError, "invalid_auth"),
    (GatewayConnectionError, "no_connection"),
    (RateLimitedError, "rate_limited"),
    (ConnectTimeoutError, "timeout_connect"),
    (AnswerTimeoutError, "timeout_connect"),
    (NotReachedError, "cannot_connect"),
    (OutcomeUnknownError, "cannot_connect"),
)


def error_key(error: ApiError) -> str:
    """Return the translation key that forms and exceptions share."""
    return next((key for kind, key in _KEYS if isinstance(error, kind)), "unknown")


def needs_reauth(error: ApiError) -> bool:
    """Tell whether only new credentials or a new connection can help."""
    return error_key(error) in ("invalid_auth", "no_connection")


def as_update_error(error: ApiError) -> HomeAssistantError:
    """Return what a coordinator raises."""
    if needs_reauth(error):
        return ConfigEntryAuthFailed(
            translation_domain=DOMAIN, translation_key=error_key(error)
        )
    return UpdateFailed(
        translation_domain=DOMAIN,
        translation_key="no_answer",
        retry_after=error.retry_after if isinstance(error, RateLimitedError) else None,
    )


def as_action_error(
    error: ApiError, channel: Channel | None = None
) -> HomeAssistantError:
    """Return what an action raises that only asks ClickSend for something.

    Args:
        error: what went wrong.
        channel: the channel that was asked about, if it was one.

    """
    placeholders = {}
    if needs_reauth(error):
        key = error_key(error)
    elif isinstance(error, RateLimitedError):
        key, placeholders = "rate_limited", {"seconds": str(ceil(error.retry_after))}
    elif error.may_repeat:
        key = "not_reached"
    elif error.outcome_unknown:
        key = "answer_unusable"
    elif error.code == NO_CREDIT:
        key = "no_credit_left"
    elif channel is Channel.VOICE and isinstance(error, ForbiddenError):
        key = "voice_not_allowed"
    else:
        key, placeholders = "refused", {"code": error.code or str(error)}
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders or None,
    )


def not_found(record: str) -> ServiceValidationError:
    """Return what an action raises about a record that is not there, or not ours.

    ClickSend answers 403 or 404 to either.

    Args:
        record: the ids that name it.

    """
    return mistake("not_found", record=record)


def mistake(key: str, **placeholders: str) -> ServiceValidationError:
    """Return the error for what the caller of an action can mend."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders or None,
    )
