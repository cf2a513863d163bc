"""A Home Assistant that ran before this one, with the same files."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from homeassistant.core import HomeAssistant, _hass
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
)

from tests.unit.inbound.conftest import same_entry


@asynccontextmanager
async def earlier_life(
    hass: HomeAssistant, entry: MockConfigEntry
) -> AsyncGenerator[HomeAssistant]:
    """Run with the account until the block ends, and stop as on a restart."""
    async with async_test_home_assistant(
        asyncio.get_running_loop(), config_dir=hass.config.config_dir
    ) as before:
        before.data.pop(DATA_CUSTOM_COMPONENTS)
        earlier = same_entry(entry)
        earlier.add_to_hass(before)
        before.config_entries.async_update_entry(earlier, options=entry.options)
        assert await before.config_entries.async_setup(earlier.entry_id)
        await before.async_block_till_done(wait_background_tasks=True)
        yield before
        await before.async_stop(force=True)
    _hass.hass = hass
