"""The blueprint that arms and disarms an alarm by text."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.blueprints.arm_disarm.house import (
    ALARM,
    ARMED,
    COUNTER,
    DISARMED,
    IGNORED,
    PIN,
    STRANGER,
    TIMER,
    WRONG,
    begin,
    text,
    time_passes,
    told,
)
from tests.unit.blueprints.conftest import Use, run_by_hand
from tests.unit.clock import poll_now
from tests.unit.conftest import DAD, MUM
from tests.unit.inbound.conftest import deliver, reload
from tests.unit.sending import MUM_ENTITY, accepted
from tests.unit.states import value


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
