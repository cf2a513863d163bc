"""How many messages may leave, how long they may be, and where to."""

import asyncio

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.messaging import messenger
from custom_components.clicksend_messaging.messaging.clicksend_carrier import (
    ClickSendCarrier,
)
from simulator import Simulator
from tests.unit.conftest import DAD, MUM
from tests.unit.dialogs import until
from tests.unit.sending import DAD_ENTITY, MUM_ENTITY, TEXT, accepted, notify, requests

from .limited import ACCEPTED, begin_outage, blocked, outcomes, set_options

ANN = "+12025550103"
BOB = "+12025550104"
COLOMBIA = "+573001234567"
LONDON = "+447400123456"
AUCKLAND = "+64211234567"
# A calling code of 25 countries, and a number of none of them.
NOWHERE = "+12005550100"
FREEPHONE = "+80012345678"


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask nobody to wait for a verdict that does not come."""
    monkeypatch.setattr(messenger, "VERDICT_SECONDS", 0.7)


async def test_messages_per_hour(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """To all people together, in the order of the call; the rest is not asked for."""
    await set_options(hass, entry, limits={"messages_per_hour": 3})

    assert await outcomes(hass, phone_numbers=[ANN, BOB]) == [ACCEPTED] * 2
    assert await outcomes(hass, entity_id=[DAD_ENTITY, MUM_ENTITY]) == [
        ACCEPTED,
        blocked("LIMIT_PER_HOUR"),
    ]
    assert await outcomes(hass, entity_id=DAD_ENTITY) == [blocked("LIMIT_PER_HOUR")]

    assert accepted(simulator) == {ANN: [TEXT], BOB: [TEXT], DAD: [TEXT]}
    assert [len(sent) for sent in requests(simulator)] == [2, 1]


async def test_messages_per_recipient(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """However the number is named; other people are not concerned."""
    await set_options(hass, entry, limits={"messages_per_recipient": 2})

    await notify(hass, DAD_ENTITY)
    assert await outcomes(hass, phone_numbers=[DAD]) == [ACCEPTED]

    assert await outcomes(hass, phone_numbers=["202 555 0101", ANN]) == [
        blocked("LIMIT_PER_RECIPIENT"),
        ACCEPTED,
    ]
    with pytest.raises(HomeAssistantError, match="LIMIT_PER_RECIPIENT"):
        await notify(hass, DAD_ENTITY)
    await notify(hass, MUM_ENTITY)
    assert accepted(simulator) == {DAD: [TEXT] * 2, ANN: [TEXT], MUM: [TEXT]}


async def test_critical_messages_have_places_of_their_own(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Everyday messages cannot use them up, nor the other way round."""
    await set_options(
        hass,
        entry,
        limits={"messages_per_hour": 2, "messages_per_recipient": 1},
        critical={"critical_per_hour": 3},
    )

    assert await outcomes(hass, entity_id=[DAD_ENTITY, MUM_ENTITY]) == [ACCEPTED] * 2
    assert await outcomes(hass, phone_numbers=[ANN]) == [blocked("LIMIT_PER_HOUR")]
    for _ in range(3):
        # To the same person, who had a message before: no matter.
        assert await outcomes(hass, entity_id=DAD_ENTITY, priority="critical") == [
            ACCEPTED
        ]
    assert await outcomes(hass, entity_id=MUM_ENTITY, priority="critical") == [
        blocked("LIMIT_CRITICAL_PER_HOUR")
    ]

    assert accepted(simulator) == {DAD: [TEXT] * 4, MUM: [TEXT]}


async def test_critical_messages_leave_the_places_of_others_alone(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """An alarm does not keep the washing machine from saying that it is done."""
    await set_options(hass, entry, limits={"messages_per_hour": 1})

    for _ in range(3):
        await outcomes(hass, entity_id=DAD_ENTITY, priority="critical")

    assert await outcomes(hass, entity_id=DAD_ENTITY) == [ACCEPTED]
    assert accepted(simulator) == {DAD: [TEXT] * 4}


@pytest.mark.parametrize(
    ("priority", "default", "limit"),
    [
        ("normal", 200, "LIMIT_PER_HOUR"),
        ("critical", 50, "LIMIT_CRITICAL_PER_HOUR"),
    ],
)
async def test_there_are_limits_without_asking_for_any(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    priority: str,
    default: int,
    limit: str,
) -> None:
    """An automation that runs wild is stopped in a home that never saw the options."""
    assert entry.options == {}
    numbers = [f"+1202555{line:04}" for line in range(default + 1)]

    found = await outcomes(hass, phone_numbers=numbers, priority=priority)

    assert found == [ACCEPTED] * default + [blocked(limit)]
    assert len(simulator.books) == default


async def test_thirty_messages_to_one_person_without_asking(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """The same for the limit per person."""
    assert entry.options == {}
    for number in range(30):
        await notify(hass, DAD_ENTITY, message=str(number))

    assert await outcomes(hass, entity_id=[DAD_ENTITY, MUM_ENTITY]) == [
        blocked("LIMIT_PER_RECIPIENT"),
        ACCEPTED,
    ]
    assert len(accepted(simulator)[DAD]) == 30


@pytest.mark.parametrize("priority", ["normal", "critical"])
async def test_parts_per_message(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, priority: str
) -> None:
    """A text that needs more is not cut off but stopped; each part is charged."""
    await set_options(hass, entry, limits={"parts_per_message": 2})

    fits = await outcomes(
        hass, entity_id=DAD_ENTITY, message="x" * 306, priority=priority
    )
    assert fits == [ACCEPTED]
    too_long = await outcomes(
        hass, entity_id=DAD_ENTITY, message="x" * 307, priority=priority
    )
    assert too_long == [blocked("LIMIT_PARTS")]

    assert accepted(simulator) == {DAD: ["x" * 306]}


@pytest.mark.parametrize("priority", ["normal", "critical"])
async def test_allowed_countries(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, priority: str
) -> None:
    """Nothing leaves for another country, nor for a number of no country at all."""
    await set_options(hass, entry, limits={"countries": ["US", "GB"]})

    found = await outcomes(
        hass,
        phone_numbers=[DAD, AUCKLAND, LONDON, NOWHERE, FREEPHONE],
        priority=priority,
    )

    stopped = blocked("LIMIT_COUNTRY")
    assert found == [ACCEPTED, stopped, ACCEPTED, stopped, stopped]
    assert accepted(simulator) == {DAD: [TEXT], LONDON: [TEXT]}


async def test_what_a_limit_stops_takes_no_place(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Only what may leave counts for the other limits."""
    await set_options(
        hass,
        entry,
        limits={"messages_per_hour": 2, "countries": ["US"], "parts_per_message": 1},
    )

    for _ in range(3):
        await outcomes(hass, phone_numbers=[LONDON])
        await outcomes(hass, entity_id=DAD_ENTITY, message="x" * 161)

    assert await outcomes(hass, entity_id=[DAD_ENTITY, MUM_ENTITY]) == [ACCEPTED] * 2
    assert accepted(simulator) == {DAD: [TEXT], MUM: [TEXT]}


async def test_calls_at_the_same_moment_share_the_places(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Fifty at once, ten places: ten messages, and forty who are told."""
    await set_options(hass, entry, limits={"messages_per_hour": 10})

    results = await asyncio.gather(
        *(
            notify(hass, entity_id, message=str(number))
            for number in range(25)
            for entity_id in (DAD_ENTITY, MUM_ENTITY)
        ),
        return_exceptions=True,
    )

    errors = [result for result in results if result is not None]
    assert len(errors) == 40
    for error in errors:
        assert isinstance(error, HomeAssistantError)
        assert error.translation_key == "blocked"
    assert len(simulator.books) == 10
    assert simulator.books.duplicates() == {}


async def test_calls_at_the_same_moment_share_the_places_of_one_person(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """The same for the limit per person."""
    await set_options(hass, entry, limits={"messages_per_recipient": 4})

    results = await asyncio.gather(
        *(
            outcomes(hass, entity_id=[DAD_ENTITY, MUM_ENTITY], message=str(number))
            for number in range(10)
        )
    )

    found = [outcome for result in results for outcome in result]
    assert found.count(ACCEPTED) == 8
    assert found.count(blocked("LIMIT_PER_RECIPIENT")) == 12
    assert {to: len(texts) for to, texts in accepted(simulator).items()} == {
        DAD: 4,
        MUM: 4,
    }


async def test_a_message_that_is_turned_down_gives_its_place_back(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """It was counted while it was on its way, and did not leave after all."""
    await set_options(
        hass, entry, limits={"messages_per_hour": 2, "messages_per_recipient": 1}
    )
    for _ in range(3):
        assert await outcomes(hass, phone_numbers=[COLOMBIA]) == [
            ("rejected", "COUNTRY_NOT_ENABLED")
        ]

    assert await outcomes(hass, entity_id=[DAD_ENTITY, MUM_ENTITY]) == [ACCEPTED] * 2
    assert await outcomes(hass, phone_numbers=[ANN]) == [blocked("LIMIT_PER_HOUR")]
    assert accepted(simulator) == {DAD: [TEXT], MUM: [TEXT]}


async def test_a_message_that_waits_keeps_its_place(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """After an outage no more go out than may."""
    await set_options(hass, entry, limits={"messages_per_hour": 2})
    await begin_outage(simulator)

    found = await outcomes(hass, phone_numbers=[ANN, BOB, DAD])

    assert [status for status, _ in found] == ["queued", "queued", "blocked"]
    assert await outcomes(hass, phone_numbers=[MUM]) == [blocked("LIMIT_PER_HOUR")]
    await simulator.start()
    await until(lambda: len(simulator.books) == 2)
    assert accepted(simulator) == {ANN: [TEXT], BOB: [TEXT]}


@pytest.mark.parametrize("fault", ["reset_before", "reset_after"])
async def test_an_unknown_message_counts(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
) -> None:
    """It may have left, and if nobody ever knows, it did."""
    monkeypatch.setattr(ClickSendCarrier, "delays", (0.05, 0.05))
    await set_options(hass, entry, limits={"messages_per_hour": 1})
    simulator.settings.history_delay = 3600
    simulator.faults.arm(fault, path="/sms/send")

    assert await outcomes(hass, entity_id=DAD_ENTITY) == [("unknown", "ANSWER_LOST")]

    assert await outcomes(hass, entity_id=MUM_ENTITY) == [blocked("LIMIT_PER_HOUR")]
    assert len(simulator.requests.find("GET", "/sms/history")) == 2
    assert len(requests(simulator)) == 1


async def test_an_unknown_message_that_is_found_still_counts_once(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its place is its own, whatever is learnt about it."""
    monkeypatch.setattr(ClickSendCarrier, "delays", (0.05, 0.05))
    await set_options(hass, entry, limits={"messages_per_hour": 2})
    simulator.faults.arm("reset_after", path="/sms/send")

    ((status, _),) = await outcomes(hass, entity_id=DAD_ENTITY)
    assert status == "accepted"

    assert await outcomes(hass, entity_id=MUM_ENTITY) == [ACCEPTED]
    assert await outcomes(hass, entity_id=MUM_ENTITY) == [blocked("LIMIT_PER_HOUR")]
    assert accepted(simulator) == {DAD: [TEXT], MUM: [TEXT]}
