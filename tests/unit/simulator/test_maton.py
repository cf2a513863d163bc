"""Maton: its key, its connections, and the way through to ClickSend."""

import re
from typing import Any

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Caller, bearer

DAD = "+15551234567"


async def test_request_passes_through(simulator: Simulator, maton: Caller) -> None:
    """ClickSend answers as if asked directly, and the text is sent."""
    account = await maton("GET", "/clicksend/v3/account")
    messages = [{"to": DAD, "body": "Hello"}]
    sent = await maton("POST", "/clicksend/v3/sms/send", {"messages": messages})
    missing = await maton("GET", "/clicksend/v3/nowhere")

    assert account.data["username"] == simulator.clicksend.username
    assert account.headers["x-ratelimit-limit"] == "20"
    assert sent.data["queued_count"] == 1
    assert simulator.phones[DAD].received == ["Hello"]
    assert (missing.status, missing.json["http_code"]) == (404, 404)


@pytest.mark.parametrize("headers", [{"Authorization": ""}, bearer("wrong")])
@pytest.mark.parametrize("path", ["/connections", "/clicksend/v3/account"])
async def test_wrong_key_is_matons_own_error(
    maton: Caller, headers: dict[str, str], path: str
) -> None:
    """Maton's 401 has no http_code, by which it is told from ClickSend's."""
    reply = await maton("GET", path, headers=headers)

    assert reply.status == 401
    assert reply.json == {
        "message": "Invalid or missing API key",
        "type": "Unauthorized",
        "code": 401,
    }


async def test_bad_stored_credentials_are_clicksends_error(
    simulator: Simulator, maton: Caller
) -> None:
    """When the key that Maton keeps is wrong, ClickSend's own 401 comes through."""
    (connection,) = simulator.connections
    simulator.connections.authorise(connection, "home@example.com", "revoked")

    reply = await maton("GET", "/clicksend/v3/account")

    assert reply.status == 401
    assert reply.json["http_code"] == 401
    assert reply.json["response_code"] == "UNAUTHORIZED"


async def test_without_a_connection(simulator: Simulator, maton: Caller) -> None:
    """No connection for the app is a 400, one that does not exist a 404."""
    simulator.connections.clear()

    none = await maton("GET", "/clicksend/v3/account")
    unknown = await maton(
        "GET", "/clicksend/v3/account", headers={"Maton-Connection": "abc"}
    )

    assert (none.status, none.json["code"]) == (400, 400)
    assert unknown.status == 404
    assert unknown.json == {
        "message": "Connection abc not found",
        "type": "Not Found",
        "code": 404,
    }


async def test_oldest_active_connection_unless_one_is_named(
    simulator: Simulator, maton: Caller
) -> None:
    """Which account is used depends on the header, else on age and status."""
    (oldest,) = simulator.connections
    second = simulator.connections.create()
    simulator.connections.authorise(second, "nocredit", "not its key")
    named = {"Maton-Connection": second.connection_id}

    assert (await maton("GET", "/clicksend/v3/account")).status == 200
    assert (await maton("GET", "/clicksend/v3/account", headers=named)).status == 401
    simulator.connections.set_status(oldest, "FAILED")
    assert (await maton("GET", "/clicksend/v3/account")).status == 401


@pytest.mark.parametrize("status", ["PENDING", "FAILED"])
@pytest.mark.parametrize("answer", [400, 404, 500])
async def test_connection_that_is_not_active(
    simulator: Simulator, maton: Caller, status: str, answer: int
) -> None:
    """What Maton says then is not documented; it is never ClickSend's envelope."""
    (connection,) = simulator.connections
    simulator.connections.set_status(connection, status)  # type: ignore[arg-type]
    simulator.settings.patch({"maton_inactive_status": answer})

    reply = await maton(
        "GET",
        "/clicksend/v3/account",
        headers={"Maton-Connection": connection.connection_id},
    )

    assert (reply.status, reply.json["code"]) == (answer, answer)
    assert "http_code" not in reply.json


async def test_life_of_a_connection(maton: Caller, control: Caller) -> None:
    """Created PENDING, authorised, ACTIVE, deleted."""
    created = await maton("POST", "/connections", {"app": "clicksend"})
    one = f"/connections/{created.json['connection_id']}"
    pending = await maton("GET", "/connections", app="clicksend", status="PENDING")
    await control("POST", f"/maton{one}/authorise")
    active = await maton("GET", one)
    actives = await maton("GET", "/connections", app="clicksend", status="ACTIVE")
    used = await maton("GET", "/clicksend/v3/account", headers=_named(created.json))
    deleted = await maton("DELETE", one)
    gone = await maton("GET", one)

    assert created.json == {
        "connection_id": created.json["connection_id"],
        "status": "PENDING",
        "creation_time": created.json["creation_time"],
        "last_updated_time": created.json["creation_time"],
        "url": created.json["url"],
        "app": "clicksend",
        "method": "BASIC",
        "metadata": {},
    }
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", created.json["creation_time"]
    )
    assert pending.json["connections"] == [created.json]
    assert active.json["connection"]["status"] == "ACTIVE"
    assert len(actives.json["connections"]) == 2
    assert used.status == 200
    assert (deleted.status, gone.status) == (200, 404)


async def test_created_connection_may_be_wrapped(
    simulator: Simulator, maton: Caller
) -> None:
    """Sources disagree on what creating answers."""
    simulator.settings.maton_create_shape = "wrapped"

    reply = await maton("POST", "/connections", {"app": "clicksend"})

    assert reply.json["connection"]["status"] == "PENDING"


async def test_method_of_a_connection(simulator: Simulator, maton: Caller) -> None:
    """The newer host knows methods; the older neither shows nor looks for them."""
    older = Caller(maton.session, simulator.maton_legacy.control_url, maton.headers)
    wanted = {"app": "clicksend", "method": "API_KEY"}

    created = await maton("POST", "/connections", wanted)
    unknown = await maton("POST", "/connections", {**wanted, "method": "PIGEON"})
    listed = await maton("GET", "/connections?method=API_KEY")
    all_of_them = await older("GET", "/connections?method=API_KEY")

    assert created.json["method"] == "API_KEY"
    assert (unknown.status, unknown.json["code"]) == (400, 400)
    assert listed.json["connections"] == [created.json]
    assert len(all_of_them.json["connections"]) == len(simulator.connections) == 2


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_connection_that_is_not_there(
    simulator: Simulator, maton: Caller, method: str
) -> None:
    """Both generations of hosts say so in Maton's own words."""
    older = Caller(maton.session, simulator.maton_legacy.control_url, maton.headers)

    for host in (maton, older):
        reply = await host(method, "/connections/abc")
        assert reply.status == 404
        assert reply.json == {
            "message": "Connection abc not found",
            "type": "Not Found",
            "code": 404,
        }
    assert len(simulator.connections) == 1


async def test_life_of_a_connection_on_the_older_hosts(
    simulator: Simulator, maton: Caller
) -> None:
    """It is created, looked at and deleted there as well."""
    older = Caller(maton.session, simulator.maton_legacy.control_url, maton.headers)

    created = await older("POST", "/connections", {"app": "clicksend"})
    one = f"/connections/{created.json['connection_id']}"
    viewed = await older("GET", one)
    deleted = await older("DELETE", one)
    gone = await maton("GET", one)

    assert "method" not in created.json
    assert viewed.json["connection"] == created.json
    assert (deleted.status, gone.status) == (200, 404)


async def test_only_known_apps(maton: Caller) -> None:
    """Other apps can be neither connected nor used."""
    created = await maton("POST", "/connections", {"app": "pigeons"})
    listed = await maton("GET", "/connections", app="pigeons")
    used = await maton("GET", "/pigeons/v1/send")

    assert (created.status, created.json["code"]) == (400, 400)
    assert listed.json == {"connections": []}
    assert (used.status, used.json["code"]) == (404, 404)


async def test_authorising_in_a_browser(maton: Caller) -> None:
    """The link leads to a form; what is typed there is what Maton uses from then on."""
    created = (await maton("POST", "/connections", {"app": "clicksend"})).json
    session, url = maton.session, created["url"]

    async with session.get(url) as response:
        assert 'data-testid="connect-authorise"' in await response.text()
    async with session.post(url, data={"username": " ", "api_key": ""}) as response:
        assert response.status == 400
    async with session.post(
        url, data={"username": "home@example.com", "api_key": "<typed>"}
    ) as response:
        assert "You can close this page." in await response.text()
    async with session.get(url) as response:
        assert "authorised already" in await response.text()
    async with session.get(url.partition("?")[0]) as response:
        assert response.status == 404

    one = await maton("GET", f"/connections/{created['connection_id']}")
    assert one.json["connection"]["status"] == "ACTIVE"
    used = await maton("GET", "/clicksend/v3/account", headers=_named(created))
    assert used.json["response_code"] == "UNAUTHORIZED"


async def test_older_hosts_share_the_work(simulator: Simulator, maton: Caller) -> None:
    """One of the older hosts only passes on, the other only knows connections."""
    access = simulator.maton_legacy
    gateway = Caller(maton.session, access.gateway_url, maton.headers)
    connections = Caller(maton.session, access.control_url, maton.headers)

    assert (await gateway("GET", "/clicksend/v3/account")).status == 200
    assert (await gateway("GET", "/connections")).status == 404
    assert (await connections("GET", "/clicksend/v3/account")).status == 404
    (listed,) = (await connections("GET", "/connections")).json["connections"]
    assert listed["status"] == "ACTIVE"
    assert "method" not in listed


async def test_ten_requests_a_second(simulator: Simulator, maton: Caller) -> None:
    """The eleventh is one too many, on whichever host, until the second is over."""
    older = Caller(maton.session, simulator.maton_legacy.control_url, maton.headers)
    replies = [await maton("GET", "/connections") for _ in range(10)]
    refused = await older("GET", "/connections")

    assert {reply.status for reply in replies} == {200}
    assert (refused.status, refused.json["type"]) == (429, "Too Many Requests")
    simulator.clock.advance(1)
    assert (await maton("GET", "/connections")).status == 200
    simulator.settings.maton_rate_limit = 0
    replies = [await maton("GET", "/connections") for _ in range(15)]
    assert {reply.status for reply in replies} == {200}


@pytest.mark.parametrize(
    "agent",
    ["", "Python-urllib/3.14", "python-requests/2.32", "Python/3.14 aiohttp/3.14"],
)
async def test_programs_without_a_name_are_kept_out(
    simulator: Simulator, maton: Caller, agent: str
) -> None:
    """The filter in front of Maton answers with a web page."""
    refused = await maton("GET", "/connections", headers={"User-Agent": agent})
    simulator.settings.maton_rejects_default_agents = False
    allowed = await maton("GET", "/connections", headers={"User-Agent": agent})

    assert refused.status == 403
    assert refused.headers["Content-Type"].startswith("text/html")
    assert allowed.status == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_what_cannot_be_done_to_connections(maton: Caller, method: str) -> None:
    """Connections are only listed, created, looked at and deleted."""
    reply = await maton(method, "/connections")

    assert (reply.status, reply.json["code"]) == (405, 405)


def _named(connection: dict[str, Any]) -> dict[str, str]:
    """Return the header that picks a connection."""
    return {"Maton-Connection": connection["connection_id"]}
