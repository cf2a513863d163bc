"""The action call_api."""

from collections.abc import Callable
from datetime import UTC, date, datetime
import logging
from typing import Any
from urllib.parse import urlsplit

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from simulator.requests import RequestRecord
from tests.unit.api.samples import sample
from tests.unit.api.wire import Wire, answer_json, reply
from tests.unit.conftest import direct_data
from tests.unit.services.asking import ask, must_sign_in, problem
from tests.unit.services.roads import (
    DIRECT,
    ON_EVERY_ROAD,
    THROUGH_A_GATEWAY,
    THROUGH_MATON,
    Road,
    asked,
    set_out,
)

RULES = "/automations/sms/inbound"


async def call(hass: HomeAssistant, path: str, **data: Any) -> Any:
    """Call the action and return its answer."""
    return await ask(hass, "call_api", path=path, **data)


async def refused(hass: HomeAssistant, path: str, **data: Any) -> str | None:
    """Call the action and return why it fails."""
    return (await problem(hass, "call_api", path=path, **data)).translation_key


@pytest.fixture
async def direct(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
) -> None:
    """Set up an account that is reached directly."""
    await set_out(hass, simulator, make_entry, DIRECT)


def only(simulator: Simulator) -> RequestRecord:
    """Return the one thing that was asked."""
    (request,) = asked(simulator)
    return request


@ON_EVERY_ROAD
async def test_any_other_endpoint(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    road: Road,
) -> None:
    """It is asked along the account's road; all of the answer comes back."""
    await set_out(hass, simulator, make_entry, road)

    answer = await call(hass, "/statistics/sms", query={"q": "a=b&c", "limit": 15})

    assert answer["http_code"] == 200
    assert answer["response_code"] == "SUCCESS"
    assert "stats" in answer["data"]
    request = only(simulator)
    assert (request.service, request.method) == (road.service, "GET")
    assert request.path == road.at(simulator, "/statistics/sms")
    assert request.query == {"q": "a=b&c", "limit": "15"}
    assert request.body is None


@ON_EVERY_ROAD
async def test_a_rule_from_making_to_deleting(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    road: Road,
) -> None:
    """Every method works, small letters or capitals."""
    await set_out(hass, simulator, make_entry, road)
    body = {
        "dedicated_number": "*",
        "rule_name": "Home",
        "message_search_type": 0,
        "message_search_term": "",
        "action": "POLL",
        "action_address": "",
        "enabled": 0,
    }

    made = await call(hass, RULES, method="post", body=body)
    rule = f"{RULES}/{made['data']['inbound_rule_id']}"
    await call(hass, rule, method="PUT", body={**body, "rule_name": "Away"})
    shown = await call(hass, rule)
    await call(hass, rule, method="Delete")

    assert shown["data"]["rule_name"] == "Away"
    assert [each.method for each in asked(simulator)] == [
        *("POST", "PUT", "GET", "DELETE")
    ]
    assert await refused(hass, rule) == "refused"
    assert not must_sign_in(hass)


@ON_EVERY_ROAD
@pytest.mark.parametrize(
    ("written", "arrives"),
    [
        ("clicksend/v3/own-numbers/%2B15551234567/", "/own-numbers/+15551234567/"),
        ("/lists/+1555:a,b=~@c.d", "/lists/+1555:a,b=~@c.d"),
        ("v3/LISTS/1", "/LISTS/1"),
    ],
)
async def test_what_arrives_is_what_was_checked(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    road: Road,
    written: str,
    arrives: str,
) -> None:
    """Nothing on the way makes another path of it."""
    await set_out(hass, simulator, make_entry, road)

    assert await refused(hass, written) == "refused"

    assert only(simulator).path == road.at(simulator, arrives)


FORBIDDEN = (
    ("PUT", "/recharge/purchase/1", "path_spends"),
    ("PUT", "/Recharge/%70urchase/1", "path_spends"),
    ("PUT", "/lists/../recharge/purchase/1", "path_invalid"),
    ("PUT", "/lists/%2e%2e/recharge/purchase/1", "path_invalid"),
    ("PUT", "/lists%2f..%2frecharge/purchase/1", "path_invalid"),
    ("PUT", "/clicksend/v3/recharge/purchase/1", "path_spends"),
    ("PUT", "/../../clicksend/v3/recharge/purchase/1", "path_invalid"),
    ("PUT", "//recharge/purchase/1", "path_absolute"),
    ("PUT", "/account?/recharge/purchase/1", "path_with_query"),
    ("POST", "/sms/send", "path_sends"),
    ("PUT", "/sms/cancel-all", "path_everything"),
    ("GET", "/../../../connections", "path_invalid"),
)


@ON_EVERY_ROAD
async def test_what_it_does_not_do(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    road: Road,
) -> None:
    """Nothing is bought or sent, and nobody is even asked."""
    await set_out(hass, simulator, make_entry, road)
    balance = simulator.account.balance

    for method, path, key in FORBIDDEN:
        assert await refused(hass, path, method=method, body={}) == key, path

    assert asked(simulator) == []
    assert simulator.account.balance == balance


@pytest.mark.usefixtures("direct")
async def test_another_host_gets_nothing(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Not even if it belongs to ClickSend."""
    for path in (f"{simulator.clicksend.base_url}/account", "//127.0.0.1/account"):
        assert await refused(hass, path) == "path_absolute"
    assert asked(simulator) == []


RESERVED = (
    *("Authorization", "AUTHORIZATION", "authorization", "Proxy-Authorization"),
    *("Maton-Connection", "maton-connection", "MATON-ANYTHING", "X-Maton-User"),
    *("Host", "host", "Cookie", "User-Agent", "Accept", "Accept-Encoding"),
    *("Content-Length", "Content-Type", "content-encoding", "Transfer-Encoding"),
    *("Connection", "Keep-Alive", "TE", "Trailer", "Upgrade", "Expect"),
    *("X-HTTP-Method-Override", "X-HTTP-Method", "x-method-override"),
    *("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Host", "Forwarded"),
)


@ON_EVERY_ROAD
async def test_headers_of_the_connection(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    road: Road,
) -> None:
    """Who asks, for which account, and what, is not for the caller to say."""
    await set_out(hass, simulator, make_entry, road)

    for header in RESERVED:
        headers = {"X-Note": "a", header: "b"}
        error = await problem(hass, "call_api", path="/account", headers=headers)
        assert error.translation_key == "header_reserved", header
        assert error.translation_placeholders == {"header": header}
    assert asked(simulator) == []


@ON_EVERY_ROAD
async def test_other_headers_go_along(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    road: Road,
) -> None:
    """Beside those that the connection has, which stay what they are."""
    await set_out(hass, simulator, make_entry, road)
    headers = {"X-Request-Note": "a: b, ü", "Idempotency-Key": 7, "accept-language": ""}

    answer = await call(hass, "/account", headers=headers)

    assert answer["data"]["user_id"] == simulator.account.user_id
    request = only(simulator)
    assert request.headers["x-request-note"] == "a: b, ü"
    assert request.headers["idempotency-key"] == "7"
    assert request.headers["accept-language"] == ""
    assert request.headers["accept"] == "application/json"
    assert request.user_agent.startswith("ClickSendMessaging ")
    assert request.connection == road.connection(simulator)
    assert request.auth == ("basic" if road.control is None else "bearer")


@pytest.mark.usefixtures("direct")
async def test_asking_for_json(hass: HomeAssistant, simulator: Simulator) -> None:
    """That may be said, as every request does; nothing else could be read."""
    for headers in (
        {"Accept": "application/json"},
        {"accept": "Application/JSON", "X-Note": "a"},
    ):
        simulator.requests.clear()
        await call(hass, "/account", headers=headers)
        assert only(simulator).headers["accept"] == "application/json"

    headers = {"Accept": "text/csv"}
    error = await problem(hass, "call_api", path="/account", headers=headers)
    assert error.translation_key == "header_reserved"


@ON_EVERY_ROAD
async def test_the_client_keeps_its_credentials(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    road: Road,
) -> None:
    """Even if a header that is reserved got as far as that."""
    entry = await set_out(hass, simulator, make_entry, road)
    headers = {"Authorization": "Basic", "AUTHORIZATION": "Bearer"}
    if road.connection(simulator):
        headers["maton-connection"] = "another"

    await entry.runtime_data.client.call("GET", "/account", headers=headers)

    assert only(simulator).status == 200
    assert only(simulator).connection == road.connection(simulator)


@pytest.mark.usefixtures("direct")
@pytest.mark.parametrize(
    "headers",
    [
        *({name: "a"} for name in ("", "A B", "A:", "A\n", "A\r\nB: c", "A_B", "Ä")),
        *({"A": text} for text in ("a\r\nHost: b", "a\n", "a\x00", "a\x7f", None)),
        *({"A": value} for value in (["a"], {"a": "b"})),
    ],
    ids=repr,
)
async def test_what_is_no_header(
    hass: HomeAssistant,
    simulator: Simulator,
    headers: dict[str, Any],
) -> None:
    """Nothing in a header can end it and begin another."""
    with pytest.raises(vol.Invalid):
        await call(hass, "/account", headers=headers)
    assert asked(simulator) == []


@pytest.mark.usefixtures("direct")
@pytest.mark.parametrize(
    ("value", "arrives"),
    [
        *((True, "true"), (False, "false"), (0, "0"), (1, "1"), (1.5, "1.5")),
        *(("", ""), ("+1 & ?/#=%", "+1 & ?/#=%"), ("ü", "ü"), ("../a", "../a")),
    ],
)
async def test_query(
    hass: HomeAssistant,
    simulator: Simulator,
    value: Any,
    arrives: str,
) -> None:
    """What is given arrives as it is, truth in small letters."""
    await call(hass, "/account", query={"filter[a]": value, "n": 5})

    assert only(simulator).query == {"filter[a]": arrives, "n": "5"}
    assert only(simulator).path == "/account"


@pytest.mark.usefixtures("direct")
@pytest.mark.parametrize(
    "data",
    [
        *({"query": {"a": value}} for value in (None, {"b": 1}, date.max)),
        *({"query": {"a": [value]}} for value in (None, [1], {"b": 1}, date.max)),
        *({"query": value} for value in ("a=b", ["a"])),
        *({"path_params": {"a": value}} for value in (None, ["1"], {"b": 1})),
        *({"path_params": value} for value in ("a=b", ["a"])),
        *({"body": value} for value in (1, True, b"bytes", date.max)),
        *({"method": value} for value in ("HEAD", "OPTIONS", "TRACE", "GET ", "")),
        *({"headers": "A: b"}, {"url": "/account"}, {"path": None}, {"path": ["a"]}),
    ],
    ids=repr,
)
async def test_what_is_not_understood(
    hass: HomeAssistant,
    simulator: Simulator,
    data: dict[str, Any],
) -> None:
    """It is an error, and nobody is asked."""
    with pytest.raises(vol.Invalid):
        await ask(hass, "call_api", **{"path": "/account", **data})
    assert asked(simulator) == []


@pytest.mark.usefixtures("direct")
@pytest.mark.parametrize(
    ("body", "arrives"),
    [
        (
            {"a": [1, 2.5, None, True, {"b": "ü"}]},
            {"a": [1, 2.5, None, True, {"b": "ü"}]},
        ),
        ([{"a": 1}, "b"], [{"a": 1}, "b"]),
        ({}, {}),
        ([], []),
        ({1: "a"}, {"1": "a"}),
        (parse_yaml("{on: 2026-12-24}"), {"true": "2026-12-24"}),
        (
            {"at": datetime(2026, 12, 24, 18, tzinfo=UTC)},
            {"at": "2026-12-24T18:00:00+00:00"},
        ),
        (None, None),
    ],
    ids=repr,
)
async def test_body(
    hass: HomeAssistant,
    simulator: Simulator,
    body: Any,
    arrives: Any,
) -> None:
    """Whatever YAML has arrives as JSON."""
    given = {} if body is None else {"body": body}

    # It is not about what ClickSend makes of it.
    await problem(hass, "call_api", path="/nothing", method="PATCH", **given)

    assert only(simulator).body == arrives
    if body is not None:
        assert only(simulator).headers["content-type"] == "application/json"


@pytest.mark.usefixtures("direct")
@pytest.mark.parametrize(
    "value",
    [b"bytes", object(), 10**30, "\ud83d", 1j],
    ids=lambda value: str(type(value)),
)
async def test_what_json_cannot_hold(
    hass: HomeAssistant, simulator: Simulator, value: Any
) -> None:
    """It is an error, and nobody is asked."""
    key = await refused(hass, RULES, method="POST", body={"a": [value]})

    assert key == "not_json"
    assert asked(simulator) == []


@pytest.mark.usefixtures("direct")
async def test_endless_body(hass: HomeAssistant, simulator: Simulator) -> None:
    """Something within itself has no end."""
    body: dict[str, Any] = {}
    body["a"] = body

    assert await refused(hass, RULES, method="POST", body=body) == "not_json"
    assert asked(simulator) == []


@ON_EVERY_ROAD
@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({}, "text/plain; charset=utf-8"),
        ({"Content-Type": "application/vnd.note+json"}, "application/vnd.note+json"),
        ({"CONTENT-TYPE": "text/csv", "X-Note": "a"}, "text/csv"),
    ],
)
async def test_body_as_it_is(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    road: Road,
    headers: dict[str, str],
    kind: str,
) -> None:
    """A text is sent letter by letter, as what the caller says it is."""
    await set_out(hass, simulator, make_entry, road)
    body = ' { "list_name" :"Über 18 \U0001f600"}\n'

    await refused(hass, "/nothing", method="POST", body=body, headers=headers)

    request = only(simulator)
    assert request.body == {"list_name": "Über 18 \U0001f600"}
    assert request.size == len(body.encode())
    assert request.headers["content-type"] == kind


@ON_EVERY_ROAD
async def test_body_that_is_no_json(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    road: Road,
) -> None:
    """Nothing is put around it, and nothing is left out; neither is a parameter."""
    async with Wire() as wire:
        account = answer_json(200, sample("clicksend/account"))
        wire.says(account)
        entry = make_entry(data=road.data(simulator, to=wire.url))
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        wire.heard.clear()

        for body in ("name;number\r\nDäd;+1\r\n", "", "null"):
            await call(
                hass,
                "/ours",
                method="POST",
                body=body,
                query={"q": ["b", 1, True, "b"], "none": [], "page": 2},
            )

            heard = wire.heard.pop()
            assert heard.body == body.encode()
            assert heard.headers["Content-Type"] == "text/plain; charset=utf-8"
            assert heard.path == road.at(simulator, "/ours")
            assert urlsplit(heard.target).query == "q=b&q=1&q=true&q=b&page=2"
            assert wire.heard == []

        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("direct")
async def test_type_of_a_body_that_is_json(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """That is no question, and so is what nobody sends."""
    headers = {"Content-Type": "text/csv"}
    bodies: list[dict[str, Any]] = [{"body": {}}, {"body": []}, {}]
    for data in bodies:
        error = await problem(hass, "call_api", path="/a", headers=headers, **data)
        assert error.translation_key == "header_reserved"
    for header in ("Content-Length", "Content-Encoding", "Transfer-Encoding"):
        error = await problem(
            hass, "call_api", path="/a", body="a", headers={header: "1"}
        )
        assert error.translation_key == "header_reserved"
    assert asked(simulator) == []


@pytest.mark.usefixtures("direct")
async def test_text_that_is_none(hass: HomeAssistant, simulator: Simulator) -> None:
    """Half a letter cannot be sent."""
    assert await refused(hass, RULES, method="POST", body="\ud83d") == "not_json"
    assert asked(simulator) == []


@ON_EVERY_ROAD
@pytest.mark.parametrize(
    ("path", "parameters", "arrives"),
    [
        ("/lists/{id}", {"id": 428}, "/lists/428"),
        ("v3/lists/{list_id}/contacts/{id}/", {"list_id": "1", "id": "b=c"}, None),
        ("/own-numbers/{number}", {"number": "+15551234567"}, None),
        ("/{a}/{a}-{b}.json", {"a": "x", "b": 1.5}, "/x/x-1.5.json"),
        ("/{Ä b}", {"Ä b": True}, "/true"),
    ],
)
async def test_path_parameters(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    road: Road,
    path: str,
    parameters: dict[str, Any],
    arrives: str | None,
) -> None:
    """They are filled in, each as part of the path."""
    await set_out(hass, simulator, make_entry, road)

    await refused(hass, path, path_params=parameters)

    expected = arrives or path.removeprefix("v3").format(**parameters)
    assert only(simulator).path == road.at(simulator, expected)


@ON_EVERY_ROAD
@pytest.mark.parametrize(
    ("path", "parameters", "key"),
    [
        ("/lists/{id}", {}, "path_parameter_missing"),
        ("/lists/{id}/{}", {"id": 1}, "path_parameter_missing"),
        ("/lists", {"id": 1}, "path_parameter_unknown"),
        ("/lists/%7Bid%7D", {"id": 1}, "path_parameter_unknown"),
        ("/lists/{id", {}, "path_invalid"),
        ("/lists/{{id}}", {"id": "1"}, "path_invalid"),
        *(
            ("/lists/{id}", {"id": value}, "path_parameter_invalid")
            for value in (
                *("", ".", "..", "1/contacts", "1%2f2", "%2e%2e", "a b", "a?b", "a#"),
                *("\\", "{id}", "\u017f", "1\n", "\uff0e\uff0e"),
            )
        ),
        ("/sms/{id}", {"id": "send"}, "path_sends"),
        ("/{a}/{b}", {"a": "sms", "b": "SEND"}, "path_sends"),
        ("/sms/s{a}d", {"a": "en"}, "path_sends"),
        ("/{a}/sms/send", {"a": "v3"}, "path_sends"),
        ("/sms/{a}", {"a": "cancel-all"}, "path_everything"),
        ("/{a}/purchase/1", {"a": "recharge"}, "path_spends"),
        ("/{a}/{b}/account", {"a": "clicksend", "b": "v2"}, "path_invalid"),
        ("/{a}/{a}/account", {"a": "v3"}, "path_invalid"),
        ("{a}//example.com", {"a": "https:"}, "path_invalid"),
    ],
)
async def test_path_parameters_that_lead_elsewhere(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    road: Road,
    path: str,
    parameters: dict[str, Any],
    key: str,
) -> None:
    """What is filled in is checked like what is written out."""
    await set_out(hass, simulator, make_entry, road)

    error = await problem(
        hass, "call_api", method="PUT", path=path, path_params=parameters
    )

    assert error.translation_key == key
    assert asked(simulator) == []


@pytest.mark.usefixtures("direct")
async def test_answer_without_an_envelope(hass: HomeAssistant) -> None:
    """A few endpoints have none."""
    answer = await call(hass, "/alpha-tags")

    assert set(answer) == {"alpha_tags", "_metadata"}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (reply(204), {}),
        (answer_json(200, {}), {}),
        (answer_json(200, []), {"items": [], "total": 0}),
        (answer_json(201, [{"a": 1}, "b"]), {"items": [{"a": 1}, "b"], "total": 2}),
        (answer_json(200, {"items": {"a": None}}), {"items": {"a": None}}),
    ],
    ids=["nothing", "empty object", "empty array", "array", "object"],
)
async def test_answers_of_other_shapes(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    answer: bytes,
    expected: Any,
) -> None:
    """Nothing is lost of them."""
    async with Wire() as wire:
        account = answer_json(200, sample("clicksend/account"))
        wire.says(lambda heard: answer if heard.path == "/ours" else account)
        entry = make_entry(data={**direct_data(simulator), "base_url": wire.url})
        assert await hass.config_entries.async_setup(entry.entry_id)

        assert await call(hass, "/ours", method="DELETE") == expected

        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("direct")
async def test_without_asking_for_the_answer(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It can be called for what it does alone."""
    await hass.services.async_call(
        DOMAIN, "call_api", {"path": "/account"}, blocking=True
    )

    assert only(simulator).status == 200


@ON_EVERY_ROAD
@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ("unauthorized", "invalid_auth"),
        ("forbidden", "refused"),
        ("not_found", "refused"),
        ("rate_limited", "rate_limited"),
        ("server_error", "answer_unusable"),
        ("processed_server_error", "answer_unusable"),
        ("hidden_error", "answer_unusable"),
        ("html_error", "answer_unusable"),
        ("malformed", "answer_unusable"),
        ("empty_answer", "answer_unusable"),
        ("reset_before", "answer_unusable"),
        ("reset_after", "answer_unusable"),
    ],
)
async def test_what_may_go_wrong(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    road: Road,
    fault: str,
    key: str,
) -> None:
    """It is said what it was, and nothing is ever asked a second time."""
    await set_out(hass, simulator, make_entry, road)
    family = simulator.add_list("Family").list_id
    # A connection that has been in use is the one that may break.
    await call(hass, "/countries")
    simulator.requests.clear()
    simulator.faults.arm(fault, path="/lists/*", times=None)

    path, body = f"/lists/{family}", {"list_name": "Friends"}
    assert await refused(hass, path, method="PUT", body=body) == key

    assert len(asked(simulator)) == 1
    # Membrane is asked first which of two dialogs it is to be.
    await hass.async_block_till_done(wait_background_tasks=True)
    assert must_sign_in(hass) == (key == "invalid_auth")


@pytest.mark.usefixtures("direct")
@pytest.mark.parametrize("method", ["PATCH", "POST"])
async def test_method_that_there_is_not(
    hass: HomeAssistant, simulator: Simulator, method: str
) -> None:
    """ClickSend's own word for it is passed on."""
    error = await problem(
        hass, "call_api", path="/statistics/sms", method=method, body={}
    )

    assert error.translation_key == "refused"
    assert error.translation_placeholders == {"code": "NOT_FOUND"}
    assert only(simulator).status == 405


@pytest.mark.usefixtures("direct")
async def test_clicksend_is_away(hass: HomeAssistant, simulator: Simulator) -> None:
    """Then it is certain that nothing happened."""
    await simulator.stop()
    await hass.async_block_till_done()

    assert await refused(hass, "/account") == "not_reached"


@THROUGH_A_GATEWAY
async def test_page_that_is_not_there(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    road: Road,
) -> None:
    """Not the gateway's words: the path is wrong, and nobody has to sign in."""
    await set_out(hass, simulator, make_entry, road)
    simulator.faults.arm("html_error", status=404, path="/nothing/*")

    error = await problem(hass, "call_api", path="/nothing/here")

    assert error.translation_key == "refused"
    assert "HTTP 404" in str(error)
    assert not must_sign_in(hass)


@THROUGH_MATON
async def test_connection_that_is_not_there(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    road: Road,
) -> None:
    """Maton's own words: somebody has to sign in."""
    await set_out(hass, simulator, make_entry, road)
    simulator.connections.clear()

    assert await refused(hass, "/account") == "no_connection"
    assert must_sign_in(hass)


@pytest.mark.usefixtures("direct")
async def test_only_administrators_may(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_admin_user: User,
    hass_read_only_user: MockUser,
) -> None:
    """And automations, which nobody has called."""

    async def call_as(user: User) -> None:
        await hass.services.async_call(
            DOMAIN,
            "call_api",
            {"path": "/account"},
            blocking=True,
            context=Context(user_id=user.id),
        )

    with pytest.raises(Unauthorized):
        await call_as(hass_read_only_user)
    assert asked(simulator) == []

    await call_as(hass_admin_user)
    assert only(simulator).status == 200


@pytest.mark.usefixtures("direct")
async def test_nothing_is_logged(
    hass: HomeAssistant,
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Neither what is asked nor what is answered."""
    caplog.set_level(logging.DEBUG, f"custom_components.{DOMAIN}")
    caplog.clear()
    simulator.faults.arm("server_error", path="/lists/*")
    for path in ("/account", "/lists/walrus", "/recharge/walrus", "/walrus?"):
        try:
            await call(
                hass,
                path,
                method="PUT" if path.startswith("/lists") else "GET",
                query={"walrus": "walrus"},
                body={"walrus": "walrus"},
                headers={"X-Walrus": "walrus"},
            )
        except HomeAssistantError:
            continue

    ours = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith(f"custom_components.{DOMAIN}")
    ]
    assert ours == []
