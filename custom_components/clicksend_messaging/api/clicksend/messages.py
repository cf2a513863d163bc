"""Sending, prices, history and cancelling, the same for every channel."""

from collections.abc import AsyncIterator, Collection, Hashable, Sequence
from typing import Any

from ..http import path_segment
from ..lenient import Record, as_int, as_record
from ..models import (
    Channel,
    HistoryRow,
    Listing,
    OutgoingMessage,
    Page,
    SendAnswer,
    VoiceLanguage,
)
from .caller import Caller
from .listing import read, time_of, whole

MAX_MESSAGES_PER_SEND = 1000
# Whoever looks something up looks again later: no need to read years of messages.
MAX_LOOKED_AT = 10_000


class Messages:
    """Messages of all channels."""

    def __init__(self, caller: Caller) -> None:
        """Prepare; nothing is sent yet."""
        self._caller = caller

    async def send(
        self, messages: Sequence[OutgoingMessage], media_file: str | None = None
    ) -> SendAnswer:
        """Hand over messages of one channel (``POST /sms/send``), at most 1,000.

        HTTP 200 says nothing about a single message: each has its own row and status.

        Args:
            messages: the messages, at most ``MAX_MESSAGES_PER_SEND``.
            media_file: the address of the picture, for MMS. It goes at the top level:
                documents that put it into each message contradict ClickSend's own.

        Raises:
            ApiError: see ``errors``. Only with ``may_repeat`` is it certain that none
                of the messages went out and worth trying again.

        """
        return await self._post("send", messages, media_file)

    async def prices(
        self, messages: Sequence[OutgoingMessage], media_file: str | None = None
    ) -> SendAnswer:
        """Return what messages would cost, without sending (``POST /sms/price``).

        Args:
            messages: the messages, at most ``MAX_MESSAGES_PER_SEND``.
            media_file: the address of the picture, for MMS.

        Raises:
            ApiError: see ``errors``.

        """
        return await self._post("price", messages, media_file)

    async def history(
        self, channel: Channel, *, since: int | None = None, until: int | None = None
    ) -> AsyncIterator[Record]:
        """Yield the channel's messages, newest first (``GET /sms/history``).

        Of a very long history it is the first ``MAX_LOOKED_AT``.

        Args:
            channel: the channel.
            since: unix seconds; nothing older is returned.
            until: unix seconds; nothing newer is returned.

        Raises:
            ApiError: see ``errors``.

        """
        path, query = _history(channel, since, until)
        looked_at = 0
        async for page in self._caller.pages(path, query):
            for record in page.rows:
                yield record
            looked_at += len(page.rows)
            if looked_at >= MAX_LOOKED_AT:
                break

    async def newest(
        self,
        channel: Channel,
        limit: int,
        *,
        since: int | None = None,
        until: int | None = None,
    ) -> Listing:
        """Return the channel's newest messages, each once (``GET /sms/history``).

        Newer documents do not have dates and order for every channel, so both are
        seen to here as well.

        Args:
            channel: the channel.
            limit: with how many to stop; there may be some more.
            since: unix seconds; nothing older is returned.
            until: unix seconds; nothing newer is returned.

        Raises:
            ApiError: see ``errors``.

        """

        def is_wanted(row: Record) -> bool:
            if (time := time_of(row)) is None:
                return True
            after = since is None or time.timestamp() >= since
            return after and (until is None or time.timestamp() <= until)

        path, query = _history(channel, since, until)
        return await read(
            self._caller.pages(path, query),
            identity=_identity,
            wanted=is_wanted,
            enough=limit,
        )

    async def find(
        self, channel: Channel, custom_strings: Collection[str], since: int
    ) -> dict[str, HistoryRow]:
        """Return the sent messages that carry one of our ids.

        History lags by an undocumented time: a message that is not there may still
        have been sent. ``custom_string`` cannot be searched for, so pages are read,
        newest first, until all are found.

        Args:
            channel: the channel.
            custom_strings: the ids.
            since: unix seconds; nothing older is looked at.

        Raises:
            ApiError: see ``errors``.

        """
        found: dict[str, HistoryRow] = {}
        async for record in self.history(channel, since=since):
            row = HistoryRow.parse(record)
            # Replies are in the history as well, with the id of what they answer.
            key = row.custom_string
            if row.outbound and key is not None and key in custom_strings:
                found[key] = row
                if len(found) == len(custom_strings):
                    break
        return found

    async def cancel(self, channel: Channel, message_id: str) -> None:
        """Cancel a scheduled message (``PUT /sms/{message_id}/cancel``).

        ClickSend's present documents know no such call for MMS.

        Args:
            channel: the channel.
            message_id: ClickSend's id of the message.

        Raises:
            ApiError: see ``errors``; ``NotFoundError`` when it was sent or cancelled
                before, or never existed.

        """
        # A second time it would not be found, and so seem not to have been cancelled.
        path = f"/{channel}/{path_segment(message_id)}/cancel"
        await self._caller.data("PUT", path, once=True)

    async def cancel_all(self, channel: Channel) -> int | None:
        """Cancel everything that is scheduled, whoever did it, on the whole account.

        Args:
            channel: the channel.

        Returns:
            How many were cancelled, if ClickSend says so.

        Raises:
            ApiError: see ``errors``.

        """
        data = await self._caller.data("PUT", f"/{channel}/cancel-all", once=True)
        return as_int(as_record(data).get("count"))

    async def languages(self) -> list[VoiceLanguage]:
        """Return the languages that calls can speak (``GET /voice/lang``).

        Raises:
            ApiError: see ``errors``.

        """
        return VoiceLanguage.parse_all(await self.language_rows())

    async def language_rows(self) -> tuple[Record, ...]:
        """Return the languages as ClickSend has them (``GET /voice/lang``).

        Raises:
            ApiError: see ``errors``.

        """
        return Page.parse(await self._caller.data("GET", "/voice/lang")).rows

    async def _post(
        self, verb: str, messages: Sequence[OutgoingMessage], media_file: str | None
    ) -> SendAnswer:
        """Send messages of one channel to one of its two addresses."""
        body: dict[str, Any] = {"messages": [message.as_json() for message in messages]}
        if media_file is not None:
            body["media_file"] = media_file
        path = f"/{messages[0].channel}/{verb}"
        return SendAnswer.parse(await self._caller.data("POST", path, json=body))


def _history(
    channel: Channel, since: int | None, until: int | None
) -> tuple[str, dict[str, str]]:
    """Return the path and the query of a channel's history."""
    query = {"order_by": "date:desc"}
    if since is not None:
        query["date_from"] = str(since)
    if until is not None:
        query["date_to"] = str(until)
    return f"/{channel}/history", query


def _identity(row: Record) -> Hashable:
    """Return what tells a message from others, while its status may change."""
    if not row.get("message_id"):
        return whole(row)
    return tuple(str(row.get(name)) for name in ("message_id", "direction", "to"))
