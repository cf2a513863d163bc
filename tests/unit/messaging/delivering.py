"""What the tests of delivery reports have in common: the clock stands still."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.messaging import delivery
from custom_components.clicksend_messaging.messaging.outbox.record import Record
from simulator import Simulator
from tests.unit.clock import pass_time
from tests.unit.messaging.waiting import until
from tests.unit.sending import DAD_ENTITY, TEXT

LOOKS = delivery.DELAYS
FOREVER = 1e9
ARRIVED = ("delivered", "Success: Message received on handset.")
SENT = ("sent", "Success: Message sent to the network.")


async def send(
    hass: HomeAssistant, action: str = "send_sms", **data: Any
) -> dict[str, Any]:
    """Send one message that is accepted; return its row of the answer."""
    if not data.keys() & {"entity_id", "phone_numbers"}:
        data["entity_id"] = DAD_ENTITY
    sending = hass.async_create_task(
        hass.services.async_call(
            DOMAIN,
            action,
            {"message": TEXT, **data},
            blocking=True,
            return_response=True,
        )
    )
    await until(hass, sending.done)
    answer: Any = await sending
    row: dict[str, Any] = answer["messages"][0]
    assert row["status"] == "accepted"
    return row


async def look(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, times: int = 1, done: int = 0
) -> None:
    """Let it be time for as many looks, after those that are done."""
    for before, moment in zip((0.0, *LOOKS)[done:], LOOKS[done:], strict=False):
        if times == 0:
            break
        times -= 1
        await pass_time(hass, freezer, timedelta(seconds=moment - before))


def asked(simulator: Simulator, path: str = "/sms/*") -> list[str]:
    """Return the requests for reports of a channel, oldest first."""
    return [
        request.path
        for request in simulator.requests.find("GET", path)
        if request.path.endswith(("/receipts", "/history"))
        and "automations" not in request.path
    ]


def the_record(entry: MockConfigEntry) -> Record:
    """Return the only message's record."""
    (record,) = entry.runtime_data.messenger.outbox
    found: Record = record
    return found
