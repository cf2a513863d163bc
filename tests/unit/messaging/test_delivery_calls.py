"""Keys that were pressed in a call come with its delivery report, or after it."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from simulator.calls import PhoneCall
from tests.unit.clock import HOUR, pass_time
from tests.unit.conftest import DAD
from tests.unit.messaging.waiting import reported
from tests.unit.states import REPORT, attribute, full_state

from .delivering import ARRIVED, FOREVER, asked, look, send, the_record

pytestmark = pytest.mark.usefixtures("freezer", "receipts_kept")


async def ring(hass: HomeAssistant, **data: Any) -> dict[str, Any]:
    """Call Dad, and ask for a key."""
    wanted = {"phone_numbers": [DAD], "require_input": True, **data}
    return await send(hass, "send_voice", **wanted)


def press(simulator: Simulator, keys: str) -> None:
    """Press keys in the only call."""
    (text,) = simulator.books
    assert isinstance(text.call, PhoneCall)
    text.call.press(keys, simulator.clock.now())


@pytest.mark.parametrize("source", ["receipt", "history"])
@pytest.mark.parametrize(
    ("kind", "keys"), [("int", "5"), ("str", "5"), ("str", "*0#"), ("int", "0")]
)
async def test_keys_are_reported(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    kind: Any,
    keys: str,
    source: str,
) -> None:
    """As text, however ClickSend writes them."""
    simulator.settings.voice_digits = kind
    if source == "history":
        simulator.faults.arm("not_found", path="/voice/receipts", times=None)
    reports = reported(hass)
    await ring(hass)
    press(simulator, keys)

    await look(hass, freezer)

    assert [type_ for type_, _ in reports] == ["delivered"]
    assert attribute(hass, REPORT, "digits") == keys
    assert attribute(hass, REPORT, "channel") == "voice"
    assert the_record(entry).digits == keys
    before = asked(simulator, "/voice/*")
    await pass_time(hass, freezer, HOUR)
    assert asked(simulator, "/voice/*") == before


@pytest.mark.parametrize("nothing", ["null", "empty"])
async def test_no_key_is_pressed(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    nothing: Any,
) -> None:
    """It is delivered, once, and keys are waited for a few minutes only."""
    simulator.settings.voice_no_digits = nothing
    reports = reported(hass)
    await ring(hass)

    await look(hass, freezer, times=6)

    assert reports == [ARRIVED]
    assert attribute(hass, REPORT, "digits") is None
    before = asked(simulator, "/voice/*")
    await pass_time(hass, freezer, HOUR)
    assert asked(simulator, "/voice/*") == before


async def test_call_that_asks_for_no_key(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """Nothing more is asked once it is delivered."""
    await ring(hass, require_input=False)
    await look(hass, freezer)
    before = asked(simulator, "/voice/*")

    await look(hass, freezer, times=6, done=1)

    assert before == asked(simulator, "/voice/*") == ["/voice/receipts"]


async def test_keys_after_the_last_word(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """They are said once more, as the same, with the keys; and only once."""
    simulator.settings.receipts_by_themselves = False
    simulator.settings.ring_seconds = FOREVER
    reports = reported(hass)
    await ring(hass)
    (text,) = simulator.books
    simulator.inject_receipt(text.message_id, "201")
    await look(hass, freezer)
    assert reports == [ARRIVED]
    assert attribute(hass, REPORT, "digits") is None

    simulator.inject_receipt(text.message_id, "201", digits="42")
    await look(hass, freezer, times=5, done=1)

    assert reports == [ARRIVED, ARRIVED]
    assert attribute(hass, REPORT, "digits") == "42"


async def test_keys_are_not_recorded(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """They may be a code that opens a door."""
    await ring(hass)
    press(simulator, "1234")
    await look(hass, freezer)

    info = full_state(hass, REPORT).state_info
    assert info is not None
    assert info["unrecorded_attributes"] >= {"digits", "recipient"}
