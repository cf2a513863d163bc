"""The blueprint that asks somebody by text."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant, ServiceCall, State
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from simulator import Simulator
from simulator.clicksend.delivery import Failure
from tests.unit.blueprints.conftest import Use, remember, run_by_hand
from tests.unit.clock import jump, poll_now
from tests.unit.conftest import DAD, MUM
from tests.unit.inbound.conftest import deliver, reload
from tests.unit.sending import accepted, send_sms
from tests.unit.states import EVENT, attribute, value

TIMER = "timer.question"
QUESTION = "Shall I close the garage?"
STRANGER = "+12025550199"


def note(branch: str) -> list[dict[str, Any]]:
    """Return what somebody chooses to do: here, to note what is known."""
    known = {"branch": branch, "trigger": "{{ trigger }}"}
    return [{"action": "test.note", "data": known}]


BRANCHES = {
    f"when_{branch}": note(branch)
    for branch in ("yes", "no", "other", "silent", "not_sent")
}


@pytest.fixture
def notes(hass: HomeAssistant) -> list[ServiceCall]:
    """Return what was done."""
    return async_mock_service(hass, "test", "note")


def done(notes: list[ServiceCall]) -> list[str]:
    """Return which branches were taken."""
    return [call.data["branch"] for call in notes]


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Let a question be open after a test."""
    return True


@pytest.fixture
def ask(
    hass: HomeAssistant,
    use: Use,
    entry: MockConfigEntry,  # noqa: ARG001 (it has to be there)
    notes: list[ServiceCall],  # noqa: ARG001 (it has to be there)
) -> Use:
    """Return a function that uses the blueprint."""

    async def ask(**inputs: Any) -> None:
        timers = {"timer": {"question": {"restore": True}}}
        assert await async_setup_component(hass, "timer", timers)
        chosen = {
            "inbound": EVENT,
            "ask_when": [{"trigger": "event", "event_type": "garage_open"}],
            "number": DAD,
            "question": QUESTION,
            "waiting": TIMER,
        }
        await use("ask", **{**chosen, **BRANCHES, **inputs})

    return ask


async def happens(hass: HomeAssistant) -> None:
    """Let there be a reason to ask."""
    hass.bus.async_fire("garage_open", {"door": "left"})
    await hass.async_block_till_done(wait_background_tasks=True)


async def text(
    hass: HomeAssistant, simulator: Simulator, *bodies: str, sender: str = DAD
) -> None:
    """Have texts come in that are read together, in this order."""
    for number, body in enumerate(bodies):
        simulator.inject_inbound(sender, body, timestamp=1_800_000_000 + number)
    await poll_now(hass)


async def time_passes(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, **duration: float
) -> None:
    """Let time pass, and happen what is due."""
    jump(hass, freezer, timedelta(**duration))
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.parametrize(
    ("body", "branch"),
    [
        *(
            (body, "yes")
            for body in ("yes", "YES!", " Y\n", "ok.", "👍", "👍🏽", '"Yes"')
        ),
        *((body, "no") for body in ("no", "No!!", "N", "👎🏿")),
        *((body, "other") for body in ("", "Yes, but later", "nope", "{{ 'yes' }}")),
        *((body, "other") for body in ("1", "['yes']", "🎉", "yes no", "x" * 2000)),
    ],
)
async def test_reply(
    hass: HomeAssistant,
    simulator: Simulator,
    ask: Use,
    notes: list[ServiceCall],
    body: str,
    branch: str,
) -> None:
    """What is done knows the words, and the question is no longer open."""
    await ask()

    await happens(hass)
    assert accepted(simulator) == {DAD: [QUESTION]}
    await text(hass, simulator, body)

    assert done(notes) == [branch]
    assert notes[0].data["trigger"]["message"] == body
    assert value(hass, TIMER) == "idle"


@pytest.mark.parametrize("words", [["Ja"], ["", "JA!"], ["nein", "ja "]])
async def test_own_words(
    hass: HomeAssistant,
    simulator: Simulator,
    ask: Use,
    notes: list[ServiceCall],
    words: list[str],
) -> None:
    """Only these count; what means both is no yes, and no words are no word."""
    await ask(yes_words=words, no_words=["Nein", ""])

    for body in ("ja", "yes", "nein", "..."):
        await happens(hass)
        await text(hass, simulator, body)

    assert done(notes)[:2] == ["yes", "other"]
    assert done(notes)[2] != "other"
    assert done(notes)[3] == "other"


@pytest.mark.parametrize("written", ["2025550101", "+1 (202) 555-0101", DAD])
async def test_number_in_any_form(
    hass: HomeAssistant,
    simulator: Simulator,
    ask: Use,
    notes: list[ServiceCall],
    written: str,
) -> None:
    """It is the same person."""
    await ask(number=written)

    await happens(hass)
    await text(hass, simulator, "yes")

    assert accepted(simulator) == {DAD: [QUESTION]}
    assert done(notes) == ["yes"]


async def test_somebody_who_is_no_recipient(
    hass: HomeAssistant, simulator: Simulator, ask: Use, notes: list[ServiceCall]
) -> None:
    """Whoever was asked may reply."""
    await ask(number=STRANGER)

    await happens(hass)
    await text(hass, simulator, "yes", sender=STRANGER)

    assert done(notes) == ["yes"]


async def test_others(
    hass: HomeAssistant, simulator: Simulator, ask: Use, notes: list[ServiceCall]
) -> None:
    """Nobody else decides, also if they write before and after, at the same time."""
    await ask()
    await happens(hass)

    deliver(simulator, "Dad", "yes")
    simulator.inject_inbound(MUM, "yes", timestamp=1_800_000_000)
    simulator.inject_inbound(DAD, "no", timestamp=1_800_000_001)
    simulator.inject_inbound(STRANGER, "yes", timestamp=1_800_000_002)
    await poll_now(hass)

    assert done(notes) == ["no"]


async def test_first_reply_decides(
    hass: HomeAssistant, simulator: Simulator, ask: Use, notes: list[ServiceCall]
) -> None:
    """Also if several are read together."""
    await ask()
    await happens(hass)

    await text(hass, simulator, "no", "yes", "yes")
    await text(hass, simulator, "yes")

    assert done(notes) == ["no"]


async def test_texts_without_a_question(
    hass: HomeAssistant,
    simulator: Simulator,
    ask: Use,
    notes: list[ServiceCall],
    freezer: FrozenDateTimeFactory,
) -> None:
    """Neither before it nor after its time do they do anything."""
    await ask()
    await text(hass, simulator, "yes")
    assert done(notes) == []

    await happens(hass)
    await time_passes(hass, freezer, minutes=61)
    await text(hass, simulator, "yes")
    assert done(notes) == ["silent"]


async def test_reply_at_once(
    hass: HomeAssistant, simulator: Simulator, ask: Use, notes: list[ServiceCall]
) -> None:
    """One that is read while ClickSend still answers the question is not missed."""
    await ask()
    simulator.faults.arm("delay", path="/sms/send", seconds=0.3)

    hass.bus.async_fire("garage_open")
    simulator.inject_inbound(DAD, "yes")
    await poll_now(hass)

    assert done(notes) == ["yes"]


async def test_no_reply(
    hass: HomeAssistant,
    ask: Use,
    notes: list[ServiceCall],
    freezer: FrozenDateTimeFactory,
) -> None:
    """After the time that was chosen, once."""
    await ask(patience={"minutes": 20})
    await happens(hass)

    await time_passes(hass, freezer, minutes=19)
    assert done(notes) == []
    await time_passes(hass, freezer, minutes=2)
    assert done(notes) == ["silent"]
    await time_passes(hass, freezer, hours=5)

    assert done(notes) == ["silent"]


async def test_asked_while_a_question_is_open(
    hass: HomeAssistant, simulator: Simulator, ask: Use, notes: list[ServiceCall]
) -> None:
    """It is not asked again until there is a reply."""
    await ask()

    for _ in range(5):
        hass.bus.async_fire("garage_open")
    await happens(hass)
    assert accepted(simulator) == {DAD: [QUESTION]}

    await text(hass, simulator, "yes")
    await happens(hass)
    assert accepted(simulator) == {DAD: [QUESTION, QUESTION]}
    assert done(notes) == ["yes"]


async def test_run_by_hand(
    hass: HomeAssistant, simulator: Simulator, ask: Use, notes: list[ServiceCall]
) -> None:
    """It asks."""
    await ask(question="{{ 6 * 7 }}")

    await run_by_hand(hass)
    await text(hass, simulator, "yes")

    assert accepted(simulator) == {DAD: ["42"]}
    assert done(notes) == ["yes"]


async def test_question_about_what_happened(
    hass: HomeAssistant, simulator: Simulator, ask: Use
) -> None:
    """It may tell so."""
    await ask(question="Close the {{ trigger.event.data.door }} door?")

    await happens(hass)

    assert accepted(simulator) == {DAD: ["Close the left door?"]}


@pytest.mark.parametrize("number", [DAD, "12", "Dad"])
async def test_question_that_is_refused(
    hass: HomeAssistant,
    simulator: Simulator,
    ask: Use,
    notes: list[ServiceCall],
    number: str,
) -> None:
    """Nothing is waited for, and the next one is asked again."""
    await ask(number=number)
    simulator.account.balance *= 0

    await happens(hass)
    assert done(notes) == ["not_sent"]
    assert value(hass, TIMER) == "idle"
    await text(hass, simulator, "yes")
    assert done(notes) == ["not_sent"]

    await happens(hass)
    assert done(notes) == ["not_sent", "not_sent"]


@pytest.mark.parametrize("is_ours", [True, False])
async def test_question_that_fails_on_its_way(
    hass: HomeAssistant,
    simulator: Simulator,
    ask: Use,
    notes: list[ServiceCall],
    freezer: FrozenDateTimeFactory,
    *,
    is_ours: bool,
) -> None:
    """The network reports so later; what else fails is no matter of this."""
    await ask(patience={"hours": 5})
    await happens(hass)
    await send_sms(hass, phone_numbers=[DAD], reference="something else")

    failure = Failure(
        at=simulator.clock.now(),
        status_code="301",
        error_code="12",
        error_text="No such phone",
    )
    question, other = simulator.books
    assert (question if is_ours else other).fail(failure)
    for _ in range(8):
        await time_passes(hass, freezer, minutes=5)
    assert done(notes) == ["not_sent"] * is_ours

    await text(hass, simulator, "yes")
    assert done(notes) == (["not_sent"] if is_ours else ["yes"])


async def test_account_that_is_gone(
    hass: HomeAssistant,
    ask: Use,
    notes: list[ServiceCall],
    entry: MockConfigEntry,
    expected_log: list[str],
) -> None:
    """What cannot even be tried was not sent either."""
    expected_log.append("Error for call_service")
    await ask()
    assert await hass.config_entries.async_unload(entry.entry_id)

    await happens(hass)

    assert done(notes) == ["not_sent"]
    assert value(hass, TIMER) == "idle"


async def test_timer_that_is_gone(
    hass: HomeAssistant,
    simulator: Simulator,
    ask: Use,
    notes: list[ServiceCall],
    expected_log: list[str],
) -> None:
    """Nothing is asked whose reply would be lost."""
    expected_log.append("is missing or paused")
    await ask(waiting="timer.gone")

    await happens(hass)
    await text(hass, simulator, "yes")

    assert accepted(simulator) == {}
    assert done(notes) == []


async def test_reply_to_another_question(
    hass: HomeAssistant, simulator: Simulator, ask: Use, notes: list[ServiceCall]
) -> None:
    """It does not decide this one; a reply to anything else may be meant for it."""
    await ask()
    await happens(hass)

    other = {"phone_numbers": [DAD], "message": "And the window?"}
    await send_sms(hass, **other, reference="question of automation.window 1")
    await text(hass, simulator, "yes")
    assert done(notes) == []

    await send_sms(hass, **other, reference="window")
    await text(hass, simulator, "no")
    assert done(notes) == ["no"]


async def test_reminder(
    hass: HomeAssistant,
    simulator: Simulator,
    ask: Use,
    notes: list[ServiceCall],
    freezer: FrozenDateTimeFactory,
) -> None:
    """One, if there is no reply until then; a reply to it is one to the question."""
    await ask(reminder="Garage?", remind_after={"minutes": 10})
    await happens(hass)
    await time_passes(hass, freezer, minutes=9)
    assert accepted(simulator) == {DAD: [QUESTION]}

    await time_passes(hass, freezer, minutes=2)
    assert accepted(simulator) == {DAD: [QUESTION, "Garage?"]}
    await time_passes(hass, freezer, minutes=15)
    assert accepted(simulator) == {DAD: [QUESTION, "Garage?"]}
    await text(hass, simulator, "yes")
    assert done(notes) == ["yes"]

    await happens(hass)
    await text(hass, simulator, "no")
    await time_passes(hass, freezer, minutes=30)
    assert accepted(simulator) == {DAD: [QUESTION, "Garage?", QUESTION]}
    assert done(notes) == ["yes", "no"]


async def test_no_reminder(
    hass: HomeAssistant, simulator: Simulator, ask: Use, freezer: FrozenDateTimeFactory
) -> None:
    """Unless there is one to send."""
    await ask()
    await happens(hass)

    await time_passes(hass, freezer, minutes=40)

    assert accepted(simulator) == {DAD: [QUESTION]}


async def test_restart(
    hass: HomeAssistant,
    simulator: Simulator,
    ask: Use,
    notes: list[ServiceCall],
    freezer: FrozenDateTimeFactory,
) -> None:
    """A question that was asked before it is still open."""
    end = dt_util.utcnow() + timedelta(minutes=5)
    about = {"duration": "1:00:00", "finishes_at": end.isoformat(), "restore": True}
    remember(hass, State(TIMER, "active", about))
    await ask()

    await happens(hass)
    assert accepted(simulator) == {}
    await text(hass, simulator, "yes")
    await time_passes(hass, freezer, minutes=10)

    assert done(notes) == ["yes"]


@pytest.mark.parametrize("asked", [True, False])
async def test_time_that_was_over_before_the_start(
    hass: HomeAssistant, ask: Use, notes: list[ServiceCall], *, asked: bool
) -> None:
    """That there was no reply is not forgotten, and noticed once."""
    end = dt_util.utcnow() - timedelta(minutes=5)
    about = {"duration": "1:00:00", "finishes_at": end.isoformat(), "restore": True}
    over = State(TIMER, "active", about)
    dealt_with = State(TIMER, "idle", {"last_transition": "cancelled"})
    remember(hass, over if asked else dealt_with)
    hass.set_state(CoreState.starting)
    await ask()

    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert done(notes) == ["silent"] * asked
    assert attribute(hass, TIMER, "last_transition") == "cancelled"


async def test_account_is_reloaded(
    hass: HomeAssistant,
    simulator: Simulator,
    ask: Use,
    notes: list[ServiceCall],
    entry: MockConfigEntry,
) -> None:
    """The reply is heard all the same."""
    await ask()
    await happens(hass)

    await reload(hass, entry)
    await text(hass, simulator, "yes")

    assert done(notes) == ["yes"]
