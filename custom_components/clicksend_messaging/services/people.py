"""The action that keeps imported recipients in step with their contact list."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import CONF_LIST_ID, DOMAIN
from ..coordinator import ClickSendConfigEntry
from ..messaging.options import PeopleOptions
from ..people.sync import async_sync
from .action import Action

# An id is a number where YAML or a template had no quotes around it.
_ID: Final = vol.All(vol.Any(int, cv.string), vol.Coerce(str), vol.Length(min=1))


async def _async_sync_recipients(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Make recipients of who is on a list, and tell how many came and went."""
    people = PeopleOptions.from_entry(entry.options)
    list_id: str | None = call.data.get(CONF_LIST_ID, people.list_id)
    if list_id is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="import_which"
        )
    synced = await async_sync(call.hass, entry, list_id, people.channels)
    # The account is loaded anew now: what comes next may be a message to a newcomer.
    await asyncio.sleep(0)
    async with entry.setup_lock:
        return asdict(synced)


ACTIONS: Final[Mapping[str, Action]] = {
    "sync_recipients": Action(
        _async_sync_recipients,
        {vol.Optional(CONF_LIST_ID): _ID},
        SupportsResponse.OPTIONAL,
        admin=True,
    ),
}
