"""The action call_api: answers of any shape, errors, and none at all."""

from collections.abc import Callable
import logging
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.api.samples import sample
from tests.unit.api.wire import Wire, answer_json, reply
from tests.unit.conftest import direct_data
from tests.unit.services.asking import must_sign_in, problem
from tests.unit.services.call_api.calling import call, refused
from tests.unit.services.roads import (
    ON_EVERY_ROAD,
    THROUGH_A_GATEWAY,
    THROUGH_MATON,
    Road,
    asked,
    set_out,
)


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
