"""The blueprint that texts people about the events of a calendar."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, override

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.calendar import CalendarEntity, CalendarEvent
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    setup_test_component_platform,
)

from simulator import Simulator
from tests.unit.blueprints.conftest import Use, run_by_hand
from tests.unit.clock import pass_time
from tests.unit.conftest import DAD, MUM
from tests.unit.sending import DAD_ENTITY, MUM_ENTITY, accepted

CALENDAR = "calendar.family"
MONDAY = date(2026, 11, 23)
ANN = "+12025550110"
ANN_SMITH = "+12025550111"

type PassUntil = Callable[[datetime], Awaitable[None]]


class Family(CalendarEntity):
    """A calendar with the events that a test has in it."""

    entity_id = CALENDAR
    _attr_should_poll = False

    def __init__(self) -> None:
        """Start with none."""
        self.events: list[CalendarEvent] = []

    @property
    @override
    def event(self) -> None:
        """Show none by itself."""

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """Return those of a time."""
        return [
            event
            for event in self.events
            if event.start_datetime_local < end_date
            and event.end_datetime_local > start_date
        ]

    def note(self, summary: str, start: date | datetime, **details: Any) -> None:
        """Write an event down, for an hour or a day."""
        length = (
            timedelta(hours=1) if isinstance(start, datetime) else timedelta(days=1)
        )
        self.events.append(
            CalendarEvent(summary=summary, start=start, end=start + length, **details)
        )


@pytest.fixture(autouse=True)
def _monday_morning(freezer: FrozenDateTimeFactory) -> None:
    """Begin on a Monday at seven."""
    freezer.move_to(at(7))


@pytest.fixture
async def family(hass: HomeAssistant) -> Family:
    """Return a calendar that Home Assistant has."""
    calendar = Family()
    setup_test_component_platform(hass, "calendar", [calendar])
    config = {"calendar": {"platform": "test"}}
    assert await async_setup_component(hass, "calendar", config)
    await hass.async_block_till_done()
    return calendar


@pytest.fixture
def remind(use: Use, entry: MockConfigEntry, family: Family) -> Use:  # noqa: ARG001 (it has to be there)
    """Return a function that uses the blueprint."""

    async def remind(**inputs: Any) -> None:
        await use("calendar_texts", account=entry.entry_id, calendar=CALENDAR, **inputs)

    return remind


def at(hour: int, minute: int = 0) -> datetime:
    """Return a time on Monday, where Home Assistant is."""
    zone = dt_util.get_time_zone("US/Pacific")
    return datetime(MONDAY.year, MONDAY.month, MONDAY.day, hour, minute, tzinfo=zone)


@pytest.fixture
def pass_until(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> PassUntil:
    """Return a function that lets time pass, with what is due in each quarter."""

    async def until(moment: datetime) -> None:
        while (left := moment - dt_util.utcnow()) > timedelta(0):
            await pass_time(hass, freezer, min(left, timedelta(minutes=15)))

    return until


async def test_appointment(
    simulator: Simulator,
    family: Family,
    remind: Use,
    pass_until: PassUntil,
) -> None:
    """People are told an hour before, once."""
    family.note("Dentist", at(10), location="Main Street 5", uid="1")
    await remind(people=[DAD_ENTITY, MUM_ENTITY])

    await pass_until(at(8, 59))
    assert accepted(simulator) == {}
    await pass_until(at(13))

    text = "Dentist: 2026-11-23 10:00, Main Street 5"
    assert accepted(simulator) == {DAD: [text], MUM: [text]}


async def test_after_it_began(
    simulator: Simulator,
    family: Family,
    remind: Use,
    pass_until: PassUntil,
) -> None:
    """With words of one's own."""
    family.note("Dentist", at(10), description="Bring the card")
    await remind(
        people=DAD_ENTITY,
        message="How was it ({{ event.title }})? {{ event.description }}",
        offset={"minutes": 90},
        offset_type="after",
    )

    await pass_until(at(11, 29))
    assert accepted(simulator) == {}
    await pass_until(at(11, 31))

    assert accepted(simulator) == {DAD: ["How was it (Dentist)? Bring the card"]}


async def test_birthday(
    simulator: Simulator,
    family: Family,
    remind: Use,
    pass_until: PassUntil,
) -> None:
    """What lasts all day is told at nine, the day itself only."""
    day = timedelta(days=1)
    family.note("Mum's birthday", MONDAY)
    family.note("Yesterday's", MONDAY - day)
    family.note("Tomorrow's", MONDAY + day)
    family.events.append(
        CalendarEvent(summary="Holidays", start=MONDAY - day, end=MONDAY + 5 * day)
    )
    await remind(people=[DAD_ENTITY])

    await pass_until(at(8, 59))
    assert accepted(simulator) == {}
    await pass_until(at(23, 59))

    assert accepted(simulator) == {DAD: ["Mum's birthday: 2026-11-23"]}


async def test_birthday_the_day_before(
    simulator: Simulator,
    family: Family,
    remind: Use,
    pass_until: PassUntil,
) -> None:
    """In time for a present."""
    family.note("Mum's birthday", MONDAY + timedelta(days=2))
    family.note("Today's", MONDAY)
    await remind(people=[DAD_ENTITY], days_before=2, all_day_at="18:00:00")

    await pass_until(at(18))

    assert accepted(simulator) == {DAD: ["Mum's birthday: 2026-11-25"]}


async def test_each_event_once(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    family: Family,
    remind: Use,
    pass_until: PassUntil,
) -> None:
    """However often it is looked at; the same title is another event next year."""
    family.note("Mum's birthday", MONDAY)
    await remind(people=[DAD_ENTITY])
    await pass_until(at(9))

    await run_by_hand(hass)
    assert len(accepted(simulator)[DAD]) == 1

    family.note("Mum's birthday", MONDAY + timedelta(days=1))
    await pass_time(hass, freezer, timedelta(hours=23))
    await pass_until(at(9) + timedelta(days=1))
    assert len(accepted(simulator)[DAD]) == 2


async def test_several_at_a_time(
    simulator: Simulator,
    family: Family,
    remind: Use,
    pass_until: PassUntil,
) -> None:
    """Each is told."""
    for name in ("A", "B"):
        family.note(f"{name}'s birthday", MONDAY)
        family.note(f"Meet {name}", at(10), uid=name)
    await remind(people=[DAD_ENTITY], message="{{ event.title }}")

    await pass_until(at(12))

    assert sorted(accepted(simulator)[DAD]) == [
        *("A's birthday", "B's birthday", "Meet A", "Meet B")
    ]


async def test_keyword(
    simulator: Simulator,
    family: Family,
    remind: Use,
    pass_until: PassUntil,
) -> None:
    """Other events are nobody's business."""
    family.note("Mum's BIRTHDAY", MONDAY)
    family.note("Bins", MONDAY)
    family.note("Dentist", at(10))
    await remind(people=[DAD_ENTITY], keyword=" birthday ")

    await pass_until(at(12))

    assert accepted(simulator) == {DAD: ["Mum's BIRTHDAY: 2026-11-23"]}


@pytest.mark.parametrize(
    "title",
    [
        "{{ states('sun.sun') }} {% raw %}",
        "It's \"here\", isn't it?",
        "[1, 2]",
        "{'a': 1}",
        "None",
        "007 🎉\\n",
    ],
)
async def test_title_of_a_stranger(
    simulator: Simulator,
    family: Family,
    remind: Use,
    pass_until: PassUntil,
    title: str,
) -> None:
    """It is told as it is, and never acted upon."""
    family.note(title, MONDAY, description=title, location=title)
    family.note(title, at(10), uid=title, description=title, location=title)
    await remind(people=[DAD_ENTITY], message="{{ event.title }}!{{ event.location }}")

    await pass_until(at(12))

    assert accepted(simulator) == {DAD: [f"{title}!{title}"] * 2}


@pytest.mark.parametrize(
    ("details", "number"),
    [
        ({"description": "Haircut\n+12025550120\nNo pets"}, "+12025550120"),
        ({"description": "Haircut<br>(202) 555-0120 <br>"}, "+12025550120"),
        ({"location": "202 555 0120"}, "+12025550120"),
        ({"description": "+44 20 7946 0018\r\n+12025550120"}, "+442079460018"),
        ({"description": "2026-11-23\n2025550120"}, "+12025550120"),
        ({"description": "Dial +1 202 555 0120, then 12345"}, None),
        ({"description": "10:00-11:00\n2026-11-23\n5"}, None),
        ({"location": "Main Street 5"}, None),
        ({}, None),
    ],
)
async def test_number_in_the_event(
    simulator: Simulator,
    family: Family,
    remind: Use,
    pass_until: PassUntil,
    details: Mapping[str, str],
    number: str | None,
) -> None:
    """The first that stands on a line of its own, however it is written."""
    family.note("Haircut", at(10), **details)
    await remind(number_in_event=True, message="See you")

    await pass_until(at(12))

    assert accepted(simulator) == ({number: ["See you"]} if number else {})


async def test_number_that_nobody_asked_for(
    simulator: Simulator,
    family: Family,
    remind: Use,
    pass_until: PassUntil,
) -> None:
    """It is not texted unless that is switched on."""
    family.note("Haircut", at(10), description="+12025550120")
    await remind(people=[DAD_ENTITY])

    await pass_until(at(12))

    assert list(accepted(simulator)) == [DAD]


@pytest.mark.parametrize(
    ("title", "numbers"),
    [
        ("Ann's birthday", [ANN]),
        ("Birthday: ANN", [ANN]),
        ("Anns Geburtstag", [ANN]),
        ("Ann Smith's birthday", [ANN_SMITH]),
        ("Ann and Ann-Smith", [ANN_SMITH]),
        ("Anna's birthday", []),
        ("Smith's birthday", []),
        ("Birthday", []),
    ],
)
async def test_contact_named_in_the_title(
    simulator: Simulator,
    family: Family,
    remind: Use,
    pass_until: PassUntil,
    title: str,
    numbers: list[str],
) -> None:
    """Whoever has their name in it, in full, gets the text."""
    friends = simulator.add_list(
        "Friends",
        {"first_name": "Ann", "phone_number": ANN},
        {"first_name": "Ann", "last_name": "Smith", "phone_number": ANN_SMITH},
        {"first_name": "", "last_name": "", "phone_number": "+12025550112"},
        {"first_name": "Birthday", "email": "birthday@example.com"},
    )
    family.note(title, MONDAY)
    await remind(list_id=friends.list_id, message="Happy birthday!")

    await pass_until(at(10))

    assert sorted(accepted(simulator)) == numbers


async def test_list_that_cannot_be_read(
    simulator: Simulator,
    family: Family,
    remind: Use,
    pass_until: PassUntil,
    expected_log: list[str],
) -> None:
    """The others are told all the same."""
    expected_log.append("Error for call_service")
    family.note("Ann's birthday", MONDAY)
    await remind(list_id=1, people=[DAD_ENTITY])

    await pass_until(at(10))

    assert accepted(simulator) == {DAD: ["Ann's birthday: 2026-11-23"]}


async def test_number_that_cannot_be_texted(
    simulator: Simulator,
    family: Family,
    remind: Use,
    pass_until: PassUntil,
    expected_log: list[str],
) -> None:
    """It is an error, and stops neither the others nor the next event."""
    expected_log.append("Error for call_service")
    family.note("A", MONDAY, description="123 456 78")
    family.note("B", MONDAY)
    await remind(people=[DAD_ENTITY], number_in_event=True, message="{{ event.title }}")

    await pass_until(at(10))

    assert accepted(simulator) == {DAD: ["A", "B"]}
