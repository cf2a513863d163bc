"""What every list has in common, also when it changes while it is read."""

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import AddRule, Caller

EMPTY = (
    "/sms/templates",
    "/email/addresses",
    "/sms/history",
    "/mms/history",
    "/voice/history",
    "/sms/inbound",
    "/sms/receipts",
    "/voice/receipts",
    "/automations/sms/inbound",
    "/automations/sms/receipts",
    "/automations/voice/receipts",
)


@pytest.mark.parametrize(
    ("shape", "data"), [("null", None), ("list", []), ("braces", "{}")]
)
async def test_list_without_rows(
    simulator: Simulator, clicksend: Caller, shape: str, data: object
) -> None:
    """A list without rows need not be a page; nor does one that has no such page."""
    family = simulator.add_list("Family").list_id
    simulator.settings.approved_senders = ()
    lists = (*EMPTY, f"/lists/{family}/contacts", "/numbers")
    beyond = "/lists?page=9"

    for path in (*lists, beyond):
        page = (await clicksend("GET", path)).data
        assert (page["from"], page["to"], page["data"]) == (None, None, [])
        assert path == beyond or (page["total"], page["last_page"]) == (0, 0)
    simulator.settings.patch({"empty_list": shape})
    for path in (*lists, beyond):
        assert (await clicksend("GET", path)).data == data, path
    assert (await clicksend("GET", "/lists")).data["total"] == 2


async def test_every_page_in_a_list(
    simulator: Simulator, clicksend: Caller, add_rule: AddRule
) -> None:
    """Any list may be the one thing in another."""
    family = simulator.add_list("Family", {"phone_number": "+15551234567"}).list_id
    await add_rule()
    template = {"template_name": "Hello", "body": "Hello"}
    await clicksend("POST", "/sms/templates", template)
    paths = (
        *("/lists", f"/lists/{family}/contacts", "/sms/templates", "/numbers"),
        *("/automations/sms/inbound", "/sms/history"),
    )
    usual = [(await clicksend("GET", path)).data for path in paths]

    simulator.settings.patch({"list_shape": "wrapped_page"})

    for path, page in zip(paths, usual, strict=True):
        assert (await clicksend("GET", path)).data == [page], path
    simulator.settings.patch({"templates_shape": "wrapped_page"})
    assert (await clicksend("GET", "/sms/templates")).data == [usual[2]]


async def test_contact_that_disappears_while_a_list_is_read(
    simulator: Simulator, clicksend: Caller
) -> None:
    """What comes after it moves up: a reader of pages misses the first of the next."""
    family = simulator.add_list(
        "Family", *({"phone_number": f"+1555123{n:04}"} for n in range(31))
    )
    contacts = f"/lists/{family.list_id}/contacts"
    simulator.requests.after(
        lambda: family.contacts.pop(min(family.contacts)), "GET", contacts
    )

    pages = [(await clicksend("GET", contacts, page=n)).data for n in (1, 2, 3)]

    assert [page["total"] for page in pages] == [31, 30, 30]
    assert [page["last_page"] for page in pages] == [3, 2, 2]
    numbers = [row["phone_number"][-2:] for page in pages for row in page["data"]]
    assert (len(numbers), "15" in numbers) == (30, False)


async def test_what_is_done_after_an_answer(
    simulator: Simulator, clicksend: Caller
) -> None:
    """It is done once, when as many requests as that have had their answer."""
    done: list[int] = []
    simulator.requests.after(
        lambda: done.append(len(simulator.requests)), path="/sms/*", count=2
    )
    simulator.faults.arm("reset_before", path="/sms/send")

    with pytest.raises(OSError, match="reset"):
        await clicksend("POST", "/sms/send", {})
    await clicksend("GET", "/sms/inbound")
    await clicksend("GET", "/lists")
    assert done == []
    await clicksend("GET", "/sms/nowhere")
    assert done == [4]
    await clicksend("GET", "/sms/inbound")
    await clicksend("GET", "/sms/inbound")

    assert done == [4]
