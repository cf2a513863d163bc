"""ClickSend's contact lists and contacts."""

from typing import Any

import pytest

from simulator import Simulator
from simulator.clicksend.accounts import DEMO_KEY
from simulator.clicksend.address_book import Contact, ContactList
from tests.unit.simulator.callers import Caller, basic

DAD, MUM = "+15551234567", "+15557654321"
FORBIDDEN = (
    "Resource not found or you don't have the permissions to access this resource."
)


@pytest.fixture
def neighbour(clicksend: Caller) -> Caller:
    """Call ClickSend with another account."""
    return Caller(clicksend.session, clicksend.base_url, basic("nocredit", DEMO_KEY))


async def test_list_comes_and_goes(clicksend: Caller) -> None:
    """A list is made, renamed and removed, and says so by its number."""
    created = await clicksend("POST", "/lists", {"list_name": "Family"})
    list_id = created.data["list_id"]
    one = f"/lists/{list_id}"
    viewed = await clicksend("GET", one)
    updated = await clicksend("PUT", one, {"list_name": "Friends"})
    deleted = await clicksend("DELETE", one)
    gone = await clicksend("GET", one)

    assert created.json["response_msg"] == "New list has been created."
    assert viewed.data == created.data
    assert set(viewed.data) == {
        *("list_id", "list_name", "list_email_id", "_contacts_count"),
        *("_import_in_progress", "_optout_in_progress"),
    }
    assert updated.json["response_msg"] == f"List #{list_id} has been updated."
    assert updated.data["list_name"] == "Friends"
    assert deleted.json["response_msg"] == f"List #{list_id} has been deleted."
    assert deleted.data == []
    assert (gone.status, gone.json["response_msg"]) == (404, "Your list is not found.")


async def test_lists_one_has(simulator: Simulator, clicksend: Caller) -> None:
    """Every account has a list of those who want nothing, and then its own."""
    simulator.add_list("Family", {"phone_number": DAD}, {"phone_number": MUM})

    data = (await clicksend("GET", "/lists")).data

    assert [(row["list_name"], row["_contacts_count"]) for row in data["data"]] == [
        ("Opt-Out List", 0),
        ("Family", 2),
    ]
    assert "_import_in_progress" not in data["data"][0]
    assert (data["first_page_url"], data["path"], data["links"]) == (
        "/v3/lists?page=1",
        "/v3/lists",
        [],
    )


async def test_contact_comes_and_goes(simulator: Simulator, clicksend: Caller) -> None:
    """A contact is made, changed in part, and removed."""
    list_id = simulator.add_list("Family").list_id
    contacts = f"/lists/{list_id}/contacts"
    added = {"phone_number": DAD, "first_name": "Dad", "address_country": None}
    created = await clicksend("POST", contacts, added)
    contact_id = created.data["contact_id"]
    one = f"{contacts}/{contact_id}"
    viewed = await clicksend("GET", one)
    simulator.clock.advance(60)
    updated = await clicksend("PUT", one, {"custom_1": "Attic"})
    deleted = await clicksend("DELETE", one)
    gone = await clicksend("GET", one)

    assert viewed.data == created.data
    assert {key: viewed.data[key] for key in added} == added
    assert (viewed.data["list_id"], viewed.data["_list_name"]) == (list_id, "Family")
    assert len(viewed.data) == 21
    changed = {"custom_1": "Attic", "date_updated": updated.data["date_updated"]}
    assert updated.data == {**viewed.data, **changed}
    assert updated.data["date_updated"] >= viewed.data["date_updated"] + 60
    assert deleted.json["response_msg"] == f"Contact #{contact_id} has been deleted."
    assert deleted.data == []
    assert gone.status == 404
    assert gone.json["response_msg"] == "Contact record not found."


async def test_contacts_in_pages(simulator: Simulator, clicksend: Caller) -> None:
    """Contacts come in pages: none at all when there are none."""
    empty = simulator.add_list("Nobody").list_id
    family = simulator.add_list(
        "Family", *({"phone_number": f"+1555123{n:04}"} for n in range(17))
    ).list_id

    none = (await clicksend("GET", f"/lists/{empty}/contacts")).data
    first = (await clicksend("GET", f"/lists/{family}/contacts")).data
    second = (await clicksend("GET", f"/lists/{family}/contacts", page=2)).data

    assert (none["last_page"], none["from"], none["data"]) == (0, None, [])
    assert (first["total"], first["next_page_url"]) == (17, "/?page=2")
    assert [row["phone_number"] for row in second["data"]] == [
        "+15551230015",
        "+15551230016",
    ]


async def test_ten_thousand_contacts(
    simulator: Simulator, clicksend: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page of a long list is as little work as that of a short one."""
    town = simulator.add_list(
        "Town", *({"phone_number": f"+1555{n:07}"} for n in range(10_000))
    )
    path = f"/lists/{town.list_id}/contacts"
    described: list[int] = []

    def describe(_: ContactList, contact: Contact) -> dict[str, object]:
        described.append(contact.contact_id)
        return vars(contact.details)

    monkeypatch.setattr("simulator.clicksend.contacts._row", describe)

    last = (await clicksend("GET", path, limit=100, page=100)).data

    assert (last["total"], last["last_page"]) == (10_000, 100)
    assert last["data"][-1]["phone_number"] == "+15550009999"
    assert described == list(town.contacts)[-100:]


async def test_contacts_that_changed(simulator: Simulator, clicksend: Caller) -> None:
    """Those changed since a time can be asked for."""
    family = simulator.add_list("Family", {"phone_number": DAD}, {"phone_number": MUM})
    contacts = f"/lists/{family.list_id}/contacts"
    simulator.clock.advance(60)
    since = int(simulator.clock.now()) - 1
    await clicksend("PUT", f"{contacts}/{max(family.contacts)}", {"last_name": "Doe"})

    rows = (await clicksend("GET", contacts, updated_after=since)).data["data"]

    assert [row["phone_number"] for row in rows] == [MUM]


@pytest.mark.parametrize(
    ("way", "said", "left"),
    [("copy", "copied", 1), ("transfer", "transferred", 0)],
)
async def test_contact_goes_to_another_list(
    simulator: Simulator, clicksend: Caller, way: str, said: str, left: int
) -> None:
    """A contact is copied or moved; there it has another id."""
    family = simulator.add_list("Family", {"phone_number": DAD, "first_name": "Dad"})
    friends = simulator.add_list("Friends")
    (contact_id,) = family.contacts

    reply = await clicksend(
        "PUT",
        f"/lists/{family.list_id}/contacts/{contact_id}/{way}/{friends.list_id}",
    )

    assert reply.json["response_msg"] == (
        f"Contact #{contact_id} has been {said} to List #{friends.list_id}"
    )
    assert (reply.data["list_id"], reply.data["first_name"]) == (friends.list_id, "Dad")
    assert reply.data["contact_id"] in friends.contacts
    assert len(family.contacts) == left


@pytest.mark.parametrize(
    ("changes", "body", "slash", "left"),
    [
        ({}, None, "", 2),
        ({}, {"fields": {"phone_number": "phone_number"}}, "/", 2),
        ({}, {"fields": ["phone_number", "first_name"]}, "", 3),
        ({"remove_duplicates_fields": "object"}, {"fields": {"email": "x"}}, "", 1),
        ({"remove_duplicates_path": "slash"}, None, "/", 2),
        ({"remove_duplicates_path": "no_slash"}, None, "", 2),
    ],
)
async def test_contacts_that_are_there_twice(
    simulator: Simulator,
    clicksend: Caller,
    changes: dict[str, str],
    body: object,
    slash: str,
    left: int,
) -> None:
    """The first of those that agree in the columns stays."""
    simulator.settings.patch(changes)
    family = _with_a_twin(simulator)

    reply = await clicksend("PUT", f"{family}/remove-duplicates{slash}", body)

    assert reply.json["response_msg"] == (
        "Your list duplicate contacts has been deleted."
    )
    assert reply.data == {"deleted": 3 - left}
    assert (await clicksend("GET", family)).data["_contacts_count"] == left


@pytest.mark.parametrize(
    ("changes", "body", "slash", "status"),
    [
        ({"remove_duplicates_path": "slash"}, None, "", 404),
        ({"remove_duplicates_path": "no_slash"}, None, "/", 404),
        ({"remove_duplicates_fields": "object"}, {"fields": ["email"]}, "", 400),
        ({"remove_duplicates_fields": "object"}, None, "", 400),
        ({"remove_duplicates_fields": "array"}, {"fields": {"email": "x"}}, "", 400),
        ({"remove_duplicates_fields": "none"}, {"fields": ["email"]}, "", 400),
        ({}, {"fields": ["colour"]}, "", 400),
        ({}, {"fields": "email"}, "", 400),
    ],
)
async def test_duplicates_asked_for_otherwise(
    simulator: Simulator,
    clicksend: Caller,
    changes: dict[str, str],
    body: object,
    slash: str,
    status: int,
) -> None:
    """Sources disagree on the path and the body: each can be the only right one."""
    simulator.settings.patch(changes)
    family = _with_a_twin(simulator)

    reply = await clicksend("PUT", f"{family}/remove-duplicates{slash}", body)

    assert reply.status == status
    assert (await clicksend("GET", family)).data["_contacts_count"] == 3


async def test_contacts_that_opted_out(simulator: Simulator, clicksend: Caller) -> None:
    """Those on another list can be removed from one."""
    family = simulator.add_list("Family", {"phone_number": DAD}, {"phone_number": MUM})
    out = simulator.add_list("Out", {"phone_number": MUM})

    reply = await clicksend(
        "PUT", f"/lists/{family.list_id}/remove-opted-out-contacts/{out.list_id}"
    )

    assert reply.data == {"deleted": 1}
    assert [each.details.phone_number for each in family.contacts.values()] == [DAD]


@pytest.mark.parametrize("status", [403, 404])
async def test_list_of_somebody_else(
    simulator: Simulator, clicksend: Caller, neighbour: Caller, status: int
) -> None:
    """Another account's list is out of reach, in whatever way it is asked for."""
    simulator.settings.patch({"foreign_list": status})
    family = simulator.add_list("Family", {"phone_number": DAD})
    (contact_id,) = family.contacts
    mine = f"/lists/{family.list_id}"
    (row,) = (await neighbour("GET", "/lists")).data["data"]
    theirs = f"/lists/{row['list_id']}"
    text = FORBIDDEN if status == 403 else "Your list is not found."

    for method, path in (
        ("GET", theirs),
        ("PUT", theirs),
        ("DELETE", theirs),
        ("PUT", f"{theirs}/remove-duplicates"),
        ("GET", f"{theirs}/contacts"),
        ("POST", f"{theirs}/contacts"),
        ("PUT", f"{mine}/contacts/{contact_id}/transfer/{row['list_id']}"),
    ):
        reply = await clicksend(method, path, {"list_name": "Mine", "email": "a@b.c"})
        assert (reply.status, reply.json["response_msg"]) == (status, text), path
    assert list(family.contacts) == [contact_id]
    assert (await neighbour("GET", theirs)).data["list_name"] == "Opt-Out List"


@pytest.mark.parametrize("status", [403, 404])
async def test_record_that_is_not_there(
    simulator: Simulator, clicksend: Caller, status: int
) -> None:
    """No such list or contact: the answer may be the one for somebody else's."""
    simulator.settings.patch({"missing_record": status})
    mine = simulator.add_list("Family").list_id

    for path in ("/lists/1", "/lists/x/contacts", f"/lists/{mine}/contacts/1"):
        assert (await clicksend("GET", path)).status == status
    for way in ("copy", "transfer"):
        path = f"/lists/{mine}/contacts/1/{way}/{mine}"
        assert (await clicksend("PUT", path)).status == status


@pytest.mark.parametrize("name", [None, "", "  "])
async def test_list_without_a_name(clicksend: Caller, name: str | None) -> None:
    """A list needs a name."""
    reply = await clicksend("POST", "/lists", {"list_name": name})

    assert (reply.status, list(reply.data)) == (400, ["list_name"])


async def test_contact_nobody_can_reach(
    simulator: Simulator, clicksend: Caller
) -> None:
    """A contact needs a number or an address, and keeps one."""
    family = simulator.add_list("Family", {"phone_number": DAD})
    (contact_id,) = family.contacts
    contacts = f"/lists/{family.list_id}/contacts"

    created = await clicksend("POST", contacts, {"first_name": "Ghost"})
    by_mail = await clicksend("POST", contacts, {"email": "mum@example.com"})
    robbed = await clicksend("PUT", f"{contacts}/{contact_id}", {"phone_number": ""})

    assert (created.status, by_mail.status, robbed.status) == (400, 200, 400)
    assert family.contacts[contact_id].details.phone_number == DAD


async def test_object_where_text_belongs(
    simulator: Simulator, clicksend: Caller
) -> None:
    """PHP complains, and the code is a number."""
    family = simulator.add_list("Family").list_id
    wrong: dict[str, Any] = {"phone_number": {"number": DAD}}

    contact = await clicksend("POST", f"/lists/{family}/contacts", wrong)
    contact_list = await clicksend("POST", "/lists", {"list_name": ["Family"]})
    template = {"template_name": "Hello", "body": {"text": "Hello"}}
    templates = await clicksend("POST", "/sms/templates", template)
    address = await clicksend("POST", "/email/addresses", {"email_address": {}})

    for reply in (contact, contact_list, templates, address):
        assert (reply.status, reply.json["response_code"]) == (400, 400)


def _with_a_twin(simulator: Simulator) -> str:
    """Add a list on which a number is twice; return its path."""
    family = simulator.add_list(
        "Family",
        {"phone_number": DAD, "first_name": "Dad"},
        {"phone_number": MUM, "first_name": "Mum"},
        {"phone_number": DAD, "first_name": "Papa"},
    )
    return f"/lists/{family.list_id}"
