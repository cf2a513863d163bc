"""Maton's connections: listed, made, looked at and deleted."""

from collections.abc import Awaitable, Callable

import aiohttp
import pytest

from custom_components.clicksend_messaging.api.errors import (
    GatewayAuthenticationError,
    GatewayConnectionError,
    MalformedAnswerError,
    NotFoundError,
)
from custom_components.clicksend_messaging.api.maton import MatonClient
from custom_components.clicksend_messaging.api.models import ConnectionStatus
from simulator import Simulator
from tests.unit.api.discretion import (
    CONNECTION,
    MATON_KEY,
    SESSION_TOKEN,
    error_of,
    is_discreet,
)
from tests.unit.api.samples import sample
from tests.unit.api.wire import Wire, answer_json, reply

pytestmark = pytest.mark.usefixtures("socket_enabled")

LISTED = sample("maton/connections")
ONE = f"/connections/{CONNECTION}"

type Call = Callable[[MatonClient], Awaitable[object]]


@pytest.fixture(params=["newer", "older"])
def simulated(
    request: pytest.FixtureRequest,
    simulator: Simulator,
    session: aiohttp.ClientSession,
) -> MatonClient:
    """Return a client for the simulated Maton, on either generation of hosts."""
    newer = request.param == "newer"
    access = simulator.maton if newer else simulator.maton_legacy
    return MatonClient(lambda: session, access.api_key, access.control_url)


@pytest.mark.parametrize(
    ("call", "method", "target", "body"),
    [
        (
            lambda maton: maton.connections(),
            "GET",
            "/connections?app=clicksend&status=ACTIVE&limit=100",
            b"",
        ),
        (lambda maton: maton.connection(CONNECTION), "GET", ONE, b""),
        (
            lambda maton: maton.create_connection(),
            "POST",
            "/connections",
            b'{"app": "clicksend"}',
        ),
        (lambda maton: maton.delete_connection(CONNECTION), "DELETE", ONE, b""),
    ],
    ids=["list", "get", "create", "delete"],
)
async def test_requests(
    maton: MatonClient, wire: Wire, call: Call, method: str, target: str, body: bytes
) -> None:
    """Each method makes one request, with Maton's key, and says who asks."""
    wire.says(answer_json(200, {**LISTED, **sample("maton/connection")}))
    await call(maton)
    (heard,) = wire.heard
    assert (heard.method, heard.target, heard.body) == (method, target, body)
    assert heard.headers["Authorization"] == f"Bearer {MATON_KEY}"
    assert heard.headers["User-Agent"].startswith("ClickSendMessaging ")
    assert "Maton-Connection" not in heard.headers


@pytest.mark.parametrize("end", ["", "/"], ids=repr)
async def test_control_address(
    session: aiohttp.ClientSession, wire: Wire, end: str
) -> None:
    """The address may end in a slash."""
    wire.says(answer_json(200, LISTED))
    await MatonClient(lambda: session, MATON_KEY, f"{wire.url}{end}").connections()
    assert wire.heard[0].path == "/connections"


@pytest.mark.parametrize(
    "rows",
    [
        LISTED["connections"],
        [{"connection": row} for row in LISTED["connections"]],
        [*LISTED["connections"], None, {}, "{}", {"status": "ACTIVE"}],
        [{**row, "app": None, "metadata": []} for row in LISTED["connections"]],
    ],
    ids=["plain", "each wrapped", "rubbish between", "other fields unreadable"],
)
async def test_list(maton: MatonClient, wire: Wire, rows: object) -> None:
    """Only what is active is listed, newest first, even if the server lists more."""
    wire.says(answer_json(200, {"connections": rows}))
    found = await maton.connections()
    assert [connection.connection_id[-1] for connection in found] == ["3", "1"]
    assert is_discreet(repr(found))


@pytest.mark.parametrize("rows", [[], {}, None, "", "{}", 0], ids=repr)
async def test_empty_list(maton: MatonClient, wire: Wire, rows: object) -> None:
    """Nothing may be listed in several ways."""
    wire.says(answer_json(200, {"connections": rows}))
    assert await maton.connections() == []


@pytest.mark.parametrize("wrap", [False, True], ids=["plain", "wrapped"])
@pytest.mark.parametrize("status", [200, 201])
async def test_create(
    maton: MatonClient, wire: Wire, status: int, *, wrap: bool
) -> None:
    """A new connection waits to be authorised at its link."""
    created = sample("maton/connection_created")
    wire.says(answer_json(status, {"connection": created} if wrap else created))
    connection = await maton.create_connection()
    assert connection.status == ConnectionStatus.PENDING
    assert connection.url is not None
    assert SESSION_TOKEN in connection.url


@pytest.mark.parametrize("nothing", [{}, [], {"connection": None}], ids=repr)
async def test_no_connection_in_the_answer(
    maton: MatonClient, wire: Wire, nothing: object
) -> None:
    """An answer that names no connection is none."""
    wire.says(answer_json(200, nothing))
    for request in (maton.connection(CONNECTION), maton.create_connection()):
        assert type(await error_of(request)) is MalformedAnswerError


@pytest.mark.parametrize(
    "answer", [answer_json(200, {}), reply(204)], ids=["200", "204"]
)
async def test_delete(maton: MatonClient, wire: Wire, answer: bytes) -> None:
    """Nothing has to be in the answer."""
    wire.says(answer)
    await maton.delete_connection(CONNECTION)
    assert len(wire.heard) == 1


@pytest.mark.parametrize(
    "connection_id", ["", ".", "..", "../a", "a/b", "a?b", "%2e"], ids=repr
)
async def test_id_that_would_be_another_path(
    maton: MatonClient, wire: Wire, connection_id: str
) -> None:
    """Nothing but a connection is deleted."""
    error = await error_of(maton.delete_connection(connection_id))
    assert type(error) is NotFoundError
    assert wire.heard == []


@pytest.mark.parametrize("shape", ["flat", "wrapped"])
async def test_from_creation_to_deletion(
    simulated: MatonClient, simulator: Simulator, shape: str
) -> None:
    """A connection is made, authorised by its owner, used and deleted."""
    simulator.settings.patch({"maton_create_shape": shape})
    (oldest,) = await simulated.connections()
    created = await simulated.create_connection()
    assert created.status == ConnectionStatus.PENDING
    assert await simulated.connections() == [oldest]

    kept = simulator.connections.get(created.connection_id)
    assert kept is not None
    simulator.connections.authorise(kept, "casey", "a key")
    assert (await simulated.connection(created.connection_id)).status == "ACTIVE"
    newest_first = [item.connection_id for item in await simulated.connections()]
    assert newest_first == [created.connection_id, oldest.connection_id]

    await simulated.delete_connection(created.connection_id)
    assert await simulated.connections() == [oldest]
    error = await error_of(simulated.connection(created.connection_id))
    assert type(error) is GatewayConnectionError


async def test_bad_key(simulator: Simulator, session: aiohttp.ClientSession) -> None:
    """Maton's key is Maton's affair."""
    client = MatonClient(lambda: session, MATON_KEY, simulator.maton.control_url)
    assert type(await error_of(client.connections())) is GatewayAuthenticationError
