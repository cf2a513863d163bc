"""Delivery reports in spite of restarts, outages, limits and many messages."""

from collections.abc import AsyncGenerator
from datetime import timedelta
import itertools

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.messaging import delivery
from custom_components.clicksend_messaging.messaging.outbox.states import State
from simulator import Simulator
from tests.unit.clock import HOUR, MINUTE, jump, pass_time
from tests.unit.conftest import MUM, direct_data, recipient
from tests.unit.messaging.waiting import SECOND, outbox_file, reported, settle, until
from tests.unit.sending import send_sms, unlimited
from tests.unit.states import REPORT, attribute

from .delivering import ARRIVED, FOREVER, LOOKS, asked, look, send, the_record

FIRST = timedelta(seconds=LOOKS[0])

pytestmark = pytest.mark.usefixtures("freezer", "receipts_kept")


@pytest.fixture
def expected_log() -> list[str]:
    """Allow what is said of an outage."""
    return ["Error fetching clicksend_messaging (account|inbound) data"]


async def reload_with(
    hass: HomeAssistant, entry: MockConfigEntry, content: bytes | None = None
) -> None:
    """Start anew, if wanted with what was on the disk at some moment."""
    await hass.config_entries.async_unload(entry.entry_id)
    if content is not None:
        outbox_file(hass, entry).write_bytes(content)
    await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)


async def test_restart(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    receipts_kept: MockConfigEntry,
) -> None:
    """What was on its way is looked at soon, although its next look is far away."""
    simulator.settings.delivery_seconds = 5 * 3600
    await send(hass)
    await look(hass, freezer, times=3)
    await hass.config_entries.async_unload(receipts_kept.entry_id)
    freezer.tick(5 * HOUR)
    reports = reported(hass)
    await hass.config_entries.async_setup(receipts_kept.entry_id)
    await settle(hass)

    await pass_time(hass, freezer, FIRST)

    assert reports == [ARRIVED]


async def test_accepted_message_that_nobody_was_told_about(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    receipts_kept: MockConfigEntry,
) -> None:
    """The power was cut when it was on the disk, and not with the caller yet."""
    message = await send(hass, reference="door")
    await pass_time(hass, freezer, SECOND)
    on_disk = outbox_file(hass, receipts_kept).read_bytes()
    assert message["message_id"].encode() in on_disk
    reports = reported(hass)

    await reload_with(hass, receipts_kept, on_disk)
    await pass_time(hass, freezer, FIRST)

    assert reports == [ARRIVED]
    assert attribute(hass, REPORT, "reference") == "door"
    assert attribute(hass, REPORT, "message_id") == message["message_id"]


async def test_nothing_is_said_again_after_a_restart(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    receipts_kept: MockConfigEntry,
) -> None:
    """Nor asked: the last word is on the disk."""
    await send(hass)
    await look(hass, freezer)
    before = asked(simulator)
    reports = reported(hass)

    await reload_with(hass, receipts_kept)
    await look(hass, freezer, times=3)

    assert reports == []
    assert asked(simulator) == before


async def test_too_old_after_a_restart(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    receipts_kept: MockConfigEntry,
) -> None:
    """Nobody asks for what happened more than 72 hours ago."""
    simulator.settings.delivery_seconds = FOREVER
    await send(hass)
    await hass.config_entries.async_unload(receipts_kept.entry_id)
    freezer.tick(73 * HOUR)
    await hass.config_entries.async_setup(receipts_kept.entry_id)
    await settle(hass)

    await pass_time(hass, freezer, HOUR)

    assert asked(simulator) == []


async def test_outage(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
) -> None:
    """It is asked again as planned, without a word."""
    reports = reported(hass)
    await send(hass)
    await simulator.stop()
    await look(hass, freezer, times=4)
    assert reports == []
    await simulator.start()

    await look(hass, freezer, done=4)

    assert reports == [ARRIVED]


UNUSABLE = ["server_error", "malformed", "html_error", "hidden_error"]


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/sms/receipts", "unauthorized"),
        ("/sms/history", "unauthorized"),
        *(("/sms/history", fault) for fault in UNUSABLE),
    ],
)
async def test_look_that_fails(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    path: str,
    fault: str,
) -> None:
    """There is another; whether to sign in again is for others to find out."""
    simulator.settings.receipts_by_themselves = path == "/sms/receipts"
    armed = simulator.faults.arm(fault, path=path)
    reports = reported(hass)
    await send(hass)

    await look(hass, freezer)
    assert armed.hits == 1
    assert reports == []
    await look(hass, freezer, done=1)

    assert [type_ for type_, _ in reports] == ["delivered"]
    assert not hass.config_entries.flow.async_progress()


@pytest.mark.parametrize("fault", UNUSABLE)
async def test_receipts_that_can_never_be_read(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    fault: str,
) -> None:
    """The history says much the same."""
    armed = simulator.faults.arm(fault, path="/sms/receipts", times=None)
    reports = reported(hass)
    await send(hass)

    await look(hass, freezer)

    assert armed.hits == 1
    assert [type_ for type_, _ in reports] == ["delivered"]


async def test_rate_limit(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
) -> None:
    """Nothing is asked until it is over, also not for other messages."""
    armed = simulator.faults.arm("rate_limited", path="/sms/receipts", retry_after=600)
    reports = reported(hass)
    await send(hass)
    await look(hass, freezer)
    assert armed.hits == 1
    await send(hass)

    await look(hass, freezer, times=4, done=1)
    assert len(asked(simulator)) == 1
    await pass_time(hass, freezer, 6 * MINUTE)

    assert reports == [ARRIVED, ARRIVED]
    assert len(asked(simulator)) == 2


async def test_two_channels_do_not_hold_each_other_up(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
) -> None:
    """What fails for texts is no failure for calls."""
    simulator.faults.arm("server_error", path="/sms/*", times=None, method="GET")
    reports = reported(hass)
    await send(hass)
    await send(hass, "send_voice", phone_numbers=[MUM])

    await look(hass, freezer)

    assert reports == [ARRIVED]
    assert attribute(hass, REPORT, "channel") == "voice"


async def send_many(hass: HomeAssistant, entry: MockConfigEntry, count: int) -> None:
    """Send to as many numbers in one go."""
    unlimited(hass, entry)
    await settle(hass)
    numbers = [f"+1202555{number:04}" for number in range(count)]
    sending = hass.async_create_task(send_sms(hass, phone_numbers=numbers))
    await until(hass, sending.done)
    assert (await sending)["accepted"] == count


@pytest.mark.parametrize(("receipts", "most"), [(True, 21), (False, 11)])
async def test_thousand_messages(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    receipts_kept: MockConfigEntry,
    *,
    receipts: bool,
    most: int,
) -> None:
    """Two receipts each are 20 pages, the history is 10: that is one look at all."""
    simulator.settings.receipts_by_themselves = receipts
    await send_many(hass, receipts_kept, 1000)
    outbox = receipts_kept.runtime_data.messenger.outbox

    jump(hass, freezer, FIRST)
    await until(hass, lambda: {record.state for record in outbox} == {State.DELIVERED})

    assert len(asked(simulator)) <= most
    await pass_time(hass, freezer, HOUR)
    assert len(asked(simulator)) <= most


async def test_thousand_messages_that_nobody_reports(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    receipts_kept: MockConfigEntry,
) -> None:
    """Each look is an empty list and ten pages of history, once for all of them."""
    simulator.settings.delivery_seconds = FOREVER
    await send_many(hass, receipts_kept, 1000)

    for number in range(1, 4):
        before, moment = (0.0, *LOOKS)[number - 1 : number + 1]
        jump(hass, freezer, timedelta(seconds=moment - before))
        await until(hass, lambda: len(asked(simulator)) >= 11 * number)  # noqa: B023
        await settle(hass)
        assert len(asked(simulator)) == 11 * number


async def test_burst_of_messages_is_looked_at_together(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    receipts_kept: MockConfigEntry,
) -> None:
    """One a second for two minutes: no two looks within ten seconds."""
    simulator.settings.delivery_seconds = FOREVER
    unlimited(hass, receipts_kept)
    await settle(hass)
    for _ in range(120):
        await send(hass)
        jump(hass, freezer, SECOND)
        await hass.async_block_till_done(wait_background_tasks=True)
    for _ in range(60):
        jump(hass, freezer, 10 * SECOND)
        await hass.async_block_till_done(wait_background_tasks=True)

    moments = [
        request.time for request in simulator.requests.find("GET", "/sms/receipts")
    ]
    gaps = [after - before for before, after in itertools.pairwise(moments)]
    assert min(gaps) >= delivery.PAUSE_SECONDS
    assert len(moments) < 60


async def test_unload(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    receipts_kept: MockConfigEntry,
) -> None:
    """Nothing is asked any more."""
    await send(hass)

    await hass.config_entries.async_unload(receipts_kept.entry_id)
    await look(hass, freezer, times=3)

    assert asked(simulator) == []


async def test_unload_while_it_is_looked(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    receipts_kept: MockConfigEntry,
) -> None:
    """What nobody would hear of is left for the next start."""
    reports = reported(hass)
    await send(hass)
    hang = simulator.faults.arm("hang", path="/sms/receipts")
    jump(hass, freezer, FIRST)
    await until(hass, lambda: hang.hits)

    await reload_with(hass, receipts_kept)
    assert reports == []
    assert the_record(receipts_kept).state is State.ACCEPTED
    await pass_time(hass, freezer, FIRST)

    assert reports == [ARRIVED]


@pytest.fixture
async def other_simulator(socket_enabled: None) -> AsyncGenerator[Simulator]:  # noqa: ARG001 (sockets are forbidden until it is asked for)
    """Return the ClickSend of another account."""
    async with Simulator(seed=2) as running:
        yield running


async def test_two_accounts(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    other_simulator: Simulator,
) -> None:
    """Each asks for its own messages, and tells of them alone."""
    other = MockConfigEntry(
        domain=DOMAIN,
        title="Work",
        unique_id="other",
        data=direct_data(other_simulator),
        subentries_data=[recipient("Boss", "+12025550109")],
    )
    other.add_to_hass(hass)
    assert await hass.config_entries.async_setup(other.entry_id)
    await pass_time(hass, freezer, FIRST)
    reports = reported(hass)

    await send(hass, entity_id="notify.boss_sms", config_entry_id=other.entry_id)
    await look(hass, freezer)

    assert reports == []
    assert asked(simulator) == []
    assert attribute(hass, "event.work_delivery_report", "event_type") == "delivered"
