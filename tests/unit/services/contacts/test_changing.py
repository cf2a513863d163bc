"""The actions that add, change, move and delete contacts."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.clicksend_messaging.const import CONF_COUNTRY
from simulator import Simulator
from simulator.clicksend.address_book import Contact, ContactList
from tests.unit.conftest import DAD, direct_data

from ..asking import ask, problem
from ..records import changes, mistaken, set_up
from .book import EVERYTHING, MOVES, direct, written


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
