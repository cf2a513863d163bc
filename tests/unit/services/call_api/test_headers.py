"""The action call_api: headers, and those that are not the caller's."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from simulator import Simulator
from tests.unit.services.asking import problem
from tests.unit.services.call_api.calling import call, only
from tests.unit.services.roads import ON_EVERY_ROAD, Road, asked, set_out

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
