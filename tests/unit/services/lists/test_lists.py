"""The actions for the account's contact lists."""

from collections.abc import Callable
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import HomeAssistant
import pytest

from simulator import Simulator
from simulator.clicksend.address_book import ContactList

from ..asking import FAULTS, ask, assert_told
from ..records import (
    AUTHORISED,
    LIMITS,
    LOST,
    NO_LIMITS,
    NOTHING,
    STRANGE_IDS,
    WAYS,
    ask_as,
    assert_lost,
    not_allowed,
    not_reached,
    not_there,
    refused,
    set_up,
)
from .owned import clear, direct, owned


@direct
async def test_rows_are_as_clicksend_has_them(
    hass: HomeAssistant, simulator: Simulator, family: ContactList
) -> None:
    """By its own names, in its own types; one by itself says more."""
    row = {
        "list_id": family.list_id,
        "list_name": "Family",
        "list_email_id": family.email_id,
        "_contacts_count": 3,
    }
    for shape in ("page", "wrapped_page"):
        simulator.settings.patch({"list_shape": shape})
        assert await ask(hass, "get_lists") == {"items": [row], "total": 1}
    for list_id in (family.list_id, str(family.list_id)):
        assert await ask(hass, "get_list", list_id=list_id) == {
            **row,
            "_import_in_progress": 0,
            "_optout_in_progress": 0,
        }


@direct
@pytest.mark.parametrize("shape", NOTHING, ids=str)
async def test_nothing(
    hass: HomeAssistant, simulator: Simulator, shape: dict[str, str]
) -> None:
    """However ClickSend says so."""
    simulator.settings.patch(shape)
    clear(simulator)

    assert await ask(hass, "get_lists") == {"items": [], "total": 0}


@direct
@LIMITS
async def test_all_pages_up_to_the_limit(
    hass: HomeAssistant, simulator: Simulator, limit: int, pages: int
) -> None:
    """And no page in vain."""
    for number in range(249):
        simulator.add_list(str(number))

    answer = await ask(hass, "get_lists", limit=limit)

    names = ["Family", *map(str, range(249))]
    assert [row["list_name"] for row in answer["items"]] == names[:limit]
    assert answer["total"] == 250
    assert len(simulator.requests.find("GET", "/lists")) == pages


@direct
async def test_a_list_that_goes_while_pages_are_read(
    hass: HomeAssistant, simulator: Simulator, family: ContactList
) -> None:
    """The one that moves up because of that is not missed."""
    for number in range(149):
        simulator.add_list(str(number))
    lists = simulator.account.address_book.lists
    simulator.requests.after(lambda: lists.delete(family.list_id), "GET", "/lists")

    answer = await ask(hass, "get_lists", limit=1000)

    assert {row["list_name"] for row in answer["items"]} >= {*map(str, range(149))}


@direct
async def test_a_new_one(hass: HomeAssistant, simulator: Simulator) -> None:
    """It is there afterwards, and is the answer."""
    answer = await ask(hass, "create_list", list_name="Friends")

    _, created = owned(simulator)
    assert (created.name, created.list_id) == ("Friends", answer["list_id"])
    assert (answer["list_name"], answer["_contacts_count"]) == ("Friends", 0)


@direct
async def test_renaming(hass: HomeAssistant, family: ContactList) -> None:
    """Everybody stays on it."""
    answer = await ask(
        hass, "update_list", list_id=f" {family.list_id} ", list_name="Folks"
    )

    assert (family.name, len(family.contacts)) == ("Folks", 3)
    assert (answer["list_name"], answer["list_id"]) == ("Folks", family.list_id)


@direct
@pytest.mark.parametrize("said", ["documented", "null", "list", "braces"])
async def test_deleting(
    hass: HomeAssistant, simulator: Simulator, family: ContactList, said: str
) -> None:
    """It is gone, whatever ClickSend says to that."""
    simulator.settings.patch({"deleted_data": said})

    answer = await ask(hass, "delete_list", list_id=family.list_id)

    assert answer == {"deleted": 1}
    assert owned(simulator) == []


_WRONG: tuple[tuple[str, dict[str, Any]], ...] = (
    *(("get_lists", {"limit": limit}) for limit in NO_LIMITS),
    ("get_lists", {"list_id": 5}),
    ("get_list", {}),
    ("get_list", {"list_id": ""}),
    ("get_list", {"list_id": "  "}),
    ("get_list", {"list_id": [5]}),
    ("create_list", {}),
    ("create_list", {"list_name": ""}),
    ("create_list", {"list_name": " "}),
    ("create_list", {"list_name": None}),
    ("create_list", {"list_name": "Friends", "list_id": 5}),
    ("update_list", {"list_name": "Friends"}),
    ("update_list", {"list_id": 5}),
    ("update_list", {"list_id": 5, "list_name": ""}),
    ("update_list", {"list_id": 5, "list_name": "\t"}),
    ("delete_list", {}),
    ("delete_list", {"list_id": 5, "confirm": True}),
    ("remove_duplicates", {}),
    ("remove_duplicates", {"list_id": 5, "fields": ["email"]}),
)


@direct
async def test_fields_that_are_wrong(hass: HomeAssistant, simulator: Simulator) -> None:
    """Nothing is asked of ClickSend."""
    for action, data in _WRONG:
        await refused(hass, simulator, action, **data)


ONE = pytest.mark.parametrize(
    ("action", "data"),
    [
        ("get_list", {}),
        ("update_list", {"list_name": "Mine"}),
        ("delete_list", {}),
        ("remove_duplicates", {}),
    ],
    ids=["get", "update", "delete", "remove duplicates"],
)


@ONE
@WAYS
@pytest.mark.parametrize("status", [403, 404])
async def test_list_that_is_not_there(
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
    simulator.settings.patch({"missing_record": status, "foreign_list": status})
    theirs = next(
        each
        for each in simulator.account.address_book.lists
        if each.owner != simulator.account.user_id
    )

    for list_id in (5, theirs.list_id):
        await not_there(hass, action, f"list_id {list_id}", list_id=list_id, **data)

    assert theirs.name == "Opt-Out List"
    assert theirs in simulator.account.address_book.lists


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
        await not_reached(hass, simulator, action=action, list_id=strange, **data)
    assert [each.name for each in owned(simulator)] == ["Family"]


@direct
@pytest.mark.parametrize(
    ("action", "data", "named"),
    [
        ("get_lists", {}, False),
        ("create_list", {"list_name": "Friends"}, False),
        ("get_list", {}, True),
        ("update_list", {"list_name": "Folks"}, True),
        ("delete_list", {}, True),
        ("remove_duplicates", {}, True),
    ],
    ids=["get all", "create", "get", "update", "delete", "remove duplicates"],
)
@FAULTS
async def test_what_may_go_wrong(
    hass: HomeAssistant,
    simulator: Simulator,
    family: ContactList,
    fault: str,
    key: str,
    action: str,
    data: dict[str, Any],
    *,
    named: bool,
) -> None:
    """A person is told what it was."""
    told = "not_found" if fault == "forbidden" and named else key
    one = {"list_id": family.list_id} if named else {}
    await assert_told(hass, simulator, fault, told, "/lists*", action, **one, **data)


@direct
@LOST
@pytest.mark.parametrize(
    ("method", "action", "data"),
    [
        ("PUT", "remove_duplicates", {}),
        ("PUT", "update_list", {"list_name": "Folks"}),
        ("DELETE", "delete_list", {}),
    ],
    ids=["remove duplicates", "update", "delete"],
)
async def test_a_change_of_which_the_answer_is_lost(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    family: ContactList,
    method: str,
    action: str,
    data: dict[str, Any],
    fault: str,
    *,
    done: bool,
) -> None:
    """It is told to be so, and never asked for again: not in another form either."""
    before = (family.name, len(family.contacts), len(owned(simulator)))

    await assert_lost(
        hass,
        simulator,
        monkeypatch,
        fault,
        method,
        action=action,
        list_id=family.list_id,
        **data,
    )

    after = (family.name, len(family.contacts), len(owned(simulator)))
    assert (before != after) is done


@direct
@LOST
async def test_a_new_list_of_which_the_answer_is_lost(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    *,
    done: bool,
) -> None:
    """There are not two because of that."""
    await assert_lost(
        hass,
        simulator,
        monkeypatch,
        fault,
        "POST",
        action="create_list",
        list_name="Friends",
    )
    assert len(owned(simulator)) == 1 + done


DELETES = pytest.mark.parametrize("action", ["delete_list", "remove_duplicates"])


@direct
@DELETES
async def test_only_administrators_delete(
    hass: HomeAssistant,
    simulator: Simulator,
    family: ContactList,
    hass_read_only_user: User,
    action: str,
) -> None:
    """Others may look, and change."""
    user = hass_read_only_user
    list_id = family.list_id
    await not_allowed(hass, simulator, user, action, list_id=list_id)

    assert (await ask_as(hass, user, "get_lists"))["total"] == 1
    assert await ask_as(hass, user, "get_list", list_id=list_id)
    await ask_as(hass, user, "create_list", list_name="Friends")
    await ask_as(hass, user, "update_list", list_id=list_id, list_name="Folks")
    assert [each.name for each in owned(simulator)] == ["Folks", "Friends"]
    assert len(family.contacts) == 3


@direct
@DELETES
@AUTHORISED
async def test_who_may_delete(
    hass: HomeAssistant,
    family: ContactList,
    hass_admin_user: User,
    action: str,
    who: str,
) -> None:
    """Administrators, and automations that nobody set going."""
    user = hass_admin_user if who == "administrator" else None

    answer = await ask_as(hass, user, action, list_id=family.list_id)

    assert answer == {"deleted": 1}
