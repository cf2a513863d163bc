"""SkillBoss: its key, texts by template, what goes wrong, and the credit."""

import asyncio
from decimal import Decimal
import re
from typing import Any

import aiohttp
import pytest

from simulator import Simulator
from simulator.skillboss.answers import ADVICE
from tests.unit.simulator.callers import Caller, Reply, bearer

DAD, MUM = "+15551234567", "+15557654321"


async def test_text_by_template(simulator: Simulator, skillboss: Caller) -> None:
    """The template's words come to the phone, and the answer has no status."""
    reply = await _notify(simulator, skillboss, "The door is open")

    assert reply.json["status"] == "success"
    result = _plain(reply.json["result"])
    assert result == {
        "id": result["id"],
        "template_id": simulator.skillboss.template_id,
        "to": DAD,
        "variables": {"message": "The door is open"},
        "created_at": result["created_at"],
        "expires_at": result["expires_at"],
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", result["created_at"])
    assert simulator.phones[DAD].received == ["Home: The door is open"]
    (sent,) = simulator.skillboss_hub.sent
    assert (sent.message_id, sent.to) == (result["id"], DAD)
    assert simulator.skillboss_hub.texts.duplicates() == {}


async def test_every_accepted_text_is_counted(
    simulator: Simulator, skillboss: Caller
) -> None:
    """The same text twice is two entries, both paid for."""
    for _ in range(2):
        await _notify(simulator, skillboss, "Hello")

    assert len(simulator.skillboss_hub.sent) == 2
    assert simulator.skillboss_hub.texts.duplicates() == {(DAD, "Home: Hello"): 2}
    assert simulator.skillboss_hub.texts.balance == Decimal("4.90")


async def test_further_templates(
    simulator: Simulator, skillboss: Caller, control: Caller
) -> None:
    """They are added from here or there, and take any variables."""
    simulator.skillboss_hub.notify.templates["t-1"] = "{{ who }} at {{where}}"
    added = {"template_id": "t-2", "text": "Alarm!"}
    shown = (await control("POST", "/skillboss/templates", added)).json
    variables = {"who": "Mum", "where": "home {{who}}", "more": "x"}

    await _run(
        skillboss,
        "prelude/notify-send",
        template_id="t-1",
        to=DAD,
        variables=variables,
        **{"from": "MyHome", "correlation_id": "ref-1"},
    )
    await _run(skillboss, "prelude/notify-send", template_id="t-2", to=DAD)

    assert simulator.phones[DAD].received == ["Mum at home {{who}}", "Alarm!"]
    first, second = simulator.skillboss_hub.sent
    assert (first.sender, first.correlation_id) == ("MyHome", "ref-1")
    assert (second.sender, second.correlation_id) == ("Prelude", None)
    assert shown["templates"]["t-2"] == "Alarm!"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"template_id": "template_none"}, "The template does not exist."),
        ({"template_id": None}, "The template does not exist."),
        ({"to": "5551234567"}, "The phone number is not a valid E.164 number."),
        ({"to": "+1 555 123 4567"}, "The phone number is not a valid E.164 number."),
        ({"to": None}, "The phone number is not a valid E.164 number."),
        ({"to": "+390612345678"}, "This region is not enabled for the account."),
        ({"variables": {}}, "The template's variable 'message' is missing."),
        ({"variables": {"text": "x"}}, "The template's variable 'message' is missing."),
        ({"variables": ["x"]}, "Field 'variables' must be an object of strings."),
        (
            {"variables": {"message": 1}},
            "Field 'variables' must be an object of strings.",
        ),
        ({"from": 5}, "Fields 'from' and 'correlation_id' must be strings."),
    ],
)
async def test_refused_text(
    simulator: Simulator, skillboss: Caller, changes: dict[str, Any], message: str
) -> None:
    """What cannot be texted is an error, costs nothing and reaches nobody."""
    simulator.settings.skillboss_refused_countries = ("IT",)

    reply = await _notify(simulator, skillboss, "Hello", **changes)

    assert (reply.status, reply.json["detail"]) == (400, message)
    assert simulator.skillboss_hub.sent == []
    assert simulator.skillboss_hub.texts.balance == Decimal("5.00")


async def test_flat_result(simulator: Simulator, skillboss: Caller) -> None:
    """The hub's own guide has no envelope."""
    simulator.settings.skillboss_shape = "flat"

    reply = (await _notify(simulator, skillboss, "Hello")).json

    assert reply["to"] == DAD
    assert not {"status", "result"} & set(reply)


async def test_advice_that_nobody_asked_for(
    simulator: Simulator, skillboss: Caller
) -> None:
    """Prompts are in every answer, good or bad, unless that is switched off."""
    sent = await _notify(simulator, skillboss, "Hello")
    refused = await _notify(simulator, skillboss, "Hello", to="x")
    balance = await skillboss("GET", "/api/me/balance")

    for part in (sent.json, sent.json["result"], refused.json, balance.json):
        assert {"_tip", "_balance_warning", "_memory_hint"} <= set(part)
        assert ADVICE in part["_tip"]
    simulator.settings.skillboss_advice = False
    assert ADVICE not in (await _notify(simulator, skillboss, "Hello")).text


@pytest.mark.parametrize("headers", [{"Authorization": ""}, bearer("wrong")])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/run"),
        ("POST", "/v1/pilot"),
        ("GET", "/v1/job/x"),
        ("GET", "/api/me/balance"),
        ("GET", "/v1/nowhere"),
    ],
)
async def test_wrong_key(
    skillboss: Caller, headers: dict[str, str], method: str, path: str
) -> None:
    """Nothing is told to somebody without the key."""
    reply = await skillboss(method, path, headers=headers)

    assert (reply.status, reply.json["detail"]) == (401, "Invalid token")


async def test_key_that_is_changed(simulator: Simulator, skillboss: Caller) -> None:
    """A new key makes the old one wrong."""
    simulator.skillboss_hub.api_key = "sk-new"
    new = Caller(skillboss.session, skillboss.base_url, bearer("sk-new"))

    assert (await skillboss("GET", "/api/me/balance")).status == 401
    assert (await new("GET", "/api/me/balance")).status == 200
    assert simulator.skillboss.api_key == "sk-new"


@pytest.mark.parametrize("place", ["detail", "error.message", "message"])
@pytest.mark.parametrize("errors", ["open", "hidden", "hidden_status"])
async def test_where_errors_are(
    simulator: Simulator, skillboss: Caller, place: str, errors: str
) -> None:
    """The message is in any of three places, and the status perhaps only inside."""
    simulator.settings.patch(
        {"skillboss_error_place": place, "skillboss_errors": errors}
    )

    reply = await _notify(simulator, skillboss, "Hello", to="x")

    message = "The phone number is not a valid E.164 number."
    expected: dict[str, Any] = {place: message}
    if place == "error.message":
        expected = {"error": {"message": message}}
    if errors != "open":
        expected["code"] = 400
    if errors == "hidden_status":
        expected["status"] = "error"
    assert _plain(reply.json) == expected
    assert reply.status == (400 if errors == "open" else 200)


async def test_too_little_credit(
    simulator: Simulator, skillboss: Caller, control: Caller
) -> None:
    """A text that cannot be paid for is not sent."""
    simulator.settings.skillboss_text_price = 0.1
    await control("PUT", "/skillboss/balance", {"balance": "0.15"})

    paid = await _notify(simulator, skillboss, "Hello")
    refused = await _notify(simulator, skillboss, "Hello")

    assert paid.status == 200
    assert (refused.status, refused.json["detail"]) == (402, "Insufficient coins")
    assert simulator.phones[DAD].received == ["Home: Hello"]
    assert (await control("GET", "/skillboss/balance")).json == {"balance": "0.05"}


async def test_balance(simulator: Simulator, skillboss: Caller) -> None:
    """It may be in dollars, in credits only, or not told at all."""
    both = await skillboss("GET", "/api/me/balance")
    simulator.settings.skillboss_balance = "credits"
    only = await skillboss("GET", "/api/me/balance")
    simulator.settings.skillboss_balance = "missing"
    missing = await skillboss("GET", "/api/me/balance")

    email = "home@example.com"
    assert _plain(both.json) == {"email": email, "balance": 5.0, "credits": 500.0}
    assert _plain(only.json) == {"email": email, "credits": 500.0}
    assert missing.status == 404


async def test_control_of_the_hub(
    simulator: Simulator, skillboss: Caller, control: Caller
) -> None:
    """What was sent is shown; what makes no sense is an error that says why."""
    await _notify(simulator, skillboss, "Hello", correlation_id="ref-1")
    (sent,) = simulator.skillboss_hub.sent

    shown = (await control("GET", "/skillboss/messages")).json
    templates = (await control("GET", "/skillboss/templates")).json["templates"]
    amount = await control("PUT", "/skillboss/balance", {"balance": "much"})
    template = await control("POST", "/skillboss/templates", {"template_id": "t-1"})

    assert shown["messages"] == [
        {
            "message_id": sent.message_id,
            "model": "prelude/notify-send",
            "to": DAD,
            "body": "Home: Hello",
            "sender": "Prelude",
            "price": "0.05",
            "accepted_at": sent.accepted_at,
            "correlation_id": "ref-1",
        }
    ]
    assert templates == {simulator.skillboss.template_id: "Home: {{message}}"}
    assert (amount.status, amount.json["error"]) == (400, "'much' is not an amount")
    assert (template.status, template.json["error"]) == (
        400,
        "field 'text' is missing",
    )


async def test_batch_with_failures_inside(
    simulator: Simulator, skillboss: Caller
) -> None:
    """Who cannot be texted is a row of an answer that is fine."""
    reply = await _notify(
        simulator, skillboss, "Hello", model="prelude/notify-batch", to=[DAD, "x", MUM]
    )

    result = reply.json["result"]
    assert reply.status == 200
    assert [result[key] for key in ("total_count", "success_count", "error_count")] == [
        3,
        2,
        1,
    ]
    good, bad, _ = result["results"]
    assert (good["phone_number"], good["success"]) == (DAD, True)
    assert good["message"]["to"] == DAD
    assert bad == {
        "phone_number": "x",
        "success": False,
        "error": {
            "code": "invalid_phone_number",
            "message": "The phone number is not a valid E.164 number.",
        },
    }
    assert simulator.phones[MUM].received == ["Home: Hello"]
    assert [text.to for text in simulator.skillboss_hub.sent] == [DAD, MUM]


@pytest.mark.parametrize("to", [DAD, [], [DAD] * 1001])
async def test_batch_to_nobody_or_to_too_many(
    simulator: Simulator, skillboss: Caller, to: object
) -> None:
    """It is for one to a thousand numbers."""
    reply = await _notify(
        simulator, skillboss, "Hello", model="prelude/notify-batch", to=to
    )

    assert reply.status == 400
    assert simulator.skillboss_hub.sent == []


async def test_batch_that_cannot_be_paid_for(
    simulator: Simulator, skillboss: Caller
) -> None:
    """Then nobody is texted."""
    simulator.skillboss_hub.texts.balance = Decimal("0.09")

    reply = await _notify(
        simulator, skillboss, "Hello", model="prelude/notify-batch", to=[DAD, MUM]
    )

    assert reply.status == 402
    assert simulator.skillboss_hub.sent == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"model": "prelude/pigeon", "inputs": {}}, 404),
        ({"inputs": {}}, 400),
        ({"model": "prelude/notify-send"}, 400),
        ({"model": "prelude/notify-send", "inputs": []}, 400),
        ([], 400),
        (None, 400),
    ],
)
async def test_request_that_makes_no_sense(
    skillboss: Caller, body: object, status: int
) -> None:
    """Unknown models are not found; the rest is a bad request."""
    reply = await skillboss("POST", "/v1/run", body)

    assert reply.status == status
    assert reply.json["detail"]


async def test_paths_and_methods(skillboss: Caller) -> None:
    """Other paths are not found, and each has one method."""
    assert (await skillboss("GET", "/v1/nowhere")).status == 404
    assert (await skillboss("GET", "/v1/run")).status == 405
    assert (await skillboss("POST", "/api/me/balance")).status == 405


@pytest.mark.parametrize("where", ["run", "pilot", "models"])
async def test_what_there_is(
    simulator: Simulator, skillboss: Caller, where: str
) -> None:
    """One of three places tells it, each in its own words; the others refuse."""
    simulator.settings.patch({"skillboss_discover": where})
    looked_for = {"discover": True, "keyword": "SMS"}
    replies = {
        "run": await skillboss("POST", "/v1/run", {"discover": True}),
        "pilot": await skillboss("POST", "/v1/pilot", looked_for),
        "models": await skillboss("GET", "/v1/models", types="all"),
    }

    right = replies.pop(where).json.get
    rows, key = {
        "run": (right("result", {}).get("models"), "id"),
        "pilot": (right("matches"), "model"),
        "models": (right("models"), "model_id"),
    }[where]
    assert [row[key] for row in rows if row["type"] == "sms"] == [
        "prelude/notify-send",
        "prelude/notify-batch",
        "prelude/verify-send",
        "prelude/verify-check",
    ]
    assert {reply.status for reply in replies.values()} <= {400, 404}


async def test_types_of_models(simulator: Simulator, skillboss: Caller) -> None:
    """Who does not say what is looked for gets types, not models."""
    simulator.settings.skillboss_discover = "pilot"
    piloted = await skillboss("POST", "/v1/pilot", {"discover": True})
    simulator.settings.skillboss_discover = "models"
    counted = await skillboss("GET", "/v1/models")
    listed = await skillboss("GET", "/v1/models", types="sms")

    assert _plain(piloted.json) == {"types": ["search", "sms"]}
    assert _plain(counted.json) == {"available_types": {"sms": 4, "search": 1}}
    assert listed.json["count"] == len(listed.json["models"]) == 4


@pytest.mark.parametrize(
    ("kind", "processed"), [("reset_before", 0), ("reset_after", 1)]
)
async def test_connection_is_reset(
    simulator: Simulator, skillboss: Caller, kind: str, processed: int
) -> None:
    """Whoever asked cannot know whether the text was sent."""
    simulator.faults.arm(kind, method="POST", path="/skillboss/v1/run")

    with pytest.raises(aiohttp.ClientError, match="reset by peer"):
        await _notify(simulator, skillboss, "Hello")

    assert len(simulator.skillboss_hub.sent) == processed


@pytest.mark.parametrize(("kind", "processed"), [("hang", 0), ("lost_answer", 1)])
async def test_answer_never_comes(
    simulator: Simulator, skillboss: Caller, kind: str, processed: int
) -> None:
    """Nor can whoever gives up."""
    simulator.faults.arm(kind, path="/v1/run")

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await _notify(simulator, skillboss, "Hello")

    assert len(simulator.skillboss_hub.sent) == processed


@pytest.mark.parametrize(
    ("kind", "status", "processed"),
    [
        ("server_error", 500, 0),
        ("processed_server_error", 500, 1),
        ("html_error", 502, 0),
        ("malformed", 200, 1),
        ("empty_answer", 200, 1),
    ],
)
async def test_spoiled_answer(
    simulator: Simulator, skillboss: Caller, kind: str, status: int, processed: int
) -> None:
    """What goes wrong with other services goes wrong here, and is in the log."""
    simulator.faults.arm(kind, path="/v1/run")

    reply = await _notify(simulator, skillboss, "Hello")

    assert reply.status == status
    assert len(simulator.skillboss_hub.sent) == processed
    (request,) = simulator.requests.find("POST", "/skillboss/v1/run")
    assert (request.service, request.auth) == ("skillboss", "bearer")
    assert request.faults == [kind]
    assert simulator.skillboss.api_key not in str(vars(request))


async def test_rate_limit_open_and_hidden(
    simulator: Simulator, skillboss: Caller
) -> None:
    """How long to wait is in a header, whatever the HTTP status."""
    simulator.faults.arm("rate_limited", path="/v1/run", retry_after=7)
    shown = await _notify(simulator, skillboss, "Hello")
    simulator.settings.skillboss_errors = "hidden"
    simulator.faults.arm("rate_limited", path="/v1/run", retry_after=7)
    hidden = await _notify(simulator, skillboss, "Hello")

    assert (shown.status, shown.headers["Retry-After"]) == (429, "7")
    assert (hidden.status, hidden.headers["Retry-After"]) == (200, "7")
    assert hidden.json["code"] == 429
    assert simulator.skillboss_hub.sent == []


async def test_hidden_error_by_a_fault(simulator: Simulator, skillboss: Caller) -> None:
    """One single answer can hide an error too."""
    simulator.faults.arm("hidden_error", http_code=402)

    hidden = await _notify(simulator, skillboss, "Hello")

    assert (hidden.status, hidden.json["code"]) == (200, 402)
    assert hidden.json["detail"] == "Payment Required"
    assert (await _notify(simulator, skillboss, "Hello")).status == 200


async def _run(skillboss: Caller, model: str, **inputs: object) -> Reply:
    """Have a model do something."""
    return await skillboss("POST", "/v1/run", {"model": model, "inputs": inputs})


async def _notify(
    simulator: Simulator,
    skillboss: Caller,
    message: str,
    *,
    model: str = "prelude/notify-send",
    **changes: Any,
) -> Reply:
    """Text Dad by the template, with these changes of the inputs."""
    inputs = {
        "template_id": simulator.skillboss.template_id,
        "to": DAD,
        "variables": {"message": message},
        **changes,
    }
    return await _run(skillboss, model, **inputs)


def _plain(body: dict[str, Any]) -> dict[str, Any]:
    """Return it without the advice."""
    return {key: value for key, value in body.items() if not key.startswith("_")}
