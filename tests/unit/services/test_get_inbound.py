"""The action get_inbound: the texts that wait at ClickSend."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.clock import poll_now
from tests.unit.conftest import DAD, MUM

from .asking import FAULTS, ask, assert_told

MIDNIGHT = 1_784_505_600

pytestmark = pytest.mark.usefixtures("entry")


async def inbound(hass: HomeAssistant, **data: Any) -> Any:
    """Ask for the texts that came in."""
    return await ask(hass, "get_inbound", **data)


def bodies(answer: Any) -> list[str]:
    """Return the texts."""
    return [row["body"] for row in answer["items"]]


async def test_nothing(hass: HomeAssistant) -> None:
    """An empty list."""
    assert await inbound(hass) == {"items": [], "total": 0}


@pytest.mark.parametrize("key", ["timestamp", "timestamp_send"])
@pytest.mark.parametrize("kind", ["int", "str"])
async def test_texts_are_as_clicksend_has_them(
    hass: HomeAssistant, simulator: Simulator, key: str, kind: str
) -> None:
    """Newest first, by whatever name and type their time has."""
    simulator.settings.patch({"inbound_time_key": key, "inbound_time_type": kind})
    simulator.inject_inbound(DAD, "second", timestamp=MIDNIGHT + 100)
    simulator.inject_inbound(MUM, "last", timestamp=MIDNIGHT + 1000)
    simulator.inject_inbound(MUM, "first", timestamp=MIDNIGHT)

    answer = await inbound(hass)

    assert bodies(answer) == ["last", "second", "first"]
    assert answer["total"] == 3
    newest = answer["items"][0]
    assert newest[key] == (MIDNIGHT + 1000 if kind == "int" else f"{MIDNIGHT + 1000}")
    assert (newest["from"], newest["_keyword"]) == (MUM, "last")


async def test_newest_of_all_pages(hass: HomeAssistant, simulator: Simulator) -> None:
    """The list begins with the oldest, so all of it is read before it is cut."""
    for time in range(MIDNIGHT, MIDNIGHT + 205):
        simulator.inject_inbound(DAD, str(time), timestamp=time)
    before = len(simulator.requests.find("GET", "/sms/inbound"))

    answer = await inbound(hass, limit=3)

    assert bodies(answer) == [str(MIDNIGHT + last) for last in (204, 203, 202)]
    assert answer["total"] == 205
    assert len(simulator.requests.find("GET", "/sms/inbound")) - before == 3


@pytest.mark.parametrize("ids", ["same_id", "different_ids"])
async def test_copies_of_several_rules(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator, ids: str
) -> None:
    """One text is one entry."""
    simulator.settings.patch({"inbound_copies": ids})
    client = entry.runtime_data.client
    await client.inbound_rules.create("Another tool", "POLL", "")
    simulator.inject_inbound(DAD, "Before")
    await poll_now(hass)
    simulator.inject_inbound(DAD, "Hello", timestamp=MIDNIGHT)
    simulator.inject_inbound(DAD, "Hello", timestamp=MIDNIGHT + 60)

    answer = await inbound(hass)

    assert bodies(answer) == ["Hello", "Hello"]
    assert answer["total"] == 2


async def test_the_same_words_twice_are_two_texts(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """With one rule there are no copies."""
    for _ in range(2):
        simulator.inject_inbound(DAD, "Hello", timestamp=MIDNIGHT)

    assert bodies(await inbound(hass)) == ["Hello", "Hello"]


async def test_texts_that_were_handled(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """They are read, so they are in the history only; asking marks nothing."""
    simulator.inject_inbound(DAD, "Handled")
    assert bodies(await inbound(hass)) == bodies(await inbound(hass)) == ["Handled"]
    await poll_now(hass)
    simulator.inject_inbound(DAD, "Waiting")

    assert bodies(await inbound(hass)) == ["Waiting"]
    history = await ask(hass, "get_history")
    assert sorted(row["body"] for row in history["items"]) == ["Handled", "Waiting"]


@FAULTS
async def test_what_may_go_wrong(
    hass: HomeAssistant, simulator: Simulator, fault: str, key: str
) -> None:
    """A person is told what it was."""
    await assert_told(hass, simulator, fault, key, "/sms/inbound", "get_inbound")
