"""Schedules: a delay or a date and time, as people and Home Assistant write them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.util import dt as dt_util
from hypothesis import given, settings, strategies as st
import pytest
import voluptuous as vol

from custom_components.clicksend_messaging.messaging.content.schedule import (
    MAX_SCHEDULE,
    PAST_TOLERANCE,
    ScheduleError,
    delay_or_time,
    moment_of,
)

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _auto_enable_custom_integrations() -> None:
    """Do without Home Assistant here."""


@pytest.fixture(autouse=True)
def _at_home_in_berlin() -> Iterator[None]:
    """Let local time be Berlin's, which is an hour ahead, two in summer."""
    before = dt_util.get_default_time_zone()
    dt_util.set_default_time_zone(BERLIN)
    yield
    dt_util.set_default_time_zone(before)


def sent_at(value: Any, now: datetime = NOW) -> datetime | None:
    """Return when a message is sent that is scheduled so."""
    moment = moment_of(delay_or_time(value), now)
    return None if moment is None else datetime.fromtimestamp(moment, UTC)


def refusal(value: Any, now: datetime = NOW) -> str:
    """Return why a message is not to be sent then."""
    with pytest.raises(ScheduleError) as error:
        sent_at(value, now)
    assert isinstance(error.value, ValueError)
    return error.value.key


@pytest.mark.parametrize(
    "delay",
    [
        "02:30:00",
        "2:30",
        "+02:30",
        "9000",
        9000,
        9000.0,
        timedelta(hours=2, minutes=30),
        {"hours": 2, "minutes": 30},
        {"days": 0, "hours": "2.5", "seconds": 0},
    ],
)
def test_delay_counts_from_now(delay: Any) -> None:
    """However it is written."""
    assert sent_at(delay) == datetime(2026, 11, 21, 14, 30, tzinfo=UTC)


def test_number_is_no_date() -> None:
    """Digits alone are seconds, even those that could be the 21st of November."""
    assert sent_at("20261121") == sent_at(20261121) == NOW + 20261121 * SECOND


def test_number_that_can_only_be_a_unix_time() -> None:
    """As templates give it, and ClickSend itself takes it."""
    later = NOW + 3600 * SECOND
    for value in (later.timestamp(), str(later.timestamp()), int(later.timestamp())):
        assert sent_at(value) == later
    assert refusal(1_000_000_000) == "schedule_in_past"
    assert refusal(1e11) == "schedule_too_far"


@pytest.mark.parametrize(
    "time",
    [
        # What Home Assistant's selector gives: local time.
        "2026-11-21 18:00:00",
        "2026-11-21 18:00",
        "2026-11-21T18:00:00",
        datetime(2026, 11, 21, 18, 0),  # noqa: DTZ001 # YAML has such
        "2026-11-21T18:00:00+01:00",
        "2026-11-21T17:00:00Z",
        "2026-11-21 19:00:00.000+02:00",
        datetime(2026, 11, 21, 17, 0, tzinfo=UTC),
        datetime(2026, 11, 22, 4, 0, tzinfo=ZoneInfo("Australia/Sydney")),
    ],
)
def test_time_is_local_unless_it_says_otherwise(time: Any) -> None:
    """Whichever time zone now is told in."""
    for zone in (UTC, BERLIN, ZoneInfo("America/New_York")):
        assert sent_at(time, NOW.astimezone(zone)) == datetime(
            2026, 11, 21, 17, 0, tzinfo=UTC
        )


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        False,
        "",
        "tomorrow",
        [],
        [9000],
        {},
        {"weeks": 1},
        {"hours": "two"},
        "25:00:00:00",
        "2026-02-30 10:00:00",
        "2026-11-21 25:00:00",
        date(2026, 11, 21),
        float("nan"),
        float("inf"),
        "inf",
        10**400,
        "999999999999:00",
        {"hours": 1e300},
    ],
)
def test_anything_else_is_no_schedule(value: Any) -> None:
    """Whatever is wrong with it, it is invalid."""
    with pytest.raises(vol.Invalid):
        delay_or_time(value)


@pytest.mark.parametrize("late", [timedelta(0), SECOND, PAST_TOLERANCE])
def test_what_was_just_now_is_at_once(late: timedelta) -> None:
    """An automation that took its time is not told off."""
    assert sent_at(-late) is None
    assert sent_at(NOW - late) is None
    assert sent_at((NOW - late).astimezone(BERLIN).replace(tzinfo=None)) is None


def test_what_is_to_come_is_not_at_once() -> None:
    """Not even a second ahead."""
    assert sent_at(1) == sent_at(NOW + SECOND) == NOW + SECOND


@pytest.mark.parametrize("early", [SECOND, timedelta(days=1), timedelta(days=9999)])
def test_past_is_refused(early: timedelta) -> None:
    """Sent at once, "the door opens in an hour" would be wrong."""
    assert refusal(NOW - PAST_TOLERANCE - early) == "schedule_in_past"
    assert refusal(-PAST_TOLERANCE - early) == "schedule_in_past"
    assert refusal("-01:00") == "schedule_in_past"
    assert refusal("2026-11-21 12:58:59") == "schedule_in_past"


def test_far_future_is_refused() -> None:
    """However it is said."""
    assert sent_at(MAX_SCHEDULE) == sent_at(NOW + MAX_SCHEDULE) == NOW + MAX_SCHEDULE
    assert refusal(MAX_SCHEDULE + SECOND) == "schedule_too_far"
    assert refusal(NOW + MAX_SCHEDULE + SECOND) == "schedule_too_far"
    assert refusal({"days": 366}) == "schedule_too_far"
    assert refusal("9999-12-31 23:59:59") == "schedule_too_far"


def test_time_that_the_clock_skips() -> None:
    """At 02:00 it is 03:00 at once; 02:30 is an hour and a half past one."""
    before = datetime(2027, 3, 27, 12, 0, tzinfo=BERLIN)

    assert sent_at("2027-03-28 01:59:00", before) == at("2027-03-28 00:59")
    assert sent_at("2027-03-28 02:00:00", before) == at("2027-03-28 01:00")
    assert sent_at("2027-03-28 02:30:00", before) == at("2027-03-28 01:30")
    assert sent_at("2027-03-28 03:30:00", before) == at("2027-03-28 01:30")
    assert refusal("2027-03-28 02:30:00", at("2027-03-28 01:32")) == "schedule_in_past"


def test_time_that_the_clock_shows_twice() -> None:
    """The first, unless that is over."""
    time = "2027-10-31 02:30:00"
    first, second = at("2027-10-31 00:30"), at("2027-10-31 01:30")

    assert sent_at(time, first - timedelta(days=1)) == first
    assert sent_at(time, first - SECOND) == first
    assert sent_at(time, first + PAST_TOLERANCE) is None
    assert sent_at(time, first + PAST_TOLERANCE + SECOND) == second
    assert sent_at(time, second - SECOND) == second
    assert sent_at(time, second + PAST_TOLERANCE) is None
    assert refusal(time, second + PAST_TOLERANCE + SECOND) == "schedule_in_past"
    # With an offset there is no question.
    assert sent_at(f"{time}+01:00", first - SECOND) == second


def test_delay_is_as_long_across_a_change_of_the_clock() -> None:
    """A day is 24 hours, not until the same time tomorrow."""
    noon = datetime(2027, 3, 27, 12, 0, tzinfo=BERLIN)

    assert sent_at({"days": 1}, noon) == at("2027-03-28 11:00")
    assert sent_at("2027-03-28 12:00:00", noon) == at("2027-03-28 10:00")


def at(time: str) -> datetime:
    """Return a moment that is written in UTC."""
    return datetime.fromisoformat(time).replace(tzinfo=UTC)


@given(
    st.datetimes(timezones=st.none() | st.timezones())
    | st.datetimes(min_value=datetime(2026, 11, 1), max_value=datetime(2027, 12, 1))  # noqa: DTZ001
    | st.timedeltas()
    | st.timedeltas(timedelta(minutes=-2), MAX_SCHEDULE + timedelta(minutes=1))
)
@settings(deadline=None, max_examples=500)
def test_every_time_is_soon_enough_or_refused(value: datetime | timedelta) -> None:
    """None makes anything else fail, not even the first and the last there is."""
    assert delay_or_time(value) == value
    try:
        moment = moment_of(value, NOW)
    except ScheduleError as error:
        assert error.key in {"schedule_in_past", "schedule_too_far"}  # noqa: PT017
        return
    present = NOW.timestamp()
    assert moment is None or 0 < moment - present <= MAX_SCHEDULE.total_seconds()


@given(st.timedeltas(SECOND, timedelta(days=364)), st.integers(-14 * 60, 14 * 60))
@settings(deadline=None)
def test_moment_is_the_same_however_it_is_told(
    delay: timedelta, minutes_ahead: int
) -> None:
    """As a delay or as a time of any zone."""
    zone = timezone(timedelta(minutes=minutes_ahead))
    as_time = (NOW + delay).astimezone(zone)

    assert sent_at(as_time) == sent_at(as_time.isoformat()) == sent_at(delay)
