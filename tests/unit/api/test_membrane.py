"""Membrane: its connections, requests for them, and its actions."""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from custom_components.clicksend_messaging.api.errors import (
    ApiError,
    GatewayAuthenticationError,
    GatewayConnectionError,
    MalformedAnswerError,
    NotFoundError,
    OutcomeUnknownError,
)
from custom_components.clicksend_messaging.api.membrane import MAX_PAGES, MembraneClient
from custom_components.clicksend_messaging.api.models import RequestStatus
from simulator import Simulator
from tests.unit.api.discretion import (
    MEMBRANE_TOKEN,
    SESSION_TOKEN,
    error_of,
    is_discreet,
)
from tests.unit.api.samples import sample
from tests.unit.api.wire import Fault, Wire, answer_json, reply

pytestmark = pytest.mark.usefixtures("socket_enabled")

FOUND = answer_json(200, sample("membrane/search"))
LISTED = sample("membrane/connections")
READY = LISTED["items"][0]
REQUEST = sample("membrane/connection_request")
CONNECTOR = READY["connectorId"]
ONE = f"/connections/{READY['id']}"

type Call = Callable[[MembraneClient], Awaitable[object]]


@pytest.fixture
def simulated(simulator: Simulator, session: aiohttp.ClientSession) -> MembraneClient:
    """Return a client for the simulated Membrane."""
    access = simulator.membrane
    return MembraneClient(lambda: session, access.token, access.base_url)


@pytest.mark.parametrize(
    ("call", "method", "target", "body"),
    [
        (lambda it: it.connection(READY["id"]), "GET", ONE, b""),
        (lambda it: it.row(READY["id"]), "GET", ONE, b""),
        (lambda it: it.delete_connection(READY["id"]), "DELETE", ONE, b""),
        (
            lambda it: it.connection_request("r1"),
            "GET",
            "/connection-requests/r1",
            b"",
        ),
        (
            lambda it: it.actions("c1", "send a text", 5),
            "GET",
            "/actions?connectionId=c1&intent=send+a+text&limit=5",
            b"",
        ),
        (
            lambda it: it.actions("c1"),
            "GET",
            "/actions?connectionId=c1&limit=100",
            b"",
        ),
        (
            lambda it: it.run_action("c1", "get-sms-price", {"to": "x"}),
            "POST",
            "/actions/get-sms-price/run?connectionId=c1",
            b'{"input": {"to": "x"}}',
        ),
    ],
    ids=["one", "row", "delete", "request", "intent", "actions", "run"],
)
async def test_requests(
    membrane: MembraneClient,
    wire: Wire,
    call: Call,
    method: str,
    target: str,
    body: bytes,
) -> None:
    """Each makes one request, with Membrane's token, and says who asks."""
    wire.says(answer_json(200, {**READY, **REQUEST, "output": {}}))
    await call(membrane)
    (heard,) = wire.heard
    assert (heard.method, heard.target, heard.body) == (method, target, body)
    assert heard.headers["Authorization"] == f"Bearer {MEMBRANE_TOKEN}"
    assert heard.headers["membrane-api-version"] == "2025-10-21"
    assert heard.headers["User-Agent"].startswith("ClickSendMessaging ")


@pytest.mark.parametrize("end", ["", "/"], ids=repr)
async def test_address(session: aiohttp.ClientSession, wire: Wire, end: str) -> None:
    """The address may end in a slash."""
    wire.says(answer_json(200, READY))
    client = MembraneClient(lambda: session, MEMBRANE_TOKEN, f"{wire.url}{end}")
    await client.connection(READY["id"])
    assert wire.heard[0].path == ONE


async def test_connections_to_clicksend(membrane: MembraneClient, wire: Wire) -> None:
    """They have ClickSend's connector, or else say so in their key or name."""
    wire.says(FOUND, answer_json(200, LISTED))
    rows = await membrane.rows()
    assert [row["id"][-1] for row in rows] == ["1", "2", "3"]
    assert [heard.target for heard in wire.heard] == [
        "/search?q=clicksend-sms&elementType=connector",
        "/connections?limit=100",
    ]


async def test_ready_ones_come_newest_first(
    membrane: MembraneClient, wire: Wire
) -> None:
    """Only what can be used at once is a choice."""
    wire.says(FOUND, answer_json(200, LISTED))
    found = await membrane.connections()
    assert [connection.label for connection in found] == [
        "Our own 2026-03-10 67a000000000000000000003",
        "ClickSend SMS 2026-01-10 67a000000000000000000001",
    ]


@pytest.mark.parametrize(
    "flaw",
    [
        *({"state": state} for state in ("BUILDING", "SETUP_FAILED", "new", None)),
        {"disconnected": True},
        {"isDefunct": True},
        {"isDeactivated": True},
        {"archivedAt": "2026-03-11T08:00:00.000Z"},
        {"id": None},
    ],
    ids=repr,
)
async def test_what_cannot_be_used_is_no_choice(
    membrane: MembraneClient, wire: Wire, flaw: dict[str, Any]
) -> None:
    """A connection may be of no use for many reasons."""
    wire.says(FOUND, answer_json(200, {"items": [{**READY, **flaw}, None, []]}))
    assert await membrane.connections() == []


@pytest.mark.parametrize(
    "search", [{"items": []}, {}, {"items": [{"element": None}, None]}], ids=repr
)
async def test_no_connector_is_found(
    membrane: MembraneClient, wire: Wire, search: object
) -> None:
    """A connection still tells by its name whose it is."""
    wire.says(answer_json(200, search), answer_json(200, LISTED))
    assert [row["id"][-1] for row in await membrane.rows()] == ["1", "2", "3"]


async def test_nobody_may_search(membrane: MembraneClient, wire: Wire) -> None:
    """Connections are found all the same, by whatever names their app."""
    unnamed = {**READY, "id": "d", "name": "Home", "key": None}
    rows = [
        {**unnamed, "connectorId": "clicksend-sms"},
        {**unnamed, "id": "s", "connectorId": "slack"},
        {**unnamed, "id": "e", "connectorId": "c-1", "integrationKey": "clicksend"},
    ]
    wire.says(answer_json(404, {"key": "not_found"}), answer_json(200, {"items": rows}))
    assert [row["id"] for row in await membrane.rows()] == ["d", "e"]


async def test_searching_with_a_token_that_has_expired(
    membrane: MembraneClient, wire: Wire
) -> None:
    """That is said, and not taken for a search without a result."""
    wire.says(answer_json(401, {"key": "access_token_expired"}))
    with pytest.raises(GatewayAuthenticationError):
        await membrane.rows()


async def test_all_pages_are_read(membrane: MembraneClient, wire: Wire) -> None:
    """The cursor of each page leads to the next."""
    pages = [
        {"items": [{**READY, "id": "a"}], "cursor": "to b"},
        {"items": [], "cursor": "to c"},
        {"items": [{**READY, "id": "c"}]},
    ]
    wire.says(FOUND, *(answer_json(200, page) for page in pages))
    assert [row["id"] for row in await membrane.rows()] == ["a", "c"]
    asked = [heard.query.get("cursor") for heard in wire.heard[1:]]
    assert asked == [None, "to b", "to c"]


async def test_a_cursor_that_repeats_is_the_end(
    membrane: MembraneClient, wire: Wire
) -> None:
    """Nothing is asked for ever."""
    wire.says(FOUND, answer_json(200, {"items": [], "cursor": "again"}))
    assert await membrane.rows() == []
    assert len(wire.heard) == 3


async def test_cursors_without_end(membrane: MembraneClient, wire: Wire) -> None:
    """A list that has no end is not read for ever, either."""
    wire.says(
        FOUND,
        lambda _: answer_json(200, {"items": [], "cursor": str(len(wire.heard))}),
    )
    assert await membrane.rows() == []
    assert len(wire.heard) == 1 + MAX_PAGES


async def test_as_many_actions_as_asked_for(
    membrane: MembraneClient, wire: Wire
) -> None:
    """A server that gives more, or in smaller pages, is read up to the limit."""
    rows = [{"id": f"a{number}", "key": "send-sms"} for number in range(4)]
    wire.says(
        answer_json(200, {"items": rows[:2], "cursor": "next"}),
        answer_json(200, {"items": rows[2:], "cursor": "more"}),
    )
    assert await membrane.actions("c1", limit=3) == rows[:3]
    assert len(wire.heard) == 2


@pytest.mark.parametrize("names", [("id",), ("key",), ()], ids=repr)
async def test_rows_that_move_are_listed_once(
    membrane: MembraneClient, wire: Wire, names: tuple[str, ...]
) -> None:
    """One that comes before them pushes the last of a page onto the next."""
    rows = [{"note": each, **dict.fromkeys(names, each)} for each in "abc"]
    wire.says(
        answer_json(200, {"items": rows[:2], "cursor": "next"}),
        answer_json(200, {"items": rows[1:]}),
    )
    assert await membrane.actions("c1") == rows


async def test_pages_that_go_on_with_the_same(
    membrane: MembraneClient, wire: Wire
) -> None:
    """The list ends with the first page on which nothing is new."""
    wire.says(
        FOUND,
        lambda _: answer_json(
            200, {"items": [READY, READY], "cursor": str(len(wire.heard))}
        ),
    )
    assert await membrane.rows() == [READY]
    assert len(wire.heard) == 1 + 2


@pytest.mark.parametrize(
    ("connection_id", "search", "wanted"),
    [
        (
            None,
            sample("membrane/search"),
            {"connectorId": CONNECTOR, "allowMultipleConnections": True},
        ),
        (
            "c1",
            sample("membrane/search"),
            {"connectorId": CONNECTOR, "connectionId": "c1"},
        ),
        (
            None,
            {"items": []},
            {"connectorKey": "clicksend-sms", "allowMultipleConnections": True},
        ),
    ],
    ids=["new", "anew", "connector not found"],
)
async def test_a_request_for_a_connection(
    membrane: MembraneClient,
    wire: Wire,
    connection_id: str | None,
    search: object,
    wanted: dict[str, Any],
) -> None:
    """Its owner grants it at a link, which is a secret."""
    wire.says(answer_json(200, search), answer_json(201, REQUEST))
    request = await membrane.request_connection(connection_id)
    assert wire.heard[1].method == "POST"
    assert wire.heard[1].json == wanted
    assert request.request_id == REQUEST["requestId"]
    assert request.status == RequestStatus.PENDING
    assert request.result_connection_id is None
    assert request.url is not None
    assert SESSION_TOKEN in request.url
    assert is_discreet(repr(request))


async def test_the_answer_to_a_request_as_it_is(
    membrane: MembraneClient, wire: Wire
) -> None:
    """Whoever is to grant it needs all of it."""
    wire.says(FOUND, answer_json(201, REQUEST))
    assert await membrane.create_row() == REQUEST


@pytest.mark.parametrize(
    "url", [None, "", "javascript:alert(1)", "/connect", {}], ids=repr
)
async def test_a_link_that_is_none(
    membrane: MembraneClient, wire: Wire, url: object
) -> None:
    """No browser is sent to anything but a web page."""
    action = {"type": "connect", "uiUrl": url}
    wire.says(
        answer_json(200, {**READY, **REQUEST, "url": url, "clientAction": action})
    )
    assert (await membrane.connection_request("r1")).url is None
    assert (await membrane.connection(READY["id"])).action_url is None


async def test_the_link_to_what_membrane_asks_for(
    membrane: MembraneClient, wire: Wire
) -> None:
    """It is a secret, too."""
    wire.says(answer_json(200, LISTED["items"][1]))
    connection = await membrane.connection(READY["id"])
    assert connection.action_url is not None
    assert SESSION_TOKEN in connection.action_url
    assert is_discreet(repr(connection))


@pytest.mark.parametrize("nothing", [{}, [], {"connection": None}], ids=repr)
async def test_nothing_in_the_answer(
    membrane: MembraneClient, wire: Wire, nothing: object
) -> None:
    """An answer that names no connection and no request is none."""
    wire.says(answer_json(200, nothing))
    for request in (
        membrane.connection("c1"),
        membrane.row("c1"),
        membrane.connection_request("r1"),
        membrane.request_connection(None),
        membrane.create_row(),
    ):
        assert type(await error_of(request)) is MalformedAnswerError


@pytest.mark.parametrize(
    "answer", [answer_json(200, READY), reply(204)], ids=["200", "204"]
)
async def test_delete(membrane: MembraneClient, wire: Wire, answer: bytes) -> None:
    """Nothing has to be in the answer."""
    wire.says(answer)
    await membrane.delete_connection(READY["id"])
    assert len(wire.heard) == 1


@pytest.mark.parametrize(
    "call",
    [
        lambda it: it.delete_connection("c1"),
        lambda it: it.run_action("c1", "send-sms", {}),
    ],
    ids=["delete", "run"],
)
async def test_nothing_is_done_twice(
    membrane: MembraneClient, wire: Wire, call: Call
) -> None:
    """A kept connection that breaks leaves the outcome open."""
    wire.says(answer_json(200, READY), Fault.RESET, answer_json(200, READY))
    await membrane.connection("c1")
    assert type(await error_of(call(membrane))) is OutcomeUnknownError
    assert len(wire.heard) == 2


@pytest.mark.parametrize(
    "answer",
    [
        {"output": {"type": "a", "key": "b"}, "actionRunId": "1"},
        *({"output": None}, {"actionRunId": "1"}, {"output": 1, "type": "run"}),
    ],
    ids=repr,
)
async def test_a_run(
    membrane: MembraneClient, wire: Wire, answer: dict[str, Any]
) -> None:
    """Either half of the answer tells that it was run, whatever is put out."""
    wire.says(answer_json(200, answer))
    assert await membrane.run_action("c1", "send-sms", {}) == answer


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({}, MalformedAnswerError),
        ([{"output": 1}], MalformedAnswerError),
        ({"items": []}, MalformedAnswerError),
        ({"type": "action_run", "key": "x"}, MalformedAnswerError),
        ({"type": "action_run", "actionRunId": "1"}, MalformedAnswerError),
        ({"type": "object", "id": "1"}, MalformedAnswerError),
        ({"type": "action_run", "key": "not_authenticated"}, OutcomeUnknownError),
        ({"key": "not_authenticated"}, GatewayAuthenticationError),
        ({"key": "connection_is_defunct"}, GatewayConnectionError),
        ({"http_code": 200, "type": "a"}, MalformedAnswerError),
    ],
    ids=repr,
)
async def test_no_run_although_it_looks_like_success(
    membrane: MembraneClient, wire: Wire, answer: object, kind: type[ApiError]
) -> None:
    """An error is one, and an answer about something else says nothing."""
    wire.says(answer_json(200, answer))
    assert type(await error_of(membrane.run_action("c1", "send-sms", {}))) is kind


@pytest.mark.parametrize("record_id", ["", ".", "..", "../a", "a/b", "a?b"], ids=repr)
async def test_id_that_would_be_another_path(
    membrane: MembraneClient, wire: Wire, record_id: str
) -> None:
    """Nothing but what is named is asked for."""
    for request in (
        membrane.row(record_id),
        membrane.delete_connection(record_id),
        membrane.connection_request(record_id),
        membrane.run_action("c1", record_id, {}),
    ):
        assert type(await error_of(request)) is NotFoundError
    assert wire.heard == []


async def test_from_request_to_deletion(
    simulated: MembraneClient, simulator: Simulator
) -> None:
    """A connection is asked for, granted by its owner, used and deleted."""
    tenant = simulator.membrane_tenant
    (oldest,) = await simulated.connections()
    asked = await simulated.request_connection(None)
    assert asked.status == RequestStatus.PENDING
    assert await simulated.connections() == [oldest]

    kept = tenant.requests.get(asked.request_id)
    assert kept is not None
    simulator.clock.advance(60)
    tenant.requests.authorise(kept, "casey", "a key")
    granted = await simulated.connection_request(asked.request_id)
    assert granted.status == RequestStatus.SUCCESS
    new_id = granted.result_connection_id
    assert new_id is not None
    newest_first = [item.connection_id for item in await simulated.connections()]
    assert newest_first == [new_id, oldest.connection_id]

    await simulated.delete_connection(new_id)
    assert await simulated.connections() == [oldest]
    assert (await simulated.connection(new_id)).archived
    error = await error_of(simulated.delete_connection(new_id))
    assert type(error) is GatewayConnectionError


@pytest.mark.parametrize("archived", [False, True])
async def test_many_connections(
    simulated: MembraneClient, simulator: Simulator, *, archived: bool
) -> None:
    """However small the pages, all are found, each once."""
    simulator.settings.patch({"membrane_page": 2, "membrane_lists_archived": archived})
    tenant = simulator.membrane_tenant
    added = [tenant.connect_clicksend() for _ in range(5)]
    tenant.connections.archive(added[0])
    assert len(await simulated.connections()) == 5
    assert len(await simulated.rows()) == (6 if archived else 5)


async def test_bad_token(simulator: Simulator, session: aiohttp.ClientSession) -> None:
    """Membrane's token is Membrane's affair."""
    base_url = simulator.membrane.base_url
    client = MembraneClient(lambda: session, MEMBRANE_TOKEN, base_url)
    assert type(await error_of(client.connections())) is GatewayAuthenticationError


@pytest.mark.parametrize("key", ["access_token_expired", "not_authenticated"])
async def test_expired_token(
    simulated: MembraneClient, simulator: Simulator, key: str
) -> None:
    """A token that has expired is to be replaced, however Membrane says so."""
    simulator.settings.patch({"membrane_expired_key": key})
    simulator.membrane_tenant.tokens.expire()
    error = await error_of(simulated.connections())
    assert type(error) is GatewayAuthenticationError
    simulator.membrane_tenant.tokens.revive()
    assert len(await simulated.connections()) == 1
