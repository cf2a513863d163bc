"""Removing duplicates: the sources disagree on the path and the body."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from simulator import Simulator
from simulator.clicksend.address_book import ContactList
from tests.unit.conftest import maton_data

from ..asking import ask, must_sign_in, problem
from ..records import not_there, set_up
from .owned import direct


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
