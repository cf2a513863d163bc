"""Every text is heard exactly once, whatever happens on the way."""

from collections.abc import Callable
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.api import http
from custom_components.clicksend_messaging.inbound import known
from custom_components.clicksend_messaging.inbound.text import ReceivedText
from simulator import Simulator
from simulator.faults import FaultKind
from tests.unit.clock import HOUR, IMPATIENT, pass_minutes, pass_time, poll_now
from tests.unit.conftest import DAD, MUM, maton_data, recipient
from tests.unit.states import LAST, attribute

from .conftest import EarlierLife, Heard, listen, messages, reload, same_entry, start
from .test_rule import add_rule

READ = "/sms/inbound-read*"
NOON = 1_800_000_000


async def test_a_reload_repeats_nothing(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """What was heard stays heard although ClickSend still offers it."""
    simulator.faults.arm("server_error", path=READ, times=None)
    simulator.inject_inbound(DAD, "Open the garage")
    await pass_time(hass, freezer)
    assert messages(heard) == ["Open the garage"]

    await reload(hass, entry)
    simulator.faults.clear()
    await pass_minutes(hass, freezer, 2)

    assert messages(heard) == ["Open the garage"]


@pytest.mark.parametrize("kind", list(FaultKind))
async def test_a_restart_repeats_nothing_when_marking_failed(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    heard: Heard,
    earlier_life: EarlierLife,
    kind: FaultKind,
) -> None:
    """However marking fails: heard before the restart, and not again after it."""
    entry = make_entry(recipient("Dad", DAD))
    simulator.faults.arm(kind, method="PUT", path=READ, times=None, seconds=0)
    async with earlier_life() as before:
        heard_before = listen(before)
        await _start_and_leave_marking(before, entry, simulator)
        assert messages(heard_before) == ["Open the garage"]
    simulator.faults.clear()

    await start(hass, entry)

    assert heard == []
    assert all(text.read for text in simulator.inbox)


async def _start_and_leave_marking(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    """Receive a text, and do not wait for an answer to its mark that never comes."""
    add_rule(simulator, f"Home Assistant {entry.entry_id}")
    simulator.inject_inbound(DAD, "Open the garage")
    same_entry(entry).add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await simulator.requests.wait_for(1, "PUT", READ)
    await hass.async_block_till_done()


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("kind", list(FaultKind))
async def test_marking_is_made_up_for(
    hass: HomeAssistant,
    simulator: Simulator,
    heard: Heard,
    monkeypatch: pytest.MonkeyPatch,
    kind: FaultKind,
) -> None:
    """What could not be marked is marked with a later poll, and not heard again."""
    if kind in (FaultKind.HANG, FaultKind.LOST_ANSWER):
        monkeypatch.setattr(http, "TIMEOUT", IMPATIENT)
    simulator.faults.arm(kind, method="PUT", path=READ, times=2, seconds=0)
    simulator.inject_inbound(DAD, "First", timestamp=NOON)
    simulator.inject_inbound(MUM, "Second", timestamp=NOON + 1)

    for _ in range(4):
        await poll_now(hass)

    assert messages(heard) == ["First", "Second"]
    assert all(text.read for text in simulator.inbox)


@pytest.mark.parametrize("copies", ["same_id", "different_ids"])
async def test_copies_of_several_rules_are_one_text(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
    copies: str,
) -> None:
    """Each rule of another program's gives a copy, with the same id or its own."""
    simulator.settings.patch({"inbound_copies": copies})
    for name in ("n8n", "Home Assistant 01ANOTHERHOME"):
        add_rule(simulator, name)
    simulator.inject_inbound(DAD, "Open the garage")
    simulator.inject_inbound(MUM, "Close the garage")

    await pass_time(hass, freezer)
    await reload(hass, entry)
    await pass_minutes(hass, freezer, 2)

    assert sorted(messages(heard)) == ["Close the garage", "Open the garage"]
    assert all(text.read for text in simulator.inbox)


async def test_copies_that_come_one_by_one_are_one_text(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """A copy that ClickSend offers a poll later is recognised, also after a reload."""
    simulator.settings.inbound_copies = "different_ids"
    add_rule(simulator, "n8n")
    _, late = simulator.inject_inbound(DAD, "Open the garage").copies
    late.read = True
    await pass_time(hass, freezer)
    assert messages(heard) == ["Open the garage"]

    late.read = False
    await reload(hass, entry)

    assert messages(heard) == ["Open the garage"]
    assert late.read


@pytest.mark.usefixtures("freezer", "entry")
@pytest.mark.parametrize("later", [0, 1, 60])
async def test_the_same_words_twice_are_two_texts(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    heard: Heard,
    later: int,
) -> None:
    """Somebody who repeats a text, even within the second, has sent two."""
    simulator.inject_inbound(DAD, "Toggle", timestamp=NOON)
    simulator.inject_inbound(DAD, "Toggle", timestamp=NOON + later)

    await pass_time(hass, freezer)

    assert messages(heard) == ["Toggle", "Toggle"]
    assert heard[0]["message_id"] != heard[1]["message_id"]


@pytest.mark.usefixtures("freezer", "entry")
async def test_the_same_words_twice_are_two_texts_beside_other_rules(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """Other programs' rules do not keep anybody from repeating himself."""
    simulator.settings.inbound_copies = "different_ids"
    add_rule(simulator, "n8n")
    simulator.inject_inbound(DAD, "Toggle", timestamp=NOON)
    simulator.inject_inbound(DAD, "Toggle", timestamp=NOON + 1)

    await pass_time(hass, freezer)

    assert messages(heard) == ["Toggle", "Toggle"]


@pytest.mark.usefixtures("freezer", "entry")
async def test_texts_out_of_order_are_put_in_order(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """Within a poll the oldest comes first, whatever order ClickSend gives."""
    for late in (3, 1, 2):
        simulator.inject_inbound(DAD, f"Text {late}", timestamp=NOON + late)

    await pass_time(hass, freezer)

    assert messages(heard) == ["Text 1", "Text 2", "Text 3"]


async def test_a_listener_that_fails_costs_nobody_a_text(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
    expected_log: list[str],
) -> None:
    """Neither those after it in line, nor those who hear of the next text."""
    expected_log.append("What came in was not taken note of everywhere")
    failed: list[str] = []

    def fail(text: ReceivedText) -> None:
        """Take nothing."""
        failed.append(text.message)
        raise RuntimeError

    entry.runtime_data.inbound.inbox.async_add_listener(fail)
    # It comes after what has been there from the start, and before what is added later.
    later: list[str] = []
    entry.runtime_data.inbound.inbox.async_add_listener(
        lambda text: later.append(text.message)
    )
    for number in range(3):
        simulator.inject_inbound(DAD, f"Text {number}", timestamp=NOON + number)

    await poll_now(hass)

    assert failed == ["Text 0", "Text 1", "Text 2"]
    assert messages(heard) == later == failed


@pytest.mark.usefixtures("freezer", "entry")
async def test_a_text_that_comes_late_is_heard(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """An older text than the last is heard, and does not become the last."""
    simulator.inject_inbound(DAD, "Newer", timestamp=NOON + 10)
    await pass_time(hass, freezer)
    simulator.inject_inbound(MUM, "Older", timestamp=NOON)
    await pass_time(hass, freezer)

    assert messages(heard) == ["Newer", "Older"]
    assert attribute(hass, LAST, "message") == "Newer"


async def test_a_text_without_an_id(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """It cannot be marked, so it is offered for ever; it is heard once."""
    for second in (0, 1):
        text = simulator.inject_inbound(DAD, "No id", timestamp=NOON + second)
        text.copies[0].message_id = ""
    await pass_time(hass, freezer)
    assert messages(heard) == ["No id", "No id"]

    await pass_time(hass, freezer, HOUR)
    await reload(hass, entry)
    simulator.inject_inbound(DAD, "With id")
    await pass_time(hass, freezer)

    assert messages(heard) == ["No id", "No id", "With id"]
    assert not simulator.requests.find("PUT", "/sms/inbound-read")


async def test_what_is_known_is_bounded(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
    hass_storage: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Old texts are forgotten, but never one that ClickSend still offers."""
    monkeypatch.setattr(known, "MAX_KNOWN", 6)
    simulator.faults.arm("forbidden", path=READ, times=None)
    for number in range(20):
        simulator.inject_inbound(DAD, f"Text {number}", timestamp=NOON + number)
    await pass_time(hass, freezer)
    assert len(heard) == 20
    simulator.inject_inbound(DAD, "One more", timestamp=NOON + 20)
    await pass_minutes(hass, freezer, 2)
    assert len(heard) == 21

    simulator.faults.clear()
    await pass_minutes(hass, freezer, 2)
    assert all(text.read for text in simulator.inbox)
    for number in range(21, 31):
        simulator.inject_inbound(DAD, f"Text {number}", timestamp=NOON + number)
        await pass_time(hass, freezer)

    assert len(heard) == 31
    stored = hass_storage[f"clicksend_messaging.{entry.entry_id}.inbox"]
    assert len(stored["data"]["known"]) == 6


async def test_a_flood_through_maton(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    heard: Heard,
) -> None:
    """The gateway allows ten requests a second; marking takes as long as it takes."""
    await start(hass, make_entry(recipient("Dad", DAD), data=maton_data(simulator)))
    texts = [f"Text {number}" for number in range(40)]
    for number, text in enumerate(texts):
        simulator.inject_inbound(DAD, text, timestamp=NOON + number)

    await pass_minutes(hass, freezer, 8)

    assert messages(heard) == texts
    assert all(text.read for text in simulator.inbox)
