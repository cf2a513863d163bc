"""The e-mail addresses that an account may send from."""

from ..http import path_segment
from ..lenient import Record, as_record
from ..models import Listing
from .caller import Caller

_PATH = "/email/addresses"
_KEY = "email_address_id"


class EmailAddresses:
    """The account's e-mail addresses, verified or not."""

    def __init__(self, caller: Caller) -> None:
        """Prepare; nothing is sent yet."""
        self._caller = caller

    async def listing(self, limit: int) -> Listing:
        """Return addresses as ClickSend has them (``GET /email/addresses``).

        Args:
            limit: how many at most.

        Raises:
            ApiError: see ``errors``.

        """
        return await self._caller.listing(_PATH, key=_KEY, limit=limit)

    async def add(self, email_address: str) -> Record:
        """Add an address and return it (``POST /email/addresses``).

        Args:
            email_address: the address; ClickSend writes to it to have it verified.

        Raises:
            ApiError: see ``errors``.

        """
        json = {"email_address": email_address}
        return as_record(await self._caller.data("POST", _PATH, json=json))

    async def delete(self, email_address_id: str) -> None:
        """Delete an address (``DELETE /email/addresses/{email_address_id}``).

        Args:
            email_address_id: the address's id.

        Raises:
            ApiError: see ``errors``; ``NotFoundError`` or ``ForbiddenError`` when it
                is not there, or somebody else's.

        """
        path = f"{_PATH}/{path_segment(email_address_id)}"
        await self._caller.change("DELETE", path)
