"""The actions for the account's contact lists."""

from collections.abc import Callable
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import HomeAssistant
import pytest

from simulator import Simulator
from simulator.clicksend.address_book import ContactList
from tests.unit.conftest import maton_data

from .asking import FAULTS, ask, assert_told, must_sign_in, problem
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
    not_allowed,
    not_reached,
    not_there,
    refused,
    set_up,
)

DAD, MUM = "+12025550101", "+12025550102"

direct = pytest.mark.usefixtures("entry")


@pytest.fixture(autouse=True)
def family(simulator: Simulator) -> ContactList:
    """Return the only list, with Dad on it twice."""
    clear(simulator)
    return simulator.add_list(
        "Family",
        {"phone_number": DAD, "first_name": "Dad"},
        {"phone_number": MUM},
        {"phone_number": DAD, "first_name": "Papa"},
    )


def clear(simulator: Simulator) -> None:
    """Delete all lists."""
    for contact_list in owned(simulator):
        simulator.account.address_book.lists.delete(contact_list.list_id)


def owned(simulator: Simulator) -> list[ContactList]:
    """Return the account's lists."""
    return simulator.account.address_book.lists_of(simulator.account.user_id)


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


# Removing duplicates: the sources disagree on the path and the body.


def forms(simulator: Simulator) -> list[str]:
    """Return how removing was asked for, and forget it."""
    found = [
        ("/" if record.path.endswith("/") else "")
        + type(record.body["fields"]).__name__
        for record in simulator.requests.find("PUT", "/lists/*")
    ]
    simulator.requests.clear()
    return found


def repeat(simulator: Simulator, family: ContactList) -> None:
    """Have Mum on the list once more."""
    mum = list(family.contacts.values())[1]
    book = simulator.account.address_book
    book.add_contact(family, mum.details, simulator.clock.now())


@direct
@pytest.mark.parametrize(
    ("path", "fields", "first", "then"),
    [
        *(
            (path, fields, ["dict"], ["dict"])
            for path in ("both", "no_slash")
            for fields in ("any", "object")
        ),
        ("both", "array", ["dict", "list"], ["list"]),
        ("no_slash", "array", ["dict", "list"], ["list"]),
        ("slash", "any", ["dict", "/dict"], ["/dict"]),
        ("slash", "object", ["dict", "/dict"], ["/dict"]),
    ],
)
async def test_duplicates_go_in_whatever_form(
    hass: HomeAssistant,
    simulator: Simulator,
    family: ContactList,
    path: str,
    fields: str,
    first: list[str],
    then: list[str],
) -> None:
    """In another one if need be, and in that one from then on."""
    simulator.settings.patch(
        {"remove_duplicates_path": path, "remove_duplicates_fields": fields}
    )

    answer = await ask(hass, "remove_duplicates", list_id=family.list_id)

    assert answer == {"deleted": 1}
    assert forms(simulator) == first
    assert [each.details.first_name for each in family.contacts.values()] == ["Dad", ""]
    for _ in range(2):
        repeat(simulator, family)
        answer = await ask(hass, "remove_duplicates", list_id=family.list_id)
        assert answer == {"deleted": 1}
        assert forms(simulator) == then


@direct
async def test_duplicates_in_the_least_likely_form(
    hass: HomeAssistant, simulator: Simulator, family: ContactList
) -> None:
    """Two tries find only one of two differences; what was learnt counts next time."""
    simulator.settings.patch(
        {"remove_duplicates_path": "slash", "remove_duplicates_fields": "array"}
    )

    assert await refusal(hass, family) == "BAD_REQUEST"
    assert forms(simulator) == ["dict", "/dict"]

    for _ in range(2):
        answer = await ask(hass, "remove_duplicates", list_id=family.list_id)
        assert answer["deleted"] in (1, 0)
        assert forms(simulator) == ["/list"]
    assert len(family.contacts) == 2


@direct
@pytest.mark.parametrize(
    ("path", "first", "then"),
    [("no_slash", "", ""), ("both", "", ""), ("slash", "/", "/")],
)
async def test_duplicates_by_no_field(
    hass: HomeAssistant,
    simulator: Simulator,
    family: ContactList,
    path: str,
    first: str,
    then: str,
) -> None:
    """What would count as the same then is not documented: nobody asks for that."""
    simulator.settings.patch(
        {"remove_duplicates_path": path, "remove_duplicates_fields": "none"}
    )

    assert await refusal(hass, family) == "BAD_REQUEST"
    assert forms(simulator) == ["dict", f"{first}{'dict' if first else 'list'}"]
    for _ in range(2):
        assert await refusal(hass, family) == "BAD_REQUEST"
        assert sorted(forms(simulator)) == [f"{then}dict", f"{then}list"]
    assert len(family.contacts) == 3


async def refusal(hass: HomeAssistant, family: ContactList) -> str:
    """Try to remove duplicates; return what ClickSend calls its reason."""
    error = await problem(hass, "remove_duplicates", list_id=family.list_id)
    assert error.translation_key == "refused"
    assert error.translation_placeholders is not None
    return error.translation_placeholders["code"]


@direct
@pytest.mark.parametrize("path", ["both", "slash", "no_slash"])
@pytest.mark.parametrize("status", [403, 404])
async def test_duplicates_on_no_list(
    hass: HomeAssistant,
    simulator: Simulator,
    family: ContactList,
    path: str,
    status: int,
) -> None:
    """A list that is not there stays that; nothing is learnt from it."""
    simulator.settings.patch({"remove_duplicates_path": path, "missing_record": status})

    for _ in range(2):
        await not_there(hass, "remove_duplicates", "list_id 5", list_id=5)
        assert len(forms(simulator)) <= 2

    await ask(hass, "remove_duplicates", list_id=family.list_id)
    assert forms(simulator) == ["dict", "/dict"][: 2 if path == "slash" else 1]


@direct
@pytest.mark.parametrize(("slash", "tried"), [("", ["dict", "/dict"]), ("/", ["dict"])])
async def test_duplicates_by_a_method_that_is_not_allowed(
    hass: HomeAssistant,
    simulator: Simulator,
    family: ContactList,
    slash: str,
    tried: list[str],
) -> None:
    """Another path may be; but of a list that is not there this says nothing."""
    path = f"/lists/*/remove-duplicates{slash}"
    simulator.faults.arm("html_error", path=path, status=405)
    simulator.faults.arm("html_error", path=path, status=405)

    if slash:
        await not_there(hass, "remove_duplicates", "list_id 5", list_id=5)
        assert forms(simulator) == ["dict", "/dict"]
    answer = await ask(hass, "remove_duplicates", list_id=family.list_id)

    assert answer == {"deleted": 1}
    assert forms(simulator) == tried


@direct
@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ("reset_after", "answer_unusable"),
        ("processed_server_error", "answer_unusable"),
        ("rate_limited", "rate_limited"),
        ("unauthorized", "invalid_auth"),
    ],
)
async def test_second_form_that_goes_wrong(
    hass: HomeAssistant,
    simulator: Simulator,
    family: ContactList,
    fault: str,
    key: str,
) -> None:
    """Then that is told, not what was wrong with the first."""
    simulator.settings.patch({"remove_duplicates_path": "slash"})
    simulator.faults.arm(fault, path="/lists/*/remove-duplicates/")

    error = await problem(hass, "remove_duplicates", list_id=family.list_id)

    assert error.translation_key == key
    assert must_sign_in(hass) == (key == "invalid_auth")
    assert forms(simulator) == ["dict", "/dict"]


@pytest.mark.parametrize("status", [400, 404, 500])
async def test_gateway_that_does_not_pass_it_on(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., Any],
    family: ContactList,
    status: int,
) -> None:
    """Whatever it answers, another form would not help."""
    await set_up(hass, make_entry, maton_data(simulator))
    simulator.settings.patch({"maton_inactive_status": status})
    for connection in simulator.connections:
        simulator.connections.set_status(connection, "FAILED")

    error = await problem(hass, "remove_duplicates", list_id=family.list_id)

    assert len(forms(simulator)) == 1
    assert error.translation_key == (
        "answer_unusable" if status == 500 else "no_connection"
    )


async def test_gateway_that_does_not_pass_on_the_second_form(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., Any],
    family: ContactList,
) -> None:
    """Nothing is learnt from that."""
    await set_up(hass, make_entry, maton_data(simulator))
    simulator.settings.patch({"remove_duplicates_path": "slash"})
    (connection,) = simulator.connections
    simulator.requests.after(
        lambda: simulator.connections.set_status(connection, "FAILED"), "PUT"
    )

    error = await problem(hass, "remove_duplicates", list_id=family.list_id)

    assert error.translation_key == "no_connection"
    assert forms(simulator) == ["dict", "/dict"]
    simulator.connections.set_status(connection, "ACTIVE")
    simulator.settings.patch({"remove_duplicates_path": "both"})
    assert await ask(hass, "remove_duplicates", list_id=family.list_id)
    assert forms(simulator) == ["dict"]


@direct
async def test_list_that_goes_between_two_forms(
    hass: HomeAssistant, simulator: Simulator, family: ContactList
) -> None:
    """Nothing is learnt from that either."""
    simulator.settings.patch({"remove_duplicates_fields": "array"})
    gone = simulator.add_list("Gone")
    lists = simulator.account.address_book.lists
    simulator.requests.after(lambda: lists.delete(gone.list_id), "PUT")

    await not_there(
        hass,
        "remove_duplicates",
        f"list_id {gone.list_id}",
        list_id=gone.list_id,
    )

    assert forms(simulator) == ["dict", "list"]
    assert await ask(hass, "remove_duplicates", list_id=family.list_id)
    assert forms(simulator) == ["dict", "list"]
