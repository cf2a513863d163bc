"""The blueprints as files: what Home Assistant, and the integration, make of them."""

from collections.abc import Iterator
from itertools import chain
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.helpers.selector import selector
from homeassistant.util.yaml import extract_inputs, load_yaml_dict
import jinja2
from jinja2 import nodes
import pytest
import voluptuous as vol

from custom_components.clicksend_messaging.const import DOMAIN
from tests.unit.blueprints.conftest import FOLDER, OURS

REPOSITORY = FOLDER.parents[1]
FILES = sorted(FOLDER.parent.rglob("*.yaml"))
SERVICES = load_yaml_dict(
    str(REPOSITORY / "custom_components" / DOMAIN / "services.yaml")
)
# Of Home Assistant itself.
OTHERS = {
    *("alarm_control_panel.alarm_arm_away", "alarm_control_panel.alarm_arm_home"),
    *("alarm_control_panel.alarm_disarm", "calendar.get_events"),
    *("counter.increment", "counter.set_value"),
    *("persistent_notification.create", "persistent_notification.dismiss"),
    *("timer.cancel", "timer.start"),
}

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every mapping in a configuration."""
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list):
        yield from chain.from_iterable(map(parts, inner))


def given(data: Any) -> set[str]:
    """Return the fields of an action, also if a template makes a dictionary of them."""
    if isinstance(data, dict):
        return set(data)
    made = next(jinja2.Environment(autoescape=True).parse(data).find_all(nodes.Call))
    assert isinstance(made.node, nodes.Name)
    assert made.node.name == "dict"
    return {keyword.key for keyword in made.kwargs}


def test_there_are_some() -> None:
    """All of them where Home Assistant keeps those of an author."""
    assert {path.parent for path in FILES} == {FOLDER / OURS}
    assert [path.stem for path in FILES] == [
        *("arm_disarm", "ask", "calendar_texts", "forward_unknown", "keyword_list"),
        *("low_balance", "status_answer", "template_sync"),
    ]


@each_file
def test_home_assistant_takes_it(path: Path) -> None:
    """It is valid, and says from which version on; the oldest that we support."""
    oldest = json.loads((REPOSITORY / "hacs.json").read_text())["homeassistant"]
    blueprint = Blueprint(
        load_yaml_dict(str(path)),
        path=path.name,
        expected_domain="automation",
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )

    assert blueprint.validate() is None
    assert blueprint.metadata["homeassistant"]["min_version"] == oldest
    assert extract_inputs(blueprint.data) == set(blueprint.inputs)


@each_file
def test_people_are_asked_in_words(path: Path) -> None:
    """Every input has a name and a picker that takes its default."""
    blueprint = load_yaml_dict(str(path))["blueprint"]
    sections = [each for each in blueprint["input"].values() if "input" in each]
    inputs = [each for each in blueprint["input"].values() if "input" not in each]
    inputs += [one for section in sections for one in section["input"].values()]

    for each in (blueprint, *sections, *inputs):
        assert re.fullmatch(r"\S.*[^\s.]", each["name"])
        if "description" in each:
            assert each["description"].endswith((".", "?"))
    for each in inputs:
        picker = vol.Schema(selector(each["selector"]))
        if "default" in each:
            assert picker(each["default"]) == each["default"]


@each_file
def test_pickers_offer_what_fits(path: Path) -> None:
    """Of entities and accounts ours only, but for what others have to give."""
    others = {"alarm_control_panel", "calendar", "counter", "timer"}
    for part in parts(load_yaml_dict(str(path))["blueprint"]):
        if "config_entry" in part:
            assert part["config_entry"] == {"integration": DOMAIN}
        if "entity" in part:
            # A person may ask for any state.
            anything = {"multiple": True, "reorder": True}
            chosen = part["entity"].get("filter", {"domain": "calendar"})
            assert "filter" in part["entity"] or part["entity"] == anything
            assert chosen.get("integration", DOMAIN) == DOMAIN
            assert "integration" in chosen or chosen["domain"] in others


@each_file
def test_actions_and_fields_exist(path: Path) -> None:
    """Nothing is asked that the integration does not know."""
    steps = load_yaml_dict(str(path))["actions"]
    used = [part for part in parts(steps) if "action" in part]
    assert used
    for step in used:
        domain, name = step["action"].split(".")
        if domain != DOMAIN:
            assert step["action"] in OTHERS
            continue
        fields = SERVICES[name]["fields"]
        needed = {key for key, field in fields.items() if field.get("required")}
        assert needed <= given(step["data"]) <= set(fields)
        # With two accounts, every action needs one.
        assert "config_entry_id" in given(step["data"])


@each_file
def test_nothing_is_written_in_the_old_way(path: Path) -> None:
    """Neither the plurals nor the actions."""
    old = {"trigger_variables", "service", "service_template", "data_template"}
    config = load_yaml_dict(str(path))

    assert not {"trigger", "condition", "action"} & set(config)
    for part in parts(config):
        assert not (old | {"platform"}) & set(part)
