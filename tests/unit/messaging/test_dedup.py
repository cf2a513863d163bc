"""The same message again: nobody is told twice that the cellar is wet."""

import asyncio
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.messaging import messenger
from custom_components.clicksend_messaging.messaging.clicksend_carrier import (
    ClickSendCarrier,
)
from simulator import Simulator
from tests.unit.clock import MINUTE, jump, pass_no_time, pass_time
from tests.unit.conftest import DAD, MUM
from tests.unit.dialogs import until
from tests.unit.sending import (
    DAD_ENTITY,
    MUM_ENTITY,
    TEXT,
    accepted,
    requests,
    send_sms,
    send_sms_without_response,
)

from .limited import ACCEPTED, begin_outage, blocked, outcomes, reload, set_options

COLOMBIA = "+573001234567"
SECOND = timedelta(seconds=1)
SUPPRESSED = ("suppressed", "DUPLICATE")


@pytest.fixture
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask nobody to wait for a verdict that does not come."""
    monkeypatch.setattr(messenger, "VERDICT_SECONDS", 0.7)
    monkeypatch.setattr(ClickSendCarrier, "delays", (0.05, 0.05))


async def send(
    hass: HomeAssistant, key: str = "leak", **data: Any
) -> list[tuple[str, str]]:
    """Send to Dad, unless he has just had the same."""
    return await outcomes(hass, **{"entity_id": DAD_ENTITY, "dedup_key": key, **data})


@pytest.mark.usefixtures("entry")
async def test_the_answer(hass: HomeAssistant, simulator: Simulator) -> None:
    """A row that says so, without anything of ClickSend's, and no failure."""
    await send(hass)

    answer = await send_sms(
        hass, entity_id=DAD_ENTITY, dedup_key="leak", reference="second"
    )

    assert answer == {
        "messages": [
            {
                "recipient": DAD,
                "name": "Dad",
                "status": "suppressed",
                "code": "DUPLICATE",
                "message_id": None,
                "reference": "second",
                "sender": None,
                "parts": None,
                "price": None,
            }
        ],
        "accepted": 0,
        "failed": 0,
        "total_price": "0",
        "currency": "USD",
    }
    assert len(requests(simulator)) == 1
    assert accepted(simulator) == {DAD: [TEXT]}


@pytest.mark.usefixtures("entry")
async def test_an_automation_does_not_stop(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Who wanted a message not to be repeated has what was wanted."""
    for _ in range(3):
        await send_sms_without_response(hass, entity_id=DAD_ENTITY, dedup_key="leak")

    assert len(requests(simulator)) == 1


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    "same",
    [
        {"message": "Something else"},
        {"entity_id": [], "phone_numbers": ["202 555 0101"]},
        {"priority": "critical"},
        {"sender": "MyHome"},
        {"reference": "other"},
    ],
)
async def test_the_key_decides_what_is_the_same(
    hass: HomeAssistant, simulator: Simulator, same: dict[str, Any]
) -> None:
    """Not the text, nor anything else but who gets it."""
    assert await send(hass) == [ACCEPTED]

    assert await send(hass, **same) == [SUPPRESSED]

    assert accepted(simulator) == {DAD: [TEXT]}


@pytest.mark.usefixtures("entry")
async def test_another_key_or_none(hass: HomeAssistant, simulator: Simulator) -> None:
    """The same text is another message then."""
    assert await send(hass) == [ACCEPTED]
    assert await send(hass, "fire") == [ACCEPTED]
    assert await outcomes(hass, entity_id=DAD_ENTITY) == [ACCEPTED]
    assert await outcomes(hass, entity_id=DAD_ENTITY) == [ACCEPTED]

    assert accepted(simulator) == {DAD: [TEXT] * 4}


@pytest.mark.usefixtures("entry")
async def test_each_recipient_has_its_own(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Who has not had it gets it."""
    assert await send(hass) == [ACCEPTED]

    assert await send(hass, entity_id=[DAD_ENTITY, MUM_ENTITY]) == [
        SUPPRESSED,
        ACCEPTED,
    ]
    assert await send(hass, entity_id=[DAD_ENTITY, MUM_ENTITY]) == [SUPPRESSED] * 2

    assert accepted(simulator) == {DAD: [TEXT], MUM: [TEXT]}
    assert [[message["to"] for message in sent] for sent in requests(simulator)] == [
        [DAD],
        [MUM],
    ]


@pytest.mark.usefixtures("entry")
async def test_calls_at_the_same_moment(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Ten sensors in one puddle: one message."""
    results = await asyncio.gather(*(send(hass) for _ in range(10)))

    assert results.count([ACCEPTED]) == 1
    assert results.count([SUPPRESSED]) == 9
    assert accepted(simulator) == {DAD: [TEXT]}


@pytest.mark.usefixtures("freezer", "entry")
@pytest.mark.parametrize(
    ("window", "seconds"),
    [
        ({}, 600),
        ({"dedup_window": {"minutes": 5}}, 300),
        ({"dedup_window": {"seconds": 30}}, 30),
        ({"dedup_window": {"days": 3}}, 3 * 24 * 3600),
        ({"dedup_window": "01:30:00"}, 5400),
    ],
)
async def test_after_the_window_it_goes_again(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    window: dict[str, Any],
    seconds: int,
) -> None:
    """And from then on counts anew; ten minutes, if nothing else is said."""
    for number in (1, 2):
        assert await send(hass, **window) == [ACCEPTED]
        await pass_time(hass, freezer, timedelta(seconds=seconds) - SECOND)
        assert await send(hass, **window) == [SUPPRESSED]
        await pass_time(hass, freezer, SECOND)
        assert accepted(simulator) == {DAD: [TEXT] * number}


@pytest.mark.usefixtures("entry")
async def test_a_window_of_nothing(hass: HomeAssistant, simulator: Simulator) -> None:
    """It suppresses nothing."""
    for _ in range(2):
        assert await send(hass, dedup_window={"seconds": 0}) == [ACCEPTED]

    assert accepted(simulator) == {DAD: [TEXT] * 2}


@pytest.mark.usefixtures("freezer")
@pytest.mark.parametrize("between", ["reload", "unload"])
async def test_it_survives_a_reload(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    between: str,
) -> None:
    """A changed option is no reason to repeat oneself."""
    assert await send(hass) == [ACCEPTED]
    await pass_time(hass, freezer, 5 * MINUTE)

    if between == "reload":
        await reload(hass, entry)
    else:
        await hass.config_entries.async_unload(entry.entry_id)
        await hass.config_entries.async_setup(entry.entry_id)

    assert await send(hass, entity_id=[DAD_ENTITY, MUM_ENTITY]) == [
        SUPPRESSED,
        ACCEPTED,
    ]
    await pass_time(hass, freezer, 5 * MINUTE)
    assert await send(hass, entity_id=[DAD_ENTITY, MUM_ENTITY]) == [
        ACCEPTED,
        SUPPRESSED,
    ]
    assert accepted(simulator) == {DAD: [TEXT] * 2, MUM: [TEXT]}


@pytest.mark.usefixtures("entry")
async def test_a_rejected_message_does_not_suppress(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It never left, so the next one is no repetition."""
    simulator.settings.enabled_countries = ("US",)
    for _ in range(2):
        assert await send(hass, entity_id=[], phone_numbers=[COLOMBIA]) == [
            ("rejected", "COUNTRY_NOT_ENABLED")
        ]

    simulator.settings.enabled_countries = ("US", "CO")
    assert await send(hass, entity_id=[], phone_numbers=[COLOMBIA]) == [ACCEPTED]
    assert await send(hass, entity_id=[], phone_numbers=[COLOMBIA]) == [SUPPRESSED]

    assert accepted(simulator) == {COLOMBIA: [TEXT]}


async def test_a_blocked_message_does_not_suppress(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Nor did it leave."""
    await set_options(hass, entry, limits={"messages_per_hour": 1})
    assert await outcomes(hass, entity_id=MUM_ENTITY) == [ACCEPTED]
    for _ in range(2):
        assert await send(hass) == [blocked("LIMIT_PER_HOUR")]

    await set_options(hass, entry)

    assert await send(hass) == [ACCEPTED]
    assert accepted(simulator) == {DAD: [TEXT], MUM: [TEXT]}


async def test_a_suppressed_message_takes_no_place(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """It counts for no limit, and comes before all of them."""
    await set_options(hass, entry, limits={"messages_per_hour": 2})
    for expected in (ACCEPTED, SUPPRESSED, SUPPRESSED):
        assert await send(hass) == [expected]
    assert await outcomes(hass, entity_id=MUM_ENTITY) == [ACCEPTED]

    assert await send(hass) == [SUPPRESSED]
    assert len(simulator.books) == 2


@pytest.mark.usefixtures("freezer")
async def test_an_expired_message_does_not_suppress(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """While it waits it does; once it is given up, the next one goes."""
    await set_options(hass, entry, sending={"retry_for": 2})
    simulator.faults.arm("rate_limited", path="/sms/send", retry_after=180)
    sending = hass.async_create_task(send(hass))
    await simulator.requests.wait_for(1, "POST", "/sms/send")
    await pass_no_time()
    assert await send(hass) == [SUPPRESSED]
    jump(hass, freezer, 31 * SECOND)
    assert await sending == [("queued", "QUEUED")]
    assert await send(hass) == [SUPPRESSED]

    await pass_time(hass, freezer, 3 * MINUTE)
    await pass_time(hass, freezer, MINUTE)

    assert await send(hass) == [ACCEPTED]
    assert accepted(simulator) == {DAD: [TEXT]}


@pytest.mark.usefixtures("entry", "short_waits")
async def test_a_message_that_waits_suppresses(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It will go out."""
    await begin_outage(simulator)
    ((status, _),) = await send(hass)
    assert status == "queued"

    assert await send(hass) == [SUPPRESSED]

    await simulator.start()
    await until(lambda: len(simulator.books) == 1)
    assert await send(hass) == [SUPPRESSED]
    assert accepted(simulator) == {DAD: [TEXT]}


@pytest.mark.usefixtures("short_waits")
@pytest.mark.parametrize("fault", ["reset_before", "reset_after"])
async def test_an_unknown_message_suppresses(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, fault: str
) -> None:
    """It may have arrived, for ever; also after a reload."""
    simulator.settings.history_delay = 3600
    simulator.faults.arm(fault, path="/sms/send")
    assert await send(hass) == [("unknown", "ANSWER_LOST")]
    assert len(simulator.requests.find("GET", "/sms/history")) == 2

    assert await send(hass) == [SUPPRESSED]
    await reload(hass, entry)
    assert await send(hass) == [SUPPRESSED]

    assert len(requests(simulator)) == 1


@pytest.mark.usefixtures("short_waits")
async def test_a_lost_message_that_was_sent_again_suppresses(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Even if the repetition is turned down: the first may have arrived."""
    await set_options(hass, entry, critical={"resend_unknown": True})
    simulator.settings.history_delay = 3600
    simulator.settings.throttle_window = 3600
    simulator.faults.arm("reset_after", path="/sms/send")
    await send(hass, priority="critical")
    await until(lambda: len(requests(simulator)) == 2)
    await pass_no_time()
    assert accepted(simulator) == {DAD: [TEXT]}

    simulator.settings.throttle_window = 0
    assert await send(hass, priority="critical") == [SUPPRESSED]
    await reload(hass, entry)
    assert await send(hass, priority="critical") == [SUPPRESSED]


@pytest.mark.usefixtures("freezer", "entry")
async def test_a_failure_does_not_hide_what_arrived_before(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """A short window let a second one go, which failed: the first still counts."""
    simulator.settings.throttle_window = 3600
    assert await send(hass) == [ACCEPTED]
    await pass_time(hass, freezer, MINUTE)
    assert await send(hass, dedup_window={"seconds": 30}) == [("rejected", "THROTTLED")]
    simulator.settings.throttle_window = 0

    assert await send(hass) == [SUPPRESSED]
    assert accepted(simulator) == {DAD: [TEXT]}


@pytest.mark.usefixtures("entry")
async def test_a_call_may_follow_a_text_that_says_the_same(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Nobody is held back from a channel by what came over another."""
    said = {"message": TEXT, "phone_numbers": [DAD], "dedup_key": "leak"}
    statuses = []
    for action in ("send_sms", "send_voice", "send_sms", "send_voice"):
        answer: Any = await hass.services.async_call(
            DOMAIN, action, said, blocking=True, return_response=True
        )
        statuses.append(answer["messages"][0]["status"])

    assert statuses == ["accepted", "accepted", "suppressed", "suppressed"]
    assert [text.channel for text in simulator.books] == ["sms", "voice"]
