"""What goes into an action is checked first, by what the action asks for."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
import voluptuous as vol

from simulator import Simulator
from tests.unit.conftest import DAD
from tests.unit.run_action.more_actions import add_action
from tests.unit.run_action.running import refused, run, runs
from tests.unit.sending import TEXT, accepted
from tests.unit.services.asking import ask
from tests.unit.services.roads import asked


@pytest.mark.parametrize(
    ("action", "given", "problems"),
    [
        ("delete-sms-template", {}, "template_id: required key not provided"),
        ("delete-sms-template", {"template_id": "7"}, "template_id: expected integer"),
        (
            "delete-sms-template",
            {"template_id": 7, "secret": 1},
            "secret: not a valid option",
        ),
        (
            "list-sms-templates",
            {"page": 0, "limit": 7},
            "page: value must be at least 1; limit: value must be at least 15",
        ),
        (
            "get-sms-history",
            {"order_by": "walrus"},
            "order_by: value must be one of ['date:asc', 'date:desc']",
        ),
        ("send-sms", {"messages": []}, "messages: length of value must be at least 1"),
        (
            "send-sms",
            {"messages": [{"to": DAD, "body": "a"}, {"to": "walrus", "body": "a"}]},
            "messages[1].to: does not match the expected pattern",
        ),
        (
            "send-sms",
            {"messages": [{"to": DAD, "body": 5}]},
            "messages[0].body: expected str",
        ),
        (
            "send-sms",
            {"messages": [{"body": "walrus"}]},
            "messages[0].to: required key not provided",
        ),
    ],
)
async def test_input_that_does_not_fit(
    hass: HomeAssistant,
    simulator: Simulator,
    action: str,
    given: dict[str, Any],
    problems: str,
) -> None:
    """It is said where, and what is asked for there, but not what was given."""
    error = await refused(hass, action, **given)

    assert error.translation_key == "input_invalid"
    assert error.translation_placeholders == {"problems": problems}
    assert "walrus" not in str(error)
    assert runs(simulator) == []


async def test_schema_of_the_moment(hass: HomeAssistant, simulator: Simulator) -> None:
    """What an action asks for may change from one time to the next."""
    flat = {"to": DAD, "body": TEXT}
    assert (await refused(hass, "send-sms", **flat)).translation_key == "input_invalid"

    simulator.settings.patch({"membrane_action_schema": "flat"})

    await run(hass, "send-sms", **flat)
    assert accepted(simulator) == {DAD: [TEXT]}


async def test_input_goes_along_as_it_is(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Nothing is converted, and no default is filled in."""
    given = {"messages": [{"to": DAD, "body": " Hä \n", "schedule": None}]}

    await run(hass, "send-sms", **given)

    assert runs(simulator)[0].body == {"input": given}
    await ask(hass, "run_action", action="list-sms-templates")
    assert runs(simulator)[1].body == {"input": {}}


async def test_input_that_no_json_can_hold(hass: HomeAssistant) -> None:
    """It is an error of the caller's."""
    error = await refused(hass, "list-sms-templates", page=b"1")

    assert error.translation_key == "not_json"


@pytest.mark.parametrize(
    "data", [{}, {"action": ""}, {"action": "a", "input": "b"}, {"action": None}]
)
async def test_what_is_not_understood(
    hass: HomeAssistant, simulator: Simulator, data: dict[str, Any]
) -> None:
    """It is an error, and nobody is asked."""
    with pytest.raises(vol.Invalid):
        await ask(hass, "run_action", **data)
    assert asked(simulator) == []


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "required": ["page"], "patternProperties": {"^p": {}}},
        {"required": ["page"], "properties": {"limit": {"type": "walrus"}}},
    ],
)
async def test_schema_that_cannot_be_read(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    schema: dict[str, Any],
) -> None:
    """The action can be run all the same; only what it requires is checked."""
    add_action(monkeypatch, simulator, "x", schema=schema, like="list-sms-templates")
    monkeypatch.setattr("simulator.membrane.acting.problems", lambda *_: ())

    error = await refused(hass, "x", limit=15)
    assert error.translation_key == "input_invalid"

    await run(hass, "x", page=1, limit=15)
