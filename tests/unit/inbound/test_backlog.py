"""A long absence: hundreds of texts wait, and each is heard once, in order."""

from collections.abc import Callable
import gc

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import CoreState, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.api.models import InboundMessage
from custom_components.clicksend_messaging.inbound import coordinator
from simulator import Simulator
from simulator.clicksend.inbox import ReceivedText
from tests.unit.clock import pass_minutes, pass_time, poll_now
from tests.unit.conftest import DAD, MUM, recipient

from .conftest import Heard, messages, start
from .instant import INBOX
from .test_rule import add_rule

READ = "/sms/inbound-read"
NOON = 1_700_000_000


def fill(simulator: Simulator, number: int) -> list[ReceivedText]:
    """Have so many texts come in; the newest is shown first."""
    return [
        simulator.inject_inbound(DAD, f"Text {n:04}", timestamp=NOON + n)
        for n in range(number)
    ]


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have less held in memory than a page has."""
    monkeypatch.setattr(coordinator, "BATCH", 60)


@pytest.fixture
def away(
    make_entry: Callable[..., MockConfigEntry], simulator: Simulator
) -> MockConfigEntry:
    """Return an account that was not there for a while."""
    entry = make_entry(recipient("Dad", DAD), recipient("Mum", MUM))
    add_rule(simulator, f"Home Assistant {entry.entry_id}")
    return entry


@pytest.mark.usefixtures("small_batches")
async def test_each_is_heard_once_and_marked_by_itself(
    hass: HomeAssistant, away: MockConfigEntry, simulator: Simulator, heard: Heard
) -> None:
    """All of it with the first look; never all at once."""
    texts = fill(simulator, 400)

    await start(hass, away)

    assert len(heard) == len(texts)
    assert set(messages(heard)) == {text.body for text in texts}
    assert all(text.read for text in texts)
    marked = simulator.requests.find("PUT", f"{READ}/*")
    assert len(marked) == len(texts)
    assert simulator.requests.find("PUT", READ) == []


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("order", [1, -1], ids=["newest first", "oldest first"])
async def test_the_oldest_comes_first(
    hass: HomeAssistant,
    away: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
    order: int,
) -> None:
    """However ClickSend lists them, and however many they are."""
    for number in range(400)[::order]:
        simulator.inject_inbound(DAD, f"Text {number:04}", timestamp=NOON + number)

    await start(hass, away)

    assert messages(heard) == [f"Text {number:04}" for number in range(400)]
    assert all(text.read for text in simulator.inbox)


@pytest.mark.usefixtures("small_batches")
async def test_a_text_is_marked_only_once_it_was_heard(
    hass: HomeAssistant, away: MockConfigEntry, simulator: Simulator, heard: Heard
) -> None:
    """At whatever moment it stops: what is marked was heard."""
    texts = fill(simulator, 200)
    early: list[str] = []

    def compare() -> None:
        """Note what is marked and was not heard, and come again."""
        known = set(messages(heard))
        early.extend(
            text.body for text in texts if text.read and text.body not in known
        )
        simulator.requests.after(compare, "PUT")

    compare()
    await start(hass, away)

    assert early == []
    assert len(heard) == 200


@pytest.mark.usefixtures("small_batches")
async def test_a_start_in_the_middle_of_a_read(
    hass: HomeAssistant, away: MockConfigEntry, simulator: Simulator, heard: Heard
) -> None:
    """What nobody could hear yet is not marked with what somebody did."""
    texts = fill(simulator, 250)
    hass.set_state(CoreState.starting)
    await start(hass, away)
    simulator.requests.after(
        lambda: hass.set_state(CoreState.running), "GET", INBOX, count=2
    )

    await away.runtime_data.inbound.async_refresh()
    hass.set_state(CoreState.running)
    await away.runtime_data.inbound.async_refresh()

    assert sorted(messages(heard)) == [text.body for text in texts]


@pytest.mark.usefixtures("small_batches")
async def test_a_text_that_comes_in_between(
    hass: HomeAssistant, away: MockConfigEntry, simulator: Simulator, heard: Heard
) -> None:
    """Rows move while the backlog is worked off; none is skipped or repeated."""
    texts = fill(simulator, 300)

    def arrive() -> None:
        """Have one come, and somebody else mark another."""
        number = len(texts)
        texts.append(
            simulator.inject_inbound(MUM, f"New {number}", timestamp=NOON + number)
        )
        if number < 303:
            simulator.requests.after(arrive, "GET", INBOX)

    simulator.requests.after(arrive, "GET", INBOX)
    await start(hass, away)
    await poll_now(hass)

    assert sorted(messages(heard)) == sorted(text.body for text in texts)
    assert len(texts) >= 304
    assert all(text.read for text in texts)


@pytest.mark.usefixtures("small_batches", "freezer")
@pytest.mark.parametrize("stuck", [1, 70, 150])
async def test_some_that_cannot_be_marked(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    away: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
    stuck: int,
) -> None:
    """They are heard once, however many, and hold up nothing that can be."""
    texts = fill(simulator, 300)
    for text in texts[-stuck:]:
        path = f"{READ}/{text.message_id}"
        simulator.faults.arm("server_error", path=path, times=None)

    await start(hass, away)
    await pass_minutes(hass, freezer, 2)
    simulator.inject_inbound(MUM, "New", timestamp=NOON + 1000)
    # Of those that fail two are tried each time, so marking may take a while.
    await pass_minutes(hass, freezer, 8)

    assert len(heard) == 301
    assert len(set(messages(heard))) == 301
    simulator.faults.clear()
    await pass_minutes(hass, freezer, 3)
    assert all(text.read for text in simulator.inbox)
    assert len(heard) == 301


@pytest.mark.usefixtures("small_batches", "freezer")
@pytest.mark.parametrize("fault", ["server_error", "rate_limited", "forbidden"])
async def test_none_can_be_marked(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    away: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
    fault: str,
) -> None:
    """All are heard with the first look, and it costs few requests."""
    fill(simulator, 300)
    simulator.faults.arm(fault, method="PUT", path=f"{READ}/*", times=None)

    await start(hass, away)
    assert len(heard) == 300
    await pass_time(hass, freezer)

    assert len(heard) == 300
    assert len(simulator.requests.find("PUT", f"{READ}/*")) <= 20


@pytest.mark.usefixtures("small_batches", "freezer")
async def test_a_page_that_is_missing(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    away: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
    expected_log: list[str],
) -> None:
    """What was read before is heard, and the rest with the next look."""
    expected_log.append("Error fetching clicksend_messaging inbound data")
    texts = fill(simulator, 300)
    simulator.requests.after(
        lambda: simulator.faults.arm("server_error", path=INBOX),
        "GET",
        INBOX,
        count=3,
    )

    await start(hass, away)
    before = len(heard)
    assert 0 < before < 300
    await pass_minutes(hass, freezer, 1)

    assert sorted(messages(heard)) == sorted(text.body for text in texts)
    assert all(text.read for text in texts)


@pytest.mark.usefixtures("small_batches")
async def test_no_more_is_held_of_a_longer_backlog(
    hass: HomeAssistant, away: MockConfigEntry, simulator: Simulator, heard: Heard
) -> None:
    """However many wait, only so many are in memory at once."""
    fill(simulator, 600)
    held: list[int] = []

    def count() -> None:
        """Count the texts that are in memory, and come again."""
        held.append(sum(type(each) is InboundMessage for each in gc.get_objects()))
        simulator.requests.after(count, "GET", INBOX)

    simulator.requests.after(count, "GET", INBOX)
    await start(hass, away)

    assert len(heard) == 600
    assert len(held) >= 10
    assert max(held) <= 60 + 1
