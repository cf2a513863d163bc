"""Making a new Maton connection, which its owner authorises in the browser."""

import asyncio
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import (
    EVENT_DATA_ENTRY_FLOW_PROGRESSED,
    FlowResultType,
)
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.clicksend_messaging import authorization
from simulator import Simulator
from simulator.maton.connections import Connection, ConnectionStatus
from tests.unit.dialogs import (
    authorise,
    connection_choice,
    goes_on,
    maton_input,
    open_dialog,
    submit,
    until,
)

ONE = "/maton/connections/*"
NEW = {"connection_id": "new"}


@pytest.fixture(autouse=True)
def _quick_polling(monkeypatch: pytest.MonkeyPatch, simulator: Simulator) -> None:
    """Ask Maton every hundredth of a second, which it does not mind here."""
    monkeypatch.setattr(authorization, "POLL_SECONDS", 0.01)
    simulator.settings.patch({"maton_rate_limit": 0})


@pytest.fixture
async def choice(hass: HomeAssistant, simulator: Simulator) -> ConfigFlowResult:
    """Return the choice of connections."""
    form = await open_dialog(hass, "maton")
    return await submit(hass, form, maton_input(simulator.maton))


def newest(simulator: Simulator) -> Connection:
    """Return the connection that was made last."""
    return list(simulator.connections)[-1]


@pytest.mark.parametrize("shape", ["flat", "wrapped"])
async def test_a_new_connection_is_authorised_in_the_browser(
    hass: HomeAssistant,
    simulator: Simulator,
    choice: ConfigFlowResult,
    shape: str,
) -> None:
    """The dialog opens Maton's page, waits, and adds the account by itself."""
    simulator.settings.patch({"maton_create_shape": shape})
    told = async_capture_events(hass, EVENT_DATA_ENTRY_FLOW_PROGRESSED)

    shown = await submit(hass, choice, NEW)
    assert shown["type"] is FlowResultType.EXTERNAL_STEP
    assert shown["step_id"] == "maton_authorize"
    assert shown["url"].startswith(f"{simulator.url}/maton-connect?session_token=")
    await authorise(hass, shown, simulator)
    result = await goes_on(hass, shown)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry = result["result"]
    assert entry.state is ConfigEntryState.LOADED
    assert entry.data["connection_id"] == newest(simulator).connection_id
    assert newest(simulator).status == "ACTIVE"
    assert [event.data["flow_id"] for event in told] == [shown["flow_id"]]


async def test_looking_again_while_waiting_changes_nothing(
    hass: HomeAssistant, simulator: Simulator, choice: ConfigFlowResult
) -> None:
    """A page that is loaded anew shows the same external step."""
    shown = await submit(hass, choice, NEW)

    again = await hass.config_entries.flow.async_configure(shown["flow_id"])

    assert again["type"] is FlowResultType.EXTERNAL_STEP
    assert again["url"] == shown["url"]
    assert len(simulator.connections) == 2


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


@pytest.mark.parametrize("status", ["FAILED", None])
async def test_a_connection_that_comes_to_nothing_leads_back_to_the_choice(
    hass: HomeAssistant,
    simulator: Simulator,
    choice: ConfigFlowResult,
    status: ConnectionStatus | None,
) -> None:
    """A connection that failed, or that was deleted meanwhile, is given up."""
    shown = await submit(hass, choice, NEW)
    if status:
        simulator.connections.set_status(newest(simulator), status)
    else:
        simulator.connections.delete(newest(simulator).connection_id)

    back = await goes_on(hass, shown)

    assert connection_choice(back) == connection_choice(choice)
    assert back["errors"] == {"base": "no_connection"}
    result = await submit(hass, back, {"connection_id": connection_choice(back)[0]})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert [connection.status for connection in simulator.connections] == ["ACTIVE"]


async def test_waiting_has_an_end(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    choice: ConfigFlowResult,
) -> None:
    """A page that nobody fills in is given up, even while Maton does not answer."""
    monkeypatch.setattr(authorization, "AUTHORIZATION_SECONDS", 0.1)
    simulator.faults.arm("hang", method="GET", path=ONE)
    shown = await submit(hass, choice, NEW)

    back = await goes_on(hass, shown)

    assert back["step_id"] == "maton_connection"
    assert back["errors"] == {"base": "no_connection"}


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


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "rate_limited"},
        {"kind": "server_error"},
        {"kind": "malformed"},
        {"kind": "html_error"},
        {"kind": "reset_before", "times": 2},
    ],
    ids=lambda fault: fault["kind"],
)
async def test_a_hiccup_while_waiting_is_survived(
    hass: HomeAssistant,
    simulator: Simulator,
    choice: ConfigFlowResult,
    fault: dict[str, Any],
) -> None:
    """The dialog goes on waiting when Maton fails to answer once."""
    armed = simulator.faults.arm(method="GET", path=ONE, **fault)
    shown = await submit(hass, choice, NEW)
    await until(lambda: armed not in simulator.faults)
    await authorise(hass, shown, simulator)

    result = await goes_on(hass, shown)

    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "rate_limited"}, "rate_limited"),
        ({"kind": "malformed"}, "cannot_connect"),
        ({"kind": "not_found"}, "cannot_connect"),
        ({"kind": "forbidden"}, "unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else value["kind"],
)
async def test_a_connection_that_cannot_be_made_is_tried_again_in_the_same_form(
    hass: HomeAssistant,
    simulator: Simulator,
    choice: ConfigFlowResult,
    fault: dict[str, Any],
    error: str,
) -> None:
    """The choice comes back with the reason, and a new one can be asked for again."""
    simulator.faults.arm(method="POST", path="/maton/connections", **fault)

    back = await submit(hass, choice, NEW)

    assert back["step_id"] == "maton_connection"
    assert back["errors"] == {"base": error}
    shown = await submit(hass, back, NEW)
    assert shown["type"] is FlowResultType.EXTERNAL_STEP


async def test_a_connection_without_a_page_is_not_left_behind(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    choice: ConfigFlowResult,
) -> None:
    """Nobody could ever authorise it."""
    shown_by_maton = Connection.as_dict

    def without_page(*args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**shown_by_maton(*args, **kwargs), "url": None}

    monkeypatch.setattr(Connection, "as_dict", without_page)

    back = await submit(hass, choice, NEW)

    assert back["step_id"] == "maton_connection"
    assert back["errors"] == {"base": "cannot_connect"}
    assert len(simulator.connections) == 1
    monkeypatch.undo()
    result = await submit(hass, back, {"connection_id": connection_choice(back)[0]})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_leaving_the_dialog_leaves_nothing_behind(
    hass: HomeAssistant, simulator: Simulator, choice: ConfigFlowResult
) -> None:
    """The connection that nobody authorised is deleted and not asked for any more."""
    shown = await submit(hass, choice, NEW)
    assert newest(simulator).status == "PENDING"

    await _leave(hass, shown)

    assert [connection.status for connection in simulator.connections] == ["ACTIVE"]
    asked = len(simulator.requests)
    await asyncio.sleep(0.05)
    assert len(simulator.requests) == asked


async def test_leaving_the_dialog_while_the_connection_is_being_made(
    hass: HomeAssistant, simulator: Simulator, choice: ConfigFlowResult
) -> None:
    """Whoever is not there any more when Maton answers leaves nothing behind either."""
    simulator.faults.arm("delay", method="POST", path="*/connections", seconds=0.1)
    submitting = hass.async_create_task(
        hass.config_entries.flow.async_configure(choice["flow_id"], NEW)
    )
    await asyncio.sleep(0.02)

    hass.config_entries.flow.async_abort(choice["flow_id"])
    await asyncio.wait([submitting])
    await hass.async_block_till_done(wait_background_tasks=True)

    assert submitting.exception()
    assert simulator.requests.find("POST", "/connections")
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
