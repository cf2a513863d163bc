"""What the tests of signing in to Membrane again have in common."""

from collections.abc import Callable
from datetime import timedelta

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import DOMAIN as HOMEASSISTANT_DOMAIN, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from simulator.membrane.connections import Connection
from tests.unit.conftest import DAD

ONE = "/membrane/connections/*"


PROXY = "/membrane/connections/*/proxy/*"


REQUESTS = "/membrane/connection-requests"


DAD_ENTITY = "notify.dad_sms"

type MakeEntry = Callable[..., MockConfigEntry]


async def poll(hass: HomeAssistant) -> None:
    """Have happen what is due in a quarter of an hour: the account is looked at."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=16))
    await hass.async_block_till_done(wait_background_tasks=True)


async def reauth_form(
    hass: HomeAssistant, entry: MockConfigEntry, step_id: str
) -> ConfigFlowResult:
    """Return the form of the one dialog that asks to sign in again."""
    [flow] = entry.async_get_active_flows(hass, {SOURCE_REAUTH})
    form = await hass.config_entries.flow.async_configure(flow["flow_id"])
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == step_id
    assert form["description_placeholders"] == {"name": entry.title}
    return form


async def renewal(
    hass: HomeAssistant, entry: MockConfigEntry, connection: Connection, trouble: str
) -> ConfigFlowResult:
    """Return the announcement of Membrane's page, after trouble with a connection."""
    break_down(connection, trouble)
    await poll(hass)
    return await reauth_form(hass, entry, "membrane_renew")


def break_down(connection: Connection, trouble: str) -> None:
    """Have a connection need its owner."""
    match trouble:
        case "disconnected":
            connection.disconnected = True
        case "defunct":
            connection.is_defunct = True
        case "key":
            connection.api_key = "no longer valid"
        case _:
            connection.state = "CLIENT_ACTION_REQUIRED"
            connection.action_has_url = trouble == "action"


async def text_dad(hass: HomeAssistant, message: str = "Hello") -> None:
    """Text Dad."""
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": DAD_ENTITY, "message": message},
        blocking=True,
    )


async def assert_signed_in(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    result: ConfigFlowResult,
) -> None:
    """Check that the dialog is done, and the account works again."""
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    assert entry.state is ConfigEntryState.LOADED
    assert hass.states.is_state("sensor.clicksend_balance", "100.000000")
    assert hass.config_entries.flow.async_progress_by_handler(DOMAIN) == []
    issue = f"config_entry_reauth_{DOMAIN}_{entry.entry_id}"
    assert not ir.async_get(hass).async_get_issue(HOMEASSISTANT_DOMAIN, issue)
    await text_dad(hass, "Back again")
    assert simulator.phones[DAD].received[-1] == "Back again"
