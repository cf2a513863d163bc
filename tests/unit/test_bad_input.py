"""Bad input gets a clear error, and nothing is lost."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.conftest import DAD, MUM, recipient
from tests.unit.sending import (
    DAD_ENTITY,
    MUM_ENTITY,
    TEXT,
    accepted,
    notify,
    refusal,
    requests,
    send_sms,
    send_sms_without_response,
    unlimited,
)

ANN = "+12025550103"

pytestmark = pytest.mark.usefixtures("entry")


@pytest.mark.parametrize("text", ["", " ", "\n\t  \r\n"])
async def test_empty_text(hass: HomeAssistant, simulator: Simulator, text: str) -> None:
    """Nothing to say is the caller's mistake, through either action."""
    for send in (
        send_sms(hass, entity_id=DAD_ENTITY, message=text),
        send_sms_without_response(hass, entity_id=DAD_ENTITY, message=text),
        notify(hass, DAD_ENTITY, message=text),
    ):
        with pytest.raises(ServiceValidationError, match="message is empty"):
            await send
    assert requests(simulator) == []


async def test_no_recipients(hass: HomeAssistant, simulator: Simulator) -> None:
    """Nobody to send to is the caller's mistake."""
    nobody: list[str] = []
    for fields in ({}, {"entity_id": nobody}, {"phone_numbers": nobody}):
        error = await refusal(hass, **fields)
        assert type(error) is ServiceValidationError
        assert "nobody to send to" in str(error)
    assert requests(simulator) == []


@pytest.mark.parametrize(
    "number",
    ["hello", "", "911", "555-0101", "+1 202 555 0101 ext. 5", "unavailable", "None"],
)
async def test_number_that_cannot_be_one(
    hass: HomeAssistant, simulator: Simulator, number: str
) -> None:
    """It is the caller's mistake, and ClickSend is not bothered with it."""
    error = await refusal(hass, phone_numbers=number)

    assert type(error) is ServiceValidationError
    assert f"Not sent: {number or '(empty)'} (INVALID_RECIPIENT)" in str(error)
    assert "0 of 1 messages were accepted" in str(error)
    assert requests(simulator) == []


async def test_national_number_while_the_country_is_unknown(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    expected_log: list[str],
) -> None:
    """Nobody guesses a country; a number with one goes out."""
    expected_log += ["Error fetching clicksend_messaging"]
    simulator.faults.arm("server_error", path="/account")
    hass.config_entries.async_update_entry(entry, data={**entry.data, "country": None})
    await hass.async_block_till_done(wait_background_tasks=True)

    answer = await send_sms(hass, phone_numbers=["(202) 555-0103", DAD])

    assert [message["status"] for message in answer["messages"]] == [
        "rejected",
        "accepted",
    ]
    assert answer["messages"][0]["code"] == "INVALID_RECIPIENT"
    assert accepted(simulator) == {DAD: [TEXT]}


@pytest.mark.parametrize(
    "bad",
    [
        {"phone_numbers": ["not a number"]},
        {"entity_id": ["notify.nobody_sms"]},
        # Ours, but no recipient.
        {"entity_id": ["sensor.clicksend_balance"]},
    ],
)
async def test_one_bad_recipient_among_good_ones(
    hass: HomeAssistant,
    simulator: Simulator,
    bad: dict[str, list[str]],
) -> None:
    """The good ones are sent, and the bad one is named."""
    ((field, (wrong,)),) = bad.items()
    good: dict[str, list[str]] = {
        "entity_id": [DAD_ENTITY, MUM_ENTITY],
        "phone_numbers": [ANN],
    }

    error = await refusal(hass, **{**good, field: [*bad[field], *good[field]]})

    assert type(error) is ServiceValidationError
    assert f"Not sent: {wrong} (INVALID_RECIPIENT)" in str(error)
    assert "3 of 4 messages were accepted" in str(error)
    assert accepted(simulator) == {DAD: [TEXT], MUM: [TEXT], ANN: [TEXT]}


async def test_more_numbers_than_a_request_may_have(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """1,001 numbers are two requests, and everybody gets the text once."""
    unlimited(hass, entry)
    await hass.async_block_till_done()
    numbers = [f"+1202555{line:04}" for line in range(1001)]

    answer = await send_sms(hass, phone_numbers=numbers)

    assert [len(messages) for messages in requests(simulator)] == [1000, 1]
    assert (answer["accepted"], answer["failed"]) == (1001, 0)
    assert answer["total_price"] == "79.2792"
    assert [message["recipient"] for message in answer["messages"]] == numbers
    assert accepted(simulator) == {number: [TEXT] for number in numbers}


async def test_unknown_account(hass: HomeAssistant, simulator: Simulator) -> None:
    """An id that is no account's."""
    error = await refusal(hass, entity_id=DAD_ENTITY, config_entry_id="nonesuch")

    assert type(error) is ServiceValidationError
    assert error.translation_key == "service_config_entry_not_found"
    assert requests(simulator) == []


async def test_account_that_is_not_loaded(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Named or not, an account that is switched off cannot send."""
    await hass.config_entries.async_unload(entry.entry_id)

    for named in ({}, {"config_entry_id": entry.entry_id}):
        error = await refusal(hass, phone_numbers=DAD, **named)
        assert type(error) is ServiceValidationError
        assert error.translation_key == "service_config_entry_not_loaded"
    assert requests(simulator) == []


async def test_two_accounts_and_none_named(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
) -> None:
    """Nobody chooses whose money is spent; each sends to its own recipients only."""
    second = make_entry(recipient("Ann", ANN))
    hass.config_entries.async_update_entry(second, unique_id="second")
    assert await hass.config_entries.async_setup(second.entry_id)

    error = await refusal(hass, phone_numbers=DAD)
    assert type(error) is ServiceValidationError
    assert error.translation_key == "service_found_multiple_config_entry_for_domain"
    assert requests(simulator) == []

    error = await refusal(
        hass, config_entry_id=second.entry_id, entity_id=[DAD_ENTITY, "notify.ann_sms"]
    )
    assert f"Not sent: {DAD_ENTITY} (INVALID_RECIPIENT)" in str(error)
    assert accepted(simulator) == {ANN: [TEXT]}


@pytest.mark.parametrize("placement", ["per_message", "request"])
async def test_credit_is_gone(
    hass: HomeAssistant, simulator: Simulator, placement: str
) -> None:
    """Wherever ClickSend puts it, the caller learns why; after a top-up it works."""
    simulator.settings.patch({"insufficient_credit": placement})
    simulator.account.balance = Decimal(0)

    error = await refusal(hass, entity_id=[DAD_ENTITY, MUM_ENTITY])

    assert type(error) is HomeAssistantError
    assert error.translation_key == "insufficient_credit"
    assert "Not sent: Dad (INSUFFICIENT_CREDIT), Mum (INSUFFICIENT_CREDIT)" in str(
        error
    )
    assert "top up the account" in str(error)
    assert accepted(simulator) == {}

    simulator.account.balance = Decimal(1)
    await send_sms_without_response(hass, entity_id=DAD_ENTITY)
    assert accepted(simulator) == {DAD: [TEXT]}


async def test_credit_ends_within_a_call(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Who is still reached is reached, and who is not is named."""
    simulator.account.balance = Decimal("0.1")

    error = await refusal(hass, entity_id=[DAD_ENTITY, MUM_ENTITY])

    assert "Not sent: Mum (INSUFFICIENT_CREDIT)" in str(error)
    assert "1 of 2 messages were accepted" in str(error)
    assert accepted(simulator) == {DAD: [TEXT]}


@pytest.mark.usefixtures("short_waits")
@pytest.mark.parametrize("kind", ["malformed", "empty_answer", "html_error"])
async def test_answer_that_is_not_json(
    hass: HomeAssistant, simulator: Simulator, kind: str
) -> None:
    """Nobody can tell what became of the message, and that is what the caller hears."""
    simulator.faults.arm(kind, path="/sms/send", status=200)

    error = await refusal(hass, entity_id=DAD_ENTITY)

    assert type(error) is HomeAssistantError
    assert error.translation_key == "outcome_unknown"
    assert "not known whether these messages went out: Dad" in str(error)
    assert len(requests(simulator)) == 1


@pytest.mark.parametrize(
    "field",
    [
        {"number": DAD},
        {"schedule": "soon"},
        {"sender": ""},
        {"reference": ""},
        {"message": None},
        {"message": {"text": TEXT}},
        {"entity_id": "Dad"},
        {"phone_numbers": [{"number": DAD}]},
        {"phone_numbers": [None]},
        {"phone_numbers": 12025550103.0},
        {"phone_numbers": [DAD, 2025550103.0]},
    ],
)
async def test_field_that_is_unknown_or_of_the_wrong_kind(
    hass: HomeAssistant, simulator: Simulator, field: Any
) -> None:
    """It is refused before anything happens."""
    with pytest.raises(vol.Invalid):
        await send_sms(hass, **{"phone_numbers": DAD, **field})

    assert requests(simulator) == []


async def test_account_works_on_after_every_kind_of_bad_input(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """A mistake leaves nothing behind that the next call would stumble over."""
    for bad in (
        {"entity_id": DAD_ENTITY, "message": ""},
        {"phone_numbers": "911"},
        {"entity_id": "notify.nobody_sms"},
        {"phone_numbers": DAD, "message": "a" * 2000},
    ):
        await refusal(hass, **bad)

    await notify(hass, DAD_ENTITY)

    assert accepted(simulator) == {DAD: [TEXT]}
    assert entry.state is ConfigEntryState.LOADED
    state = hass.states.get("sensor.clicksend_outbox")
    assert state is not None
    assert state.state == "0"
    assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)
