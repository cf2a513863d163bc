"""What ClickSend does with a message to a contact list."""

from typing import Any

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Caller, Send

DAD, MUM = "+15551234567", "+15557654321"
PICTURE = "https://example.com/door.jpg"


@pytest.mark.parametrize("kind", [int, str])
async def test_each_contact_gets_a_text(
    simulator: Simulator, send: Send, kind: type
) -> None:
    """Every contact has a row and a phone; the list wins over a number."""
    family = simulator.add_list("Family", {"phone_number": DAD}, {"phone_number": MUM})
    message = {"list_id": kind(family.list_id), "to": "+15550001111", "body": "Hello"}

    data = await send({**message, "custom_string": "ref-1", "contact_id": 7})

    assert (data["total_count"], data["queued_count"]) == (2, 2)
    assert data["total_price"] == 0.1584
    assert [(row["to"], row["contact_id"]) for row in data["messages"]] == [
        (contact.details.phone_number, contact.contact_id)
        for contact in family.contacts.values()
    ]
    assert {row["list_id"] for row in data["messages"]} == {family.list_id}
    assert {row["custom_string"] for row in data["messages"]} == {"ref-1"}
    assert simulator.phones[DAD].received == simulator.phones[MUM].received == ["Hello"]


@pytest.mark.parametrize("path", ["/mms/send", "/voice/send", "/sms/price"])
async def test_list_is_good_for_everything(
    simulator: Simulator, clicksend: Caller, path: str
) -> None:
    """A list can be priced, sent pictures and called."""
    family = simulator.add_list("Family", {"phone_number": DAD}, {"phone_number": MUM})
    message = {"list_id": family.list_id, "body": "Hello", "subject": "Door"}
    request = {"media_file": PICTURE, "messages": [message]}

    data = (await clicksend("POST", path, request)).data

    assert [(row["to"], row["status"]) for row in data["messages"]] == [
        (DAD, "SUCCESS"),
        (MUM, "SUCCESS"),
    ]
    assert {row["list_id"] for row in data["messages"]} == {family.list_id}


async def test_history_knows_the_contact(
    simulator: Simulator, clicksend: Caller, send: Send
) -> None:
    """History tells which contact of which list a text was for."""
    family = simulator.add_list("Family", {"phone_number": DAD})
    await send({"list_id": family.list_id, "body": "Hello"}, {"to": MUM, "body": "Hi"})

    rows = (await clicksend("GET", "/sms/history")).data["data"]

    assert [(row["list_id"], row["contact_id"]) for row in rows] == [
        (family.list_id, *family.contacts),
        (None, None),
    ]


async def test_contact_without_a_number(simulator: Simulator, send: Send) -> None:
    """Who has no number, or an impossible one, fails alone."""
    family = simulator.add_list(
        "Family", {"phone_number": DAD}, {"email": "a@b.c"}, {"phone_number": "+000"}
    )

    data = await send({"list_id": family.list_id, "body": "Hello"})

    assert [row["status"] for row in data["messages"]] == [
        "SUCCESS",
        "INVALID_RECIPIENT",
        "INVALID_RECIPIENT",
    ]


async def test_list_that_cannot_be_texted(
    simulator: Simulator, clicksend: Caller, send: Send
) -> None:
    """Another account's list, and one that is not there, are one rejected row each."""
    (theirs,) = (
        each.list_id
        for each in simulator.account.address_book.lists
        if each.owner == 13369
    )

    data = await send(
        {"list_id": theirs, "body": "Hello", "custom_string": "ref-1"},
        {"list_id": 1, "to": DAD, "contact_id": 1, "body": "Hello"},
    )
    odd = {"messages": [{"list_id": {"id": 1}, "body": "Hello"}]}
    unreadable = await clicksend("POST", "/sms/send", odd)

    assert [row["status"] for row in data["messages"]] == [
        "NOT_ENOUGH_PERMISSION_TO_LIST_ID",
        "NOT_ENOUGH_PERMISSION_TO_LIST_ID",
    ]
    assert data["messages"][0]["custom_string"] == "ref-1"
    assert len(simulator.books) == 0
    assert (unreadable.status, unreadable.json["response_code"]) == (400, 400)


async def test_contacts_count(simulator: Simulator, clicksend: Caller) -> None:
    """A request reaches a thousand at most, however few messages that takes."""
    many = simulator.add_list("Town", *({"phone_number": DAD} for _ in range(1000)))
    message = {"list_id": many.list_id, "body": "Hello"}

    enough = await clicksend("POST", "/sms/price", {"messages": [message]})
    too_many = await clicksend(
        "POST", "/sms/price", {"messages": [message, {"to": MUM, "body": "Hello"}]}
    )

    assert enough.data["total_count"] == 1000
    assert too_many.status == 400
    assert too_many.json["response_code"] == "TOO_MANY_RECIPIENTS"


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("round", "Hi Dad {name} {FirstName}, Attic (Last Name) {custom_1}"),
        ("snake", "Hi (First Name) Dad {FirstName}, (Cust. 1) (Last Name) Attic"),
        ("camel", "Hi (First Name) {name} Dad, (Cust. 1) (Last Name) {custom_1}"),
    ],
)
async def test_names_are_filled_in(
    simulator: Simulator, send: Send, style: str, text: str
) -> None:
    """Sources know three ways to write a name; one is filled in, once."""
    simulator.settings.patch({"placeholders": style})
    dad: dict[str, Any] = {"first_name": "Dad", "last_name": "(Last Name)"}
    family = simulator.add_list(
        "Family", {**dad, "phone_number": DAD, "custom_1": "Attic"}
    )
    body = "Hi (First Name) {name} {FirstName}, (Cust. 1) (Last Name) {custom_1}"

    await send({"list_id": family.list_id, "body": body}, {"to": MUM, "body": body})

    assert simulator.phones[DAD].received == [text]
    assert simulator.phones[MUM].received == [body]
