"""ClickSend at the other end of a very short line: the simulator without a socket.

The client's own code for requests, time limits and errors is in between, so that a
fault arrives as what aiohttp makes of it.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from contextvars import Context
import json as jsonlib
from random import Random
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp.client_reqrep import ConnectionKey
from yarl import URL

from simulator.clicksend.service import ClickSend
from simulator.http import Answer, DroppedError, Request, UnansweredError
from simulator.world import World

BASE_URL = "http://clicksend"

_KEY = ConnectionKey("clicksend", 80, False, True, None, None, None)  # noqa: FBT003


class NearServer:
    """The service, and how it can be reached."""

    closed = False

    def __init__(self, loop: asyncio.AbstractEventLoop, chance: Random) -> None:
        """Start a service that knows nobody."""
        self.world = World.create(chance.randrange(1000))
        self.service = ClickSend(self.world)
        self.account = self.service.accounts.main
        self.unreachable: str | None = None
        """Why nobody gets through: `refused` or `timeout`."""
        self.faults: defaultdict[str, list[str]] = defaultdict(list)
        """The kinds that went off, by path."""
        self.slowest = 0.0
        """The most seconds that a request or an answer is on its way."""
        self._loop = loop
        self._chance = chance
        self._context = Context()
        self._tasks: set[asyncio.Task[Answer | None]] = set()

    def request(
        self, method: str, url: URL, *, timeout: aiohttp.ClientTimeout, **request: Any
    ) -> _Exchange:
        """Do what ``aiohttp.ClientSession.request`` does."""
        return _Exchange(self, _as_request(method, url, **request), timeout)

    async def exchange(self, request: Request, limits: aiohttp.ClientTimeout) -> Answer:
        """Return the answer; raises what aiohttp raises."""
        if self.unreachable == "refused":
            raise aiohttp.ClientConnectorError(_KEY, ConnectionRefusedError())
        if self.unreachable == "timeout":
            await asyncio.sleep(limits.sock_connect or 0)
            raise aiohttp.ConnectionTimeoutError
        # It goes on although the caller leaves, or its whole computer.
        task = self._loop.create_task(self._answer(request), context=self._context)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard, context=self._context)
        try:
            async with asyncio.timeout(limits.sock_read):
                answer = await asyncio.shield(task)
        except TimeoutError as err:
            raise aiohttp.SocketTimeoutError from err
        if answer is None:
            raise aiohttp.ServerDisconnectedError
        return answer

    async def _answer(self, request: Request) -> Answer | None:
        """Answer a request, as far away as the service is; None drops it."""
        await asyncio.sleep(self._chance.random() * self.slowest)
        try:
            answer = await self.service.answer(
                request, self.faults[request.path].append
            )
        except UnansweredError:
            never: asyncio.Future[Answer] = self._loop.create_future()
            return await never
        except DroppedError:
            return None
        await asyncio.sleep(self._chance.random() * self.slowest)
        return answer


class _Exchange:
    """A request that is being made, and the response to it."""

    def __init__(
        self, server: NearServer, request: Request, timeout: aiohttp.ClientTimeout
    ) -> None:
        """Prepare; nothing is asked yet."""
        self._server = server
        self._request = request
        self._timeout = timeout
        self.content = asyncio.StreamReader()
        self.status = 0
        self.headers: Mapping[str, str] = {}

    async def __aenter__(self) -> Self:
        """Ask."""
        answer = await self._server.exchange(self._request, self._timeout)
        self.status, self.headers = answer.status, answer.headers
        self.content.feed_data(answer.body)
        self.content.feed_eof()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Let go of it."""


def _as_request(
    method: str,
    url: URL,
    *,
    headers: Mapping[str, str],
    params: Mapping[str, str] | None,
    json: object,
    data: None,  # noqa: ARG001 (messages are never sent as bytes)
    allow_redirects: bool,
    middlewares: object,  # noqa: ARG001 (nothing is ever repeated here)
) -> Request:
    """Return a request as the service sees it."""
    assert not allow_redirects
    path = url.path
    return Request(
        method=method,
        path=path,
        query=params or {},
        headers=headers,
        body=b"" if json is None else jsonlib.dumps(json).encode(),
        names=(path,),
    )
