"""The README says of every action what it does, and how to call it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
import re
from typing import Any

from homeassistant.core import HomeAssistant, SupportsResponse
from homeassistant.util.yaml import load_yaml_dict, parse_yaml
import pytest

from custom_components import clicksend_messaging
from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.services import ACTIONS, async_setup_services

INTEGRATION = Path(clicksend_messaging.__file__).parent
README = (INTEGRATION.parent.parent / "README.md").read_text(encoding="utf-8")
DESCRIBED = load_yaml_dict(INTEGRATION / "services.yaml")

CAN_SEND = {"send_sms", "send_mms", "send_voice", "run_action", "send_verification"}
COLUMNS = ["action", "what it does", "what it costs", "an example to copy"]


@dataclass(frozen=True)
class Row:
    """A row of the table of actions."""

    name: str
    what: str
    cost: str
    example: str


def cells(line: str) -> list[str]:
    """Return what is in a line of a table."""
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def rows() -> list[Row]:
    """Return the table of actions."""
    section = README.split("\n### Actions\n")[1].split("\n### ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    header, rule, *others = lines
    assert cells(header) == COLUMNS
    assert set(rule) == set("|-")
    assert all(len(cells(line)) == len(COLUMNS) for line in others)
    return [Row(*cells(line)) for line in others]


ROWS = rows()


def plain(cell: str) -> str:
    """Return what a cell holds as code."""
    match = re.fullmatch(r"`([^`]+)`", cell)
    assert match, cell
    return match[1]


def calls(part: Any) -> Iterator[dict[str, Any]]:
    """Yield the calls of our actions in an example."""
    if isinstance(part, list):
        for each in part:
            yield from calls(each)
    if isinstance(part, dict):
        if str(part.get("action")).startswith(f"{DOMAIN}."):
            yield part
        for each in part.values():
            yield from calls(each)


EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def check(call: dict[str, Any]) -> None:
    """Check that a call can be made, and gets its answer where it has to."""
    assert set(call) <= {"action", "data", "response_variable", "continue_on_error"}
    name = call["action"].removeprefix(f"{DOMAIN}.")
    ACTIONS[name].schema(call.get("data", {}))


def test_every_action_is_in_the_table() -> None:
    """Once, and there is nothing else in it."""
    assert sorted(plain(row.name) for row in ROWS) == sorted(DESCRIBED)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: plain(row.name))
def test_row(row: Row) -> None:
    """What it does, what it costs, and an example that works."""
    name = plain(row.name)
    call = parse_yaml(plain(row.example))

    assert row.what
    assert (row.cost != "nothing") == (name in CAN_SEND)
    assert row.cost
    assert isinstance(call, dict)
    assert call["action"] == f"{DOMAIN}.{name}"
    check(call)


async def test_examples_of_actions_that_only_answer(hass: HomeAssistant) -> None:
    """They keep the answer: without that, Home Assistant does not call them."""
    async_setup_services(hass)

    for row in ROWS:
        responds = hass.services.supports_response(DOMAIN, plain(row.name))
        if responds is SupportsResponse.ONLY:
            assert "response_variable" in parse_yaml(plain(row.example)), row.name


def test_there_are_examples() -> None:
    """The table's own are not the only ones."""
    assert len([call for text in EXAMPLES for call in calls(parse_yaml(text))]) > 10


@pytest.mark.parametrize("text", EXAMPLES, ids=range(len(EXAMPLES)))
def test_example(text: str) -> None:
    """Everything to copy is YAML, and every call in it can be made."""
    for call in calls(parse_yaml(text)):
        check(call)


def test_links_within() -> None:
    """They lead to a heading that is there."""
    headings = re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    anchors = {
        re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings
    }

    linked = set(re.findall(r"\]\(#([^)]+)\)", README))

    assert linked
    assert linked <= anchors
