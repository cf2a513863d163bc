"""Fixtures: a session, clients both ways, and a server that misbehaves to order."""

from collections.abc import AsyncGenerator, Callable, Generator
import logging

import aiohttp
from aiohttp.resolver import ThreadedResolver
import pytest

from custom_components.clicksend_messaging.api import http
from custom_components.clicksend_messaging.api.clicksend import ClickSendClient
from custom_components.clicksend_messaging.api.maton import MatonClient
from custom_components.clicksend_messaging.api.membrane import MembraneClient
from custom_components.clicksend_messaging.api.skillboss import SkillBossClient
from custom_components.clicksend_messaging.api.transports import (
    DirectTransport,
    MatonTransport,
    MembraneTransport,
)
from tests.unit.api.discretion import (
    API_KEY,
    CONNECTION,
    MATON_KEY,
    MEMBRANE_TOKEN,
    SKILLBOSS_KEY,
    USERNAME,
    is_discreet,
)
from tests.unit.api.wire import Wire

type Connect = Callable[[str], ClickSendClient]


@pytest.fixture(autouse=True)
def _auto_enable_custom_integrations() -> None:
    """Do without Home Assistant here."""


@pytest.fixture(autouse=True)
def _discreet_log(caplog: pytest.LogCaptureFixture) -> Generator[None]:
    """Fail a test that leaves something secret or personal in the log."""
    caplog.set_level(logging.DEBUG)
    yield
    said = [record.getMessage() for record in caplog.get_records("call")]
    assert [line for line in said if not is_discreet(line)] == []


@pytest.fixture
async def session() -> AsyncGenerator[aiohttp.ClientSession]:
    """Return a session, without the name server that loopback does not need."""
    connector = aiohttp.TCPConnector(resolver=ThreadedResolver())
    async with aiohttp.ClientSession(connector=connector) as opened:
        yield opened


@pytest.fixture
async def wire() -> AsyncGenerator[Wire]:
    """Return a server that does as it is told."""
    async with Wire() as running:
        yield running


@pytest.fixture(params=["direct", "maton", "membrane"])
def connect(request: pytest.FixtureRequest, session: aiohttp.ClientSession) -> Connect:
    """Return a function that makes a client for an address, each way in turn."""

    def direct(url: str) -> ClickSendClient:
        transport = DirectTransport(USERNAME, API_KEY, f"{url}/v3")
        return ClickSendClient(lambda: session, transport)

    def maton(url: str) -> ClickSendClient:
        return ClickSendClient(
            lambda: session, MatonTransport(MATON_KEY, CONNECTION, url)
        )

    def membrane(url: str) -> ClickSendClient:
        transport = MembraneTransport(MEMBRANE_TOKEN, CONNECTION, url)
        return ClickSendClient(lambda: session, transport)

    ways: dict[str, Connect] = {"direct": direct, "maton": maton, "membrane": membrane}
    return ways[request.param]


@pytest.fixture
def client(connect: Connect, wire: Wire) -> ClickSendClient:
    """Return a client for the server, each way in turn."""
    return connect(wire.url)


@pytest.fixture
def direct(session: aiohttp.ClientSession, wire: Wire) -> ClickSendClient:
    """Return a client that goes straight to the server."""
    transport = DirectTransport(USERNAME, API_KEY, f"{wire.url}/v3")
    return ClickSendClient(lambda: session, transport)


@pytest.fixture
def through_maton(session: aiohttp.ClientSession, wire: Wire) -> ClickSendClient:
    """Return a client for which the server is Maton."""
    return ClickSendClient(
        lambda: session, MatonTransport(MATON_KEY, CONNECTION, wire.url)
    )


@pytest.fixture
def maton(session: aiohttp.ClientSession, wire: Wire) -> MatonClient:
    """Return a client for Maton's connections."""
    return MatonClient(lambda: session, MATON_KEY, wire.url)


@pytest.fixture
def through_membrane(session: aiohttp.ClientSession, wire: Wire) -> ClickSendClient:
    """Return a client for which the server is Membrane."""
    transport = MembraneTransport(MEMBRANE_TOKEN, CONNECTION, wire.url)
    return ClickSendClient(lambda: session, transport)


@pytest.fixture
def membrane(session: aiohttp.ClientSession, wire: Wire) -> MembraneClient:
    """Return a client for Membrane itself."""
    return MembraneClient(lambda: session, MEMBRANE_TOKEN, wire.url)


@pytest.fixture
def hub(session: aiohttp.ClientSession, wire: Wire) -> SkillBossClient:
    """Return a client for the SkillBoss hub."""
    return SkillBossClient(lambda: session, SKILLBOSS_KEY, f"{wire.url}/v1")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nothing longer than a moment."""
    brief = aiohttp.ClientTimeout(total=5, connect=0.2, sock_connect=0.2, sock_read=0.2)
    monkeypatch.setattr(http, "TIMEOUT", brief)
