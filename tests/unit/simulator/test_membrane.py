"""Membrane: its token, and the way through to ClickSend."""

from typing import Any

import aiohttp
import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Caller, bearer

DAD = "+15551234567"
SEND = {"messages": [{"to": DAD, "body": "Hello"}]}


@pytest.fixture
def proxy(simulator: Simulator, membrane: Caller) -> Caller:
    """Call ClickSend through the connection that is READY from the start."""
    connection_id = simulator.membrane_tenant.clicksend.connection_id
    url = f"{membrane.base_url}/connections/{connection_id}/proxy"
    return Caller(membrane.session, url, membrane.headers)


async def test_request_passes_through(simulator: Simulator, proxy: Caller) -> None:
    """ClickSend answers as if asked directly, and the text is sent."""
    version = {"membrane-api-version": "2025-10-21"}
    account = await proxy("GET", "/v3/account", headers=version)
    sent = await proxy("POST", "/v3/sms/send", SEND)
    found = await proxy("GET", "/v3/sms/history?limit=15", q="to:5551234567")
    missing = await proxy("GET", "/v3/nowhere")

    assert account.data["username"] == simulator.clicksend.username
    assert account.headers["x-ratelimit-limit"] == "20"
    assert sent.data["queued_count"] == 1
    assert simulator.phones[DAD].received == ["Hello"]
    assert found.data["per_page"] == 15
    assert (missing.status, missing.json["http_code"]) == (404, 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_every_method_passes(proxy: Caller, method: str) -> None:
    """What ClickSend makes of the method is its own business."""
    body = {"template_name": "Door", "body": "Open"}
    template = (await proxy("POST", "/v3/sms/templates", body)).data["template_id"]

    path = "" if method == "POST" else f"/{template}"
    reply = await proxy(method, f"/v3/sms/templates{path}", body)
    patched = await proxy("PATCH", "/v3/account")

    assert reply.status == 200
    assert (patched.status, patched.json["response_msg"]) == (
        405,
        "Method not allowed.",
    )


@pytest.mark.parametrize(
    ("base", "there", "not_there"),
    [("bare", "/v3/account", "/account"), ("v3", "/account", "/v3/account")],
)
async def test_base_of_the_connector(
    simulator: Simulator, proxy: Caller, base: str, there: str, not_there: str
) -> None:
    """It holds the version or does not; the wrong guess is ClickSend's own 404."""
    simulator.settings.patch({"membrane_base": base})

    assert (await proxy("GET", there)).status == 200
    wrong = await proxy("GET", not_there)

    assert (wrong.status, wrong.json["response_code"]) == (404, "NOT_FOUND")
    assert len(simulator.requests.find("GET", "/account")) == 1


async def test_connection_by_its_key(membrane: Caller) -> None:
    """A key does as well as an id."""
    reply = await membrane("GET", "/connections/my-clicksend/proxy/v3/account")

    assert reply.status == 200


@pytest.mark.parametrize(
    "headers",
    [{"Authorization": ""}, bearer("wrong"), {"Authorization": "Basic abc"}],
)
@pytest.mark.parametrize(
    "path", ["/connections", "/connections/my-clicksend/proxy/v3/account", "/nowhere"]
)
async def test_wrong_token(
    membrane: Caller, headers: dict[str, str], path: str
) -> None:
    """Membrane's 401 has a type and a key, and nothing of ClickSend's envelope."""
    reply = await membrane("GET", path, headers=headers)

    assert reply.status == 401
    assert reply.json == {
        "type": "bad_request",
        "message": "Not authenticated",
        "key": "not_authenticated",
        "data": {},
    }


async def test_token_without_its_scheme(membrane: Caller) -> None:
    """The token alone lets nobody in."""
    token = membrane.headers["Authorization"].removeprefix("Bearer ")

    reply = await membrane("GET", "/connections", headers={"Authorization": token})

    assert (reply.status, reply.json["key"]) == (401, "not_authenticated")


@pytest.mark.parametrize("key", ["access_token_expired", "not_authenticated"])
async def test_expired_token(simulator: Simulator, membrane: Caller, key: str) -> None:
    """Which key it is refused with is not certain; another token lets in again."""
    simulator.settings.patch({"membrane_expired_key": key})
    simulator.membrane_tenant.tokens.expire()

    refused = await membrane("GET", "/connections")
    renewed = bearer(simulator.membrane_tenant.tokens.renew())
    allowed = await membrane("GET", "/connections", headers=renewed)
    still_refused = await membrane("GET", "/connections")
    simulator.membrane_tenant.tokens.revive()
    revived = await membrane("GET", "/connections")

    assert (refused.status, refused.json["key"]) == (401, key)
    assert (allowed.status, still_refused.status, revived.status) == (200, 401, 200)
    assert renewed == bearer(simulator.membrane.token)


async def test_bad_stored_credentials_are_clicksends_error(
    simulator: Simulator, proxy: Caller
) -> None:
    """When the key that Membrane keeps is wrong, ClickSend's own 401 comes through."""
    simulator.membrane_tenant.clicksend.api_key = "revoked"

    reply = await proxy("GET", "/v3/account")

    assert reply.status == 401
    assert reply.json["response_code"] == "UNAUTHORIZED"
    assert "key" not in reply.json


@pytest.mark.parametrize(
    ("changes", "error_type", "key"),
    [
        ({"is_defunct": True}, "connection", "connection_is_defunct"),
        ({"is_deactivated": True}, "connection", None),
        ({"disconnected": True}, "connection", None),
        ({"state": "BUILDING"}, "connection", None),
        ({"state": "CLIENT_ACTION_REQUIRED"}, "connection", None),
        ({"state": "CONFIGURATION_ERROR"}, "configuration", None),
        ({"state": "SETUP_FAILED"}, "connection", None),
        ({"state": "DISCONNECTING"}, "connection", None),
    ],
)
async def test_connection_that_cannot_be_used(
    simulator: Simulator,
    proxy: Caller,
    changes: dict[str, Any],
    error_type: str,
    key: str | None,
) -> None:
    """Membrane says so, with whatever HTTP status, and nothing is sent."""
    connection = simulator.membrane_tenant.clicksend
    for name, value in changes.items():
        setattr(connection, name, value)

    refused = await proxy("POST", "/v3/sms/send", SEND)
    simulator.settings.membrane_defunct_status = 401
    otherwise = await proxy("POST", "/v3/sms/send", SEND)

    assert (refused.status, otherwise.status) == (400, 401)
    assert refused.json["type"] == error_type
    assert refused.json.get("key") == key
    assert refused.json["data"] == {"connectionId": connection.connection_id}
    assert len(simulator.books) == 0


async def test_connection_that_is_not_there(
    simulator: Simulator, membrane: Caller, proxy: Caller
) -> None:
    """One that never was, or was deleted, is not found by Membrane."""
    connection = simulator.membrane_tenant.clicksend
    simulator.membrane_tenant.connections.archive(connection)

    unknown = await membrane("GET", "/connections/abc/proxy/v3/account")
    archived = await proxy("GET", "/v3/account")

    assert unknown.status == 404
    assert unknown.json == {
        "type": "bad_request",
        "message": 'Connection with id or key "abc" not found',
        "key": "not_found",
        "data": {},
    }
    assert (archived.status, archived.json["key"]) == (404, "not_found")


async def test_other_apps_are_not_simulated(membrane: Caller) -> None:
    """Their connections can be seen; behind their proxies there is nobody."""
    reply = await membrane("GET", "/connections/my-slack/proxy/users.list")

    assert (reply.status, reply.json["type"]) == (502, "internal")


@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_what_membrane_does_not_have(membrane: Caller, method: str) -> None:
    """Anything else is not found."""
    reply = await membrane(method, "/flows")

    assert (reply.status, reply.json["key"]) == (404, "not_found")


async def test_fault_at_clicksend(simulator: Simulator, proxy: Caller) -> None:
    """A fault by ClickSend's path is met through Membrane, and is ClickSend's error."""
    simulator.faults.arm("rate_limited", path="/sms/send", retry_after=7)
    simulator.faults.arm("processed_server_error", path="/sms/send")

    limited = await proxy("POST", "/v3/sms/send", SEND)
    broken = await proxy("POST", "/v3/sms/send", SEND)

    assert (limited.status, limited.headers["Retry-After"]) == (429, "7")
    assert limited.json["http_code"] == 429
    assert (broken.status, broken.json["http_code"]) == (500, 500)
    assert simulator.phones[DAD].received == ["Hello"]
    assert [record.faults for record in simulator.requests] == [
        ["rate_limited"],
        ["processed_server_error"],
    ]


@pytest.mark.parametrize(
    ("kind", "status", "error_type", "key"),
    [
        ("unauthorized", 401, "bad_request", "not_authenticated"),
        ("forbidden", 403, "bad_request", "access_denied"),
        ("not_found", 404, "bad_request", "not_found"),
        ("rate_limited", 429, "bad_request", "rate_limit_exceeded"),
        ("server_error", 500, "internal", None),
        ("processed_server_error", 500, "internal", None),
    ],
)
async def test_fault_at_membrane(
    simulator: Simulator,
    proxy: Caller,
    kind: str,
    status: int,
    error_type: str,
    key: str | None,
) -> None:
    """A fault by the whole path is Membrane's own error, whatever ClickSend did."""
    simulator.faults.arm(kind, path="/membrane/connections/*/proxy/*")

    reply = await proxy("POST", "/v3/sms/send", SEND)

    assert reply.status == status
    assert (reply.json["type"], reply.json.get("key")) == (error_type, key)
    assert len(simulator.books) == (kind == "processed_server_error")


async def test_fault_at_connections_alone(
    simulator: Simulator, membrane: Caller, proxy: Caller
) -> None:
    """What is passed on to ClickSend is not met by it."""
    simulator.faults.arm("server_error", path="/connections/*")

    assert (await proxy("GET", "/v3/account")).status == 200
    assert (await membrane("GET", "/connections/my-clicksend")).status == 500


async def test_rate_limit_of_clicksend(
    simulator: Simulator, proxy: Caller, clicksend: Caller
) -> None:
    """Membrane calls from elsewhere than the home, and is limited for itself."""
    simulator.settings.rate_limit_account = 1

    assert (await clicksend("GET", "/account")).status == 200
    assert (await proxy("GET", "/v3/account")).status == 200
    limited = await proxy("GET", "/v3/account")

    assert (limited.status, limited.json["http_code"]) == (429, 429)
    assert 0 < int(limited.headers["Retry-After"]) <= 60


async def test_lost_connection(simulator: Simulator, proxy: Caller) -> None:
    """A reset reaches the caller, after the text was sent."""
    simulator.faults.arm("reset_after", path="/sms/send")

    with pytest.raises(aiohttp.ClientError):
        await proxy("POST", "/v3/sms/send", SEND)

    assert simulator.phones[DAD].received == ["Hello"]


async def test_requests_are_logged_without_secrets(
    simulator: Simulator, proxy: Caller, control: Caller
) -> None:
    """They are found by ClickSend's path, and by the whole of it."""
    await proxy("POST", "/v3/sms/send", SEND)

    (record,) = simulator.requests.find("POST", "/sms/send")
    whole = simulator.requests.find(path="/membrane/connections/*/proxy/v3/sms/send")
    shown = await control("GET", "/requests")

    assert whole == [record]
    assert (record.service, record.auth, record.body) == ("membrane", "bearer", SEND)
    assert simulator.membrane.token not in f"{record!r}{shown.text}"
    assert simulator.clicksend.api_key not in f"{record!r}{shown.text}"


async def test_same_after_a_restart(simulator: Simulator, proxy: Caller) -> None:
    """Whoever comes back finds the same connections and token."""
    await simulator.stop()
    await simulator.start()

    assert (await proxy("GET", "/v3/account")).status == 200
    assert simulator.access()["membrane"] == {
        "base_url": f"{simulator.url}/membrane",
        "token": simulator.membrane.token,
    }
