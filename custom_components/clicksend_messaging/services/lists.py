"""The actions for the account's contact lists."""

from collections.abc import Mapping
from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
import voluptuous as vol

from ..runtime import ClickSendConfigEntry
from .action import DELETED_ONE, Action, listing_of
from .fields import ATTR_LIST_ID, LIMIT, LIST, TEXT

ATTR_LIST_NAME: Final = "list_name"

_NAMED: Final = {vol.Required(ATTR_LIST_NAME): TEXT}
_RECORD: Final = (ATTR_LIST_ID,)


async def _async_get(call: ServiceCall, entry: ClickSendConfigEntry) -> ServiceResponse:
    """Return one list."""
    return dict(await entry.runtime_data.client.lists.get(call.data[ATTR_LIST_ID]))


async def _async_create(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Create a list."""
    data = entry.runtime_data
    created = await data.client.lists.create(call.data[ATTR_LIST_NAME])
    data.choices.async_refresh_soon()
    return dict(created)


async def _async_update(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Rename a list."""
    data = entry.runtime_data
    updated = await data.client.lists.rename(
        call.data[ATTR_LIST_ID], call.data[ATTR_LIST_NAME]
    )
    data.choices.async_refresh_soon()
    return dict(updated)


async def _async_delete(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Delete a list with everybody on it."""
    data = entry.runtime_data
    await data.client.lists.delete(call.data[ATTR_LIST_ID])
    data.choices.async_refresh_soon()
    return dict(DELETED_ONE)


async def _async_remove_duplicates(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Delete the contacts whose number a list has twice."""
    lists = entry.runtime_data.client.lists
    return {"deleted": await lists.remove_duplicates(call.data[ATTR_LIST_ID])}


ACTIONS: Final[Mapping[str, Action]] = {
    "get_lists": Action(
        listing_of(lambda client, limit: client.lists.listing(limit)),
        LIMIT,
        SupportsResponse.ONLY,
    ),
    "get_list": Action(_async_get, LIST, SupportsResponse.ONLY, record=_RECORD),
    "create_list": Action(_async_create, _NAMED, SupportsResponse.OPTIONAL),
    "update_list": Action(
        _async_update, {**LIST, **_NAMED}, SupportsResponse.OPTIONAL, record=_RECORD
    ),
    "delete_list": Action(
        _async_delete, LIST, SupportsResponse.OPTIONAL, record=_RECORD, admin=True
    ),
    "remove_duplicates": Action(
        _async_remove_duplicates,
        LIST,
        SupportsResponse.OPTIONAL,
        record=_RECORD,
        admin=True,
    ),
}
