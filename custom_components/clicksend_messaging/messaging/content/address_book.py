"""Contact lists at ClickSend, read anew for every message to one."""

import asyncio

from homeassistant.exceptions import HomeAssistantError

from ...api.clicksend import PAGE_SIZE, ClickSendClient
from ...api.errors import ApiError, ForbiddenError, NotFoundError
from ...api.models import Contact
from ...const import DOMAIN
from ...exceptions import mistake
from .remembered import ASK_SECONDS

# As many as an automation will ever text.
MAX_REMEMBERED = 50


class AddressBook:
    """Reads contact lists, and remembers them for when ClickSend does not answer."""

    def __init__(self, client: ClickSendClient) -> None:
        """Start with nothing read."""
        self._client = client
        self._remembered: dict[str, list[Contact]] = {}

    async def async_contacts(self, list_id: str) -> list[Contact]:
        """Return everybody on a list.

        Raises:
            ServiceValidationError: there is no such list, or it is somebody else's.
            HomeAssistantError: ClickSend does not answer, and the list was not read
                before.

        """
        remembered = self._remembered.get(list_id)
        seconds = None
        if remembered is not None:
            # An alarm must not wait for what is most likely as it was.
            seconds = ASK_SECONDS * (1 + len(remembered) // PAGE_SIZE)
        try:
            async with asyncio.timeout(seconds):
                contacts = await self._client.contacts.of_list(list_id)
        except (ForbiddenError, NotFoundError) as err:
            raise mistake("list_not_found", list_id=list_id) from err
        except (ApiError, TimeoutError) as err:
            if remembered is not None:
                return remembered
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="list_not_read",
                translation_placeholders={"list_id": list_id},
            ) from err
        self._remembered.pop(list_id, None)
        self._remembered[list_id] = contacts
        if len(self._remembered) > MAX_REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        return contacts
