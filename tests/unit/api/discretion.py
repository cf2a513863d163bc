"""What no error, representation or log line may give away."""

from base64 import b64encode
from collections.abc import Awaitable
import traceback

import pytest

from custom_components.clicksend_messaging.api.errors import ApiError
from custom_components.clicksend_messaging.api.models import OutgoingSms

USERNAME = "home@example.com"
API_KEY = "0A1B2C3D-FICT-KEY0-9999-C0FFEE000001"
MATON_KEY = "maton_fictional_key_5f2d9c"
MEMBRANE_TOKEN = "fictional.membrane.token-83f1"
SKILLBOSS_KEY = "sk-fictional-hub-key-40b7"
CONNECTION = "c0ffee00-0000-4000-8000-000000000001"
SESSION_TOKEN = "fictional-session-token-71ab"

SMS = OutgoingSms(
    to="+12025550101", body="The front door is open", custom_string="ref-1"
)

_SECRETS = (
    API_KEY,
    b64encode(f"{USERNAME}:{API_KEY}".encode()).decode(),
    MATON_KEY,
    MEMBRANE_TOKEN,
    SKILLBOSS_KEY,
    SESSION_TOKEN,
    SMS.to,
    SMS.body,
)


def is_discreet(text: str) -> bool:
    """Tell whether a text holds nothing secret or personal."""
    return not any(secret in text for secret in _SECRETS)


async def error_of(request: Awaitable[object]) -> ApiError:
    """Return the error that a request ends with, which has to be discreet."""
    with pytest.raises(ApiError) as caught:
        await request
    error = caught.value
    assert is_discreet(f"{error} {error!r} {vars(error)}")
    # A log shows all that led to it as well.
    assert is_discreet("".join(traceback.format_exception(error)))
    return error


def verdict(error: ApiError | type[ApiError]) -> str:
    """Say what an error means for a message."""
    assert not (error.may_repeat and error.outcome_unknown)
    if error.may_repeat:
        return "may be repeated"
    return "outcome unknown" if error.outcome_unknown else "refused"
