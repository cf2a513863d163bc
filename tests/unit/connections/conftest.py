"""One account, reached in each of the ways; the tests do not know which."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.conftest import (
    DAD,
    MUM,
    direct_data,
    maton_data,
    membrane_data,
    recipient,
)


@dataclass(frozen=True)
class Way:
    """A way to ClickSend, and the service where requests arrive."""

    service: str
    data: Callable[[Simulator], dict[str, Any]]
    base: str = "bare"
    """What Membrane's connector has for a base."""


def _behind_v3(simulator: Simulator) -> dict[str, Any]:
    """Return the data of an account where Membrane adds the version itself."""
    return {**membrane_data(simulator), "api_prefix": ""}


WAYS = {
    "direct": Way("clicksend", direct_data),
    "Maton": Way("maton", maton_data),
    "Membrane": Way("membrane", membrane_data),
    "Membrane with v3": Way("membrane", _behind_v3, base="v3"),
}


@pytest.fixture(params=[*WAYS.values()], ids=[*WAYS])
def way(request: pytest.FixtureRequest, simulator: Simulator) -> Way:
    """Go each of the ways in turn."""
    chosen: Way = request.param
    simulator.settings.patch({"maton_rate_limit": 0, "membrane_base": chosen.base})
    return chosen


@pytest.fixture
def reached_by(way: Way) -> str:
    """Return the service where requests have to arrive."""
    return way.service


@pytest.fixture
async def entry(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    way: Way,
) -> MockConfigEntry:
    """Return an account that is reached that way, with Dad and Mum as recipients."""
    people = (
        recipient("Dad", DAD, channels=["sms", "mms", "voice"]),
        recipient("Mum", MUM),
    )
    added = make_entry(*people, data=way.data(simulator))
    assert await hass.config_entries.async_setup(added.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return added
