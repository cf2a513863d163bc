"""What only Maton has of a new connection: it is there before it is authorised."""

import asyncio

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.clicksend_messaging import authorization
from simulator import Simulator
from simulator.maton.connections import Connection
from tests.unit.dialogs import authorise, connection_choice, goes_on, submit
from tests.unit.gateways.gateways import MATON, NEW, Gateway

ONE = "/maton/connections/*"

pytestmark = pytest.mark.usefixtures("quick_polling")


@pytest.fixture
def gateway() -> Gateway:
    """Go through Maton."""
    return MATON


def newest(simulator: Simulator) -> Connection:
    """Return the connection that was made last."""
    return list(simulator.connections)[-1]


async def test_wrong_credentials_at_maton_lead_back_to_the_choice(
    hass: HomeAssistant, simulator: Simulator, choice: ConfigFlowResult
) -> None:
    """Maton checks nothing, so ClickSend's refusal shows up here."""
    shown = await submit(hass, choice, NEW)
    await authorise(hass, shown, simulator, api_key="wrong")

    back = await goes_on(hass, shown)

    useless = newest(simulator).connection_id
    assert connection_choice(back)[0] == useless
    assert back["errors"] == {"base": "no_connection"}
    shown = await submit(hass, back, NEW)
    await authorise(hass, shown, simulator)
    result = await goes_on(hass, shown)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    # Whoever authorised a connection decides what becomes of it.
    assert simulator.connections.get(useless)


async def test_a_connection_that_was_authorised_late_is_offered(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    choice: ConfigFlowResult,
) -> None:
    """Work done on the page just after the time was up is not lost."""
    monkeypatch.setattr(authorization, "AUTHORIZATION_SECONDS", 0.1)
    simulator.faults.arm("server_error", method="GET", path=ONE, times=None)
    shown = await submit(hass, choice, NEW)
    await authorise(hass, shown, simulator)

    back = await goes_on(hass, shown)

    simulator.faults.clear()
    late = newest(simulator).connection_id
    assert connection_choice(back) == [late, *connection_choice(choice)]
    result = await submit(hass, back, {"connection_id": late})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert simulator.connections.get(late)


async def test_leaving_the_dialog_while_the_connection_is_being_made(
    hass: HomeAssistant, simulator: Simulator, choice: ConfigFlowResult
) -> None:
    """Whoever is not there any more when Maton answers leaves nothing behind either."""
    simulator.faults.arm("delay", method="POST", path="*/connections", seconds=0.1)
    submitting = hass.async_create_task(
        hass.config_entries.flow.async_configure(choice["flow_id"], NEW)
    )
    await simulator.requests.wait_for(1, "POST", "/connections")

    hass.config_entries.flow.async_abort(choice["flow_id"])
    await asyncio.wait([submitting])
    await hass.async_block_till_done(wait_background_tasks=True)

    assert submitting.exception()
    assert [connection.status for connection in simulator.connections] == ["ACTIVE"]


async def test_leaving_the_dialog_keeps_what_was_authorised(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    choice: ConfigFlowResult,
) -> None:
    """A connection is kept although nobody has looked since it was authorised."""
    monkeypatch.setattr(authorization, "POLL_SECONDS", 60)
    shown = await submit(hass, choice, NEW)
    await authorise(hass, shown, simulator)

    await _leave(hass, shown)

    assert len(simulator.connections) == 2


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_leaving_the_dialog_while_maton_cannot_be_reached(
    hass: HomeAssistant,
    simulator: Simulator,
    choice: ConfigFlowResult,
    method: str,
) -> None:
    """At worst a connection that nobody uses stays in Maton's list."""
    shown = await submit(hass, choice, NEW)
    simulator.faults.arm("server_error", method=method, path=ONE, times=None)

    await _leave(hass, shown)

    assert newest(simulator).status == "PENDING"


async def test_asking_for_a_new_connection_twice_keeps_one(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    choice: ConfigFlowResult,
) -> None:
    """The connection that was given up makes room for the next."""
    with monkeypatch.context() as patched:
        patched.setattr(authorization, "AUTHORIZATION_SECONDS", 0.05)
        shown = await submit(hass, choice, NEW)
        given_up = newest(simulator).connection_id
        back = await goes_on(hass, shown)

    shown = await submit(hass, back, NEW)

    await hass.async_block_till_done()
    assert simulator.connections.get(given_up) is None
    assert newest(simulator).status == "PENDING"
    await authorise(hass, shown, simulator)
    result = await goes_on(hass, shown)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def _leave(hass: HomeAssistant, shown: ConfigFlowResult) -> None:
    """Close the dialog."""
    hass.config_entries.flow.async_abort(shown["flow_id"])
    await hass.async_block_till_done(wait_background_tasks=True)
