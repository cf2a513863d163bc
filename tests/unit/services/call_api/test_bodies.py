"""The action call_api: bodies, as JSON or letter by letter."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from homeassistant.core import HomeAssistant
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.api.samples import sample
from tests.unit.api.wire import Wire, answer_json
from tests.unit.services.asking import problem
from tests.unit.services.call_api.calling import RULES, call, only, refused
from tests.unit.services.roads import ON_EVERY_ROAD, Road, asked, set_out


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
async def test_text_that_is_none(hass: HomeAssistant, simulator: Simulator) -> None:
    """Half a letter cannot be sent."""
    assert await refused(hass, RULES, method="POST", body="\ud83d") == "not_json"
    assert asked(simulator) == []
