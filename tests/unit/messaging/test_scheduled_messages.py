"""Messages for later: ClickSend gets them at once, and sends them when due."""

from datetime import timedelta
from decimal import Decimal
import time
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.messaging import messenger
from custom_components.clicksend_messaging.messaging.outbox import outbox
from simulator import Simulator
from tests.unit.clock import HOUR, MINUTE
from tests.unit.conftest import DAD
from tests.unit.messaging.limited import set_options
from tests.unit.messaging.stored import (
    accepted_line,
    lines_of,
    message,
    store,
    submitting,
)
from tests.unit.messaging.waiting import (
    SECOND,
    advance,
    outbox_file,
    reported,
    settle,
    until,
    verdict,
)
from tests.unit.sending import DAD_ENTITY, TEXT, refusal, requests, send_sms
from tests.unit.states import OUTBOX, value

DAY = timedelta(days=1)
MOST_KEPT = outbox.MAX_FINISHED

pytestmark = pytest.mark.usefixtures("freezer")


@pytest.fixture
def expected_log() -> list[str]:
    """Allow what is said of an outage."""
    return ["Error fetching clicksend_messaging (account|inbound) data"]


@pytest.fixture(autouse=True)
def _short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have callers wait for less than any pause is long."""
    monkeypatch.setattr(messenger, "VERDICT_SECONDS", 0.1)


async def send(hass: HomeAssistant, **data: Any) -> dict[str, Any]:
    """Send to Dad; return the outcome."""
    sending = hass.async_create_task(send_sms(hass, entity_id=DAD_ENTITY, **data))
    await until(hass, sending.done)
    outcome: dict[str, Any] = (await sending)["messages"][0]
    return outcome


def schedules(simulator: Simulator) -> list[int | None]:
    """Return when each message was to be sent that was handed over."""
    return [sent.get("schedule") for batch in requests(simulator) for sent in batch]


@pytest.mark.usefixtures("entry")
async def test_clicksend_gets_it_at_once(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """Whether Home Assistant is on when it is due does not matter."""
    outcome = await send(hass, schedule={"hours": 1})

    assert (outcome["status"], outcome["code"]) == ("accepted", "SUCCESS")
    assert schedules(simulator) == [pytest.approx(time.time() + 3600, abs=1)]
    assert value(hass, OUTBOX) == "0"
    await advance(hass, freezer, HOUR - SECOND)
    assert simulator.phones[DAD].received == []
    await advance(hass, freezer, 2 * SECOND)
    assert simulator.phones[DAD].received == [TEXT]
    assert len(requests(simulator)) == 1


@pytest.mark.usefixtures("entry")
async def test_date_and_time_are_those_of_the_home(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """Not those of Greenwich."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to("2026-12-24 12:00:00+01:00")

    await send(hass, schedule="2026-12-24 18:00:00")

    assert schedules(simulator) == [int(time.time()) + 6 * 3600]


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("fraction", [0.0, 0.3, 0.999])
async def test_it_is_never_for_a_moment_that_is_over(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    fraction: float,
) -> None:
    """ClickSend knows whole seconds only, and may turn down what is over."""
    simulator.settings.past_schedule = "INVALID_SCHEDULE"
    freezer.move_to("2026-12-24 12:00:00+01:00")
    freezer.tick(fraction)

    outcome = await send(hass, schedule={"milliseconds": 500})

    assert outcome["status"] == "accepted"


@pytest.mark.usefixtures("entry")
async def test_time_that_clicksend_does_not_take(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It is the outcome, and the error says what to do."""
    simulator.settings.schedule_horizon = 3600

    outcome = await send(hass, schedule={"hours": 2})
    refused = hass.async_create_task(
        refusal(hass, entity_id=DAD_ENTITY, schedule={"hours": 2})
    )
    await until(hass, refused.done)

    assert (outcome["status"], outcome["code"]) == ("rejected", "INVALID_SCHEDULE")
    error = await refused
    assert error.translation_key == "invalid_schedule"
    assert "Dad (INVALID_SCHEDULE)" in str(error)


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    ("time_", "key"),
    [("2020-01-01 12:00:00", "schedule_in_past"), ({"days": 366}, "schedule_too_far")],
)
async def test_time_that_makes_no_sense(
    hass: HomeAssistant, simulator: Simulator, time_: Any, key: str
) -> None:
    """Nothing is sent to anybody."""
    error = await refusal(hass, entity_id=DAD_ENTITY, schedule=time_)

    assert error.translation_key == key
    assert requests(simulator) == []


async def begin_outage(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """Have a message for in an hour wait here, as ClickSend is out of reach."""
    await simulator.stop()
    await settle(hass)
    outcome = await verdict(
        hass, freezer, entry, entity_id=DAD_ENTITY, schedule={"hours": 1}
    )
    assert outcome["status"] == "queued"


async def wait(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, minutes: int
) -> None:
    """Let time pass in steps."""
    for _ in range(minutes):
        await advance(hass, freezer, MINUTE)


async def test_outage_that_ends_before_it_is_due(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """It may last longer than other messages are tried: this one is not late yet."""
    due = time.time() + 3600
    await begin_outage(hass, freezer, simulator, entry)
    await wait(hass, freezer, 45)
    assert value(hass, OUTBOX) == "1"

    await simulator.start()
    await wait(hass, freezer, 2)

    assert schedules(simulator) == [pytest.approx(due, abs=1)]
    assert simulator.phones[DAD].received == []


@pytest.mark.parametrize("restart", [False, True])
async def test_outage_that_ends_after_it_was_due(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    *,
    restart: bool,
) -> None:
    """It goes at once: ClickSend may not take a time that is over."""
    simulator.settings.past_schedule = "INVALID_SCHEDULE"
    await begin_outage(hass, freezer, simulator, entry)
    await wait(hass, freezer, 64)

    await simulator.start()
    if restart:
        await hass.config_entries.async_reload(entry.entry_id)
    await wait(hass, freezer, 2)

    assert schedules(simulator) == [None]
    assert simulator.phones[DAD].received == [TEXT]


async def test_outage_that_lasts_for_too_long(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """As long after it was due as other messages are tried it is given up."""
    reports = reported(hass)
    await begin_outage(hass, freezer, simulator, entry)
    await wait(hass, freezer, 68)
    assert reports == []

    await wait(hass, freezer, 4)
    await simulator.start()
    await wait(hass, freezer, 2)

    assert reports == [("failed", "EXPIRED")]
    assert requests(simulator) == []


async def test_restart_does_not_send_it_again(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """ClickSend has it, and it is still known when it is due."""
    outcome = await send(hass, schedule={"days": 2}, reference="later")

    for _ in range(2):
        await hass.config_entries.async_reload(entry.entry_id)
        await advance(hass, freezer, DAY)

    assert len(requests(simulator)) == 1
    assert (
        entry.runtime_data.messenger.reference_of(outcome["reference"], None) == "later"
    )


async def test_it_is_kept_until_it_is_due(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    make_entry: Any,
) -> None:
    """Even if that is months ahead, and 20,000 others are sent meanwhile."""
    now = time.time()
    due = now + 100 * DAY.total_seconds()
    entry = make_entry()
    lines: list[Any] = [message("later", schedule=due) | accepted_line("later")]
    for number in range(MOST_KEPT + 10):
        key = f"other-{number}"
        old = {"created": now - 7200, "changed": now - 7200}
        lines.append(message(key, **old) | accepted_line(key) | old)
    file = store(hass, entry, lines)

    def kept() -> list[str]:
        return [line["id"] for line in lines_of(file) if "to" in line]

    await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)
    assert kept()[0] == "later"
    assert len(kept()) == MOST_KEPT + 1

    for days, left in ((99, ["later"]), (30, ["later"]), (3, [])):
        freezer.tick(days * DAY)
        await hass.config_entries.async_reload(entry.entry_id)
        assert kept() == left
    assert requests(simulator) == []


async def test_what_was_cancelled_costs_nothing_when_it_is_forgotten(
    hass: HomeAssistant, make_entry: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what was paid for is remembered as spent."""
    monkeypatch.setattr(outbox, "MAX_FINISHED", 0)
    entry = make_entry()
    await hass.async_add_executor_job(
        store,
        hass,
        entry,
        [
            line
            for key, state in (("paid", "delivered"), ("cancelled", "cancelled"))
            for line in (
                message(key, created=time.time() - 7200),
                submitting(key),
                accepted_line(key, "1.00") | {"changed": time.time() - 7200},
                {"id": key, "state": state, "changed": time.time() - 7000},
            )
        ],
    )
    await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)

    (spent,) = [line for line in lines_of(outbox_file(hass, entry)) if "spent" in line]

    assert [Decimal(amount) for amount in spent["spent"].values()] == [Decimal(1)]
    await set_options(hass, entry, spending={"spend_per_day": 1.1})
    assert (await send(hass))["status"] == "accepted"
