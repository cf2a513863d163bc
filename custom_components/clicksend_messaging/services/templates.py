"""The actions for the account's templates."""

from collections.abc import Mapping
from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
import voluptuous as vol

from ..exceptions import mistake
from ..runtime import ClickSendConfigEntry
from .action import DELETED_ONE, Action, listing_of
from .fields import LIMIT, RECORD_ID, TEXT

ATTR_TEMPLATE_ID: Final = "template_id"
ATTR_TEMPLATE_NAME: Final = "template_name"
ATTR_BODY: Final = "body"

_TEMPLATE: Final = {vol.Required(ATTR_TEMPLATE_ID): RECORD_ID}


async def _async_create(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Create a template."""
    data = entry.runtime_data
    created = await data.client.templates.create(
        call.data[ATTR_TEMPLATE_NAME], call.data[ATTR_BODY]
    )
    data.choices.async_refresh_soon()
    return dict(created)


async def _async_update(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Change a template's name, its text or both."""
    data = entry.runtime_data
    changes = {
        field: call.data[field]
        for field in (ATTR_TEMPLATE_NAME, ATTR_BODY)
        if field in call.data
    }
    if not changes:
        raise mistake("nothing_to_change")
    updated = await data.client.templates.update(call.data[ATTR_TEMPLATE_ID], changes)
    data.choices.async_refresh_soon()
    return dict(updated)


async def _async_delete(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Delete a template."""
    data = entry.runtime_data
    await data.client.templates.delete(call.data[ATTR_TEMPLATE_ID])
    data.choices.async_refresh_soon()
    return dict(DELETED_ONE)


ACTIONS: Final[Mapping[str, Action]] = {
    "get_templates": Action(
        listing_of(lambda client, limit: client.templates.listing(limit)),
        LIMIT,
        SupportsResponse.ONLY,
    ),
    "create_template": Action(
        _async_create,
        {vol.Required(ATTR_TEMPLATE_NAME): TEXT, vol.Required(ATTR_BODY): TEXT},
        SupportsResponse.OPTIONAL,
    ),
    "update_template": Action(
        _async_update,
        {
            **_TEMPLATE,
            vol.Optional(ATTR_TEMPLATE_NAME): TEXT,
            vol.Optional(ATTR_BODY): TEXT,
        },
        SupportsResponse.OPTIONAL,
        record=(ATTR_TEMPLATE_ID,),
    ),
    "delete_template": Action(
        _async_delete,
        _TEMPLATE,
        SupportsResponse.OPTIONAL,
        record=(ATTR_TEMPLATE_ID,),
        admin=True,
    ),
}
