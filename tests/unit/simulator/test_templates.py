"""ClickSend's templates."""

from typing import Any

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import AddRule, Caller

TEMPLATES = "/sms/templates"
HELLO = {"template_name": "Hello", "body": "Hello {name}\r\n漢字"}


async def test_template_comes_and_goes(clicksend: Caller) -> None:
    """A template is made, read, changed in part, and removed."""
    created = await clicksend("POST", TEMPLATES, HELLO)
    one = f"{TEMPLATES}/{created.data['template_id']}"
    viewed = await clicksend("GET", one)
    updated = await clicksend("PUT", one, {"body": "Bye"})
    deleted = await clicksend("DELETE", one)
    gone = await clicksend("GET", one)

    assert created.json["response_msg"] == "New template has been saved."
    assert viewed.data == created.data
    assert {key: viewed.data[key] for key in HELLO} == HELLO
    assert updated.json["response_msg"] == "Your template has been updated."
    assert updated.data == {**viewed.data, "body": "Bye"}
    assert (deleted.json["response_msg"], deleted.data) == (
        "Your template has been deleted.",
        None,
    )
    assert (gone.status, gone.json["response_code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("shape", "data"), [("null", None), ("list", []), ("braces", "{}")]
)
async def test_nothing_has_several_spellings(
    simulator: Simulator,
    clicksend: Caller,
    add_rule: AddRule,
    shape: str,
    data: object,
) -> None:
    """What is left after deleting is null, a list or even a string."""
    simulator.settings.patch({"deleted_data": shape})
    template_id = await _create(clicksend, "Hello")
    contact_list = simulator.add_list("Family", {"phone_number": "+15551234567"})
    (contact_id,) = contact_list.contacts
    one_list = f"/lists/{contact_list.list_id}"
    rule_id = await add_rule()
    address = {"email_address": "casey@example.com"}
    created = await clicksend("POST", "/email/addresses", address)

    for path in (
        f"{TEMPLATES}/{template_id}",
        f"{one_list}/contacts/{contact_id}",
        one_list,
        f"/automations/sms/inbound/{rule_id}",
        f"/email/addresses/{created.data['email_address_id']}",
    ):
        assert (await clicksend("DELETE", path)).data == data


async def test_page_in_a_list(simulator: Simulator, clicksend: Caller) -> None:
    """The published example wraps the page in a list, and cannot spell."""
    template_id = await _create(clicksend, "Hello")

    usual = (await clicksend("GET", TEMPLATES)).data
    simulator.settings.templates_shape = "wrapped_page"
    (wrapped,) = (await clicksend("GET", TEMPLATES)).data

    assert usual["total"] == wrapped["totlal"] == 1
    assert "total" not in wrapped
    assert usual["data"] == wrapped["data"]
    assert usual["data"][0]["template_id"] == template_id


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Alarm", "hello door", "Hello"]),
        ({"q": "template_name:HELLO"}, ["hello door", "Hello"]),
        ({"q": "template_name:hello,body:door"}, ["hello door"]),
        (
            {"q": "template_name:alarm,body:door", "operator": "OR"},
            ["Alarm", "hello door"],
        ),
        ({"order_by": "template_name:desc"}, ["hello door", "Hello", "Alarm"]),
    ],
)
async def test_some_templates(
    clicksend: Caller, query: dict[str, Any], names: list[str]
) -> None:
    """The list can be searched and sorted."""
    for name in ("Alarm", "hello door", "Hello"):
        await _create(clicksend, name)

    rows = (await clicksend("GET", TEMPLATES, None, **query)).data["data"]

    assert [row["template_name"] for row in rows] == names


async def test_more_templates_than_a_page_holds(
    simulator: Simulator, clicksend: Caller
) -> None:
    """Pages have 15 to 100 rows, and links that lead nowhere."""
    for number in range(16):
        await _create(clicksend, str(number))

    second = (await clicksend("GET", TEMPLATES, page=2)).data
    small = await clicksend("GET", TEMPLATES, limit=5)
    simulator.settings.limit_out_of_range = "clamp"
    clamped = await clicksend("GET", TEMPLATES, limit=5)

    assert [row["template_name"] for row in second["data"]] == ["15"]
    assert (second["last_page"], second["prev_page_url"]) == (2, "/?page=1")
    assert small.status == 400
    assert clamped.data["per_page"] == 15


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"body": ""}, "body"),
        ({"template_name": None}, "template_name"),
        ({"body": "  "}, "body"),
    ],
)
async def test_template_that_cannot_be(
    clicksend: Caller, changes: dict[str, Any], wrong: str
) -> None:
    """A template needs a name and words, when made and when changed."""
    template_id = await _create(clicksend, "Hello")

    created = await clicksend("POST", TEMPLATES, {**HELLO, **changes})
    updated = await clicksend("PUT", f"{TEMPLATES}/{template_id}", changes)

    assert (created.status, list(created.data)) == (400, [wrong])
    assert (updated.status, list(updated.data)) == (400, [wrong])


@pytest.mark.parametrize("query", [{"q": "colour:red"}, {"order_by": "colour"}])
async def test_searching_by_something_else(
    clicksend: Caller, query: dict[str, Any]
) -> None:
    """Only what templates have can be searched or sorted by."""
    reply = await clicksend("GET", TEMPLATES, None, **query)

    assert (reply.status, list(reply.data)) == (400, list(query))


async def _create(clicksend: Caller, name: str) -> int:
    """Add a template whose words are its name; return its id."""
    template = {"template_name": name, "body": name}
    template_id: int = (await clicksend("POST", TEMPLATES, template)).data[
        "template_id"
    ]
    return template_id
