"""The actions for the account's templates."""

from collections.abc import Callable
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import HomeAssistant
import pytest

from simulator import Simulator
from simulator.clicksend.templates import Template

from .asking import FAULTS, ask, assert_told, problem
from .records import (
    AUTHORISED,
    LIMITS,
    LOST,
    NO_LIMITS,
    NOTHING,
    STRANGE_IDS,
    WAYS,
    ask_as,
    assert_lost,
    changes,
    mistaken,
    not_allowed,
    not_reached,
    not_there,
    refused,
    set_up,
)

PATH = "/sms/templates"
LEAK: dict[str, Any] = {
    "template_id": 7,
    "template_name": "Leak",
    "body": "Water in {{ room }}!",
}

direct = pytest.mark.usefixtures("entry")


@pytest.fixture(autouse=True)
def leak(simulator: Simulator) -> Template:
    """Return the template that there is."""
    template = Template(**LEAK)
    simulator.account.templates.keep(7, template)
    return template


def fill(simulator: Simulator, count: int) -> None:
    """Have so many templates in all."""
    for number in range(100, 99 + count):
        simulator.account.templates.keep(
            number,
            Template(template_id=number, template_name=str(number), body="Hello"),
        )


@direct
@pytest.mark.parametrize(
    "shape",
    [{}, {"templates_shape": "wrapped_page"}, {"list_shape": "wrapped_page"}],
    ids=str,
)
async def test_rows_are_as_clicksend_has_them(
    hass: HomeAssistant, simulator: Simulator, shape: dict[str, str]
) -> None:
    """In every envelope, and with the number of all under either name."""
    simulator.settings.patch(shape)

    assert await ask(hass, "get_templates") == {"items": [LEAK], "total": 1}
    fill(simulator, 120)
    answer = await ask(hass, "get_templates", limit=2)
    assert (len(answer["items"]), answer["total"]) == (2, 120)


@direct
@pytest.mark.parametrize("shape", NOTHING, ids=str)
async def test_nothing(
    hass: HomeAssistant, simulator: Simulator, shape: dict[str, str]
) -> None:
    """However ClickSend says so."""
    simulator.settings.patch(shape)
    simulator.account.templates.delete(7)

    assert await ask(hass, "get_templates") == {"items": [], "total": 0}


@direct
@LIMITS
async def test_all_pages_up_to_the_limit(
    hass: HomeAssistant, simulator: Simulator, limit: int, pages: int
) -> None:
    """And no page in vain."""
    fill(simulator, 250)

    answer = await ask(hass, "get_templates", limit=limit)

    ids = [7, *range(100, 349)]
    assert [row["template_id"] for row in answer["items"]] == ids[:limit]
    assert answer["total"] == 250
    asked = [record.query for record in simulator.requests.find("GET", PATH)]
    assert [(query["page"], query["limit"]) for query in asked] == [
        (str(page), "100") for page in range(1, pages + 1)
    ]


@direct
async def test_a_hundred_unless_told(hass: HomeAssistant, simulator: Simulator) -> None:
    """And how many there are."""
    fill(simulator, 101)

    answer = await ask(hass, "get_templates")

    assert (len(answer["items"]), answer["total"]) == (100, 101)


@direct
async def test_a_template_that_goes_while_pages_are_read(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Those that move up because of that are not missed."""
    fill(simulator, 150)
    simulator.requests.after(lambda: simulator.account.templates.delete(7), "GET", PATH)

    answer = await ask(hass, "get_templates", limit=1000)

    ids = {row["template_id"] for row in answer["items"]}
    assert ids >= set(range(100, 249))


@direct
async def test_a_new_one(hass: HomeAssistant, simulator: Simulator) -> None:
    """It is there afterwards, and is the answer."""
    answer = await ask(hass, "create_template", template_name="Door", body="Open: 1\n2")

    assert {**answer} == {
        "template_id": answer["template_id"],
        "template_name": "Door",
        "body": "Open: 1\n2",
    }
    created = simulator.account.templates.get(answer["template_id"])
    assert created is not None
    assert vars(created) == answer
    assert changes(simulator)[-1][0] == "POST"


@direct
@pytest.mark.parametrize(
    "changed", [{"template_name": "Flood"}, {"body": "Ahoy"}, {**LEAK, "body": "1"}]
)
@pytest.mark.parametrize("template_id", [7, "7", " 7 "])
async def test_only_what_is_given_changes(
    hass: HomeAssistant,
    simulator: Simulator,
    leak: Template,
    changed: dict[str, Any],
    template_id: object,
) -> None:
    """Nothing else is sent; the id may be a number or text."""
    answer = await ask(
        hass, "update_template", **{**changed, "template_id": template_id}
    )

    given = {key: value for key, value in changed.items() if key != "template_id"}
    assert answer == vars(leak) == {**LEAK, **given}
    (record,) = simulator.requests.find("PUT", f"{PATH}/7")
    assert record.body == given


@direct
async def test_no_answer_is_wanted(
    hass: HomeAssistant, simulator: Simulator, leak: Template
) -> None:
    """Changes can be made without one."""
    for action, data in (
        ("create_template", {"template_name": "Door", "body": "Open"}),
        ("update_template", {"template_id": 7, "body": "Ahoy"}),
    ):
        await hass.services.async_call(
            "clicksend_messaging", action, data, blocking=True
        )

    assert leak.body == "Ahoy"
    assert len(simulator.account.templates) == 2


@direct
@pytest.mark.parametrize("said", ["documented", "null", "list", "braces"])
async def test_deleting(hass: HomeAssistant, simulator: Simulator, said: str) -> None:
    """It is gone, whatever ClickSend says to that."""
    simulator.settings.patch({"deleted_data": said})

    assert await ask(hass, "delete_template", template_id=7) == {"deleted": 1}

    assert len(simulator.account.templates) == 0


_WRONG: tuple[tuple[str, dict[str, Any]], ...] = (
    *(("get_templates", {"limit": limit}) for limit in NO_LIMITS),
    ("get_templates", {"page": 2}),
    ("create_template", {"template_name": "Door"}),
    ("create_template", {"body": "Open"}),
    ("create_template", {"template_name": "", "body": "Open"}),
    ("create_template", {"template_name": " ", "body": "Open"}),
    ("create_template", {"template_name": "Door", "body": ""}),
    ("create_template", {"template_name": "Door", "body": " \n"}),
    ("create_template", {"template_name": "Door", "body": ["Open"]}),
    ("create_template", {"template_name": "Door", "body": "Open", "sender": "I"}),
    ("update_template", {"body": "Open"}),
    ("update_template", {"template_id": "", "body": "Open"}),
    ("update_template", {"template_id": "  ", "body": "Open"}),
    ("update_template", {"template_id": [7], "body": "Open"}),
    ("update_template", {"template_id": None, "body": "Open"}),
    ("update_template", {"template_id": 7, "body": ""}),
    ("update_template", {"template_id": 7, "template_name": "\t"}),
    ("update_template", {"template_id": 7, "name": "Door"}),
    ("delete_template", {}),
    ("delete_template", {"template_id": ""}),
    ("delete_template", {"template_id": 7, "body": "Open"}),
)


@direct
async def test_fields_that_are_wrong(hass: HomeAssistant, simulator: Simulator) -> None:
    """Nothing is asked of ClickSend."""
    for action, data in _WRONG:
        await refused(hass, simulator, action, **data)


@direct
async def test_nothing_to_change(hass: HomeAssistant, simulator: Simulator) -> None:
    """Somebody forgot a field."""
    await mistaken(
        hass, simulator, "nothing_to_change", "update_template", template_id=7
    )


ONE = pytest.mark.parametrize(
    ("action", "data"),
    [("update_template", {"body": "Ahoy"}), ("delete_template", {})],
    ids=["update", "delete"],
)


@ONE
@WAYS
@pytest.mark.parametrize("status", [403, 404])
async def test_template_that_is_not_there(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., Any],
    way: Callable[..., Any],
    action: str,
    data: dict[str, Any],
    status: int,
) -> None:
    """Or somebody else's: the number is told, straight or through Maton."""
    await set_up(hass, make_entry, way(simulator))
    if status == 403:
        simulator.faults.arm("forbidden", path=f"{PATH}/5")

    await not_there(hass, action, "template_id 5", template_id=5, **data)

    assert len(simulator.account.templates) == 1


@direct
@ONE
async def test_ids_that_lead_elsewhere(
    hass: HomeAssistant,
    simulator: Simulator,
    action: str,
    data: dict[str, Any],
) -> None:
    """They do not."""
    for strange in STRANGE_IDS:
        await not_reached(
            hass,
            simulator,
            action=action,
            template_id=strange,
            **data,
        )
    assert len(simulator.account.templates) == 1


@direct
@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("get_templates", {}),
        ("create_template", {"template_name": "Door", "body": "Open"}),
        ("update_template", {"template_id": 7, "body": "Ahoy"}),
        ("delete_template", {"template_id": 7}),
    ],
    ids=["get", "create", "update", "delete"],
)
@FAULTS
async def test_what_may_go_wrong(
    hass: HomeAssistant,
    simulator: Simulator,
    fault: str,
    key: str,
    action: str,
    data: dict[str, Any],
) -> None:
    """A person is told what it was."""
    told = "not_found" if fault == "forbidden" and "template_id" in data else key
    await assert_told(hass, simulator, fault, told, f"{PATH}*", action, **data)


@direct
@LOST
async def test_a_change_of_which_the_answer_is_lost(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    leak: Template,
    fault: str,
    *,
    done: bool,
) -> None:
    """It is told to be so, and never asked for again."""
    await assert_lost(
        hass,
        simulator,
        monkeypatch,
        fault,
        "PUT",
        action="update_template",
        template_id=7,
        body="Ahoy",
    )
    assert (leak.body == "Ahoy") is done

    await assert_lost(
        hass,
        simulator,
        monkeypatch,
        fault,
        "POST",
        action="create_template",
        template_name="Door",
        body="Open",
    )
    assert len(simulator.account.templates) == 1 + done

    await assert_lost(
        hass,
        simulator,
        monkeypatch,
        fault,
        "DELETE",
        action="delete_template",
        template_id=7,
    )
    assert (simulator.account.templates.get(7) is None) is done


@direct
async def test_a_connection_that_broke_while_nobody_looked(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """A question can be asked again, and is."""
    await ask(hass, "get_countries")
    simulator.faults.arm("reset_before", path=PATH)

    assert (await ask(hass, "get_templates"))["total"] == 1


@direct
async def test_clicksend_that_is_gone(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It cannot have done anything."""
    await simulator.stop()

    for action, data in (
        ("get_templates", {}),
        ("delete_template", {"template_id": 7}),
    ):
        assert (await problem(hass, action, **data)).translation_key == "not_reached"


@direct
async def test_only_administrators_delete(
    hass: HomeAssistant, simulator: Simulator, hass_read_only_user: User
) -> None:
    """Others may look, and change."""
    user = hass_read_only_user
    await not_allowed(hass, simulator, user, "delete_template", template_id=7)

    assert (await ask_as(hass, user, "get_templates"))["total"] == 1
    await ask_as(hass, user, "create_template", template_name="Door", body="Open")
    await ask_as(hass, user, "update_template", template_id=7, body="Ahoy")
    assert len(simulator.account.templates) == 2


@direct
@AUTHORISED
async def test_who_may_delete(
    hass: HomeAssistant, simulator: Simulator, hass_admin_user: User, who: str
) -> None:
    """Administrators, and automations that nobody set going."""
    user = hass_admin_user if who == "administrator" else None

    await ask_as(hass, user, "delete_template", template_id=7)

    assert len(simulator.account.templates) == 0
