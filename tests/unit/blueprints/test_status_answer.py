"""The blueprint that answers a text with how things are at home."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.blueprints.conftest import Use, run_by_hand
from tests.unit.clock import poll_now
from tests.unit.conftest import DAD, MUM
from tests.unit.inbound.conftest import deliver, reload
from tests.unit.sending import accepted
from tests.unit.states import EVENT

STRANGER = "+12025550199"
DOOR = "binary_sensor.front_door"
ROOM = "sensor.living_room"
HOME = "Front door: off\nLiving room: 21.5 °C"


@pytest.fixture
def answer(hass: HomeAssistant, use: Use, entry: MockConfigEntry) -> Use:  # noqa: ARG001 (it has to be there)
    """Return a function that uses the blueprint."""
    hass.states.async_set(DOOR, "off", {"friendly_name": "Front door"})
    celsius = {"friendly_name": "Living room", "unit_of_measurement": "°C"}
    hass.states.async_set(ROOM, "21.5", celsius)

    async def answer(**inputs: Any) -> None:
        await use(
            "status_answer", inbound=EVENT, **{"entities": [DOOR, ROOM], **inputs}
        )

    return answer


async def text(
    hass: HomeAssistant, simulator: Simulator, *bodies: str, sender: str = DAD
) -> None:
    """Have texts come in, all at once."""
    for body in bodies:
        simulator.inject_inbound(sender, body)
    await poll_now(hass)


@pytest.mark.parametrize(
    "body", ["status", "STATUS", " Status? \n", '"status!"', "status...", "¿Status?"]
)
async def test_keyword(
    hass: HomeAssistant, simulator: Simulator, answer: Use, body: str
) -> None:
    """Whoever texts it hears how each entity is, and nobody else does."""
    await answer()

    await text(hass, simulator, body)

    assert accepted(simulator) == {DAD: [HOME]}


async def test_other_texts(
    hass: HomeAssistant, simulator: Simulator, answer: Use
) -> None:
    """They are not answered."""
    await answer()

    await text(
        hass,
        simulator,
        *("", "...", "status please", "my status", "statuses", "sta tus", "status 👍"),
        *("{{ 'status' }}", "['status']", "x" * 2000),
    )

    assert accepted(simulator) == {}


@pytest.mark.parametrize("sender", [STRANGER, "MyBank", "72345", "Dad"])
async def test_whom_nobody_trusts(
    hass: HomeAssistant, simulator: Simulator, answer: Use, sender: str
) -> None:
    """They hear nothing."""
    await answer()

    deliver(simulator, sender, "status")
    await poll_now(hass)

    assert accepted(simulator) == {}


async def test_everyone_is_trusted(
    hass: HomeAssistant, simulator: Simulator, answer: Use, entry: MockConfigEntry
) -> None:
    """Then everyone with a number is answered; nobody can be texted under a name."""
    options = {"inbound": {"trust_everyone": True}}
    hass.config_entries.async_update_entry(entry, options=options)
    await reload(hass, entry)
    await answer()

    for sender in ("MyBank", "72345", STRANGER, f"{STRANGER} Bank"):
        deliver(simulator, sender, "status")
    await poll_now(hass)

    assert accepted(simulator) == {STRANGER: [HOME]}


@pytest.mark.parametrize(
    "keyword", ["123", " How is it? ", "🏠", "1.50", "None", "Ça Va"]
)
async def test_own_keyword(
    hass: HomeAssistant, simulator: Simulator, answer: Use, keyword: str
) -> None:
    """Any words will do, and then no others."""
    await answer(keyword=keyword)

    await text(hass, simulator, "status", keyword.strip().upper())

    assert accepted(simulator) == {DAD: [HOME]}


@pytest.mark.parametrize("keyword", ["", " ", "?"])
async def test_empty_keyword(
    hass: HomeAssistant, simulator: Simulator, answer: Use, keyword: str
) -> None:
    """It is no text's."""
    await answer(keyword=keyword)

    await text(hass, simulator, "", "?", "status")

    assert accepted(simulator) == {}


async def test_one_entity(
    hass: HomeAssistant, simulator: Simulator, answer: Use
) -> None:
    """Its state is a text, whatever it looks like; other lines stay one line."""
    await answer(entities=[ROOM])
    hass.states.async_set(ROOM, "['012']\n{{ 1 }}", {"friendly_name": "+49151"})

    await text(hass, simulator, "status")

    assert accepted(simulator) == {DAD: ["+49151: ['012'] {{ 1 }}"]}


async def test_what_is_not_there(
    hass: HomeAssistant, simulator: Simulator, answer: Use
) -> None:
    """An entity that is gone, or has no name, does not keep the others back."""
    await answer(entities=["sensor.gone", DOOR, "sensor.nameless"])
    hass.states.async_set("sensor.nameless", "unavailable")

    await text(hass, simulator, "status")

    told = "sensor.gone: unknown\nFront door: off\nsensor.nameless: unavailable"
    assert accepted(simulator) == {DAD: [told]}


async def test_nothing_to_tell(
    hass: HomeAssistant, simulator: Simulator, answer: Use
) -> None:
    """No empty text is sent."""
    await answer(entities=[])

    await text(hass, simulator, "status")

    assert accepted(simulator) == {}


async def test_long_answer(
    hass: HomeAssistant, simulator: Simulator, answer: Use
) -> None:
    """It is cut, and one can see that."""
    await answer(entities=[DOOR] * 50, max_length=100)

    await text(hass, simulator, "status")

    ((told,),) = accepted(simulator).values()
    assert told == ("Front door: off\n" * 50)[:97] + "..."


async def test_at_once(hass: HomeAssistant, simulator: Simulator, answer: Use) -> None:
    """Each person gets an answer, and one, however often they ask."""
    await answer()

    for _ in range(15):
        simulator.inject_inbound(DAD, "status")
    await text(hass, simulator, "Status", sender=MUM)

    assert accepted(simulator) == {DAD: [HOME], MUM: [HOME]}


async def test_run_by_hand(
    hass: HomeAssistant, simulator: Simulator, answer: Use
) -> None:
    """There is nobody to answer, also after somebody asked."""
    await answer()
    await text(hass, simulator, "status")

    await run_by_hand(hass)

    assert accepted(simulator) == {DAD: [HOME]}


async def test_refusal(
    hass: HomeAssistant,
    simulator: Simulator,
    answer: Use,
    expected_log: list[str],
) -> None:
    """What ClickSend does not take is an error of the automation, as usual."""
    expected_log.append("Dad")
    await answer()
    simulator.account.balance *= 0

    await text(hass, simulator, "status")
    assert accepted(simulator) == {}

    simulator.account.balance += 10
    await text(hass, simulator, "status")
    assert accepted(simulator) == {DAD: [HOME]}
