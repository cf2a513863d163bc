"""Put one of the blueprints to use, as the user interface does."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
import shutil
from typing import Any, Final

from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import restore_state
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest

from tests.unit.states import full_state

FOLDER: Final = Path(__file__).parents[3] / "blueprints" / "automation"
OURS: Final = "clicksend_messaging"
AUTOMATION: Final = "automation.ours"

type Use = Callable[..., Awaitable[None]]


@pytest.fixture
async def use(hass: HomeAssistant) -> AsyncGenerator[Use]:
    """Return a function that makes an automation of a blueprint."""

    async def use(name: str, **inputs: Any) -> None:
        copied = Path(hass.config.path("blueprints", "automation", OURS))
        await hass.async_add_executor_job(shutil.copytree, FOLDER / OURS, copied)
        chosen = {"path": f"{OURS}/{name}.yaml", "input": inputs}
        assert await async_setup_component(hass, "persistent_notification", {})
        config = {"automation": {"alias": "Ours", "use_blueprint": chosen}}
        assert await async_setup_component(hass, "automation", config)
        await hass.async_block_till_done()
        # A blueprint or an input that is wrong makes an automation that is unavailable.
        assert full_state(hass, AUTOMATION).state == "on"

    yield use
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": AUTOMATION}, blocking=True
    )


def remember(hass: HomeAssistant, *states: State) -> None:
    """Have helpers that are added from now on be as they were before a restart."""
    known = restore_state.async_get(hass).last_states
    for state in states:
        seen = {"state": state.as_dict(), "last_seen": dt_util.utcnow()}
        known[state.entity_id] = restore_state.StoredState.from_dict(seen)


async def run_by_hand(hass: HomeAssistant) -> None:
    """Run the automation now, as its button does."""
    await hass.services.async_call(
        "automation", "trigger", {"entity_id": AUTOMATION}, blocking=True
    )
    await hass.async_block_till_done(wait_background_tasks=True)
