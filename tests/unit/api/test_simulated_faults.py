"""What an error promises about a text is true: see what the phone received."""

import asyncio

import aiohttp
import pytest

from custom_components.clicksend_messaging.api import http
from custom_components.clicksend_messaging.api.clicksend import ClickSendClient
from custom_components.clicksend_messaging.api.errors import (
    AnswerTimeoutError,
    ApiError,
    AuthenticationError,
    ForbiddenError,
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayError,
    MalformedAnswerError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    ServerError,
)
from custom_components.clicksend_messaging.api.transports import (
    DirectTransport,
    MatonTransport,
)
from simulator import Simulator
from simulator.faults import FaultKind
from tests.unit.api.discretion import SMS, error_of, verdict

EXPECTED: dict[FaultKind, tuple[type[ApiError], int]] = {
    FaultKind.HANG: (AnswerTimeoutError, 0),
    FaultKind.LOST_ANSWER: (AnswerTimeoutError, 1),
    FaultKind.DELAY: (AnswerTimeoutError, 1),
    FaultKind.RESET_BEFORE: (OutcomeUnknownError, 0),
    FaultKind.RESET_AFTER: (OutcomeUnknownError, 1),
    FaultKind.UNAUTHORIZED: (AuthenticationError, 0),
    FaultKind.FORBIDDEN: (ForbiddenError, 0),
    FaultKind.NOT_FOUND: (NotFoundError, 0),
    FaultKind.RATE_LIMITED: (RateLimitedError, 0),
    FaultKind.SERVER_ERROR: (ServerError, 0),
    FaultKind.PROCESSED_SERVER_ERROR: (ServerError, 1),
    FaultKind.HTML_ERROR: (ServerError, 0),
    FaultKind.HIDDEN_ERROR: (ServerError, 0),
    FaultKind.MALFORMED: (MalformedAnswerError, 1),
    FaultKind.EMPTY_ANSWER: (MalformedAnswerError, 1),
}
# Where Maton itself and ClickSend behind it are to be told apart.
OWN: dict[FaultKind, type[ApiError]] = {
    FaultKind.UNAUTHORIZED: GatewayAuthenticationError,
    FaultKind.FORBIDDEN: GatewayError,
    FaultKind.NOT_FOUND: GatewayConnectionError,
    FaultKind.RATE_LIMITED: RateLimitedError,
    FaultKind.SERVER_ERROR: ServerError,
    FaultKind.HTML_ERROR: ServerError,
}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no answer longer than a moment."""
    brief = aiohttp.ClientTimeout(total=5, sock_read=0.3)
    monkeypatch.setattr(http, "TIMEOUT", brief)


@pytest.fixture
def through_maton(
    simulator: Simulator, session: aiohttp.ClientSession
) -> ClickSendClient:
    """Return a client that goes through the simulated Maton."""
    (connection,) = simulator.connections
    access = simulator.maton
    transport = MatonTransport(
        access.api_key, connection.connection_id, access.gateway_url
    )
    return ClickSendClient(lambda: session, transport)


@pytest.fixture(params=["direct", "maton"])
def client(
    request: pytest.FixtureRequest,
    simulator: Simulator,
    session: aiohttp.ClientSession,
    through_maton: ClickSendClient,
) -> ClickSendClient:
    """Return a client for the simulated account, each way in turn."""
    if request.param == "maton":
        return through_maton
    return ClickSendClient(
        lambda: session, DirectTransport(**vars(simulator.clicksend))
    )


def test_every_fault_is_tried() -> None:
    """A fault that the simulator learns has to be thought about, here."""
    assert set(EXPECTED) == set(FaultKind)


@pytest.mark.parametrize("fault", EXPECTED, ids=str)
async def test_text(
    client: ClickSendClient, simulator: Simulator, fault: FaultKind
) -> None:
    """A text is handed over once; only where the error leaves it open it may arrive."""
    kind, arrivals = EXPECTED[fault]
    simulator.faults.arm(fault, path="/sms/send", seconds=0.5, times=None)
    error = await error_of(client.messages.send([SMS]))
    assert type(error) is kind
    for _ in range(500):
        if len(simulator.phones[SMS.to].received) >= arrivals:
            break
        await asyncio.sleep(0.01)
    await simulator.stop()
    assert len(simulator.requests.find("POST", "/sms/send")) == 1
    assert len(simulator.phones[SMS.to].received) == arrivals
    if arrivals:
        assert verdict(error) == "outcome unknown"


@pytest.mark.parametrize(("fault", "kind"), OWN.items(), ids=str)
async def test_fault_of_maton_itself(
    through_maton: ClickSendClient,
    simulator: Simulator,
    fault: FaultKind,
    kind: type[ApiError],
) -> None:
    """What goes wrong at Maton is not blamed on ClickSend, and nothing arrives."""
    simulator.faults.arm(fault, path="/maton/clicksend/*", times=None)
    error = await error_of(through_maton.messages.send([SMS]))
    assert type(error) is kind
    assert len(simulator.requests.find("POST", "/sms/send")) == 1
    assert simulator.phones[SMS.to].received == []


@pytest.mark.parametrize(
    ("http_code", "kind"),
    [(401, AuthenticationError), (429, RateLimitedError), (500, ServerError)],
)
async def test_error_hidden_in_success(
    client: ClickSendClient, simulator: Simulator, http_code: int, kind: type[ApiError]
) -> None:
    """The envelope has the last word."""
    simulator.faults.arm(FaultKind.HIDDEN_ERROR, path="/sms/send", http_code=http_code)
    assert type(await error_of(client.messages.send([SMS]))) is kind


async def test_service_that_is_not_there(
    client: ClickSendClient, simulator: Simulator
) -> None:
    """What could not be handed over may be repeated, and then arrives once."""
    await simulator.stop()
    assert verdict(await error_of(client.messages.send([SMS]))) == "may be repeated"
    await simulator.start()
    await client.messages.send([SMS])
    assert simulator.phones[SMS.to].received == [SMS.body]
