"""Membrane's connections: listed in pages, asked for, and made in a browser."""

from typing import Any

import pytest

from simulator import Simulator
from simulator.membrane.connections import iso
from tests.unit.simulator.callers import Caller, Reply


async def pages(membrane: Caller, path: str, **query: Any) -> list[list[Any]]:
    """Return the items of a list, page by page."""
    found: list[list[Any]] = []
    cursor: dict[str, Any] = {}
    for _ in range(20):
        reply = (await membrane("GET", path, **query, **cursor)).json
        found.append(reply["items"])
        if "cursor" not in reply:
            return found
        cursor = {"cursor": reply["cursor"]}
    raise AssertionError("the list has no end")


async def ask(membrane: Caller, **body: object) -> Reply:
    """Make a connection request."""
    return await membrane("POST", "/connection-requests", body)


async def test_connections_from_the_start(
    simulator: Simulator, membrane: Caller
) -> None:
    """One to ClickSend is READY, on the second page; the others are of other apps."""
    first, second = await pages(membrane, "/connections")
    (connector,) = (await pages(membrane, "/search", q="clicksend"))[0]
    everything = await pages(membrane, "/connections", includeSecrets="true")

    shown, kept = second[0], simulator.membrane_tenant.clicksend
    assert shown == {
        "id": kept.connection_id,
        "name": "ClickSend SMS",
        "key": "my-clicksend",
        "tenantId": simulator.membrane_tenant.tenant_id,
        "connectorId": connector["element"]["id"],
        "state": "READY",
        "connected": True,
        "disconnected": False,
        "createdAt": iso(kept.created_at),
        "updatedAt": iso(kept.updated_at),
    }
    assert [each["name"] for each in first] == ["Slack", "Google Sheets"]
    assert shown["connectorId"] not in {each["connectorId"] for each in first}
    assert everything == [first, second]


@pytest.mark.parametrize(
    ("most", "limit", "sizes"),
    [(2, 100, [2, 1]), (0, 100, [3]), (0, 1, [1, 1, 1, 0]), (3, 25, [3, 0])],
)
async def test_pages(
    simulator: Simulator, membrane: Caller, most: int, limit: int, sizes: list[int]
) -> None:
    """A page may be shorter than asked for, and the last of them empty."""
    simulator.settings.membrane_page = most

    found = await pages(membrane, "/connections", limit=limit)

    assert [len(page) for page in found] == sizes
    ids = [each["id"] for page in found for each in page]
    assert ids == [each.connection_id for each in simulator.membrane_tenant.connections]


@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=1001", "limit=all", "limit=-1"),
        *("cursor=abc", "cursor=YmVmb3JlIDI=", "cursor=YWZ0ZXIgdHdv"),
    ],
)
async def test_page_that_makes_no_sense(membrane: Caller, query: str) -> None:
    """It is refused."""
    reply = await membrane("GET", f"/connections?{query}")

    assert (reply.status, reply.json["type"]) == (400, "bad_request")


async def test_no_connections(simulator: Simulator, membrane: Caller) -> None:
    """The list is empty then."""
    simulator.membrane_tenant.connections.clear()

    assert (await membrane("GET", "/connections")).json == {"items": []}


async def test_filters_of_connections(simulator: Simulator, membrane: Caller) -> None:
    """By app, by words of the name or key, by integration."""
    tenant = simulator.membrane_tenant
    tenant.clicksend.integration_key = "texts"
    wanted = tenant.clicksend.connection_id
    connector_id = tenant.clicksend.connector.connector_id

    by_app = await pages(membrane, "/connections", connectorId=connector_id)
    by_name = await pages(membrane, "/connections", search="CLICK")
    by_key = await pages(membrane, "/connections", search="my-")
    by_integration = await pages(membrane, "/connections", integrationKey="texts")
    by_nothing = await pages(membrane, "/connections", search="pigeon")

    for (found,) in (by_app, by_name, by_integration):
        assert [each["id"] for each in found] == [wanted]
    assert sum(map(len, by_key)) == len(tenant.connections)
    assert by_nothing == [[]]


async def test_search_for_the_connector(membrane: Caller) -> None:
    """What fits best comes first, and is not all that comes; other kinds do not."""
    (found, rest) = await pages(
        membrane, "/search", q="clicksend-sms", elementType="connector"
    )
    integrations = await membrane("GET", "/search?q=clicksend&elementType=integration")

    assert [each["element"]["key"] for each in found] == ["clicksend-sms", "twilio"]
    assert {each["elementType"] for each in found} == {"connector"}
    assert rest == []
    assert integrations.json == {"items": []}


async def test_connection_is_looked_at_and_deleted(
    simulator: Simulator, membrane: Caller
) -> None:
    """Deleting archives: the list forgets it, its own address does not."""
    before = await membrane("GET", "/connections/my-clicksend")
    deleted = await membrane("DELETE", "/connections/my-clicksend")
    again = await membrane("DELETE", "/connections/my-clicksend")
    after = await membrane("GET", f"/connections/{before.json['id']}")
    listed = await pages(membrane, "/connections", search="clicksend")
    simulator.settings.membrane_lists_archived = True
    listed_all_the_same = await pages(membrane, "/connections", search="clicksend")

    assert "archivedAt" not in before.json
    assert deleted.json == after.json
    assert after.json["archivedAt"] == after.json["updatedAt"]
    assert (again.status, again.json["key"]) == (404, "not_found")
    assert listed == [[]]
    assert listed_all_the_same == [[after.json]]


async def test_deleting_may_answer_nothing(
    simulator: Simulator, membrane: Caller
) -> None:
    """What it answers is not documented."""
    simulator.settings.membrane_delete_answer = "empty"

    reply = await membrane("DELETE", "/connections/my-slack")

    assert (reply.status, reply.text) == (204, "")


async def test_connection_by_id_that_is_not_there(membrane: Caller) -> None:
    """It is not found, to look at and to delete."""
    for method in ("GET", "DELETE"):
        reply = await membrane(method, "/connections/abc")
        assert (reply.status, reply.json["key"]) == (404, "not_found")


async def test_state_and_flags_are_shown(
    simulator: Simulator, membrane: Caller
) -> None:
    """Whatever a connection is set to can be seen."""
    connection = simulator.membrane_tenant.clicksend
    connection.state = "CONFIGURATION_ERROR"
    connection.disconnected = True
    connection.is_defunct = True
    connection.is_deactivated = True
    connection.integration_key = "texts"

    shown = (await membrane("GET", "/connections/my-clicksend")).json

    assert (shown["state"], shown["connected"]) == ("CONFIGURATION_ERROR", False)
    assert shown["disconnected"]
    assert shown["isDefunct"]
    assert shown["isDeactivated"]
    assert shown["error"]["type"] == "configuration"
    assert shown["integrationId"] == "integration-texts"


async def test_client_action_leads_to_a_page(
    simulator: Simulator, membrane: Caller
) -> None:
    """Whoever follows the link and types what works has a READY connection again."""
    connection = simulator.membrane_tenant.clicksend
    for _ in range(2):
        connection.state, connection.api_key = "CLIENT_ACTION_REQUIRED", "revoked"
        shown = (await membrane("GET", "/connections/my-clicksend")).json
        url = shown["clientAction"]["uiUrl"]
        assert "Cancelled" in await post(membrane, url, cancel="yes")
        assert connection.state == "CLIENT_ACTION_REQUIRED"
        assert "used already" in await get(membrane, url)
        shown = (await membrane("GET", "/connections/my-clicksend")).json
        url = shown["clientAction"]["uiUrl"]
        assert "Connected" in await post(membrane, url, **works(simulator))
        used = await membrane("GET", "/connections/my-clicksend/proxy/v3/account")
        assert used.status == 200

    shown = (await membrane("GET", "/connections/my-clicksend")).json
    assert "clientAction" not in shown
    assert len(simulator.membrane_tenant.connections) == 3


async def test_client_action_without_a_link(
    simulator: Simulator, membrane: Caller
) -> None:
    """There need not be one, and there are two kinds of action."""
    connection = simulator.membrane_tenant.clicksend
    connection.state = "CLIENT_ACTION_REQUIRED"
    connection.action_type = "provide-input"
    connection.action_has_url = False

    shown = (await membrane("GET", "/connections/my-clicksend")).json

    assert shown["clientAction"]["type"] == "provide-input"
    assert shown["clientAction"]["agentInstructions"]
    assert "uiUrl" not in shown["clientAction"]


@pytest.mark.parametrize("by", ["connectorId", "connectorKey"])
async def test_new_connection(simulator: Simulator, membrane: Caller, by: str) -> None:
    """Asked for, pending, typed in the browser, there."""
    connector = simulator.membrane_tenant.clicksend.connector
    value = connector.connector_id if by == "connectorId" else connector.key
    asked = await ask(
        membrane, name="Home", redirectUri="http://127.0.0.1/", **{by: value}
    )
    one = f"/connection-requests/{asked.json['requestId']}"
    pending = await membrane("GET", one)
    page = await get(membrane, asked.json["url"])
    empty = await post(membrane, asked.json["url"], username=" ", api_key="")
    still_pending = await membrane("GET", one)
    said = await post(membrane, asked.json["url"], **works(simulator))
    done = await membrane("GET", one)
    again = await post(membrane, asked.json["url"], username="a", api_key="b")

    assert asked.status == 201
    assert asked.json == {
        "requestId": asked.json["requestId"],
        "tenantId": simulator.membrane_tenant.tenant_id,
        "connectorId": connector.connector_id,
        "status": "pending",
        "createdAt": asked.json["createdAt"],
        "url": asked.json["url"],
    }
    assert pending.json == still_pending.json == asked.json
    assert "Simulated Membrane" in page
    assert 'data-testid="connect-cancel"' in page
    assert "Enter both." in empty
    assert "Connected. You can close this page." in said
    assert done.json["status"] == "success"
    assert "used already" in again
    connection_id = done.json["resultConnectionId"]
    made = (await membrane("GET", f"/connections/{connection_id}")).json
    assert (made["name"], made["state"]) == ("Home", "READY")
    assert "key" not in made
    used = await membrane("GET", f"/connections/{connection_id}/proxy/v3/account")
    assert used.data["username"] == simulator.clicksend.username


async def test_link_that_is_not_valid(simulator: Simulator, membrane: Caller) -> None:
    """A page without the right token does nothing."""
    url = f"{simulator.url}/membrane-connect?session_token=abc"

    assert "not valid any more" in await get(membrane, url)
    assert "not valid any more" in await post(membrane, url, **works(simulator))


async def test_connection_is_connected_anew(
    simulator: Simulator, membrane: Caller
) -> None:
    """The same one is READY again, with what was typed."""
    connection = simulator.membrane_tenant.clicksend
    connection.state, connection.disconnected = "SETUP_FAILED", True
    connection.is_defunct = True
    asked = await ask(membrane, connectionId=connection.connection_id)
    await post(membrane, asked.json["url"], username="a", api_key="b")
    done = await membrane("GET", f"/connection-requests/{asked.json['requestId']}")

    assert asked.json["connectionId"] == connection.connection_id
    assert done.json["resultConnectionId"] == connection.connection_id
    assert (connection.state, connection.username) == ("READY", "a")
    assert not connection.disconnected
    assert not connection.is_defunct


async def test_request_is_cancelled(simulator: Simulator, membrane: Caller) -> None:
    """Who thinks better of it leaves no connection."""
    asked = await ask(membrane, connectorKey="clicksend-sms")

    said = await post(membrane, asked.json["url"], cancel="yes")

    done = await membrane("GET", f"/connection-requests/{asked.json['requestId']}")
    assert "Cancelled." in said
    assert done.json == {**asked.json, "status": "cancelled"}
    assert len(simulator.membrane_tenant.connections) == 3


async def test_request_ends_with_an_error(
    simulator: Simulator, membrane: Caller
) -> None:
    """Where credentials are checked, wrong ones are an error."""
    simulator.settings.membrane_checks_credentials = True
    asked = await ask(membrane, connectorKey="clicksend-sms")

    said = await post(membrane, asked.json["url"], username="a", api_key="b")

    done = await membrane("GET", f"/connection-requests/{asked.json['requestId']}")
    assert "did not accept" in said
    assert done.json["status"] == "error"
    assert done.json["resultError"] == {
        "type": "connection",
        "message": "The credentials were not accepted",
        "data": {},
    }
    asked = await ask(membrane, connectorKey="clicksend-sms")
    assert "Connected" in await post(membrane, asked.json["url"], **works(simulator))


@pytest.mark.parametrize("several", [True, False])
async def test_app_that_is_connected_already(
    simulator: Simulator, membrane: Caller, *, several: bool
) -> None:
    """Its connection may be made anew, unless several are asked for."""
    simulator.settings.membrane_reconnects = True

    asked = await ask(
        membrane, connectorKey="clicksend-sms", allowMultipleConnections=several
    )
    other = await ask(membrane, connectorKey="twilio")

    assert ("connectionId" in asked.json) is not several
    assert "connectionId" not in other.json


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({}, 400, "connectorId, connectorKey or connectionId is required"),
        ([], 400, "The request body must be a JSON object"),
        (None, 400, "The request body must be a JSON object"),
        ({"connectorId": 5}, 400, "connectorId must be a string"),
        (
            {"connectorKey": "pigeon"},
            404,
            'Connector with id or key "pigeon" not found',
        ),
        ({"connectorId": "abc"}, 404, 'Connector with id or key "abc" not found'),
        ({"connectionId": "abc"}, 404, 'Connection with id or key "abc" not found'),
        (
            {"connectorKey": "slack", "allowMultipleConnections": "yes"},
            400,
            "allowMultipleConnections must be a boolean",
        ),
    ],
)
async def test_request_that_makes_no_sense(
    membrane: Caller, body: object, status: int, message: str
) -> None:
    """It is refused, and says why."""
    reply = await membrane("POST", "/connection-requests", body)

    assert (reply.status, reply.json["message"]) == (status, message)


async def test_request_that_is_not_there(membrane: Caller) -> None:
    """It is not found."""
    reply = await membrane("GET", "/connection-requests/abc")

    assert (reply.status, reply.json["key"]) == (404, "not_found")


async def test_token_over_control(
    simulator: Simulator, membrane: Caller, control: Caller
) -> None:
    """It can be seen, expire and be renewed."""
    shown = await control("GET", "/membrane/token")
    expired = await control("POST", "/membrane/token/expire")
    refused = await membrane("GET", "/connections")
    renewed = await control("POST", "/membrane/token/renew")

    assert bearer_of(membrane) == shown.json["token"] == expired.json["token"]
    assert (shown.json["expired"], expired.json["expired"]) == (False, True)
    assert refused.status == 401
    assert renewed.json == {"token": simulator.membrane.token, "expired": False}
    assert renewed.json["token"] != shown.json["token"]


async def test_connections_over_control(
    simulator: Simulator, membrane: Caller, control: Caller
) -> None:
    """They are added and changed in every way."""
    added = await control(
        "POST", "/membrane/connections", {"name": "Old", "key": "old"}
    )
    used = await membrane("GET", "/connections/old/proxy/v3/account")
    other = await control(
        "POST",
        "/membrane/connections",
        {"connector_key": "twilio", "state": "BUILDING"},
    )
    changes = {
        "state": "CLIENT_ACTION_REQUIRED",
        "action_type": "provide-input",
        "action_has_url": False,
        "disconnected": True,
        "is_defunct": True,
        "is_deactivated": True,
        "archived": True,
        "username": "a",
        "api_key": "b",
    }
    changed = await control("PATCH", "/membrane/connections/old", changes)
    listed = (await control("GET", "/membrane/connections")).json["connections"]

    assert (added.json["name"], added.json["state"]) == ("Old", "READY")
    assert used.status == 200
    assert (other.json["name"], other.json["state"]) == ("Twilio", "BUILDING")
    assert changed.json["state"] == "CLIENT_ACTION_REQUIRED"
    assert changed.json["clientAction"]["type"] == "provide-input"
    for flag in ("disconnected", "isDefunct", "isDeactivated", "archivedAt"):
        assert changed.json[flag]
    assert listed[-2:] == [changed.json, other.json]
    connection = simulator.membrane_tenant.connections.get("old")
    assert connection is not None
    assert (connection.username, connection.api_key) == ("a", "b")
    assert '"b"' not in changed.text


async def test_connection_requests_over_control(
    simulator: Simulator, membrane: Caller, control: Caller
) -> None:
    """What a person does in the browser, without one; and what may go wrong."""
    ends = {}
    bodies = {"authorise": {"username": "a", "api_key": "b"}, "fail": {"message": "No"}}
    for end in ("authorise", "cancel", "fail"):
        asked = await ask(membrane, connectorKey="clicksend-sms")
        path = f"/membrane/connection-requests/{asked.json['requestId']}/{end}"
        ends[end] = (await control("POST", path, bodies.get(end, {}))).json
        again = await control("POST", path, {})
        assert again.json["error"] == "the connection request is not pending"
    listed = (await control("GET", "/membrane/connection-requests")).json["requests"]

    assert listed == list(ends.values())
    assert [each["status"] for each in listed] == ["success", "cancelled", "error"]
    assert ends["fail"]["resultError"]["message"] == "No"
    made = simulator.membrane_tenant.connections.get(
        ends["authorise"]["resultConnectionId"]
    )
    assert made is not None
    assert (made.username, made.api_key) == ("a", "b")


@pytest.mark.parametrize(
    ("method", "path", "body", "error"),
    [
        ("PATCH", "/connections/abc", {}, "there is no such connection"),
        ("PATCH", "/connections/abc", {"state": "TIRED"}, "BUILDING, CLIENT_ACTION_"),
        ("POST", "/connections", {"action_type": "run"}, "connect, provide-input"),
        ("POST", "/connections", {"connector_key": "pigeon"}, "must be one of slack"),
        ("POST", "/connections", {"is_defunct": 1}, "'is_defunct' has the wrong type"),
        ("POST", "/connections", {"name": True}, "'name' has the wrong type"),
        ("POST", "/connection-requests/abc/cancel", {}, "no such connection request"),
    ],
)
async def test_control_is_strict(
    control: Caller, method: str, path: str, body: object, error: str
) -> None:
    """What is misspelt is an error that says so."""
    reply = await control(method, f"/membrane{path}", body)

    assert reply.status == 400
    assert error in reply.json["error"]


async def test_memory_is_bounded(simulator: Simulator, membrane: Caller) -> None:
    """Of the oldest connections, requests and tokens nothing is kept."""
    tenant = simulator.membrane_tenant
    connector = tenant.connectors["clicksend-sms"]
    for _ in range(1001):
        tenant.connections.create(connector)
        tenant.requests.create(connector)
        tenant.tokens.renew()

    refused = await membrane("GET", "/connections")

    assert len(tenant.connections) == len(list(tenant.requests)) == 1000
    assert (refused.status, refused.json["key"]) == (401, "not_authenticated")


def works(simulator: Simulator) -> dict[str, str]:
    """Return what to type so that it works."""
    access = simulator.clicksend
    return {"username": access.username, "api_key": access.api_key}


def bearer_of(caller: Caller) -> str:
    """Return the token that somebody calls with."""
    return caller.headers["Authorization"].removeprefix("Bearer ")


async def get(caller: Caller, url: str) -> str:
    """Return the page at an address."""
    async with caller.session.get(url) as response:
        return await response.text()


async def post(caller: Caller, url: str, **form: str) -> str:
    """Return the page that answers a form."""
    async with caller.session.post(url, data=form) as response:
        return await response.text()
