"""Texts are marked as read one by one, and only once they were heard."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from simulator import Simulator
from tests.unit.clock import jump, pass_minutes, pass_time
from tests.unit.conftest import DAD, MUM

from .conftest import Heard, SlowDisk, messages

READ = "/sms/inbound-read"
NOON = 1_800_000_000


def marked(simulator: Simulator) -> list[str]:
    """Return the ids of the texts that ClickSend was asked to mark, in order."""
    requests = simulator.requests.find("PUT", f"{READ}/*")
    return [request.path.rpartition("/")[2] for request in requests]


@pytest.mark.usefixtures("freezer", "entry")
async def test_each_text_is_marked_by_its_id(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """Never all at once: among them might be one that nobody has heard."""
    first = simulator.inject_inbound(DAD, "First", timestamp=NOON)
    second = simulator.inject_inbound(MUM, "Second", timestamp=NOON + 1)

    await pass_time(hass, freezer)
    await pass_time(hass, freezer)

    assert marked(simulator) == [first.message_id, second.message_id]
    assert simulator.requests.find("*", READ) == []
    assert first.read
    assert second.read


@pytest.mark.usefixtures("freezer", "entry")
async def test_a_text_is_marked_only_once_it_was_heard(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    heard: Heard,
    slow_disk: SlowDisk,
) -> None:
    """First on disk, then heard, then marked."""
    simulator.inject_inbound(DAD, "Hello")
    jump(hass, freezer)
    await slow_disk.writing.wait()
    assert heard == []
    assert marked(simulator) == []

    simulator.faults.arm("hang", method="PUT", path=f"{READ}/*")
    slow_disk.done.set()
    await simulator.requests.wait_for(1, "PUT", f"{READ}/*")

    assert messages(heard) == ["Hello"]


@pytest.mark.usefixtures("freezer", "entry")
async def test_a_text_that_cannot_be_marked_holds_up_no_other(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """It is tried again once a poll, after all others."""
    stuck = simulator.inject_inbound(DAD, "Stuck", timestamp=NOON)
    simulator.faults.arm("server_error", path=f"{READ}/{stuck.message_id}", times=None)
    for number in range(60):
        simulator.inject_inbound(DAD, f"Text {number}", timestamp=NOON + 1 + number)

    await pass_time(hass, freezer)
    assert len(marked(simulator)) == 61
    assert [text.body for text in simulator.inbox if not text.read] == ["Stuck"]
    simulator.inject_inbound(DAD, "Later", timestamp=NOON + 100)
    simulator.requests.clear()
    await pass_minutes(hass, freezer, 3)

    assert marked(simulator)[1:] == [stuck.message_id] * 3
    assert len(heard) == 62


@pytest.mark.usefixtures("freezer", "entry")
async def test_marking_is_left_for_later_when_nothing_can_be_marked(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """A poll does not ask sixty times for what fails; all are heard, once."""
    simulator.faults.arm("server_error", method="PUT", path=f"{READ}/*", times=None)
    for number in range(60):
        simulator.inject_inbound(DAD, f"Text {number}", timestamp=NOON + number)

    await pass_minutes(hass, freezer, 3)
    assert len(marked(simulator)) == 6
    simulator.faults.clear()
    await pass_minutes(hass, freezer, 1)

    assert all(text.read for text in simulator.inbox)
    assert len(heard) == 60


@pytest.mark.usefixtures("freezer", "entry")
async def test_what_somebody_else_deleted_holds_up_no_other(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
) -> None:
    """A text unknown to ClickSend by now is as good as marked."""
    gone = simulator.inject_inbound(DAD, "Gone", timestamp=NOON)
    simulator.faults.arm("not_found", path=f"{READ}/{gone.message_id}")
    simulator.inject_inbound(MUM, "There", timestamp=NOON + 1)

    await pass_time(hass, freezer)

    assert [text.read for text in simulator.inbox] == [False, True]


@pytest.mark.usefixtures("freezer", "entry")
async def test_an_id_that_is_no_path(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """An odd id cannot turn one mark into a mark of everything."""
    text = simulator.inject_inbound(DAD, "Odd", timestamp=NOON)
    other = simulator.inject_inbound(MUM, "Unheard", timestamp=NOON + 1)
    text.copies[0].message_id = "../inbound-read?x="
    other.copies[0].read = True

    await pass_minutes(hass, freezer, 2)

    assert messages(heard) == ["Odd"]
    assert simulator.requests.find("PUT", READ) == []
