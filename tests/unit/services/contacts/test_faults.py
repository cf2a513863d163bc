"""Answers about contacts that are errors, or that get lost."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from simulator import Simulator
from simulator.clicksend.address_book import Contact, ContactList
from tests.unit.conftest import DAD, MUM

from ..asking import FAULTS, assert_told
from ..records import LOST, assert_lost
from .book import direct, numbers


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
