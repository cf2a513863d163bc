"""The blueprint that arms and disarms an alarm by text."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import CoreState, HomeAssistant, State
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    async_get_persistent_notifications,
)

from simulator import Simulator
from tests.unit.blueprints.conftest import AUTOMATION, Use, remember, run_by_hand
from tests.unit.clock import MINUTE, jump, poll_now
from tests.unit.conftest import DAD, MUM
from tests.unit.inbound.conftest import deliver, reload
from tests.unit.messaging.waiting import settle, until
from tests.unit.sending import MUM_ENTITY, accepted
from tests.unit.states import EVENT, full_state, value

STRANGER = "+12025550199"
ALARM = "alarm_control_panel.house"
COUNTER = "counter.wrong_pins"
TIMER = "timer.pause"
PIN = "0123"
WRONG = "Wrong PIN. Nothing was changed."
IGNORED = "Wrong PIN. Texts are ignored for a while now."
ARMED = "House: armed away."
DISARMED = "House: disarmed."


async def set_up_home(hass: HomeAssistant, **changes: dict[str, Any]) -> None:
    """Add an alarm, a counter and a timer, as people have them."""
    panel = {"platform": "manual", "name": "House", "arming_time": 0}
    alarm = {**panel, "code_arm_required": False, **changes.get("alarm", {})}
    assert await async_setup_component(
        hass, "alarm_control_panel", {"alarm_control_panel": alarm}
    )
    helpers = {
        "counter": {"wrong_pins": changes.get("counter", {})},
        "timer": {"pause": {"restore": True, **changes.get("timer", {})}},
    }
    for domain in helpers:
        assert await async_setup_component(hass, domain, helpers)
    await hass.async_block_till_done()


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Let the pause, or an alarm that is being armed, go on after a test."""
    return True


@pytest.fixture
def home() -> dict[str, dict[str, Any]]:
    """Return what is to be different about the alarm and the helpers."""
    return {}


@pytest.fixture
def guard(
    hass: HomeAssistant,
    use: Use,
    entry: MockConfigEntry,  # noqa: ARG001 (it has to be there)
    home: dict[str, dict[str, Any]],
) -> Use:
    """Return a function that uses the blueprint."""

    async def guard(**inputs: Any) -> None:
        await set_up_home(hass, **home)
        chosen = {"panel": ALARM, "wrong_pins": COUNTER, "pause": TIMER, "pin": PIN}
        await use("arm_disarm", **{"inbound": EVENT, **chosen, **inputs})

    return guard


async def text(
    hass: HomeAssistant, simulator: Simulator, *bodies: str, sender: str = DAD
) -> None:
    """Have texts come in, one after the other."""
    for body in bodies:
        simulator.inject_inbound(sender, body)
        await poll_now(hass)


async def at_once(hass: HomeAssistant, simulator: Simulator, *bodies: str) -> None:
    """Have texts come in that are read together, in this order."""
    for number, body in enumerate(bodies):
        simulator.inject_inbound(DAD, body, timestamp=1_800_000_000 + number)
    await poll_now(hass)


async def begin(hass: HomeAssistant, simulator: Simulator, body: str) -> None:
    """Have a text come in whose run waits for the alarm."""
    simulator.inject_inbound(DAD, body)
    async_fire_time_changed(hass, dt_util.utcnow() + MINUTE)
    await until(hass, lambda: full_state(hass, AUTOMATION).attributes["current"])
    await settle(hass)


async def time_passes(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, duration: timedelta
) -> None:
    """Let time pass, and happen what is due."""
    jump(hass, freezer, duration)
    await hass.async_block_till_done(wait_background_tasks=True)


def told(hass: HomeAssistant) -> list[str]:
    """Return what the person who lives here is told."""
    notices = async_get_persistent_notifications(hass)
    return [str(notice["message"]) for notice in notices.values()]


async def test_arm_and_disarm(
    hass: HomeAssistant, simulator: Simulator, guard: Use
) -> None:
    """Each with the state that the alarm is in then, to whoever asked."""
    await guard()

    await text(hass, simulator, "ARM 0123")
    assert value(hass, ALARM) == "armed_away"
    await text(hass, simulator, "arm home 0123")
    assert value(hass, ALARM) == "armed_home"
    await text(hass, simulator, " Disarm  0123.\n", sender=MUM)
    assert value(hass, ALARM) == "disarmed"

    answers = {DAD: [ARMED, "House: armed home."], MUM: [DISARMED]}
    assert accepted(simulator) == answers
    assert told(hass) == []


@pytest.mark.parametrize(
    "given",
    [
        *("123", "00123", "83", "123.0", "0_123", "0123x", "x", "{{pin}}", "'0123'"),
        *("", "HOME", "٠١٢٣"),
    ],
)
async def test_wrong_pin(
    hass: HomeAssistant, simulator: Simulator, guard: Use, given: str
) -> None:
    """It changes nothing, also if it is as large a number; the PIN is not told."""
    await guard()

    await text(hass, simulator, f"ARM {given}")

    assert value(hass, ALARM) == "disarmed"
    assert value(hass, COUNTER) == "1"
    assert accepted(simulator) == {DAD: [WRONG]}


@pytest.mark.parametrize(
    "pin",
    ["1e5", "1_000", "None", "4.50", "Tür!", "+49151", "[1]", " 7 ", "x.", 123456],
)
async def test_any_pin(
    hass: HomeAssistant, simulator: Simulator, guard: Use, pin: Any
) -> None:
    """It is text, whatever it looks like."""
    await guard(pin=pin)
    written = str(pin).strip()

    await text(hass, simulator, f"ARM {written}0", f"ARM {written}")

    assert accepted(simulator) == {DAD: [WRONG, ARMED]}


async def test_capitals_in_a_pin(
    hass: HomeAssistant, simulator: Simulator, guard: Use
) -> None:
    """They count."""
    await guard(pin="aBc")

    await text(hass, simulator, "arm abc", "ARM ABC", "Arm aBc")

    assert accepted(simulator) == {DAD: [WRONG, WRONG, ARMED]}


async def test_other_texts(
    hass: HomeAssistant, simulator: Simulator, guard: Use
) -> None:
    """They are neither answered nor counted."""
    await guard()

    await text(
        hass,
        simulator,
        *("", "0123", "please ARM 0123", "ARM HOME 0123 please", "ARM is in plaster"),
        *("ARMS 0123", "DIS ARM 0123", "🏠 ARM 0123", "ARM0123"),
    )

    assert value(hass, ALARM) == "disarmed"
    assert value(hass, COUNTER) == "0"
    assert accepted(simulator) == {}


async def test_own_words(hass: HomeAssistant, simulator: Simulator, guard: Use) -> None:
    """They may be more than one; none mean that it cannot be done by text."""
    await guard(away_words="Alarm  an", home_words=" ", disarm_words="")

    await text(hass, simulator, "ARM 0123", "0123", "", "ALARM AN 0123")
    await text(hass, simulator, "DISARM 0123", "ARM HOME 0123")

    assert value(hass, ALARM) == "armed_away"
    assert value(hass, COUNTER) == "0"
    assert accepted(simulator) == {DAD: [ARMED]}


@pytest.mark.parametrize("sender", [STRANGER, "MyBank", "72345", "Dad"])
async def test_whom_nobody_trusts(
    hass: HomeAssistant, simulator: Simulator, guard: Use, sender: str
) -> None:
    """They can do nothing, neither guess nor keep others out."""
    await guard()

    for given in ("1", "2", "3", "4", PIN):
        deliver(simulator, sender, f"ARM {given}")
    await poll_now(hass)

    assert value(hass, ALARM) == "disarmed"
    assert value(hass, COUNTER) == "0"
    assert accepted(simulator) == {}


async def test_senders_under_a_name(
    hass: HomeAssistant, simulator: Simulator, guard: Use, entry: MockConfigEntry
) -> None:
    """Even if everyone is trusted, whoever commands the alarm has a number."""
    options = {"inbound": {"trust_everyone": True}}
    hass.config_entries.async_update_entry(entry, options=options)
    await reload(hass, entry)
    await guard()

    deliver(simulator, "Dad", "ARM 0123")
    await poll_now(hass)
    assert value(hass, ALARM) == "disarmed"


async def test_right_pin_begins_anew(
    hass: HomeAssistant, simulator: Simulator, guard: Use
) -> None:
    """What was wrong before it is forgotten."""
    await guard()

    for _ in range(3):
        await text(hass, simulator, "ARM 1", "ARM 2", "ARM 0123", "DISARM 0123")

    assert value(hass, TIMER) == "idle"
    assert accepted(simulator)[DAD] == [WRONG, WRONG, ARMED, DISARMED] * 3


async def test_guessing(
    hass: HomeAssistant,
    simulator: Simulator,
    guard: Use,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Whoever it is, after three the right one is ignored as well, and people hear."""
    await guard(people=[MUM_ENTITY])
    await text(hass, simulator, "ARM 1")
    await text(hass, simulator, "ARM 2", sender=MUM)
    await text(hass, simulator, "DISARM 3", "ARM 4", "ARM 0123")
    await text(hass, simulator, "ARM 0123", sender=MUM)

    assert value(hass, ALARM) == "disarmed"
    assert value(hass, TIMER) == "active"
    (notice,) = told(hass)
    assert notice.startswith("Wrong PINs for House, the last from Dad. ")
    assert accepted(simulator) == {DAD: [WRONG, IGNORED], MUM: [WRONG, notice]}

    await time_passes(hass, freezer, timedelta(minutes=8))
    await text(hass, simulator, "ARM 0123")
    assert value(hass, ALARM) == "disarmed"

    await time_passes(hass, freezer, timedelta(minutes=3))
    await text(hass, simulator, "ARM 5", "ARM 0123")
    assert value(hass, ALARM) == "armed_away"
    assert accepted(simulator)[DAD] == [WRONG, IGNORED, WRONG, ARMED]


async def test_guesses_at_once(
    hass: HomeAssistant, simulator: Simulator, guard: Use
) -> None:
    """Those that wait for their turn do not get more tries."""
    await guard()

    guesses = [f"ARM {number:04}" for number in range(118, 150)]
    await at_once(hass, simulator, *guesses)

    assert value(hass, ALARM) == "disarmed"
    assert accepted(simulator) == {DAD: [WRONG, WRONG, IGNORED]}
    assert len(told(hass)) == 1


async def test_own_limits(
    hass: HomeAssistant,
    simulator: Simulator,
    guard: Use,
    freezer: FrozenDateTimeFactory,
) -> None:
    """One try, an hour's pause."""
    await guard(allowed=1, pause_length={"hours": 1})

    await text(hass, simulator, "ARM 1")
    await time_passes(hass, freezer, timedelta(minutes=50))
    await text(hass, simulator, "ARM 0123")
    assert accepted(simulator) == {DAD: [IGNORED]}

    await time_passes(hass, freezer, timedelta(minutes=11))
    await text(hass, simulator, "ARM 0123")
    assert accepted(simulator) == {DAD: [IGNORED, ARMED]}


async def test_restart(hass: HomeAssistant, simulator: Simulator, guard: Use) -> None:
    """Wrong PINs before it count after it."""
    remember(hass, State(COUNTER, "2"))
    await guard()

    await text(hass, simulator, "ARM 1", "ARM 0123")

    assert value(hass, ALARM) == "disarmed"
    assert accepted(simulator) == {DAD: [IGNORED]}


async def test_restart_in_the_pause(
    hass: HomeAssistant,
    simulator: Simulator,
    guard: Use,
    freezer: FrozenDateTimeFactory,
) -> None:
    """It goes on after it, and ends when it was to end."""
    hass.set_state(CoreState.running)
    end = freezer.time_to_freeze.astimezone() + timedelta(minutes=5)
    about = {"duration": "0:10:00", "finishes_at": end.isoformat(), "restore": True}
    remember(hass, State(COUNTER, "0"), State(TIMER, "active", about))
    await guard()

    await text(hass, simulator, "ARM 0123")
    assert accepted(simulator) == {}

    await time_passes(hass, freezer, timedelta(minutes=6))
    await text(hass, simulator, "ARM 0123")
    assert accepted(simulator) == {DAD: [ARMED]}


async def test_crash_before_the_pause(
    hass: HomeAssistant, simulator: Simulator, guard: Use
) -> None:
    """A count that is full is as good as the pause that did not begin."""
    remember(hass, State(COUNTER, "3"))
    await guard()

    await text(hass, simulator, "ARM 0123")

    assert value(hass, ALARM) == "disarmed"
    assert accepted(simulator) == {}


async def test_pause_is_paused(
    hass: HomeAssistant, simulator: Simulator, guard: Use
) -> None:
    """As long as that lasts, texts are ignored."""
    await guard()
    for service in ("start", "pause"):
        await hass.services.async_call(
            "timer", service, {"entity_id": TIMER}, blocking=True
        )

    await text(hass, simulator, "ARM 0123")

    assert value(hass, ALARM) == "disarmed"


@pytest.mark.parametrize(
    ("home", "inputs"),
    [
        ({}, {"wrong_pins": "counter.gone"}),
        ({}, {"pause": "timer.gone"}),
        ({}, {"pin": ""}),
        ({}, {"pin": " "}),
        ({"timer": {"restore": False}}, {}),
        ({"counter": {"maximum": 2}}, {}),
        ({"counter": {"initial": 1, "minimum": 1}}, {}),
        ({"counter": {"step": 2}}, {}),
    ],
)
async def test_wrong_pins_cannot_be_counted(
    hass: HomeAssistant,
    simulator: Simulator,
    guard: Use,
    inputs: dict[str, Any],
) -> None:
    """Then nothing is done, nothing sent, and somebody here learns why."""
    await guard(**inputs)

    await text(hass, simulator, "ARM 0123", "ARM", "ARM 1", "ARM 2", "ARM 3")

    assert value(hass, ALARM) == "disarmed"
    assert accepted(simulator) == {}
    (notice,) = told(hass)
    assert "The automation Ours needs" in notice


@pytest.mark.parametrize(
    "home", [{"alarm": {"code": "0042", "code_arm_required": True}}]
)
async def test_code_of_the_alarm(
    hass: HomeAssistant, simulator: Simulator, guard: Use
) -> None:
    """The alarm gets it as it was typed."""
    await guard(code="0042")

    await text(hass, simulator, "ARM 0123", "DISARM 0042", "DISARM 0123")

    assert accepted(simulator) == {DAD: [ARMED, WRONG, DISARMED]}


@pytest.mark.parametrize(
    "home", [{"alarm": {"code": "0042", "code_arm_required": True}}]
)
@pytest.mark.parametrize(
    ("code", "body", "answer"),
    [
        ("", "ARM HOME 0123", "House: not armed home, but disarmed."),
        ("42", "ARM 0123", "House: not armed away, but disarmed."),
    ],
)
async def test_alarm_that_refuses(
    hass: HomeAssistant,
    simulator: Simulator,
    guard: Use,
    freezer: FrozenDateTimeFactory,
    expected_log: list[str],
    code: str,
    body: str,
    answer: str,
) -> None:
    """Whoever asked hears that it did not."""
    expected_log += ["Error for call_service", "Invalid|code"]
    await guard(code=code)

    await begin(hass, simulator, body)
    assert accepted(simulator) == {}
    await time_passes(hass, freezer, timedelta(seconds=121))

    assert accepted(simulator) == {DAD: [answer]}


@pytest.mark.parametrize("home", [{"alarm": {"arming_time": 60}}])
async def test_alarm_that_takes_its_time(
    hass: HomeAssistant,
    simulator: Simulator,
    guard: Use,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Whoever asked hears when it is done."""
    await guard()

    await begin(hass, simulator, "ARM 0123")
    assert value(hass, ALARM) == "arming"
    assert accepted(simulator) == {}
    await time_passes(hass, freezer, timedelta(seconds=61))

    assert accepted(simulator) == {DAD: [ARMED]}


@pytest.mark.parametrize("home", [{"alarm": {"arming_time": 600}}])
async def test_patience(
    hass: HomeAssistant,
    simulator: Simulator,
    guard: Use,
    freezer: FrozenDateTimeFactory,
) -> None:
    """It has an end."""
    await guard(patience={"seconds": 30})

    await begin(hass, simulator, "ARM 0123")
    await time_passes(hass, freezer, timedelta(seconds=31))

    assert accepted(simulator) == {DAD: ["House: not armed away, but arming."]}


@pytest.mark.parametrize("home", [{"alarm": {"arming_time": 60}}])
@pytest.mark.parametrize("together", [True, False])
@pytest.mark.usefixtures("freezer")
async def test_second_thoughts(
    hass: HomeAssistant, simulator: Simulator, guard: Use, *, together: bool
) -> None:
    """Who disarms does not wait until the alarm is armed."""
    await guard()

    if together:
        await at_once(hass, simulator, "ARM 0123", "DISARM 0123")
    else:
        await begin(hass, simulator, "ARM 0123")
        await text(hass, simulator, "DISARM 0123")

    assert value(hass, ALARM) == "disarmed"
    first, second = accepted(simulator)[DAD]
    assert first == "House: not armed away, but arming."
    assert second == DISARMED


@pytest.mark.parametrize("home", [{"alarm": {"arming_time": 60}}])
@pytest.mark.usefixtures("freezer")
async def test_guessing_while_the_alarm_takes_its_time(
    hass: HomeAssistant, simulator: Simulator, guard: Use
) -> None:
    """Texts that wait meanwhile are counted like others."""
    await guard()

    await at_once(
        hass, simulator, "ARM 0123", "DISARM 1", "DISARM 2", "DISARM 3", "DISARM 0123"
    )

    assert value(hass, ALARM) == "arming"
    assert accepted(simulator)[DAD][1:] == [WRONG, WRONG, IGNORED]


async def test_alarm_that_is_gone(
    hass: HomeAssistant,
    simulator: Simulator,
    guard: Use,
    freezer: FrozenDateTimeFactory,
    expected_log: list[str],
) -> None:
    """Whoever asked hears that nothing came of it."""
    expected_log.append("Referenced entities alarm_control_panel.gone are missing")
    await guard(panel="alarm_control_panel.gone")

    await begin(hass, simulator, "DISARM 0123")
    await time_passes(hass, freezer, timedelta(minutes=3))

    answer = "alarm_control_panel.gone: not disarmed, but unknown."
    assert accepted(simulator) == {DAD: [answer]}


async def test_run_by_hand(
    hass: HomeAssistant, simulator: Simulator, guard: Use
) -> None:
    """There is no text to obey, also after one."""
    await guard()
    await text(hass, simulator, "ARM 0123", "ARM 1")

    await run_by_hand(hass)

    assert value(hass, ALARM) == "armed_away"
    assert value(hass, COUNTER) == "1"


async def test_answers_that_are_refused(
    hass: HomeAssistant, simulator: Simulator, guard: Use, expected_log: list[str]
) -> None:
    """The alarm obeys and wrong PINs count, whatever becomes of the answers."""
    expected_log += ["Dad", "Mum"]
    await guard(people=[MUM_ENTITY])
    simulator.account.balance *= 0

    await text(hass, simulator, "ARM 0123")
    assert value(hass, ALARM) == "armed_away"
    await text(hass, simulator, *("DISARM 1", "DISARM 2", "DISARM 3", "DISARM 0123"))

    assert value(hass, ALARM) == "armed_away"
    assert value(hass, TIMER) == "active"
    assert len(told(hass)) == 1


async def test_people_who_cannot_be_told(
    hass: HomeAssistant, simulator: Simulator, guard: Use, expected_log: list[str]
) -> None:
    """Whoever guessed hears of the pause, and Home Assistant shows it."""
    expected_log.append("notify.gone")
    await guard(people=["notify.gone"], allowed=1)

    await text(hass, simulator, "ARM 1")

    assert accepted(simulator) == {DAD: [IGNORED]}
    assert len(told(hass)) == 1
