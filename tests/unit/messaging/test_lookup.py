"""The answer was lost: what became of the message is looked up, and said."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.messaging import lookup, messenger
from custom_components.clicksend_messaging.messaging.clicksend_carrier import (
    ClickSendCarrier,
)
from simulator import Simulator
from tests.unit.clock import HOUR, MINUTE
from tests.unit.conftest import DAD, MUM, recipient
from tests.unit.messaging.stored import HEADER, lines_of, message, store
from tests.unit.messaging.waiting import (
    ANSWER_TIMEOUT,
    SECOND,
    advance,
    reported,
    settle,
    until,
)
from tests.unit.sending import (
    DAD_ENTITY,
    MUM_ENTITY,
    TEXT,
    accepted,
    requests,
    send_sms,
)
from tests.unit.states import REPORT, attribute

SEND, HISTORY = "/sms/send", "/sms/history"
# Processed, and the caller does not hear of it.
LOST = ["reset_after", "lost_answer", "processed_server_error", "malformed"]
# Not processed, and the caller cannot know.
VAIN = ["reset_before", "hang", "server_error", "html_error", "hidden_error"]
ALL_LOOKS = timedelta(seconds=sum(ClickSendCarrier.delays))

pytestmark = pytest.mark.usefixtures("freezer")

type SetUp = Callable[..., Any]


@pytest.fixture
def expected_log() -> list[str]:
    """Allow what is said of an outage."""
    return ["Error fetching clicksend_messaging (account|inbound) data"]


@pytest.fixture(autouse=True)
def _short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have callers wait for less than it takes to look."""
    monkeypatch.setattr(messenger, "VERDICT_SECONDS", 0.1)


@pytest.fixture(autouse=True)
def _no_network(simulator: Simulator) -> None:
    """Have nothing arrive: reports on what is found are another matter."""
    simulator.settings.delivery_seconds = 1e9


@pytest.fixture
def set_up(hass: HomeAssistant, make_entry: Callable[..., MockConfigEntry]) -> SetUp:
    """Return a function that sets an account up with options."""

    async def set_up(**options: Any) -> MockConfigEntry:
        added = make_entry(recipient("Dad", DAD), recipient("Mum", MUM))
        hass.config_entries.async_update_entry(added, options=options)
        assert await hass.config_entries.async_setup(added.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        return added

    return set_up


async def lose(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    kind: str = "reset_after",
    **data: Any,
) -> dict[str, Any]:
    """Send, and have the answer lost; return what the caller is told."""
    fault = simulator.faults.arm(kind, path=SEND)
    sending = hass.async_create_task(send_sms(hass, **{"entity_id": DAD_ENTITY} | data))
    await until(hass, lambda: fault.hits)
    await settle(hass)
    await advance(hass, freezer, SECOND)
    (message,) = (await sending)["messages"]
    if kind in ("hang", "lost_answer"):
        await advance(hass, freezer, ANSWER_TIMEOUT)
    found: dict[str, Any] = message
    return found


async def look(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, times: int = 1
) -> None:
    """Let it be time for as many looks."""
    for delay in ClickSendCarrier.delays[:times]:
        await advance(hass, freezer, timedelta(seconds=delay))


def issue(hass: HomeAssistant, entry: MockConfigEntry) -> ir.IssueEntry | None:
    """Return the repair about a lost message."""
    return ir.async_get(hass).async_get_issue(DOMAIN, f"message_lost_{entry.entry_id}")


def looks(simulator: Simulator) -> int:
    """Return how many requests there were for the history."""
    return len(list(simulator.requests.find("GET", HISTORY)))


@pytest.mark.parametrize("kind", LOST)
async def test_message_that_was_sent_is_found(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    set_up: SetUp,
    kind: str,
) -> None:
    """With its id and its price; it is not sent again."""
    entry = await set_up(critical={"resend_unknown": True})
    reports = reported(hass)

    message = await lose(hass, freezer, simulator, kind, priority="critical")
    assert (message["status"], message["code"]) == ("unknown", "ANSWER_LOST")
    assert reports == []
    await look(hass, freezer)

    (text,) = simulator.books
    (report,) = reports
    assert report[0] == "sent"
    assert attribute(hass, REPORT, "message_id") == text.message_id
    assert attribute(hass, REPORT, "reference") == message["reference"]
    (record,) = entry.runtime_data.messenger.outbox
    assert record.cost == text.price
    await advance(hass, freezer, HOUR)
    assert len(requests(simulator)) == 1
    assert issue(hass, entry) is None


async def test_history_lags_behind(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    set_up: SetUp,
) -> None:
    """An empty answer proves nothing: it is looked for again."""
    await set_up()
    simulator.settings.history_delay = 100
    reports = reported(hass)
    await lose(hass, freezer, simulator)

    await look(hass, freezer, times=3)
    assert looks(simulator) == 3
    assert reports == []
    await look(hass, freezer, times=5)

    assert [kind for kind, _ in reports] == ["sent"]
    assert looks(simulator) < len(ClickSendCarrier.delays)


async def test_reply_is_not_taken_for_the_message(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    set_up: SetUp,
) -> None:
    """It is in the history with the id of what it answers."""
    await set_up()
    await lose(hass, freezer, simulator)
    reply = simulator.inject_inbound(DAD, "OK")
    await look(hass, freezer)

    (text,) = simulator.books
    assert attribute(hass, REPORT, "message_id") == text.message_id
    assert text.message_id != reply.message_id


async def test_reply_alone_proves_that_nothing_else_is_there(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    set_up: SetUp,
) -> None:
    """The message itself is not in the history yet, and so is not found."""
    await set_up()
    await lose(hass, freezer, simulator)
    simulator.inject_inbound(DAD, "OK")
    reports = reported(hass)
    text = simulator.books.latest_to(DAD)
    assert text is not None
    simulator.books._texts.clear()  # noqa: SLF001 (ClickSend lost it from its history)

    await look(hass, freezer, times=len(ClickSendCarrier.delays))

    assert reports == [("unknown", "ANSWER_LOST")]


@pytest.mark.parametrize("kind", VAIN)
async def test_message_that_is_not_found_stays_unknown(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    set_up: SetUp,
    kind: str,
) -> None:
    """That is said, and explained; without the option it is not sent again."""
    entry = await set_up()
    reports = reported(hass)

    message = await lose(hass, freezer, simulator, kind, priority="critical")
    assert message["status"] == "unknown"
    await look(hass, freezer, times=len(ClickSendCarrier.delays) - 1)
    assert reports == []
    assert issue(hass, entry) is None
    await advance(hass, freezer, timedelta(seconds=ClickSendCarrier.delays[-1]))

    assert reports == [("unknown", "ANSWER_LOST")]
    assert attribute(hass, REPORT, "reference") == message["reference"]
    assert issue(hass, entry)
    assert looks(simulator) == len(ClickSendCarrier.delays)
    await advance(hass, freezer, HOUR)
    assert len(requests(simulator)) == 1
    assert looks(simulator) == len(ClickSendCarrier.delays)


async def test_critical_message_is_sent_again_once(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    set_up: SetUp,
) -> None:
    """With an id of its own, and saying so; if that is lost as well, never again."""
    await set_up(critical={"resend_unknown": True})
    reports = reported(hass)
    await lose(hass, freezer, simulator, "reset_before", priority="critical")
    again = simulator.faults.arm("reset_before", path=SEND)
    await look(hass, freezer, times=len(ClickSendCarrier.delays))
    await until(hass, lambda: again.hits)

    assert reports == [("unknown", "SENT_AGAIN")]
    (first,), (second,) = requests(simulator)
    assert first["custom_string"] != second["custom_string"]
    assert {**first, "custom_string": ""} == {**second, "custom_string": ""}
    await settle(hass)
    await look(hass, freezer, times=len(ClickSendCarrier.delays))

    assert reports == [("unknown", "SENT_AGAIN"), ("unknown", "ANSWER_LOST")]
    await advance(hass, freezer, HOUR)
    assert len(requests(simulator)) == 2


async def test_what_is_sent_again_arrives(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    set_up: SetUp,
) -> None:
    """It is reported under the same reference."""
    await set_up(critical={"resend_unknown": True})
    reports = reported(hass)
    message = await lose(hass, freezer, simulator, "server_error", priority="critical")

    await look(hass, freezer, times=len(ClickSendCarrier.delays))
    await until(hass, lambda: len(reports) == 2)

    assert reports == [("unknown", "SENT_AGAIN"), ("sent", "SUCCESS")]
    assert attribute(hass, REPORT, "reference") == message["reference"]
    assert accepted(simulator) == {DAD: [TEXT]}


async def test_what_is_sent_again_is_no_job_of_the_first(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    make_entry: Callable[..., MockConfigEntry],
) -> None:
    """What became of the first says nothing about the second."""
    entry = make_entry(recipient("Dad", DAD))
    options = {"critical": {"resend_unknown": True}}
    hass.config_entries.async_update_entry(entry, options=options)
    job = {"state": "unknown", "code": "IN_PROGRESS", "job_id": "job-1"}
    file = store(hass, entry, [HEADER, message("first", priority="critical", **job)])
    assert await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)

    await look(hass, freezer, times=len(ClickSendCarrier.delays))
    await advance(hass, freezer, SECOND)

    [again] = [line for line in lines_of(file) if line.get("resend_of") == "first"]
    assert "job_id" not in again


async def test_normal_message_is_never_sent_again(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    set_up: SetUp,
) -> None:
    """The option is about critical ones."""
    await set_up(critical={"resend_unknown": True})
    reports = reported(hass)
    await lose(hass, freezer, simulator, "reset_before")

    await look(hass, freezer, times=len(ClickSendCarrier.delays))
    await advance(hass, freezer, HOUR)

    assert reports == [("unknown", "ANSWER_LOST")]
    assert len(requests(simulator)) == 1


async def test_message_is_not_sent_again_after_one_that_said_the_same(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    set_up: SetUp,
) -> None:
    """Nobody gets two messages with the same key within its window."""
    await set_up(critical={"resend_unknown": True})
    same = {"dedup_key": "door", "dedup_window": {"minutes": 1}}
    await lose(hass, freezer, simulator, "reset_before", priority="critical", **same)
    reports = reported(hass)
    await look(hass, freezer, times=4)
    await send_sms(hass, entity_id=DAD_ENTITY, message="Later", **same)

    await advance(hass, freezer, ALL_LOOKS)
    await advance(hass, freezer, ALL_LOOKS)

    assert reports == [("unknown", "ANSWER_LOST")]
    assert accepted(simulator) == {DAD: ["Later"]}


@pytest.mark.parametrize("kind", ["server_error", "rate_limited", "malformed"])
async def test_look_that_fails_is_no_look(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    set_up: SetUp,
    kind: str,
) -> None:
    """It is looked for again later, and found."""
    await set_up()
    reports = reported(hass)
    in_vain = len(ClickSendCarrier.delays) + 1
    simulator.faults.arm(kind, path=HISTORY, times=in_vain)
    await lose(hass, freezer, simulator)
    await look(hass, freezer)
    for _ in range(in_vain - 1):
        await advance(hass, freezer, MINUTE)
    assert looks(simulator) == in_vain
    assert reports == []

    await advance(hass, freezer, MINUTE)

    assert [kind for kind, _ in reports] == ["sent"]


async def test_looking_ends(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    set_up: SetUp,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also when the history can never be read."""
    monkeypatch.setattr(lookup, "GIVE_UP_SECONDS", 600)
    entry = await set_up()
    reports = reported(hass)
    simulator.faults.arm("server_error", path=HISTORY, times=None)
    await lose(hass, freezer, simulator)
    await look(hass, freezer)
    for _ in range(11):
        await advance(hass, freezer, MINUTE)
    asked = looks(simulator)

    assert reports == [("unknown", "ANSWER_LOST")]
    assert issue(hass, entry)
    await advance(hass, freezer, HOUR)
    assert looks(simulator) == asked


async def test_lost_alarm_from_yesterday_is_not_sent_again_today(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    set_up: SetUp,
) -> None:
    """The home was off for a day: nobody looked, and now it is too late."""
    entry = await set_up(critical={"resend_unknown": True})
    await lose(hass, freezer, simulator, "reset_before", priority="critical")
    await hass.config_entries.async_unload(entry.entry_id)
    freezer.tick(24 * HOUR)
    reports = reported(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)

    await look(hass, freezer, times=len(ClickSendCarrier.delays))
    await advance(hass, freezer, MINUTE)

    assert reports == [("unknown", "ANSWER_LOST")]
    assert len(requests(simulator)) == 1


async def test_what_was_lost_yesterday_is_still_looked_for(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    set_up: SetUp,
) -> None:
    """The home was off for a day, and the first look fails."""
    entry = await set_up()
    await lose(hass, freezer, simulator)
    await hass.config_entries.async_unload(entry.entry_id)
    freezer.tick(25 * HOUR)
    simulator.faults.arm("server_error", path=HISTORY)
    reports = reported(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)

    await look(hass, freezer)
    await advance(hass, freezer, MINUTE)

    assert [kind for kind, _ in reports] == ["sent"]


async def test_each_message_of_a_request_is_looked_for(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    set_up: SetUp,
) -> None:
    """In one look; those that are not there stay unknown by themselves."""
    await set_up()
    simulator.faults.arm("reset_after", path=SEND)
    reports = reported(hass)
    sending = hass.async_create_task(send_sms(hass, entity_id=[DAD_ENTITY, MUM_ENTITY]))
    await until(hass, lambda: len(simulator.books) == 2)
    await settle(hass)
    await advance(hass, freezer, SECOND)
    answer = await sending
    assert [row["status"] for row in answer["messages"]] == ["unknown", "unknown"]
    simulator.books._texts.pop()  # noqa: SLF001 (Mum's got lost at ClickSend)

    await look(hass, freezer)
    assert looks(simulator) == 1
    await look(hass, freezer, times=len(ClickSendCarrier.delays))
    await advance(hass, freezer, MINUTE)

    assert [kind for kind, _ in reports] == ["sent", "unknown"]


async def test_second_loss_does_not_wait_for_the_next_look_at_the_first(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    set_up: SetUp,
) -> None:
    """The looks at the first are minutes apart by then."""
    await set_up()
    await lose(hass, freezer, simulator, "reset_before")
    await look(hass, freezer, times=5)
    before = looks(simulator)

    await lose(hass, freezer, simulator)
    await look(hass, freezer)

    assert looks(simulator) == before + 1


async def test_repair_goes_with_the_account(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    set_up: SetUp,
) -> None:
    """Nobody could do anything about it any more."""
    entry = await set_up()
    await lose(hass, freezer, simulator, "reset_before")
    await look(hass, freezer, times=len(ClickSendCarrier.delays))
    assert issue(hass, entry) is not None

    await hass.config_entries.async_remove(entry.entry_id)

    assert issue(hass, entry) is None
