"""Contact lists and who is on them."""

from ..http import path_segment
from ..models import Contact, ContactList
from .caller import Caller


class Contacts:
    """The account's contact lists."""

    def __init__(self, caller: Caller) -> None:
        """Prepare; nothing is sent yet."""
        self._caller = caller

    async def lists(self) -> list[ContactList]:
        """Return all lists (``GET /lists``).

        Raises:
            ApiError: see ``errors``.

        """
        rows = [
            ContactList.parse(row)
            async for row in self._caller.rows("/lists", key="list_id")
        ]
        return [contact_list for contact_list in rows if contact_list is not None]

    async def of_list(self, list_id: str) -> list[Contact]:
        """Return everybody on a list (``GET /lists/{list_id}/contacts``).

        Args:
            list_id: the list's id.

        Raises:
            ApiError: see ``errors``; ``NotFoundError`` or ``ForbiddenError`` when it
                is not there, or somebody else's.

        """
        path = f"/lists/{path_segment(list_id)}/contacts"
        return [
            Contact.parse(row)
            async for row in self._caller.rows(path, key="contact_id")
        ]
