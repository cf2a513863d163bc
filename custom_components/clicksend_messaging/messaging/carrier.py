"""Who takes messages over: ClickSend, or somebody else that can send a text."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from ..api.models import Channel
from .message import Message
from .outbox.record import Record
from .verdicts import Changes


class Carrier(Protocol):
    """What the courier and the look-up need of it."""

    max_batch: int
    """How many messages fit into one request."""
    has_history: bool
    """Whether it can be asked about messages that it said nothing of."""
    delays: Sequence[float]
    """Seconds to each look for a message without an answer, from the one before."""

    async def async_hand_over(
        self, messages: Sequence[Message], media_file: str | None
    ) -> Sequence[Changes]:
        """Hand messages over, once; return what to change in the record of each.

        Args:
            messages: messages of one channel, with the same picture if with any.
            media_file: the address of that picture.

        Raises:
            ApiError: see ``api.errors``.

        """

    async def async_find(
        self, channel: Channel, lost: Mapping[str, Record]
    ) -> Mapping[str, Changes]:
        """Return what has become of messages without an answer, by our id.

        There are no changes for what is still being done, and nothing at all for what
        is not found.

        Args:
            channel: their channel.
            lost: their records, by our id.

        Raises:
            ApiError: see ``api.errors``.

        """
