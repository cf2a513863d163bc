"""The ways on which an account is reached."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from simulator.requests import RequestRecord
from tests.unit.conftest import direct_data, maton_data, membrane_data


@dataclass(frozen=True)
class Road:
    """A way to ClickSend, by how the simulator sees it."""

    service: str
    """Where ClickSend's paths arrive."""
    prefix: str = ""
    """What stands before them there."""
    control: str | None = None
    """Where the gateway's connections are."""
    base: str = "gateway_url"
    """What the account calls the address of the service."""

    def data(self, simulator: Simulator, to: str | None = None) -> dict[str, Any]:
        """Return the data of an account that goes this way, maybe to another host."""
        data = self._data(simulator)
        return data if to is None else {**data, self.base: to}

    def at(self, simulator: Simulator, path: str) -> str:
        """Return the path at which a path of ClickSend's arrives."""
        connection_id = self.data(simulator).get("connection_id")
        return f"{self.prefix.format(connection_id=connection_id)}{path}"

    def connection(self, simulator: Simulator) -> str | None:
        """Return the connection that a header names."""
        data = self.data(simulator)
        return data["connection_id"] if data["connection_type"] == "maton" else None

    def _data(self, simulator: Simulator) -> dict[str, Any]:
        """Return the data of an account that goes this way."""
        if self.control is None:
            return direct_data(simulator)
        if self.control == "membrane":
            return membrane_data(simulator)
        newer = self.control == self.service
        access = simulator.maton if newer else simulator.maton_legacy
        return {
            **maton_data(simulator),
            "gateway_url": access.gateway_url,
            "control_url": access.control_url,
        }


DIRECT = Road("clicksend", base="base_url")
MATON = Road("maton", "/clicksend/v3", "maton")
MATON_OLDER = Road("maton-gateway", "/clicksend/v3", "maton-ctrl")
MEMBRANE = Road(
    "membrane", "/connections/{connection_id}/proxy/v3", "membrane", "base_url"
)

ROADS = {
    "direct": DIRECT,
    "Maton": MATON,
    "Maton's older hosts": MATON_OLDER,
    "Membrane": MEMBRANE,
}

ON_EVERY_ROAD = pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)
THROUGH_MATON = pytest.mark.parametrize(
    "road", [MATON, MATON_OLDER], ids=["newer", "older"]
)

THROUGH_A_GATEWAY = pytest.mark.parametrize(
    "road",
    [MATON, MATON_OLDER, MEMBRANE],
    ids=["Maton", "Maton's older hosts", "Membrane"],
)


async def set_out(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    road: Road,
) -> MockConfigEntry:
    """Set up an account that goes this way; then nothing has been asked yet."""
    simulator.settings.patch({"maton_rate_limit": 0, "rate_limit_account": 0})
    entry = make_entry(data=road.data(simulator))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    simulator.requests.clear()
    return entry


def asked(simulator: Simulator) -> list[RequestRecord]:
    """Return all that was asked since."""
    return list(simulator.requests)
