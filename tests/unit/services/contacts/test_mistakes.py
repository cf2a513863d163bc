"""Wrong fields, and contacts and lists that are not there."""

from collections.abc import Callable
from itertools import product
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from simulator import Simulator
from simulator.clicksend.address_book import Contact, ContactList
from tests.unit.conftest import DAD, MUM

from ..records import (
    NO_LIMITS,
    STRANGE_IDS,
    WAYS,
    not_reached,
    not_there,
    refused,
    set_up,
)
from .book import MOVES, OF_LIST, ONE, direct, numbers, theirs

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
