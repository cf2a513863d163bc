"""Membrane's actions: found by what is meant, strict, and really done."""

from collections.abc import Mapping
import json
from typing import Any

import pytest

from simulator import Simulator
from simulator.membrane.schema_check import problems
from tests.unit.simulator.callers import AddRule, Caller, Reply

DAD = "+15551234567"
TEXT = {"to": DAD, "body": "Hello", "custom_string": "ref-1"}
KEYS = {
    *("send-sms", "get-sms-price", "get-sms-history", "get-inbound-sms"),
    *("get-delivery-receipts", "cancel-scheduled-sms", "list-sms-templates"),
    *("create-sms-template", "update-sms-template", "delete-sms-template"),
}


async def run(membrane: Caller, action: str, given: object, **query: Any) -> Reply:
    """Run an action of the ClickSend connection."""
    query = {"connectionId": "my-clicksend", **query}
    return await membrane("POST", f"/actions/{action}/run", {"input": given}, **query)


async def output(membrane: Caller, action: str, **given: object) -> Any:
    """Return what ClickSend's envelope has in it after an action."""
    reply = await run(membrane, action, given)
    assert reply.status == 200, reply.text
    assert len(reply.json["actionRunId"]) == 24
    return reply.json["output"]["data"]


async def listed(membrane: Caller, **query: Any) -> list[dict[str, Any]]:
    """Return all actions that the query asks for."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, Any] = {}
    for _ in range(20):
        reply = (await membrane("GET", "/actions", **query, **cursor)).json
        found += reply["items"]
        if "cursor" not in reply:
            return found
        cursor = {"cursor": reply["cursor"]}
    raise AssertionError("the list has no end")


async def test_actions_of_a_connection(simulator: Simulator, membrane: Caller) -> None:
    """The ten of ClickSend's, page by page, and none of another connection's."""
    found = await listed(membrane, connectionId="my-clicksend")
    others = await listed(membrane, connectionId="my-slack")
    everything = await listed(membrane)
    unknown = await membrane("GET", "/actions?connectionId=abc")

    assert {action["key"] for action in found} == KEYS
    assert len({action["id"] for action in found}) == len(KEYS)
    assert [action["key"] for action in others] == ["post-message"]
    assert len(everything) == len(KEYS) + 1
    assert len(simulator.requests.find("GET", "/actions")) > len(KEYS) // 2
    assert unknown.status == 404
    for action in found:
        assert action["name"]
        assert action["description"]
        assert action["inputSchema"]["type"] == "object"
        assert action["outputSchema"]["type"] == "object"


@pytest.mark.parametrize(
    ("intent", "first"),
    [
        ("send sms", "send-sms"),
        ("price of sms", "get-sms-price"),
        ("cancel", "cancel-scheduled-sms"),
        ("received", "get-inbound-sms"),
        ("reuse", "create-sms-template"),
    ],
)
async def test_actions_by_intent(membrane: Caller, intent: str, first: str) -> None:
    """What fits the words best comes first."""
    found = await listed(membrane, connectionId="my-clicksend", intent=intent)

    assert found[0]["key"] == first


async def test_intent_leaves_out_what_does_not_fit(membrane: Caller) -> None:
    """Only what has one of the words is found."""
    found = await listed(
        membrane, connectionId="my-clicksend", intent="Templates, fast"
    )
    every = await listed(membrane, connectionId="my-clicksend", intent="template")

    assert [action["key"] for action in found] == ["list-sms-templates"]
    assert len(every) == 4


async def test_intent_that_fits_nothing(membrane: Caller) -> None:
    """Nothing is found."""
    assert await listed(membrane, intent="pigeon") == []


async def test_texts_are_sent(simulator: Simulator, membrane: Caller) -> None:
    """The price is told, the texts are on the phones and in the history."""
    messages = [TEXT, {**TEXT, "body": "Again", "schedule": None}]
    action = next(
        each["id"] for each in await listed(membrane) if each["key"] == "send-sms"
    )

    price = await output(membrane, "get-sms-price", messages=messages)
    sent = await output(membrane, action, messages=messages)
    history = await output(membrane, "get-sms-history", limit=15, order_by="date:desc")

    assert price["total_price"] == pytest.approx(0.1584)
    assert [row["status"] for row in sent["messages"]] == ["SUCCESS", "SUCCESS"]
    assert sorted(simulator.phones[DAD].received) == ["Again", "Hello"]
    assert {row["message_id"] for row in history["data"]} == {
        row["message_id"] for row in sent["messages"]
    }


async def test_flat_text_is_sent(simulator: Simulator, membrane: Caller) -> None:
    """Where one text is taken for itself, several are not."""
    simulator.settings.membrane_action_schema = "flat"

    sent = await output(membrane, "send-sms", **TEXT)
    price = await output(membrane, "get-sms-price", **TEXT)
    refused = await run(membrane, "send-sms", {"messages": [TEXT]})

    assert sent["queued_count"] == price["total_count"] == 1
    assert simulator.phones[DAD].received == ["Hello"]
    assert refused.status == 400


async def test_scheduled_text_is_cancelled(
    simulator: Simulator, membrane: Caller
) -> None:
    """It never reaches the phone."""
    later = int(simulator.clock.now()) + 600
    sent = await output(membrane, "send-sms", messages=[{**TEXT, "schedule": later}])
    message_id = sent["messages"][0]["message_id"]

    await output(membrane, "cancel-scheduled-sms", message_id=message_id)
    again = await run(membrane, "cancel-scheduled-sms", {"message_id": message_id})

    assert simulator.phones[DAD].received == []
    assert (again.status, again.json["type"]) == (400, "action_run")


async def test_what_came_in(
    simulator: Simulator,
    membrane: Caller,
    add_rule: AddRule,
    add_receipt_rule: AddRule,
) -> None:
    """Texts and receipts are read."""
    await add_rule()
    await add_receipt_rule()
    await output(membrane, "send-sms", messages=[TEXT])
    simulator.inject_inbound(DAD, "Yes")
    simulator.clock.advance(60)

    inbound = await output(membrane, "get-inbound-sms", page=1, limit=100)
    receipts = await output(membrane, "get-delivery-receipts")

    assert [row["body"] for row in inbound["data"]] == ["Yes"]
    assert [row["status_code"] for row in receipts["data"]] == ["200", "201"]


async def test_templates(simulator: Simulator, membrane: Caller) -> None:
    """They are made, changed, listed and deleted."""
    made = await output(membrane, "create-sms-template", template_name="A", body="B")
    one = {"template_id": made["template_id"]}
    await output(membrane, "update-sms-template", **one, body="C")
    found = await output(membrane, "list-sms-templates")
    await output(membrane, "delete-sms-template", **one)
    gone = await run(membrane, "delete-sms-template", one)

    assert found["data"] == [{**one, "template_name": "A", "body": "C"}]
    assert list(simulator.account.templates) == []
    assert gone.json["causedByError"]["data"]["status"] == 404


@pytest.mark.parametrize(
    ("action", "given", "error"),
    [
        ("send-sms", {}, "input.messages is required"),
        ("send-sms", [], "input must be object"),
        ("send-sms", {"messages": []}, "input.messages must have at least 1"),
        ("send-sms", {"messages": "Hello"}, "input.messages must be array"),
        ("send-sms", {"messages": [TEXT] * 1001}, "must have at most 1000"),
        ("send-sms", {"messages": [TEXT], "to": DAD}, "input.to is not known"),
        ("send-sms", {"messages": [TEXT, {"to": DAD}]}, "messages[1].body is required"),
        (
            "send-sms",
            {"messages": [{"body": "Hello"}]},
            "messages[0] must match one of",
        ),
        ("send-sms", {"messages": [{**TEXT, "to": "Dad"}]}, "[0].to must match ^"),
        (
            "send-sms",
            {"messages": [{**TEXT, "body": ""}]},
            "[0].body must have at least",
        ),
        (
            "send-sms",
            {"messages": [{**TEXT, "schedule": "now"}]},
            "input.messages[0].schedule must be integer or null",
        ),
        ("get-sms-history", {"order_by": "to"}, "one of date:asc, date:desc"),
        ("get-inbound-sms", {"limit": 5}, "input.limit must be at least 15"),
        ("get-inbound-sms", {"limit": 101}, "input.limit must be at most 100"),
        ("get-inbound-sms", {"page": True}, "input.page must be integer"),
        ("delete-sms-template", {"template_id": 1.5}, "template_id must be integer"),
    ],
)
async def test_wrong_input(
    simulator: Simulator, membrane: Caller, action: str, given: object, error: str
) -> None:
    """It is refused before ClickSend hears of it; the errors say where it is wrong."""
    reply = await run(membrane, action, given)

    assert (reply.status, reply.json["type"]) == (400, "bad_request")
    assert error in reply.json["data"]["errors"][0]
    assert reply.json["message"].startswith("Invalid input: ")
    assert len(simulator.books) == 0


@pytest.mark.parametrize(
    "value",
    [True, 0.5, None, {"any": "thing"}],
)
def test_schema_that_says_nothing(value: object) -> None:
    """Anything is right then."""
    assert list(problems({}, value)) == []


async def test_input_may_be_left_out(membrane: Caller) -> None:
    """It is as if it were empty."""
    path = "/actions/list-sms-templates/run?connectionId=my-clicksend"

    assert (await membrane("POST", path, {})).status == 200
    assert (await membrane("POST", path)).status == 400


@pytest.mark.parametrize("status", [400, 502])
async def test_clicksend_refuses(
    simulator: Simulator, membrane: Caller, status: int
) -> None:
    """It is an error of the action, which holds what ClickSend said."""
    simulator.settings.patch({"membrane_action_status": status})
    simulator.membrane_tenant.clicksend.api_key = "revoked"

    reply = await run(membrane, "send-sms", {"messages": [TEXT]})

    assert (reply.status, reply.json["type"]) == (status, "action_run")
    cause = reply.json["causedByError"]
    assert cause["message"] == "Request failed with status code 401"
    assert cause["data"]["response"]["response_code"] == "UNAUTHORIZED"
    assert reply.json["logs"] == ["send-sms: 401"]
    assert "revoked" not in reply.text


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("server_error", 0),
        ("processed_server_error", 1),
        ("html_error", 0),
        ("malformed", 1),
        ("empty_answer", 1),
        ("rate_limited", 0),
    ],
)
async def test_clicksend_fails(
    simulator: Simulator, membrane: Caller, kind: str, sent: int
) -> None:
    """The error of the action does not tell whether the text was sent."""
    simulator.faults.arm(kind, path="/sms/send")

    reply = await run(membrane, "send-sms", {"messages": [TEXT]})

    assert (reply.status, reply.json["type"]) == (400, "action_run")
    assert len(simulator.books) == sent
    (record,) = simulator.requests.find("POST", "/actions/send-sms/run")
    assert record.faults == [kind]


async def test_error_that_clicksend_hides(
    simulator: Simulator, membrane: Caller
) -> None:
    """HTTP 200 around an error is handed on as if nothing were wrong."""
    simulator.faults.arm("hidden_error", path="/sms/send", http_code=401)

    reply = await run(membrane, "send-sms", {"messages": [TEXT]})

    assert (reply.status, reply.json["output"]["http_code"]) == (200, 401)


async def test_rejected_text_is_in_the_output(membrane: Caller) -> None:
    """ClickSend accepts the request all the same, and so does the action."""
    sent = await output(membrane, "send-sms", messages=[{**TEXT, "to": "12"}])

    assert [row["status"] for row in sent["messages"]] == ["INVALID_RECIPIENT"]


@pytest.mark.parametrize(
    ("action", "query", "status", "message"),
    [
        ("fly", {}, 404, 'Action with id or key "fly" not found'),
        ("post-message", {}, 404, 'Action with id or key "post-message" not found'),
        ("send-sms", {"connectionId": ""}, 400, "connectionId is required"),
        ("send-sms", {"connectionId": "abc"}, 404, 'with id or key "abc" not found'),
        ("send-sms", {"connectionId": "my-slack"}, 404, '"send-sms" not found'),
    ],
)
async def test_action_that_cannot_be_run(
    membrane: Caller,
    action: str,
    query: Mapping[str, Any],
    status: int,
    message: str,
) -> None:
    """An action belongs to its app's connections."""
    reply = await run(membrane, action, {"text": "Hello"}, **query)

    assert reply.status == status
    assert message in reply.json["message"]


async def test_action_of_another_app(membrane: Caller) -> None:
    """Nobody is there to do it."""
    reply = await run(
        membrane, "post-message", {"text": "Hello"}, connectionId="my-slack"
    )

    assert reply.json["type"] == "action_run"
    assert reply.json["causedByError"]["data"]["status"] == 502


async def test_action_of_a_defunct_connection(
    simulator: Simulator, membrane: Caller
) -> None:
    """It is not run, and can still be looked at."""
    simulator.membrane_tenant.clicksend.is_defunct = True

    reply = await run(membrane, "send-sms", {"messages": [TEXT]})

    assert (reply.status, reply.json["key"]) == (400, "connection_is_defunct")
    assert len(simulator.books) == 0
    assert len(await listed(membrane, connectionId="my-clicksend")) == len(KEYS)


async def test_schemas_are_json(membrane: Caller) -> None:
    """What describes the input has the keywords that a client needs to understand."""
    found = json.dumps(await listed(membrane, connectionId="my-clicksend"))

    for keyword in ("required", "enum", "items", "anyOf", "pattern", "maximum", "null"):
        assert f'"{keyword}"' in found
