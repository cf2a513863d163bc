"""The actions for the contacts of a list."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import time
from functools import partial
from typing import Any, Final

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
)
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..api.clicksend import ClickSendClient
from ..api.lenient import Record
from ..const import CONF_COUNTRY
from ..exceptions import mistake
from ..phone import e164
from ..runtime import ClickSendConfigEntry
from .action import DELETED_ONE, Action, as_items
from .fields import (
    ATTR_CONTACT_ID,
    ATTR_LIMIT,
    ATTR_LIST_ID,
    CONTACT,
    LIMIT,
    LIST,
    MOMENT,
    RECORD_ID,
    as_unix,
)

ATTR_UPDATED_AFTER: Final = "updated_after"
ATTR_TO_LIST_ID: Final = "to_list_id"
ATTR_PHONE_NUMBER: Final = "phone_number"
ATTR_FAX_NUMBER: Final = "fax_number"
ATTR_EMAIL: Final = "email"
ATTR_COUNTRY: Final = "address_country"

_NUMBERS: Final = (ATTR_PHONE_NUMBER, ATTR_FAX_NUMBER)
_REACHED_BY: Final = (*_NUMBERS, ATTR_EMAIL)
_WORDS: Final = (
    "first_name",
    "last_name",
    "organization_name",
    "address_line_1",
    "address_line_2",
    "address_city",
    "address_state",
    "address_postal_code",
    "custom_1",
    "custom_2",
    "custom_3",
    "custom_4",
)

# Text that is empty takes away what was there. A number with a point would get a digit
# more.
_FIELDS: Final[Mapping[Any, Any]] = {
    **{vol.Optional(field): vol.Any(int, str) for field in _NUMBERS},
    vol.Optional(ATTR_EMAIL): vol.Any("", vol.Email()),
    **{vol.Optional(field): cv.string for field in _WORDS},
    vol.Optional(ATTR_COUNTRY): vol.Any("", vol.All(cv.string, vol.Upper, cv.country)),
}
_GIVEN: Final = (*_REACHED_BY, *_WORDS, ATTR_COUNTRY)
_RECORD: Final = (ATTR_LIST_ID, ATTR_CONTACT_ID)


async def _async_get_all(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Return the contacts of a list."""
    limit: int = call.data[ATTR_LIMIT]
    listing = await entry.runtime_data.client.contacts.listing(
        call.data[ATTR_LIST_ID],
        limit,
        updated_after=as_unix(call.data.get(ATTR_UPDATED_AFTER), time.min),
    )
    return as_items(listing.rows, listing.total, limit)


async def _async_get(call: ServiceCall, entry: ClickSendConfigEntry) -> ServiceResponse:
    """Return one contact."""
    contacts = entry.runtime_data.client.contacts
    return dict(await contacts.get(call.data[ATTR_LIST_ID], call.data[ATTR_CONTACT_ID]))


async def _async_create(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Add a contact to a list."""
    given = await _async_given(call.hass, entry, call.data)
    fields = {field: value for field, value in given.items() if value}
    if fields.keys().isdisjoint(_REACHED_BY):
        raise mistake("contact_unreachable")
    contacts = entry.runtime_data.client.contacts
    return dict(await contacts.create(call.data[ATTR_LIST_ID], fields))


async def _async_update(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Change what is given of a contact."""
    changes = await _async_given(call.hass, entry, call.data)
    if not changes:
        raise mistake("nothing_to_change")
    contacts = entry.runtime_data.client.contacts
    return dict(
        await contacts.update(
            call.data[ATTR_LIST_ID], call.data[ATTR_CONTACT_ID], changes
        )
    )


async def _async_delete(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Delete a contact."""
    contacts = entry.runtime_data.client.contacts
    await contacts.delete(call.data[ATTR_LIST_ID], call.data[ATTR_CONTACT_ID])
    return dict(DELETED_ONE)


type _Move = Callable[[ClickSendClient, str, str, str], Awaitable[Record]]


async def _async_move(
    move: _Move, call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Copy or move a contact to another list."""
    source, target = call.data[ATTR_LIST_ID], call.data[ATTR_TO_LIST_ID]
    if source == target:
        raise mistake("same_list")
    client = entry.runtime_data.client
    return dict(await move(client, source, call.data[ATTR_CONTACT_ID], target))


async def _async_given(
    hass: HomeAssistant, entry: ClickSendConfigEntry, data: Mapping[str, Any]
) -> dict[str, str]:
    """Return the fields of a contact that a call gives, with numbers in E.164.

    Raises:
        ServiceValidationError: a number cannot be one.

    """
    given = {field: data[field] for field in _GIVEN if field in data}
    for field in _NUMBERS:
        if (number := given.get(field, "")) == "":
            continue
        given[field] = await hass.async_add_executor_job(
            e164, number, entry.data[CONF_COUNTRY]
        )
        if given[field] is None:
            raise mistake("number_invalid", field=field, number=str(number))
    return given


def _moving(move: _Move) -> Action:
    """Return an action that copies or moves."""
    return Action(
        partial(_async_move, move),
        {**CONTACT, vol.Required(ATTR_TO_LIST_ID): RECORD_ID},
        SupportsResponse.OPTIONAL,
        record=(*_RECORD, ATTR_TO_LIST_ID),
    )


ACTIONS: Final[Mapping[str, Action]] = {
    "get_contacts": Action(
        _async_get_all,
        {**LIST, vol.Optional(ATTR_UPDATED_AFTER): MOMENT, **LIMIT},
        SupportsResponse.ONLY,
        record=_RECORD,
    ),
    "get_contact": Action(_async_get, CONTACT, SupportsResponse.ONLY, record=_RECORD),
    "create_contact": Action(
        _async_create, {**LIST, **_FIELDS}, SupportsResponse.OPTIONAL, record=_RECORD
    ),
    "update_contact": Action(
        _async_update, {**CONTACT, **_FIELDS}, SupportsResponse.OPTIONAL, record=_RECORD
    ),
    "delete_contact": Action(
        _async_delete, CONTACT, SupportsResponse.OPTIONAL, record=_RECORD, admin=True
    ),
    "copy_contact": _moving(lambda client, *ids: client.contacts.copy(*ids)),
    "transfer_contact": _moving(lambda client, *ids: client.contacts.transfer(*ids)),
}
