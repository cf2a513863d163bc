"""What people are told when a limit stands in the way: enough, and once."""

import asyncio
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.util.json import load_json_object
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import clicksend_messaging
from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.messaging import messenger
from custom_components.clicksend_messaging.messaging.limits.limits import Limit
from custom_components.clicksend_messaging.messaging.outbox import outbox
from simulator import Simulator
from tests.unit.clock import pass_no_time, poll_now
from tests.unit.conftest import DAD, MUM, direct_data, recipient
from tests.unit.dialogs import until
from tests.unit.sending import (
    DAD_ENTITY,
    MUM_ENTITY,
    TEXT,
    accepted,
    notify,
    refusal,
    requests,
    send_sms,
    send_sms_without_response,
)

from .limited import (
    ACCEPTED,
    begin_outage,
    blocked,
    failures,
    listen,
    outcomes,
    reload,
    repairs,
    set_options,
)

ANN = "+12025550103"
LONDON = "+447400123456"

# For each limit, options that make the second of two messages trip it.
TRIPPING: dict[Limit, dict[str, Any]] = {
    Limit.PER_HOUR: {"limits": {"messages_per_hour": 1}},
    Limit.PER_RECIPIENT: {"limits": {"messages_per_recipient": 1}},
    Limit.ANSWERS: {"limits": {"answers_per_number": 1}},
    Limit.CRITICAL_PER_HOUR: {"critical": {"critical_per_hour": 1}},
    Limit.SPEND_PER_DAY: {"spending": {"spend_per_day": 0.08}},
    Limit.SPEND_PER_MONTH: {"spending": {"spend_per_month": 0.08}},
    Limit.CRITICAL_SPEND_PER_DAY: {"critical": {"critical_spend_per_day": 0.08}},
    Limit.PARTS: {"limits": {"parts_per_message": 1}},
    Limit.COUNTRY: {"limits": {"countries": ["US"]}},
    Limit.BALANCE: {"spending": {"balance_floor": 99.9}},
    Limit.PRICE_UNKNOWN: {"spending": {"spend_per_day": 100}},
}
every_limit = pytest.mark.parametrize(
    ("limit", "options"), TRIPPING.items(), ids=[limit.lower() for limit in TRIPPING]
)

# Answers are not remembered when the account is loaded anew.
every_lasting_limit = pytest.mark.parametrize(
    ("limit", "options"),
    [item for item in TRIPPING.items() if item[0] is not Limit.ANSWERS],
    ids=[limit.lower() for limit in TRIPPING if limit is not Limit.ANSWERS],
)


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask nobody to wait for a verdict that does not come."""
    monkeypatch.setattr(messenger, "VERDICT_SECONDS", 0.7)


@pytest.fixture
async def issues() -> dict[str, Any]:
    """Return the words of all repairs."""
    path = Path(clicksend_messaging.__path__[0]) / "translations" / "en.json"
    words = await asyncio.to_thread(load_json_object, path)
    found = words["issues"]
    assert isinstance(found, dict)
    return found


def second(limit: Limit) -> dict[str, Any]:
    """Return the second message, which trips the limit."""
    changes: dict[Limit, dict[str, Any]] = {
        Limit.PARTS: {"message": "x" * 161},
        Limit.COUNTRY: {"phone_numbers": LONDON, "entity_id": []},
        Limit.PRICE_UNKNOWN: {"phone_numbers": LONDON, "entity_id": []},
    }
    return {"entity_id": DAD_ENTITY, "priority": priority(limit)} | changes.get(
        limit, {}
    )


async def first(hass: HomeAssistant, simulator: Simulator, limit: Limit) -> None:
    """Send the first message, which is allowed."""
    if limit is Limit.ANSWERS:
        simulator.inject_inbound(DAD, "Hello")
        await poll_now(hass)
    await send_sms(hass, entity_id=DAD_ENTITY, priority=priority(limit))


def priority(limit: Limit) -> str:
    """Return the priority of the messages that a limit is about."""
    return "critical" if "CRITICAL" in limit else "normal"


def test_every_limit_is_tried_here() -> None:
    """Also the next one."""
    assert set(TRIPPING) == set(Limit)


@every_limit
async def test_the_answer(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    limit: Limit,
    options: dict[str, Any],
) -> None:
    """A row like any other, with the limit as its code; it counts as failed."""
    await set_options(hass, entry, **options)
    await first(hass, simulator, limit)
    simulator.faults.arm("server_error", path="/sms/price")

    answer = await send_sms(hass, reference="door", **second(limit))

    london = limit in (Limit.COUNTRY, Limit.PRICE_UNKNOWN)
    assert answer == {
        "messages": [
            {
                "recipient": LONDON if london else DAD,
                "name": None if london else "Dad",
                "status": "blocked",
                "code": limit.value,
                "message_id": None,
                "reference": "door",
                "sender": None,
                "parts": None,
                "price": None,
            }
        ],
        "accepted": 0,
        "failed": 1,
        "total_price": "0",
        "currency": "USD",
    }
    assert accepted(simulator) == {DAD: [TEXT]}
    assert len(requests(simulator)) == 1


@every_limit
async def test_a_trip(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    issues: dict[str, Any],
    limit: Limit,
    options: dict[str, Any],
) -> None:
    """Every caller has an error; the home hears of it once, and has one repair."""
    await set_options(hass, entry, **options)
    reports = listen(hass)
    await first(hass, simulator, limit)
    simulator.faults.arm("server_error", path="/sms/price", times=None)
    assert repairs(hass) == {}

    for _ in range(3):
        error = await refusal(hass, **second(limit))
        assert type(error) is HomeAssistantError
        assert error.translation_key == "blocked"

    london = limit in (Limit.COUNTRY, Limit.PRICE_UNKNOWN)
    assert failures(reports) == [(LONDON if london else "Dad", limit.value)]
    [(key, repair)] = repairs(hass).items()
    assert key == limit.value.lower()
    assert repair.severity is ir.IssueSeverity.WARNING
    assert not repair.is_fixable
    words = issues[key]
    assert words["title"]
    said = words["description"].format_map(repair.translation_placeholders)
    assert "the gear beside ClickSend." in said


@every_lasting_limit
async def test_the_repair_is_taken_back_when_the_options_change(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    limit: Limit,
    options: dict[str, Any],
) -> None:
    """What was in the way may be gone; if not, the next message says so again."""
    await set_options(hass, entry, **options)
    reports = listen(hass)
    await first(hass, simulator, limit)
    simulator.faults.arm("server_error", path="/sms/price", times=None)
    await refusal(hass, **second(limit))
    assert len(repairs(hass)) == 1

    await set_options(hass, entry, **options, sending={"retry_for": 5})
    assert repairs(hass) == {}
    await refusal(hass, **second(limit))
    assert len(repairs(hass)) == 1
    assert [reason for _, reason in failures(reports)] == [limit.value] * 2

    simulator.faults.clear()
    await set_options(hass, entry)
    assert repairs(hass) == {}
    await send_sms_without_response(hass, **second(limit))
    assert repairs(hass) == {}


async def test_the_error_names_everybody_concerned(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """And what to do; the others got their message."""
    await set_options(hass, entry, limits={"messages_per_hour": 1})

    error = await refusal(hass, entity_id=[DAD_ENTITY, MUM_ENTITY], phone_numbers=[ANN])

    assert str(error) == (
        "Not sent, because a limit of yours stands in the way: "
        f"Mum (LIMIT_PER_HOUR), {ANN} (LIMIT_PER_HOUR). "
        "You can change the limits with the gear beside the account, under Settings, "
        "Devices and services. "
        "1 of 3 messages were accepted"
    )
    assert accepted(simulator) == {DAD: [TEXT]}


async def test_the_error_of_a_notify_entity(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """It is the same."""
    await set_options(hass, entry, limits={"countries": ["GB"]})

    with pytest.raises(HomeAssistantError, match=r"Dad \(LIMIT_COUNTRY\)") as caught:
        await notify(hass, DAD_ENTITY)

    assert caught.value.translation_key == "blocked"


async def test_two_reasons_in_one_call(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Each recipient is named with its own."""
    await set_options(hass, entry, limits={"countries": ["US"]})

    error = await refusal(hass, phone_numbers=[LONDON, "911", DAD])

    assert error.translation_key == "send_failed"
    assert f"{LONDON} (LIMIT_COUNTRY), 911 (INVALID_RECIPIENT)" in str(error)


async def test_a_report_has_what_people_need(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Who did not get which message, and why."""
    await set_options(hass, entry, limits={"messages_per_hour": 1})
    reports = listen(hass)

    await send_sms(hass, phone_numbers=[ANN, DAD, MUM], reference="front-door")

    (report,) = (item for item in reports if item["event_type"] == "failed")
    assert {key: report[key] for key in ("recipient", "reason", "reference")} == {
        "recipient": "Dad",
        "reason": "LIMIT_PER_HOUR",
        "reference": "front-door",
    }
    assert report["channel"] == "sms"
    assert report["message_id"] is None


async def test_a_limit_trips_again_once_it_has_let_a_message_through(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Not before: a hundred messages are one piece of news."""
    await set_options(hass, entry, limits={"parts_per_message": 1})
    reports = listen(hass)

    for _ in range(3):
        await outcomes(hass, entity_id=DAD_ENTITY, message="x" * 161)
    assert failures(reports) == [("Dad", "LIMIT_PARTS")]
    await outcomes(hass, entity_id=DAD_ENTITY)
    for _ in range(3):
        await outcomes(hass, entity_id=MUM_ENTITY, message="x" * 161)

    assert failures(reports) == [("Dad", "LIMIT_PARTS"), ("Mum", "LIMIT_PARTS")]
    assert accepted(simulator) == {DAD: [TEXT]}


async def test_many_at_once_are_one_piece_of_news(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """However they come."""
    await set_options(hass, entry, limits={"messages_per_hour": 5})
    reports = listen(hass)

    await asyncio.gather(
        *(outcomes(hass, entity_id=[DAD_ENTITY, MUM_ENTITY]) for _ in range(20))
    )

    assert [reason for _, reason in failures(reports)] == ["LIMIT_PER_HOUR"]


async def test_a_limit_for_each_person_trips_for_each_person(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """That Dad has had enough says nothing about Mum."""
    await set_options(hass, entry, limits={"messages_per_recipient": 1})
    reports = listen(hass)

    for _ in range(3):
        await outcomes(hass, entity_id=DAD_ENTITY)
    await outcomes(hass, entity_id=MUM_ENTITY)
    assert failures(reports) == [("Dad", "LIMIT_PER_RECIPIENT")]
    for _ in range(2):
        await outcomes(hass, entity_id=[DAD_ENTITY, MUM_ENTITY])

    assert failures(reports) == [
        ("Dad", "LIMIT_PER_RECIPIENT"),
        ("Mum", "LIMIT_PER_RECIPIENT"),
    ]
    assert list(repairs(hass)) == ["limit_per_recipient"]


async def test_critical_messages_do_not_take_the_news_of_others_back(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """They have limits of their own."""
    await set_options(hass, entry, limits={"messages_per_hour": 1})
    reports = listen(hass)
    await outcomes(hass, entity_id=DAD_ENTITY)

    for _ in range(3):
        await outcomes(hass, entity_id=DAD_ENTITY)
        assert await outcomes(hass, entity_id=DAD_ENTITY, priority="critical") == [
            ACCEPTED
        ]

    assert failures(reports) == [("Dad", "LIMIT_PER_HOUR")]


async def test_limits_of_another_account(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """They neither count nor are told here."""
    other = MockConfigEntry(
        domain=DOMAIN,
        title="Second",
        unique_id="another",
        data=direct_data(simulator),
        options={"limits": {"messages_per_hour": 1}},
        subentries_data=(recipient("Ann", ANN),),
    )
    other.add_to_hass(hass)
    assert await hass.config_entries.async_setup(other.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    reports = listen(hass)

    found = await outcomes(
        hass, config_entry_id=other.entry_id, phone_numbers=[ANN, LONDON]
    )

    assert found == [ACCEPTED, blocked("LIMIT_PER_HOUR")]
    assert failures(reports) == []
    (repair,) = repairs(hass).values()
    assert repair.translation_placeholders == {"account": "Second"}
    for _ in range(3):
        await notify(hass, DAD_ENTITY)
    await set_options(hass, entry, limits={"messages_per_hour": 100})
    assert len(repairs(hass)) == 1


@pytest.mark.usefixtures("entry")
async def test_a_full_outbox(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing of a call is taken in that does not fit whole, and the error says so."""
    monkeypatch.setattr(outbox, "MAX_ON_THE_WAY", 3)
    await begin_outage(simulator)
    found = await outcomes(hass, phone_numbers=[DAD, MUM])
    assert [status for status, _ in found] == ["queued", "queued"]

    for return_response in (True, False):
        with pytest.raises(HomeAssistantError) as caught:
            await hass.services.async_call(
                DOMAIN,
                "send_sms",
                {"message": "Late", "phone_numbers": [ANN, LONDON]},
                blocking=True,
                return_response=return_response,
            )
        assert type(caught.value) is HomeAssistantError
        assert caught.value.translation_key == "outbox_full"
        assert "nothing was sent" in str(caught.value)

    # What fits is still taken in.
    ((status, _),) = await outcomes(hass, phone_numbers=[ANN])
    assert status == "queued"
    with pytest.raises(HomeAssistantError, match="waiting already"):
        await notify(hass, DAD_ENTITY)
    await simulator.start()
    await until(lambda: len(simulator.books) == 3)
    await pass_no_time()
    await notify(hass, DAD_ENTITY, message="Now")
    assert accepted(simulator) == {DAD: [TEXT, "Now"], MUM: [TEXT], ANN: [TEXT]}


async def test_a_full_outbox_takes_no_place(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was not taken in does not count for the limits either."""
    monkeypatch.setattr(outbox, "MAX_ON_THE_WAY", 1)
    await set_options(hass, entry, limits={"messages_per_hour": 2})

    with pytest.raises(HomeAssistantError, match="waiting already"):
        await send_sms(hass, phone_numbers=[DAD, MUM])

    assert await outcomes(hass, phone_numbers=[DAD]) == [ACCEPTED]
    assert await outcomes(hass, phone_numbers=[MUM]) == [ACCEPTED]


async def test_a_restart_forgets_what_was_told(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """What still stands in the way is news again."""
    await set_options(hass, entry, limits={"messages_per_hour": 1})
    reports = listen(hass)
    await outcomes(hass, entity_id=[DAD_ENTITY, MUM_ENTITY])

    await reload(hass, entry)
    await outcomes(hass, entity_id=MUM_ENTITY)

    assert failures(reports) == [("Mum", "LIMIT_PER_HOUR")] * 2
