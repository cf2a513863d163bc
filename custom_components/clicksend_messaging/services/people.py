"""The action that keeps imported recipients in step with their contact list."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
import voluptuous as vol

from ..exceptions import mistake
from ..messaging.options import PeopleOptions
from ..people.sync import async_sync
from ..runtime import ClickSendConfigEntry
from .action import Action
from .fields import ATTR_LIST_ID, RECORD_ID


async def _async_sync_recipients(
    call: ServiceCall, entry: ClickSendConfigEntry
) -> ServiceResponse:
    """Make recipients of who is on a list, and tell how many came and went."""
    people = PeopleOptions.from_entry(entry.options)
    list_id: str | None = call.data.get(ATTR_LIST_ID, people.list_id)
    if list_id is None:
        raise mistake("import_which")
    synced = await async_sync(call.hass, entry, list_id, people.channels)
    # The account is loaded anew now: what comes next may be a message to a newcomer.
    await asyncio.sleep(0)
    async with entry.setup_lock:
        return asdict(synced)


ACTIONS: Final[Mapping[str, Action]] = {
    "sync_recipients": Action(
        _async_sync_recipients,
        {vol.Optional(ATTR_LIST_ID): RECORD_ID},
        SupportsResponse.OPTIONAL,
        admin=True,
    ),
}
