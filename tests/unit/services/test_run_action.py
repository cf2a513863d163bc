"""The actions get_actions and run_action: what Membrane itself can do at ClickSend."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
import logging
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from custom_components.clicksend_messaging.api.models import Channel
from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from simulator.clicksend.templates import Template
from simulator.requests import RequestRecord
from tests.unit.conftest import DAD, MUM
from tests.unit.dialogs import until
from tests.unit.sending import TEXT, accepted
from tests.unit.services.asking import ask, must_sign_in, problem
from tests.unit.services.membrane_actions import add_action
from tests.unit.services.roads import (
    DIRECT,
    MATON,
    MEMBRANE,
    Road,
    asked,
    set_out,
)
from tests.unit.states import REPORT, full_state, value

POPULAR = (
    *("delete-sms-template", "update-sms-template", "create-sms-template"),
    *("list-sms-templates", "cancel-scheduled-sms", "get-inbound-sms"),
    *("get-delivery-receipts", "get-sms-history", "get-sms-price", "send-sms"),
)


@pytest.fixture(autouse=True)
async def entry(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
) -> MockConfigEntry:
    """Return an account behind Membrane, of which nothing has been asked yet."""
    return await set_out(hass, simulator, make_entry, MEMBRANE)


async def run(hass: HomeAssistant, action: str, **given: Any) -> Any:
    """Run an action with this input, and return what it puts out."""
    answer = await ask(hass, "run_action", action=action, input=given)
    assert set(answer) == {"output", "action_run_id"}
    assert answer["action_run_id"]
    return answer["output"]


async def refused(hass: HomeAssistant, action: str, **given: Any) -> HomeAssistantError:
    """Run an action with this input, and return why that fails."""
    return await problem(hass, "run_action", action=action, input=given)


def runs(simulator: Simulator) -> list[RequestRecord]:
    """Return what Membrane was asked to run."""
    return [each for each in asked(simulator) if each.path.endswith("/run")]


def messages(*numbers: Any, body: str = TEXT) -> dict[str, Any]:
    """Return the input for one text to each."""
    return {"messages": [{"to": number, "body": body} for number in numbers]}


def add_template(simulator: Simulator, name: str = "Leak") -> Template:
    """Add a template at ClickSend."""
    templates = simulator.account.templates
    template = Template(
        template_id=templates.next_id(), template_name=name, body="Water!"
    )
    templates.keep(template.template_id, template)
    return template


# The ten popular ones, each with what it does.


async def test_create_sms_template(hass: HomeAssistant, simulator: Simulator) -> None:
    """There is one more."""
    output = await run(
        hass, "create-sms-template", template_name="Door", body="Open, {name}"
    )

    (made,) = simulator.account.templates
    assert (made.template_name, made.body) == ("Door", "Open, {name}")
    assert output["data"]["template_id"] == made.template_id


async def test_update_sms_template(hass: HomeAssistant, simulator: Simulator) -> None:
    """It has other words."""
    template_id = add_template(simulator).template_id

    await run(
        hass,
        "update-sms-template",
        template_id=template_id,
        template_name="Leak",
        body="Fire!",
    )

    changed = simulator.account.templates.get(template_id)
    assert changed is not None
    assert changed.body == "Fire!"


async def test_delete_sms_template(hass: HomeAssistant, simulator: Simulator) -> None:
    """It is gone; the other is still there."""
    gone, other = add_template(simulator), add_template(simulator, "Other")

    await run(hass, "delete-sms-template", template_id=gone.template_id)

    assert list(simulator.account.templates) == [other]


async def test_list_sms_templates(hass: HomeAssistant, simulator: Simulator) -> None:
    """They are shown, as ClickSend has them."""
    template = add_template(simulator)

    output = await run(hass, "list-sms-templates", limit=15)

    (row,) = output["data"]["data"]
    assert row["template_name"] == template.template_name


async def test_cancel_scheduled_sms(hass: HomeAssistant, simulator: Simulator) -> None:
    """It is not sent, and that is not counted as sending."""
    sent = await ask(
        hass, "send_sms", phone_numbers=DAD, message=TEXT, schedule=timedelta(hours=1)
    )

    await run(
        hass, "cancel-scheduled-sms", message_id=sent["messages"][0]["message_id"]
    )

    (text,) = simulator.books
    assert text.status(simulator.clock.now()) == "Cancelled"


async def test_get_inbound_sms(hass: HomeAssistant, simulator: Simulator) -> None:
    """What nobody has read yet is shown."""
    simulator.inject_inbound(sender=DAD, body="On my way")

    output = await run(hass, "get-inbound-sms")

    assert [row["body"] for row in output["data"]["data"]] == ["On my way"]


async def test_get_delivery_receipts(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """What nobody has read yet is shown."""
    rules = entry.runtime_data.client.receipt_rules[Channel.SMS]
    await rules.create("Receipts", "POLL", "")
    sent = await ask(hass, "send_sms", phone_numbers=DAD, message=TEXT)
    message_id = sent["messages"][0]["message_id"]
    simulator.clock.advance(10)

    output = await run(hass, "get-delivery-receipts")

    assert message_id in {row["message_id"] for row in output["data"]["data"]}


async def test_get_sms_history(hass: HomeAssistant) -> None:
    """What was sent is shown."""
    await ask(hass, "send_sms", phone_numbers=DAD, message=TEXT)

    output = await run(hass, "get-sms-history", limit=15, order_by="date:desc")

    assert [row["to"] for row in output["data"]["data"]] == [DAD]


@pytest.mark.parametrize("shape", ["messages", "flat"])
async def test_get_sms_price(
    hass: HomeAssistant, simulator: Simulator, shape: str
) -> None:
    """It is told; nothing leaves, and no limit stands in the way."""
    simulator.settings.patch({"membrane_action_schema": shape})
    given = {"to": DAD, "body": TEXT}

    several: dict[str, Any] = {"messages": [given]}
    for _ in range(30):
        output = await run(
            hass, "get-sms-price", **(several if shape == "messages" else given)
        )
        assert output["data"]["messages"][0]["message_price"] == "0.0792"

    assert list(simulator.books) == []
    assert spent(hass) == "0"


@pytest.mark.parametrize("shape", ["messages", "flat"])
async def test_send_sms(hass: HomeAssistant, simulator: Simulator, shape: str) -> None:
    """It arrives, once, and counts."""
    simulator.settings.patch({"membrane_action_schema": shape})
    given = {"to": DAD, "body": TEXT, "from": "Home"}

    output = await run(
        hass, "send-sms", **({"messages": [given]} if shape == "messages" else given)
    )

    assert output["data"]["messages"][0]["status"] == "SUCCESS"
    assert accepted(simulator) == {DAD: [TEXT]}
    assert len(runs(simulator)) == 1


def spent(hass: HomeAssistant) -> str:
    """Return what was spent today."""
    state = hass.states.get("sensor.clicksend_spent_today")
    assert state is not None
    return state.state


# Finding them.


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5, 10])
async def test_all_actions(
    hass: HomeAssistant, simulator: Simulator, size: int
) -> None:
    """They are found on however many pages."""
    simulator.settings.patch({"membrane_page": size})

    answer = await ask(hass, "get_actions")

    assert tuple(row["key"] for row in answer["items"]) == POPULAR
    assert answer["total"] == len(POPULAR)
    first = answer["items"][0]
    assert set(first) == {"id", "key", "name", "description", "input_schema"}
    assert (first["name"], first["description"]) == (
        "Delete SMS Template",
        "Delete an SMS template.",
    )
    assert first["input_schema"]["required"] == ["template_id"]


async def test_actions_for_an_intent(hass: HomeAssistant, simulator: Simulator) -> None:
    """What fits best comes first; what does not fit, not at all."""
    answer = await ask(hass, "get_actions", query="price", limit=1)

    assert [row["key"] for row in answer["items"]] == ["get-sms-price"]
    assert answer["total"] == 1
    assert asked(simulator)[0].query["intent"] == "price"
    nothing = await ask(hass, "get_actions", query="walrus")
    assert nothing == {"items": [], "total": 0}


async def test_as_many_as_are_wanted(hass: HomeAssistant, simulator: Simulator) -> None:
    """No more are asked for."""
    answer = await ask(hass, "get_actions", limit=3)

    assert tuple(row["key"] for row in answer["items"]) == POPULAR[:3]
    assert len(asked(simulator)) == 2


@pytest.mark.parametrize("name", ["id", "key", "name"])
async def test_an_action_by_each_of_its_names(
    hass: HomeAssistant, simulator: Simulator, name: str
) -> None:
    """Its id, its key, or what people call it."""
    rows = (await ask(hass, "get_actions"))["items"]
    template_id = add_template(simulator).template_id

    await run(hass, rows[0][name], template_id=template_id)

    assert list(simulator.account.templates) == []


@pytest.mark.parametrize("action", ["walrus", "delete", "Delete sms template", " "])
async def test_action_that_there_is_not(
    hass: HomeAssistant, simulator: Simulator, action: str
) -> None:
    """Nothing that is called nearly so is run instead."""
    error = await refused(hass, action, template_id=1)

    assert error.translation_key == "action_not_found"
    assert error.translation_placeholders == {"action": action}
    assert runs(simulator) == []
    assert not must_sign_in(hass)


async def test_action_of_another_app(hass: HomeAssistant) -> None:
    """The project has more connections; they are no business of this account."""
    error = await refused(hass, "post-message", text="Hi")

    assert error.translation_key == "action_not_found"


# What they are given.


@pytest.mark.parametrize(
    ("action", "given", "problems"),
    [
        ("delete-sms-template", {}, "template_id: required key not provided"),
        ("delete-sms-template", {"template_id": "7"}, "template_id: expected integer"),
        (
            "delete-sms-template",
            {"template_id": 7, "secret": 1},
            "secret: not a valid option",
        ),
        (
            "list-sms-templates",
            {"page": 0, "limit": 7},
            "page: value must be at least 1; limit: value must be at least 15",
        ),
        (
            "get-sms-history",
            {"order_by": "walrus"},
            "order_by: value must be one of ['date:asc', 'date:desc']",
        ),
        ("send-sms", {"messages": []}, "messages: length of value must be at least 1"),
        (
            "send-sms",
            {"messages": [{"to": DAD, "body": "a"}, {"to": "walrus", "body": "a"}]},
            "messages[1].to: does not match the expected pattern",
        ),
        (
            "send-sms",
            {"messages": [{"to": DAD, "body": 5}]},
            "messages[0].body: expected str",
        ),
        (
            "send-sms",
            {"messages": [{"body": "walrus"}]},
            "messages[0].to: required key not provided",
        ),
    ],
)
async def test_input_that_does_not_fit(
    hass: HomeAssistant,
    simulator: Simulator,
    action: str,
    given: dict[str, Any],
    problems: str,
) -> None:
    """It is said where, and what is asked for there, but not what was given."""
    error = await refused(hass, action, **given)

    assert error.translation_key == "input_invalid"
    assert error.translation_placeholders == {"problems": problems}
    assert "walrus" not in str(error)
    assert runs(simulator) == []


async def test_schema_of_the_moment(hass: HomeAssistant, simulator: Simulator) -> None:
    """What an action asks for may change from one time to the next."""
    flat = {"to": DAD, "body": TEXT}
    assert (await refused(hass, "send-sms", **flat)).translation_key == "input_invalid"

    simulator.settings.patch({"membrane_action_schema": "flat"})

    await run(hass, "send-sms", **flat)
    assert accepted(simulator) == {DAD: [TEXT]}


async def test_input_goes_along_as_it_is(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Nothing is converted, and no default is filled in."""
    given = {"messages": [{"to": DAD, "body": " Hä \n", "schedule": None}]}

    await run(hass, "send-sms", **given)

    assert runs(simulator)[0].body == {"input": given}
    await ask(hass, "run_action", action="list-sms-templates")
    assert runs(simulator)[1].body == {"input": {}}


async def test_input_that_no_json_can_hold(hass: HomeAssistant) -> None:
    """It is an error of the caller's."""
    error = await refused(hass, "list-sms-templates", page=b"1")

    assert error.translation_key == "not_json"


@pytest.mark.parametrize(
    "data", [{}, {"action": ""}, {"action": "a", "input": "b"}, {"action": None}]
)
async def test_what_is_not_understood(
    hass: HomeAssistant, simulator: Simulator, data: dict[str, Any]
) -> None:
    """It is an error, and nobody is asked."""
    with pytest.raises(vol.Invalid):
        await ask(hass, "run_action", **data)
    assert asked(simulator) == []


# What sends.


async def test_a_limit_stands_in_the_way(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """What Membrane sends counts like everything else, and nothing more is sent."""
    limit_messages(hass, entry, 3)
    await hass.async_block_till_done(wait_background_tasks=True)
    await run(hass, "send-sms", **messages(DAD, DAD))

    error = await refused(hass, "send-sms", **messages(DAD, MUM))

    assert error.translation_domain == DOMAIN
    assert len(runs(simulator)) == 1
    assert accepted(simulator) == {DAD: [TEXT, TEXT]}
    # What was not sent has taken no place.
    await run(hass, "send-sms", **messages(MUM))
    error = await problem_without_response(hass, MUM)
    assert error.translation_key == "blocked"


async def test_limit_on_parts_of_a_text_that_goes_along_as_it_is(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Nobody replaces its letters, whatever is done with texts of our own."""
    limits = {"parts_per_message": 1}
    options = {"limits": limits, "sending": {"plain_letters": True}}
    hass.config_entries.async_update_entry(entry, options=options)
    await hass.async_block_till_done(wait_background_tasks=True)

    error = await refused(hass, "send-sms", **messages(DAD, body="ł" * 71))

    assert error.translation_key == "blocked"
    assert "LIMIT_PARTS" in str(error)
    assert runs(simulator) == []


def limit_messages(hass: HomeAssistant, entry: MockConfigEntry, count: int) -> None:
    """Allow so many messages an hour."""
    limits = {"messages_per_hour": count, "messages_per_recipient": 100}
    hass.config_entries.async_update_entry(entry, options={"limits": limits})


async def problem_without_response(
    hass: HomeAssistant, number: str
) -> HomeAssistantError:
    """Send a text on the usual way, and return why that fails."""
    with pytest.raises(HomeAssistantError) as caught:
        await hass.services.async_call(
            DOMAIN,
            "send_sms",
            {"phone_numbers": number, "message": TEXT},
            blocking=True,
        )
    return caught.value


async def test_somebody_who_has_opted_out(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """They get nothing on this way either, and nor do the others."""
    simulator.inject_inbound(sender=DAD, body="STOP")
    await entry.runtime_data.inbound.async_refresh()
    await hass.async_block_till_done(wait_background_tasks=True)
    simulator.requests.clear()

    error = await refused(hass, "send-sms", **messages(MUM, DAD))

    assert error.translation_key == "opted_out"
    assert runs(simulator) == []
    assert accepted(simulator) == {}


async def test_what_was_spent(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Each message for itself, also two to the same person."""
    hass.config_entries.async_update_entry(
        entry, options={"spending": {"spend_per_day": 0.2}}
    )
    await hass.async_block_till_done(wait_background_tasks=True)

    await run(hass, "send-sms", **messages(DAD, DAD))
    error = await refused(hass, "send-sms", **messages(DAD))

    assert error.translation_key == "blocked"
    assert accepted(simulator) == {DAD: [TEXT, TEXT]}
    cost = sum(text.price for text in simulator.books)
    assert Decimal(value(hass, "sensor.clicksend_spent_today")) == cost > 0


@pytest.mark.parametrize(
    "given",
    [
        {"list_id": 7, "body": TEXT},
        {"to": DAD, "list_id": 7, "body": TEXT},
    ],
)
@pytest.mark.parametrize("shape", ["messages", "flat"])
async def test_nobody_knows_to_whom(
    hass: HomeAssistant, simulator: Simulator, shape: str, given: dict[str, Any]
) -> None:
    """It is not sent: nobody could say how many messages that are."""
    simulator.settings.patch({"membrane_action_schema": shape})

    error = await refused(
        hass, "send-sms", **({"messages": [given]} if shape == "messages" else given)
    )

    assert error.translation_key == "action_sends"
    assert error.translation_placeholders == {"action": "Send SMS"}
    assert runs(simulator) == []


async def test_number_that_is_none(hass: HomeAssistant, simulator: Simulator) -> None:
    """Then nothing is sent, to anybody."""
    error = await refused(hass, "send-sms", **messages(DAD, "911"))

    assert error.translation_key == "invalid_recipient"
    assert runs(simulator) == []


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("enviar", messages(DAD)),
        ("create-campaign", messages(DAD)),
        ("notify", {"messages": [{"to": f"{DAD}", "body": TEXT}]}),
    ],
)
async def test_other_actions_that_send(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    entry: MockConfigEntry,
    key: str,
    given: dict[str, Any],
) -> None:
    """They count, too, whatever they are called."""
    add_action(monkeypatch, simulator, key)
    limit_messages(hass, entry, 1)
    await hass.async_block_till_done(wait_background_tasks=True)
    await run(hass, key, **given)

    error = await refused(hass, key, **given)

    assert error.translation_key == "blocked"
    assert accepted(simulator) == {DAD: [TEXT]}


async def test_action_that_buys(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Money is spent in ClickSend's dashboard."""
    add_action(monkeypatch, simulator, "recharge", "Recharge Credit")

    error = await refused(hass, "recharge", package=1)

    assert error.translation_key == "action_spends"
    assert runs(simulator) == []


async def test_two_actions_of_one_name(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody guesses which is meant; their keys tell them apart."""
    for key in ("mine", "ours"):
        add_action(monkeypatch, simulator, key, "Twice", like="list-sms-templates")

    error = await refused(hass, "Twice")

    assert error.translation_key == "action_ambiguous"
    assert runs(simulator) == []
    await run(hass, "ours")
    assert runs(simulator)[0].path.endswith("/id-ours/run")


async def test_many_actions(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last of many is found as well as the first."""
    simulator.settings.patch({"membrane_page": 0})
    for number in range(250):
        add_action(monkeypatch, simulator, f"a-{number}", like="list-sms-templates")

    assert (await ask(hass, "get_actions"))["total"] == 100
    assert (await ask(hass, "get_actions", limit=1000))["total"] == 260
    await run(hass, "a-249")


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "required": ["page"], "patternProperties": {"^p": {}}},
        {"required": ["page"], "properties": {"limit": {"type": "walrus"}}},
    ],
)
async def test_schema_that_cannot_be_read(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    schema: dict[str, Any],
) -> None:
    """The action can be run all the same; only what it requires is checked."""
    add_action(monkeypatch, simulator, "x", schema=schema, like="list-sms-templates")
    monkeypatch.setattr("simulator.membrane.acting.problems", lambda *_: ())

    error = await refused(hass, "x", limit=15)
    assert error.translation_key == "input_invalid"

    await run(hass, "x", page=1, limit=15)


# What may go wrong.


@pytest.mark.parametrize("action", ["send-sms", "create-sms-template"])
@pytest.mark.parametrize(
    "fault", ["reset_before", "reset_after", "server_error", "html_error", "malformed"]
)
async def test_lost_answer(
    hass: HomeAssistant, simulator: Simulator, action: str, fault: str
) -> None:
    """It is said so, and it is never run again by itself."""
    # A connection that has been in use is the one that may break.
    await ask(hass, "get_actions")
    simulator.faults.arm(fault, path="/membrane/actions/*")
    given = {"template_name": "Leak", "body": "Water!"}

    error = await refused(
        hass, action, **(messages(DAD) if action == "send-sms" else given)
    )

    assert error.translation_key == "answer_unusable"
    assert len(runs(simulator)) == 1
    assert not must_sign_in(hass)


async def test_lost_answer_counts(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """The text may have left; one that was refused has not."""
    limit_messages(hass, entry, 2)
    await hass.async_block_till_done(wait_background_tasks=True)
    for fault in ("rate_limited", "forbidden"):
        simulator.faults.arm(fault, path="/membrane/actions/*")
        await refused(hass, "send-sms", **messages(DAD, DAD))
    simulator.faults.arm("reset_after", path="/membrane/actions/*")

    error = await refused(hass, "send-sms", **messages(DAD, DAD))

    assert error.translation_key == "answer_unusable"
    assert accepted(simulator) == {DAD: [TEXT, TEXT]}
    simulator.requests.clear()
    await refused(hass, "send-sms", **messages(DAD))
    assert runs(simulator) == []


async def test_reload_while_it_runs(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """It comes to its end first, and counts for what it was."""
    limit_messages(hass, entry, 1)
    await hass.async_block_till_done(wait_background_tasks=True)
    simulator.faults.arm("delay", path="/membrane/actions/*", seconds=0.3)
    running = hass.async_create_task(run(hass, "send-sms", **messages(DAD)))
    await until(lambda: bool(runs(simulator)))

    await hass.config_entries.async_reload(entry.entry_id)

    assert running.done()
    assert await running
    assert accepted(simulator) == {DAD: [TEXT]}
    assert value(hass, "sensor.clicksend_outbox") == "0"
    assert full_state(hass, REPORT).attributes["event_type"] == "sent"
    error = await refused(hass, "send-sms", **messages(DAD))
    assert error.translation_key == "blocked"


@pytest.mark.parametrize("status", [400, 422, 500, 502])
async def test_what_clicksend_did_not_do(
    hass: HomeAssistant, simulator: Simulator, status: int
) -> None:
    """Membrane's words about it are for nobody to read."""
    simulator.settings.patch({"membrane_action_status": status})

    error = await refused(hass, "delete-sms-template", template_id=99)

    assert error.translation_key == "answer_unusable"
    assert not must_sign_in(hass)


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ("unauthorized", "invalid_auth"),
        ("forbidden", "refused"),
        ("rate_limited", "rate_limited"),
        ("not_found", "refused"),
    ],
)
async def test_refused_at_the_last_moment(
    hass: HomeAssistant, simulator: Simulator, fault: str, key: str
) -> None:
    """It is said what it was; an action that is gone is no matter of the token."""
    simulator.faults.arm(fault, path="/membrane/actions/*")

    error = await refused(hass, "list-sms-templates")

    assert error.translation_key == key
    await hass.async_block_till_done(wait_background_tasks=True)
    assert must_sign_in(hass) == (key == "invalid_auth")


@pytest.mark.parametrize(
    "trouble",
    [
        {"state": "CLIENT_ACTION_REQUIRED"},
        {"state": "SETUP_FAILED"},
        {"state": "DISCONNECTING"},
        {"disconnected": True},
        {"is_defunct": True},
    ],
)
@pytest.mark.parametrize("status", [400, 401, 403])
async def test_connection_that_is_not_ready(
    hass: HomeAssistant, simulator: Simulator, trouble: dict[str, Any], status: int
) -> None:
    """Nothing is done, and somebody has to see to it."""
    simulator.settings.patch({"membrane_defunct_status": status})
    connection = simulator.membrane_tenant.clicksend
    for name, found in trouble.items():
        setattr(connection, name, found)

    error = await refused(hass, "create-sms-template", template_name="a", body="b")

    assert error.translation_key in {"no_connection", "invalid_auth"}
    assert list(simulator.account.templates) == []
    await hass.async_block_till_done(wait_background_tasks=True)
    assert must_sign_in(hass)


@pytest.mark.parametrize("road", [DIRECT, MATON], ids=["direct", "Maton"])
@pytest.mark.parametrize(
    ("action", "data"), [("get_actions", {}), ("run_action", {"action": "send-sms"})]
)
async def test_account_that_is_reached_otherwise(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    entry: MockConfigEntry,
    road: Road,
    action: str,
    data: dict[str, Any],
) -> None:
    """Membrane is not asked."""
    await hass.config_entries.async_remove(entry.entry_id)
    await set_out(hass, simulator, make_entry, road)

    error = await problem(hass, action, **data)

    assert error.translation_key == "needs_membrane"
    assert asked(simulator) == []


async def test_only_administrators_may(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_admin_user: User,
    hass_read_only_user: MockUser,
) -> None:
    """And automations, which nobody has called; an answer is not needed."""

    async def call_as(user: User) -> None:
        await hass.services.async_call(
            DOMAIN,
            "run_action",
            {"action": "list-sms-templates"},
            blocking=True,
            context=Context(user_id=user.id),
        )

    with pytest.raises(Unauthorized):
        await call_as(hass_read_only_user)
    assert asked(simulator) == []

    await call_as(hass_admin_user)
    assert len(runs(simulator)) == 1


async def test_nothing_is_logged(
    hass: HomeAssistant, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither what is asked nor what is answered."""
    caplog.set_level(logging.DEBUG, f"custom_components.{DOMAIN}")
    caplog.clear()
    await ask(hass, "get_actions", query="walrus")
    await run(hass, "get-sms-price", **messages(DAD))
    await refused(hass, "get-sms-price", walrus="walrus")
    simulator.faults.arm("server_error", path="/membrane/actions/*")
    await refused(hass, "list-sms-templates")

    ours = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith(f"custom_components.{DOMAIN}")
    ]
    assert ours == []
