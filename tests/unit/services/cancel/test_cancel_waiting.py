"""cancel_message: what still waits here never leaves."""

from datetime import timedelta

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.clock import pass_no_time, poll_now
from tests.unit.conftest import DAD, MUM
from tests.unit.messaging.limited import (
    ACCEPTED,
    listen,
    outcomes,
    set_options,
)
from tests.unit.messaging.stored import outbox_file
from tests.unit.sending import (
    DAD_ENTITY,
    MUM_ENTITY,
    requests,
    send_sms,
    send_sms_without_response,
)
from tests.unit.services.cancel.cancelling import (
    CANCELLED,
    kept,
)
from tests.unit.services.cancel.scheduled import (
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
from tests.unit.states import OUTBOX, value


@pytest.fixture
def expected_log() -> list[str]:
    """Allow what is said of an outage."""
    return [
        "Error fetching clicksend_messaging (account|inbound) data",
        "The outbox cannot be written",
    ]


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
