"""The blueprint that keeps templates as they are written in it."""

from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    async_get_persistent_notifications,
)

from simulator import Simulator
from simulator.clicksend.templates import Template
from tests.unit.blueprints.conftest import AUTOMATION, Use, run_by_hand

TEMPLATES = "/sms/templates"
LEAK = {"name": "Leak", "body": "Water in the {room}!"}
DOOR = {"name": "Door", "body": '(First Name), "it\'s" open: 100 %\n[1, 2]'}


@pytest.fixture
def sync(use: Use, entry: MockConfigEntry) -> Use:
    """Return a function that uses the blueprint."""

    async def sync(*templates: Any) -> None:
        await use("template_sync", account=entry.entry_id, templates=list(templates))

    return sync


def keep(simulator: Simulator, name: str, body: str) -> None:
    """Have the account have a template already."""
    templates = simulator.account.templates
    number = templates.next_id()
    templates.keep(number, Template(template_id=number, template_name=name, body=body))


def there(simulator: Simulator) -> list[tuple[str, str]]:
    """Return the account's templates."""
    return [(each.template_name, each.body) for each in simulator.account.templates]


def changes(simulator: Simulator) -> list[str]:
    """Return what was asked of ClickSend to change."""
    return [
        method
        for method in ("POST", "PUT", "DELETE")
        for _ in simulator.requests.find(method, f"{TEMPLATES}*")
    ]


def notice(hass: HomeAssistant) -> str | None:
    """Return what the person is told, if anything."""
    found = async_get_persistent_notifications(hass).get(AUTOMATION)
    return None if found is None else str(found["message"])


async def test_night(hass: HomeAssistant, simulator: Simulator, sync: Use) -> None:
    """What is missing is created, what differs changed, the rest left alone."""
    keep(simulator, "Leak", "Water!")
    keep(simulator, "Ours alone", "Hello")
    await sync(LEAK, DOOR)
    assert changes(simulator) == []

    night = dt_util.start_of_local_day() + timedelta(days=1, hours=3, minutes=30)
    async_fire_time_changed(hass, night)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert there(simulator) == [
        ("Leak", LEAK["body"]),
        ("Ours alone", "Hello"),
        ("Door", DOOR["body"]),
    ]
    assert notice(hass) is None


async def test_second_run(hass: HomeAssistant, simulator: Simulator, sync: Use) -> None:
    """Nothing is sent when nothing differs, though an editor adds blanks."""
    await sync(
        LEAK, {"name": " Door ", "body": DOOR["body"].replace("\n", "\r\n") + "\n"}
    )

    await run_by_hand(hass)
    assert changes(simulator) == ["POST", "POST"]
    assert [body for _, body in there(simulator)] == [LEAK["body"], DOOR["body"]]
    await run_by_hand(hass)

    assert changes(simulator) == ["POST", "POST"]


async def test_line_ends_of_clicksend(
    hass: HomeAssistant, simulator: Simulator, sync: Use
) -> None:
    """They are no difference, nor are blanks around the text."""
    keep(simulator, "Door", DOOR["body"].replace("\n", "\r\n") + " ")
    await sync(DOOR)

    await run_by_hand(hass)

    assert changes(simulator) == []


@pytest.mark.parametrize("text", ["1.50", "+15551234567", "007", "None", "{'a': 1}"])
async def test_text_that_looks_like_something_else(
    hass: HomeAssistant, simulator: Simulator, sync: Use, text: str
) -> None:
    """It stays as it is written."""
    keep(simulator, "Old", "Before")
    await sync({"name": text, "body": text}, {"name": "Old", "body": text})

    await run_by_hand(hass)

    assert sorted(there(simulator)) == sorted([(text, text), ("Old", text)])


async def test_two_templates_of_one_name(
    hass: HomeAssistant, simulator: Simulator, sync: Use
) -> None:
    """ClickSend allows that; both get the text."""
    keep(simulator, "Leak", "Water!")
    keep(simulator, "Leak", "Fire!")
    await sync(LEAK)

    await run_by_hand(hass)

    assert there(simulator) == [("Leak", LEAK["body"])] * 2


@pytest.mark.parametrize(
    ("method", "known"), [("POST", False), ("PUT", True)], ids=["create", "update"]
)
async def test_one_that_fails(
    hass: HomeAssistant,
    simulator: Simulator,
    sync: Use,
    expected_log: list[str],
    method: str,
    known: bool,  # noqa: FBT001 (a parameter of the test)
) -> None:
    """The others are done, and the person is told which was not, until it is."""
    expected_log.append("No usable answer")
    if known:
        keep(simulator, "Leak", "Water!")
    await sync(LEAK, DOOR)
    simulator.faults.arm("server_error", method=method, path=f"{TEMPLATES}*")

    await run_by_hand(hass)

    assert ("Door", DOOR["body"]) in there(simulator)
    assert ("Leak", LEAK["body"]) not in there(simulator)
    told = notice(hass)
    assert told is not None
    assert "Leak" in told
    assert "Door" not in told

    await run_by_hand(hass)
    assert ("Leak", LEAK["body"]) in there(simulator)
    assert notice(hass) is None


async def test_error_although_it_was_done(
    hass: HomeAssistant, simulator: Simulator, sync: Use, expected_log: list[str]
) -> None:
    """It is seen to be there, and not done twice."""
    expected_log.append("No usable answer")
    await sync(LEAK)
    simulator.faults.arm("processed_server_error", method="POST", path=TEMPLATES)

    await run_by_hand(hass)
    await run_by_hand(hass)

    assert there(simulator) == [("Leak", LEAK["body"])]
    assert notice(hass) is None


async def test_outage(
    hass: HomeAssistant, simulator: Simulator, sync: Use, expected_log: list[str]
) -> None:
    """Nothing is changed blindly: the templates may be there."""
    expected_log.append("No usable answer")
    keep(simulator, "Leak", LEAK["body"])
    await sync(LEAK)
    simulator.faults.arm("server_error", method="GET", path=TEMPLATES)

    await run_by_hand(hass)

    assert changes(simulator) == []
    told = notice(hass)
    assert told is not None
    assert "Leak" in told


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ([{"name": "Empty", "body": " "}], "Empty"),
        ([{"name": "Half"}], "Half"),
        ([{"name": "", "body": "Nameless"}], "?"),
        ([{"name": "Twice", "body": "A"}, {"name": "Twice", "body": "B"}], "Twice"),
    ],
)
async def test_what_cannot_be_a_template(
    hass: HomeAssistant,
    simulator: Simulator,
    sync: Use,
    wrong: list[dict[str, str]],
    named: str,
) -> None:
    """It is told, and does not stop the others."""
    await sync(*wrong, LEAK)

    await run_by_hand(hass)

    assert there(simulator) == [("Leak", LEAK["body"])]
    told = notice(hass)
    assert told is not None
    assert named in told
