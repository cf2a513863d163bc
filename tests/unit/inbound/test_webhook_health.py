"""Polling slows down while pushes come, and does not once they do not."""

from collections.abc import Callable
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.diagnostics import (
    async_get_config_entry_diagnostics,
)
from custom_components.clicksend_messaging.inbound import pushes
from simulator import Simulator
from tests.unit.clock import QUARTER, jump, pass_minutes, pass_time
from tests.unit.conftest import DAD, recipient
from tests.unit.messaging.waiting import until

from .cloud import Cloud
from .conftest import Heard, messages, reload, start
from .instant import INBOX, SOON, Home, issues, move, push_of, switch
from .test_own_rules import ELSEWHERE

pytestmark = pytest.mark.usefixtures("freezer")

SILENT = {"instant_silent"}


@pytest.fixture
async def healthy(
    home: Home, freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch
) -> Home:
    """Return a home that has been told of a text, and asks seldom."""
    # No time passes unless a test lets it.
    monkeypatch.setattr(pushes, "FIRST_PAUSE", 0)
    monkeypatch.setattr(pushes, "LONGEST_PAUSE", 0)
    await pass_minutes(home.hass, freezer, 2)
    await home.announce(home.simulator.inject_inbound(DAD, "To begin with"))
    await pass_minutes(home.hass, freezer, 1)
    return home


async def reads_in(home: Home, freezer: FrozenDateTimeFactory, minutes: int) -> int:
    """Count how often the inbox is read while time passes."""
    before = home.reads()
    await pass_minutes(home.hass, freezer, minutes)
    return home.reads() - before


async def test_nobody_relies_on_pushes_that_never_came(
    home: Home, freezer: FrozenDateTimeFactory
) -> None:
    """Without a first one the inbox is read once a minute."""
    assert await reads_in(home, freezer, 60) == 60
    assert issues(home.hass) == set()


async def test_polling_slows_down_once_a_text_was_announced(
    healthy: Home, freezer: FrozenDateTimeFactory
) -> None:
    """Every fifteen minutes is a safety net."""
    assert await reads_in(healthy, freezer, 60) == 4


async def test_diagnostics_tell_how_pushes_do(healthy: Home) -> None:
    """Whether they are expected, come, and can be relied on; and not where to."""
    found = await async_get_config_entry_diagnostics(healthy.hass, healthy.entry)

    assert found["inbound"]["pushes"] == {
        "expected": True,
        "healthy": True,
        "received": 1,
    }
    assert healthy.path.rpartition("/")[2] not in repr(found)


async def test_an_announced_text_costs_one_read(
    healthy: Home, freezer: FrozenDateTimeFactory
) -> None:
    """The poll is not due any sooner for it."""
    before = healthy.reads()

    await healthy.announce(healthy.simulator.inject_inbound(DAD, "Hello"))

    assert healthy.reads() == before + 1
    assert await reads_in(healthy, freezer, 14) == 0


async def test_texts_that_keep_coming_do_not_hide_that_nobody_announces_them(
    healthy: Home, freezer: FrozenDateTimeFactory
) -> None:
    """What counts is since when."""
    for number in range(25):
        healthy.simulator.inject_inbound(DAD, f"Text {number}")
        await pass_minutes(healthy.hass, freezer, 1)

    assert issues(healthy.hass) == SILENT


async def test_forged_pushes_prove_nothing(
    home: Home, freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody knows the address, but that need not be ClickSend."""
    monkeypatch.setattr(pushes, "FIRST_PAUSE", 0)
    monkeypatch.setattr(pushes, "LONGEST_PAUSE", 0)
    text = home.simulator.inject_inbound(DAD, "Hello")
    await pass_minutes(home.hass, freezer, 3)
    for number in range(5):
        await home.push(push_of(text, message_id=f"FORGED{number}"))
        await home.push({"status_code": "201", "message_id": f"FORGED{number}"})

    assert await reads_in(home, freezer, 30) == 30


async def test_a_text_that_nobody_announced(
    healthy: Home, freezer: FrozenDateTimeFactory, heard: Heard
) -> None:
    """The next poll brings it; then nobody relies on pushes, and that is said."""
    healthy.simulator.inject_inbound(DAD, "Hello")
    await pass_minutes(healthy.hass, freezer, 15)
    assert messages(heard) == ["Hello"]
    assert issues(healthy.hass) == set()

    assert await reads_in(healthy, freezer, 4) == 4
    assert issues(healthy.hass) == set()

    assert await reads_in(healthy, freezer, 16) == 16
    assert issues(healthy.hass) == SILENT

    await healthy.announce(healthy.simulator.inject_inbound(DAD, "Again"))
    assert issues(healthy.hass) == set()
    assert messages(heard) == ["Hello", "Again"]
    await pass_minutes(healthy.hass, freezer, 1)
    assert await reads_in(healthy, freezer, 60) == 4


async def test_pushes_that_never_came_are_noticed(
    home: Home, freezer: FrozenDateTimeFactory
) -> None:
    """An address that cannot be reached shows with the first text."""
    await pass_minutes(home.hass, freezer, 2)
    home.simulator.inject_inbound(DAD, "Hello")

    assert await reads_in(home, freezer, 10) == 10

    assert issues(home.hass) == SILENT


async def test_a_push_that_is_late(
    home: Home, freezer: FrozenDateTimeFactory, heard: Heard
) -> None:
    """ClickSend tries again; a text that the poll found first is announced as well."""
    await pass_minutes(home.hass, freezer, 2)
    text = home.simulator.inject_inbound(DAD, "Hello")
    await pass_minutes(home.hass, freezer, 2)
    assert messages(heard) == ["Hello"]

    await home.announce(text)
    await pass_minutes(home.hass, freezer, 10)

    assert issues(home.hass) == set()
    assert messages(heard) == ["Hello"]
    assert await reads_in(home, freezer, 60) == 4


async def test_a_text_that_the_poll_brings_while_its_push_waits(
    healthy: Home,
    freezer: FrozenDateTimeFactory,
    heard: Heard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It was announced, and pushes go on being relied on."""
    monkeypatch.setattr(pushes, "FIRST_PAUSE", 20 * 60)
    await healthy.announce(healthy.simulator.inject_inbound(DAD, "First"))
    text = healthy.simulator.inject_inbound(DAD, "Second")
    await healthy.client.post(healthy.path, data=push_of(text))
    assert messages(heard) == ["First"]

    jump(healthy.hass, freezer, QUARTER)
    await until(healthy.hass, lambda: len(heard) == 2)
    await pass_time(healthy.hass, freezer, QUARTER)

    assert await reads_in(healthy, freezer, 60) == 4
    assert issues(healthy.hass) == set()


async def test_texts_from_before_prove_nothing(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    home: Home,
) -> None:
    """What came in while nobody was told to push was not to be announced."""
    await switch(hass, home.entry, instant=False)
    home.simulator.inject_inbound(DAD, "Before")
    hass.config_entries.async_update_entry(
        home.entry, options={"inbound": {"instant": True}}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    home.simulator.inject_inbound(DAD, "Also before")
    await pass_time(hass, freezer, SOON)
    await pass_minutes(hass, freezer, 10)

    assert issues(hass) == set()


@pytest.mark.parametrize("fault", ["server_error", "html_error", "malformed"])
async def test_a_read_that_fails_is_soon_repeated(
    healthy: Home,
    freezer: FrozenDateTimeFactory,
    heard: Heard,
    expected_log: list[str],
    fault: str,
) -> None:
    """Not a quarter of an hour later, also when a push has asked for it."""
    expected_log.append("Error fetching clicksend_messaging inbound data")
    simulator = healthy.simulator
    simulator.faults.arm(fault, path=INBOX, times=10)
    text = simulator.inject_inbound(DAD, "Hello")
    await healthy.client.post(healthy.path, data=push_of(text))
    await healthy.settle()
    simulator.faults.clear()
    assert heard == []

    await pass_minutes(healthy.hass, freezer, 1)

    assert messages(heard) == ["Hello"]
    assert issues(healthy.hass) == set()


async def test_a_new_address_has_yet_to_prove_itself(
    healthy: Home, freezer: FrozenDateTimeFactory
) -> None:
    """Nobody knows whether ClickSend can reach the home there."""
    await healthy.hass.config.async_update(external_url=ELSEWHERE)
    await pass_time(healthy.hass, freezer, SOON)

    assert await reads_in(healthy, freezer, 30) == 30

    await healthy.announce(healthy.simulator.inject_inbound(DAD, "Hello"))
    await pass_minutes(healthy.hass, freezer, 1)
    assert await reads_in(healthy, freezer, 30) == 2


async def test_an_address_that_clicksend_does_not_know_yet(
    healthy: Home, freezer: FrozenDateTimeFactory
) -> None:
    """While the rules cannot be changed, nothing reaches the home."""
    healthy.simulator.faults.arm("server_error", path="/automations/*", times=None)
    await healthy.hass.config.async_update(external_url=ELSEWHERE)
    await pass_time(healthy.hass, freezer, SOON)

    assert await reads_in(healthy, freezer, 30) == 30
    assert issues(healthy.hass) == set()


async def test_without_an_address_it_is_not_missed(
    healthy: Home, freezer: FrozenDateTimeFactory
) -> None:
    """It is said once why there are no pushes, and not that none come."""
    healthy.simulator.inject_inbound(DAD, "Hello")
    await pass_minutes(healthy.hass, freezer, 30)
    assert issues(healthy.hass) == SILENT

    await move(healthy.hass, None)

    assert issues(healthy.hass) == {"instant_no_url"}
    healthy.simulator.inject_inbound(DAD, "Hello again")
    assert await reads_in(healthy, freezer, 30) == 30
    assert issues(healthy.hass) == {"instant_no_url"}


async def test_nobody_waits_longer_for_pushes_that_cannot_come(
    healthy: Home, freezer: FrozenDateTimeFactory
) -> None:
    """The next look is in a minute, not when the last one has it."""
    await move(healthy.hass, None)

    assert await reads_in(healthy, freezer, 3) == 3


async def test_switched_off_nobody_misses_pushes(
    healthy: Home, freezer: FrozenDateTimeFactory
) -> None:
    """What was said about them is taken back, also while ClickSend is away."""
    healthy.simulator.inject_inbound(DAD, "Hello")
    await pass_minutes(healthy.hass, freezer, 30)
    assert issues(healthy.hass) == SILENT
    healthy.simulator.faults.arm("server_error", path="/automations/*", times=None)

    await switch(healthy.hass, healthy.entry, instant=False)

    assert issues(healthy.hass) == set()
    healthy.simulator.faults.clear()
    healthy.simulator.inject_inbound(DAD, "Hello again")
    await pass_minutes(healthy.hass, freezer, 30)
    assert issues(healthy.hass) == set()


async def test_what_is_said_outlasts_a_reload(
    healthy: Home, freezer: FrozenDateTimeFactory
) -> None:
    """Until the next text shows that it is over."""
    healthy.simulator.inject_inbound(DAD, "Hello")
    await pass_minutes(healthy.hass, freezer, 30)

    await reload(healthy.hass, healthy.entry)
    await pass_time(healthy.hass, freezer, SOON)
    await pass_minutes(healthy.hass, freezer, 5)
    assert issues(healthy.hass) == SILENT

    await healthy.announce(healthy.simulator.inject_inbound(DAD, "Again"))
    assert issues(healthy.hass) == set()


async def test_a_cloud_that_is_not_connected_passes_nothing_on(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    home: Home,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    make_entry: Callable[..., MockConfigEntry],
) -> None:
    """The inbox is read once a minute until it is connected again."""
    await hass.config_entries.async_remove(home.entry.entry_id)
    cloud = Cloud(hass)
    cloud.install(monkeypatch)
    entry = make_entry(recipient("Dad", DAD))
    await start(hass, entry)
    await switch(hass, entry, instant=True)
    await pass_minutes(hass, freezer, 2)
    (webhook_id,) = cloud.hooks
    text = simulator.inject_inbound(DAD, "Hello")
    await home.client.post(f"/api/webhook/{webhook_id}", data=push_of(text))
    await home.settle()
    await pass_minutes(hass, freezer, 1)
    assert await reads_in(home, freezer, 30) == 2

    cloud.connect(connected=False)
    await pass_time(hass, freezer, SOON)
    assert await reads_in(home, freezer, 30) == 30
    assert issues(hass) == set()


async def test_reload_begins_with_frequent_polls(
    healthy: Home, freezer: FrozenDateTimeFactory
) -> None:
    """Whether pushes still come is shown by the next."""
    await reload(healthy.hass, healthy.entry)
    await pass_time(healthy.hass, freezer, timedelta(seconds=1))

    assert await reads_in(healthy, freezer, 20) == 20
