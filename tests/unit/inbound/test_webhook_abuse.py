"""Whoever finds the address can send what they like: it is answered, and no more."""

import asyncio
from collections.abc import AsyncGenerator
import gzip
from http import HTTPStatus
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from yarl import URL

from custom_components.clicksend_messaging.inbound import receiver
from tests.unit.conftest import DAD

from .conftest import Heard, messages
from .instant import Home, push_of

KIB = 1024
MANY = {f"field{number}": "x" for number in range(10_000)}


async def in_pieces(
    size: int, *, sent: list[int] | None = None
) -> AsyncGenerator[bytes]:
    """Yield so much, whose length nobody is told before."""
    for _ in range(size // KIB):
        if sent is not None:
            sent.append(KIB)
        yield b"x" * KIB


async def still_works(home: Home, heard: Heard) -> None:
    """Have a real text announced."""
    assert heard == []
    text = home.simulator.inject_inbound(DAD, "Real")
    await home.announce(text)
    assert messages(heard) == ["Real"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00" * 100,
        b"\xff\xfe" * 100,
        b'{"message_id": "1", "from": ',
        b'{"a":' * 12_000,
        b'{"a":' + b"[" * 60_000,
        b"[" * 60_000,
        urlencode(MANY)[: 60 * KIB].encode(),
        b"&" * (60 * KIB),
        b"x" * (64 * KIB),
    ],
    ids=[
        *("nothing", "NUL", "not UTF-8", "half", "deep", "deeper", "deep list"),
        *("many fields", "no fields", "as much as may be"),
    ],
)
async def test_what_cannot_be_read(home: Home, heard: Heard, body: bytes) -> None:
    """It is answered like anything else, and the next push is understood."""
    for content_type in ("application/json", "text/plain", "!"):
        begun = time.monotonic()

        answer = await home.client.post(
            home.path, data=body, headers={"Content-Type": content_type}
        )

        assert answer.status == HTTPStatus.OK
        assert time.monotonic() - begun < 1
    await home.settle()
    await still_works(home, heard)


@pytest.mark.parametrize("told", ["length", "nothing", "compressed"])
async def test_what_is_too_long(home: Home, heard: Heard, told: str) -> None:
    """Little more is read than a push may have, whether or not its length is told."""
    size = 100 * KIB * KIB
    sent: list[int] = []
    options: dict[str, Any] = {}
    body: Any = in_pieces(size, sent=sent)
    if told == "length":
        options = {"headers": {"Content-Length": str(size)}}
    elif told == "compressed":
        body = gzip.compress(b"x" * 10 * KIB * KIB)
        options = {"headers": {"Content-Encoding": "gzip"}}
        assert len(body) < receiver.MAX_BODY
    reads = home.reads()

    answer = await home.client.post(home.path, data=body, **options)

    assert answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    answer.close()
    assert sum(sent) < 10 * KIB * KIB
    assert home.reads() == reads
    await still_works(home, heard)


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_other_methods(home: Home, heard: Heard, method: str) -> None:
    """They are no pushes."""
    text = home.simulator.inject_inbound(DAD, "Open the garage")
    reads = home.reads()

    answer = await home.client.request(method, home.path, data=push_of(text))
    await home.settle()

    if method == "HEAD":
        assert answer.status == HTTPStatus.OK
    else:
        assert answer.status in (HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.FORBIDDEN)
    assert heard == []
    assert home.reads() == reads


@pytest.mark.parametrize("method", ["HEAD", "GET", "POST", "PUT"])
async def test_unknown_addresses(home: Home, heard: Heard, method: str) -> None:
    """Nobody learns which there are."""
    text = home.simulator.inject_inbound(DAD, "Open the garage")
    reads = home.reads()
    paths = (f"{home.path[:-1]}~", f"{home.path}0", "/api/webhook/1")

    for path in paths:
        answer = await home.client.request(method, path, data=push_of(text))
        assert answer.status == HTTPStatus.OK
        assert await answer.read() == b""
    await home.settle()

    assert heard == []
    assert home.reads() == reads


async def converse(home: Home, *parts: bytes, leave: bool = False) -> bytes:
    """Send these bytes to the home, and return all that it answers."""
    url = URL(str(home.client.make_url(home.path)))
    reader, writer = await asyncio.open_connection(url.host, url.port)
    try:
        head = f"POST {url.path} HTTP/1.1\r\nHost: {url.host}\r\n".encode()
        writer.write(head + parts[0])
        for part in parts[1:]:
            await writer.drain()
            await asyncio.sleep(0.02)
            writer.write(part)
        if leave:
            return b""
        return await asyncio.wait_for(reader.readline(), 3)
    finally:
        writer.close()


@pytest.mark.parametrize(
    "parts",
    [
        (b"Transfer-Encoding: chunked\r\n\r\n", b"5\r\nhello\r\n", b"zz\r\nhello\r\n"),
        (b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n",),
        (b"Content-Length: 5\r\nContent-Encoding: gzip\r\n\r\nhello",),
        (b"Content-Length: -1\r\n\r\n",),
        (b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello",),
    ],
    ids=["broken chunk", "endless chunk", "no gzip", "negative", "contradiction"],
)
async def test_what_is_no_request(
    home: Home,
    heard: Heard,
    expected_log: list[str],
    monkeypatch: pytest.MonkeyPatch,
    parts: tuple[bytes, ...],
) -> None:
    """Its sender is told so."""
    # Home Assistant's server says so, at whatever address.
    expected_log.append("^(Error handling request|Unhandled exception)")
    monkeypatch.setattr(receiver, "BODY_SECONDS", 0.1)
    reads = home.reads()

    answer = await converse(home, *parts)

    assert b" 400 " in answer or b" 408 " in answer
    assert home.reads() == reads
    await home.settle()
    await still_works(home, heard)


async def test_who_leaves_half_way(home: Home, heard: Heard) -> None:
    """Nobody waits for the rest."""
    reads = home.reads()

    await converse(home, b"Content-Length: 500\r\n\r\nmessage_id", leave=True)
    await asyncio.sleep(0.05)
    await home.settle()

    assert home.reads() == reads
    await still_works(home, heard)


async def test_who_takes_for_ever(
    home: Home, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a few seconds nobody waits any longer."""
    monkeypatch.setattr(receiver, "BODY_SECONDS", 0.1)
    reads = home.reads()

    answer = await converse(home, b"Content-Length: 500\r\n\r\n", *[b"a"] * 9)

    assert b" 408 " in answer
    await home.settle()
    assert home.reads() == reads
    await still_works(home, heard)


async def test_many_who_take_for_ever(
    home: Home, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They keep nobody else from being heard."""
    monkeypatch.setattr(receiver, "BODY_SECONDS", 0.5)
    async with asyncio.TaskGroup() as slow:
        talks = [
            slow.create_task(converse(home, b"Content-Length: 500\r\n\r\nmessage"))
            for _ in range(100)
        ]
        await asyncio.sleep(0.05)
        await still_works(home, heard)
        assert not any(talk.done() for talk in talks)

    assert all(b" 408 " in talk.result() for talk in talks)
