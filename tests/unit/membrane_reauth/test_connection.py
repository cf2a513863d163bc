"""A connection that needs its owner is made good at Membrane."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging import authorization
from simulator import Simulator
from simulator.membrane.connections import Connection, ConnectionState
from tests.unit.dialogs import (
    add_membrane_connection,
    authorise,
    connection_choice,
    goes_on,
    prefilled,
    submit,
)
from tests.unit.membrane_reauth.signing_in import (
    ONE,
    PROXY,
    REQUESTS,
    assert_signed_in,
    break_down,
    poll,
    reauth_form,
    renewal,
)


@pytest.mark.parametrize(
    "trouble", ["action", "action without page", "disconnected", "defunct", "key"]
)
async def test_a_connection_is_made_good_at_membrane(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
    trouble: str,
) -> None:
    """The dialog opens Membrane's page, waits, and the account goes on as it was."""
    before = dict(entry.data)
    form = await renewal(hass, entry, connection, trouble)
    assert prefilled(form) == {}

    shown = await submit(hass, form, {})
    assert shown["type"] is FlowResultType.EXTERNAL_STEP
    assert shown["step_id"] == "membrane_authorize"
    token = shown["url"].rpartition("=")[2]
    own_page = token == connection.session_token
    assert own_page is (trouble == "action")
    await authorise(hass, shown, simulator)
    result = await goes_on(hass, shown)

    await assert_signed_in(hass, simulator, entry, result)
    assert entry.data == before
    assert simulator.requests.find("DELETE") == []


async def test_a_connection_that_only_clicksend_refuses_gets_a_page_of_its_own(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    entry: MockConfigEntry,
    connection: Connection,
) -> None:
    """What Membrane once asked for does not count while it finds nothing wrong."""
    shown_by_membrane = Connection.as_dict

    def with_old_action(*args: Any, **kwargs: Any) -> dict[str, Any]:
        action = {"type": "connect", "uiUrl": f"{simulator.url}/old"}
        return {**shown_by_membrane(*args, **kwargs), "clientAction": action}

    monkeypatch.setattr(Connection, "as_dict", with_old_action)
    form = await renewal(hass, entry, connection, "key")

    shown = await submit(hass, form, {})

    assert not shown["url"].endswith("/old")
    await authorise(hass, shown, simulator)
    result = await goes_on(hass, shown)
    await assert_signed_in(hass, simulator, entry, result)


@pytest.mark.parametrize(
    "state",
    [
        *("BUILDING", "CLIENT_ACTION_REQUIRED", "CONFIGURATION_ERROR"),
        *("SETUP_FAILED", "DISCONNECTING"),
    ],
)
@pytest.mark.parametrize("fault", ["forbidden", "server_error", "html_error"])
async def test_what_the_answer_does_not_say_the_connection_does(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
    state: ConnectionState,
    fault: str,
) -> None:
    """Whatever Membrane answers in place of ClickSend, its owner is asked."""
    simulator.faults.arm(fault, path=PROXY, times=None)
    await poll(hass)
    assert hass.config_entries.flow.async_progress() == []

    connection.state = state
    await poll(hass)

    await reauth_form(hass, entry, "membrane_renew")


async def test_a_connection_that_membrane_will_not_make_good(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
) -> None:
    """Another one is chosen instead."""
    form = await renewal(hass, entry, connection, "disconnected")
    simulator.faults.arm("forbidden", path=REQUESTS)
    other = add_membrane_connection(simulator)

    choice = await submit(hass, form, {})
    assert choice["errors"] == {"base": "no_connection"}
    result = await submit(hass, choice, {"connection_id": other.connection_id})

    await assert_signed_in(hass, simulator, entry, result)
    assert entry.data["connection_id"] == other.connection_id


async def test_a_token_that_is_refused_when_the_page_is_asked_for(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
) -> None:
    """Another token is asked for, as with any other question."""
    form = await renewal(hass, entry, connection, "disconnected")
    simulator.faults.arm("unauthorized", path=REQUESTS)

    shown = await submit(hass, form, {})

    assert shown["step_id"] == "reauth_confirm"
    assert shown["errors"] == {"base": "invalid_auth"}


async def test_nobody_is_asked_to_connect_before_they_are_there(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
) -> None:
    """A link grows old, so it is made when somebody is about to follow it."""
    await renewal(hass, entry, connection, "disconnected")

    assert simulator.requests.find("POST", REQUESTS) == []


async def test_a_connection_that_works_again_is_enough(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
) -> None:
    """What was made good at Membrane already, nobody has to do again."""
    form = await renewal(hass, entry, connection, "disconnected")
    connection.disconnected = False

    result = await submit(hass, form, {})

    await assert_signed_in(hass, simulator, entry, result)
    assert simulator.requests.find("POST", REQUESTS) == []


@pytest.mark.parametrize("gone", ["archived", "removed"])
@pytest.mark.parametrize("listed", [True, False])
async def test_a_connection_that_is_gone_is_replaced(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
    gone: str,
    *,
    listed: bool,
) -> None:
    """There is nothing to make good, so another one can be chosen."""
    other = add_membrane_connection(simulator)
    tenant = simulator.membrane_tenant
    if gone == "archived":
        tenant.connections.archive(connection)
    else:
        tenant.connections.clear()
        other = add_membrane_connection(simulator)
    await poll(hass)
    form = await reauth_form(hass, entry, "membrane_renew")
    if not listed:
        simulator.faults.arm("server_error", path="/membrane/search")

    choice = await submit(hass, form, {})

    assert choice["errors"] == {"base": "no_connection"}
    if listed:
        assert connection_choice(choice) == [other.connection_id, "new"]
    else:
        assert connection_choice(choice) == ["new"]
        shown = await submit(hass, choice, {"connection_id": "new"})
        assert shown["type"] is FlowResultType.EXTERNAL_STEP
        await authorise(hass, shown, simulator)
        result = await goes_on(hass, shown)
        await assert_signed_in(hass, simulator, entry, result)
        return
    result = await submit(hass, choice, {"connection_id": other.connection_id})
    await assert_signed_in(hass, simulator, entry, result)
    assert entry.data["connection_id"] == other.connection_id


@pytest.mark.parametrize("trouble", ["action", "disconnected"])
async def test_a_page_that_nobody_fills_in_leads_to_the_choice(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    entry: MockConfigEntry,
    connection: Connection,
    trouble: str,
) -> None:
    """Waiting has an end, and another connection is a way out."""
    monkeypatch.setattr(authorization, "AUTHORIZATION_SECONDS", 0.1)
    other = add_membrane_connection(simulator)
    form = await renewal(hass, entry, connection, trouble)

    choice = await goes_on(hass, await submit(hass, form, {}))

    assert choice["errors"] == {"base": "no_connection"}
    assert connection_choice(choice) == [other.connection_id, "new"]
    result = await submit(hass, choice, {"connection_id": other.connection_id})
    await assert_signed_in(hass, simulator, entry, result)


async def test_a_connection_that_goes_while_it_is_made_good(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
) -> None:
    """Nobody waits for what is gone."""
    form = await renewal(hass, entry, connection, "action")
    shown = await submit(hass, form, {})
    simulator.membrane_tenant.connections.archive(connection)

    choice = await goes_on(hass, shown)

    assert connection_choice(choice) == ["new"]
    assert choice["errors"] == {"base": "no_connection"}


async def test_a_token_that_expires_before_the_page_is_opened(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
) -> None:
    """What is needed by now is asked for."""
    form = await renewal(hass, entry, connection, "disconnected")
    simulator.membrane_tenant.tokens.expire()
    connection.disconnected = False

    shown = await submit(hass, form, {})

    assert shown["step_id"] == "reauth_confirm"
    assert shown["errors"] == {"base": "invalid_auth"}
    assert prefilled(shown) == {}
    token = simulator.membrane_tenant.tokens.renew()
    result = await submit(hass, shown, {"token": token})
    await assert_signed_in(hass, simulator, entry, result)


async def test_membrane_does_not_answer_when_the_page_is_to_be_opened(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
) -> None:
    """The same form goes on, and nothing has to be typed in."""
    simulator.faults.arm("unauthorized", path=PROXY)
    simulator.faults.arm("server_error", path=ONE, times=None)
    await poll(hass)
    simulator.faults.clear()
    simulator.faults.arm("unauthorized", path="/account")
    await poll(hass)
    form = await reauth_form(hass, entry, "membrane_renew")
    break_down(connection, "disconnected")
    simulator.faults.clear()
    simulator.faults.arm("rate_limited", method="POST", path=REQUESTS)

    shown = await submit(hass, form, {})

    assert shown["step_id"] == "membrane_renew"
    assert shown["errors"] == {"base": "rate_limited"}
    shown = await submit(hass, shown, {})
    assert shown["type"] is FlowResultType.EXTERNAL_STEP
