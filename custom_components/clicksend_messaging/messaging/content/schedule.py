"""When a message is to be sent: after a while, or at a date and time."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import voluptuous as vol

# ClickSend has some limit of its own, which it tells nobody.
MAX_SCHEDULE = timedelta(days=365)
# An automation may be a little late itself.
PAST_TOLERANCE = timedelta(seconds=60)


# No delay is as long as the number of seconds since 1970 has been since 2001.
MIN_UNIX_TIME, MAX_UNIX_TIME = 1e9, 1e11


class ScheduleError(ValueError):
    """A message cannot be sent at that time; ``key`` is the translation key."""

    def __init__(self, key: str) -> None:
        """Keep what is wrong with it."""
        super().__init__(key)
        self.key = key


def unix_time(value: Any) -> datetime:
    """Validate a moment in Unix seconds, as templates and ClickSend have it."""
    seconds = vol.Coerce(float)(value)
    if not MIN_UNIX_TIME <= seconds <= MAX_UNIX_TIME:
        raise vol.Invalid("expected a Unix time")
    return datetime.fromtimestamp(seconds, UTC)


def delay_or_time(value: Any) -> timedelta | datetime:
    """Validate when to send.

    A number, ``HH:MM``, ``HH:MM:SS`` and a duration are a delay, whatever has a date is
    a date and time; so is a number that can only be a Unix time.
    """
    if not isinstance(value, bool):
        for validate in (unix_time, cv.time_period, cv.datetime):
            # Not all that they refuse do they refuse as invalid.
            with suppress(vol.Invalid, ValueError, OverflowError):
                when: timedelta | datetime = validate(value)
                return when
    raise vol.Invalid("expected a delay, or a date and time")


def moment_of(value: timedelta | datetime, now: datetime) -> float | None:
    """Return the Unix time to send at, or ``None`` for at once.

    A date and time without a time zone is Home Assistant's local time. If the clock
    shows it twice, the first that is still to come counts; if it skips it, the same
    time past the skip: 03:30 for 02:30.

    Raises:
        ScheduleError: it is over, or too far ahead.

    """
    present = now.timestamp()
    moment = _moment(value, present)
    if moment < present - PAST_TOLERANCE.total_seconds():
        raise ScheduleError("schedule_in_past")
    if moment > present + MAX_SCHEDULE.total_seconds():
        raise ScheduleError("schedule_too_far")
    return moment if moment > present else None


def _moment(value: timedelta | datetime, present: float) -> float:
    """Return the Unix time that is meant."""
    if isinstance(value, timedelta):
        return present + value.total_seconds()
    if value.tzinfo is not None:
        return value.timestamp()
    local = value.replace(tzinfo=dt_util.get_default_time_zone())
    first, second = (local.replace(fold=fold).timestamp() for fold in (0, 1))
    return first if first >= present - PAST_TOLERANCE.total_seconds() else second
