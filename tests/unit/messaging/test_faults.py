"""What goes wrong on the way to ClickSend: at most one text, and always an answer."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
import socket

from aiohttp import ClientTimeout
from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.api import http
from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from simulator.faults import FaultKind
from tests.unit.conftest import DAD, MUM, maton_data
from tests.unit.dialogs import until
from tests.unit.sending import (
    DAD_ENTITY,
    MUM_ENTITY,
    TEXT,
    accepted,
    notify,
    refusal,
    requests,
    send_sms,
    send_sms_without_response,
)

pytestmark = pytest.mark.usefixtures("entry", "short_waits")


@pytest.fixture
def short_time_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up in less than a second."""
    limits = ClientTimeout(total=5, sock_connect=0.3, sock_read=0.3)
    monkeypatch.setattr(http, "TIMEOUT", limits)


@contextmanager
def little_patience(kind: FaultKind) -> Generator[None]:
    """Give up on an answer that never comes well before the caller gives up too."""
    with pytest.MonkeyPatch.context() as patched:
        if kind in (FaultKind.HANG, FaultKind.LOST_ANSWER):
            patched.setattr(http, "TIMEOUT", ClientTimeout(sock_read=0.1))
        yield


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a fault leads to."""

    code: str
    error: str | None
    """The translation key of what the caller's automation stops with, if it does."""
    processed: bool = False
    """Whether ClickSend sent the text all the same."""

    @property
    def status(self) -> str:
        """What the caller is told: not sent, nobody knows, or not yet sent."""
        return {"ANSWER_LOST": "unknown", "QUEUED": "queued"}.get(self.code, "rejected")


UNKNOWN_NOT_SENT = Expected(code="ANSWER_LOST", error="outcome_unknown")
UNKNOWN_BUT_SENT = replace(UNKNOWN_NOT_SENT, processed=True)

EXPECTED: dict[FaultKind, Expected] = {
    FaultKind.HANG: UNKNOWN_NOT_SENT,
    FaultKind.RESET_BEFORE: UNKNOWN_NOT_SENT,
    FaultKind.RESET_AFTER: UNKNOWN_BUT_SENT,
    FaultKind.LOST_ANSWER: UNKNOWN_BUT_SENT,
    FaultKind.UNAUTHORIZED: Expected(code="NOT_AUTHORIZED", error="not_authorized"),
    FaultKind.FORBIDDEN: Expected(code="FORBIDDEN", error="send_failed"),
    FaultKind.NOT_FOUND: Expected(code="NOT_FOUND", error="send_failed"),
    FaultKind.RATE_LIMITED: Expected(code="QUEUED", error=None),
    FaultKind.SERVER_ERROR: UNKNOWN_NOT_SENT,
    FaultKind.PROCESSED_SERVER_ERROR: UNKNOWN_BUT_SENT,
    FaultKind.HTML_ERROR: UNKNOWN_NOT_SENT,
    FaultKind.HIDDEN_ERROR: UNKNOWN_NOT_SENT,
    FaultKind.MALFORMED: UNKNOWN_BUT_SENT,
    FaultKind.EMPTY_ANSWER: UNKNOWN_BUT_SENT,
}

every_fault = pytest.mark.parametrize(("kind", "expected"), EXPECTED.items())


def test_every_fault_is_expected_here() -> None:
    """A delay alone is none."""
    assert {*EXPECTED, FaultKind.DELAY} == set(FaultKind)


@every_fault
async def test_automation_stops_with_an_error(
    hass: HomeAssistant, simulator: Simulator, kind: FaultKind, expected: Expected
) -> None:
    """One request, at most one text, a translated error; and the next send works."""
    simulator.faults.arm(kind, method="POST", path="/sms/send")

    if expected.error is None:
        await notify(hass, DAD_ENTITY)
    else:
        with little_patience(kind), pytest.raises(HomeAssistantError) as caught:
            await notify(hass, DAD_ENTITY)
        assert type(caught.value) is HomeAssistantError
        assert caught.value.translation_key == expected.error
        assert caught.value.translation_key not in str(caught.value)

    assert len(requests(simulator)) == 1
    sent = [TEXT] if expected.processed else []
    assert accepted(simulator).get(DAD, []) == sent
    if expected.status == "queued":
        return

    await notify(hass, DAD_ENTITY, message="Once more")

    assert accepted(simulator) == {DAD: [*sent, "Once more"]}
    assert simulator.books.duplicates() == {}


@every_fault
async def test_response_has_the_status(
    hass: HomeAssistant, simulator: Simulator, kind: FaultKind, expected: Expected
) -> None:
    """Nothing was sent, or nobody knows; the same for everybody in the request."""
    simulator.faults.arm(kind, method="POST", path="/sms/send")

    with little_patience(kind):
        answer = await send_sms(hass, entity_id=[DAD_ENTITY, MUM_ENTITY])

    for message, number in zip(answer["messages"], [DAD, MUM], strict=False):
        assert message["recipient"] == number
        assert message["status"] == expected.status
        assert message["code"] == expected.code
        assert message["message_id"] is None
        assert message["price"] is None
    assert answer["accepted"] == 0
    assert answer["failed"] == (0 if expected.status == "queued" else 2)
    assert answer["total_price"] == "0"


@pytest.mark.parametrize(
    ("http_code", "error"),
    [
        (401, "not_authorized"),
        (403, "send_failed"),
        (500, "outcome_unknown"),
    ],
)
async def test_error_inside_http_200(
    hass: HomeAssistant, simulator: Simulator, http_code: int, error: str
) -> None:
    """The envelope has the last word."""
    simulator.faults.arm("hidden_error", path="/sms/send", http_code=http_code)

    assert (await refusal(hass, entity_id=DAD_ENTITY)).translation_key == error
    assert accepted(simulator) == {}


@pytest.mark.usefixtures("short_time_limits")
async def test_slow_answer_is_awaited(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Slow is not lost."""
    simulator.faults.arm("delay", path="/sms/send", seconds=0.1)

    await send_sms_without_response(hass, entity_id=DAD_ENTITY)

    assert accepted(simulator) == {DAD: [TEXT]}


async def _stop(simulator: Simulator) -> None:
    """Stop it, and let the connection that was kept open from earlier be forgotten."""
    await simulator.stop()
    await asyncio.sleep(0.05)


async def test_clicksend_cannot_be_reached(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Nothing left the house, and it will as soon as it can."""
    await _stop(simulator)

    answer = await send_sms(hass, entity_id=DAD_ENTITY)

    assert answer["messages"][0]["status"] == "queued"
    assert (answer["accepted"], answer["failed"]) == (0, 0)

    await simulator.start()
    await until(lambda: accepted(simulator) == {DAD: [TEXT]})


@asynccontextmanager
async def _deaf(simulator: Simulator) -> AsyncGenerator[None]:
    """Put something in ClickSend's place that does not take connections."""
    await _stop(simulator)
    address = ("127.0.0.1", int(simulator.url.rpartition(":")[2]))
    queue = [socket.socket() for _ in range(4)]
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(0)
        for waiting in queue:
            waiting.settimeout(0)
            waiting.connect_ex(address)
        yield
        for waiting in queue:
            waiting.close()


@pytest.mark.usefixtures("short_time_limits")
async def test_clicksend_takes_no_connection_in_time(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Nothing left the house either."""
    async with _deaf(simulator):
        answer = await send_sms(hass, entity_id=DAD_ENTITY)
        # It is tried again and again.
        await asyncio.sleep(1)

    assert answer["messages"][0]["status"] in ("queued", "unknown")
    await simulator.start()
    await until(lambda: accepted(simulator) == {DAD: [TEXT]})


async def test_refused_credentials_start_signing_in_again(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """One dialog, however many sends fail; with the new key the next send works."""
    simulator.account.api_key = "A-NEW-KEY"
    for _ in range(2):
        error = await refusal(hass, entity_id=DAD_ENTITY)
        assert "Sign in again" in str(error)

    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["context"]["source"] == SOURCE_REAUTH
    assert flow["context"]["entry_id"] == entry.entry_id
    await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"api_key": "A-NEW-KEY"}
    )
    await hass.async_block_till_done()

    await send_sms_without_response(hass, entity_id=DAD_ENTITY)
    assert accepted(simulator) == {DAD: [TEXT]}


async def test_gateway_loses_its_connection(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Only a new connection helps, so the account asks for one."""
    hass.config_entries.async_update_entry(entry, data=maton_data(simulator))
    await hass.async_block_till_done(wait_background_tasks=True)
    (connection,) = simulator.connections
    connection.status = "FAILED"

    error = await refusal(hass, entity_id=DAD_ENTITY)

    assert error.translation_key == "not_authorized"
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["context"]["source"] == SOURCE_REAUTH

    connection.status = "ACTIVE"
    await send_sms_without_response(hass, entity_id=DAD_ENTITY)
    assert accepted(simulator) == {DAD: [TEXT]}
