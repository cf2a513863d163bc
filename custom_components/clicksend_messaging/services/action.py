"""What all actions have in common: the account, the fields, who may call."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final

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

from ..api.errors import ApiError
from ..api.models import Channel
from ..const import DOMAIN
from ..coordinator import ClickSendConfigEntry
from ..exceptions import as_action_error, needs_reauth

ATTR_CHANNEL: Final = "channel"
ATTR_LIMIT: Final = "limit"

DEFAULT_LIMIT: Final = 100
MAX_LIMIT: Final = 10_000

CHANNEL_KIND: Final = vol.All(vol.Lower, vol.Coerce(Channel))
CHANNEL: Final = {
    vol.Optional(ATTR_CHANNEL, default=Channel.SMS.value): CHANNEL_KIND,
}
LIMIT: Final = {
    vol.Optional(ATTR_LIMIT, default=DEFAULT_LIMIT): vol.All(
        vol.Coerce(int), vol.Range(min=1, max=MAX_LIMIT)
    )
}

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
        try:
            return await self._handler(call, entry)
        except ApiError as err:
            if needs_reauth(err):
                entry.async_start_reauth(call.hass)
            raise as_action_error(err, call.data.get(ATTR_CHANNEL)) from err


@callback
def _async_register(hass: HomeAssistant, *args: Any) -> None:
    """Register an action that everybody may call."""
    hass.services.async_register(*args)
