"""Fixtures: callers of the simulator's services, and shortcuts for what tests need."""

from base64 import b64encode
from collections.abc import AsyncGenerator, Mapping
from functools import partial
from typing import Any

import aiohttp
import pytest

from simulator import Simulator
from tests.unit.simulator.callers import (
    AGENT,
    AddRule,
    Caller,
    Send,
    Upload,
    basic,
    bearer,
)
from tests.unit.simulator.pictures import PICTURE, picture
from tests.unit.simulator.receiver import Receiver, running_receiver


@pytest.fixture(autouse=True)
def _auto_enable_custom_integrations() -> None:
    """Do without Home Assistant here."""


@pytest.fixture
def expected_log() -> list[str]:
    """Pardon the event loop when the machine is busy with something else."""
    return [r"^Executing <.* took [\d.]+ seconds"]


@pytest.fixture
async def session() -> AsyncGenerator[aiohttp.ClientSession]:
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
    """Call Maton, whose gateway and connections are in one place."""
    access = simulator.maton
    return Caller(session, access.gateway_url, bearer(access.api_key))


@pytest.fixture
def membrane(simulator: Simulator, session: aiohttp.ClientSession) -> Caller:
    """Call Membrane."""
    access = simulator.membrane
    return Caller(session, access.base_url, bearer(access.token))


@pytest.fixture
def skillboss(simulator: Simulator, session: aiohttp.ClientSession) -> Caller:
    """Call SkillBoss, from its host on."""
    access = simulator.skillboss
    host = access.base_url.removesuffix("/v1")
    return Caller(session, host, bearer(access.api_key))


@pytest.fixture
def control(simulator: Simulator, session: aiohttp.ClientSession) -> Caller:
    """Call control."""
    return Caller(session, simulator.control_url, {})


@pytest.fixture
def send(clicksend: Caller) -> Send:
    """Send texts, given as messages, and return the `data` of the answer."""

    async def sender(*messages: Mapping[str, Any]) -> Any:
        reply = await clicksend("POST", "/sms/send", {"messages": messages})
        assert reply.status == 200, reply.text
        return reply.data

    return sender


@pytest.fixture
def upload(clicksend: Caller) -> Upload:
    """Upload a picture, by default a small PNG, and return its address."""

    async def uploader(content: bytes | None = None) -> str:
        encoded = b64encode(picture("PNG") if content is None else content).decode()
        reply = await clicksend("POST", "/uploads?convert=mms", {"content": encoded})
        assert reply.status == 200, reply.text
        url: str = reply.data["_url"]
        return url

    return uploader


@pytest.fixture
def send_mms(clicksend: Caller) -> Send:
    """Send messages with a picture from elsewhere; return the `data` of the answer."""

    async def sender(*messages: Mapping[str, Any], media_file: str = PICTURE) -> Any:
        body = {"media_file": media_file, "messages": messages}
        reply = await clicksend("POST", "/mms/send", body)
        assert reply.status == 200, reply.text
        return reply.data

    return sender


@pytest.fixture
def ring(clicksend: Caller) -> Send:
    """Make calls, given as messages, and return the `data` of the answer."""

    async def caller(*messages: Mapping[str, Any]) -> Any:
        reply = await clicksend("POST", "/voice/send", {"messages": messages})
        assert reply.status == 200, reply.text
        return reply.data

    return caller


@pytest.fixture
def add_rule(clicksend: Caller) -> AddRule:
    """Add a rule, by default one that shows all inbound texts; return its id."""

    async def adder(**changes: Any) -> int:
        rule = {"dedicated_number": "*", "rule_name": "Home", "action": "POLL"}
        reply = await clicksend("POST", "/automations/sms/inbound", {**rule, **changes})
        rule_id: int = reply.data["inbound_rule_id"]
        return rule_id

    return adder


@pytest.fixture
def add_receipt_rule(clicksend: Caller) -> AddRule:
    """Add a receipt rule, by default one that shows them all; return its id."""

    async def adder(channel: str = "sms", **changes: Any) -> int:
        rule = {"rule_name": "Home", "action": "POLL", **changes}
        reply = await clicksend("POST", f"/automations/{channel}/receipts", rule)
        rule_id: int = reply.data["receipt_rule_id"]
        return rule_id

    return adder


@pytest.fixture
async def receiver(
    socket_enabled: None,  # noqa: ARG001 (sockets are forbidden until it is asked for)
) -> AsyncGenerator[Receiver]:
    """Return a webhook that pushes can go to."""
    async with running_receiver() as running:
        yield running


@pytest.fixture
def add_url_rule(add_rule: AddRule, receiver: Receiver) -> AddRule:
    """Add a rule that pushes texts, by default all and to the receiver."""
    return partial(add_rule, action="URL", action_address=receiver.url())


@pytest.fixture
def add_url_receipt_rule(add_receipt_rule: AddRule, receiver: Receiver) -> AddRule:
    """Add a rule that pushes receipts, by default all and to the receiver."""
    return partial(add_receipt_rule, action="URL", action_address=receiver.url())
