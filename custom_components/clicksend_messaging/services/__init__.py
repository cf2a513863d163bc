"""The actions, one module a family."""

from collections.abc import Mapping
from typing import Final

from homeassistant.core import HomeAssistant, callback

from . import (
    account,
    call_api,
    cancel,
    connections,
    contacts,
    email_addresses,
    lists,
    membrane_actions,
    people,
    price,
    read,
    send,
    skillboss,
    templates,
)
from .action import Action

ACTIONS: Final[Mapping[str, Action]] = {
    **account.ACTIONS,
    **call_api.ACTIONS,
    **cancel.ACTIONS,
    **connections.ACTIONS,
    **contacts.ACTIONS,
    **email_addresses.ACTIONS,
    **lists.ACTIONS,
    **membrane_actions.ACTIONS,
    **people.ACTIONS,
    **price.ACTIONS,
    **read.ACTIONS,
    **send.ACTIONS,
    **skillboss.ACTIONS,
    **templates.ACTIONS,
}


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register every action."""
    for name, action in ACTIONS.items():
        action.async_register(hass, name)
