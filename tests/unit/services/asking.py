"""What the tests of actions that answer have in common."""

from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator


async def ask(hass: HomeAssistant, action: str, /, **data: Any) -> Any:
    """Call an action and return its answer."""
    return await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )


async def problem(
    hass: HomeAssistant, action: str, /, **data: Any
) -> HomeAssistantError:
    """Call an action and return what it raises."""
    with pytest.raises(HomeAssistantError) as caught:
        await ask(hass, action, **data)
    assert caught.value.translation_domain == DOMAIN
    return caught.value


def must_sign_in(hass: HomeAssistant) -> bool:
    """Tell whether the user is asked to sign in again."""
    flows = hass.config_entries.flow.async_progress()
    return any(flow["context"]["source"] == SOURCE_REAUTH for flow in flows)


FAULTS = pytest.mark.parametrize(
    ("fault", "key"),
    [
        ("unauthorized", "invalid_auth"),
        ("forbidden", "refused"),
        ("rate_limited", "rate_limited"),
        ("server_error", "answer_unusable"),
        ("malformed", "answer_unusable"),
        ("html_error", "answer_unusable"),
    ],
)
"""What may go wrong with a request, and what a person is told."""


async def assert_told(
    hass: HomeAssistant,
    simulator: Simulator,
    fault: str,
    key: str,
    path: str,
    *question: Any,
    **data: Any,
) -> None:
    """Check what somebody is told when a request goes wrong."""
    simulator.faults.arm(fault, path=path)

    error = await problem(hass, *question, **data)

    assert error.translation_key == key
    assert must_sign_in(hass) == (key == "invalid_auth")
