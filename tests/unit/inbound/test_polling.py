"""Texts are found by asking once a minute, and by nothing more."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.clock import MINUTE, jump, pass_minutes, pass_time
from tests.unit.conftest import DAD, recipient
from tests.unit.states import EVENT, LAST, attribute, value

from .conftest import Heard, messages, start

INBOX = "/sms/inbound"
RULES = "/automations/sms/inbound"

pytestmark = pytest.mark.usefixtures("thread_checks")


@pytest.mark.usefixtures("freezer", "entry")
async def test_an_idle_account_is_asked_once_a_minute(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
) -> None:
    """In an hour: 60 looks for texts, one at the rule, four at the balance."""
    # By then the start is over, with its look at the rules for receipts.
    await pass_minutes(hass, freezer, 1)
    simulator.requests.clear()

    await pass_minutes(hass, freezer, 60)

    assert len(simulator.requests.find("GET", INBOX)) == 60
    assert len(simulator.requests.find("GET", RULES)) == 1
    assert len(simulator.requests.find("GET", "/account")) == 4
    assert len(simulator.requests) == 65


async def test_texts_that_wait_are_found_at_once(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    heard: Heard,
) -> None:
    """After a start nobody has to wait a minute."""
    entry = make_entry(recipient("Dad", DAD))
    await start(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    simulator.inject_inbound(DAD, "While you were away")

    await start(hass, entry)

    assert messages(heard) == ["While you were away"]


@pytest.mark.usefixtures("freezer", "entry")
async def test_more_texts_than_fit_on_a_page(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """All pages are read, and the oldest text comes first."""
    texts = [f"Text {number}" for number in range(230)]
    for number, text in enumerate(texts):
        simulator.inject_inbound(DAD, text, timestamp=1_800_000_000 + number)

    await pass_time(hass, freezer)

    assert messages(heard) == texts
    pages = [request.query["page"] for request in simulator.requests.find("GET", INBOX)]
    assert pages[-3:] == ["1", "2", "3"]

    # Marking them takes a few polls, in which none of them is heard again.
    await pass_minutes(hass, freezer, 5)

    assert all(text.read for text in simulator.inbox)
    assert len(heard) == len(texts)


@pytest.mark.usefixtures("freezer", "entry")
async def test_a_text_that_arrives_while_pages_are_read(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """It comes with this poll or with the next, and once."""
    texts = [f"Text {number}" for number in range(100)]
    for text in texts:
        simulator.inject_inbound(DAD, text)
    simulator.inject_inbound(DAD, "On page two")
    asked = len(simulator.requests.find("GET", INBOX))
    simulator.faults.arm("delay", path=INBOX, times=2, seconds=1)

    jump(hass, freezer)
    await simulator.requests.wait_for(asked + 1, "GET", INBOX)
    await _let_go(hass, freezer)
    await simulator.requests.wait_for(asked + 2, "GET", INBOX)
    simulator.inject_inbound(DAD, "Meanwhile")
    # Somebody else reads a text, so that what follows moves up.
    simulator.inbox.mark(next(iter(simulator.inbox)).message_id)
    await _let_go(hass, freezer)
    await hass.async_block_till_done(wait_background_tasks=True)
    await pass_minutes(hass, freezer, 3)

    assert sorted(messages(heard)) == sorted([*texts, "On page two", "Meanwhile"])


async def _let_go(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Let the request that is held back be answered."""
    await asyncio.sleep(0)
    jump(hass, freezer, timedelta(seconds=1))


@pytest.mark.usefixtures("freezer", "entry")
@pytest.mark.parametrize(
    ("fault", "times"),
    [
        # A reset on a connection that was open already makes aiohttp try a GET again.
        ("reset_before", 2),
        ("reset_after", 2),
        ("forbidden", 1),
        ("not_found", 1),
        ("server_error", 1),
        ("html_error", 1),
        ("hidden_error", 1),
        ("malformed", 1),
        ("empty_answer", 1),
    ],
)
async def test_a_failed_poll_is_made_up_for(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    heard: Heard,
    expected_log: list[str],
    fault: str,
    times: int,
) -> None:
    """Whatever goes wrong, the next poll brings what this one did not."""
    expected_log.append("Error fetching clicksend_messaging inbound data")
    simulator.inject_inbound(DAD, "Hello")
    simulator.faults.arm(fault, method="GET", path=INBOX, times=times)

    await pass_time(hass, freezer)

    assert value(hass, LAST) == STATE_UNAVAILABLE
    assert heard == []

    await pass_time(hass, freezer)

    assert attribute(hass, LAST, "message") == "Hello"
    assert messages(heard) == ["Hello"]


@pytest.mark.usefixtures("freezer", "entry")
async def test_a_page_that_is_missing_holds_everything_back(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    heard: Heard,
    expected_log: list[str],
) -> None:
    """Half of the texts could be the wrong half, so all wait for the next poll."""
    expected_log.append("Error fetching clicksend_messaging inbound data")
    for number in range(120):
        simulator.inject_inbound(DAD, f"Text {number}")
    asked = len(simulator.requests.find("GET", INBOX))
    simulator.faults.arm("delay", path=INBOX, seconds=1)
    simulator.faults.arm("server_error", path=INBOX)

    jump(hass, freezer)
    await simulator.requests.wait_for(asked + 1, "GET", INBOX)
    await _let_go(hass, freezer)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert heard == []

    await pass_time(hass, freezer)

    assert len(heard) == 120


@pytest.mark.usefixtures("freezer", "entry")
async def test_rate_limit_is_respected(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    expected_log: list[str],
) -> None:
    """Asked to stay away for five minutes, it does, and then goes on."""
    expected_log.append("Error fetching clicksend_messaging inbound data")
    simulator.faults.arm("rate_limited", path=INBOX, retry_after=300)
    await pass_time(hass, freezer)
    simulator.requests.clear()

    await pass_minutes(hass, freezer, 4)

    assert simulator.requests.find("GET", INBOX) == []
    assert value(hass, LAST) == STATE_UNAVAILABLE

    await pass_minutes(hass, freezer, 2)

    assert len(simulator.requests.find("GET", INBOX)) == 2
    assert value(hass, LAST) != STATE_UNAVAILABLE


async def test_polling_goes_on_without_entities_that_show_it(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    heard: Heard,
    entity_registry: er.EntityRegistry,
) -> None:
    """Disabling the sensors does not silence the events."""
    entry = make_entry(recipient("Dad", DAD))
    for platform, key in (
        ("sensor", "last_inbound_message"),
        ("sensor", "balance"),
        ("sensor", "outbox"),
        ("sensor", "spent_today"),
        ("binary_sensor", "low_balance"),
    ):
        entity_registry.async_get_or_create(
            platform,
            "clicksend_messaging",
            f"{entry.entry_id}_{key}",
            config_entry=entry,
            disabled_by=er.RegistryEntryDisabler.USER,
        )
    await start(hass, entry)
    assert hass.states.async_entity_ids("sensor") == []
    simulator.inject_inbound(DAD, "Can you hear me?")

    await pass_time(hass, freezer)

    assert messages(heard) == ["Can you hear me?"]


async def test_texts_are_read_although_nobody_listens(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    entity_registry: er.EntityRegistry,
) -> None:
    """Without the event entity the sensor still shows the last text."""
    entry = make_entry(recipient("Dad", DAD))
    entity_registry.async_get_or_create(
        "event",
        "clicksend_messaging",
        f"{entry.entry_id}_inbound_message",
        config_entry=entry,
        disabled_by=er.RegistryEntryDisabler.USER,
    )
    await start(hass, entry)
    simulator.inject_inbound(DAD, "Hello")

    await pass_time(hass, freezer, MINUTE)

    assert hass.states.get(EVENT) is None
    assert attribute(hass, LAST, "message") == "Hello"
