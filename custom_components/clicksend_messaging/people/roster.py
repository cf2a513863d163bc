"""A contact list as a whole: what is read in part would make people disappear."""

from typing import Final

from homeassistant.exceptions import HomeAssistantError

from ..api.clicksend import ClickSendClient
from ..api.errors import ForbiddenError, NotFoundError
from ..api.models import Contact, ContactList
from ..const import DOMAIN
from ..exceptions import mistake

MAX_PEOPLE: Final = 200


async def async_read(client: ClickSendClient, list_id: str) -> dict[str, Contact]:
    """Return everybody on a list by their ids, in its order.

    Raises:
        ApiError: there is no usable answer.
        ServiceValidationError: there is no such list, it is somebody else's, or too
            many are on it.
        HomeAssistantError: not all who are on it came, as far as can be told.

    """
    try:
        return await _async_whole(client, list_id)
    except (ForbiddenError, NotFoundError) as err:
        raise mistake("import_list_not_found", list_id=list_id) from err


async def _async_whole(client: ClickSendClient, list_id: str) -> dict[str, Contact]:
    """Return everybody on a list that is there."""
    found: dict[str, Contact] = {}
    # While pages are read people may come and go: the largest number leaves nobody out.
    stated = 0
    async for page in client.contacts.pages(list_id):
        stated = max(stated, page.total or 0)
        for contact in map(Contact.parse, page.rows):
            if contact.contact_id is None:
                raise _incomplete(list_id)
            found.setdefault(contact.contact_id, contact)
        if max(stated, len(found)) > MAX_PEOPLE:
            raise mistake("import_too_many", list_id=list_id, most=str(MAX_PEOPLE))
    # An answer with nothing in it may as well be a mistake.
    expected = stated or await _async_count(client, list_id)
    if expected is None or len(found) < expected:
        raise _incomplete(list_id)
    return found


async def _async_count(client: ClickSendClient, list_id: str) -> int | None:
    """Return how many are on a list, if it says so."""
    found = ContactList.parse(await client.lists.get(list_id))
    return found.count if found else None


def _incomplete(list_id: str) -> HomeAssistantError:
    """Return what to raise when somebody may be missing."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key="import_incomplete",
        translation_placeholders={"list_id": list_id},
    )
