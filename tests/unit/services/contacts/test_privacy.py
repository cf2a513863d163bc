"""Who may delete contacts, and what nobody finds in the log."""

import contextlib
import json
import logging
from typing import Any

from homeassistant.auth.models import User
from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest

from simulator import Simulator
from simulator.clicksend.address_book import Contact, ContactList
from tests.unit.conftest import DAD, MUM

from ..asking import ask
from ..records import AUTHORISED, ask_as, not_allowed
from .book import EVERYTHING, direct, numbers


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
