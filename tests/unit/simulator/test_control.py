"""Control: what tests and people at the desk can see and do, over HTTP."""

from typing import Any

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import AGENT, Caller

DAD, MUM = "+15551234567", "+15557654321"


async def test_phones_show_both_sides(
    simulator: Simulator, control: Caller, clicksend: Caller
) -> None:
    """What the home sent and what was typed are one conversation, per phone."""
    messages = [{"to": DAD, "body": "Lock?"}, {"to": MUM, "body": "Hi"}]
    await clicksend("POST", "/sms/send", {"messages": messages})
    simulator.clock.advance(1)
    reply = await control("POST", "/inbound", {"from": DAD, "body": "Yes"})

    phones = (await control("GET", "/phones")).json
    latest = (await control("GET", "/phones", limit=1)).json

    assert reply.json["to"] == "+18335550123"
    assert [phone["number"] for phone in phones["phones"]] == [DAD, MUM]
    assert [
        (text["direction"], text["text"], text["other"])
        for text in phones["phones"][0]["texts"]
    ] == [("in", "Lock?", "+18335550123"), ("out", "Yes", "+18335550123")]
    assert (len(latest["phones"]), latest["total"]) == (1, 2)


async def test_phone_can_be_added(control: Caller) -> None:
    """A phone may be there before anybody texts it; its number is brought in order."""
    added = await control("POST", "/phones", {"number": "(202) 555-0143"})
    refused = await control("POST", "/phones", {"number": "12"})

    assert added.json == {"number": "+12025550143", "texts": []}
    assert (refused.status, refused.json["error"]) == (
        400,
        "'12' is not a phone number",
    )
    assert (await control("GET", "/phones")).json["total"] == 1


async def test_messages_are_the_books(control: Caller, clicksend: Caller) -> None:
    """The books show every accepted text and what was accepted twice."""
    message = {"to": DAD, "body": "Hello", "custom_string": "ref-1", "source": "test"}
    for _ in range(2):
        await clicksend("POST", "/sms/send", {"messages": [message]})

    books = (await control("GET", "/messages")).json

    first = books["messages"][0]
    assert {
        key: first[key] for key in ("to", "body", "custom_string", "source")
    } == message
    assert (first["parts"], first["price"]) == (1, "0.0792")
    assert books["duplicates"] == {"ref-1": 2}


async def test_inbound_text_as_given(simulator: Simulator, control: Caller) -> None:
    """Whom it goes to and when it came can be chosen; no rule makes no copy."""
    text = {"from": MUM, "body": "Hi", "to": "+18335550177", "timestamp": 1722997250}

    reply = (await control("POST", "/inbound", text)).json

    assert reply == {
        "message_id": reply["message_id"],
        "from": MUM,
        "to": "+18335550177",
        "copies": 0,
    }
    (received,) = simulator.inbox
    assert (received.to, received.time) == ("+18335550177", 1722997250)


async def test_balance_is_shown_and_set(simulator: Simulator, control: Caller) -> None:
    """Credit can come and go."""
    shown = await control("GET", "/balance")
    for amount in ("0.05", 0.05):
        await control("PUT", "/balance", {"balance": amount})

    assert shown.json == {"balance": "100.000000", "currency": "USD", "prefix": "$"}
    assert str(simulator.account.balance) == "0.05"
    for wrong in ("much", "NaN", "Infinity"):
        reply = await control("PUT", "/balance", {"balance": wrong})
        assert (reply.status, reply.json["error"]) == (
            400,
            f"{wrong!r} is not an amount",
        )


async def test_settings_are_shown_and_set(
    simulator: Simulator, control: Caller
) -> None:
    """Switches are set by their names."""
    changes = {
        "history_shape": "bare_list",
        "history_delay": 5,
        "shuffle_results": True,
        "enabled_countries": ["US"],
    }

    reply = await control("PATCH", "/settings", changes)

    assert {key: reply.json[key] for key in changes} == changes
    assert simulator.settings.enabled_countries == ("US",)
    assert (await control("GET", "/settings")).json == reply.json


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"histroy_shape": "bare_list"}, "unknown switch 'histroy_shape'"),
        ({"patch": 1}, "unknown switch 'patch'"),
        ({"history_shape": "round"}, "'history_shape' must be one of 'paginated'"),
        ({"setting_sms_message_char_limit": "8"}, "must be one of 6, 8"),
        ({"shuffle_results": 1}, "'shuffle_results' must be of type bool"),
        ({"rate_limit_account": True}, "'rate_limit_account' must be of type int"),
        ({"rate_limit_account": 1.5}, "'rate_limit_account' must be of type int"),
        ({"history_delay": "5"}, "'history_delay' must be of type float"),
        ({"account_country": None}, "'account_country' must be of type str"),
        ({"enabled_countries": "US"}, "'enabled_countries' must be a list of strings"),
    ],
)
async def test_switch_that_cannot_be_set(
    simulator: Simulator, control: Caller, changes: dict[str, Any], error: str
) -> None:
    """A switch that does not exist or cannot be so is named, and nothing is changed."""
    before = simulator.settings.as_dict()

    reply = await control("PATCH", "/settings", {"history_delay": 9, **changes})

    assert reply.status == 400
    assert error in reply.json["error"]
    assert simulator.settings.as_dict() == before


async def test_faults_over_control(control: Caller, clicksend: Caller) -> None:
    """Faults are armed, shown and removed."""
    fault = {"kind": "html_error", "method": "GET", "path": "/account", "status": 503}
    armed = await control("POST", "/faults", {**fault, "times": None})
    reply = await clicksend("GET", "/account")
    shown = (await control("GET", "/faults")).json["faults"]
    cleared = await control("DELETE", "/faults")

    assert reply.status == 503
    assert {key: armed.json[key] for key in fault} == fault
    assert (shown[0]["hits"], shown[0]["times"]) == (1, None)
    assert cleared.json == {"faults": []}


async def test_requests_are_logged_without_secrets(
    simulator: Simulator, control: Caller, clicksend: Caller, maton: Caller
) -> None:
    """Who asked what and with which result can be seen; credentials cannot."""
    (connection,) = simulator.connections
    named = {"Maton-Connection": connection.connection_id}
    body = {"messages": [{"to": DAD, "body": "Hello"}]}
    await clicksend("GET", "/sms/inbound", page=2)
    await maton("POST", "/clicksend/v3/sms/send", body, headers=named)

    reply = await control("GET", "/requests")

    direct, proxied = reply.json["requests"]
    assert direct == {
        "time": direct["time"],
        "service": "clicksend",
        "method": "GET",
        "path": "/sms/inbound",
        "query": {"page": "2"},
        "user_agent": AGENT,
        "auth": "basic",
        "connection": None,
        "body": None,
        "status": 200,
        "faults": [],
    }
    assert (proxied["service"], proxied["auth"]) == ("maton", "bearer")
    assert (proxied["body"], proxied["connection"]) == (body, connection.connection_id)
    for secret in (simulator.clicksend.api_key, simulator.maton.api_key):
        assert secret not in reply.text
    assert len(simulator.requests.find("POST", "/sms/send")) == 1
    assert len(simulator.requests.find(path="/maton/*")) == 1
    await control("DELETE", "/requests")
    assert len(simulator.requests) == 0


async def test_clock_moves_on(simulator: Simulator, control: Caller) -> None:
    """An hour passes when told to."""
    before = simulator.clock.now()

    reply = await control("POST", "/clock", {"advance": 3600})

    assert before + 3600 <= reply.json["now"] < before + 3610
    assert (await control("GET", "/clock")).json["now"] >= reply.json["now"]


async def test_maton_connections_over_control(
    simulator: Simulator, control: Caller
) -> None:
    """Connections in any state can be added and authorised."""
    failed = await control("POST", "/maton/connections", {"status": "FAILED"})
    path = f"/maton/connections/{failed.json['connection_id']}/authorise"
    keys = {"username": "a", "api_key": "b"}
    authorised = await control("POST", path, keys)
    listed = (await control("GET", "/maton/connections")).json["connections"]

    assert failed.json["status"] == "FAILED"
    assert authorised.json["status"] == "ACTIVE"
    assert len(listed) == 2
    connection = simulator.connections.get(failed.json["connection_id"])
    assert connection is not None
    assert (connection.username, connection.api_key) == ("a", "b")
    wrong = await control("POST", "/maton/connections", {"status": "TIRED"})
    assert "ACTIVE, PENDING, FAILED" in wrong.json["error"]
    unknown = await control("POST", "/maton/connections/x/authorise")
    assert unknown.json["error"] == "there is no such connection"


@pytest.mark.parametrize(
    ("method", "path", "body", "error"),
    [
        ("POST", "/inbound", {"from": DAD}, "field 'body' is missing"),
        ("POST", "/inbound", {"from": " ", "body": "Hi"}, "field 'from' is empty"),
        ("POST", "/inbound", {"from": 1, "body": "Hi"}, "field 'from' has the wrong"),
        ("POST", "/inbound", {"from": DAD, "text": "Hi"}, "unknown field 'text'"),
        ("POST", "/faults", {"kind": "meteorite"}, "'meteorite' is not a valid"),
        ("POST", "/faults", {"kind": "hang", "after": 1}, "unknown field 'after'"),
        ("POST", "/faults", {"kind": "hang", "times": True}, "field 'times' has the"),
        ("POST", "/faults", None, "field 'kind' is missing"),
        ("POST", "/clock", {"advance": "1h"}, "field 'advance' has the wrong type"),
        ("POST", "/clock", [1], "the body must be a JSON object"),
        ("PUT", "/balance", {}, "field 'balance' is missing"),
        ("GET", "/phones?limit=all", None, "limit must be a number"),
    ],
)
async def test_control_is_strict(
    control: Caller, method: str, path: str, body: object, error: str
) -> None:
    """What is misspelt is an error that says so, not a request that does nothing."""
    reply = await control(method, path, body)

    assert reply.status == 400
    assert error in reply.json["error"]


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/", "text/html"),
        ("/phones.css", "text/css"),
        ("/phones.js", "text/javascript"),
    ],
)
async def test_page_needs_nothing_from_elsewhere(
    simulator: Simulator, control: Caller, path: str, content_type: str
) -> None:
    """The phones' page is served whole, and never puts a text in as HTML."""
    async with control.session.get(f"{simulator.url}{path}") as response:
        text = await response.text()

    assert response.headers["Content-Type"].startswith(content_type)
    assert "//cdn" not in text
    assert "https://" not in text
    assert "innerHTML" not in text
