"""A server on loopback that does to each request what a test says, byte by byte."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus
import json
import socket
import ssl
import struct
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from multidict import CIMultiDict


class Fault(Enum):
    """What to do instead of answering."""

    RESET = auto()
    """Read the request, then reset the connection."""
    CLOSE = auto()
    """Read the request, then close the connection without a word."""
    HANG = auto()
    """Read the request and keep the connection open."""


@dataclass(frozen=True)
class Heard:
    """One request, as it came."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The path, with its escapes."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The query."""
        return dict(parse_qsl(urlsplit(self.target).query))

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)


class Farewell(bytes):
    """An answer after which the connection is closed, of which it does not warn."""

    __slots__ = ()


type Answer = bytes | Fault | Callable[[Heard], bytes]


class Wire:
    """The server. It gives its answers in turn, and the last one for ever."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        """Prepare one that answers success with nothing in it."""
        self.heard: list[Heard] = []
        self.connections = 0
        self.greeting: bytes | Fault | None = None
        """What to do with a connection before anything is read from it."""
        self._answers: list[Answer] = [envelope(None)]
        self._tls = tls
        self._arrival = asyncio.Event()
        self._stopping = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def says(self, *answers: Answer) -> None:
        """Set the answers to come."""
        self._answers = list(answers)

    @property
    def url(self) -> str:
        """Where it is."""
        port = self._server.sockets[0].getsockname()[1]
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{port}"

    async def arrival(self) -> None:
        """Wait for the first request."""
        await self._arrival.wait()

    async def __aenter__(self) -> Self:
        """Listen."""
        self._server = await asyncio.start_server(
            self._connected, "127.0.0.1", 0, ssl=self._tls
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop, and let go of every connection."""
        self._stopping.set()
        self._server.close()
        await asyncio.gather(*self._tasks)

    async def _connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Serve one connection until either side ends it."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            if self.greeting is Fault.RESET:
                _reset(writer)
                return
            if isinstance(self.greeting, bytes):
                writer.write(self.greeting)
                return
            stopped = asyncio.create_task(self._stopping.wait())
            served = asyncio.create_task(self._serve(reader, writer))
            await asyncio.wait((stopped, served), return_when=asyncio.FIRST_COMPLETED)
            for part in (stopped, served):
                part.cancel()
            await asyncio.gather(stopped, served, return_exceptions=True)
        finally:
            writer.close()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Answer requests."""
        while True:
            heard = await _request(reader)
            self.heard.append(heard)
            self._arrival.set()
            answer = self._answers.pop(0) if self._answers[1:] else self._answers[0]
            if answer is Fault.HANG:
                await self._stopping.wait()
            if answer is Fault.RESET:
                _reset(writer)
            if isinstance(answer, Fault):
                return
            said = answer if isinstance(answer, bytes) else answer(heard)
            writer.write(said)
            await writer.drain()
            if isinstance(said, Farewell) or b"connection: close" in said.lower():
                return


def reply(
    status: int,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    *,
    length: int | None = None,
) -> bytes:
    """Return an answer; with another `length` than the body's it is cut short."""
    lines = [f"HTTP/1.1 {status} {_phrase(status)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    lines.append(f"Content-Length: {len(body) if length is None else length}")
    if length is not None:
        lines.append("Connection: close")
    return "\r\n".join([*lines, "", ""]).encode() + body


def answer_json(
    status: int, payload: object, headers: Mapping[str, str] | None = None
) -> bytes:
    """Return an answer of JSON."""
    kind = {"Content-Type": "application/json"}
    return reply(status, json.dumps(payload).encode(), {**kind, **(headers or {})})


def page(status: int) -> bytes:
    """Return a web page, as machines in front of a service answer."""
    html = f"<html><head><title>{status} {_phrase(status)}</title></head></html>"
    return reply(status, html.encode(), {"Content-Type": "text/html"})


def envelope(
    data: object,
    *,
    http_code: int = 200,
    status: int | None = None,
    code: object = "SUCCESS",
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Return an answer in ClickSend's envelope; `status` is HTTP's if it differs."""
    body = {
        "http_code": http_code,
        "response_code": code,
        # People read this, and its wording changes: it must not matter.
        "response_msg": "Here are your data, or perhaps not.",
        "data": data,
    }
    return answer_json(http_code if status is None else status, body, headers)


async def _request(reader: asyncio.StreamReader) -> Heard:
    """Read one request, to its last byte."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = CIMultiDict[str]()
    for line in lines:
        name, _, value = line.partition(": ")
        headers.add(name, value)
    body = await reader.readexactly(int(headers.get("Content-Length", 0)))
    return Heard(method, target, headers, body)


def _reset(writer: asyncio.StreamWriter) -> None:
    """Reset a connection, so that the other side sees just that."""
    connection = writer.get_extra_info("socket")
    at_once = struct.pack("ii", 1, 0)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    writer.transport.abort()


def _phrase(status: int) -> str:
    """Name an HTTP status, also one that is not registered."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
