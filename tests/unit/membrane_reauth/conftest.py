"""An account behind Membrane that has trouble."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging import authorization
from simulator import Simulator
from simulator.membrane.connections import Connection
from tests.unit.conftest import membrane_data
from tests.unit.membrane_reauth.signing_in import MakeEntry


@pytest.fixture
def expected_log() -> list[str]:
    """Expect to be told of credentials that are refused."""
    return [
        "could not authenticate",
        "Authentication failed while fetching",
        # Of two polls at the same time one may be refused and one not answered.
        "Error fetching clicksend_messaging",
    ]


@pytest.fixture(autouse=True)
def _quick_polling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask Membrane every hundredth of a second."""
    monkeypatch.setattr(authorization, "POLL_SECONDS", 0.01)


@pytest.fixture
def connection(simulator: Simulator) -> Connection:
    """Return the connection that is there from the start."""
    return simulator.membrane_tenant.clicksend


@pytest.fixture
async def entry(
    hass: HomeAssistant, simulator: Simulator, make_entry: MakeEntry
) -> MockConfigEntry:
    """Return a running account that is reached through Membrane."""
    added = make_entry(data=membrane_data(simulator))
    assert await hass.config_entries.async_setup(added.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return added
