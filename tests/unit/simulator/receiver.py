"""A webhook on a loopback port, which owes nothing to the integration."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import json
import socket
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One push, as it arrived."""

    method: str
    path: str
    query: Mapping[str, str]
    content_type: str | None
    text: str

    @property
    def form(self) -> dict[str, str]:
        """What it says, if it is a form."""
        return dict(parse_qsl(self.text, keep_blank_values=True))

    @property
    def json(self) -> Any:
        """What it says, if it is JSON."""
        return json.loads(self.text)


@dataclass
class Receiver:
    """What came, and what is answered."""

    port: int
    arrivals: list[Arrival] = field(default_factory=list)
    answers: deque[int | None] = field(default_factory=deque)
    """The next statuses, and None for no answer at all; without any it is 200."""
    busy: int = 0
    """How many are being answered."""
    busiest: int = 0
    pause: float = 0
    """Seconds that each answer takes."""
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str = "/hook") -> str:
        """Return where it is."""
        return f"http://127.0.0.1:{self.port}{path}"

    async def receive(self, request: web.Request) -> web.Response:
        """Note what came, and answer as told."""
        self.arrivals.append(
            Arrival(
                method=request.method,
                path=request.path,
                query=dict(request.query),
                content_type=request.headers.get("Content-Type"),
                text=await request.text(),
            )
        )
        self.busy += 1
        self.busiest = max(self.busy, self.busiest)
        try:
            status = self.answers.popleft() if self.answers else 200
            if status is None:
                await self.released.wait()
            await asyncio.sleep(self.pause)
            there = {"Location": self.url("/elsewhere")} if status == 302 else None
            return web.Response(status=status or 200, headers=there)
        finally:
            self.busy -= 1


@asynccontextmanager
async def running_receiver() -> AsyncGenerator[Receiver]:
    """Return a receiver that listens."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    receiver = Receiver(listener.getsockname()[1])
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", receiver.receive)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    try:
        yield receiver
    finally:
        receiver.released.set()
        await runner.cleanup()
