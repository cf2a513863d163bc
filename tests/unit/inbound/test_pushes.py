"""What pushes cause: a look at once, and never more than a few."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
import time

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.clicksend_messaging.api.models import Push
from custom_components.clicksend_messaging.diagnostics import (
    async_get_config_entry_diagnostics,
)
from custom_components.clicksend_messaging.inbound import pushes
from simulator import Simulator
from tests.unit.clock import pass_minutes, pass_time, poll_now
from tests.unit.conftest import DAD, MUM, recipient
from tests.unit.messaging.delivering import asked, look, send
from tests.unit.messaging.waiting import until
from tests.unit.sending import send_sms
from tests.unit.states import REPORT, attribute, full_state

from .conftest import EarlierLife, Heard, listen, messages, reload, same_entry, start
from .instant import HOME_URL, INBOX, SOON, Home, move, path_of, push_of


async def post_all(home: Home, *fields: dict[str, str]) -> None:
    """Push all of it in one go."""
    async with asyncio.TaskGroup() as pushing:
        answers = [
            pushing.create_task(home.client.post(home.path, data=each))
            for each in fields
        ]
    assert {answer.result().status for answer in answers} == {HTTPStatus.OK}


@pytest.mark.parametrize("forged", [True, False])
async def test_a_thousand_pushes_cause_a_few_reads(
    home: Home, heard: Heard, monkeypatch: pytest.MonkeyPatch, *, forged: bool
) -> None:
    """Whether they are real or somebody makes them up; nothing is heard twice."""
    begun = time.monotonic()
    monkeypatch.setattr(pushes, "FIRST_PAUSE", 0.2)
    monkeypatch.setattr(pushes, "LONGEST_PAUSE", 0.2)
    text = home.simulator.inject_inbound(DAD, "Open the garage")
    reads = home.reads()
    ids = [f"FORGED{n}" if forged else text.message_id for n in range(1000)]

    await post_all(home, *(push_of(text, message_id=id_) for id_ in ids))
    await home.settle()

    assert messages(heard) == ["Open the garage"]
    assert home.reads() - reads <= 6 + (time.monotonic() - begun) / 0.2
    assert home.reads() - reads < 100


@pytest.mark.usefixtures("freezer")
async def test_forged_pushes_are_looked_after_ever_more_rarely(
    home: Home,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A flood that goes on for five minutes costs three reads a minute at most."""
    monkeypatch.setattr(pushes, "FIRST_PAUSE", 2.0)
    monkeypatch.setattr(pushes, "LONGEST_PAUSE", 30.0)
    text = home.simulator.inject_inbound(DAD, "Real")
    await home.client.post(home.path, data=push_of(text))
    home.simulator.requests.clear()

    for second in range(300):
        forged = push_of(text, message_id=f"FORGED{second}")
        await home.client.post(home.path, data=forged)
        freezer.tick(1)
        await asyncio.sleep(0)

    assert 8 <= home.reads() <= 16


async def test_one_read_is_under_way_and_one_waits(home: Home, heard: Heard) -> None:
    """What is pushed meanwhile is found by one more look."""
    first = home.simulator.inject_inbound(DAD, "First")
    reads = home.reads()
    home.simulator.faults.arm("delay", path=INBOX, times=1, seconds=0.3)
    await home.client.post(home.path, data=push_of(first))
    await home.simulator.requests.wait_for(reads + 1, "GET", INBOX)

    later = [home.simulator.inject_inbound(MUM, f"Later {n}") for n in range(20)]
    await post_all(home, *map(push_of, later))
    assert home.reads() == reads + 1
    await home.settle()

    assert sorted(messages(heard)) == sorted(["First", *(text.body for text in later)])
    assert home.reads() <= reads + 2


@pytest.mark.parametrize("message_id", ["its own", ""])
async def test_a_text_that_came_too_late_for_a_read_is_heard(
    home: Home, heard: Heard, message_id: str
) -> None:
    """It was announced while the inbox had just been read, so there is another look."""
    first = home.simulator.inject_inbound(DAD, "First")
    reads = home.reads()
    late: list[asyncio.Task[object]] = []

    def announce() -> None:
        """Have a text come once the answer without it is made."""
        text = home.simulator.inject_inbound(MUM, "Late")
        fields = push_of(text, message_id=message_id and text.message_id)
        post = home.client.post(home.path, data=fields)
        late.append(home.hass.async_create_task(_done(post)))

    home.simulator.requests.after(announce, "GET", INBOX)
    # So that the push comes before the reading is over.
    home.simulator.faults.arm("delay", method="PUT", times=1, seconds=0.1)
    await home.announce(first)
    await home.settle()

    assert len(late) == 1
    assert messages(heard) == ["First", "Late"]
    assert home.reads() == reads + 2


async def _done(post: object) -> None:
    """Wait for an answer."""
    await post  # type: ignore[misc]  # what a client returns can be awaited


async def test_a_push_does_not_wait_for_a_backlog(home: Home, heard: Heard) -> None:
    """To mark hundreds takes a while; who texts now is heard now."""
    texts = [home.simulator.inject_inbound(DAD, f"Text {n}") for n in range(150)]
    await home.client.post(home.path, data=push_of(texts[0]))
    await home.simulator.requests.wait_for(3, "PUT", "/sms/inbound-read/*")

    late = home.simulator.inject_inbound(MUM, "Now")
    await home.client.post(home.path, data=push_of(late))
    await until(home.hass, lambda: "Now" in messages(heard))

    assert sum(not text.read for text in texts) > 75
    await home.settle()
    assert sorted(messages(heard)) == sorted(["Now", *(text.body for text in texts)])
    assert all(text.read for text in texts)


async def test_a_push_while_the_poll_reads(home: Home, heard: Heard) -> None:
    """It is not taken for one that found nothing."""
    text = home.simulator.inject_inbound(DAD, "Hello")
    reads = home.reads()
    home.simulator.faults.arm("delay", path=INBOX, times=1, seconds=0.1)
    polling = home.hass.async_create_task(poll_now(home.hass))
    await home.simulator.requests.wait_for(reads + 1, "GET", INBOX)

    await home.client.post(home.path, data=push_of(text))
    await polling
    await home.settle()

    assert messages(heard) == ["Hello"]
    assert home.reads() <= reads + 2


@pytest.mark.usefixtures("freezer")
async def test_a_push_before_its_text_can_be_read(
    home: Home,
    freezer: FrozenDateTimeFactory,
    heard: Heard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """ClickSend is several computers; the text is there three seconds later."""
    monkeypatch.setattr(pushes, "FIRST_PAUSE", 2.0)
    monkeypatch.setattr(pushes, "LONGEST_PAUSE", 30.0)
    home.simulator.settings.inbound_latency = 3
    first = home.simulator.inject_inbound(MUM, "To begin with")
    freezer.tick(4)
    await home.client.post(home.path, data=push_of(first))
    await _tick(freezer, 3)
    assert messages(heard) == ["To begin with"]

    text = home.simulator.inject_inbound(DAD, "Open the garage")
    await home.client.post(home.path, data=push_of(text))
    await _tick(freezer, 2)
    assert messages(heard) == ["To begin with"]

    await _tick(freezer, 5)
    assert messages(heard) == ["To begin with", "Open the garage"]
    reads = home.reads()
    await _tick(freezer, 20)
    assert home.reads() == reads


@pytest.mark.usefixtures("freezer")
async def test_pushes_leave_clicksend_alone_when_it_says_so(
    home: Home,
    freezer: FrozenDateTimeFactory,
    heard: Heard,
    expected_log: list[str],
) -> None:
    """Asked to stay away for a minute, nobody can have it asked before."""
    expected_log.append("Error fetching clicksend_messaging inbound data")
    text = home.simulator.inject_inbound(DAD, "Open the garage")
    home.simulator.faults.arm("rate_limited", path=INBOX, retry_after=60)
    await home.client.post(home.path, data=push_of(text))
    await _tick(freezer, 1)
    reads = home.reads()

    for number in range(50):
        forged = push_of(text, message_id=f"FORGED{number}")
        await home.client.post(home.path, data=forged)
        await _tick(freezer, 1)
    assert home.reads() == reads

    await _tick(freezer, 10)
    assert messages(heard) == ["Open the garage"]


async def _tick(freezer: FrozenDateTimeFactory, seconds: int) -> None:
    """Let time pass for whoever waits, but not for the poll."""
    for _ in range(seconds * 4):
        freezer.tick(0.25)
        for _ in range(30):
            await asyncio.sleep(0)
        time.sleep(0.002)  # noqa: ASYNC251 (the other side is a thread of the kernel)


@pytest.mark.usefixtures("short_pauses")
async def test_pushes_before_home_assistant_has_started(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    earlier_life: EarlierLife,
    hass_client_no_auth: ClientSessionGenerator,
    heard: Heard,
) -> None:
    """Automations are not there yet; the text waits for them, and is heard once."""
    entry = make_entry(recipient("Dad", DAD))
    hass.config_entries.async_update_entry(
        entry, options={"inbound": {"instant": True}}
    )
    async with earlier_life() as before:
        await before.config.async_update(external_url=HOME_URL)
        await start(before, same_entry(entry))
        await poll_now(before, SOON)
    text = simulator.inject_inbound(DAD, "Open the garage")
    hass.set_state(CoreState.starting)
    await move(hass, HOME_URL)
    await start(hass, entry)
    client = await hass_client_no_auth()

    answer = await client.post(path_of(simulator), data=push_of(text))
    await hass.async_block_till_done(wait_background_tasks=True)
    assert answer.status == HTTPStatus.OK
    assert heard == []
    assert not text.read

    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert messages(heard) == ["Open the garage"]
    assert text.read


async def test_pushes_while_the_account_is_reloaded(home: Home, heard: Heard) -> None:
    """Whoever comes in between, the text is heard once."""
    texts = [home.simulator.inject_inbound(DAD, f"Text {n}") for n in range(10)]
    path = home.path

    async def push() -> None:
        """Push all of them, one by one."""
        for text in texts:
            answer = await home.client.post(path, data=push_of(text))
            assert answer.status == HTTPStatus.OK

    await asyncio.gather(push(), reload(home.hass, home.entry), push())
    await home.settle()

    assert sorted(messages(heard)) == sorted(text.body for text in texts)
    assert all(text.read for text in texts)


async def test_pushes_while_home_assistant_stops(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    earlier_life: EarlierLife,
    heard: Heard,
) -> None:
    """What is announced then waits for the next start."""
    entry = make_entry(recipient("Dad", DAD))
    hass.config_entries.async_update_entry(
        entry, options={"inbound": {"instant": True}}
    )
    async with earlier_life() as before:
        heard_before = listen(before)
        await before.config.async_update(external_url=HOME_URL)
        running = same_entry(entry)
        await start(before, running)
        await poll_now(before, SOON)
        text = simulator.inject_inbound(DAD, "Open the garage")
        before.set_state(CoreState.stopping)
        data = running.runtime_data
        for _ in range(3):
            data.pushes.async_push(_hint(text.message_id))
            await asyncio.sleep(0)
    assert heard_before == []
    assert not text.read

    await start(hass, entry)

    assert messages(heard) == ["Open the garage"]


def _hint(message_id: str) -> Push:
    """Return a push as the webhook hands it on."""
    return Push.parse({"message_id": message_id, "from": DAD, "body": "x"}, b"")


async def test_an_announced_text_that_a_poll_brings_was_announced(
    home: Home, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pushes are relied on, although another read was sooner than theirs."""
    await poll_now(home.hass)
    monkeypatch.setattr(pushes, "LONGEST_PAUSE", 0.3)
    monkeypatch.setattr(pushes, "FIRST_PAUSE", 0.3)
    await home.push({})
    text = home.simulator.inject_inbound(DAD, "Hello")
    # It has to wait.
    await home.client.post(home.path, data=push_of(text))

    await home.entry.runtime_data.inbound.async_refresh()
    assert messages(heard) == ["Hello"]
    await home.settle()

    found = await async_get_config_entry_diagnostics(home.hass, home.entry)
    assert found["inbound"]["pushes"]["healthy"] is True


@pytest.mark.usefixtures("freezer")
@pytest.mark.parametrize("by", ["custom_string", "message_id"])
async def test_a_receipt_is_looked_for_at_once(
    home: Home, freezer: FrozenDateTimeFactory, by: str
) -> None:
    """What became of a message is known as soon as ClickSend says that it knows."""
    home.simulator.settings.delivery_seconds = 600
    await pass_minutes(home.hass, freezer, 1)
    await send(home.hass)
    await look(home.hass, freezer, times=2)
    (sent,) = home.simulator.books
    home.simulator.inject_receipt(sent.message_id, "201")
    await pass_time(home.hass, freezer, timedelta(seconds=11))
    assert full_state(home.hass, REPORT).attributes["event_type"] != "delivered"

    await home.push({"status_code": "201", by: getattr(sent, by)})
    await pass_time(home.hass, freezer, SOON)

    assert attribute(home.hass, REPORT, "event_type") == "delivered"
    assert attribute(home.hass, REPORT, "message_id") == sent.message_id


async def test_receipts_for_nothing_we_know_cause_no_request(home: Home) -> None:
    """Other programs on the account send as well, and anybody can make some up."""
    await send_sms(home.hass, phone_numbers=[DAD])
    home.simulator.requests.clear()

    for number in range(50):
        await home.client.post(
            home.path,
            data={
                "status_code": "201",
                "message_id": f"FORGED{number}",
                "custom_string": f"forged{number}",
            },
        )
    await home.settle()
    await poll_now(home.hass, SOON)

    assert asked(home.simulator) == []
    assert home.reads() == 0


@pytest.mark.usefixtures("freezer")
async def test_a_receipt_is_not_believed(
    home: Home, freezer: FrozenDateTimeFactory
) -> None:
    """A forged one has Home Assistant look, and say what ClickSend says."""
    await pass_minutes(home.hass, freezer, 1)
    home.simulator.settings.receipts_by_themselves = False
    await send(home.hass)
    (sent,) = home.simulator.books

    for _ in range(20):
        await home.client.post(
            home.path, data={"status_code": "301", "message_id": sent.message_id}
        )
        await pass_time(home.hass, freezer, timedelta(seconds=1))

    assert full_state(home.hass, REPORT).attributes.get("event_type") != "failed"
    # One look at the receipts and one at the history, each ten seconds at most.
    assert len(asked(home.simulator)) <= 8
