"""What a restart means for messages on their way, and which repairs they raise."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.messaging import messenger
from custom_components.clicksend_messaging.notices import STUCK_SECONDS
from simulator import Simulator
from tests.unit.clock import MINUTE
from tests.unit.conftest import DAD, MUM
from tests.unit.messaging.waiting import (
    ANSWER_TIMEOUT,
    SECOND,
    advance,
    outbox_file,
    reported,
    settle,
    until,
    verdict,
)
from tests.unit.sending import (
    DAD_ENTITY,
    MUM_ENTITY,
    TEXT,
    accepted,
    requests,
    send_sms,
)
from tests.unit.states import EVENT, OUTBOX, attribute, value

SEND = "/sms/send"

pytestmark = pytest.mark.usefixtures("freezer")


@pytest.fixture
def expected_log() -> list[str]:
    """Allow what is said of an outage."""
    return ["Error fetching clicksend_messaging (account|inbound) data"]


@pytest.fixture(autouse=True)
def _short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have callers wait for less than any pause is long."""
    monkeypatch.setattr(messenger, "VERDICT_SECONDS", 0.1)


async def start_from(
    hass: HomeAssistant, entry: MockConfigEntry, content: bytes
) -> None:
    """Start anew with what was on the disk at some moment, as after a power cut."""
    await hass.config_entries.async_unload(entry.entry_id)
    outbox_file(hass, entry).write_bytes(content)
    await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)


def issue(
    hass: HomeAssistant, entry: MockConfigEntry, key: str
) -> ir.IssueEntry | None:
    """Return a repair."""
    return ir.async_get(hass).async_get_issue(DOMAIN, f"{key}_{entry.entry_id}")


@pytest.mark.parametrize(
    ("kind", "told"),
    [("lost_answer", ["sent", "delivered"]), ("hang", ["unknown"])],
)
async def test_power_cut_while_a_message_is_handed_over(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    kind: str,
    told: list[str],
) -> None:
    """It may have arrived: it is looked up, and not sent again."""
    fault = simulator.faults.arm(kind, path=SEND)
    sending = hass.async_create_task(send_sms(hass, entity_id=DAD_ENTITY))
    await until(hass, lambda: fault.hits)
    on_disk = outbox_file(hass, entry).read_bytes()
    await advance(hass, freezer, ANSWER_TIMEOUT)
    await sending
    reports = reported(hass)
    await start_from(hass, entry, on_disk)
    await advance(hass, freezer, SECOND)

    for _ in range(12):
        await advance(hass, freezer, MINUTE)

    assert [type_ for type_, _ in reports] == told
    assert len(requests(simulator)) == 1
    assert value(hass, OUTBOX) == "0"


@pytest.mark.parametrize("cut", [False, True])
async def test_what_waits_goes_on(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    *,
    cut: bool,
) -> None:
    """It is sent once, in order, whether Home Assistant ended or its power did."""
    await simulator.stop()
    await settle(hass)
    for text in ("1", "2"):
        await verdict(hass, freezer, entry, entity_id=DAD_ENTITY, message=text)
    on_disk = outbox_file(hass, entry).read_bytes()
    await simulator.start()

    if cut:
        await start_from(hass, entry, on_disk)
    else:
        await hass.config_entries.async_reload(entry.entry_id)
    await until(hass, lambda: len(simulator.books) == 2)

    await advance(hass, freezer, MINUTE)
    assert accepted(simulator) == {DAD: ["1", "2"]}


async def test_sent_messages_are_not_sent_again(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """However often it starts, and nothing is said twice."""
    sending = hass.async_create_task(send_sms(hass, entity_id=DAD_ENTITY))
    await until(hass, sending.done)
    reports = reported(hass)

    for _ in range(3):
        await hass.config_entries.async_reload(entry.entry_id)
        await advance(hass, freezer, MINUTE)

    assert accepted(simulator) == {DAD: [TEXT]}
    assert [type_ for type_, _ in reports] == ["delivered"]


async def test_reply_is_recognised_after_a_restart(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """By the name that the caller gave the message."""
    sending = hass.async_create_task(
        send_sms(hass, entity_id=DAD_ENTITY, reference="front door")
    )
    await until(hass, sending.done)
    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass)

    simulator.inject_inbound(DAD, "OK")
    await advance(hass, freezer, MINUTE)

    assert attribute(hass, EVENT, "in_reply_to") == "front door"


async def test_nothing_leaves_while_home_assistant_starts(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """Automations are there first, to hear what becomes of messages."""
    await simulator.stop()
    await settle(hass)
    await verdict(hass, freezer, entry, entity_id=DAD_ENTITY)
    await hass.config_entries.async_unload(entry.entry_id)
    await simulator.start()
    hass.set_state(CoreState.starting)

    await hass.config_entries.async_setup(entry.entry_id)
    await advance(hass, freezer, SECOND)
    assert requests(simulator) == []

    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await until(hass, lambda: accepted(simulator))


async def test_messages_that_wait_for_long_are_a_problem(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """Until they have left."""
    simulator.faults.arm("rate_limited", path=SEND, retry_after=400)
    await verdict(hass, freezer, entry, entity_id=DAD_ENTITY)
    await advance(hass, freezer, MINUTE)
    assert issue(hass, entry, "outbox_stuck") is None

    await advance(hass, freezer, timedelta(seconds=STUCK_SECONDS))
    stuck = issue(hass, entry, "outbox_stuck")
    assert stuck
    assert stuck.translation_placeholders == {"account": "ClickSend", "messages": "1"}

    await advance(hass, freezer, 4 * MINUTE)
    assert accepted(simulator) == {DAD: [TEXT]}
    await advance(hass, freezer, MINUTE)
    assert issue(hass, entry, "outbox_stuck") is None


async def test_messages_that_expire_are_a_problem_no_longer(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """Nothing waits then."""
    await simulator.stop()
    await settle(hass)
    await verdict(hass, freezer, entry, entity_id=DAD_ENTITY)
    for _ in range(5):
        await advance(hass, freezer, MINUTE)
    assert issue(hass, entry, "outbox_stuck")

    for _ in range(8):
        await advance(hass, freezer, MINUTE)

    assert issue(hass, entry, "outbox_stuck") is None


async def test_account_without_credit(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """It is a problem until a message is accepted."""

    async def send(entity_id: str) -> dict[str, Any]:
        sending = hass.async_create_task(send_sms(hass, entity_id=entity_id))
        await until(hass, sending.done)
        (message,) = (await sending)["messages"]
        found: dict[str, Any] = message
        return found

    simulator.account.balance = Decimal(0)
    assert (await send(DAD_ENTITY))["code"] == "INSUFFICIENT_CREDIT"
    assert issue(hass, entry, "no_credit")

    simulator.account.balance = Decimal(10)
    assert (await send(MUM_ENTITY))["status"] == "accepted"

    assert issue(hass, entry, "no_credit") is None
    assert accepted(simulator) == {MUM: [TEXT]}
