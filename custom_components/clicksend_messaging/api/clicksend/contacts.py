"""Who is on a contact list."""

from collections.abc import AsyncIterator, Mapping

from ..http import path_segment
from ..lenient import Record, as_record
from ..models import Contact, Listing, Page
from .caller import Caller

_KEY = "contact_id"


class Contacts:
    """The contacts of the account's lists.

    ``NotFoundError`` and ``ForbiddenError`` both mean that a list or a contact is not
    there, or is somebody else's: ClickSend answers either.
    """

    def __init__(self, caller: Caller) -> None:
        """Prepare; nothing is sent yet."""
        self._caller = caller

    async def of_list(self, list_id: str) -> list[Contact]:
        """Return everybody on a list (``GET /lists/{list_id}/contacts``).

        Args:
            list_id: the list's id.

        Raises:
            ApiError: see ``errors`` and above.

        """
        rows = self._caller.rows(_all(list_id), key=_KEY)
        return [Contact.parse(row) async for row in rows]

    def pages(self, list_id: str) -> AsyncIterator[Page]:
        """Return who is on a list page by page, for who has to know of gaps.

        Reading them raises what ``of_list`` does.
        """
        return self._caller.pages(_all(list_id), key=_KEY)

    async def listing(
        self, list_id: str, limit: int, *, updated_after: int | None = None
    ) -> Listing:
        """Return contacts as ClickSend has them (``GET /lists/{list_id}/contacts``).

        Args:
            list_id: the list's id.
            limit: how many at most.
            updated_after: only those added or changed since then, in Unix seconds.

        Raises:
            ApiError: see ``errors`` and above.

        """
        query = {} if updated_after is None else {"updated_after": str(updated_after)}
        return await self._caller.listing(_all(list_id), query, key=_KEY, limit=limit)

    async def get(self, list_id: str, contact_id: str) -> Record:
        """Return one contact (``GET /lists/{list_id}/contacts/{contact_id}``).

        Args:
            list_id: the list's id.
            contact_id: the contact's id.

        Raises:
            ApiError: see ``errors`` and above.

        """
        return as_record(await self._caller.data("GET", _one(list_id, contact_id)))

    async def create(self, list_id: str, fields: Mapping[str, str]) -> Record:
        """Add a contact and return it (``POST /lists/{list_id}/contacts``).

        Args:
            list_id: the list's id.
            fields: by ClickSend's names; ``phone_number``, ``fax_number`` or ``email``
                has to be among them.

        Raises:
            ApiError: see ``errors`` and above.

        """
        data = await self._caller.data("POST", _all(list_id), json=dict(fields))
        return as_record(data)

    async def update(
        self, list_id: str, contact_id: str, changes: Mapping[str, str]
    ) -> Record:
        """Change a contact (``PUT /lists/{list_id}/contacts/{contact_id}``).

        Args:
            list_id: the list's id.
            contact_id: the contact's id.
            changes: the fields that change, by ClickSend's names.

        Returns:
            The contact.

        Raises:
            ApiError: see ``errors`` and above.

        """
        path = _one(list_id, contact_id)
        return as_record(await self._caller.change("PUT", path, json=dict(changes)))

    async def delete(self, list_id: str, contact_id: str) -> None:
        """Delete a contact (``DELETE /lists/{list_id}/contacts/{contact_id}``).

        Args:
            list_id: the list's id.
            contact_id: the contact's id.

        Raises:
            ApiError: see ``errors`` and above.

        """
        await self._caller.change("DELETE", _one(list_id, contact_id))

    async def copy(self, list_id: str, contact_id: str, to_list_id: str) -> Record:
        """Copy a contact (``PUT …/contacts/{contact_id}/copy/{to_list_id}``).

        Args:
            list_id: the list that it is on.
            contact_id: the contact's id.
            to_list_id: the list that gets the copy, under an id of its own.

        Returns:
            What ClickSend says of it, if anything.

        Raises:
            ApiError: see ``errors`` and above.

        """
        path = f"{_one(list_id, contact_id)}/copy/{path_segment(to_list_id)}"
        return as_record(await self._caller.change("PUT", path))

    async def transfer(self, list_id: str, contact_id: str, to_list_id: str) -> Record:
        """Move a contact (``PUT …/contacts/{contact_id}/transfer/{to_list_id}``).

        Args:
            list_id: the list that it is on.
            contact_id: the contact's id.
            to_list_id: the list that it goes to.

        Returns:
            What ClickSend says of it, if anything.

        Raises:
            ApiError: see ``errors`` and above.

        """
        path = f"{_one(list_id, contact_id)}/transfer/{path_segment(to_list_id)}"
        return as_record(await self._caller.change("PUT", path))


def _all(list_id: str) -> str:
    """Return the path of a list's contacts."""
    return f"/lists/{path_segment(list_id)}/contacts"


def _one(list_id: str, contact_id: str) -> str:
    """Return the path of one contact."""
    return f"{_all(list_id)}/{path_segment(contact_id)}"
