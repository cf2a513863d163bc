"""Delivery receipts."""

from ..lenient import Record
from ..models import Channel, Listing
from .caller import Caller
from .listing import read


class Receipts:
    """The account's unread delivery receipts.

    There are none without a receipt rule with the action POLL.
    """

    def __init__(self, caller: Caller) -> None:
        """Prepare; nothing is sent yet."""
        self._caller = caller

    async def rows(self, channel: Channel) -> list[Record]:
        """Return the unread receipts of a channel (``GET /sms/receipts``).

        Listing does not mark them as read.

        Args:
            channel: the channel; those for MMS are missing in newer documents.

        Raises:
            ApiError: see ``errors``; ``RefusedError`` with status 404 or 405 where
                ClickSend has none for the channel.

        """
        return [row async for row in self._caller.rows(f"/{channel}/receipts")]

    async def all(self, channel: Channel) -> Listing:
        """Return the unread receipts of a channel, newest first, each once.

        Raises:
            ApiError: as ``rows``.

        """
        return await read(self._caller.pages(f"/{channel}/receipts"))

    async def mark_read(self, channel: Channel, before: int) -> None:
        """Mark what is older as read (``PUT /sms/receipts-read``).

        Without a moment the same call would mark everything.

        Args:
            channel: the channel.
            before: unix seconds.

        Raises:
            ApiError: see ``errors``.

        """
        path = f"/{channel}/receipts-read"
        await self._caller.data("PUT", path, json={"date_before": before})
