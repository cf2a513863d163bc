"""The action call_api: what is asked, by which method and with which query."""

from collections.abc import Callable
from datetime import date
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.services.asking import ask, must_sign_in, problem
from tests.unit.services.call_api.calling import RULES, call, only, refused
from tests.unit.services.roads import ON_EVERY_ROAD, Road, asked, set_out


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
async def test_without_asking_for_the_answer(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It can be called for what it does alone."""
    await hass.services.async_call(
        DOMAIN, "call_api", {"path": "/account"}, blocking=True
    )

    assert only(simulator).status == 200


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
