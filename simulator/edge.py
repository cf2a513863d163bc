"""The edge: connections on one side, services on the other."""

import asyncio
from collections.abc import Awaitable, Callable
import contextlib
import socket
import struct
from typing import Protocol

from aiohttp import web

from .http import Answer, DroppedError, Request, UnansweredError
from .world import World

_LOOK_AFTER = 0.05
"""Seconds between looks whether a caller that gets no answer is still there."""

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Service(Protocol):
    """What answers requests."""

    def aliases(self, path: str) -> tuple[str, ...]:
        """Return the names that faults know this path by, besides the whole of it."""

    async def answer(self, request: Request, note: Callable[[str], None]) -> Answer:
        """Answer a request; raises DroppedError and UnansweredError."""


def serve(
    world: World,
    name: str,
    prefix: str,
    service: Service,
    at_clicksend: Callable[[str], str],
) -> Handler:
    """Return what handles the requests to a service below a prefix.

    `at_clicksend` returns the path that ClickSend is asked for, or the path itself.
    """

    async def handle(web_request: web.Request) -> web.StreamResponse:
        path = web_request.match_info["path"] or "/"
        whole = f"{prefix}{path}"
        request = Request(
            method=web_request.method,
            path=path,
            query=web_request.query,
            headers=web_request.headers,
            body=await web_request.read(),
            names=(whole, *service.aliases(path)),
        )
        record = world.requests.start(
            request,
            service=name,
            time=world.clock.now(),
            names=(whole, path, at_clicksend(path)),
        )
        try:
            answer = await service.answer(request, record.faults.append)
        except DroppedError:
            return _reset(web_request)
        except UnansweredError:
            await _until_gone(world, web_request)
            return _reset(web_request)
        record.status = answer.status
        world.requests.answered(record)
        return web.Response(
            status=answer.status,
            body=answer.body,
            content_type=answer.content_type,
            headers=answer.headers,
        )

    return handle


async def _until_gone(world: World, request: web.Request) -> None:
    """Wait until the caller gives up, or the simulator stops."""
    while request.transport is not None and not world.faults.stopping.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(world.faults.stopping.wait(), _LOOK_AFTER)


def _reset(request: web.Request) -> web.Response:
    """Reset the connection, so that the caller sees just that."""
    if request.transport is not None:
        connection = request.transport.get_extra_info("socket")
        at_once = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        request.transport.abort()
    return web.Response()
