"""ClickSend's inbound texts and the rules that make them visible."""

from typing import Any

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import AddRule, Caller, Send

DAD, MUM = "+15551234567", "+15557654321"
RULES = "/automations/sms/inbound"


async def test_without_a_rule_there_is_nothing(
    simulator: Simulator, clicksend: Caller
) -> None:
    """No rule, or one that does something else: the list is empty, and that is all."""
    simulator.inject_inbound(DAD, "Hello")

    reply = await clicksend("GET", "/sms/inbound")

    assert (reply.status, reply.data["total"]) == (200, 0)
    assert (reply.data["last_page"], reply.data["from"]) == (0, None)


@pytest.mark.parametrize("changes", [{"action": "EMAIL_USER"}, {"enabled": 0}])
async def test_rule_that_does_not_poll(
    simulator: Simulator,
    clicksend: Caller,
    add_rule: AddRule,
    changes: dict[str, Any],
) -> None:
    """A rule for something else, or switched off, shows nothing."""
    await add_rule(**changes)
    simulator.inject_inbound(DAD, "Hello")

    assert (await clicksend("GET", "/sms/inbound")).data["total"] == 0


async def test_answer_names_the_text_it_answers(
    simulator: Simulator, clicksend: Caller, send: Send, add_rule: AddRule
) -> None:
    """An inbound text carries the custom_string of the last text to that phone."""
    await add_rule()
    await send({"to": DAD, "body": "Lock?", "custom_string": "ref-1"})
    text = simulator.inject_inbound(DAD, "Yes please")

    reply = await clicksend("GET", "/sms/inbound")

    (sent,) = simulator.books
    assert reply.data["data"] == [
        {
            "timestamp_send": int(text.time),
            "from": DAD,
            "body": "Yes please",
            "original_body": "Lock?",
            "original_message_id": sent.message_id,
            "to": sent.sender,
            "custom_string": "ref-1",
            "message_id": text.message_id,
            "_keyword": "yes",
        }
    ]


@pytest.mark.parametrize(
    ("sender", "answered"),
    [("+18335550177", "+18335550177"), ("MyHome", "+61491570156")],
)
async def test_answer_goes_where_it_can(
    simulator: Simulator, send: Send, sender: str, answered: str
) -> None:
    """An answer goes to the number that texted; a name cannot be answered."""
    phone = DAD if sender.startswith("+") else "+61491570006"
    await send({"to": phone, "from": sender, "body": "Lock?"})

    assert simulator.inject_inbound(phone, "Yes").to == answered


async def test_text_out_of_the_blue(
    simulator: Simulator, clicksend: Caller, add_rule: AddRule
) -> None:
    """A phone that nobody texted before answers nothing."""
    await add_rule()
    simulator.inject_inbound("(555) 765-4321", "")

    (row,) = (await clicksend("GET", "/sms/inbound")).data["data"]

    assert (row["from"], row["body"], row["_keyword"]) == (MUM, "", "")
    assert (row["original_message_id"], row["custom_string"]) == (None, "")


async def test_listing_marks_nothing(
    simulator: Simulator, clicksend: Caller, add_rule: AddRule
) -> None:
    """Only marking does: by its id one text, and it says how many it was."""
    await add_rule()
    first = simulator.inject_inbound(DAD, "One")
    simulator.inject_inbound(DAD, "Two")
    mark = f"/sms/inbound-read/{first.message_id}"

    assert await _bodies(clicksend) == ["One", "Two"]
    assert await _bodies(clicksend) == ["One", "Two"]
    marked = await clicksend("PUT", mark)
    again = await clicksend("PUT", mark)
    unknown = await clicksend("PUT", "/sms/inbound-read/NONE")

    assert (marked.status, marked.data, again.data) == (200, 1, 0)
    assert unknown.status == 404
    assert await _bodies(clicksend) == ["Two"]
    assert [text.read for text in simulator.inbox] == [True, False]


@pytest.mark.parametrize("kind", [int, str])
async def test_marking_up_to_a_time(
    simulator: Simulator, clicksend: Caller, add_rule: AddRule, kind: type
) -> None:
    """With a cut-off only what is older is marked."""
    await add_rule()
    now = int(simulator.clock.now())
    simulator.inject_inbound(DAD, "Old", timestamp=now - 100)
    simulator.inject_inbound(DAD, "New", timestamp=now)

    reply = await clicksend("PUT", "/sms/inbound-read", {"date_before": kind(now)})

    assert reply.status == 200
    assert await _bodies(clicksend) == ["New"]


@pytest.mark.parametrize(
    ("shape", "data"), [("braces", "{}"), ("null", None), ("object", {})]
)
@pytest.mark.parametrize("body", [None, {}])
async def test_marking_without_a_time_marks_all(
    simulator: Simulator,
    clicksend: Caller,
    add_rule: AddRule,
    shape: str,
    data: object,
    body: object,
) -> None:
    """The trap: without a cut-off everything is gone, and the answer says little."""
    await add_rule()
    simulator.settings.patch({"mark_all_data": shape})
    simulator.inject_inbound(DAD, "One")

    reply = await clicksend("PUT", "/sms/inbound-read", body)

    assert (reply.status, reply.data) == (200, data)
    assert await _bodies(clicksend) == []


async def test_marking_up_to_something_else(clicksend: Caller) -> None:
    """A time that is none is an error."""
    reply = await clicksend("PUT", "/sms/inbound-read", {"date_before": "now"})

    assert (reply.status, list(reply.data)) == (400, ["date_before"])


@pytest.mark.parametrize(
    ("copies", "different"), [("same_id", 1), ("different_ids", 2)]
)
async def test_each_rule_makes_a_copy(
    simulator: Simulator,
    clicksend: Caller,
    add_rule: AddRule,
    copies: str,
    different: int,
) -> None:
    """Two rules, two copies; marking one of them marks both."""
    simulator.settings.patch({"inbound_copies": copies})
    await add_rule()
    await add_rule(rule_name="Somebody else's")
    simulator.inject_inbound(DAD, "Hello")

    rows = (await clicksend("GET", "/sms/inbound")).data["data"]
    ids = [row["message_id"] for row in rows]
    marked = await clicksend("PUT", f"/sms/inbound-read/{ids[-1]}")

    assert (len(ids), len(set(ids))) == (2, different)
    assert marked.data == 2
    assert await _bodies(clicksend) == []


async def test_copies_of_a_rule_go_with_it(
    simulator: Simulator, clicksend: Caller, add_rule: AddRule
) -> None:
    """What a rule caught is not seen without it; a new rule does not bring it back."""
    rule_id = await add_rule()
    simulator.inject_inbound(DAD, "Hello")
    await clicksend("DELETE", f"{RULES}/{rule_id}")
    await add_rule()

    assert await _bodies(clicksend) == []


@pytest.mark.parametrize(
    ("kind", "seen"),
    [(0, "Status?|Lights|the status"), (1, "Status?"), (3, "Lights")],
)
async def test_rule_for_some_texts(
    simulator: Simulator, clicksend: Caller, add_rule: AddRule, kind: int, seen: str
) -> None:
    """A rule may be for texts that start with a term, contain it, or do not."""
    await add_rule(message_search_type=kind, message_search_term="status")
    for text in ("Status?", "Lights", "the status"):
        simulator.inject_inbound(DAD, text)

    assert "|".join(await _bodies(clicksend)) == seen


async def test_rule_for_one_number(
    simulator: Simulator, clicksend: Caller, add_rule: AddRule
) -> None:
    """A rule may be for one of the account's numbers."""
    await add_rule(dedicated_number="+18335550177")
    simulator.inject_inbound(DAD, "Elsewhere")
    simulator.inject_inbound(DAD, "Here", to="+18335550177")

    assert await _bodies(clicksend) == ["Here"]


@pytest.mark.parametrize("key", ["timestamp", "timestamp_send"])
@pytest.mark.parametrize("kind", ["int", "str"])
async def test_time_of_a_text_in_all_its_forms(
    simulator: Simulator, clicksend: Caller, add_rule: AddRule, key: str, kind: str
) -> None:
    """The time has two names and two types."""
    simulator.settings.patch({"inbound_time_key": key, "inbound_time_type": kind})
    await add_rule()
    simulator.inject_inbound(DAD, "Hello", timestamp=1722997250)

    (row,) = (await clicksend("GET", "/sms/inbound")).data["data"]

    assert row[key] == (1722997250 if kind == "int" else "1722997250")
    assert len({"timestamp", "timestamp_send"} & set(row)) == 1


async def test_more_texts_than_a_page_holds(
    simulator: Simulator, clicksend: Caller, add_rule: AddRule
) -> None:
    """Texts come in pages, and marking shifts them."""
    await add_rule()
    ids = [simulator.inject_inbound(DAD, str(n)).message_id for n in range(40)]

    first = await _bodies(clicksend)
    await clicksend("PUT", f"/sms/inbound-read/{ids[0]}")
    second = await _bodies(clicksend, page=2)

    assert first == [str(n) for n in range(15)]
    assert second == [str(n) for n in range(16, 31)]


async def test_id_of_a_rule_has_two_names(clicksend: Caller) -> None:
    """The list calls the id otherwise than everything else does."""
    rule = {
        "dedicated_number": "*",
        "rule_name": "Home",
        "message_search_type": 0,
        "message_search_term": "",
        "action": "POLL",
        "action_address": "",
        "body": None,
        "enabled": 1,
        "webhook_type": "json",
    }
    created = await clicksend("POST", RULES, rule)
    rule_id = created.data["inbound_rule_id"]

    listed = await clicksend("GET", RULES)
    viewed = await clicksend("GET", f"{RULES}/{rule_id}")
    updated = await clicksend("PUT", f"{RULES}/{rule_id}", {"rule_name": "Mine"})
    deleted = await clicksend("DELETE", f"{RULES}/{rule_id}")
    gone = await clicksend("GET", f"{RULES}/{rule_id}")

    assert created.json["response_msg"] == "Your record has been added."
    assert created.data == viewed.data == {"inbound_rule_id": rule_id, **rule}
    assert listed.data["data"] == [{"sms_inbound_rule_id": rule_id, **rule}]
    assert updated.data["rule_name"] == "Mine"
    assert (deleted.status, deleted.data) == (200, [])
    assert gone.status == 404


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"rule_name": ""}, "rule_name"),
        ({"dedicated_number": None}, "dedicated_number"),
        ({"action": "SHOUT"}, "action"),
        ({"message_search_type": 7}, "message_search_type"),
        ({"enabled": 2}, "enabled"),
    ],
)
async def test_rule_that_cannot_be(
    clicksend: Caller, changes: dict[str, Any], wrong: str
) -> None:
    """A rule needs a number, a name and an action that exists."""
    rule = {"dedicated_number": "*", "rule_name": "Home", "action": "POLL"}

    reply = await clicksend("POST", RULES, {**rule, **changes})

    assert (reply.status, list(reply.data)) == (400, [wrong])


async def _bodies(clicksend: Caller, page: int = 1) -> list[str]:
    """Return the words of the unread texts on a page."""
    rows = (await clicksend("GET", "/sms/inbound", page=page)).data["data"]
    return [row["body"] for row in rows]
