"""Contact lists."""

from dataclasses import dataclass
from http import HTTPStatus

from ..errors import GatewayError, RefusedError
from ..http import path_segment
from ..lenient import Record, as_int, as_record
from ..models import ContactList, Listing
from .caller import Caller

_PATH = "/lists"
_KEY = "list_id"


class Lists:
    """The account's contact lists."""

    def __init__(self, caller: Caller) -> None:
        """Prepare; nothing is sent yet."""
        self._caller = caller
        self._likely = _OBJECT

    async def all(self) -> list[ContactList]:
        """Return all lists (``GET /lists``).

        Raises:
            ApiError: see ``errors``.

        """
        rows = [
            ContactList.parse(row) async for row in self._caller.rows(_PATH, key=_KEY)
        ]
        return [contact_list for contact_list in rows if contact_list is not None]

    async def listing(self, limit: int) -> Listing:
        """Return lists as ClickSend has them (``GET /lists``).

        Args:
            limit: how many at most.

        Raises:
            ApiError: see ``errors``.

        """
        return await self._caller.listing(_PATH, key=_KEY, limit=limit)

    async def get(self, list_id: str) -> Record:
        """Return one list as ClickSend has it (``GET /lists/{list_id}``).

        Args:
            list_id: the list's id.

        Raises:
            ApiError: see ``errors``; ``NotFoundError`` or ``ForbiddenError`` when it
                is not there, or somebody else's.

        """
        return as_record(await self._caller.data("GET", _one(list_id)))

    async def create(self, name: str) -> Record:
        """Create an empty list and return it (``POST /lists``).

        Args:
            name: what it is called.

        Raises:
            ApiError: see ``errors``.

        """
        return as_record(
            await self._caller.data("POST", _PATH, json={"list_name": name})
        )

    async def rename(self, list_id: str, name: str) -> Record:
        """Rename a list and return it (``PUT /lists/{list_id}``).

        Args:
            list_id: the list's id.
            name: what it is called from now on.

        Raises:
            ApiError: see ``errors``; ``NotFoundError`` or ``ForbiddenError`` when it
                is not there, or somebody else's.

        """
        return as_record(
            await self._caller.change("PUT", _one(list_id), json={"list_name": name})
        )

    async def delete(self, list_id: str) -> None:
        """Delete a list with everybody on it (``DELETE /lists/{list_id}``).

        Args:
            list_id: the list's id.

        Raises:
            ApiError: see ``errors``; ``NotFoundError`` or ``ForbiddenError`` when it
                is not there, or somebody else's.

        """
        await self._caller.change("DELETE", _one(list_id))

    async def remove_duplicates(self, list_id: str) -> int | None:
        """Delete the contacts whose phone number a list has twice.

        From ``PUT /lists/{list_id}/remove-duplicates``. ClickSend's documents have
        several forms of its path and body: what is refused in one is tried once in
        another, and what was learnt from the answers counts from then on.

        Args:
            list_id: the list's id.

        Returns:
            How many were deleted, if ClickSend says so.

        Raises:
            ApiError: see ``errors``; ``NotFoundError`` or ``ForbiddenError`` when the
                list is not there, or somebody else's.

        """
        form = self._likely
        try:
            return await self._remove_duplicates(list_id, form)
        except RefusedError as err:
            if (other := form.instead(err)) is None:
                raise
            try:
                deleted = await self._remove_duplicates(list_id, other)
            except RefusedError as other_err:
                if other_err.status == HTTPStatus.METHOD_NOT_ALLOWED:
                    raise err from None
                if other_err.status == HTTPStatus.BAD_REQUEST:
                    # There is such a path, then; both may have been wrong.
                    self._likely = other.instead(other_err) or form
                raise
        self._likely = other
        return deleted

    async def _remove_duplicates(self, list_id: str, form: _Form) -> int | None:
        """Ask in one form."""
        path = f"{_one(list_id)}/remove-duplicates{form.slash}"
        data = await self._caller.change("PUT", path, json={"fields": form.fields})
        return as_int(as_record(data).get("deleted"))


@dataclass(frozen=True, slots=True)
class _Form:
    """A way to ask for duplicates to be removed."""

    slash: str
    fields: object

    def instead(self, refusal: RefusedError) -> _Form | None:
        """Return what to try after a refusal: another path, or another body."""
        if isinstance(refusal, GatewayError):
            return None
        if refusal.status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
            return _Form("" if self.slash else "/", self.fields)
        if refusal.status == HTTPStatus.BAD_REQUEST:
            as_array = self.fields == _ARRAY
            return _Form(self.slash, _OBJECT.fields if as_array else _ARRAY)
        return None


# ClickSend's OpenAPI has the object and a slash, its older client no slash, and its
# older documents the array. Other documents have no body and do not say what counts as
# the same then: as this deletes people, that is not tried.
_OBJECT = _Form("", {"phone_number": "phone_number"})
_ARRAY = ["phone_number"]


def _one(list_id: str) -> str:
    """Return the path of one list."""
    return f"{_PATH}/{path_segment(list_id)}"
