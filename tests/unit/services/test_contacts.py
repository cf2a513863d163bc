"""The actions for the contacts of a list."""

from collections.abc import Callable
import contextlib
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
import json
import logging
from typing import Any

from homeassistant.auth.models import User
from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.clicksend_messaging.const import CONF_COUNTRY
from simulator import Simulator
from simulator.clicksend.address_book import DETAILS, Contact, ContactList
from tests.unit.conftest import direct_data

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

DAD, MUM = "+12025550101", "+12025550102"

EVERYTHING = {
    "phone_number": "+12025550143",
    "fax_number": "+12025550144",
    "email": "ann@example.com",
    "first_name": "Ann",
    "last_name": "Miller",
    "organization_name": "Knitting Club",
    "address_line_1": "1 Main Street",
    "address_line_2": "Back door",
    "address_city": "Springfield",
    "address_state": "Illinois",
    "address_postal_code": "62701",
    "address_country": "US",
    "custom_1": "crocus",
    "custom_2": "dahlia",
    "custom_3": "lupin",
    "custom_4": "peony",
}

direct = pytest.mark.usefixtures("entry")


@pytest.fixture(autouse=True)
def family(simulator: Simulator) -> ContactList:
    """Return a list with Dad on it."""
    return simulator.add_list(
        "Family", {"phone_number": DAD, "first_name": "Dad", "custom_1": "Attic"}
    )


@pytest.fixture
def friends(simulator: Simulator) -> ContactList:
    """Return a list with nobody on it."""
    return simulator.add_list("Friends")


@pytest.fixture
def dad(family: ContactList) -> Contact:
    """Return the contact that there is."""
    (contact,) = family.contacts.values()
    return contact


def numbers(contact_list: ContactList) -> list[str | None]:
    """Return the phone numbers on a list."""
    return [each.details.phone_number for each in contact_list.contacts.values()]


def written(simulator: Simulator, method: str = "POST") -> dict[str, object]:
    """Return what the one change sent."""
    (record,) = simulator.requests.find(method, "/lists/*")
    body: dict[str, object] = record.body
    return body


def crowd(simulator: Simulator, count: int) -> ContactList:
    """Return a list with so many contacts."""
    everybody = ({"phone_number": f"+1202555{number:04}"} for number in range(count))
    return simulator.add_list("Town", *everybody)


@direct
async def test_rows_are_as_clicksend_has_them(
    hass: HomeAssistant, simulator: Simulator, family: ContactList, dad: Contact
) -> None:
    """By its own names, in its own types."""
    row = {
        **dict.fromkeys(DETAILS, ""),
        "contact_id": dad.contact_id,
        "list_id": family.list_id,
        "phone_number": DAD,
        "first_name": "Dad",
        "custom_1": "Attic",
        "date_added": int(dad.added),
        "date_updated": int(dad.updated),
        "_list_name": "Family",
    }
    for shape in ("page", "wrapped_page"):
        simulator.settings.patch({"list_shape": shape})
        answer = await ask(hass, "get_contacts", list_id=family.list_id)
        assert answer == {"items": [row], "total": 1}
    for contact_id in (dad.contact_id, str(dad.contact_id)):
        answer = await ask(
            hass, "get_contact", list_id=family.list_id, contact_id=contact_id
        )
        assert answer == row


@direct
@pytest.mark.parametrize("shape", NOTHING, ids=str)
async def test_nothing(
    hass: HomeAssistant,
    simulator: Simulator,
    friends: ContactList,
    shape: dict[str, str],
) -> None:
    """However ClickSend says so."""
    simulator.settings.patch(shape)

    answer = await ask(hass, "get_contacts", list_id=friends.list_id)

    assert answer == {"items": [], "total": 0}


@direct
@LIMITS
async def test_all_pages_up_to_the_limit(
    hass: HomeAssistant, simulator: Simulator, limit: int, pages: int
) -> None:
    """And no page in vain."""
    town = crowd(simulator, 250)

    answer = await ask(hass, "get_contacts", list_id=town.list_id, limit=limit)

    found = [row["phone_number"] for row in answer["items"]]
    assert found == numbers(town)[:limit]
    assert answer["total"] == 250
    path = f"/lists/{town.list_id}/contacts"
    assert [record.query for record in simulator.requests.find("GET", path)] == [
        {"page": str(page), "limit": "100"} for page in range(1, pages + 1)
    ]


@direct
async def test_a_hundred_unless_told(hass: HomeAssistant, simulator: Simulator) -> None:
    """And how many there are."""
    town = crowd(simulator, 101)

    answer = await ask(hass, "get_contacts", list_id=town.list_id)

    assert (len(answer["items"]), answer["total"]) == (100, 101)


@direct
@pytest.mark.parametrize("after", [1, 2])
async def test_a_contact_that_goes_while_pages_are_read(
    hass: HomeAssistant, simulator: Simulator, after: int
) -> None:
    """The one that moves up because of that is not missed."""
    town = crowd(simulator, 250)
    gone, *others = town.contacts
    simulator.requests.after(
        lambda: town.contacts.pop(gone), "GET", "/lists/*/contacts", count=after
    )

    answer = await ask(hass, "get_contacts", list_id=town.list_id, limit=1000)

    found = [row["contact_id"] for row in answer["items"]]
    assert set(found) >= set(others)
    assert len(found) == len(set(found)) == answer["total"]


@direct
async def test_a_contact_that_changes_while_pages_are_read(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Somebody new comes first, and moves it to the next page: it is still one."""
    town = crowd(simulator, 150)
    moved = list(town.contacts.values())[99]

    def change() -> None:
        new = replace(moved, contact_id=1)
        town.contacts = {1: new, **town.contacts}
        moved.details = replace(moved.details, first_name="Ann")

    simulator.requests.after(change, "GET", "/lists/*/contacts")

    answer = await ask(hass, "get_contacts", list_id=town.list_id, limit=1000)

    found = [row["contact_id"] for row in answer["items"]]
    assert set(found) >= set(town.contacts) - {1}
    assert len(found) == len(set(found))


@direct
@pytest.mark.parametrize(
    "since",
    [
        "2026-07-20 02:00:00",
        "2026-07-20T08:00:00+00:00",
        datetime(2026, 7, 20, 8, tzinfo=UTC),
    ],
    ids=str,
)
async def test_those_that_changed(
    hass: HomeAssistant,
    simulator: Simulator,
    family: ContactList,
    dad: Contact,
    since: object,
) -> None:
    """Since a time, which is local if it does not say otherwise."""
    await hass.config.async_set_time_zone("America/Denver")
    eight = 1_784_534_400
    dad.updated = eight - 1
    book = simulator.account.address_book
    mum = book.add_contact(family, dad.details, eight + 1)

    answer = await ask(
        hass, "get_contacts", list_id=family.list_id, updated_after=since
    )

    assert [row["contact_id"] for row in answer["items"]] == [mum.contact_id]
    assert answer["total"] == 1
    (record,) = simulator.requests.find("GET", "/lists/*/contacts")
    assert record.query["updated_after"] == str(eight)


@direct
async def test_a_new_one(
    hass: HomeAssistant, simulator: Simulator, family: ContactList, dad: Contact
) -> None:
    """All that is said of a person is kept, and is the answer."""
    answer = await ask(hass, "create_contact", list_id=family.list_id, **EVERYTHING)

    (added,) = (each for each in family.contacts.values() if each is not dad)
    assert vars(added.details) == EVERYTHING
    assert answer["contact_id"] == added.contact_id
    assert EVERYTHING.items() <= answer.items()
    assert written(simulator) == EVERYTHING


@direct
@pytest.mark.parametrize("by", ["phone_number", "fax_number", "email"])
async def test_one_way_to_reach_somebody(
    hass: HomeAssistant, simulator: Simulator, family: ContactList, by: str
) -> None:
    """Is enough; what is empty is left out, and what is a number becomes text."""
    empty = {name: "" for name in EVERYTHING if name not in (by, "custom_2")}

    await ask(
        hass,
        "create_contact",
        **{**empty, "list_id": family.list_id, by: EVERYTHING[by], "custom_2": 5},
    )

    assert written(simulator) == {by: EVERYTHING[by], "custom_2": "5"}


@direct
@pytest.mark.parametrize(
    "given", [{}, {"phone_number": ""}, {"email": "", "fax_number": ""}], ids=str
)
async def test_somebody_nobody_can_reach(
    hass: HomeAssistant, simulator: Simulator, given: dict[str, str]
) -> None:
    """That is not a contact."""
    await mistaken(
        hass,
        simulator,
        "contact_unreachable",
        "create_contact",
        list_id=5,
        first_name="Ghost",
        **given,
    )


IN_E164 = [
    ("US", "+1 (202) 555-0143", "+12025550143"),
    ("US", "202-555-0143", "+12025550143"),
    ("US", 2025550143, "+12025550143"),
    ("US", 12025550143, "+12025550143"),
    ("US", "+49 1512 3456789", "+4915123456789"),
    ("DE", "01512 3456789", "+4915123456789"),
    ("DE", "0049 1512 3456789", "+4915123456789"),
    ("DE", 4915123456789, "+4915123456789"),
    ("AU", "0411 111 111", "+61411111111"),
]


@pytest.mark.parametrize(("country", "number", "meant"), IN_E164, ids=str)
@pytest.mark.parametrize("field", ["phone_number", "fax_number"])
async def test_numbers_are_made_international(
    hass: HomeAssistant,
    simulator: Simulator,
    *,
    make_entry: Callable[..., Any],
    family: ContactList,
    dad: Contact,
    country: str,
    number: object,
    meant: str,
    field: str,
) -> None:
    """By the country of the account; on a new contact and on one that there is."""
    await set_up(hass, make_entry, {**direct_data(simulator), CONF_COUNTRY: country})

    answer = await ask(
        hass, "create_contact", **{"list_id": family.list_id, field: number}
    )
    assert answer[field] == meant
    assert written(simulator) == {field: meant}

    await ask(
        hass,
        "update_contact",
        **{"list_id": family.list_id, "contact_id": dad.contact_id, field: number},
    )
    assert vars(dad.details)[field] == meant
    assert written(simulator, "PUT") == {field: meant}


@direct
@pytest.mark.parametrize("field", ["phone_number", "fax_number"])
@pytest.mark.parametrize(
    ("action", "one"), [("create_contact", {}), ("update_contact", {"contact_id": 6})]
)
async def test_numbers_that_are_none(
    hass: HomeAssistant,
    simulator: Simulator,
    field: str,
    action: str,
    one: dict[str, Any],
) -> None:
    """The field is told; nothing is asked of ClickSend."""
    wrong = ("Dad", "12", 12, "0", 0, " ", "+1202555014", "911", False, True, "-")
    for number in wrong:
        given = {"email": "a@example.com", field: number, "list_id": 5, **one}

        await mistaken(hass, simulator, "number_invalid", action, **given)

        error = await problem(hass, action, **given)
        placeholders = {"field": field, "number": str(number)}
        assert error.translation_placeholders == placeholders


@direct
@pytest.mark.parametrize(
    "changed",
    [
        {"first_name": "Papa"},
        {"custom_1": ""},
        {"email": "dad@example.com", "address_country": "at"},
        {"phone_number": "", "email": "dad@example.com"},
        {"address_country": "", "fax_number": ""},
        EVERYTHING,
    ],
    ids=str,
)
async def test_only_what_is_given_changes(
    hass: HomeAssistant,
    simulator: Simulator,
    family: ContactList,
    dad: Contact,
    changed: dict[str, str],
) -> None:
    """Nothing else is sent; what is given empty is taken away."""
    before = vars(dad.details).copy()

    answer = await ask(
        hass,
        "update_contact",
        list_id=family.list_id,
        contact_id=dad.contact_id,
        **changed,
    )

    given = {
        name: value.upper() if name == "address_country" else value
        for name, value in changed.items()
    }
    assert written(simulator, "PUT") == given
    assert vars(dad.details) == {**before, **given}
    assert vars(dad.details).items() <= answer.items()
    assert answer["contact_id"] == dad.contact_id


@direct
async def test_nothing_to_change(hass: HomeAssistant, simulator: Simulator) -> None:
    """Somebody forgot a field."""
    await mistaken(
        hass,
        simulator,
        "nothing_to_change",
        "update_contact",
        list_id=5,
        contact_id=6,
    )


@direct
async def test_taking_away_the_only_way_to_reach_somebody(
    hass: HomeAssistant, family: ContactList, dad: Contact
) -> None:
    """Only ClickSend knows what else there is, and says no."""
    error = await problem(
        hass,
        "update_contact",
        list_id=family.list_id,
        contact_id=dad.contact_id,
        phone_number="",
    )

    assert error.translation_key == "refused"
    assert error.translation_placeholders == {"code": "BAD_REQUEST"}
    assert dad.details.phone_number == DAD


@direct
@pytest.mark.parametrize("said", ["documented", "null", "list", "braces"])
async def test_deleting(
    hass: HomeAssistant,
    simulator: Simulator,
    family: ContactList,
    dad: Contact,
    said: str,
) -> None:
    """It is gone, whatever ClickSend says to that."""
    simulator.settings.patch({"deleted_data": said})

    answer = await ask(
        hass, "delete_contact", list_id=family.list_id, contact_id=dad.contact_id
    )

    assert answer == {"deleted": 1}
    assert family.contacts == {}


@direct
@pytest.mark.parametrize(
    ("action", "stays"), [("copy_contact", True), ("transfer_contact", False)]
)
@pytest.mark.parametrize("kind", [int, str])
async def test_to_another_list(
    hass: HomeAssistant,
    simulator: Simulator,
    family: ContactList,
    friends: ContactList,
    dad: Contact,
    action: str,
    kind: type,
    *,
    stays: bool,
) -> None:
    """There a contact has another id, which is in the answer."""
    answer = await ask(
        hass,
        action,
        list_id=kind(family.list_id),
        contact_id=kind(dad.contact_id),
        to_list_id=kind(friends.list_id),
    )

    (there,) = friends.contacts.values()
    assert there.details == dad.details
    assert answer["contact_id"] == there.contact_id != dad.contact_id
    assert answer["list_id"] == friends.list_id
    assert (dad.contact_id in family.contacts) is stays
    assert len(changes(simulator)) == 2


MOVES = pytest.mark.parametrize("action", ["copy_contact", "transfer_contact"])


@direct
@MOVES
@pytest.mark.parametrize("to_list_id", [5, "5", " 5 "])
async def test_to_the_same_list(
    hass: HomeAssistant, simulator: Simulator, action: str, to_list_id: object
) -> None:
    """Who is there stays there."""
    await mistaken(
        hass,
        simulator,
        "same_list",
        action,
        list_id=5,
        contact_id=6,
        to_list_id=to_list_id,
    )


WRONG: list[dict[str, object]] = [
    {"colour": "red"},
    {"custom_5": "five"},
    {"list_name": "Family"},
    {"phone_number": [DAD, MUM]},
    {"phone_number": None},
    {"phone_number": 4915123456789.0},
    {"fax_number": {}},
    {"email": "ann"},
    {"email": "ann@example"},
    {"email": " "},
    {"email": 5},
    {"email": "ann@example.com, bob@example.com"},
    {"email": None},
    {"first_name": ["Ann"]},
    {"first_name": None},
    {"address_country": "USA"},
    {"address_country": "XX"},
    {"address_country": "United States"},
    {"address_country": 1},
    {"address_country": " "},
]


_WRONG: tuple[tuple[str, dict[str, Any]], ...] = (
    ("get_contacts", {}),
    *(("get_contacts", {"list_id": 5, "limit": limit}) for limit in NO_LIMITS),
    ("get_contacts", {"list_id": ""}),
    ("get_contacts", {"list_id": "  "}),
    ("get_contacts", {"list_id": 5, "updated_after": "yesterday"}),
    ("get_contacts", {"list_id": 5, "updated_before": "2026-07-20"}),
    ("get_contact", {"list_id": 5}),
    ("get_contact", {"contact_id": 6}),
    ("get_contact", {"list_id": 5, "contact_id": ""}),
    ("get_contact", {"list_id": 5, "contact_id": {"id": 6}}),
    *(
        (action, {"list_id": 5, "phone_number": DAD, **one, **wrong})
        for action, one in (
            ("create_contact", {}),
            ("update_contact", {"contact_id": 6}),
        )
        for wrong in WRONG
    ),
    ("create_contact", {"phone_number": DAD}),
    ("update_contact", {"list_id": 5, "phone_number": DAD}),
    ("delete_contact", {"list_id": 5}),
    ("delete_contact", {"list_id": 5, "contact_id": 6, "phone_number": DAD}),
    ("copy_contact", {"list_id": 5, "contact_id": 6}),
    ("transfer_contact", {"list_id": 5, "contact_id": 6, "to_list_id": ""}),
)


@direct
async def test_fields_that_are_wrong(hass: HomeAssistant, simulator: Simulator) -> None:
    """Nothing is asked of ClickSend."""
    for action, data in _WRONG:
        await refused(hass, simulator, action, **data)


ONE = pytest.mark.parametrize(
    ("action", "data"),
    [
        ("get_contact", {}),
        ("update_contact", {"first_name": "Mine"}),
        ("delete_contact", {}),
        ("copy_contact", {"to_list_id": 9}),
        ("transfer_contact", {"to_list_id": 9}),
    ],
    ids=["get", "update", "delete", "copy", "transfer"],
)
OF_LIST = pytest.mark.parametrize(
    ("action", "data"),
    [("get_contacts", {}), ("create_contact", {"phone_number": MUM})],
    ids=["get all", "create"],
)


def theirs(simulator: Simulator) -> ContactList:
    """Return somebody else's list."""
    return next(
        each
        for each in simulator.account.address_book.lists
        if each.owner != simulator.account.user_id
    )


@OF_LIST
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

    for list_id in (5, theirs(simulator).list_id):
        await not_there(hass, action, f"list_id {list_id}", list_id=list_id, **data)
    assert theirs(simulator).contacts == {}


@ONE
@WAYS
@pytest.mark.parametrize("status", [403, 404])
async def test_contact_that_is_not_there(
    hass: HomeAssistant,
    simulator: Simulator,
    *,
    make_entry: Callable[..., Any],
    family: ContactList,
    dad: Contact,
    way: Callable[..., Any],
    action: str,
    data: dict[str, Any],
    status: int,
) -> None:
    """Or on another list, or somebody else's: all the numbers are told."""
    await set_up(hass, make_entry, way(simulator))
    simulator.settings.patch({"missing_record": status, "foreign_list": status})
    last = ", to_list_id 9" if "to_list_id" in data else ""

    for list_id, contact_id in (
        (family.list_id, 6),
        (5, dad.contact_id),
        (theirs(simulator).list_id, dad.contact_id),
    ):
        await not_there(
            hass,
            action,
            f"list_id {list_id}, contact_id {contact_id}{last}",
            list_id=list_id,
            contact_id=contact_id,
            **data,
        )
    assert dad.details.first_name == "Dad"
    assert numbers(family) == [DAD]


@direct
@MOVES
@pytest.mark.parametrize("status", [403, 404])
async def test_other_list_that_is_not_there(
    hass: HomeAssistant,
    simulator: Simulator,
    family: ContactList,
    dad: Contact,
    action: str,
    status: int,
) -> None:
    """The contact stays where it is."""
    simulator.settings.patch({"missing_record": status, "foreign_list": status})

    for to_list_id in (9, theirs(simulator).list_id):
        await not_there(
            hass,
            action,
            f"list_id {family.list_id}, contact_id {dad.contact_id}, "
            f"to_list_id {to_list_id}",
            list_id=family.list_id,
            contact_id=dad.contact_id,
            to_list_id=to_list_id,
        )
    assert numbers(family) == [DAD]
    assert theirs(simulator).contacts == {}


@direct
@ONE
async def test_ids_that_lead_elsewhere(
    hass: HomeAssistant,
    simulator: Simulator,
    family: ContactList,
    friends: ContactList,
    dad: Contact,
    action: str,
    data: dict[str, Any],
) -> None:
    """They do not, whichever of them it is."""
    ids = {"list_id": family.list_id, "contact_id": dad.contact_id}
    if "to_list_id" in data:
        ids["to_list_id"] = friends.list_id

    for name, strange in product(ids, STRANGE_IDS):
        await not_reached(
            hass,
            simulator,
            action=action,
            **{**data, **ids, name: strange},
        )
    assert (numbers(family), numbers(friends)) == ([DAD], [])


@direct
@OF_LIST
async def test_ids_of_lists_that_lead_elsewhere(
    hass: HomeAssistant,
    simulator: Simulator,
    family: ContactList,
    action: str,
    data: dict[str, Any],
) -> None:
    """They do not either."""
    for strange in STRANGE_IDS:
        await not_reached(
            hass,
            simulator,
            action=action,
            list_id=strange,
            **data,
        )
    assert numbers(family) == [DAD]


@direct
@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("get_contacts", {}),
        ("get_contact", {"contact_id": 6}),
        ("create_contact", {"phone_number": MUM}),
        ("update_contact", {"contact_id": 6, "first_name": "Papa"}),
        ("delete_contact", {"contact_id": 6}),
        ("copy_contact", {"contact_id": 6, "to_list_id": 9}),
        ("transfer_contact", {"contact_id": 6, "to_list_id": 9}),
    ],
    ids=["get all", "get", "create", "update", "delete", "copy", "transfer"],
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
) -> None:
    """A person is told what it was."""
    told = "not_found" if fault == "forbidden" else key
    await assert_told(
        hass,
        simulator,
        fault,
        told,
        "/lists/*",
        action,
        list_id=family.list_id,
        **data,
    )


@direct
@LOST
@pytest.mark.parametrize(
    ("method", "action", "data"),
    [
        ("PUT", "update_contact", {"first_name": "Papa"}),
        ("PUT", "copy_contact", {"to": True}),
        ("PUT", "transfer_contact", {"to": True}),
        ("DELETE", "delete_contact", {}),
    ],
    ids=["update", "copy", "transfer", "delete"],
)
async def test_a_change_of_which_the_answer_is_lost(
    hass: HomeAssistant,
    simulator: Simulator,
    *,
    monkeypatch: pytest.MonkeyPatch,
    family: ContactList,
    friends: ContactList,
    dad: Contact,
    method: str,
    action: str,
    data: dict[str, Any],
    fault: str,
    done: bool,
) -> None:
    """It is told to be so, and never asked for again: nobody is there twice."""
    if "to" in data:
        data = {"to_list_id": friends.list_id}
    before = (dad.details, numbers(family), numbers(friends))

    await assert_lost(
        hass,
        simulator,
        monkeypatch,
        fault,
        method,
        action=action,
        list_id=family.list_id,
        contact_id=dad.contact_id,
        **data,
    )

    assert (before != (dad.details, numbers(family), numbers(friends))) is done
    assert len(friends.contacts) <= 1


@direct
@LOST
async def test_a_new_contact_of_which_the_answer_is_lost(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    family: ContactList,
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
        action="create_contact",
        list_id=family.list_id,
        phone_number=MUM,
    )
    assert numbers(family) == [DAD, MUM][: 1 + done]


@direct
async def test_only_administrators_delete(
    hass: HomeAssistant,
    simulator: Simulator,
    family: ContactList,
    friends: ContactList,
    dad: Contact,
    hass_read_only_user: User,
) -> None:
    """Others may look, and change."""
    user = hass_read_only_user
    one = {"list_id": family.list_id, "contact_id": dad.contact_id}
    await not_allowed(hass, simulator, user, "delete_contact", **one)

    assert await ask_as(hass, user, "get_contacts", list_id=family.list_id)
    assert await ask_as(hass, user, "get_contact", **one)
    await ask_as(hass, user, "create_contact", list_id=family.list_id, phone_number=MUM)
    await ask_as(hass, user, "update_contact", **one, first_name="Papa")
    await ask_as(hass, user, "copy_contact", **one, to_list_id=friends.list_id)
    await ask_as(hass, user, "transfer_contact", **one, to_list_id=friends.list_id)
    assert numbers(family) == [MUM]
    assert numbers(friends) == [DAD, DAD]


@direct
@AUTHORISED
async def test_who_may_delete(
    hass: HomeAssistant,
    family: ContactList,
    dad: Contact,
    hass_admin_user: User,
    who: str,
) -> None:
    """Administrators, and automations that nobody set going."""
    user = hass_admin_user if who == "administrator" else None

    await ask_as(
        hass,
        user,
        "delete_contact",
        list_id=family.list_id,
        contact_id=dad.contact_id,
    )

    assert family.contacts == {}


@direct
async def test_nothing_about_people_is_logged(
    hass: HomeAssistant,
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
    family: ContactList,
    dad: Contact,
) -> None:
    """Neither when it works nor when it does not, however much is logged."""
    caplog.set_level(logging.DEBUG)
    one = {"list_id": family.list_id, "contact_id": dad.contact_id}
    calls: list[tuple[str, dict[str, Any]]] = [
        ("get_contacts", {"list_id": family.list_id}),
        ("create_contact", {"list_id": family.list_id, **EVERYTHING}),
        ("update_contact", {**one, **EVERYTHING}),
        ("update_contact", {**one, "phone_number": "202-555-01"}),
        ("add_email_address", {"email_address": "ann@example.com"}),
        ("create_template", {"template_name": "Ann's", "body": "Knitting Club"}),
        ("get_account", {}),
        ("delete_contact", one),
    ]

    for fault in (None, "forbidden", "server_error", "malformed", "reset_after"):
        for action, data in calls:
            if fault:
                simulator.faults.clear()
                simulator.faults.arm(fault, path="/*", times=2)
            with contextlib.suppress(HomeAssistantError):
                await ask(hass, action, **data)
    simulator.faults.clear()

    said = [
        f"{record.getMessage()} {record.args!r} {record.exc_text}"
        for record in caplog.get_records("call")
        # Home Assistant itself logs each call of an action, when it is told to.
        if EVENT_CALL_SERVICE not in record.getMessage()
    ]
    private = (
        *(value for value in EVERYTHING.values() if value != "US"),
        *(DAD, DAD[2:], "202-555-01", "Attic", "Ann's", "Casey", "casey@example.com"),
        simulator.account.subaccount_key,
    )
    assert [word for word in private if word in json.dumps(said)] == []
