"""A new connection, which its owner authorises in the browser; each gateway alike."""

import asyncio
from collections.abc import Callable
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
from tests.unit.dialogs import authorise, connection_choice, goes_on, submit, until
from tests.unit.gateways.gateways import (
    MATON,
    MEMBRANE,
    NEW,
    Connection,
    Gateway,
    scenarios,
)

pytestmark = pytest.mark.usefixtures("quick_polling")


@scenarios(
    "settings",
    (MATON, {"maton_create_shape": "flat"}),
    (MATON, {"maton_create_shape": "wrapped"}),
    (MEMBRANE, {"membrane_reconnects": True}),
)
async def test_a_new_connection_is_authorised_in_the_browser(
    hass: HomeAssistant,
    simulator: Simulator,
    gateway: Gateway,
    connection: Connection,
    choice: ConfigFlowResult,
    settings: dict[str, Any],
) -> None:
    """The dialog opens the gateway's page, waits, and adds the account by itself."""
    simulator.settings.patch(settings)
    told = async_capture_events(hass, EVENT_DATA_ENTRY_FLOW_PROGRESSED)

    shown = await submit(hass, choice, NEW)
    assert shown["type"] is FlowResultType.EXTERNAL_STEP
    assert shown["step_id"] == f"{gateway.key}_authorize"
    page = f"{simulator.url}/{gateway.key}-connect"
    assert shown["url"].startswith(f"{page}?session_token=")
    await authorise(hass, shown, simulator)
    result = await goes_on(hass, shown)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry = result["result"]
    assert entry.state is ConfigEntryState.LOADED
    first, new = gateway.connections(simulator).items()
    assert first == (connection.connection_id, True)
    assert new == (entry.data["connection_id"], True)
    assert entry.data == {**gateway.data(simulator), "connection_id": new[0]}
    assert len(gateway.asked_for(simulator)) == 1
    assert [event.data["flow_id"] for event in told] == [shown["flow_id"]]


async def test_looking_again_while_waiting_changes_nothing(
    hass: HomeAssistant,
    simulator: Simulator,
    gateway: Gateway,
    choice: ConfigFlowResult,
) -> None:
    """A page that is loaded anew shows the same external step."""
    shown = await submit(hass, choice, NEW)

    again = await hass.config_entries.flow.async_configure(shown["flow_id"])

    assert again["type"] is FlowResultType.EXTERNAL_STEP
    assert again["url"] == shown["url"]
    assert len(gateway.asked_for(simulator)) == 1


def _fail_at_maton(simulator: Simulator) -> None:
    """Have the new connection fail."""
    [new] = MATON.asked_for(simulator)
    simulator.connections.set_status(new, "FAILED")


def _delete_at_maton(simulator: Simulator) -> None:
    """Delete the new connection."""
    [new] = MATON.asked_for(simulator)
    simulator.connections.delete(new.connection_id)


def _cancel_at_membrane(simulator: Simulator) -> None:
    """Have somebody think better of it."""
    [request] = MEMBRANE.asked_for(simulator)
    simulator.membrane_tenant.requests.cancel(request)


def _fail_at_membrane(simulator: Simulator) -> None:
    """Have the request fail."""
    [request] = MEMBRANE.asked_for(simulator)
    simulator.membrane_tenant.requests.fail(request, "No")


def _archive_at_membrane(simulator: Simulator) -> None:
    """Put the connection away as soon as it is there."""
    [request] = MEMBRANE.asked_for(simulator)
    simulator.membrane_tenant.requests.authorise(request, "casey", "key")
    simulator.membrane_tenant.connections.archive(request.result)


@pytest.mark.parametrize(
    ("gateway", "end"),
    [
        pytest.param(MATON, _fail_at_maton, id="maton-failed"),
        pytest.param(MATON, _delete_at_maton, id="maton-deleted"),
        pytest.param(MEMBRANE, _cancel_at_membrane, id="membrane-cancelled"),
        pytest.param(MEMBRANE, _fail_at_membrane, id="membrane-error"),
        pytest.param(MEMBRANE, _archive_at_membrane, id="membrane-archived"),
    ],
    indirect=["gateway"],
)
async def test_a_connection_that_comes_to_nothing_leads_back_to_the_choice(
    hass: HomeAssistant,
    simulator: Simulator,
    gateway: Gateway,
    connection: Connection,
    choice: ConfigFlowResult,
    end: Callable[[Simulator], None],
) -> None:
    """What will never be authorised is given up."""
    shown = await submit(hass, choice, NEW)
    end(simulator)

    back = await goes_on(hass, shown)

    assert connection_choice(back) == connection_choice(choice)
    assert back["errors"] == {"base": "no_connection"}
    result = await submit(hass, back, {"connection_id": connection_choice(back)[0]})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert gateway.connections(simulator) == {connection.connection_id: True}


@scenarios("answers", (MATON, False), (MEMBRANE, True))
async def test_waiting_has_an_end(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    gateway: Gateway,
    choice: ConfigFlowResult,
    *,
    answers: bool,
) -> None:
    """A page that nobody fills in is given up, even while the gateway is silent."""
    monkeypatch.setattr(authorization, "AUTHORIZATION_SECONDS", 0.1)
    if not answers:
        simulator.faults.arm("hang", method="GET", path=gateway.waiting)
    shown = await submit(hass, choice, NEW)

    back = await goes_on(hass, shown)

    assert connection_choice(back) == connection_choice(choice)
    assert back["step_id"] == f"{gateway.key}_connection"
    assert back["errors"] == {"base": "no_connection"}
    result = await submit(hass, back, {"connection_id": connection_choice(back)[0]})
    assert result["type"] is FlowResultType.CREATE_ENTRY


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
    gateway: Gateway,
    choice: ConfigFlowResult,
    fault: dict[str, Any],
) -> None:
    """The dialog goes on waiting when the gateway fails to answer once."""
    armed = simulator.faults.arm(method="GET", path=gateway.waiting, **fault)
    shown = await submit(hass, choice, NEW)
    await until(lambda: armed not in simulator.faults)
    await authorise(hass, shown, simulator)

    result = await goes_on(hass, shown)

    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("rate_limited", "rate_limited"),
        ("malformed", "cannot_connect"),
        ("not_found", "cannot_connect"),
        ("forbidden", "unknown"),
    ],
)
async def test_a_connection_that_cannot_be_asked_for_is_tried_again(
    hass: HomeAssistant,
    simulator: Simulator,
    gateway: Gateway,
    choice: ConfigFlowResult,
    fault: Any,
    error: str,
) -> None:
    """The choice comes back with the reason, and a new one can be asked for again."""
    simulator.faults.arm(fault, method="POST", path=gateway.asking)

    back = await submit(hass, choice, NEW)

    assert back["step_id"] == f"{gateway.key}_connection"
    assert back["errors"] == {"base": error}
    shown = await submit(hass, back, NEW)
    assert shown["type"] is FlowResultType.EXTERNAL_STEP


@scenarios("url", (MATON, None), (MEMBRANE, None), (MEMBRANE, "javascript:alert(1)"))
async def test_a_new_connection_without_a_page(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    gateway: Gateway,
    connection: Connection,
    choice: ConfigFlowResult,
    url: str | None,
) -> None:
    """Nobody could ever authorise it, and nobody is sent to anything but a page."""
    shown_by_gateway = gateway.with_page.as_dict

    def without_page(*args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**shown_by_gateway(*args, **kwargs), "url": url}

    monkeypatch.setattr(gateway.with_page, "as_dict", without_page)

    back = await submit(hass, choice, NEW)

    assert back["step_id"] == f"{gateway.key}_connection"
    assert back["errors"] == {"base": "cannot_connect"}
    assert gateway.connections(simulator) == {connection.connection_id: True}
    monkeypatch.undo()
    result = await submit(hass, back, {"connection_id": connection_choice(back)[0]})
    assert result["type"] is FlowResultType.CREATE_ENTRY


@scenarios("working", (MATON, [True, False]), (MEMBRANE, [True]))
async def test_leaving_the_dialog_leaves_nothing_behind(
    hass: HomeAssistant,
    simulator: Simulator,
    gateway: Gateway,
    connection: Connection,
    choice: ConfigFlowResult,
    working: list[bool],
) -> None:
    """What nobody authorised is deleted, where it is there, and not asked for again."""
    shown = await submit(hass, choice, NEW)
    assert list(gateway.connections(simulator).values()) == working

    hass.config_entries.flow.async_abort(shown["flow_id"])
    await hass.async_block_till_done(wait_background_tasks=True)

    assert gateway.connections(simulator) == {connection.connection_id: True}
    assert len(simulator.requests.find("DELETE")) == working.count(False)
    asked = len(simulator.requests)
    await asyncio.sleep(0.05)
    assert len(simulator.requests) == asked
