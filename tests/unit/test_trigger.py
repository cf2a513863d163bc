"""The triggers that an automation for failed or delivered messages starts with."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers.trigger import async_get_all_descriptions
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.messaging import delivery, messenger
from custom_components.clicksend_messaging.messaging.clicksend_carrier import (
    ClickSendCarrier,
)
from custom_components.clicksend_messaging.trigger import async_get_triggers
from simulator import Simulator
from tests.unit.conftest import DAD, recipient
from tests.unit.messaging.waiting import reported, until
from tests.unit.sending import DAD_ENTITY, refusal, send_sms
from tests.unit.states import REPORT

SEND = "/sms/send"
# The account may not send there.
COLOMBIA = "+573001234567"
FAILED = f"{DOMAIN}.message_failed"
DELIVERED = f"{DOMAIN}.message_delivered"

type SetUp = Callable[..., Any]


@pytest.fixture
def set_up(hass: HomeAssistant, make_entry: Callable[..., MockConfigEntry]) -> SetUp:
    """Return a function that sets an account up with options."""

    async def set_up(**options: Any) -> MockConfigEntry:
        added = make_entry(recipient("Dad", DAD), recipient("Ann", COLOMBIA))
        hass.config_entries.async_update_entry(added, options=options)
        assert await hass.config_entries.async_setup(added.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        return added

    return set_up


async def automate(
    hass: HomeAssistant, what: str = FAILED, **trigger: Any
) -> list[ServiceCall]:
    """Have an automation note what it hears; return the notes."""
    notes = async_mock_service(hass, "test", "note")
    told = (
        *("reason", "recipient", "reference", "type", "message_id", "channel"),
        "digits",
    )
    assert await async_setup_component(
        hass,
        "automation",
        {
            "automation": {
                "alias": "Tell me another way",
                "triggers": {"trigger": what, **trigger},
                "actions": {
                    "action": "test.note",
                    "data": {key: f"{{{{ trigger.{key} }}}}" for key in told},
                },
                "mode": "queued",
            }
        },
    )
    await hass.async_block_till_done()
    return notes


async def reject(hass: HomeAssistant) -> None:
    """Send a text that ClickSend turns down."""
    await send_sms(hass, entity_id="notify.ann_sms", reference="door")
    await hass.async_block_till_done()


async def test_rejected_message(hass: HomeAssistant, set_up: SetUp) -> None:
    """The automation learns which, to whom, and why."""
    await set_up()
    notes = await automate(hass)

    await reject(hass)

    (note,) = notes
    assert note.data == {
        "reason": "COUNTRY_NOT_ENABLED",
        "recipient": "Ann",
        "reference": "door",
        "type": "failed",
        "message_id": None,
        "channel": "sms",
        "digits": None,
    }


@pytest.fixture
def quick_network(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have texts arrive, and looked at, at once."""
    simulator.settings.delivery_seconds = 0
    monkeypatch.setattr(delivery, "DELAYS", (0.05, 0.1, 0.2))
    monkeypatch.setattr(delivery, "PAUSE_SECONDS", 0.05)


@pytest.mark.usefixtures("quick_network")
async def test_delivered_message(
    hass: HomeAssistant, simulator: Simulator, set_up: SetUp
) -> None:
    """The automation learns which, and to whom; what failed is another matter."""
    await set_up()
    notes = await automate(hass, DELIVERED)

    await send_sms(hass, entity_id=DAD_ENTITY, reference="door")
    assert notes == []
    await until(hass, lambda: notes)
    await reject(hass)

    (text,) = simulator.books
    (note,) = notes
    assert note.data["reason"]
    assert {**note.data, "reason": ""} == {
        "reason": "",
        "recipient": "Dad",
        "reference": "door",
        "type": "delivered",
        "message_id": text.message_id,
        "channel": "sms",
        "digits": None,
    }


@pytest.mark.usefixtures("quick_network")
async def test_keys_pressed_in_a_call(
    hass: HomeAssistant, simulator: Simulator, set_up: SetUp
) -> None:
    """They come with the trigger, for an automation to act on."""
    await set_up()
    notes = await automate(hass, DELIVERED, target={"entity_id": REPORT})
    await hass.services.async_call(
        DOMAIN,
        "send_voice",
        {"message": "Press 1", "phone_numbers": [DAD], "require_input": True},
        blocking=True,
    )
    (text,) = simulator.books
    assert text.call is not None
    text.call.press("12", simulator.clock.now())

    await until(hass, lambda: notes)

    assert [str(note.data["digits"]) for note in notes] == ["12"]


@pytest.mark.usefixtures("quick_network")
async def test_delivered_message_is_none_that_failed(
    hass: HomeAssistant, set_up: SetUp
) -> None:
    """Automations for failures do not run."""
    await set_up()
    failed = await automate(hass)
    reports = reported(hass)

    await send_sms(hass, entity_id=DAD_ENTITY)
    await until(hass, lambda: reports)

    assert [type_ for type_, _ in reports] == ["delivered"]
    assert failed == []


async def test_message_that_is_accepted(hass: HomeAssistant, set_up: SetUp) -> None:
    """It is none that failed."""
    await set_up()
    notes = await automate(hass)

    await send_sms(hass, entity_id=DAD_ENTITY)
    await hass.async_block_till_done()

    assert notes == []


async def test_message_that_expired(
    hass: HomeAssistant,
    simulator: Simulator,
    set_up: SetUp,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By then the caller waits no longer."""
    monkeypatch.setattr(messenger, "VERDICT_SECONDS", 0.05)
    await set_up(sending={"retry_for": 0.005})
    notes = await automate(hass)
    simulator.faults.arm("rate_limited", path=SEND, retry_after=60)

    await send_sms(hass, entity_id=DAD_ENTITY, reference="door")
    await until(hass, lambda: notes)

    assert told(notes) == [("failed", "EXPIRED", "Dad", "door")]


async def test_message_that_is_lost(
    hass: HomeAssistant,
    simulator: Simulator,
    set_up: SetUp,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Only once nobody looks for it any longer."""
    monkeypatch.setattr(messenger, "VERDICT_SECONDS", 0.05)
    monkeypatch.setattr(ClickSendCarrier, "delays", (0.1, 0.1))
    await set_up()
    notes = await automate(hass)
    simulator.faults.arm("reset_before", path=SEND)

    await send_sms(hass, entity_id=DAD_ENTITY, reference="door")
    assert notes == []
    await until(hass, lambda: notes)

    assert told(notes) == [("unknown", "ANSWER_LOST", "Dad", "door")]


async def test_limit_in_the_way(hass: HomeAssistant, set_up: SetUp) -> None:
    """It triggers when the limit begins to stop messages, and not for each."""
    await set_up(limits={"messages_per_hour": 1})
    notes = await automate(hass)
    await send_sms(hass, entity_id=DAD_ENTITY)

    for _ in range(3):
        await refusal(hass, entity_id=DAD_ENTITY, reference="door")
    await hass.async_block_till_done()

    assert told(notes) == [("failed", "LIMIT_PER_HOUR", "Dad", "door")]


async def test_target(hass: HomeAssistant, set_up: SetUp) -> None:
    """Any entity of the account stands for it."""
    await set_up()
    notes = await automate(hass, target={"entity_id": DAD_ENTITY})

    await reject(hass)

    assert len(notes) == 1


async def test_target_of_another_account(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """What failed there is another automation's."""
    other = MockConfigEntry(
        domain=DOMAIN,
        title="Office",
        unique_id="another",
        data=dict(entry.data),
        subentries_data=[recipient("Boss", "+12025550109")],
    )
    other.add_to_hass(hass)
    assert await hass.config_entries.async_setup(other.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    notes = await automate(hass, target={"entity_id": "event.office_delivery_report"})

    async def fail(entry: MockConfigEntry) -> None:
        await send_sms(hass, config_entry_id=entry.entry_id, phone_numbers=COLOMBIA)
        await hass.async_block_till_done()

    await fail(entry)
    assert notes == []
    await fail(other)
    assert len(notes) == 1


async def test_reload_of_the_account(hass: HomeAssistant, set_up: SetUp) -> None:
    """The automation need not be reloaded as well."""
    entry = await set_up()
    notes = await automate(hass, target={"entity_id": REPORT})

    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await reject(hass)

    assert len(notes) == 1


async def test_automation_that_is_switched_off(
    hass: HomeAssistant, set_up: SetUp
) -> None:
    """It hears nothing any more."""
    await set_up()
    notes = await automate(hass)
    await hass.services.async_call(
        "automation",
        "turn_off",
        {"entity_id": "automation.tell_me_another_way"},
        blocking=True,
    )

    await reject(hass)

    assert notes == []


async def test_frontend_knows_the_triggers(hass: HomeAssistant, set_up: SetUp) -> None:
    """It offers the account as a target, no recipients, and a form for the options."""
    await set_up()

    descriptions = await async_get_all_descriptions(hass)

    ours = {key: text for key, text in descriptions.items() if key.startswith(DOMAIN)}
    assert set(ours) == {f"{DOMAIN}.{key}" for key in await async_get_triggers(hass)}
    fields = {}
    for key, description in ours.items():
        assert description is not None
        (target,) = description["target"]["entity"]
        assert target["integration"] == DOMAIN
        assert set(target["domain"]) <= {"binary_sensor", "event", "sensor"}
        fields[key] = {
            name: field["selector"] for name, field in description["fields"].items()
        }
    received = fields.pop(f"{DOMAIN}.message_received")
    assert received["from"]["text"]["multiple"] is True
    assert received["contains"]["text"]["multiple"] is False
    assert received["trusted_only"] == {"boolean": {}}
    assert not any(fields.values())


def told(notes: list[ServiceCall]) -> list[tuple[str, ...]]:
    """Return what automations were told."""
    keys = ("type", "reason", "recipient", "reference")
    return [tuple(note.data[key] for key in keys) for note in notes]
