"""What ClickSend certainly did not take is tried again, until its time is over."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.messaging import messenger
from simulator import Simulator
from tests.unit.clock import HOUR, MINUTE
from tests.unit.conftest import DAD, MUM, recipient
from tests.unit.messaging.waiting import (
    SECOND,
    advance,
    is_at_rest,
    reported,
    settle,
    until,
    verdict,
)
from tests.unit.sending import (
    DAD_ENTITY,
    MUM_ENTITY,
    TEXT,
    accepted,
    notify,
    refusal,
    requests,
    send_sms,
)
from tests.unit.states import OUTBOX, REPORT, attribute, value

RETRY_FOR = timedelta(minutes=10)
SEND = "/sms/send"


pytestmark = pytest.mark.usefixtures("freezer")


@pytest.fixture
def expected_log() -> list[str]:
    """Allow what is said of an outage."""
    return ["Error fetching clicksend_messaging (account|inbound) data"]


@pytest.fixture(autouse=True)
def _short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have callers wait for less than any pause is long."""
    monkeypatch.setattr(messenger, "VERDICT_SECONDS", 0.1)


@pytest.fixture
async def entry(
    hass: HomeAssistant, make_entry: Callable[..., MockConfigEntry]
) -> MockConfigEntry:
    """Return an account that is set up, for which messages may wait for a while."""
    added = make_entry(recipient("Dad", DAD), recipient("Mum", MUM))
    minutes = RETRY_FOR.total_seconds() / 60
    hass.config_entries.async_update_entry(
        added, options={"sending": {"retry_for": minutes}}
    )
    assert await hass.config_entries.async_setup(added.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return added


@pytest.mark.parametrize(
    ("fault", "pause"),
    [
        ({"kind": "rate_limited", "retry_after": 20}, 20 * SECOND),
        ({"kind": "rate_limited", "retry_after": 300}, 300 * SECOND),
        # Nothing says for how long: a minute.
        ({"kind": "hidden_error", "http_code": 429}, 60 * SECOND),
    ],
)
async def test_too_many_requests(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    fault: dict[str, object],
    pause: timedelta,
) -> None:
    """The caller hears that it waits; it leaves when it may, and not before."""
    simulator.faults.arm(path=SEND, **fault)  # type: ignore[arg-type]
    reports = reported(hass)

    message = await verdict(hass, freezer, entry, entity_id=DAD_ENTITY)

    assert (message["status"], message["message_id"]) == ("queued", None)
    await advance(hass, freezer, pause - SECOND)
    assert value(hass, OUTBOX) == "1"
    assert len(requests(simulator)) == 1
    await advance(hass, freezer, SECOND)

    assert accepted(simulator) == {DAD: [TEXT]}
    assert len(requests(simulator)) == 2
    assert reports == [("sent", "SUCCESS")]
    assert attribute(hass, REPORT, "reference") == message["reference"]


async def test_automation_goes_on_when_a_message_waits(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """That is no failure."""
    simulator.faults.arm("rate_limited", path=SEND)
    await verdict(hass, freezer, entry, entity_id=DAD_ENTITY)

    sending = hass.async_create_task(notify(hass, MUM_ENTITY))
    await settle(hass)
    await advance(hass, freezer, SECOND)

    assert sending.done()
    assert sending.exception() is None


async def test_clicksend_cannot_be_reached(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """What was sent meanwhile leaves together, each once, in order, critical first."""
    await simulator.stop()
    await settle(hass)
    for text, priority in (("1", "normal"), ("2", "normal"), ("3", "critical")):
        message = await verdict(
            hass,
            freezer,
            entry,
            entity_id=DAD_ENTITY,
            message=text,
            priority=priority,
        )
        assert message["status"] == "queued"
    await simulator.start()

    await advance(hass, freezer, MINUTE)

    (together,) = requests(simulator)
    assert [message["body"] for message in together] == ["3", "1", "2"]
    assert accepted(simulator) == {DAD: ["3", "1", "2"]}


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.usefixtures("entry")
async def test_messages_keep_their_places(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    times: int,
) -> None:
    """However often a request has to be made again."""
    simulator.faults.arm("rate_limited", path=SEND, times=times)
    hass.async_create_task(send_sms(hass, entity_id=[DAD_ENTITY, MUM_ENTITY]))
    await until(hass, lambda: requests(simulator))
    await settle(hass)

    for _ in range(times):
        await advance(hass, freezer, 20 * SECOND)

    assert requests(simulator) == requests(simulator)[:1] * (times + 1)
    assert accepted(simulator) == {DAD: [TEXT], MUM: [TEXT]}


async def test_pauses_grow_up_to_a_minute(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """A network that is away for long is not asked all the time."""
    await simulator.stop()
    await settle(hass)
    await verdict(hass, freezer, entry, entity_id=DAD_ENTITY)
    outbox = entry.runtime_data.messenger.outbox
    attempts = [(0, 1)]
    for second in range(2, 250, 2):
        await advance(hass, freezer, 2 * SECOND)
        (record,) = outbox
        if record.attempts > attempts[-1][1]:
            attempts.append((second, record.attempts))
    pauses = [b[0] - a[0] for a, b in pairwise(attempts)]

    # The clock of this test goes by two seconds.
    for pause, most in zip(pauses, [2, 4, 8, 16, 32, *[60] * 9], strict=False):
        assert most / 2 - 2 <= pause <= most + 2
    assert len(pauses) > 6


async def test_a_pause_is_for_the_whole_account(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """Others wait as well, critical ones too: ClickSend counts every request."""
    simulator.faults.arm("rate_limited", path=SEND, retry_after=300)
    await verdict(hass, freezer, entry, entity_id=DAD_ENTITY, message="1")
    await advance(hass, freezer, MINUTE)

    for text, priority in (("2", "normal"), ("3", "critical")):
        message = await verdict(
            hass,
            freezer,
            entry,
            entity_id=MUM_ENTITY,
            message=text,
            priority=priority,
        )
        assert message["status"] == "queued"
    assert len(requests(simulator)) == 1

    await advance(hass, freezer, 4 * MINUTE)
    assert accepted(simulator) == {DAD: ["1"], MUM: ["3", "2"]}
    assert len(requests(simulator)) == 2


async def test_a_pause_outlasts_what_waited(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """Nothing waits any longer, and ClickSend still wants to be left alone."""
    simulator.faults.arm("rate_limited", path=SEND, retry_after=1200)
    await verdict(hass, freezer, entry, entity_id=DAD_ENTITY, message="1")
    await advance(hass, freezer, RETRY_FOR)
    await advance(hass, freezer, SECOND)
    assert value(hass, OUTBOX) == "0"

    message = await verdict(hass, freezer, entry, entity_id=DAD_ENTITY, message="2")

    assert message["status"] == "queued"
    assert len(requests(simulator)) == 1
    await advance(hass, freezer, RETRY_FOR - SECOND)
    assert accepted(simulator) == {DAD: ["2"]}


async def test_an_alarm_from_yesterday_never_goes_out_today(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """When its time is over that is said, and nothing leaves later."""
    await simulator.stop()
    await settle(hass)
    message = await verdict(hass, freezer, entry, entity_id=DAD_ENTITY)
    reports = reported(hass)
    for _ in range(12):
        await advance(hass, freezer, MINUTE)

    assert reports == [("failed", "EXPIRED")]
    assert attribute(hass, REPORT, "reference") == message["reference"]
    assert value(hass, OUTBOX) == "0"
    await simulator.start()
    await advance(hass, freezer, HOUR)
    assert requests(simulator) == []


async def test_an_alarm_from_yesterday_over_a_restart(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """The power came back after a day: the network works, but it is too late."""
    await simulator.stop()
    await settle(hass)
    await verdict(hass, freezer, entry, entity_id=DAD_ENTITY)
    await hass.config_entries.async_unload(entry.entry_id)
    await simulator.start()
    freezer.tick(24 * HOUR)
    reports = reported(hass)

    await hass.config_entries.async_setup(entry.entry_id)
    await until(hass, lambda: reports)

    assert reports == [("failed", "EXPIRED")]
    await advance(hass, freezer, HOUR)
    assert requests(simulator) == []


async def test_caller_that_waits_longer_hears_that_it_expired(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An automation stops with an error that says so."""
    monkeypatch.setattr(messenger, "VERDICT_SECONDS", 3600)
    simulator.faults.arm("rate_limited", path=SEND, retry_after=1200)
    outbox = entry.runtime_data.messenger.outbox
    waiting = hass.async_create_task(refusal(hass, entity_id=DAD_ENTITY))
    await until(hass, lambda: len(list(outbox)) > 0 and is_at_rest(outbox))

    await advance(hass, freezer, RETRY_FOR)
    await until(hass, waiting.done)

    assert (await waiting).translation_key == "expired"


async def test_what_is_sent_while_a_message_waits_is_told_apart(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """Once it works again, each caller hears of its own."""
    simulator.faults.arm("rate_limited", path=SEND, retry_after=20)
    await verdict(hass, freezer, entry, entity_id=DAD_ENTITY, message="1")
    await advance(hass, freezer, 20 * SECOND)

    answer = await send_sms(hass, entity_id=MUM_ENTITY, message="2")

    assert answer["accepted"] == 1
    assert accepted(simulator) == {DAD: ["1"], MUM: ["2"]}
