"""What became of what an action sends, as far as its output tells."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.clock import MINUTE, pass_time
from tests.unit.conftest import DAD, MUM
from tests.unit.run_action.more_actions import put_out
from tests.unit.run_action.running import (
    fails,
    limit_messages,
    messages,
    refused,
    run,
    run_blindly,
)
from tests.unit.sending import TEXT, accepted
from tests.unit.services.asking import must_sign_in
from tests.unit.states import REPORT, SPENT, full_state, value

COLOMBIA = "+573001234567"
WRAPPED: tuple[Callable[[Any], Any], ...] = (
    lambda output: output,
    lambda output: output["data"],
    lambda output: {"status": 200, "data": output},
    lambda output: {"body": output},
    lambda output: [output],
)


@pytest.fixture(autouse=True)
async def _rested(hass: HomeAssistant) -> None:
    """Let the account come to rest, as nothing may come between."""
    await hass.async_block_till_done(wait_background_tasks=True)


def outcomes(entry: MockConfigEntry) -> list[tuple[str, str, str]]:
    """Return what is known of each message."""
    return [
        (record.message.recipient, record.state.value, record.code)
        for record in entry.runtime_data.messenger.outbox
    ]


def wrap(monkeypatch: pytest.MonkeyPatch, change: Callable[[Any], Any]) -> None:
    """Change the output, and leave the rest of the answer."""
    put_out(monkeypatch, lambda body: {**body, "output": change(body["output"])})


@pytest.mark.parametrize("change", WRAPPED)
async def test_what_each_message_became(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Any], Any],
) -> None:
    """One may be turned down and the others not; only these are paid for."""
    wrap(monkeypatch, change)

    error = await fails(
        hass, "send-sms", **messages(DAD, COLOMBIA, DAD, body="a" * 161)
    )

    assert error.translation_key == "country_not_enabled"
    assert error.translation_placeholders == {
        "recipients": f"{COLOMBIA} (COUNTRY_NOT_ENABLED)",
        "accepted": "2",
        "total": "3",
    }
    assert outcomes(entry) == [
        (DAD, "accepted", "SUCCESS"),
        (COLOMBIA, "rejected", "COUNTRY_NOT_ENABLED"),
        (DAD, "accepted", "SUCCESS"),
    ]
    first, second = simulator.books
    known = {each.message_id: each for each in entry.runtime_data.messenger.outbox}
    for text in (first, second):
        assert known[text.message_id].parts == 2
        assert known[text.message_id].cost == text.price
    await hass.async_block_till_done()
    assert Decimal(value(hass, SPENT)) == first.price + second.price


async def test_rejected_messages_in_the_output(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Who asks for the output sees it there, and there is a report all the same."""
    output = await run(hass, "send-sms", **messages(COLOMBIA))

    assert output["data"]["messages"][0]["status"] == "COUNTRY_NOT_ENABLED"
    assert outcomes(entry) == [(COLOMBIA, "rejected", "COUNTRY_NOT_ENABLED")]
    report = full_state(hass, REPORT).attributes
    assert (report["event_type"], report["reason"]) == ("failed", "COUNTRY_NOT_ENABLED")


async def test_own_references_in_the_input(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """They are not ours; the numbers tell whose each row is."""
    given = [
        {"to": number, "body": TEXT, "custom_string": "mine"}
        for number in (COLOMBIA, DAD)
    ]

    await run(hass, "send-sms", messages=given)

    assert [state for _, state, _ in outcomes(entry)] == ["rejected", "accepted"]


async def test_delivery_report(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """What was sent can be followed like any other message."""
    await run_blindly(hass, "send-sms", **messages(DAD))

    (record,) = entry.runtime_data.messenger.outbox
    (text,) = simulator.books
    assert record.message_id == text.message_id
    report = full_state(hass, REPORT).attributes
    assert (report["event_type"], report["message_id"]) == ("sent", text.message_id)


async def test_word_from_the_network(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """It is asked for as of any other message."""
    await pass_time(hass, freezer, MINUTE)
    await run_blindly(hass, "send-sms", **messages(DAD))

    await pass_time(hass, freezer, MINUTE)

    (text,) = simulator.books
    report = full_state(hass, REPORT).attributes
    assert report["event_type"] == "delivered"
    assert report["message_id"] == text.message_id


@pytest.mark.parametrize(
    "output",
    [None, "done", {}, {"ok": True}, {"data": {"messages": [{"to": DAD}]}}],
    ids=repr,
)
async def test_output_that_does_not_tell(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    output: object,
) -> None:
    """It was run, and that is all."""
    wrap(monkeypatch, lambda _: output)

    await run_blindly(hass, "send-sms", **messages(DAD))

    assert outcomes(entry) == [(DAD, "accepted", "SUCCESS")]


@pytest.mark.parametrize(
    ("http_code", "key", "outcome"),
    [
        (400, "refused", "rejected"),
        (401, "invalid_auth", "rejected"),
        (429, "rate_limited", "rejected"),
        (500, "answer_unusable", "unknown"),
    ],
)
async def test_clicksend_turns_all_of_it_down(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    http_code: int,
    key: str,
    outcome: str,
) -> None:
    """Then nothing was sent, unless nobody knows; the output shows what it said."""
    for _ in range(2):
        simulator.faults.arm("hidden_error", path="/sms/send", http_code=http_code)
    output = await run(hass, "send-sms", **messages(DAD))
    assert output["http_code"] == http_code
    assert not must_sign_in(hass)

    error = await fails(hass, "send-sms", **messages(DAD))

    assert error.translation_key == key
    assert [state for _, state, _ in outcomes(entry)] == [outcome] * 2
    await hass.async_block_till_done(wait_background_tasks=True)
    assert must_sign_in(hass) == (key == "invalid_auth")
    # An outcome that is unknown counts.
    limit_messages(hass, entry, 2)
    await hass.async_block_till_done(wait_background_tasks=True)
    if outcome == "rejected" and not must_sign_in(hass):
        await run(hass, "send-sms", **messages(DAD))


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("COUNTRY_NOT_ENABLED", "refused"),
        ("country_not_enabled", "refused"),
        ("INSUFFICIENT_CREDIT", "no_credit_left"),
    ],
)
async def test_refusal_by_its_word_alone(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    key: str,
) -> None:
    """The status may be that of success, or missing."""
    wrap(monkeypatch, lambda _: {"response_code": code, "data": None})

    error = await fails(hass, "send-sms", **messages(DAD))

    assert error.translation_key == key
    if key == "refused":
        assert error.translation_placeholders == {"code": code}
    assert outcomes(entry) == [(DAD, "rejected", code)]


async def test_refusal_of_something_else(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It is an error for any action, if nobody asks for its output."""
    for _ in range(2):
        simulator.faults.arm("hidden_error", path="/sms/templates", http_code=404)
    assert (await run(hass, "list-sms-templates"))["http_code"] == 404

    assert (await fails(hass, "list-sms-templates")).translation_key == "refused"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 200),
        ({"items": []}, 200),
        ([{"output": 1}], 200),
        ([], 200),
        (None, 204),
        ({"type": "action_run", "key": "x", "message": "walrus"}, 200),
        ({"type": "internal", "message": "walrus", "actionRunId": "1"}, 200),
    ],
    ids=repr,
)
async def test_answer_that_names_no_run(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    body: object,
    status: int,
) -> None:
    """Nobody knows whether it was done; it counts, and is not said to be sent."""
    put_out(monkeypatch, lambda _: body, status)

    error = await refused(hass, "send-sms", **messages(DAD, MUM))

    assert error.translation_key == "answer_unusable"
    assert accepted(simulator) == {DAD: [TEXT], MUM: [TEXT]}
    assert [code for _, _, code in outcomes(entry)] == ["ANSWER_LOST"] * 2
    assert full_state(hass, REPORT).attributes["event_type"] == "unknown"
    assert value(hass, "sensor.clicksend_outbox") == "0"


async def test_membrane_refuses_with_success(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own words count: nothing was passed on."""
    error_body = {"type": "access_denied", "key": "access_token_expired"}
    put_out(monkeypatch, lambda _: error_body)

    error = await refused(hass, "send-sms", **messages(DAD))

    assert error.translation_key == "invalid_auth"
    assert outcomes(entry) == [(DAD, "rejected", "access_token_expired")]
    await hass.async_block_till_done(wait_background_tasks=True)
    assert must_sign_in(hass)
