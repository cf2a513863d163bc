"""What became of an accepted message: it is asked for, and said once."""

from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.messaging.outbox.states import State
from simulator import Simulator
from simulator.clicksend.delivery import Failure
from tests.unit.clock import HOUR, MINUTE, pass_time
from tests.unit.conftest import DAD, MUM
from tests.unit.messaging.waiting import reported
from tests.unit.picture import DOOR, add_pictures
from tests.unit.sending import MUM_ENTITY
from tests.unit.states import OUTBOX, REPORT, attribute, value

from .delivering import ARRIVED, FOREVER, SENT, asked, look, send, the_record

TEST_NUMBER = "+61411111111"

pytestmark = pytest.mark.usefixtures("freezer", "receipts_kept")


def fail(simulator: Simulator, status_code: Any, reason: str) -> None:
    """Have the only text fail, now."""
    (text,) = simulator.books
    failed = text.fail(
        Failure(
            at=simulator.clock.now(),
            status_code=status_code,
            error_code="12",
            error_text=reason,
        )
    )
    assert failed


async def test_delivered(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """It is said which message, and then nothing more is asked."""
    reports = reported(hass)
    message = await send(hass, reference="door")
    assert reports == []

    await look(hass, freezer)

    assert reports == [ARRIVED]
    for name in ("message_id", "reference"):
        assert attribute(hass, REPORT, name) == message[name]
    assert attribute(hass, REPORT, "recipient") == "Dad"
    assert attribute(hass, REPORT, "channel") == "sms"
    assert attribute(hass, REPORT, "digits") is None
    record = the_record(entry)
    assert record.state is State.DELIVERED
    assert record.message_id == message["message_id"]
    assert str(record.cost) == message["price"]
    assert value(hass, OUTBOX) == "0"
    before = asked(simulator)
    assert before == ["/sms/receipts"]
    await pass_time(hass, freezer, HOUR)
    await pass_time(hass, freezer, HOUR)
    assert asked(simulator) == before
    assert reports == [ARRIVED]


async def test_failed(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """The reason is the network's; it was paid for all the same."""
    reports = reported(hass)
    await send(hass)
    cost = the_record(entry).cost
    fail(simulator, "301", "Absent subscriber")

    await look(hass, freezer, times=4)

    assert reports == [("failed", "Absent subscriber")]
    assert the_record(entry).cost == cost > 0


async def test_on_the_way_and_then_delivered(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """Both are said, once each, however often it is looked in between."""
    simulator.settings.delivery_seconds = 200
    reports = reported(hass)
    await send(hass)

    await look(hass, freezer, times=4)
    assert reports == [SENT]
    await look(hass, freezer, times=3, done=4)

    assert reports == [SENT, ARRIVED]


async def test_tried_again_and_then_failed(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """A temporary failure is no failure yet."""
    simulator.settings.delivery_seconds = 600
    reports = reported(hass)
    await send(hass)
    fail(simulator, "300", "Memory full")
    await look(hass, freezer, times=3)
    assert reports == [("sent", "Memory full")]

    fail(simulator, "301", "Anti-spam")
    await look(hass, freezer, times=2, done=3)

    assert reports == [("sent", "Memory full"), ("failed", "Anti-spam")]


@pytest.mark.parametrize("codes", ["int", "str"])
@pytest.mark.parametrize(
    "changes",
    [
        {"receipt_duplicates": True},
        {"receipt_sequence": "final_first"},
        {"receipt_sequence": "final_first", "receipt_duplicates": True},
        {"receipt_sequence": "final_only"},
    ],
)
async def test_receipts_twice_and_in_the_wrong_order(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    changes: dict[str, Any],
    codes: str,
) -> None:
    """It is said once that it was delivered, also when others are looked at later."""
    simulator.settings.patch({**changes, "receipt_codes": codes})
    reports = reported(hass)
    await send(hass)
    await look(hass, freezer)
    assert reports == [ARRIVED]
    (text,) = simulator.books
    simulator.inject_receipt(text.message_id, "200")
    simulator.inject_receipt(text.message_id, "301", error_text="Too late")

    await send(hass, entity_id=MUM_ENTITY)
    await look(hass, freezer)

    assert reports == [ARRIVED, ARRIVED]
    assert attribute(hass, REPORT, "recipient") == "Mum"


async def test_test_number_is_no_alarm(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    """ClickSend calls it completed, and no network ever reports it."""
    reports = reported(hass)
    await send(hass, phone_numbers=[TEST_NUMBER])

    await look(hass, freezer, times=10)

    assert reports == [("sent", "Completed")]


async def test_what_the_network_never_reports_is_no_alarm(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """It is asked for 72 hours, ever more rarely; then there is silence."""
    simulator.settings.delivery_seconds = FOREVER
    reports = reported(hass)
    await send(hass)

    await look(hass, freezer, times=7)
    assert len(asked(simulator)) == 2 * 7
    await look(hass, freezer, times=72, done=7)
    assert len(asked(simulator)) == 2 * (7 + 72)
    await pass_time(hass, freezer, HOUR)
    await pass_time(hass, freezer, 24 * HOUR)

    assert len(asked(simulator)) == 2 * (7 + 72)
    assert reports == []
    assert the_record(entry).state is State.ACCEPTED


@pytest.mark.parametrize("missing", ["receipts", "history"])
async def test_one_source_is_enough(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    missing: str,
) -> None:
    """History may be days behind, and an account may be denied receipts."""
    if missing == "history":
        simulator.settings.history_delay = FOREVER
        reason = ARRIVED[1]
    else:
        simulator.faults.arm("forbidden", path="/sms/receipts", times=None)
        reason = "Message delivered to the handset"
    reports = reported(hass)
    await send(hass)

    await look(hass, freezer)

    assert reports == [("delivered", reason)]


async def test_history_that_was_failed_by_clicksend(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """There is no receipt where it never came to a network."""
    simulator.settings.receipts_by_themselves = False
    reports = reported(hass)
    await send(hass)
    fail(simulator, "301", "Anti-spam")

    await look(hass, freezer)

    assert reports == [("failed", "Anti-spam")]


async def test_cancelled_in_the_dashboard(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """It did not arrive, and is not paid for."""
    reports = reported(hass)
    await send(hass, schedule={"minutes": 30})
    (text,) = simulator.books
    simulator.books.cancel(text, simulator.clock.now())

    await pass_time(hass, freezer, 30 * MINUTE)
    await look(hass, freezer)

    assert reports == [("failed", "Cancelled")]
    assert not the_record(entry).charged


async def test_reply_is_no_report(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """It is in the history with the id of what it answers."""
    simulator.settings.delivery_seconds = FOREVER
    simulator.faults.arm("not_found", path="/sms/receipts", times=None)
    reports = reported(hass)
    await send(hass)
    simulator.inject_inbound(DAD, "OK")

    await look(hass, freezer, times=2)

    assert reports == []


async def test_scheduled_message(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """It is first looked at when it was to arrive."""
    reports = reported(hass)
    await send(hass, schedule={"hours": 5})
    for _ in range(5):
        await pass_time(hass, freezer, HOUR)
    assert asked(simulator) == []

    await look(hass, freezer)

    assert reports == [ARRIVED]


@pytest.fixture
async def pictures(hass: HomeAssistant, tmp_path: Path) -> None:
    """Have local pictures."""
    await add_pictures(hass, tmp_path)


@pytest.mark.usefixtures("pictures")
@pytest.mark.parametrize("status", [404, 405])
async def test_mms_without_receipts(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    status: Any,
) -> None:
    """ClickSend may have none any more: that is asked once, the history tells."""
    simulator.settings.mms_receipts = status
    simulator.settings.delivery_seconds = 50
    reports = reported(hass)
    await send(hass, "send_mms", phone_numbers=[DAD], attachment=DOOR)

    await look(hass, freezer, times=3)

    assert reports[-1] == ("delivered", "Message delivered to the handset")
    paths = ["/mms/receipts", *["/mms/history"] * 3]
    assert asked(simulator, "/mms/*") == paths


@pytest.mark.usefixtures("pictures")
async def test_mms_with_receipts(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """Where there are some they are believed."""
    simulator.settings.mms_receipts = "exists"
    reports = reported(hass)
    await send(hass, "send_mms", phone_numbers=[MUM], attachment=DOOR)

    await look(hass, freezer)

    assert reports == [ARRIVED]


async def test_price_that_the_answer_did_not_have(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """The history has it, and how many parts it was."""
    simulator.settings.delivery_seconds = 40
    await send(hass)
    outbox = entry.runtime_data.messenger.outbox
    # As when the answer's row had neither.
    outbox.async_change(
        the_record(entry), parts=None, cost=type(the_record(entry).cost)(0)
    )

    await look(hass, freezer)

    (text,) = simulator.books
    assert the_record(entry).cost == text.price > 0
    assert the_record(entry).parts == 1
