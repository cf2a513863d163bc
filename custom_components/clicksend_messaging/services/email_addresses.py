"""The actions for the addresses that the account may send e-mail from."""

from collections.abc import Mapping
from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
import voluptuous as vol

from ..runtime import ClickSendConfigEntry
from .action import DELETED_ONE, Action, listing_of
from .fields import LIMIT, RECORD_ID

ATTR_EMAIL_ADDRESS: Final = "email_address"
ATTR_EMAIL_ADDRESS_ID: Final = "email_address_id"


async def _async_add(call: ServiceCall, entry: ClickSendConfigEntry) -> ServiceResponse:
    """Add an e-mail address."""
    addresses = entry.runtime_data.client.email_addresses
    return dict(await addresses.add(call.data[ATTR_EMAIL_ADDRESS]))


async def _async_delete(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Delete an e-mail address."""
    addresses = entry.runtime_data.client.email_addresses
    await addresses.delete(call.data[ATTR_EMAIL_ADDRESS_ID])
    return dict(DELETED_ONE)


ACTIONS: Final[Mapping[str, Action]] = {
    "get_email_addresses": Action(
        listing_of(lambda client, limit: client.email_addresses.listing(limit)),
        LIMIT,
        SupportsResponse.ONLY,
    ),
    "add_email_address": Action(
        _async_add,
        {vol.Required(ATTR_EMAIL_ADDRESS): vol.Email()},
        SupportsResponse.OPTIONAL,
    ),
    "delete_email_address": Action(
        _async_delete,
        {vol.Required(ATTR_EMAIL_ADDRESS_ID): RECORD_ID},
        SupportsResponse.OPTIONAL,
        record=(ATTR_EMAIL_ADDRESS_ID,),
        admin=True,
    ),
}
