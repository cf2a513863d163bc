"""The outbox: messages on their way, one request at a time, whatever happens here."""

import asyncio
from collections.abc import Coroutine
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging import sensor
from simulator import Simulator
from tests.unit.conftest import DAD, MUM, recipient
from tests.unit.dialogs import until
from tests.unit.sending import (
    DAD_ENTITY,
    MUM_ENTITY,
    TEXT,
    accepted,
    notify,
    refusal,
    requests,
    send_sms,
    unlimited,
)

OUTBOX = "sensor.clicksend_outbox"

pytestmark = pytest.mark.usefixtures("entry")


def state(hass: HomeAssistant, entity_id: str) -> str:
    """Return the state of an entity."""
    found = hass.states.get(entity_id)
    assert found is not None
    return found.state


async def in_flight[Result](
    hass: HomeAssistant,
    simulator: Simulator,
    send: Coroutine[Any, Any, Result],
    *,
    seconds: float = 0.3,
) -> asyncio.Task[Result]:
    """Begin to send while ClickSend takes its time; return once it has the request."""
    fault = simulator.faults.arm("delay", path="/sms/send", seconds=seconds)
    task = hass.async_create_task(send)
    async with asyncio.timeout(5):
        while not fault.hits:  # noqa: ASYNC110 # the simulator has no events
            await asyncio.sleep(0.005)
    return task


@pytest.fixture
def quick_sensor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the sensor show changes sooner than after a second."""
    monkeypatch.setattr(sensor, "UPDATE_SECONDS", 0.01)


async def shows(hass: HomeAssistant, count: str) -> None:
    """Check that this is what the sensor shows once it has caught up."""
    await asyncio.sleep(0.05)
    await until(lambda: state(hass, OUTBOX) == count)


def bodies(simulator: Simulator) -> list[list[str]]:
    """Return the texts of every request."""
    return [[message["body"] for message in sent] for sent in requests(simulator)]


async def test_messages_that_arrive_meanwhile_leave_together(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The first leaves at once; the others wait for it, and for nothing else."""
    first = await in_flight(hass, simulator, notify(hass, DAD_ENTITY, message="1"))
    others = [
        hass.async_create_task(notify(hass, entity_id, message=text))
        for entity_id, text in (
            (MUM_ENTITY, "2"),
            (DAD_ENTITY, "3"),
            ([MUM_ENTITY, DAD_ENTITY], "4"),
        )
    ]
    await asyncio.sleep(0.05)
    assert bodies(simulator) == [["1"]]

    await asyncio.gather(first, *others)

    assert bodies(simulator) == [["1"], ["2", "3", "4", "4"]]
    assert accepted(simulator) == {DAD: ["1", "3", "4"], MUM: ["2", "4"]}


async def test_calls_at_the_same_moment_are_one_request(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Nobody waits for company, and all share a request."""
    await asyncio.gather(
        *(notify(hass, DAD_ENTITY, message=str(number)) for number in range(20))
    )

    assert [len(texts) for texts in bodies(simulator)] == [20]
    assert sorted(accepted(simulator)[DAD], key=int) == [str(n) for n in range(20)]


async def test_what_waits_may_be_more_than_a_request_takes(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Nothing is left behind, and every caller gets its own outcomes."""
    unlimited(hass, entry)
    await hass.async_block_till_done()
    numbers = [f"+1202555{line:04}" for line in range(1001)]

    first = await in_flight(hass, simulator, send_sms(hass, entity_id=DAD_ENTITY))
    answer = await send_sms(hass, phone_numbers=numbers)

    assert [len(texts) for texts in bodies(simulator)] == [1, 1000, 1]
    assert (await first)["accepted"] == 1
    assert [message["recipient"] for message in answer["messages"]] == numbers
    assert answer["accepted"] == 1001


async def test_each_caller_hears_of_its_own_messages_only(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """One request, one of its messages refused: one caller has a problem."""
    first = await in_flight(hass, simulator, notify(hass, DAD_ENTITY))
    good = hass.async_create_task(notify(hass, MUM_ENTITY))
    error = await refusal(hass, phone_numbers="+573001234567")

    await first
    await good
    assert len(requests(simulator)) == 2
    assert error.translation_key == "country_not_enabled"
    assert "0 of 1 messages" in str(error)


@pytest.mark.usefixtures("short_waits")
async def test_fault_hits_one_request_only(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """What waited is not lost with the request before it."""
    simulator.faults.arm("processed_server_error", path="/sms/send")
    task = hass.async_create_task(send_sms(hass, entity_id=DAD_ENTITY))
    await simulator.requests.wait_for(1, "POST", "/sms/send")
    await notify(hass, MUM_ENTITY)

    (message,) = (await task)["messages"]
    assert message["status"] == "unknown"
    assert len(requests(simulator)) == 2
    assert {number: len(texts) for number, texts in accepted(simulator).items()} == {
        DAD: 1,
        MUM: 1,
    }


@pytest.mark.usefixtures("quick_sensor")
async def test_caller_that_gives_up_does_not_take_its_messages_back(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Whether they are on the way or waiting, they arrive once."""
    first = await in_flight(hass, simulator, notify(hass, DAD_ENTITY, message="1"))
    second = hass.async_create_task(notify(hass, MUM_ENTITY, message="2"))
    await asyncio.sleep(0.02)
    first.cancel()
    second.cancel()

    await notify(hass, DAD_ENTITY, message="3")

    assert first.cancelled()
    assert second.cancelled()
    assert accepted(simulator) == {DAD: ["1", "3"], MUM: ["2"]}
    await shows(hass, "0")


@pytest.mark.usefixtures("quick_sensor")
async def test_sensor_counts_what_is_on_its_way(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It goes up with every message, and down with every answer, within a second."""
    assert state(hass, OUTBOX) == "0"

    first = await in_flight(hass, simulator, notify(hass, DAD_ENTITY), seconds=1)
    await shows(hass, "1")
    others = hass.async_create_task(notify(hass, [DAD_ENTITY, MUM_ENTITY]))
    await shows(hass, "3")

    await asyncio.gather(first, others)
    await shows(hass, "0")


@pytest.mark.parametrize(
    ("fault", "on_the_way"), [("reset_after", "1"), ("forbidden", "0")]
)
@pytest.mark.usefixtures("short_waits", "quick_sensor")
async def test_sensor_goes_down_when_a_send_fails(
    hass: HomeAssistant, simulator: Simulator, fault: str, on_the_way: str
) -> None:
    """Unless nobody knows yet whether it failed."""
    simulator.faults.arm(fault, path="/sms/send")

    await refusal(hass, entity_id=DAD_ENTITY)

    await shows(hass, on_the_way)


@pytest.mark.parametrize("then", ["unload", "reload", "add_recipient"])
async def test_outcome_survives_the_end_of_the_account(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, then: str
) -> None:
    """What is on its way arrives first; what waits leaves when the account is back."""
    first = await in_flight(
        hass, simulator, send_sms(hass, entity_id=DAD_ENTITY, message="1")
    )
    second = hass.async_create_task(send_sms(hass, entity_id=MUM_ENTITY, message="2"))
    await asyncio.sleep(0.02)
    match then:
        case "unload":
            await hass.config_entries.async_unload(entry.entry_id)
        case "reload":
            await hass.config_entries.async_reload(entry.entry_id)
        case _:
            ann = ConfigSubentry(
                subentry_type="recipient",
                title="Ann",
                unique_id="+12025550103",
                data=MappingProxyType(recipient("Ann", "+12025550103")["data"]),
            )
            hass.config_entries.async_add_subentry(entry, ann)
            await hass.async_block_till_done()

    assert accepted(simulator)[DAD] == ["1"]
    assert (await first)["accepted"] == 1
    assert (await second)["messages"][0]["status"] == "queued"

    await hass.config_entries.async_reload(entry.entry_id)
    await notify(hass, DAD_ENTITY, message="3")
    assert accepted(simulator) == {DAD: ["1", "3"], MUM: ["2"]}
    assert entry.state is ConfigEntryState.LOADED


async def test_send_during_unloading_is_refused(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """While the last messages leave, no new ones come in."""
    first = await in_flight(hass, simulator, notify(hass, DAD_ENTITY, message="1"))
    unloading = hass.async_create_task(hass.config_entries.async_unload(entry.entry_id))
    await asyncio.sleep(0.02)

    error = await refusal(hass, phone_numbers=MUM)

    assert error.translation_key == "service_config_entry_not_loaded"
    await asyncio.gather(first, unloading)
    assert accepted(simulator) == {DAD: ["1"]}


async def test_end_of_home_assistant_waits_for_the_answer(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """A send that is under way ends as any other."""
    first = await in_flight(hass, simulator, send_sms(hass, entity_id=DAD_ENTITY))

    await hass.async_stop(force=True)

    assert first.done()
    assert first.result()["accepted"] == 1


@pytest.mark.usefixtures("short_waits")
async def test_sending_is_broken_off(hass: HomeAssistant, simulator: Simulator) -> None:
    """What was handed over is unknown, and what waited leaves with the next."""
    first = await in_flight(hass, simulator, send_sms(hass, entity_id=DAD_ENTITY))
    second = hass.async_create_task(send_sms(hass, entity_id=MUM_ENTITY))
    await asyncio.sleep(0.02)

    (worker,) = (task for task in asyncio.all_tasks() if "courier" in task.get_name())
    worker.cancel()

    assert (await first)["messages"][0]["status"] == "unknown"
    assert (await second)["messages"][0]["status"] == "queued"
    simulator.faults.clear()
    await notify(hass, MUM_ENTITY, message="Next")
    assert accepted(simulator)[MUM] == [TEXT, "Next"]
