"""Texts that came in."""

from collections.abc import AsyncIterator

from ..http import path_segment
from ..models import InboundMessage, Listing
from .caller import Caller
from .listing import read


class Inbound:
    """The account's unread inbound texts.

    There are none without an inbound rule with the action POLL.
    """

    def __init__(self, caller: Caller) -> None:
        """Prepare; nothing is sent yet."""
        self._caller = caller

    async def all(self) -> Listing:
        """Return the unread texts as ClickSend shows them, newest first, each once.

        Raises:
            ApiError: see ``errors``.

        """
        return await read(self._caller.pages("/sms/inbound"))

    async def unread(self) -> AsyncIterator[InboundMessage]:
        """Yield the unread texts, page by page (``GET /sms/inbound``).

        Listing does not mark them as read.

        Raises:
            ApiError: see ``errors``.

        """
        async for row in self._caller.rows("/sms/inbound"):
            yield InboundMessage.parse(row)

    async def mark_read(self, message_id: str) -> None:
        """Mark one text as read (``PUT /sms/inbound-read/{message_id}``).

        The same call without an id would mark everything, so there is no such method.

        Args:
            message_id: the inbound text's id.

        Raises:
            ApiError: see ``errors``.

        """
        await self._caller.data("PUT", f"/sms/inbound-read/{path_segment(message_id)}")
