"""Two machines that answer each other come to an end."""

import asyncio
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.inbound.news import SIGNAL_TEXT
from custom_components.clicksend_messaging.inbound.text import ReceivedText
from custom_components.clicksend_messaging.messaging.limits import answers
from custom_components.clicksend_messaging.messaging.limits.answers import Answers
from simulator import Simulator
from tests.unit.clock import MINUTE, jump, poll_now
from tests.unit.conftest import DAD, MUM
from tests.unit.messaging.limited import (
    ACCEPTED,
    blocked,
    failures,
    listen,
    outcomes,
    repairs,
    set_options,
)
from tests.unit.messaging.waiting import until
from tests.unit.sending import DAD_ENTITY, TEXT, send_sms
from tests.unit.states import EVENT

STRANGER = "+12025550199"
TOO_MANY = blocked("LIMIT_ANSWERS")
MANY = {"messages_per_hour": 1000, "messages_per_recipient": 1000}
NOON = 1_800_000_000


@pytest.fixture(autouse=True)
async def _lenient(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Have other limits out of the way."""
    await set_options(hass, entry, limits=MANY)


async def hear(hass: HomeAssistant, simulator: Simulator, sender: str = DAD) -> None:
    """Have a text come in."""
    simulator.inject_inbound(sender, "Hello")
    await poll_now(hass)


def sent(simulator: Simulator) -> list[str]:
    """Return the numbers of all messages that ClickSend has taken."""
    return [message.to for message in simulator.books]


async def test_an_automation_that_answers_everything(
    hass: HomeAssistant, simulator: Simulator, expected_log: list[str]
) -> None:
    """Of 40 texts at once, 30 are answered; the home hears of it once."""
    expected_log.append("LIMIT_ANSWERS")
    answer = {
        "action": f"{DOMAIN}.send_sms",
        "data": {
            "phone_numbers": "{{ [trigger.to_state.attributes.from_number] }}",
            "message": TEXT,
        },
    }
    assert await async_setup_component(
        hass,
        "automation",
        {
            "automation": {
                "alias": "Answer",
                "mode": "parallel",
                "max": 100,
                "triggers": {"trigger": "state", "entity_id": EVENT},
                "actions": answer,
            }
        },
    )
    await hass.async_block_till_done()
    reports = listen(hass)
    for number in range(40):
        simulator.inject_inbound(STRANGER, f"Text {number}", timestamp=NOON + number)

    await poll_now(hass)

    assert sent(simulator) == [STRANGER] * 30
    assert failures(reports) == [(STRANGER, "LIMIT_ANSWERS")]
    assert list(repairs(hass)) == ["limit_answers"]


async def test_a_machine_at_the_other_end(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Each answer is answered; that ends by itself."""
    await set_options(hass, entry, limits={**MANY, "answers_per_number": 5})
    found = []
    for _ in range(8):
        await hear(hass, simulator)
        found += await outcomes(hass, entity_id=DAD_ENTITY)

    assert found == [ACCEPTED] * 5 + [TOO_MANY] * 3


@pytest.mark.parametrize("priority", ["normal", "critical"])
async def test_what_follows_the_text_at_once(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, priority: str
) -> None:
    """The text counts as heard before anybody can answer it."""
    await set_options(hass, entry, limits={**MANY, "answers_per_number": 1})
    found: list[Any] = []

    @callback
    def answer(_entry_id: str, text: ReceivedText) -> None:
        found.extend(
            hass.async_create_task(
                send_sms(hass, phone_numbers=[text.from_number], priority=priority)
            )
            for _ in range(2)
        )

    async_dispatcher_connect(hass, SIGNAL_TEXT, answer)
    await hear(hass, simulator)

    rows = [each["messages"][0] for each in await asyncio.gather(*found)]
    assert [(row["status"], row["code"]) for row in rows] == [ACCEPTED, TOO_MANY]


async def test_every_channel_and_priority_counts(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """A loop of critical calls costs money as well."""
    await set_options(hass, entry, limits={**MANY, "answers_per_number": 3})
    await hear(hass, simulator)
    await send_sms(hass, phone_numbers=[DAD])
    await send_sms(hass, phone_numbers=[DAD], priority="critical")
    call = {"phone_numbers": [DAD], "message": TEXT}
    await hass.services.async_call(DOMAIN, "send_voice", call, blocking=True)

    for priority in ("normal", "critical"):
        assert await outcomes(hass, phone_numbers=[DAD], priority=priority) == [
            TOO_MANY
        ]
    with pytest.raises(HomeAssistantError, match="LIMIT_ANSWERS"):
        await hass.services.async_call(DOMAIN, "send_voice", call, blocking=True)


async def test_others_go_on(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Who was not heard gets as many messages as ever; who was has their own count."""
    await set_options(hass, entry, limits={**MANY, "answers_per_number": 1})
    await hear(hass, simulator)
    await hear(hass, simulator, STRANGER)

    assert await outcomes(hass, phone_numbers=[DAD, MUM, STRANGER]) == [ACCEPTED] * 3
    assert await outcomes(hass, phone_numbers=[DAD, MUM, STRANGER]) == [
        TOO_MANY,
        ACCEPTED,
        TOO_MANY,
    ]


async def test_a_message_that_another_limit_stopped_is_no_answer(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Only what leaves counts."""
    await set_options(
        hass, entry, limits={**MANY, "answers_per_number": 1, "parts_per_message": 1}
    )
    await hear(hass, simulator)

    assert await outcomes(hass, phone_numbers=[DAD], message="x" * 161) == [
        blocked("LIMIT_PARTS")
    ]
    assert await outcomes(hass, phone_numbers=[DAD]) == [ACCEPTED]


async def test_each_person_is_news(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """That Dad was answered enough says nothing about Mum."""
    await set_options(hass, entry, limits={**MANY, "answers_per_number": 1})
    reports = listen(hass)
    for sender in (DAD, MUM):
        await hear(hass, simulator, sender)
    for _ in range(3):
        await outcomes(hass, phone_numbers=[DAD, MUM], priority="critical")

    assert failures(reports) == [("Dad", "LIMIT_ANSWERS"), ("Mum", "LIMIT_ANSWERS")]


@pytest.mark.usefixtures("freezer")
@pytest.mark.parametrize("priority", ["normal", "critical"])
async def test_time_goes_by(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    priority: str,
) -> None:
    """After 30 seconds it may be answered again; what stops it then is news again."""

    async def send() -> tuple[str, str]:
        task = hass.async_create_task(
            outcomes(hass, phone_numbers=[DAD], priority=priority)
        )
        await until(hass, task.done)
        (found,) = await task
        return found

    await set_options(hass, entry, limits={**MANY, "answers_per_number": 1})
    reports = listen(hass)
    for _ in range(2):
        simulator.inject_inbound(DAD, "Hello")
        jump(hass, freezer, MINUTE)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert [await send(), await send()] == [ACCEPTED, TOO_MANY]
        freezer.tick(timedelta(seconds=29))
        assert await send() == TOO_MANY
        freezer.tick(timedelta(seconds=1))
        assert [await send(), await send()] == [ACCEPTED, ACCEPTED]

    assert failures(reports) == [("Dad", "LIMIT_ANSWERS")] * 2


async def test_the_repair_is_taken_back_when_the_options_change(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """What was in the way may be gone."""
    await set_options(hass, entry, limits={**MANY, "answers_per_number": 1})
    await hear(hass, simulator)
    await outcomes(hass, phone_numbers=[DAD])
    await outcomes(hass, phone_numbers=[DAD])
    assert list(repairs(hass)) == ["limit_answers"]

    await set_options(hass, entry, limits=MANY)

    assert repairs(hass) == {}


def burst(talk: Answers, number: str, now: float) -> int:
    """Send as many answers as are allowed, up to 100; return how many that were."""
    for count in range(100):
        if not talk.allows(number, now):
            return count
        talk.sent(number, now)
    return 100


def test_an_answer_counts_for_30_seconds() -> None:
    """Also if its text is forgotten by then, and another has come."""
    talk = Answers(3)
    talk.heard(DAD, 0)
    assert burst(talk, DAD, 29) == 3
    assert burst(talk, DAD, 30) == 100

    talk.heard(DAD, 58)
    assert burst(talk, DAD, 58) == 0
    assert burst(talk, DAD, 59) == 3
    talk.heard(DAD, 88)
    assert burst(talk, DAD, 88) == 0


def test_what_came_before_the_text_is_no_answer() -> None:
    """However much it was."""
    talk = Answers(3)
    assert burst(talk, DAD, 0) == 100

    talk.heard(DAD, 1)

    assert burst(talk, DAD, 1) == 3


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who was heard longest ago is forgotten first; and everybody after a while."""
    monkeypatch.setattr(answers, "MAX_NUMBERS", 2)
    talk = Answers(1)
    for number in ("a", "b", "a", "c"):
        talk.heard(number, 0)
    assert [burst(talk, number, 1) for number in "abc"] == [1, 100, 1]

    kept = talk._talks  # noqa: SLF001 (what is forgotten shows nowhere)
    talk.heard("d", 59)
    assert list(kept) == ["c", "d"]
    talk.heard("e", 60)
    assert list(kept) == ["d", "e"]
    talk.heard("e", 120)
    assert list(kept) == ["e"]


def test_a_clock_that_is_put_back() -> None:
    """Nobody waits until it is as late again."""
    talk = Answers(1)
    talk.heard(DAD, 1000)
    assert burst(talk, DAD, 1000) == 1

    assert burst(talk, DAD, 500) == 100
    talk.heard(DAD, 501)
    assert burst(talk, DAD, 501) == 1
    assert burst(talk, DAD, 502) == 0
