"""The action call_api: paths, and those that it does not go."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.services.asking import problem
from tests.unit.services.call_api.calling import only, refused
from tests.unit.services.roads import ON_EVERY_ROAD, Road, asked, set_out


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
