"""What messages may cost: never more than allowed, to the last fraction of a cent."""

import asyncio
from decimal import Decimal
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.messaging import messenger
from custom_components.clicksend_messaging.messaging.clicksend_carrier import (
    ClickSendCarrier,
)
from custom_components.clicksend_messaging.messaging.limits import prices
from simulator import Simulator
from tests.unit.conftest import DAD, MUM
from tests.unit.dialogs import until
from tests.unit.sending import (
    DAD_ENTITY,
    MUM_ENTITY,
    TEXT,
    accepted,
    requests,
    send_sms,
)
from tests.unit.services.asking import ask

from .limited import ACCEPTED, begin_outage, blocked, outcomes, reload, set_options

# A part to the United States is 0.0792, to the others 0.0652 and 0.1188.
ANN = "+12025550103"
LONDON = "+447400123456"
AUCKLAND = "+64211234567"
COLOMBIA = "+573001234567"

DAY = blocked("LIMIT_SPEND_PER_DAY")
MONTH = blocked("LIMIT_SPEND_PER_MONTH")
CRITICAL_DAY = blocked("LIMIT_CRITICAL_SPEND_PER_DAY")
BALANCE = blocked("LIMIT_BALANCE")
PRICE_UNKNOWN = blocked("PRICE_UNKNOWN")


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask nobody to wait for a verdict that does not come."""
    monkeypatch.setattr(messenger, "VERDICT_SECONDS", 0.7)


def spent(simulator: Simulator) -> Decimal:
    """Return what the messages that ClickSend accepted cost."""
    return sum((text.price for text in simulator.books), Decimal(0))


def asked(simulator: Simulator) -> list[list[str]]:
    """Return the numbers of every request for prices."""
    return [
        [message["to"] for message in record.body["messages"]]
        for record in simulator.requests.find("POST", "/sms/price")
    ]


@pytest.mark.parametrize(
    ("option", "stopped"), [("spend_per_day", DAY), ("spend_per_month", MONTH)]
)
async def test_spending(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    option: str,
    stopped: tuple[str, str],
) -> None:
    """As many messages as the amount pays for, and not one more."""
    await set_options(hass, entry, spending={option: 0.2376})

    found = await outcomes(hass, phone_numbers=[DAD, MUM, ANN, LONDON])
    assert found == [ACCEPTED, ACCEPTED, ACCEPTED, stopped]
    assert await outcomes(hass, phone_numbers=[LONDON], priority="critical") == [
        stopped
    ]

    assert spent(simulator) == Decimal("0.2376")


async def test_a_message_that_still_fits_is_sent(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """A dear one that does not fit is no reason to stop a cheap one."""
    await set_options(hass, entry, spending={"spend_per_day": 0.15})

    assert await outcomes(hass, phone_numbers=[DAD, AUCKLAND, LONDON]) == [
        ACCEPTED,
        DAY,
        ACCEPTED,
    ]

    assert spent(simulator) == Decimal("0.1444")


async def test_every_part_is_paid_for(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """A long text is dearer, before it is sent as well as afterwards."""
    await set_options(hass, entry, spending={"spend_per_day": 0.3})

    assert await outcomes(hass, phone_numbers=[DAD], message="x" * 161) == [ACCEPTED]
    assert await outcomes(hass, phone_numbers=[MUM], message="x" * 161) == [DAY]
    assert await outcomes(hass, phone_numbers=[MUM], message="x" * 160) == [ACCEPTED]

    assert spent(simulator) == Decimal("0.2376")


@pytest.mark.parametrize(
    ("options", "priority", "stopped"),
    [
        ({"spending": {"spend_per_day": 0}}, "normal", DAY),
        ({"spending": {"spend_per_month": 0}}, "critical", MONTH),
        ({"critical": {"critical_spend_per_day": 0}}, "critical", CRITICAL_DAY),
    ],
)
async def test_nothing_may_be_spent(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    options: dict[str, Any],
    priority: str,
    stopped: tuple[str, str],
) -> None:
    """Nothing at all is an amount, too."""
    await set_options(hass, entry, **options)

    assert await outcomes(hass, entity_id=DAD_ENTITY, priority=priority) == [stopped]

    assert requests(simulator) == []


async def test_prices_are_asked_for_once(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """One number of each country that has no price yet, all in one request."""
    await set_options(hass, entry, spending={"spend_per_day": 100})

    await outcomes(hass, phone_numbers=[DAD])
    assert asked(simulator) == [[DAD]]
    await outcomes(hass, phone_numbers=[MUM, ANN])
    assert len(asked(simulator)) == 1

    await outcomes(hass, phone_numbers=[DAD, LONDON, AUCKLAND])
    assert asked(simulator)[1:] == [[LONDON, AUCKLAND]]
    await outcomes(hass, phone_numbers=[LONDON, AUCKLAND])
    assert len(asked(simulator)) == 2


async def test_prices_are_asked_for_once_by_calls_at_the_same_moment(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """The others wait for the first one's answer."""
    await set_options(hass, entry, spending={"spend_per_day": 100})

    await asyncio.gather(*(outcomes(hass, phone_numbers=[DAD]) for _ in range(20)))

    assert asked(simulator) == [[DAD]]
    assert len(accepted(simulator)[DAD]) == 20


async def test_prices_are_not_asked_for_without_a_limit_on_money(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Nobody waits for what nobody needs to know."""
    await set_options(hass, entry, limits={"countries": ["US"]})

    assert await outcomes(hass, phone_numbers=[DAD]) == [ACCEPTED]

    assert asked(simulator) == []


async def test_prices_are_remembered(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """What was learnt from an answer is still known after a reload, without a limit."""
    await outcomes(hass, phone_numbers=[DAD, LONDON])
    await set_options(hass, entry, spending={"spend_per_day": 0.3})
    simulator.faults.arm("server_error", path="/sms/price", times=None)

    found = await outcomes(hass, phone_numbers=[MUM, LONDON, LONDON, AUCKLAND])

    # 0.1444 is gone; 0.0792 and 0.0652 fit; a number twice is one message.
    assert found == [ACCEPTED, ACCEPTED, PRICE_UNKNOWN]
    assert await outcomes(hass, phone_numbers=[LONDON]) == [DAY]
    assert spent(simulator) == Decimal("0.2888")


@pytest.mark.parametrize(
    "fault", ["server_error", "reset_before", "rate_limited", "empty_answer"]
)
@pytest.mark.parametrize(
    "options",
    [
        {"spending": {"spend_per_day": 100}},
        {"spending": {"spend_per_month": 100}},
        {"spending": {"balance_floor": 1}},
        {"critical": {"critical_spend_per_day": 100}},
    ],
)
async def test_a_message_whose_price_is_not_known_is_stopped(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    options: dict[str, Any],
    fault: str,
) -> None:
    """A limit that is not sure to hold is none; with the price it goes."""
    await set_options(hass, entry, **options)
    simulator.faults.arm(fault, path="/sms/price")

    assert await outcomes(hass, entity_id=DAD_ENTITY) == [PRICE_UNKNOWN]
    assert requests(simulator) == []

    assert await outcomes(hass, entity_id=DAD_ENTITY) == [ACCEPTED]


async def test_a_country_without_a_price_is_no_hindrance_for_others(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """ClickSend names no price for a country that is not enabled."""
    await set_options(hass, entry, spending={"spend_per_day": 100})

    assert await outcomes(hass, phone_numbers=[COLOMBIA, DAD]) == [
        PRICE_UNKNOWN,
        ACCEPTED,
    ]
    assert accepted(simulator) == {DAD: [TEXT]}


async def test_critical_messages_share_the_limits_on_money(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Unless they have an amount of their own."""
    await set_options(hass, entry, spending={"spend_per_day": 0.17})

    assert await outcomes(hass, phone_numbers=[DAD], priority="critical") == [ACCEPTED]
    assert await outcomes(hass, phone_numbers=[DAD]) == [ACCEPTED]

    assert await outcomes(hass, phone_numbers=[DAD], priority="critical") == [DAY]
    assert await outcomes(hass, phone_numbers=[DAD]) == [DAY]
    assert spent(simulator) == Decimal("0.1584")


async def test_critical_messages_have_money_of_their_own(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """It comes on top of what the others may cost."""
    await set_options(
        hass,
        entry,
        spending={"spend_per_day": 0.08, "spend_per_month": 0.08},
        critical={"critical_spend_per_day": 0.17},
    )

    assert await outcomes(hass, phone_numbers=[DAD]) == [ACCEPTED]
    assert await outcomes(hass, phone_numbers=[DAD]) == [DAY]
    for _ in range(2):
        assert await outcomes(hass, phone_numbers=[DAD], priority="critical") == [
            ACCEPTED
        ]
    assert await outcomes(hass, phone_numbers=[DAD], priority="critical") == [
        CRITICAL_DAY
    ]
    assert spent(simulator) == Decimal("0.2376")


async def test_only_critical_messages_have_a_limit_on_money(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """The others cost what they cost, and use nothing of it up."""
    await set_options(hass, entry, critical={"critical_spend_per_day": 0.08})

    assert await outcomes(hass, phone_numbers=[DAD, MUM, ANN]) == [ACCEPTED] * 3
    assert await outcomes(hass, phone_numbers=[DAD, MUM], priority="critical") == [
        ACCEPTED,
        CRITICAL_DAY,
    ]
    assert len(simulator.books) == 4


@pytest.mark.parametrize("priority", ["normal", "critical"])
async def test_balance_floor(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, priority: str
) -> None:
    """The balance does not fall below it, by whatever messages."""
    simulator.account.balance = Decimal("10.2")
    await set_options(
        hass,
        entry,
        spending={"balance_floor": 10},
        critical={"critical_spend_per_day": 100},
    )
    await reload(hass, entry)

    found = await outcomes(hass, phone_numbers=[DAD, MUM, ANN], priority=priority)
    assert found == [ACCEPTED, ACCEPTED, BALANCE]
    # ClickSend has not been asked for the balance since.
    assert await outcomes(hass, phone_numbers=[ANN], priority=priority) == [BALANCE]

    assert simulator.account.balance == Decimal("10.0416")


async def test_balance_floor_after_a_reload(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """What ClickSend says counts, and nothing is taken off it twice."""
    simulator.account.balance = Decimal("10.2")
    await set_options(hass, entry, spending={"balance_floor": 10})
    await outcomes(hass, phone_numbers=[DAD])

    await reload(hass, entry)

    assert await outcomes(hass, phone_numbers=[DAD]) == [ACCEPTED]
    assert await outcomes(hass, phone_numbers=[DAD]) == [BALANCE]
    assert simulator.account.balance == Decimal("10.0416")


@pytest.mark.parametrize(
    "options",
    [
        {"spending": {"spend_per_day": 1}},
        {"spending": {"spend_per_month": 1}},
        {"spending": {"balance_floor": 99}},
        {"critical": {"critical_spend_per_day": 1}},
    ],
)
async def test_calls_at_the_same_moment_share_the_money(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    options: dict[str, Any],
) -> None:
    """Prices have to be asked for first; all the same nothing is spent twice."""
    await set_options(hass, entry, **options)
    priority = "critical" if "critical" in options else "normal"

    results = await asyncio.gather(
        *(
            outcomes(hass, entity_id=DAD_ENTITY, message=str(number), priority=priority)
            for number in range(20)
        )
    )

    # 12 times 0.0792 is 0.9504.
    assert results.count([ACCEPTED]) == 12
    assert {status for ((status, _),) in results} == {"accepted", "blocked"}
    assert spent(simulator) == Decimal("0.9504")


async def test_calls_at_the_same_moment_with_different_prices(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Never more than allowed, and no room for another of the cheapest."""
    await set_options(hass, entry, spending={"spend_per_day": 2})

    await asyncio.gather(
        *(
            outcomes(
                hass,
                phone_numbers=[DAD, LONDON, AUCKLAND],
                message="x" * length + str(number),
            )
            for number in range(10)
            for length in (10, 200)
        )
    )

    assert Decimal(2) - Decimal("0.0652") < spent(simulator) <= 2


async def test_a_message_that_is_turned_down_gives_its_money_back(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Nobody pays for it."""
    simulator.settings.throttle_window = 60
    await set_options(
        hass,
        entry,
        spending={"spend_per_day": 0.16, "spend_per_month": 0.16, "balance_floor": 99},
    )
    assert await outcomes(hass, phone_numbers=[DAD]) == [ACCEPTED]
    for _ in range(3):
        assert await outcomes(hass, phone_numbers=[DAD]) == [("rejected", "THROTTLED")]

    assert await outcomes(hass, phone_numbers=[DAD], message="Other") == [ACCEPTED]
    assert await outcomes(hass, phone_numbers=[DAD], message="More") == [DAY]


async def test_a_message_that_waits_keeps_its_money(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """After an outage no more is spent than may be, balance included."""
    simulator.account.balance = Decimal(10)
    await set_options(hass, entry, spending={"balance_floor": 9.9})
    await reload(hass, entry)
    await outcomes(hass, phone_numbers=[LONDON], message="x")
    await set_options(hass, entry, spending={"balance_floor": 9.8})
    await begin_outage(simulator)

    # 9.9348 is left, which is 0.0652 twice above the floor.
    found = await outcomes(hass, phone_numbers=[LONDON], message="1")
    found += await outcomes(hass, phone_numbers=[LONDON], message="2")
    found += await outcomes(hass, phone_numbers=[LONDON], message="3")

    assert [status for status, _ in found] == ["queued", "queued", "blocked"]
    await simulator.start()
    await until(lambda: len(simulator.books) == 3)
    assert simulator.account.balance == Decimal("9.8044")


@pytest.mark.parametrize("fault", ["reset_before", "reset_after"])
async def test_an_unknown_message_is_paid_for(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
) -> None:
    """It may have been charged, and if nobody ever knows, it was."""
    monkeypatch.setattr(ClickSendCarrier, "delays", (0.05, 0.05))
    await set_options(hass, entry, spending={"spend_per_day": 0.1})
    simulator.settings.history_delay = 3600
    simulator.faults.arm(fault, path="/sms/send")

    assert await outcomes(hass, entity_id=DAD_ENTITY) == [("unknown", "ANSWER_LOST")]
    assert await outcomes(hass, entity_id=MUM_ENTITY) == [DAY]

    assert len(simulator.requests.find("GET", "/sms/history")) == 2
    await reload(hass, entry)
    assert await outcomes(hass, entity_id=MUM_ENTITY) == [DAY]


async def test_a_price_that_went_up(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a message really cost counts, and is what the next one should cost."""
    await set_options(hass, entry, spending={"spend_per_day": 0.5})
    await outcomes(hass, phone_numbers=[DAD])
    monkeypatch.setattr("simulator.clicksend.pricing._PRICE_PER_PART", Decimal("0.2"))

    answer = await send_sms(hass, phone_numbers=[DAD])
    assert answer["total_price"] == "0.2000"
    # 0.2792 is gone; another 0.2 fits, a third does not.
    assert await outcomes(hass, phone_numbers=[MUM, ANN]) == [ACCEPTED, DAY]
    assert spent(simulator) == Decimal("0.4792")


async def test_a_price_that_went_down(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The dearest of the latest messages counts, so it is believed after a while."""
    monkeypatch.setattr(prices, "LATEST", 3)
    price = "simulator.clicksend.pricing._PRICE_PER_PART"
    await set_options(hass, entry, spending={"spend_per_day": 1})
    monkeypatch.setattr(price, Decimal("0.5"))
    await outcomes(hass, phone_numbers=[DAD])
    monkeypatch.setattr(price, Decimal("0.1"))

    # 0.5 is gone. The first two of these may each be as dear, for all one knows.
    assert await outcomes(hass, phone_numbers=[DAD, MUM]) == [ACCEPTED, DAY]
    # 0.4 is left, and 0.5 is still the dearest of the latest three.
    assert await outcomes(hass, phone_numbers=[MUM]) == [DAY]
    for _ in range(2):
        await ask(hass, "get_price", phone_numbers=[MUM], message=TEXT)

    assert await outcomes(hass, phone_numbers=[DAD, MUM, ANN]) == [ACCEPTED] * 3
    assert spent(simulator) == Decimal("0.9")


@pytest.mark.parametrize("dear_first", [True, False])
async def test_the_dearest_price_of_a_country_counts(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    *,
    dear_first: bool,
) -> None:
    """One network may cost more than another; nobody knows which it will be."""
    await set_options(hass, entry, spending={"spend_per_day": 1})
    for price in ("0.4", "0.1") if dear_first else ("0.1", "0.4"):
        monkeypatch.setattr(
            "simulator.clicksend.pricing._PRICE_PER_PART", Decimal(price)
        )
        await outcomes(hass, phone_numbers=[DAD])

    # 0.5 is left.
    assert await outcomes(hass, phone_numbers=[MUM, ANN]) == [ACCEPTED, DAY]


async def called(hass: HomeAssistant, **data: Any) -> list[tuple[str, str]]:
    """Call, and return the status and the code of each call."""
    answer = await ask(hass, "send_voice", **{"message": TEXT, **data})
    return [(row["status"], row["code"]) for row in answer["messages"]]


@pytest.mark.parametrize("parts", ["int", "empty", "timestamp"])
async def test_what_a_call_costs(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, parts: str
) -> None:
    """Two parts are 0.14; where ClickSend does not count them, our own count does."""
    simulator.settings.patch({"voice_message_parts": parts})
    await set_options(hass, entry, spending={"spend_per_day": 0.3})

    found = await called(hass, phone_numbers=[DAD, MUM, ANN], message="x" * 301)

    assert found == [ACCEPTED, ACCEPTED, DAY]
    assert spent(simulator) == Decimal("0.28")
    simulator.faults.arm("server_error", path="/voice/price", times=None)
    # What was learnt is 0.07 a part, neither more nor less.
    assert await called(hass, phone_numbers=[ANN]) == [DAY]
    await set_options(hass, entry, spending={"spend_per_day": 0.35})
    assert await called(hass, phone_numbers=[ANN]) == [ACCEPTED]
