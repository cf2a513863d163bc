"""Texts that come in, and the automation that answers them."""

from typing import Any

import pytest

from demo.stack.api import HomeAssistantApi
from demo.stack.flows import reload
from demo.stack.simulator import SimulatorProcess
from demo.stack.waiting import eventually
from tests.end_to_end.conftest import DAD, STRANGER

pytestmark = pytest.mark.usefixtures("account")

_EVENT = "event.clicksend_inbound_message"
_LAST = "sensor.clicksend_last_inbound_message"

# A poll that is asked for waits for the last such one to cool down.
_SECONDS = 20


async def test_trusted_text_is_answered_by_an_automation(
    api: HomeAssistantApi, simulator: SimulatorProcess
) -> None:
    """The event says who wrote what in reply to what; the sender gets the answer."""
    await api.act(
        "clicksend_messaging.send_sms",
        entity_id="notify.dad_sms",
        message="Ask me anything",
        reference="question",
    )

    message_id = await simulator.type_text(DAD, " STATUS ")

    event = await _event(api, message_id)
    assert event["event_type"] == "trusted"
    assert (event["from_number"], event["name"]) == (DAD, "Dad")
    assert event["message"] == " STATUS "
    assert event["in_reply_to"] == "question"
    await _answers(simulator, DAD, 2)


async def test_texts_of_one_poll_are_told_apart(
    account: str, api: HomeAssistantApi, simulator: SimulatorProcess
) -> None:
    """Each starts the automation once; the same words from a stranger do not."""
    await reload(api, account, ["Dad", "Mum"])
    before = len(await simulator.received(DAD))
    for _ in range(5):
        await simulator.type_text(DAD, "status")
    message_id = await simulator.type_text(STRANGER, "status")

    event = await _event(api, message_id)

    assert event["event_type"] == "untrusted"
    assert (event["from_number"], event["name"]) == (STRANGER, None)
    await _answers(simulator, DAD, before + 5)
    assert await simulator.received(STRANGER) == []


async def _event(api: HomeAssistantApi, message_id: str) -> dict[str, Any]:
    """Have Home Assistant poll, and return the event of a text."""
    await api.act("homeassistant.update_entity", entity_id=_LAST)

    async def has_come() -> dict[str, Any] | None:
        state = await api.state(_EVENT)
        attributes: dict[str, Any] = state["attributes"] if state else {}
        return attributes if attributes.get("message_id") == message_id else None

    return await eventually("the text arrives", _SECONDS, has_come)


async def _answers(simulator: SimulatorProcess, number: str, count: int) -> None:
    """Wait until a phone has exactly so many texts, the last of them an answer."""

    async def have_come() -> bool:
        return len(await simulator.received(number)) >= count

    await eventually("the automation answers", 10, have_come)
    received = await simulator.received(number)
    assert len(received) == count
    assert received[-1].startswith("All is well at home.")
