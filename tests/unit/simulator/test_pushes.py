"""Texts that ClickSend pushes to webhooks."""

from typing import Any

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import AddRule, Caller, Send
from tests.unit.simulator.receiver import Arrival, Receiver

DAD, MUM = "+15551234567", "+15557654321"
RULES = "/automations/sms/inbound"
FORM = "application/x-www-form-urlencoded"


async def test_text_is_pushed(
    simulator: Simulator, receiver: Receiver, send: Send, add_url_rule: AddRule
) -> None:
    """Without being asked for, as a form, under every name that was ever seen."""
    await add_url_rule()
    await send({"to": DAD, "body": "Lock?", "custom_string": "ref-1"})
    (sent,) = simulator.books
    text = simulator.inject_inbound(DAD, "Yes & thanks: 👍")
    await simulator.pushes.settled()

    (arrival,) = receiver.arrivals
    assert (arrival.method, arrival.content_type) == ("POST", FORM)
    assert arrival.form == {
        "originalsenderid": sent.sender,
        "body": "Yes & thanks: 👍",
        "message": "Yes & thanks: 👍",
        "sms": DAD,
        "from": DAD,
        "to": sent.sender,
        "timestamp": str(int(text.time)),
        "message_id": text.message_id,
        "original_message_id": sent.message_id,
        "original_body": "Lock?",
        "originalmessage": "Lock?",
        "originalmessageid": sent.message_id,
        "user_id": str(simulator.account.user_id),
        "subaccount_id": str(simulator.account.subaccount_id),
        "custom_string": "ref-1",
        "customstring": "ref-1",
    }


async def test_text_in_every_encoding(
    simulator: Simulator, receiver: Receiver, add_url_rule: AddRule
) -> None:
    """A form, a query that joins the address's own, or JSON: the same is in each."""
    address = receiver.url("/hook?key=1")
    for webhook_type in ("post", "get", "json", None):
        await add_url_rule(webhook_type=webhook_type, action_address=address)
    simulator.inject_inbound(DAD, "Hello")
    await simulator.pushes.settled()

    arrivals = {
        (each.method, each.content_type): each
        for each in receiver.arrivals
        if each.path == "/hook" and each.query["key"] == "1"
    }
    assert len(receiver.arrivals) == 4
    form, query = arrivals["POST", FORM].form, dict(arrivals["GET", None].query)
    values = arrivals["POST", "application/json"].json
    assert set(query) == {*form, "key"}
    assert {key: query[key] for key in form} == form
    assert {key: str(value) for key, value in values.items()} == form
    assert type(values["timestamp"]) is int
    assert (form["body"], form["custom_string"], form["original_body"]) == (
        "Hello",
        "",
        "",
    )


@pytest.mark.parametrize(
    ("changes", "content_type", "values"),
    [
        ({}, "application/json", {"user_id": 672721, "custom_string": ""}),
        ({"push_json_type": "text/plain"}, "text/plain", {}),
        ({"push_json_type": FORM}, FORM, {}),
        ({"push_numbers": "str"}, "application/json", {"user_id": "672721"}),
        (
            {"push_empty": "null"},
            "application/json",
            {"custom_string": None, "original_message_id": None, "body": "Hello"},
        ),
    ],
)
async def test_json_that_nobody_has_seen(
    simulator: Simulator,
    receiver: Receiver,
    add_url_rule: AddRule,
    changes: dict[str, Any],
    content_type: str,
    values: dict[str, Any],
) -> None:
    """What JSON says that it is, its numbers and its empty values are switches."""
    simulator.settings.patch(changes)
    await add_url_rule(webhook_type="json")
    simulator.inject_inbound(DAD, "Hello")
    await simulator.pushes.settled()

    (arrival,) = receiver.arrivals
    assert arrival.content_type == content_type
    assert {key: arrival.json[key] for key in values} == values


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"push_keys": "archived"}, {"to", "original_body"}),
        (
            {"push_empty": "null"},
            {
                *("original_message_id", "original_body", "originalmessage"),
                *("originalmessageid", "custom_string", "customstring"),
            },
        ),
    ],
)
async def test_form_with_less_in_it(
    simulator: Simulator,
    receiver: Receiver,
    add_url_rule: AddRule,
    changes: dict[str, Any],
    missing: set[str],
) -> None:
    """An older list of keys is shorter; null cannot be in a form."""
    await add_url_rule()
    simulator.inject_inbound(DAD, "Hello")
    await simulator.pushes.settled()
    simulator.settings.patch(changes)
    simulator.inject_inbound(DAD, "Hello")
    await simulator.pushes.settled()

    usual, short = receiver.arrivals
    assert set(usual.form) - set(short.form) == missing


async def test_rules_push_what_they_match(
    simulator: Simulator,
    receiver: Receiver,
    clicksend: Caller,
    add_rule: AddRule,
    add_url_rule: AddRule,
) -> None:
    """Each rule that matches pushes once, while it is there and enabled."""
    await add_rule()
    await add_url_rule(action_address=receiver.url("/all"))
    await add_url_rule(action_address=receiver.url("/off"), enabled=0)
    gone = await add_url_rule(action_address=receiver.url("/gone"))
    await add_url_rule(
        action_address=receiver.url("/lights"),
        message_search_type=2,
        message_search_term="lights",
    )
    await clicksend("DELETE", f"{RULES}/{gone}")
    simulator.inject_inbound(DAD, "Lights off")
    simulator.inject_inbound(MUM, "Hello")
    await simulator.pushes.settled()

    assert sorted((each.path, each.form["from"]) for each in receiver.arrivals) == [
        ("/all", DAD),
        ("/all", MUM),
        ("/lights", DAD),
    ]
    assert (await clicksend("GET", "/sms/inbound")).data["total"] == 2


async def test_ten_rules_at_most(
    simulator: Simulator, receiver: Receiver, add_rule: AddRule, add_url_rule: AddRule
) -> None:
    """Of the rules that match only the ten oldest fire, whatever they do."""
    await add_rule()
    for number in range(11):
        await add_url_rule(action_address=receiver.url(f"/{number}"))
    simulator.inject_inbound(DAD, "Hello")
    await simulator.pushes.settled()

    assert {each.path for each in receiver.arrivals} == {f"/{n}" for n in range(9)}


async def test_push_that_is_late(
    simulator: Simulator, receiver: Receiver, add_url_rule: AddRule
) -> None:
    """A push may come some time after the text, by the simulator's clock."""
    simulator.settings.push_delay = 30
    await add_url_rule()
    simulator.inject_inbound(DAD, "Hello")
    await simulator.pushes.settled()
    before = list(receiver.arrivals)
    simulator.clock.advance(30)
    await simulator.pushes.settled()

    assert (before, len(receiver.arrivals)) == ([], 1)


async def test_push_that_is_early(
    simulator: Simulator,
    receiver: Receiver,
    clicksend: Caller,
    add_rule: AddRule,
    add_url_rule: AddRule,
) -> None:
    """Polling may show a text only later; till then there is nothing to mark."""
    simulator.settings.inbound_latency = 60
    await add_rule()
    await add_url_rule()
    text = simulator.inject_inbound(DAD, "Hello")
    await simulator.pushes.settled()
    mark = f"/sms/inbound-read/{text.message_id}"

    early = await clicksend("GET", "/sms/inbound")
    unknown = await clicksend("PUT", mark)
    await clicksend("PUT", "/sms/inbound-read")
    simulator.clock.advance(60)
    late = await clicksend("GET", "/sms/inbound")
    marked = await clicksend("PUT", mark)

    assert [each.form["message_id"] for each in receiver.arrivals] == [text.message_id]
    assert (early.data["total"], unknown.status) == (0, 404)
    assert [row["message_id"] for row in late.data["data"]] == [text.message_id]
    assert marked.data == 1


@pytest.mark.parametrize(
    "address",
    [
        *("https://example.com/hook", "http://192.0.2.1/", "http://localhost.example/"),
        *("ftp://127.0.0.1/", "file:///etc/hosts", "not an address", "", None),
    ],
)
async def test_nothing_leaves_the_computer(
    simulator: Simulator, add_rule: AddRule, address: str | None
) -> None:
    """An address elsewhere gets nothing, which is noted."""
    await add_rule(action="URL", action_address=address)
    simulator.inject_inbound(DAD, "Hello")
    await simulator.pushes.settled()

    (push,) = simulator.pushes
    assert (push.state, push.attempts) == ("refused", 0)


async def test_this_computer_by_its_name(
    simulator: Simulator, receiver: Receiver, add_url_rule: AddRule
) -> None:
    """The name of the loopback is as good as its address."""
    address = f"http://localhost:{receiver.port}/hook"
    await add_url_rule(action_address=address)
    simulator.inject_inbound(DAD, "Hello")
    await simulator.pushes.settled()

    assert len(receiver.arrivals) == 1


@pytest.mark.parametrize(
    ("webhook_type", "method"), [(None, "POST"), ("get", "GET"), ("json", "POST")]
)
async def test_test_push(
    simulator: Simulator,
    receiver: Receiver,
    clicksend: Caller,
    webhook_type: str | None,
    method: str,
) -> None:
    """A push can be asked for, without any rule and without a text."""
    test = {"url": receiver.url()} | (
        {"webhook_type": webhook_type} if webhook_type else {}
    )
    reply = await clicksend("POST", "/sms/inbound", test)
    await simulator.pushes.settled()

    assert reply.json["response_msg"] == "Test inbound message has been added."
    (arrival,) = receiver.arrivals
    assert arrival.method == method
    assert _values(arrival)["message_id"] == reply.data["message_id"]
    assert len(simulator.inbox) == 0


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["url"]),
        ({"url": 1}, ["url"]),
        ({"url": "http://localhost/", "webhook_type": "xml"}, ["webhook_type"]),
    ],
)
async def test_test_push_that_cannot_be(
    simulator: Simulator, clicksend: Caller, body: dict[str, Any], wrong: list[str]
) -> None:
    """A test push needs an address, and an encoding that exists."""
    reply = await clicksend("POST", "/sms/inbound", body)

    assert (reply.status, list(reply.data)) == (400, wrong)
    assert len(simulator.pushes) == 0


async def test_rule_that_pushes_comes_and_goes(clicksend: Caller) -> None:
    """Its address and encoding come back wherever it is shown, and can be changed."""
    rule = {
        "dedicated_number": "*",
        "rule_name": "Home",
        "action": "URL",
        "message_search_type": 0,
        "message_search_term": "",
        "action_address": "http://127.0.0.1:1/hook",
        "body": None,
        "enabled": 1,
        "webhook_type": "json",
    }
    created = await clicksend("POST", RULES, rule)
    rule_id = created.data["inbound_rule_id"]
    changes = {"action_address": "http://127.0.0.1:2/hook", "webhook_type": "post"}
    updated = await clicksend("PUT", f"{RULES}/{rule_id}", changes)
    viewed = await clicksend("GET", f"{RULES}/{rule_id}")
    listed = await clicksend("GET", RULES)
    wrong = await clicksend("PUT", f"{RULES}/{rule_id}", {"webhook_type": "xml"})
    deleted = await clicksend("DELETE", f"{RULES}/{rule_id}")
    again = await clicksend("DELETE", f"{RULES}/{rule_id}")

    changed = {**rule, **changes}
    assert created.data == {"inbound_rule_id": rule_id, **rule}
    assert updated.data == viewed.data == {"inbound_rule_id": rule_id, **changed}
    assert listed.data["data"] == [{"sms_inbound_rule_id": rule_id, **changed}]
    assert (wrong.status, deleted.status, again.status) == (400, 200, 404)


def _values(arrival: Arrival) -> dict[str, Any]:
    """Return what a push says, in whichever encoding."""
    if arrival.method == "GET":
        return dict(arrival.query)
    values: dict[str, Any] = (
        arrival.form if arrival.content_type == FORM else arrival.json
    )
    return values
