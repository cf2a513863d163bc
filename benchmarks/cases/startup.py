"""Import and set-up, beside Home Assistant's ``ntfy``."""

from functools import partial
import logging
from types import MappingProxyType
from typing import Any, Final
from unittest.mock import AsyncMock, patch

from aiontfy.update import LatestRelease
from homeassistant.config_entries import ConfigEntry, ConfigSubentryData
from homeassistant.core import HomeAssistant

from ..contestants import OURS
from ..home import add_account, add_entry, running_home
from ..measure import Contestant, interleaved
from ..results import Goal, Result, wall_and_cpu
from .setting import Setting

NAME = "set-up"
NTFY: Final = "ntfy"

_RELEASE = MappingProxyType(
    {"tag_name": "v2.17.0", "name": "v2.17.0", "html_url": "", "body": ""}
)


async def run(setting: Setting) -> list[Result]:
    """Set up entries that were unloaded, one recipient or topic each.

    The code is loaded already: what importing it costs is a case of its own. ntfy also
    asks GitHub for its latest release, once a home; that is answered on the spot.
    """
    async with running_home(setting.folder) as hass:
        entries = {
            OURS: await add_account(hass, setting.url, recipients=1),
            NTFY: await _add_ntfy(hass, setting.url),
        }
        measured = await interleaved(
            {name: _setting_up(hass, entry) for name, entry in entries.items()},
            setting.rounds,
        )
    goals = (Goal(of=OURS, beside=NTFY, at_most=1.5),)
    return wall_and_cpu(
        NAME, setting.over, measured, per="entry", wall_goals=goals, cpu_goals=goals
    )


def _setting_up(hass: HomeAssistant, entry: ConfigEntry[Any]) -> Contestant:
    """Return the set-up of an entry, which is unloaded before."""
    return Contestant(
        prepare=partial(hass.config_entries.async_unload, entry.entry_id),
        work=partial(hass.config_entries.async_setup, entry.entry_id),
    )


async def _add_ntfy(hass: HomeAssistant, url: str) -> ConfigEntry[Any]:
    """Set up ntfy with one topic."""
    # ntfy loads the camera component, which misses a library that it can do without.
    logging.getLogger("homeassistant.components.camera.img_util").disabled = True
    patch(
        "aiontfy.update.UpdateChecker.latest_release",
        AsyncMock(return_value=LatestRelease(**_RELEASE)),
    ).start()
    return await add_entry(
        hass,
        domain=NTFY,
        title="ntfy",
        unique_id="ntfy",
        data={
            "url": f"{url}/",
            "username": None,
            "verify_ssl": True,
            "token": "opens-nothing",
        },
        subentries=[
            ConfigSubentryData(
                subentry_type="topic",
                title="Front door",
                unique_id="front_door",
                data={"topic": "front_door"},
            )
        ],
    )
