"""The actions that tell who is on a list."""

from dataclasses import replace
from datetime import UTC, datetime

from homeassistant.core import HomeAssistant
import pytest

from simulator import Simulator
from simulator.clicksend.address_book import DETAILS, Contact, ContactList
from tests.unit.conftest import DAD

from ..asking import ask
from ..records import LIMITS, NOTHING
from .book import direct, numbers


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
