"""What the tests of the action call_api have in common."""

from typing import Any

from homeassistant.core import HomeAssistant

from simulator import Simulator
from simulator.requests import RequestRecord
from tests.unit.services.asking import ask, problem
from tests.unit.services.roads import asked

RULES = "/automations/sms/inbound"


async def call(hass: HomeAssistant, path: str, **data: Any) -> Any:
    """Call the action and return its answer."""
    return await ask(hass, "call_api", path=path, **data)


async def refused(hass: HomeAssistant, path: str, **data: Any) -> str | None:
    """Call the action and return why it fails."""
    return (await problem(hass, "call_api", path=path, **data)).translation_key


def only(simulator: Simulator) -> RequestRecord:
    """Return the one thing that was asked."""
    (request,) = asked(simulator)
    return request
