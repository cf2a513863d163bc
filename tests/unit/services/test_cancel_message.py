"""The action cancel_message: what it stops, and what it says of the rest."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.setup import async_setup_component
from PIL import Image
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.clicksend_messaging.api import http
from simulator import Simulator
from tests.unit.clock import HOUR, IMPATIENT, pass_no_time, pass_time, poll_now
from tests.unit.conftest import DAD, MUM, maton_data
from tests.unit.messaging.limited import (
    ACCEPTED,
    begin_outage,
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
    requests,
    send_sms,
    send_sms_without_response,
)
from tests.unit.services.scheduled import (
    cancel,
    cancel_quietly,
    cancel_refusal,
    cancel_requests,
    hold_back,
    let_go,
    schedule,
    to_come,
    verdicts,
)
from tests.unit.states import BALANCE, OUTBOX, SPENT, value

CANCELLED = ("cancelled", "CANCELLED_BY_USER")
PRICE = Decimal("0.0792")


def kept(code: str) -> tuple[str, str]:
    """Return the verdict on a message that was not cancelled."""
    return "not_cancelled", code


@pytest.fixture
def expected_log() -> list[str]:
    """Allow what is said of an outage."""
    return [
        "Error fetching clicksend_messaging (account|inbound) data",
        "The outbox cannot be written",
    ]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the client wait less for an answer."""
    monkeypatch.setattr(http, "TIMEOUT", IMPATIENT)


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


@pytest.mark.usefixtures("entry", "impatient")
@pytest.mark.parametrize(
    ("fault", "code", "key", "gone"),
    [
        ("hang", "ANSWER_LOST", "cancel_outcome_unknown", False),
        ("reset_before", "ANSWER_LOST", "cancel_outcome_unknown", False),
        ("server_error", "ANSWER_LOST", "cancel_outcome_unknown", False),
        ("html_error", "ANSWER_LOST", "cancel_outcome_unknown", False),
        ("reset_after", "ANSWER_LOST", "cancel_outcome_unknown", True),
        ("lost_answer", "ANSWER_LOST", "cancel_outcome_unknown", True),
        ("malformed", "ANSWER_LOST", "cancel_outcome_unknown", True),
        ("rate_limited", "NOT_REACHED", "cancel_not_reached", False),
        ("not_found", "NOT_SCHEDULED", "cancel_too_late", False),
        ("forbidden", "FORBIDDEN", "cancel_failed", False),
    ],
)
async def test_whatever_goes_wrong_is_said(
    hass: HomeAssistant,
    simulator: Simulator,
    fault: str,
    code: str,
    key: str,
    gone: bool,  # noqa: FBT001 (a parameter of the test)
) -> None:
    """ClickSend is asked once; who waits and tries again gets further."""
    reports = listen(hass)
    outcome = await schedule(hass, entity_id=DAD_ENTITY)
    simulator.faults.arm(fault, path="/sms/*/cancel")

    error = await cancel_refusal(hass, message_id=outcome["message_id"])

    assert error.translation_key == key
    assert f"Dad ({code})" in str(error)
    assert len(cancel_requests(simulator)) == 1
    assert (to_come(simulator) == []) is gone
    await poll_now(hass)
    # As long as nobody knows, it counts as paid for.
    assert Decimal(value(hass, SPENT)) == PRICE
    again = verdicts(await cancel(hass, message_id=outcome["message_id"]))
    assert again == [kept("NOT_SCHEDULED") if gone else CANCELLED]
    assert reports == []


@pytest.mark.usefixtures("entry")
async def test_clicksend_is_out_of_reach(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Nothing is cancelled, now or later by itself."""
    outcome = await schedule(hass, entity_id=DAD_ENTITY)
    await begin_outage(simulator)

    error = await cancel_refusal(hass, message_id=outcome["message_id"])

    assert error.translation_key == "cancel_not_reached"
    await simulator.start()
    await poll_now(hass)
    assert to_come(simulator) == [DAD]
    assert cancel_requests(simulator) == []


@pytest.mark.usefixtures("entry", "impatient")
async def test_one_failure_is_enough(hass: HomeAssistant, simulator: Simulator) -> None:
    """Nobody waits for as many time limits as there are messages."""
    await schedule(hass, phone_numbers=[DAD, MUM, "+12025550103"], reference="leak")
    simulator.faults.arm("hang", path="/sms/*/cancel", times=None)

    answer = await cancel(hass, reference="leak")

    assert verdicts(answer) == [
        kept("ANSWER_LOST"),
        kept("NOT_REACHED"),
        kept("NOT_REACHED"),
    ]
    assert len(cancel_requests(simulator)) == 1
    simulator.faults.clear()
    assert verdicts(await cancel(hass, reference="leak")) == [CANCELLED] * 3


@pytest.mark.parametrize("connection", ["direct", "maton"])
async def test_refused_credentials(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    connection: str,
) -> None:
    """Home Assistant asks for new ones."""
    entry = make_entry(data=maton_data(simulator) if connection == "maton" else None)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    outcome = await schedule(hass)
    simulator.faults.arm("unauthorized", path="*cancel")

    error = await cancel_refusal(hass, message_id=outcome["message_id"])

    assert error.translation_key == "cancel_not_authorized"
    await hass.async_block_till_done()
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == "reauth"


@pytest.fixture
async def picture(hass: HomeAssistant, tmp_path: Path) -> dict[str, str]:
    """Return a picture from the local media."""
    hass.config.media_dirs = {"local": str(tmp_path)}
    assert await async_setup_component(hass, "media_source", {})
    await hass.async_add_executor_job(
        lambda: Image.new("RGB", (8, 8)).save(tmp_path / "door.jpg")
    )
    return {
        "media_content_id": "media-source://media_source/local/door.jpg",
        "media_content_type": "image/jpeg",
    }


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


@pytest.mark.usefixtures("entry", "short_waits")
@pytest.mark.parametrize("later", [{}, {"schedule": "01:00:00"}])
async def test_what_waits_here_is_cancelled_here(
    hass: HomeAssistant, simulator: Simulator, later: dict[str, str]
) -> None:
    """No request is needed; scheduled or not, it never leaves."""
    reports = listen(hass)
    hold_back(simulator)
    answer = await send_sms(hass, phone_numbers=[DAD, MUM], reference="leak", **later)
    assert {row["status"] for row in answer["messages"]} == {"queued"}
    await poll_now(hass)
    assert value(hass, OUTBOX) == "2"

    assert verdicts(await cancel(hass, reference="leak")) == [CANCELLED] * 2

    assert value(hass, OUTBOX) == "0"
    await let_go(hass, simulator)
    await send_sms(hass, entity_id=DAD_ENTITY)
    assert [sent["to"] for batch in requests(simulator) for sent in batch] == [DAD]
    assert cancel_requests(simulator) == []
    assert [report["event_type"] for report in reports] == []


@pytest.mark.usefixtures("entry", "impatient_callers")
async def test_picture_is_not_uploaded_for_a_cancelled_message(
    hass: HomeAssistant, simulator: Simulator, picture: dict[str, str]
) -> None:
    """When it would have been tried again, nothing of it leaves."""
    simulator.faults.arm("rate_limited", path="/uploads", retry_after=5)
    outcome = await schedule(hass, "mms", attachment=picture)
    assert outcome["status"] == "queued"
    await cancel_quietly(hass, reference=outcome["reference"])

    await poll_now(hass, timedelta(seconds=7))

    assert len(simulator.requests.find("POST", "/uploads")) == 1


@pytest.mark.usefixtures("entry")
async def test_caller_that_still_waits_learns_of_it(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """At once, and not when its time is up."""
    simulator.faults.arm("rate_limited", path="/sms/send", retry_after=3000)
    sending = hass.async_create_task(
        send_sms_without_response(hass, entity_id=DAD_ENTITY, reference="leak")
    )
    await simulator.requests.wait_for(1, "POST", "/sms/send")
    await pass_no_time()
    assert not sending.done()

    await cancel_quietly(hass, reference="leak")

    with pytest.raises(Exception, match=r"Dad \(CANCELLED_BY_USER\)"):
        await sending


@pytest.mark.usefixtures("entry")
async def test_what_is_being_handed_over(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It is too late for here, and too early for there."""
    simulator.faults.arm("delay", path="/sms/send", seconds=0.5)
    sending = hass.async_create_task(schedule(hass, reference="leak"))
    await simulator.requests.wait_for(1, "POST", "/sms/send")

    error = await cancel_refusal(hass, reference="leak")

    assert error.translation_key == "cancel_too_early"
    assert (await sending)["status"] == "accepted"
    await cancel_quietly(hass, reference="leak")
    assert to_come(simulator) == []


@pytest.mark.usefixtures("entry", "impatient_callers")
async def test_what_nobody_knows_of(hass: HomeAssistant, simulator: Simulator) -> None:
    """It cannot be cancelled before it was found in the history."""
    simulator.faults.arm("reset_after", path="/sms/send")
    assert (await schedule(hass, reference="leak"))["status"] == "unknown"

    assert verdicts(await cancel(hass, reference="leak")) == [kept("BEING_SENT")]

    await poll_now(hass)
    assert verdicts(await cancel(hass, reference="leak")) == [CANCELLED]
    assert to_come(simulator) == []


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


async def test_places_of_what_waited_here_are_free_again(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    short_waits: None,
) -> None:
    """Without a restart."""
    assert short_waits is None
    await set_options(
        hass, entry, limits={"messages_per_hour": 1, "messages_per_recipient": 1}
    )
    hold_back(simulator)
    await schedule(hass, reference="leak")
    assert await outcomes(hass, entity_id=MUM_ENTITY) == [("blocked", "LIMIT_PER_HOUR")]

    await cancel_quietly(hass, reference="leak")

    await let_go(hass, simulator)
    assert await outcomes(hass, entity_id=MUM_ENTITY) == [ACCEPTED]


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


@pytest.mark.usefixtures("short_waits")
async def test_what_was_cancelled_here_stays_so_after_a_power_cut(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """It is on the disk before anybody is told."""
    hold_back(simulator)
    await schedule(hass, reference="leak")
    # With this it is also written down that the first was put back.
    await schedule(hass, phone_numbers=[MUM])
    await cancel_quietly(hass, reference="leak")
    file = outbox_file(hass, entry)
    on_disk = file.read_bytes()
    await hass.config_entries.async_unload(entry.entry_id)
    file.write_bytes(on_disk)
    simulator.faults.clear()
    simulator.requests.clear()

    await hass.config_entries.async_setup(entry.entry_id)
    await poll_now(hass)

    assert [sent["to"] for batch in requests(simulator) for sent in batch] == [MUM]


@pytest.mark.usefixtures("short_waits")
async def test_what_cannot_be_written_down_is_said(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """It does not leave in this life, but might in the next."""
    hold_back(simulator)
    await schedule(hass, reference="leak")
    file = outbox_file(hass, entry)
    file.unlink()
    file.mkdir()

    error = await cancel_refusal(hass, reference="leak")

    assert error.translation_key == "cancel_not_recorded"
    await let_go(hass, simulator)
    assert requests(simulator) == []


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
