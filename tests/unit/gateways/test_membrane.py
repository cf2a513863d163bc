"""What only Membrane has of the dialog that adds an account."""

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from simulator import Simulator
from simulator.membrane.connection_requests import ConnectionRequest
from simulator.membrane.connections import Connection
from tests.unit.conftest import membrane_data
from tests.unit.dialogs import (
    add_membrane_connection,
    connection_choice,
    goes_on,
    membrane_input,
    open_dialog,
    prefilled,
    submit,
)
from tests.unit.gateways.gateways import MEMBRANE, NEW, Gateway

LIST = "/membrane/connections"
REQUESTS = "/membrane/connection-requests"

pytestmark = pytest.mark.usefixtures("quick_polling")


@pytest.fixture
def gateway() -> Gateway:
    """Go through Membrane."""
    return MEMBRANE


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
