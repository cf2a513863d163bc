"""What a caller is told when not everybody got the message."""

from decimal import Decimal

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.conftest import DAD, MUM
from tests.unit.sending import (
    DAD_ENTITY,
    MUM_ENTITY,
    TEXT,
    accepted,
    refusal,
    requests,
    send_sms,
    send_sms_without_response,
    unlimited,
)

COLOMBIA = "+573001234567"
PERU = "+51912345678"

pytestmark = pytest.mark.usefixtures("thread_checks", "entry")


async def test_success_is_silent(hass: HomeAssistant, simulator: Simulator) -> None:
    """Everybody was reached, so there is nothing to tell."""
    await send_sms_without_response(hass, entity_id=[DAD_ENTITY, MUM_ENTITY])

    assert accepted(simulator) == {DAD: [TEXT], MUM: [TEXT]}


async def test_country_that_is_not_enabled(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """HTTP 200 around a refusal is a refusal; the error says what to do."""
    error = await refusal(hass, phone_numbers=[COLOMBIA, DAD, PERU])

    assert type(error) is HomeAssistantError
    assert error.translation_key == "country_not_enabled"
    assert str(error) == (
        f"Not sent: {COLOMBIA} (COUNTRY_NOT_ENABLED), {PERU} (COUNTRY_NOT_ENABLED). "
        "Your ClickSend account may not send to this country yet. Turn the country on "
        "under global sending in the ClickSend dashboard. "
        "1 of 3 messages were accepted"
    )
    assert accepted(simulator) == {DAD: [TEXT]}


async def test_number_that_clicksend_turns_down(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """It is as wrong as one that was never asked about."""
    dad, _ = entry.get_subentries_of_type("recipient")
    hass.config_entries.async_update_subentry(
        entry, dad, data={**dad.data, "phone_number": "+1911"}
    )
    await hass.async_block_till_done()

    error = await refusal(hass, entity_id=[DAD_ENTITY, MUM_ENTITY])

    assert type(error) is ServiceValidationError
    assert error.translation_key == "invalid_recipient"
    assert "Not sent: Dad (INVALID_RECIPIENT)" in str(error)
    assert [message["to"] for message in requests(simulator)[0]] == ["+1911", MUM]
    assert accepted(simulator) == {MUM: [TEXT]}


async def test_reason_of_which_only_clicksend_knows_the_meaning(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Its own word for it is shown."""
    simulator.settings.throttle_window = 60
    await send_sms_without_response(hass, entity_id=DAD_ENTITY)

    error = await refusal(hass, entity_id=[DAD_ENTITY, MUM_ENTITY])

    assert type(error) is HomeAssistantError
    assert error.translation_key == "send_failed"
    assert "Dad (THROTTLED). 1 of 2 messages were accepted" in str(error)


async def test_several_reasons(hass: HomeAssistant, simulator: Simulator) -> None:
    """Each failed recipient is named with its own; the others got their message."""
    simulator.account.balance = Decimal("0.08")

    error = await refusal(
        hass,
        entity_id=[DAD_ENTITY, MUM_ENTITY, "notify.nobody_sms"],
        phone_numbers=[COLOMBIA, "911"],
    )

    # Not only the caller's mistake, so not a validation error.
    assert type(error) is HomeAssistantError
    assert error.translation_key == "send_failed"
    assert str(error) == (
        "Not sent, or not known to be sent: Mum (INSUFFICIENT_CREDIT), "
        "notify.nobody_sms (INVALID_RECIPIENT), "
        f"{COLOMBIA} (COUNTRY_NOT_ENABLED), 911 (INVALID_RECIPIENT). "
        "1 of 5 messages were accepted"
    )
    assert accepted(simulator) == {DAD: [TEXT]}


async def test_caller_that_asks_for_a_response_reads_the_reasons_there(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The same call does not raise, so that an automation can decide for itself."""
    simulator.account.balance = Decimal("0.08")

    answer = await send_sms(
        hass,
        entity_id=[DAD_ENTITY, MUM_ENTITY, "notify.nobody_sms"],
        phone_numbers=[COLOMBIA, "911"],
    )

    assert [
        (message["recipient"], message["status"], message["code"])
        for message in answer["messages"]
    ] == [
        (DAD, "accepted", "SUCCESS"),
        (MUM, "rejected", "INSUFFICIENT_CREDIT"),
        ("notify.nobody_sms", "rejected", "INVALID_RECIPIENT"),
        (COLOMBIA, "rejected", "COUNTRY_NOT_ENABLED"),
        ("911", "rejected", "INVALID_RECIPIENT"),
    ]
    assert (answer["accepted"], answer["failed"]) == (1, 4)
    assert answer["total_price"] == "0.0792"


@pytest.mark.usefixtures("short_waits")
async def test_lost_answer_is_told_apart_from_a_refusal(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The message may have gone out: a caller must not simply try again."""
    simulator.faults.arm("reset_after", path="/sms/send")

    error = await refusal(hass, entity_id=[DAD_ENTITY, MUM_ENTITY], phone_numbers="911")

    assert type(error) is HomeAssistantError
    assert str(error) == (
        "Not sent, or not known to be sent: Dad (ANSWER_LOST), Mum (ANSWER_LOST), "
        "911 (INVALID_RECIPIENT). 0 of 3 messages were accepted"
    )
    # As it happens, they did go out.
    assert accepted(simulator) == {DAD: [TEXT], MUM: [TEXT]}


async def test_request_that_fails_as_a_whole_beside_a_bad_number(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Each is named with what was in its way."""
    simulator.faults.arm("forbidden", path="/sms/send")

    error = await refusal(hass, entity_id=DAD_ENTITY, phone_numbers="911")

    assert str(error) == (
        "Not sent, or not known to be sent: Dad (FORBIDDEN), "
        "911 (INVALID_RECIPIENT). 0 of 2 messages were accepted"
    )
    assert accepted(simulator) == {}


async def test_second_request_of_a_large_call_fails(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """A thousand were reached, and the one that was not is named."""
    unlimited(hass, entry)
    await hass.async_block_till_done()
    numbers = [f"+1202555{line:04}" for line in range(1001)]
    simulator.faults.arm("delay", path="/sms/send", seconds=0)
    simulator.faults.arm("forbidden", path="/sms/send")

    error = await refusal(hass, phone_numbers=numbers)

    assert str(error) == (
        f"Not sent, or not known to be sent: {numbers[-1]} (FORBIDDEN). "
        "1000 of 1001 messages were accepted"
    )
    assert len(simulator.books) == 1000
