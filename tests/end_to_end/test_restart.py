"""What survives a restart, a power cut, and a time without internet."""

import asyncio
from http import HTTPStatus

import pytest

from demo.stack import Stack
from demo.stack.api import HomeAssistantApi
from demo.stack.flows import DOMAIN, wait_until_ready
from demo.stack.simulator import SimulatorProcess
from demo.stack.waiting import eventually
from tests.end_to_end.conftest import DAD

pytestmark = pytest.mark.usefixtures("account")

_BALANCE = "sensor.clicksend_balance"
_EVENT = "event.clicksend_inbound_message"
_LAST = "sensor.clicksend_last_inbound_message"


@pytest.fixture(scope="module")
def expected_log() -> list[str]:
    """Home Assistant says so when it was killed, and when ClickSend is away."""
    return [
        r"^WARNING homeassistant\.components\.recorder\.util: .* shutdown cleanly",
        r"^WARNING homeassistant\.components\.recorder\.util: Ended unfinished session",
    ]


async def test_restart_repeats_nothing(
    stack: Stack, api: HomeAssistantApi, simulator: SimulatorProcess
) -> None:
    """The last text is remembered, fires no event again and gets no second answer."""
    await _receive_status(api, simulator)
    event, received = await api.state(_EVENT), await simulator.received(DAD)

    await stack.home_assistant.stop()
    await stack.home_assistant.start()

    await _expect_no_second_answer(api, simulator, received)
    after = await api.state(_EVENT)
    assert event is not None
    assert after is not None
    for key in ("state", "attributes"):
        assert after[key] == event[key]
    assert await _entry_state(api) == "loaded"
    assert len(await simulator.inbound_rules()) == 1


async def test_power_cut_repeats_nothing(
    stack: Stack, api: HomeAssistantApi, simulator: SimulatorProcess
) -> None:
    """A text that was passed on, but not marked as read, does not come again."""
    fault = {"kind": "server_error", "path": "/sms/inbound-read/*", "times": None}
    await simulator.control("POST", "faults", fault)
    await _receive_status(api, simulator)

    await stack.home_assistant.kill()
    await simulator.control("DELETE", "faults")
    received = await simulator.received(DAD)
    await stack.home_assistant.start()

    await _expect_no_second_answer(api, simulator, received)
    read = (await simulator.requests("PUT", "/sms/inbound-read/*"))[-1]
    assert read["status"] == HTTPStatus.OK


async def test_boot_without_internet(
    stack: Stack, api: HomeAssistantApi, simulator: SimulatorProcess
) -> None:
    """Recipients are there; what is sent waits until ClickSend is back."""
    await stack.home_assistant.stop()
    await simulator.stop()
    await stack.home_assistant.start()

    assert await _entry_state(api) == "loaded"
    for entity_id in ("notify.dad_sms", "notify.mum_sms", _EVENT):
        state = await api.state(entity_id)
        assert state is not None
        assert state["state"] != "unavailable"
    balance = await api.state(_BALANCE)
    assert balance is not None
    assert balance["state"] == "unavailable"
    waiting = asyncio.create_task(_text_dad(api, "Is anybody there?"))

    async def is_waiting() -> bool:
        outbox = await api.state("sensor.clicksend_outbox")
        return outbox is not None and outbox["state"] == "1"

    await eventually("the text waits", 10, is_waiting)
    await simulator.start()

    await waiting
    assert await simulator.received(DAD) == ["Is anybody there?"]
    await api.act("homeassistant.update_entity", entity_id=[_BALANCE, _LAST])
    await wait_until_ready(api, ["Dad", "Mum"])
    assert len(await simulator.inbound_rules()) == 1
    await eventually("the balance is back", 30, lambda: _is_available(api, _BALANCE))


async def _entry_state(api: HomeAssistantApi) -> str:
    """Return how the account is doing."""
    [entry] = await api.get(f"/api/config/config_entries/entry?domain={DOMAIN}")
    return str(entry["state"])


async def _text_dad(api: HomeAssistantApi, message: str) -> None:
    """Send a text."""
    await api.act("notify.send_message", entity_id="notify.dad_sms", message=message)


async def _receive_status(api: HomeAssistantApi, simulator: SimulatorProcess) -> None:
    """Have Dad ask for the status, and wait for the answer."""
    before = len(await simulator.received(DAD))
    await simulator.type_text(DAD, "status")
    await api.act("homeassistant.update_entity", entity_id=_LAST)

    async def is_answered() -> bool:
        return len(await simulator.received(DAD)) > before

    await eventually("the automation answers", 20, is_answered)


async def _expect_no_second_answer(
    api: HomeAssistantApi, simulator: SimulatorProcess, received: list[str]
) -> None:
    """See that the last text is the one from before, and is not answered again."""
    await wait_until_ready(api, ["Dad", "Mum"])
    last = await api.state(_LAST)
    assert last is not None
    assert last["attributes"]["message"] == "status"
    # Texts leave in order, so an answer would be there before this one.
    await _text_dad(api, "The power is back")
    assert await simulator.received(DAD) == [*received, "The power is back"]


async def _is_available(api: HomeAssistantApi, entity_id: str) -> bool:
    """Tell whether an entity is."""
    state = await api.state(entity_id)
    return state is not None and state["state"] != "unavailable"
