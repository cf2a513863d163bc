"""cancel_message: what ClickSend was given for later is taken back there."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from simulator import Simulator
from tests.unit.clock import HOUR, pass_time, poll_now
from tests.unit.conftest import DAD, MUM
from tests.unit.messaging.limited import (
    ACCEPTED,
    listen,
    outcomes,
    reload,
    set_options,
)
from tests.unit.messaging.lives import earlier_life
from tests.unit.messaging.stored import outbox_file
from tests.unit.sending import (
    DAD_ENTITY,
    MUM_ENTITY,
    TEXT,
    send_sms,
)
from tests.unit.services.cancel.cancelling import (
    CANCELLED,
    PRICE,
    kept,
)
from tests.unit.services.cancel.scheduled import (
    cancel,
    cancel_quietly,
    cancel_refusal,
    cancel_requests,
    schedule,
    to_come,
    verdicts,
)
from tests.unit.states import BALANCE, SPENT, value


@pytest.mark.usefixtures("entry")
async def test_cancelled_message_never_comes(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The answer says which it was; ClickSend pays it back, and nothing has failed."""
    reports = listen(hass)
    outcome = await schedule(hass, entity_id=DAD_ENTITY, reference="reminder")

    answer = await cancel(hass, message_id=outcome["message_id"])

    assert answer == {
        "messages": [
            {
                "recipient": DAD,
                "name": "Dad",
                "status": "cancelled",
                "code": "CANCELLED_BY_USER",
                "channel": "sms",
                "message_id": outcome["message_id"],
                "reference": "reminder",
            }
        ],
        "cancelled": 1,
        "failed": 0,
    }
    simulator.clock.advance(7200)
    assert simulator.phones[DAD].received == []
    assert simulator.account.balance == 100
    await hass.async_block_till_done()
    assert reports == []


@pytest.mark.usefixtures("entry")
async def test_all_of_a_reference(hass: HomeAssistant, simulator: Simulator) -> None:
    """The caller's name for them, whatever channel; ours does for one of them."""
    for channel in ("sms", "voice"):
        await schedule(hass, channel, phone_numbers=[DAD, MUM], reference="leak")
    other = await schedule(hass)

    await cancel_quietly(hass, reference="leak")
    assert (to_come(simulator), to_come(simulator, "voice")) == ([DAD], [])

    await cancel_quietly(hass, reference=other["reference"])
    assert to_come(simulator) == []


@pytest.mark.usefixtures("entry")
async def test_reference_on_one_channel_only(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The channel says which of them."""
    for channel in ("sms", "voice"):
        await schedule(hass, channel, reference="leak")

    await cancel_quietly(hass, reference="leak", channel="voice")

    assert (to_come(simulator), to_come(simulator, "voice")) == ([DAD], [])


@pytest.mark.usefixtures("entry")
async def test_earlier_messages_of_a_reference_do_not_matter(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Of those that came to their end only a call hears that finds no others."""
    await send_sms(hass, entity_id=DAD_ENTITY, reference="daily")
    await schedule(hass, entity_id=MUM_ENTITY, reference="daily")

    assert verdicts(await cancel(hass, reference="daily")) == [CANCELLED]
    assert verdicts(await cancel(hass, reference="daily")) == [
        kept("NOT_SCHEDULED"),
        kept("NOT_SCHEDULED"),
    ]
    assert len(cancel_requests(simulator)) == 1
    error = await cancel_refusal(hass, reference="daily")
    assert error.translation_key == "cancel_too_late"
    assert "Dad (NOT_SCHEDULED), Mum (NOT_SCHEDULED)" in str(error)


@pytest.mark.usefixtures("entry")
async def test_reference_that_nothing_has(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """A slip of the pen is said, also when an answer was asked for."""
    await schedule(hass, reference="leak")

    with pytest.raises(ServiceValidationError, match="reference leek") as caught:
        await cancel(hass, reference="leek")

    assert caught.value.translation_key == "cancel_reference_not_found"
    assert to_come(simulator) == [DAD]


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("data", [{}, {"message_id": "A", "reference": "B"}])
async def test_it_has_to_be_clear_which(
    hass: HomeAssistant, simulator: Simulator, data: dict[str, str]
) -> None:
    """Neither, or both, is a mistake."""
    error = await cancel_refusal(hass, **data)

    assert isinstance(error, ServiceValidationError)
    assert error.translation_key == "cancel_which"
    assert cancel_requests(simulator) == []


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    "data",
    [{"message_id": ""}, {"reference": ""}, {"reference": "x", "channel": "fax"}],
)
async def test_what_makes_no_sense(hass: HomeAssistant, data: dict[str, Any]) -> None:
    """It is turned down before anything happens."""
    with pytest.raises(vol.Invalid):
        await cancel_quietly(hass, **data)


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("channel", ["sms", "voice"])
async def test_message_of_another_program(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    channel: str,
) -> None:
    """ClickSend is asked as it is: for a text, unless another channel is given."""
    outcome = await schedule(hass, channel)
    await hass.config_entries.async_unload(entry.entry_id)
    outbox_file(hass, entry).unlink()
    await hass.config_entries.async_setup(entry.entry_id)
    given = {} if channel == "sms" else {"channel": channel}

    answer = await cancel(hass, message_id=outcome["message_id"], **given)

    assert answer["messages"] == [
        {
            "recipient": None,
            "name": None,
            "status": "cancelled",
            "code": "CANCELLED_BY_USER",
            "channel": channel,
            "message_id": outcome["message_id"],
            "reference": None,
        }
    ]
    assert to_come(simulator, channel) == []
    # A second time there is nothing left to cancel.
    error = await cancel_refusal(hass, message_id=outcome["message_id"], **given)
    assert error.translation_key == "cancel_too_late"
    assert outcome["message_id"] in str(error)


@pytest.mark.usefixtures("entry")
async def test_known_message_needs_no_channel(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The outbox knows that it is a call."""
    outcome = await schedule(hass, "voice")

    await cancel_quietly(hass, message_id=outcome["message_id"])

    assert to_come(simulator, "voice") == []


@pytest.mark.usefixtures("entry")
async def test_what_was_sent_at_once_is_gone(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Nobody has to be asked."""
    answer = await send_sms(hass, entity_id=DAD_ENTITY)

    error = await cancel_refusal(hass, message_id=answer["messages"][0]["message_id"])

    assert error.translation_key == "cancel_too_late"
    assert str(error).startswith("Not cancelled: Dad (NOT_SCHEDULED)")
    assert cancel_requests(simulator) == []


@pytest.mark.usefixtures("entry")
async def test_what_clicksend_has_sent_or_cancelled_itself(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It says so with a 404; the message stays what it was, and paid for."""
    outcome = await schedule(hass, entity_id=DAD_ENTITY)
    simulator.clock.advance(7200)

    assert verdicts(await cancel(hass, message_id=outcome["message_id"])) == [
        kept("NOT_SCHEDULED")
    ]

    assert simulator.phones[DAD].received == [TEXT]
    assert len(cancel_requests(simulator)) == 1
    await poll_now(hass)
    assert Decimal(value(hass, SPENT)) == PRICE


@pytest.mark.parametrize("cancellable", [False, True])
async def test_mms(
    hass: HomeAssistant,
    simulator: Simulator,
    picture: dict[str, str],
    entry: MockConfigEntry,
    *,
    cancellable: bool,
) -> None:
    """It cannot be taken back any more, unless the older document is right."""
    assert entry
    simulator.settings.mms_cancel = cancellable
    outcome = await schedule(hass, "mms", attachment=picture)
    wanted = {"message_id": outcome["message_id"]}

    if cancellable:
        await cancel_quietly(hass, **wanted)
    else:
        error = await cancel_refusal(hass, **wanted)
        assert error.translation_key == "cancel_mms"

    assert to_come(simulator, "mms") == ([] if cancellable else [DAD])


async def test_limits_and_sensors_give_the_money_back(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """A cancelled message costs nothing and takes nobody's place, also later."""
    await set_options(
        hass,
        entry,
        spending={"spend_per_day": 0.1},
        limits={"messages_per_hour": 1, "messages_per_recipient": 1},
    )
    outcome = await schedule(hass, dedup_key="leak")
    await poll_now(hass)
    assert Decimal(value(hass, SPENT)) == PRICE
    assert Decimal(value(hass, BALANCE)) == 100 - PRICE
    assert await outcomes(hass, entity_id=MUM_ENTITY) == [("blocked", "LIMIT_PER_HOUR")]
    assert await outcomes(hass, entity_id=DAD_ENTITY, dedup_key="leak") == [
        ("suppressed", "DUPLICATE")
    ]

    await cancel_quietly(hass, message_id=outcome["message_id"])

    await poll_now(hass)
    assert Decimal(value(hass, SPENT)) == 0
    assert Decimal(value(hass, BALANCE)) == 100
    await reload(hass, entry)
    assert Decimal(value(hass, SPENT)) == 0
    assert await outcomes(hass, entity_id=DAD_ENTITY, dedup_key="leak") == [ACCEPTED]
    assert len(simulator.books) == 2


async def test_it_works_after_a_restart(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
) -> None:
    """What was scheduled before is known, and what was cancelled stays so."""
    entry = make_entry()
    async with earlier_life(hass, entry) as before:
        first = await schedule(before, reference="leak")
        await schedule(before, "voice", reference="call")
        await before.config_entries.async_unload(entry.entry_id)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    await cancel_quietly(hass, reference="leak")
    await cancel_quietly(hass, reference="call")

    assert (to_come(simulator), to_come(simulator, "voice")) == ([], [])
    await reload(hass, entry)
    assert verdicts(await cancel(hass, message_id=first["message_id"])) == [
        kept("NOT_SCHEDULED")
    ]
    assert len(cancel_requests(simulator)) == 2


async def test_due_by_our_clock(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """When its time is over it has been sent."""
    assert entry
    outcome = await schedule(hass, entity_id=DAD_ENTITY)
    await pass_time(hass, freezer, 2 * HOUR)

    assert verdicts(await cancel(hass, message_id=outcome["message_id"])) == [
        kept("NOT_SCHEDULED")
    ]
    assert cancel_requests(simulator) == []
    assert simulator.phones[DAD].received == [TEXT]
