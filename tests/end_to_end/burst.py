"""Many messages at once, and what whoever sent them was told."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import aiohttp

from demo.stack.api import HomeAssistantApi

MESSAGES = 200

_ACTION = "/api/services/clicksend_messaging/send_sms?return_response"
_PHONES = [f"+1202555{number:04}" for number in range(100, 200)]
_MOST_RECIPIENTS = 8

type Text = tuple[str, str]
"""A number and a text: nobody is sent the same one twice on purpose."""


@dataclass(frozen=True)
class _Call:
    """One call of the action, so many seconds after the burst began."""

    after: float
    message: str
    numbers: list[str]


class Burst:
    """So many messages within so many seconds: most alone, some to several people."""

    def __init__(self, name: str, seconds: float, random: Random) -> None:
        """Think of the messages."""
        self.accepted: dict[Text, str] = {}
        """The ids of the messages that a caller was told are accepted."""
        self.otherwise: list[dict[str, Any]] = []
        """What callers were told of messages that are not."""
        self.unanswered = 0
        """How many messages nobody was told anything of."""
        self._calls = list(_calls(name, seconds, random))
        self._over = asyncio.Event()

    async def send(self, api: HomeAssistantApi) -> None:
        """Call as planned, side by side; return when nobody waits any longer."""
        async with asyncio.TaskGroup() as callers:
            for call in self._calls:
                callers.create_task(self._call(api, call))

    def end(self) -> None:
        """Let nobody begin who has not yet."""
        self._over.set()

    async def _call(self, api: HomeAssistantApi, call: _Call) -> None:
        """Wait for the moment, call, and take down the answer if one comes."""
        try:
            async with asyncio.timeout(call.after):
                await self._over.wait()
        except TimeoutError:
            pass
        else:
            self.unanswered += len(call.numbers)
            return
        values = {"message": call.message, "phone_numbers": call.numbers}
        try:
            answer = await api.post(_ACTION, values)
        except aiohttp.ClientError:
            self.unanswered += len(call.numbers)
            return
        for row in answer["service_response"]["messages"]:
            if row["status"] == "accepted":
                self.accepted[row["recipient"], call.message] = row["message_id"]
            else:
                self.otherwise.append(row)


def _calls(name: str, seconds: float, random: Random) -> Iterator[_Call]:
    """Share the messages out among calls."""
    left = MESSAGES
    while left:
        several = random.random() < 0.1
        count = min(left, random.randint(2, _MOST_RECIPIENTS) if several else 1)
        left -= count
        yield _Call(
            after=random.uniform(0, seconds),
            message=f"{name}, text {left}",
            numbers=random.sample(_PHONES, count),
        )
