"""Limits within the last hour, day and month, whatever happens in between."""

from collections.abc import Callable
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.messaging.outbox import outbox
from simulator import Simulator
from tests.unit.clock import HOUR, MINUTE, QUARTER, jump, pass_no_time, pass_time
from tests.unit.conftest import DAD, MUM, recipient
from tests.unit.sending import DAD_ENTITY, MUM_ENTITY, TEXT, accepted

from .limited import ACCEPTED, blocked, outcomes, reload, set_options
from .lives import earlier_life

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
MONTH = timedelta(days=30)
VERDICT = timedelta(seconds=31)

PER_HOUR = blocked("LIMIT_PER_HOUR")
QUEUED = ("queued", "QUEUED")


@pytest.fixture(autouse=True)
def _clock(freezer: FrozenDateTimeFactory) -> None:
    """Stop the clock, at the beginning of a slot, before anything is timed by it."""
    freezer.move_to("2026-11-20 12:00:00+00:00")


async def queue_one(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    *,
    retry_after: timedelta,
) -> None:
    """Send a message that ClickSend has no time for until then."""
    simulator.faults.arm(
        "rate_limited", path="/sms/send", retry_after=int(retry_after.total_seconds())
    )
    sending = hass.async_create_task(outcomes(hass, entity_id=DAD_ENTITY))
    await simulator.requests.wait_for(1, "POST", "/sms/send")
    await pass_no_time()
    jump(hass, freezer, VERDICT)
    assert await sending == [QUEUED]


@pytest.mark.parametrize(
    ("section", "option", "priority", "limit"),
    [
        ("limits", "messages_per_hour", "normal", "LIMIT_PER_HOUR"),
        ("limits", "messages_per_recipient", "normal", "LIMIT_PER_RECIPIENT"),
        ("critical", "critical_per_hour", "critical", "LIMIT_CRITICAL_PER_HOUR"),
    ],
)
async def test_an_hour_is_any_hour(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    section: str,
    option: str,
    priority: str,
    limit: str,
) -> None:
    """Each message has its place for an hour, not until the next one strikes."""
    await set_options(hass, entry, **{section: {option: 2}})

    async def send() -> list[tuple[str, str]]:
        return await outcomes(hass, entity_id=DAD_ENTITY, priority=priority)

    assert await send() == [ACCEPTED]
    await pass_time(hass, freezer, 40 * MINUTE)
    assert await send() == [ACCEPTED]
    await pass_time(hass, freezer, 20 * MINUTE - SECOND)
    assert await send() == [blocked(limit)]

    await pass_time(hass, freezer, SECOND)
    assert await send() == [ACCEPTED]
    assert await send() == [blocked(limit)]
    await pass_time(hass, freezer, 40 * MINUTE)
    assert await send() == [ACCEPTED]
    assert await send() == [blocked(limit)]


@pytest.mark.parametrize(
    ("section", "option", "priority", "limit", "window"),
    [
        ("spending", "spend_per_day", "normal", "LIMIT_SPEND_PER_DAY", DAY),
        ("spending", "spend_per_month", "normal", "LIMIT_SPEND_PER_MONTH", MONTH),
        (
            "critical",
            "critical_spend_per_day",
            "critical",
            "LIMIT_CRITICAL_SPEND_PER_DAY",
            DAY,
        ),
    ],
)
async def test_a_day_is_any_day(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    section: str,
    option: str,
    priority: str,
    limit: str,
    window: timedelta,
) -> None:
    """What was spent counts for that long, and a quarter of an hour more at most."""
    await set_options(hass, entry, **{section: {option: 0.17}})

    async def send() -> list[tuple[str, str]]:
        return await outcomes(hass, entity_id=DAD_ENTITY, priority=priority)

    assert await send() == [ACCEPTED]
    await pass_time(hass, freezer, 2 * QUARTER - SECOND)
    assert await send() == [ACCEPTED]
    await pass_time(hass, freezer, window - 2 * QUARTER)
    assert await send() == [blocked(limit)]

    await pass_time(hass, freezer, QUARTER + SECOND)
    assert await send() == [ACCEPTED]
    assert await send() == [blocked(limit)]
    await pass_time(hass, freezer, QUARTER)
    assert await send() == [ACCEPTED]
    assert await send() == [blocked(limit)]


@pytest.mark.parametrize(
    "options",
    [
        {"limits": {"messages_per_hour": 2}},
        {"limits": {"messages_per_recipient": 2}},
        {"critical": {"critical_per_hour": 2}},
        {"spending": {"spend_per_day": 0.17}},
        {"spending": {"spend_per_month": 0.17}},
        {"critical": {"critical_spend_per_day": 0.17}},
    ],
)
@pytest.mark.parametrize("between", ["reload", "unload", "options"])
async def test_a_reload_is_no_fresh_start(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    options: dict[str, dict[str, float]],
    between: str,
) -> None:
    """What was sent and spent is on disk."""
    priority = "critical" if "critical" in options else "normal"
    await set_options(hass, entry, **options)
    assert await outcomes(hass, entity_id=DAD_ENTITY, priority=priority) == [ACCEPTED]
    await pass_time(hass, freezer, 20 * MINUTE)

    match between:
        case "reload":
            await reload(hass, entry)
        case "unload":
            await hass.config_entries.async_unload(entry.entry_id)
            await hass.config_entries.async_setup(entry.entry_id)
        case _:
            await set_options(hass, entry, **options, sending={"retry_for": 5})
    await pass_time(hass, freezer, 20 * MINUTE)

    assert await outcomes(hass, entity_id=DAD_ENTITY, priority=priority) == [ACCEPTED]
    ((status, _),) = await outcomes(hass, entity_id=DAD_ENTITY, priority=priority)
    assert status == "blocked"
    assert accepted(simulator) == {DAD: [TEXT] * 2}


# A Home Assistant that stops unloads no accounts, and its timers go with it.
@pytest.mark.parametrize("expected_lingering_timers", [True])
async def test_a_restart_is_no_fresh_start(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
) -> None:
    """Another Home Assistant with the same files goes on where the last one was."""
    entry = make_entry(recipient("Dad", DAD), recipient("Mum", MUM))
    options = {"limits": {"messages_per_hour": 2}, "spending": {"spend_per_day": 0.2}}
    hass.config_entries.async_update_entry(entry, options=options)
    async with earlier_life(hass, entry) as before:
        assert await outcomes(before, phone_numbers=[DAD]) == [ACCEPTED]
        assert await outcomes(before, phone_numbers=[DAD], priority="critical") == [
            ACCEPTED
        ]
    # A price that was learnt is known for good.
    simulator.faults.arm("server_error", path="/sms/price", times=None)

    assert await hass.config_entries.async_setup(entry.entry_id)

    assert await outcomes(hass, entity_id=MUM_ENTITY) == [
        blocked("LIMIT_SPEND_PER_DAY")
    ]
    await set_options(hass, entry, limits={"messages_per_hour": 2})
    assert await outcomes(hass, entity_id=[MUM_ENTITY, DAD_ENTITY]) == [
        ACCEPTED,
        PER_HOUR,
    ]


async def test_what_was_let_go_of_is_still_paid_for(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Only so many messages are kept, and all of the money, for each priority."""
    monkeypatch.setattr(outbox, "MAX_FINISHED", 1)
    await set_options(
        hass,
        entry,
        spending={"spend_per_month": 0.32},
        critical={"critical_spend_per_day": 0.16},
    )
    for priority in ("normal", "normal", "critical", "normal"):
        assert await outcomes(hass, entity_id=DAD_ENTITY, priority=priority) == [
            ACCEPTED
        ]
    await pass_time(hass, freezer, 2 * HOUR)

    for _ in range(2):
        await reload(hass, entry)

    assert await outcomes(hass, entity_id=DAD_ENTITY, priority="critical") == [ACCEPTED]
    assert await outcomes(hass, entity_id=DAD_ENTITY, priority="critical") == [
        blocked("LIMIT_CRITICAL_SPEND_PER_DAY")
    ]
    assert await outcomes(hass, entity_id=DAD_ENTITY) == [ACCEPTED]
    assert await outcomes(hass, entity_id=DAD_ENTITY) == [
        blocked("LIMIT_SPEND_PER_MONTH")
    ]
    assert len(simulator.books) == 6


async def test_what_counts_for_the_hour_is_not_let_go_of(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many messages there were."""
    monkeypatch.setattr(outbox, "MAX_FINISHED", 1)
    await set_options(hass, entry, limits={"messages_per_hour": 3})
    await outcomes(hass, phone_numbers=[DAD, MUM, "+12025550103"])

    await reload(hass, entry)

    assert await outcomes(hass, entity_id=DAD_ENTITY) == [PER_HOUR]


async def test_a_message_counts_from_when_it_left(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """An outage does not let twice as many out within an hour."""
    await set_options(
        hass, entry, limits={"messages_per_hour": 1}, sending={"retry_for": 120}
    )
    await queue_one(hass, freezer, simulator, retry_after=50 * MINUTE)
    await pass_time(hass, freezer, 50 * MINUTE)
    await simulator.requests.wait_for(2, "POST", "/sms/send")
    await pass_no_time()
    assert accepted(simulator) == {DAD: [TEXT]}

    await pass_time(hass, freezer, 30 * MINUTE)
    assert await outcomes(hass, entity_id=DAD_ENTITY) == [PER_HOUR]

    await pass_time(hass, freezer, 30 * MINUTE)
    assert await outcomes(hass, entity_id=DAD_ENTITY) == [ACCEPTED]


async def test_a_message_that_is_given_up_gives_its_place_back(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """It waited too long, and neither left nor cost anything."""
    await set_options(
        hass,
        entry,
        limits={"messages_per_hour": 1},
        spending={"spend_per_day": 0.08},
        sending={"retry_for": 2},
    )
    await queue_one(hass, freezer, simulator, retry_after=5 * MINUTE)
    assert await outcomes(hass, entity_id=MUM_ENTITY) == [PER_HOUR]

    await pass_time(hass, freezer, 2 * MINUTE)
    await pass_time(hass, freezer, 5 * MINUTE)

    assert await outcomes(hass, entity_id=MUM_ENTITY) == [ACCEPTED]
    assert accepted(simulator) == {MUM: [TEXT]}


async def set_clock(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, moment: str
) -> None:
    """Make it that time."""
    freezer.move_to(moment)
    await pass_time(hass, freezer, SECOND)


async def test_a_clock_that_is_put_back(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """It lets nothing out that would not have been: what counts, counts for longer."""
    await set_options(
        hass, entry, limits={"messages_per_hour": 3}, spending={"spend_per_day": 0.3}
    )
    assert await outcomes(hass, entity_id=DAD_ENTITY) == [ACCEPTED]
    await set_clock(hass, freezer, "2026-11-18 12:00:00+00:00")
    assert await outcomes(hass, entity_id=[DAD_ENTITY, MUM_ENTITY]) == [ACCEPTED] * 2
    assert await outcomes(hass, entity_id=DAD_ENTITY) == [PER_HOUR]
    await reload(hass, entry)
    assert await outcomes(hass, entity_id=DAD_ENTITY) == [PER_HOUR]

    await set_clock(hass, freezer, "2026-11-18 13:00:00+00:00")
    assert (
        await outcomes(hass, entity_id=[DAD_ENTITY, MUM_ENTITY])
        == [blocked("LIMIT_SPEND_PER_DAY")] * 2
    )

    await set_clock(hass, freezer, "2026-11-21 12:15:00+00:00")
    assert await outcomes(hass, entity_id=DAD_ENTITY) == [ACCEPTED]
    assert len(simulator.books) == 4
