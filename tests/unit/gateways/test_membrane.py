"""Adding an account that is reached through Membrane."""

import asyncio
from typing import Any

import aiohttp
from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.clicksend_messaging import authorization
from custom_components.clicksend_messaging.api import http
from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from simulator.clicksend.accounts import DEMO_KEY
from simulator.membrane.connection_requests import ConnectionRequest
from simulator.membrane.connections import Connection
from tests.unit.conftest import membrane_data
from tests.unit.dialogs import (
    add_membrane_connection,
    authorise,
    connection_choice,
    goes_on,
    membrane_input,
    open_dialog,
    prefilled,
    submit,
    until,
)

NOWHERE = "http://127.0.0.1:1"
LIST = "/membrane/connections"
PROXY = "/membrane/connections/*/proxy/*"
REQUESTS = "/membrane/connection-requests"
NEW = {"connection_id": "new"}


@pytest.fixture(autouse=True)
def _quick_polling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask Membrane every hundredth of a second."""
    monkeypatch.setattr(authorization, "POLL_SECONDS", 0.01)


@pytest.fixture
def connection(simulator: Simulator) -> Connection:
    """Return the connection that is there from the start."""
    return simulator.membrane_tenant.clicksend


@pytest.fixture
async def choice(hass: HomeAssistant, simulator: Simulator) -> ConfigFlowResult:
    """Return the choice of connections."""
    form = await open_dialog(hass, "membrane")
    return await submit(hass, form, membrane_input(simulator))


def newest_request(simulator: Simulator) -> ConnectionRequest:
    """Return what Membrane was asked for last."""
    return list(simulator.membrane_tenant.requests)[-1]


@pytest.mark.parametrize(("base", "prefix"), [("bare", "/v3"), ("v3", "")])
async def test_an_account_is_added(
    hass: HomeAssistant,
    simulator: Simulator,
    connection: Connection,
    base: str,
    prefix: str,
) -> None:
    """Whether Membrane's address of ClickSend holds the version is found out once."""
    simulator.settings.patch({"membrane_base": base})
    form = await open_dialog(hass, "membrane")
    assert prefilled(form) == {"advanced": {"base_url": "https://api.getmembrane.com"}}

    choice = await submit(hass, form, membrane_input(simulator))
    assert connection_choice(choice) == [connection.connection_id, "new"]
    assert choice["errors"] == {}
    result = await submit(hass, choice, {"connection_id": connection.connection_id})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "ClickSend"
    entry = result["result"]
    assert entry.state is ConfigEntryState.LOADED
    assert entry.unique_id == "672721"
    assert entry.data == {**membrane_data(simulator), "api_prefix": prefix}
    assert hass.states.is_state("sensor.clicksend_balance", "100.000000")


async def test_membranes_own_address_need_not_be_given(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker
) -> None:
    """Whoever leaves the advanced section alone is connected to Membrane."""
    # The one thing that the simulator cannot stand for is the real address.
    for path in ("search", "connections"):
        aioclient_mock.get(  # type: ignore[no-untyped-call]
            f"https://api.getmembrane.com/{path}", json={"items": []}
        )
    form = await open_dialog(hass, "membrane")

    choice = await submit(hass, form, {"token": "token"})

    assert connection_choice(choice) == ["new"]


async def test_the_newest_connection_comes_first(
    hass: HomeAssistant, simulator: Simulator, connection: Connection
) -> None:
    """Connections are offered newest first, from all pages, and none of other apps."""
    simulator.settings.patch({"membrane_page": 1})
    newer = add_membrane_connection(simulator)
    newest = add_membrane_connection(simulator, "nocredit", DEMO_KEY)
    form = await open_dialog(hass, "membrane")

    choice = await submit(hass, form, membrane_input(simulator))

    assert connection_choice(choice) == [
        newest.connection_id,
        newer.connection_id,
        connection.connection_id,
        "new",
    ]
    assert prefilled(choice) == {"connection_id": newest.connection_id}
    result = await submit(hass, choice, {"connection_id": newest.connection_id})
    assert result["result"].unique_id == "13369"


@pytest.mark.parametrize(
    ("flag", "value"),
    [
        *(
            ("state", state)
            for state in ("BUILDING", "CLIENT_ACTION_REQUIRED", "SETUP_FAILED")
        ),
        ("disconnected", True),
        ("is_defunct", True),
        ("is_deactivated", True),
        ("archived_at", 1.0),
    ],
)
async def test_only_working_connections_are_offered(
    hass: HomeAssistant,
    simulator: Simulator,
    connection: Connection,
    flag: str,
    value: object,
) -> None:
    """What cannot be used is no choice."""
    simulator.settings.patch({"membrane_lists_archived": True})
    setattr(connection, flag, value)
    form = await open_dialog(hass, "membrane")

    choice = await submit(hass, form, membrane_input(simulator))

    assert connection_choice(choice) == ["new"]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "unauthorized"}, "invalid_auth"),
        ({"kind": "rate_limited"}, "rate_limited"),
        ({"kind": "html_error"}, "cannot_connect"),
        ({"kind": "malformed"}, "cannot_connect"),
        ({"kind": "not_found"}, "cannot_connect"),
        ({"kind": "hang"}, "timeout_connect"),
        ({"kind": "forbidden"}, "unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else value["kind"],
)
async def test_connections_that_cannot_be_read_are_asked_for_again(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    fault: dict[str, Any],
    error: str,
) -> None:
    """The form comes back with the reason and with what was typed in."""
    monkeypatch.setattr(http, "TIMEOUT", aiohttp.ClientTimeout(sock_read=0.2))
    simulator.faults.arm(path=LIST, **fault)
    form = await open_dialog(hass, "membrane")
    typed = membrane_input(simulator)

    shown = await submit(hass, form, typed)

    assert shown["step_id"] == "membrane"
    assert shown["errors"] == {"base": error}
    assert prefilled(shown) == typed
    choice = await submit(hass, shown, typed)
    assert choice["step_id"] == "membrane_connection"


@pytest.mark.parametrize(
    ("fault", "step_id"),
    [
        ("unauthorized", "membrane"),
        ("rate_limited", "membrane"),
        ("html_error", "membrane"),
        ("malformed", "membrane"),
        ("not_found", "membrane_connection"),
        ("forbidden", "membrane_connection"),
    ],
)
async def test_who_may_not_search_chooses_all_the_same(
    hass: HomeAssistant, simulator: Simulator, fault: str, step_id: str
) -> None:
    """Connections have names; but what may be cured is said."""
    simulator.faults.arm(fault, path="/membrane/search")
    form = await open_dialog(hass, "membrane")

    shown = await submit(hass, form, membrane_input(simulator))

    assert shown["step_id"] == step_id
    assert bool(shown["errors"]) is (step_id == "membrane")


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"token": "wrong"}, "invalid_auth"),
        ({"token": "two\nlines"}, "cannot_connect"),
        ({"base_url": NOWHERE}, "cannot_connect"),
        ({"base_url": "not a url"}, "cannot_connect"),
    ],
)
async def test_wrong_input_is_corrected_in_the_same_form(
    hass: HomeAssistant, simulator: Simulator, wrong: dict[str, str], error: str
) -> None:
    """Whatever is typed in, the form comes back with a reason and can be corrected."""
    form = await open_dialog(hass, "membrane")

    shown = await submit(hass, form, membrane_input(simulator, **wrong))

    assert shown["step_id"] == "membrane"
    assert shown["errors"] == {"base": error}
    choice = await submit(hass, shown, membrane_input(simulator))
    assert choice["step_id"] == "membrane_connection"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "rate_limited", "path": PROXY}, "rate_limited"),
        ({"kind": "not_found", "path": PROXY}, "no_connection"),
        ({"kind": "unauthorized", "path": PROXY}, "no_connection"),
        ({"kind": "server_error", "path": PROXY}, "cannot_connect"),
        ({"kind": "forbidden", "path": PROXY}, "unknown"),
        ({"kind": "unauthorized", "path": "/account"}, "no_connection"),
        ({"kind": "not_found", "path": "/account", "times": None}, "no_connection"),
    ],
    ids=lambda value: (
        value if isinstance(value, str) else f"{value['kind']} {value['path']}"
    ),
)
async def test_a_connection_that_fails_is_tried_again_in_the_same_form(
    hass: HomeAssistant,
    simulator: Simulator,
    connection: Connection,
    fault: dict[str, Any],
    error: str,
) -> None:
    """The choice comes back with the reason, and with what was chosen."""
    newer = add_membrane_connection(simulator, "nocredit", DEMO_KEY)
    armed = simulator.faults.arm(**fault)
    form = await open_dialog(hass, "membrane")
    choice = await submit(hass, form, membrane_input(simulator))

    shown = await submit(hass, choice, {"connection_id": connection.connection_id})

    assert connection_choice(shown)[0] == newer.connection_id
    assert shown["errors"] == {"base": error}
    assert prefilled(shown) == {"connection_id": connection.connection_id}
    if armed in simulator.faults:
        simulator.faults.clear()
    result = await submit(hass, shown, {"connection_id": connection.connection_id})
    assert result["result"].unique_id == "672721"


@pytest.mark.parametrize("prefix", ["/v3/account", "/account"])
async def test_only_a_path_that_is_not_there_leads_to_the_other(
    hass: HomeAssistant, simulator: Simulator, choice: ConfigFlowResult, prefix: str
) -> None:
    """Where nobody answers the one question, the other is not asked."""
    base = "v3" if prefix == "/account" else "bare"
    simulator.settings.patch({"membrane_base": base})
    path = f"/membrane/connections/*/proxy{prefix}"
    simulator.faults.arm("server_error", path=path)

    shown = await submit(hass, choice, prefilled(choice))

    assert shown["errors"] == {"base": "cannot_connect"}
    asked = simulator.requests.find(path="/membrane/connections/*/proxy/*")
    assert len(asked) == (1 if prefix == "/v3/account" else 2)
    result = await submit(hass, shown, prefilled(shown))
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("status", [400, 401, 403, 409])
async def test_a_dead_connection_is_replaced_in_the_same_form(
    hass: HomeAssistant, simulator: Simulator, connection: Connection, status: int
) -> None:
    """A connection that broke while it was chosen gives way to another."""
    simulator.settings.patch({"membrane_defunct_status": status})
    newer = add_membrane_connection(simulator)
    form = await open_dialog(hass, "membrane")
    choice = await submit(hass, form, membrane_input(simulator))
    newer.disconnected = True

    shown = await submit(hass, choice, {"connection_id": newer.connection_id})

    assert shown["step_id"] == "membrane_connection"
    assert shown["errors"] == {"base": "no_connection"}
    result = await submit(hass, shown, {"connection_id": connection.connection_id})
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "html_error", "status": 200}, "cannot_connect"),
        ({"kind": "hang"}, "timeout_connect"),
    ],
    ids=lambda value: value if isinstance(value, str) else value["kind"],
)
async def test_what_another_connection_cannot_cure_leads_back_to_the_first_form(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    choice: ConfigFlowResult,
    fault: dict[str, Any],
    error: str,
) -> None:
    """The token and the address can be corrected where they were typed in."""
    monkeypatch.setattr(http, "TIMEOUT", aiohttp.ClientTimeout(sock_read=0.2))
    simulator.faults.arm(path=PROXY, **fault)

    shown = await submit(hass, choice, prefilled(choice))

    assert shown["step_id"] == "membrane"
    assert shown["errors"] == {"base": error}
    assert prefilled(shown) == membrane_input(simulator)


@pytest.mark.parametrize("chosen", ["old", "new"])
async def test_a_token_that_expires_meanwhile_leads_back_to_the_first_form(
    hass: HomeAssistant, simulator: Simulator, choice: ConfigFlowResult, chosen: str
) -> None:
    """Whatever is chosen, a new token can be typed in."""
    simulator.membrane_tenant.tokens.expire()

    shown = await submit(hass, choice, prefilled(choice) if chosen == "old" else NEW)

    assert shown["step_id"] == "membrane"
    assert shown["errors"] == {"base": "invalid_auth"}
    simulator.membrane_tenant.tokens.renew()
    choice = await submit(hass, shown, membrane_input(simulator))
    result = await submit(hass, choice, prefilled(choice))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_the_same_account_another_way_is_the_same_entry(
    hass: HomeAssistant, entry: MockConfigEntry, choice: ConfigFlowResult
) -> None:
    """An account that is reached directly is not added through Membrane as well."""
    result = await submit(hass, choice, prefilled(choice))

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert hass.config_entries.async_entries(DOMAIN) == [entry]


async def test_a_new_connection_is_authorised_in_the_browser(
    hass: HomeAssistant, simulator: Simulator, choice: ConfigFlowResult
) -> None:
    """The dialog opens Membrane's page, waits, and adds the account by itself."""
    simulator.settings.patch({"membrane_reconnects": True})

    shown = await submit(hass, choice, NEW)
    assert shown["type"] is FlowResultType.EXTERNAL_STEP
    assert shown["step_id"] == "membrane_authorize"
    assert shown["url"].startswith(f"{simulator.url}/membrane-connect?session_token=")
    again = await hass.config_entries.flow.async_configure(shown["flow_id"])
    assert again["url"] == shown["url"]
    await authorise(hass, shown, simulator)
    result = await goes_on(hass, shown)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].state is ConfigEntryState.LOADED
    made = newest_request(simulator).result
    assert made is not None
    assert result["result"].data == {
        **membrane_data(simulator),
        "connection_id": made.connection_id,
    }
    assert len(list(simulator.membrane_tenant.requests)) == 1


async def test_a_new_connection_that_takes_its_time(
    hass: HomeAssistant, simulator: Simulator, choice: ConfigFlowResult
) -> None:
    """What was granted is used as soon as Membrane has built it."""
    shown = await submit(hass, choice, NEW)
    request = newest_request(simulator)
    simulator.membrane_tenant.requests.authorise(
        request, simulator.account.username, simulator.account.api_key
    )
    assert request.result is not None
    request.result.state = "BUILDING"
    path = f"{LIST}/{request.result.connection_id}"
    await simulator.requests.wait_for(2, "GET", path)
    request.result.state = "READY"

    result = await goes_on(hass, shown)

    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("end", ["cancelled", "error", "archived", "late"])
async def test_a_connection_that_comes_to_nothing_leads_back_to_the_choice(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    choice: ConfigFlowResult,
    end: str,
) -> None:
    """A request that nobody granted is given up."""
    if end == "late":
        monkeypatch.setattr(authorization, "AUTHORIZATION_SECONDS", 0.1)
    shown = await submit(hass, choice, NEW)
    tenant = simulator.membrane_tenant
    request = newest_request(simulator)
    match end:
        case "cancelled":
            tenant.requests.cancel(request)
        case "error":
            tenant.requests.fail(request, "No")
        case "archived":
            tenant.requests.authorise(request, "casey", "key")
            assert request.result is not None
            tenant.connections.archive(request.result)

    back = await goes_on(hass, shown)

    assert connection_choice(back) == connection_choice(choice)
    assert back["errors"] == {"base": "no_connection"}
    result = await submit(hass, back, {"connection_id": connection_choice(back)[0]})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_granted_request_without_a_connection_is_waited_for(
    hass: HomeAssistant, simulator: Simulator, choice: ConfigFlowResult
) -> None:
    """Membrane may name the connection later than it says that all went well."""
    shown = await submit(hass, choice, NEW)
    request = newest_request(simulator)
    request.status = "success"
    asked = len(simulator.requests.find("GET", f"{REQUESTS}/*"))
    await simulator.requests.wait_for(asked + 2, "GET", f"{REQUESTS}/*")
    request.result = add_membrane_connection(simulator)

    result = await goes_on(hass, shown)

    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "rate_limited"},
        {"kind": "server_error"},
        {"kind": "malformed"},
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
    """The dialog goes on waiting when Membrane fails to answer once."""
    armed = simulator.faults.arm(method="GET", path=f"{REQUESTS}/*", **fault)
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
async def test_a_connection_that_cannot_be_asked_for_is_tried_again(
    hass: HomeAssistant,
    simulator: Simulator,
    choice: ConfigFlowResult,
    fault: dict[str, Any],
    error: str,
) -> None:
    """The choice comes back with the reason, and a new one can be asked for again."""
    simulator.faults.arm(method="POST", path=REQUESTS, **fault)

    back = await submit(hass, choice, NEW)

    assert back["step_id"] == "membrane_connection"
    assert back["errors"] == {"base": error}
    shown = await submit(hass, back, NEW)
    assert shown["type"] is FlowResultType.EXTERNAL_STEP


@pytest.mark.parametrize("url", [None, "javascript:alert(1)"])
async def test_a_request_without_a_page(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    choice: ConfigFlowResult,
    url: str | None,
) -> None:
    """Nobody could ever grant it, and nobody is sent to anything but a page."""
    shown_by_membrane = ConnectionRequest.as_dict

    def without_page(*args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**shown_by_membrane(*args, **kwargs), "url": url}

    monkeypatch.setattr(ConnectionRequest, "as_dict", without_page)

    back = await submit(hass, choice, NEW)

    assert back["step_id"] == "membrane_connection"
    assert back["errors"] == {"base": "cannot_connect"}


async def test_leaving_the_dialog_ends_the_waiting(
    hass: HomeAssistant, simulator: Simulator, choice: ConfigFlowResult
) -> None:
    """Nothing is asked any more, and what was there is still there."""
    shown = await submit(hass, choice, NEW)

    hass.config_entries.flow.async_abort(shown["flow_id"])
    await hass.async_block_till_done(wait_background_tasks=True)

    asked = len(simulator.requests)
    await asyncio.sleep(0.05)
    assert len(simulator.requests) == asked
    assert simulator.requests.find("DELETE") == []


async def test_the_step_without_input_shows_the_choice(
    hass: HomeAssistant, choice: ConfigFlowResult
) -> None:
    """A page that is loaded anew shows the same form."""
    again = await hass.config_entries.flow.async_configure(choice["flow_id"])
    assert connection_choice(again) == connection_choice(choice)
