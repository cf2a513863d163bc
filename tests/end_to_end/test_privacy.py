"""What Home Assistant shows to others, and keeps."""

import json
from typing import Any

import pytest
import pytest_asyncio

from demo.stack.api import HomeAssistantApi
from demo.stack.simulator import SimulatorProcess
from demo.stack.waiting import eventually
from tests.end_to_end.conftest import DAD
from tests.end_to_end.logs import leaks, secrets

_EVENT = "event.clicksend_inbound_message"
_LAST = "sensor.clicksend_last_inbound_message"


pytestmark = pytest.mark.usefixtures("account", "_conversation")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def _conversation(api: HomeAssistantApi, simulator: SimulatorProcess) -> None:
    """Have a conversation that nobody else is to know of."""
    await api.act(
        "notify.send_message", entity_id="notify.dad_sms", message="The key is under it"
    )
    message_id = await simulator.type_text(DAD, "Between you and me")
    await api.act("homeassistant.update_entity", entity_id=_LAST)

    async def has_come() -> bool:
        state = await api.state(_EVENT)
        return state is not None and state["attributes"].get("message_id") == message_id

    await eventually("the text arrives", 20, has_come)


async def test_diagnostics_tell_how_things_stand_and_no_more(
    account: str, api: HomeAssistantApi, simulator: SimulatorProcess
) -> None:
    """The file that people attach to a bug report holds nothing of anybody."""
    data = (await api.get(f"/api/diagnostics/config_entry/{account}"))["data"]

    assert data["connection_type"] == "direct"
    assert data["account"]["working"] is True
    assert data["inbound"]["has_received"] is True
    assert len(data["recipients"]) == 2
    text = json.dumps(data, indent=1)
    assert leaks(text, {*await secrets(simulator), account}) == []


async def test_history_keeps_no_number_name_or_text(api: HomeAssistantApi) -> None:
    """The recorder knows that there was a text, not whose or which."""

    async def is_recorded() -> list[dict[str, Any]] | None:
        path = f"/api/history/period?filter_entity_id={_EVENT},{_LAST}"
        histories: list[list[dict[str, Any]]] = await api.get(path)
        current = [await api.state(entity_id) for entity_id in (_EVENT, _LAST)]
        # The recorder writes in its own time, and not both at once.
        newest = [history[-1]["state"] for history in histories]
        if newest != [state["state"] for state in current if state]:
            return None
        return [state for history in histories for state in history]

    recorded = await eventually("the text is recorded", 60, is_recorded)
    known = {key for state in recorded for key in state["attributes"]}
    assert "message_id" in known
    assert known.isdisjoint({"from_number", "to_number", "name", "message"})
