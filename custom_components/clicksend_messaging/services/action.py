"""What all actions have in common: the account, the fields, who may call."""

from collections.abc import (
    Awaitable,
    Callable,
    Collection,
    Coroutine,
    Mapping,
    Sequence,
)
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv, service
from homeassistant.util.json import JsonObjectType, JsonValueType
import voluptuous as vol

from ..api.clicksend import ClickSendClient
from ..api.errors import ApiError, ForbiddenError, NotFoundError
from ..api.lenient import Record
from ..api.models import Listing
from ..connection import is_hub
from ..const import (
    ACCOUNT_CONNECTIONS,
    CONF_CONNECTION_TYPE,
    CONNECTION_SKILLBOSS,
    DOMAIN,
)
from ..exceptions import as_action_error, mistake, needs_reauth, not_found
from ..runtime import ClickSendConfigEntry
from .fields import ATTR_CHANNEL, ATTR_LIMIT

# What most actions are about, and what has a few of its own.
ACCOUNTS: Final = ACCOUNT_CONNECTIONS
HUB: Final = (CONNECTION_SKILLBOSS,)

# Removing duplicates answers in the same way.
DELETED_ONE: Final = {"deleted": 1}

type Handler = Callable[
    [ServiceCall, ConfigEntry[Any]], Coroutine[Any, Any, ServiceResponse]
]


class Action:
    """An action of one account, which need not be named if there is one only."""

    def __init__(
        self,
        handler: Handler,
        fields: Mapping[Any, Any],
        responds: SupportsResponse,
        *,
        record: Sequence[str] = (),
        admin: bool = False,
        of: Sequence[Collection[str]] = (ACCOUNTS,),
    ) -> None:
        """Describe it.

        Args:
            handler: what it does.
            fields: what it takes, beside the account.
            responds: whether it can, or always does, give an answer.
            record: the fields whose ids name the record that it is about.
            admin: whether only administrators may call it, when a person does.
            of: the connections that have it, in the order in which they are meant by
                a call that does not say.

        """
        self._handler = handler
        self._record = record
        self.schema = vol.Schema(
            {vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string, **fields}
        )
        self._responds = responds
        self._of = of
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
            call.hass, DOMAIN, self._entry_id(call)
        )
        if not any(_is_one_of(entry, connections) for connections in self._of):
            raise mistake("not_with_hub" if is_hub(entry) else "only_with_hub")
        try:
            return await self._handler(call, entry)
        except ApiError as err:
            if self._record and isinstance(err, (ForbiddenError, NotFoundError)):
                raise not_found(self._named(call)) from err
            if needs_reauth(err):
                entry.async_start_reauth(call.hass)
            raise as_action_error(err, call.data.get(ATTR_CHANNEL)) from err

    def _entry_id(self, call: ServiceCall) -> str | None:
        """Return the account that is meant, as far as a call tells."""
        if ATTR_CONFIG_ENTRY_ID in call.data:
            named: str = call.data[ATTR_CONFIG_ENTRY_ID]
            return named
        entries = call.hass.config_entries.async_entries(
            DOMAIN, include_ignore=False, include_disabled=False
        )
        for connections in self._of:
            meant = [entry for entry in entries if _is_one_of(entry, connections)]
            if meant:
                return meant[0].entry_id if len(meant) == 1 else None
        return None

    def _named(self, call: ServiceCall) -> str:
        """Return the record that a call names."""
        return ", ".join(
            f"{field} {call.data[field]}"
            for field in self._record
            if field in call.data
        )


def _is_one_of(entry: ConfigEntry[Any], connections: Collection[str]) -> bool:
    """Tell whether an entry is reached in one of these ways."""
    return entry.data[CONF_CONNECTION_TYPE] in connections


def listing_of(read: Callable[[ClickSendClient, int], Awaitable[Listing]]) -> Handler:
    """Return what answers with a list, up to the limit that a call gives."""

    async def answer(call: ServiceCall, entry: ClickSendConfigEntry) -> ServiceResponse:
        limit: int = call.data[ATTR_LIMIT]
        listing = await read(entry.runtime_data.client, limit)
        return as_items(listing.rows, listing.total, limit)

    return answer


def as_items(
    rows: Sequence[Record], total: int | None = None, limit: int | None = None
) -> JsonObjectType:
    """Return a list as actions answer it: the rows as the far side has them.

    Args:
        rows: the rows.
        total: how many there are, if these are not all.
        limit: how many are wanted, if not all of these.

    """
    items: list[JsonValueType] = [dict(row) for row in rows[:limit]]
    return {"items": items, "total": len(rows) if total is None else total}


@callback
def _async_register(hass: HomeAssistant, *args: Any) -> None:
    """Register an action that everybody may call."""
    hass.services.async_register(*args)
