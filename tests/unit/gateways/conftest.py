"""Fixtures: the choice of connections, at each of the gateways in turn."""

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
import pytest

from custom_components.clicksend_messaging import authorization
from simulator import Simulator
from tests.unit.dialogs import open_dialog, submit
from tests.unit.gateways.gateways import GATEWAYS, MATON, Connection, Gateway


@pytest.fixture(params=GATEWAYS, ids=[each.key for each in GATEWAYS])
def gateway(request: pytest.FixtureRequest) -> Gateway:
    """Go through each of the gateways in turn."""
    chosen: Gateway = request.param
    return chosen


@pytest.fixture
def connection(simulator: Simulator, gateway: Gateway) -> Connection:
    """Return the connection that is there from the start."""
    if gateway is MATON:
        return next(iter(simulator.connections))
    return simulator.membrane_tenant.clicksend


@pytest.fixture
async def choice(
    hass: HomeAssistant, simulator: Simulator, gateway: Gateway
) -> ConfigFlowResult:
    """Return the choice of connections."""
    form = await open_dialog(hass, gateway.key)
    return await submit(hass, form, gateway.typed(simulator))


@pytest.fixture
def quick_polling(monkeypatch: pytest.MonkeyPatch, simulator: Simulator) -> None:
    """Ask every hundredth of a second, which the gateway does not mind here."""
    monkeypatch.setattr(authorization, "POLL_SECONDS", 0.01)
    simulator.settings.patch({"maton_rate_limit": 0})
