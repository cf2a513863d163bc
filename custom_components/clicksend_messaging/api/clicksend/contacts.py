"""Contact lists and who is on them."""

from collections.abc import AsyncIterator

from ..http import path_segment
from ..lenient import as_record
from ..models import Contact, ContactList, Page
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
        rows = [ContactList.parse(row) async for row in self._caller.rows("/lists")]
        return [contact_list for contact_list in rows if contact_list is not None]

    async def of_list(self, list_id: str) -> list[Contact]:
        """Return everybody on a list (``GET /lists/{list_id}/contacts``).

        Args:
            list_id: the list's id.

        Raises:
            ApiError: see ``errors``; ``NotFoundError`` or ``ForbiddenError`` when it
                is not there, or somebody else's.

        """
        return [
            Contact.parse(row)
            async for page in self.pages(list_id)
            for row in page.rows
        ]

    def pages(self, list_id: str) -> AsyncIterator[Page]:
        """Return who is on a list page by page, for who has to know of gaps.

        Reading them raises what ``of_list`` does.
        """
        return self._caller.pages(f"/lists/{path_segment(list_id)}/contacts")

    async def count(self, list_id: str) -> int | None:
        """Return how many are on a list, if it says so (``GET /lists/{list_id}``).

        Raises:
            ApiError: as ``of_list``.

        """
        data = await self._caller.data("GET", f"/lists/{path_segment(list_id)}")
        found = ContactList.parse(as_record(data))
        return found.count if found else None
