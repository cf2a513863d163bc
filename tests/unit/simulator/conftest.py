"""Fixtures: plain HTTP clients for the simulator, which owe nothing to the integration."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass
import json
from typing import Any

import aiohttp
import pytest

from simulator import Simulator

AGENT = "SimulatorTests/1.0"


@pytest.fixture(autouse=True)
def _auto_enable_custom_integrations() -> None:
    """Do without Home Assistant here."""


@dataclass(frozen=True)
class Reply:
    """An answer."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        """What it says, if it is JSON."""
        return json.loads(self.text)

    @property
    def data(self) -> Any:
        """What is in ClickSend's envelope."""
        return self.json["data"]


@dataclass(frozen=True)
class Caller:
    """Calls one service with one set of credentials."""

    session: aiohttp.ClientSession
    base_url: str
    headers: Mapping[str, str]

    async def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: Mapping[str, str] | None = None,
        **query: object,
    ) -> Reply:
        """Send a request and return the answer."""
        async with self.session.request(
            method,
            f"{self.base_url}{path}",
            json=body,
            params={key: str(value) for key, value in query.items()},
            headers={**self.headers, **(headers or {})},
        ) as response:
            return Reply(response.status, await response.text(), response.headers)



@pytest.fixture
async def session(socket_enabled: None) -> AsyncGenerator[aiohttp.ClientSession]:
    """Return a session that gives up soon."""
    timeout = aiohttp.ClientTimeout(total=5)
    agent = {"User-Agent": AGENT}
    async with aiohttp.ClientSession(timeout=timeout, headers=agent) as opened:
        yield opened


@pytest.fixture
def clicksend(simulator: Simulator, session: aiohttp.ClientSession) -> Caller:
    """Call ClickSend as its main account."""
    access = simulator.clicksend
    return Caller(session, access.base_url, basic(access.username, access.api_key))


@pytest.fixture
def maton(simulator: Simulator, session: aiohttp.ClientSession) -> Caller:
    """Call Maton with its key; the gateway and the connections are in one place."""
    access = simulator.maton
    headers = {"Authorization": f"Bearer {access.api_key}"}
    return Caller(session, access.gateway_url, headers)


@pytest.fixture
def control(simulator: Simulator, session: aiohttp.ClientSession) -> Caller:
    """Call control."""
    return Caller(session, simulator.control_url, {})


@pytest.fixture
def send(clicksend: Caller) -> Callable[..., Awaitable[Any]]:
    """Send texts, given as messages, and return the `data` of the answer."""

    async def sender(*messages: Mapping[str, Any]) -> Any:
        reply = await clicksend("POST", "/sms/send", {"messages": messages})
        assert reply.status == 200, reply.text
        return reply.data

    return sender


@pytest.fixture
async def poll_rule(clicksend: Caller) -> int:
    """Add a rule that makes inbound texts visible; return its id."""
    reply = await clicksend(
        "POST",
        "/automations/sms/inbound",
        {"dedicated_number": "*", "rule_name": "Home", "action": "POLL"},
    )
    rule_id: int = reply.data["inbound_rule_id"]
    return rule_id


def basic(username: str, password: str) -> dict[str, str]:
    """Return the header for these credentials."""
    return {"Authorization": aiohttp.BasicAuth(username, password).encode()}
