"""The actions, one module a family."""

from collections.abc import Mapping
from typing import Final

from homeassistant.core import HomeAssistant, callback

from . import cancel, people, price, read, send
from .action import Action

ACTIONS: Final[Mapping[str, Action]] = {
    **cancel.ACTIONS,
    **people.ACTIONS,
    **price.ACTIONS,
    **read.ACTIONS,
    **send.ACTIONS,
}


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register every action."""
    for name, action in ACTIONS.items():
        action.async_register(hass, name)
