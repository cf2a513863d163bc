"""What all actions have in common: the account, the fields, who may call."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv, service
import voluptuous as vol

from ..const import DOMAIN
from ..coordinator import ClickSendConfigEntry

type Handler = Callable[
    [ServiceCall, ClickSendConfigEntry], Coroutine[Any, Any, ServiceResponse]
]


class Action:
    """An action of one account, which need not be named if there is one only."""

    def __init__(
        self,
        handler: Handler,
        fields: Mapping[Any, Any],
        responds: SupportsResponse,
        *,
        admin: bool = False,
    ) -> None:
        """Describe it.

        Args:
            handler: what it does.
            fields: what it takes, beside the account.
            responds: whether it can, or always does, give an answer.
            admin: whether only administrators may call it, when a person does.

        """
        self._handler = handler
        self.schema = vol.Schema(
            {vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string, **fields}
        )
        self._responds = responds
        self._register = (
            service.async_register_admin_service if admin else _async_register
        )

    @callback
    def async_register(self, hass: HomeAssistant, name: str) -> None:
        """Make it known to Home Assistant."""
        self._register(hass, DOMAIN, name, self._async_run, self.schema, self._responds)

    async def _async_run(self, call: ServiceCall) -> ServiceResponse:
        """Find the account and do it."""
        entry: ClickSendConfigEntry = service.async_get_config_entry(
            call.hass, DOMAIN, call.data.get(ATTR_CONFIG_ENTRY_ID)
        )
        return await self._handler(call, entry)


@callback
def _async_register(hass: HomeAssistant, *args: Any) -> None:
    """Register an action that everybody may call."""
    hass.services.async_register(*args)
