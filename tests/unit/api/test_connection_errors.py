"""No answer came: what that means depends on whether the request had left."""

import asyncio
from collections.abc import AsyncGenerator, Generator
import errno
from pathlib import Path
import socket
from typing import override

import aiohttp
from aiohttp.resolver import AsyncResolver, ThreadedResolver
import pytest

from custom_components.clicksend_messaging.api import http
from custom_components.clicksend_messaging.api.clicksend import ClickSendClient
from custom_components.clicksend_messaging.api.errors import (
    AnswerTimeoutError,
    ApiError,
    ConnectTimeoutError,
    NotReachedError,
    OutcomeUnknownError,
)
from custom_components.clicksend_messaging.api.transports import (
    DirectTransport,
    MatonTransport,
)
from tests.unit.api.conftest import Connect
from tests.unit.api.discretion import (
    API_KEY,
    MATON_KEY,
    SMS,
    USERNAME,
    error_of,
    verdict,
)
from tests.unit.api.tls import self_signed
from tests.unit.api.wire import Farewell, Fault, Wire, envelope, reply

SENT = envelope({"messages": []})
CHUNK_CUT_SHORT = b"\r\n".join(
    [
        b"HTTP/1.1 200 OK",
        b"Transfer-Encoding: chunked",
        b"Connection: close",
        b"",
        b"5",
        b"{",
    ]
)

pytestmark = pytest.mark.usefixtures("socket_enabled")


class _NoSuchName(asyncio.DatagramProtocol):
    """A name server that has never heard of anything."""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to answer."""
        assert isinstance(transport, asyncio.DatagramTransport)
        self._transport = transport

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer NXDOMAIN, with the question in it."""
        header = data[:2] + b"\x81\x83" + data[4:6] + bytes(6)
        self._transport.sendto(header + data[12:], addr)


@pytest.fixture
async def lost_session() -> AsyncGenerator[aiohttp.ClientSession]:
    """Return a session whose name server knows no host."""
    loop = asyncio.get_running_loop()
    server, _ = await loop.create_datagram_endpoint(
        _NoSuchName, local_addr=("127.0.0.1", 0)
    )
    port = server.get_extra_info("sockname")[1]
    resolver = AsyncResolver(nameservers=["127.0.0.1"], udp_port=port, tries=1)
    connector = aiohttp.TCPConnector(resolver=resolver)
    async with aiohttp.ClientSession(connector=connector) as opened:
        yield opened
    await resolver.close()
    server.close()


@pytest.fixture
def full_port() -> Generator[int]:
    """Return a port whose listener has no room for another connection."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for caller in waiting:
            caller.settimeout(0)
            caller.connect_ex(address)
        yield address[1]
        for caller in waiting:
            caller.close()


def check(error: ApiError, kind: type[ApiError], meaning: str) -> None:
    """Check an error for which there was no answer."""
    assert type(error) is kind
    assert verdict(error) == meaning
    assert error.status is None
    assert error.code is None


async def test_connection_refused(connect: Connect, unused_tcp_port: int) -> None:
    """Nobody listens there."""
    client = connect(f"http://127.0.0.1:{unused_tcp_port}")
    error = await error_of(client.messages.send([SMS]))
    check(error, NotReachedError, "may be repeated")


@pytest.mark.parametrize(
    "host",
    ["clicksend.invalid", "rest..clicksend.invalid", f"{'a' * 64}.invalid"],
    ids=["unknown", "two dots", "label too long"],
)
async def test_unknown_host(lost_session: aiohttp.ClientSession, host: str) -> None:
    """The host's name leads nowhere."""
    transport = DirectTransport(USERNAME, API_KEY, f"http://{host}/v3")
    error = await error_of(ClickSendClient(lambda: lost_session, transport).account())
    check(error, NotReachedError, "may be repeated")


@pytest.mark.parametrize(
    "address",
    [
        "localhost:8080/v3",
        "rest.clicksend.com/v3",
        "ftp://127.0.0.1/v3",
        "http://127.0.0.1:99999/v3",
        "http:///v3",
        "http://[/v3",
        "",
        "http://someone:secret@127.0.0.1:9/v3",
        "http://:secret@127.0.0.1:9/v3",
    ],
    ids=[
        "no scheme but a port",
        "no scheme",
        "another scheme",
        "impossible port",
        "no host",
        "broken brackets",
        "nothing",
        "credentials inside",
        "a password inside",
    ],
)
async def test_impossible_address(session: aiohttp.ClientSession, address: str) -> None:
    """What somebody typed is no address that a request could go to."""
    transport = DirectTransport(USERNAME, API_KEY, address)
    error = await error_of(ClickSendClient(lambda: session, transport).account())
    check(error, NotReachedError, "may be repeated")


async def test_impossible_key(session: aiohttp.ClientSession, wire: Wire) -> None:
    """A key with a line break in it cannot be sent."""
    transport = MatonTransport(f"{MATON_KEY}\n", "connection", wire.url)
    error = await error_of(ClickSendClient(lambda: session, transport).account())
    check(error, NotReachedError, "may be repeated")
    assert wire.heard == []


async def test_no_network_yet(session: aiohttp.ClientSession, wire: Wire) -> None:
    """A machine without a network may have no session; it is asked for each time."""
    network = False

    def sessions() -> aiohttp.ClientSession:
        if not network:
            raise OSError(errno.ENODEV, "No such device")
        return session

    transport = DirectTransport(USERNAME, API_KEY, f"{wire.url}/v3")
    client = ClickSendClient(sessions, transport)
    error = await error_of(client.messages.send([SMS]))
    check(error, NotReachedError, "may be repeated")
    network = True
    await client.messages.send([SMS])
    assert len(wire.heard) == 1


async def test_the_program_ends(session: aiohttp.ClientSession, wire: Wire) -> None:
    """Whoever still has something to ask then asks nothing."""
    await session.close()
    transport = DirectTransport(USERNAME, API_KEY, f"{wire.url}/v3")
    client = ClickSendClient(lambda: session, transport)
    error = await error_of(client.messages.send([SMS]))
    check(error, NotReachedError, "may be repeated")
    assert wire.heard == []


@pytest.mark.usefixtures("impatient")
async def test_connection_takes_too_long(connect: Connect, full_port: int) -> None:
    """Somebody listens but does not pick up."""
    error = await error_of(
        connect(f"http://127.0.0.1:{full_port}").messages.send([SMS])
    )
    check(error, ConnectTimeoutError, "may be repeated")


@pytest.mark.usefixtures("impatient")
async def test_no_connection_to_spare(wire: Wire) -> None:
    """All connections that the session may have are taken."""
    wire.says(Fault.HANG)
    connector = aiohttp.TCPConnector(limit=1, resolver=ThreadedResolver())
    async with aiohttp.ClientSession(connector=connector) as session:
        transport = DirectTransport(USERNAME, API_KEY, f"{wire.url}/v3")
        client = ClickSendClient(lambda: session, transport)
        patient = aiohttp.ClientTimeout(total=5)
        taken = asyncio.create_task(session.get(wire.url, timeout=patient))
        await wire.arrival()
        error = await error_of(client.messages.send([SMS]))
        taken.cancel()
    check(error, ConnectTimeoutError, "may be repeated")
    assert len(wire.heard) == 1


async def test_certificate_is_not_trusted(
    connect: Connect, tmp_path: Path, expected_log: list[str]
) -> None:
    """Whoever answers cannot prove who they are, so they are told nothing."""
    # The stranger's complaint.
    expected_log.append("Error on transport creation for incoming connection")
    async with Wire(self_signed(tmp_path)) as stranger:
        error = await error_of(connect(stranger.url).messages.send([SMS]))
        check(error, NotReachedError, "may be repeated")
        assert stranger.heard == []


@pytest.mark.parametrize(
    "greeting", [reply(400, b"This is http."), Fault.RESET], ids=["http", "reset"]
)
async def test_no_tls_spoken(
    connect: Connect, wire: Wire, greeting: bytes | Fault
) -> None:
    """Nothing is told to a server before it has shown who it is."""
    wire.greeting = greeting
    client = connect(wire.url.replace("http:", "https:"))
    error = await error_of(client.messages.send([SMS]))
    check(error, NotReachedError, "may be repeated")
    assert wire.heard == []


@pytest.mark.usefixtures("impatient")
async def test_answer_takes_too_long(client: ClickSendClient, wire: Wire) -> None:
    """The request arrived, and then nothing happened."""
    wire.says(Fault.HANG)
    error = await error_of(client.messages.send([SMS]))
    check(error, AnswerTimeoutError, "outcome unknown")
    assert len(wire.heard) == 1


@pytest.mark.usefixtures("impatient")
async def test_answer_stops_halfway(client: ClickSendClient, wire: Wire) -> None:
    """The answer began, and then nothing more came."""
    wire.says(SENT[:-9])
    error = await error_of(client.messages.send([SMS]))
    check(error, AnswerTimeoutError, "outcome unknown")
    assert len(wire.heard) == 1


async def test_answer_comes_in_drops(
    monkeypatch: pytest.MonkeyPatch, client: ClickSendClient, wire: Wire
) -> None:
    """However lively the connection, there is an end to waiting."""
    brief = aiohttp.ClientTimeout(total=0.2, sock_read=30)
    monkeypatch.setattr(http, "TIMEOUT", brief)
    wire.says(SENT[:-9])
    error = await error_of(client.messages.send([SMS]))
    check(error, AnswerTimeoutError, "outcome unknown")


def test_time_limits() -> None:
    """ClickSend may think for half a minute; connecting is a matter of seconds."""
    assert http.TIMEOUT.sock_read == 30
    assert http.TIMEOUT.connect == 10
    assert http.TIMEOUT.total is not None


async def test_reset_before_the_request_is_read(
    client: ClickSendClient, wire: Wire
) -> None:
    """The connection came about and broke: how far the request got is not known."""
    wire.greeting = Fault.RESET
    error = await error_of(client.messages.send([SMS]))
    check(error, OutcomeUnknownError, "outcome unknown")
    assert wire.connections == 1


@pytest.mark.parametrize(
    "ending",
    [
        Fault.RESET,
        Fault.CLOSE,
        reply(200, b'{"http_code": 200', length=500),
        CHUNK_CUT_SHORT,
        reply(200, b"{}", {"Content-Encoding": "gzip"}),
        b"SSH-2.0-OpenSSH_10.1\r\nConnection: close\r\n\r\n",
        b"HTTP/1.1 abc\r\nConnection: close\r\n\r\n",
    ],
    ids=[
        "reset",
        "closed",
        "cut short",
        "chunk cut short",
        "not really compressed",
        "another protocol",
        "broken status line",
    ],
)
async def test_connection_breaks_before_the_answer(
    client: ClickSendClient, wire: Wire, ending: bytes | Fault
) -> None:
    """The request was read, and no whole answer to it came."""
    wire.says(ending)
    error = await error_of(client.messages.send([SMS]))
    check(error, OutcomeUnknownError, "outcome unknown")
    assert len(wire.heard) == 1


@pytest.mark.parametrize("ending", [Fault.RESET, Fault.CLOSE])
async def test_text_is_not_repeated_on_a_worn_out_connection(
    client: ClickSendClient, wire: Wire, ending: Fault
) -> None:
    """The server closes a kept connection just as the text is handed over."""
    wire.says(SENT, ending, SENT)
    await client.messages.send([SMS])
    error = await error_of(client.messages.send([SMS]))
    check(error, OutcomeUnknownError, "outcome unknown")
    assert wire.connections == 1
    assert len(wire.heard) == 2


async def test_marking_as_read_survives_a_worn_out_connection(
    client: ClickSendClient, wire: Wire
) -> None:
    """What may be said twice, the HTTP library says again once; never a text."""
    wire.says(SENT, Fault.CLOSE, envelope(1))
    await client.messages.send([SMS])
    await client.inbound.mark_read("M-1")
    assert [heard.method for heard in wire.heard] == ["POST", "PUT", "PUT"]


async def test_closed_idle_connection_is_replaced(
    client: ClickSendClient, wire: Wire
) -> None:
    """A connection that the server gave up in between does no harm."""
    wire.says(Farewell(SENT), SENT)
    await client.messages.send([SMS])
    await asyncio.sleep(0.05)
    await client.messages.send([SMS])
    assert wire.connections == len(wire.heard) == 2
