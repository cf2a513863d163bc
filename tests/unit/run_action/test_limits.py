"""What an action sends is counted, and stopped, like any other message."""

from decimal import Decimal
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.conftest import DAD, MUM
from tests.unit.run_action.more_actions import add_action
from tests.unit.run_action.running import limit_messages, messages, refused, run, runs
from tests.unit.sending import TEXT, accepted
from tests.unit.states import value


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
        ("queue-sms", messages(DAD)),
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


async def test_name_that_speaks_of_texts(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a word of to whom and what, it is not run."""
    add_action(monkeypatch, simulator, "retry-failed-sms", like="cancel-scheduled-sms")

    error = await refused(hass, "retry-failed-sms", message_id="a")

    assert error.translation_key == "action_sends"
    assert runs(simulator) == []


async def test_action_that_buys(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Money is spent in ClickSend's dashboard."""
    add_action(monkeypatch, simulator, "recharge", "Recharge Credit")

    error = await refused(hass, "recharge", package=1)

    assert error.translation_key == "action_spends"
    assert runs(simulator) == []
