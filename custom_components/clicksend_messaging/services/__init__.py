"""The actions, one module a family."""

from homeassistant.core import HomeAssistant, callback

from .send import async_setup_send_actions


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register every action."""
    async_setup_send_actions(hass)
