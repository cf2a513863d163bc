"""What the tests of cancelling have in common: messages that are to come later."""

from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.clock import MINUTE, poll_now
from tests.unit.conftest import DAD
from tests.unit.sending import TEXT

LATER = "01:00:00"


async def schedule(
    hass: HomeAssistant, channel: str = "sms", **data: Any
) -> dict[str, Any]:
    """Send a message to Dad for in an hour; return its outcome."""
    who = {} if "entity_id" in data else {"phone_numbers": [DAD]}
    answer: Any = await hass.services.async_call(
        DOMAIN,
        f"send_{channel}",
        {"message": TEXT, "schedule": LATER, **who, **data},
        blocking=True,
        return_response=True,
    )
    outcome: dict[str, Any] = answer["messages"][0]
    return outcome


async def cancel(hass: HomeAssistant, action: str = "message", **data: Any) -> Any:
    """Cancel, and return the response."""
    return await hass.services.async_call(
        DOMAIN, f"cancel_{action}", data, blocking=True, return_response=True
    )


async def cancel_quietly(
    hass: HomeAssistant,
    action: str = "message",
    context: Context | None = None,
    **data: Any,
) -> None:
    """Cancel without asking for a response, as automations mostly do."""
    await hass.services.async_call(
        DOMAIN, f"cancel_{action}", data, blocking=True, context=context
    )


async def cancel_refusal(
    hass: HomeAssistant, action: str = "message", **data: Any
) -> HomeAssistantError:
    """Cancel without asking for a response; return what that raises."""
    with pytest.raises(HomeAssistantError) as caught:
        await cancel_quietly(hass, action, **data)
    return caught.value


def verdicts(answer: Any) -> list[tuple[str, str]]:
    """Return what became of each message, and why."""
    rows = [(row["status"], row["code"]) for row in answer["messages"]]
    cancelled = [row for row in rows if row[0] == "cancelled"]
    assert answer["failed"] == len(rows) - len(cancelled)
    return rows


def cancel_requests(simulator: Simulator) -> list[str]:
    """Return the paths of the requests to cancel."""
    return [record.path for record in simulator.requests.find("PUT", "*/cancel*")]


def to_come(simulator: Simulator, channel: Any = "sms") -> list[str]:
    """Return the numbers for which ClickSend has something scheduled."""
    now = simulator.clock.now()
    return [text.to for text in simulator.books.scheduled(channel, now)]


def hold_back(simulator: Simulator) -> None:
    """Have ClickSend take nothing for now, so that messages wait here."""
    simulator.faults.arm("rate_limited", path="*/send", times=None, retry_after=60)


async def let_go(hass: HomeAssistant, simulator: Simulator) -> None:
    """Have ClickSend take messages again, and those leave that still wait.

    What was asked of it before is forgotten.
    """
    simulator.faults.clear()
    simulator.requests.clear()
    await poll_now(hass, 2 * MINUTE)
