"""What cancel_all says of messages that ClickSend did not cancel with the rest."""

from datetime import timedelta

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.services.cancel.scheduled import cancel, schedule, to_come


@pytest.mark.usefixtures("entry")
async def test_what_was_sent_by_clicksends_clock_is_not_cancelled(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Clocks differ; ClickSend counts what it has cancelled."""
    await schedule(hass)
    simulator.clock.advance(timedelta(hours=2).total_seconds())
    assert to_come(simulator) == []

    answer = await cancel(hass, "all", scope="account", confirm=True)

    assert answer["cancelled"] == 0
    (record,) = entry.runtime_data.messenger.outbox
    assert record.state == "accepted"
    assert record.charged
