"""A real Home Assistant with files on disk, and the contestants inside it."""

from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
import socket
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

from homeassistant import loader
from homeassistant.auth import auth_manager_from_config
from homeassistant.bootstrap import async_load_base_functionality
from homeassistant.components.http.config import async_get_and_load_store
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntries,
    ConfigEntry,
    ConfigEntryState,
    ConfigSubentryData,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

from custom_components.clicksend_messaging.const import (
    CONF_API_KEY,
    CONF_BASE_URL,
    CONF_CONNECTION_TYPE,
    CONF_COUNTRY,
    CONF_CURRENCY,
    CONF_USERNAME,
    CONNECTION_DIRECT,
    DOMAIN,
    SUBENTRY_RECIPIENT,
)
from custom_components.clicksend_messaging.messaging.options import (
    CONF_PER_HOUR,
    CONF_PER_RECIPIENT,
    SECTION_LIMITS,
)

USERNAME = "home"
API_KEY = "opens-nothing"

# Limits that are asked but never reached.
_NO_LIMIT = 100_000_000


@asynccontextmanager
async def running_home(folder: Path) -> AsyncGenerator[HomeAssistant]:
    """Run Home Assistant's core: what every home has, without a user's integrations.

    Installs nothing: what a contestant requires has to be there.
    """
    hass = HomeAssistant(str(folder))
    hass.config.skip_pip = True
    hass.config_entries = ConfigEntries(hass, {})
    loader.async_setup(hass)
    await async_load_base_functionality(hass)
    hass.auth = await auth_manager_from_config(hass, [], [])
    web = {"server_host": ["127.0.0.1"], "server_port": _free_port()}
    for component, config in (("homeassistant", {}), ("http", web)):
        await async_setup_component(hass, component, {component: config})
    # Otherwise Home Assistant restarts when nobody has confirmed its new port in time.
    await (await async_get_and_load_store(hass)).async_promote_pending()
    await hass.async_start()
    try:
        yield hass
    finally:
        await hass.async_stop(force=True)


def _free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def number(index: int) -> str:
    """Return one of a million different numbers that could be real."""
    return f"+1202{2_000_000 + index}"


async def add_account(
    hass: HomeAssistant, url: str, recipients: int, *, title: str = "ClickSend"
) -> ConfigEntry[Any]:
    """Set up this integration, with limits out of the way and recipients to send to."""
    return await add_entry(
        hass,
        domain=DOMAIN,
        title=title,
        unique_id=title,
        data={
            CONF_CONNECTION_TYPE: CONNECTION_DIRECT,
            CONF_USERNAME: USERNAME,
            CONF_API_KEY: API_KEY,
            CONF_BASE_URL: f"{url}/v3",
            CONF_COUNTRY: "US",
            CONF_CURRENCY: "USD",
        },
        options={
            SECTION_LIMITS: {
                CONF_PER_HOUR: _NO_LIMIT,
                CONF_PER_RECIPIENT: _NO_LIMIT,
            }
        },
        subentries=[
            ConfigSubentryData(
                subentry_type=SUBENTRY_RECIPIENT,
                title=f"{title} {index}",
                unique_id=number(index),
                data={
                    "name": f"{title} {index}",
                    "phone_number": number(index),
                    "channels": ["sms"],
                    "sms": {},
                },
            )
            for index in range(recipients)
        ],
    )


def notify_entities(hass: HomeAssistant, entry: ConfigEntry[Any]) -> list[str]:
    """Return the recipients' entities."""
    return [
        entity.entity_id
        for entity in er.async_entries_for_config_entry(
            er.async_get(hass), entry.entry_id
        )
        if entity.domain == "notify"
    ]


async def add_entry(
    hass: HomeAssistant,
    *,
    domain: str,
    title: str,
    unique_id: str,
    data: Mapping[str, Any],
    options: Mapping[str, Any] | None = None,
    subentries: Iterable[ConfigSubentryData] = (),
) -> ConfigEntry[Any]:
    """Set up an integration as its dialog would have.

    Raises:
        RuntimeError: it could not be set up.

    """
    entry: ConfigEntry[Any] = ConfigEntry(
        data=data,
        discovery_keys=MappingProxyType({}),
        domain=domain,
        minor_version=1,
        options=options or {},
        source=SOURCE_USER,
        subentries_data=subentries,
        title=title,
        unique_id=unique_id,
        version=1,
    )
    await hass.config_entries.async_add(entry)
    await hass.async_block_till_done()
    if entry.state is not ConfigEntryState.LOADED:
        raise RuntimeError(f"{domain} could not be set up: {entry.reason}")
    return entry


async def add_core_platform(hass: HomeAssistant, url: str) -> None:
    """Set up Home Assistant's own ``clicksend``, with its address moved to ours."""
    # Its address is a constant of the module, so that is where it is changed.
    patch("homeassistant.components.clicksend.notify.BASE_API_URL", f"{url}/v3").start()
    platform = {
        "platform": "clicksend",
        "name": "core_clicksend",
        "username": USERNAME,
        "api_key": API_KEY,
        "recipient": [number(0)],
    }
    await async_setup_component(hass, "notify", {"notify": [platform]})
    await hass.async_block_till_done()
    if not hass.services.has_service("notify", "core_clicksend"):
        raise RuntimeError("Home Assistant's own clicksend could not be set up")
