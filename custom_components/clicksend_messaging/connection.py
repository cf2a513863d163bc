"""From an entry's data to a client for its account."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .api.clicksend import ClickSendClient
from .api.gateways import Gateway
from .api.maton import MatonClient
from .api.membrane import MembraneClient
from .api.skillboss import SkillBossClient
from .api.transports import (
    DirectTransport,
    MatonTransport,
    MembraneTransport,
    Transport,
)
from .const import (
    CONF_API_KEY,
    CONF_API_PREFIX,
    CONF_BASE_URL,
    CONF_CONNECTION_ID,
    CONF_CONNECTION_TYPE,
    CONF_CONTROL_URL,
    CONF_GATEWAY_URL,
    CONF_USERNAME,
    CONNECTION_MATON,
    CONNECTION_MEMBRANE,
    CONNECTION_SKILLBOSS,
)


def async_client(hass: HomeAssistant, data: Mapping[str, Any]) -> ClickSendClient:
    """Return a client that goes the way the entry's data says."""
    return ClickSendClient(partial(async_get_clientsession, hass), _transport(data))


def async_gateway(hass: HomeAssistant, data: Mapping[str, Any]) -> Gateway | None:
    """Return the connections of the gateway on the way, if there is one."""
    return async_maton(hass, data) or async_membrane(hass, data)


def async_maton(hass: HomeAssistant, data: Mapping[str, Any]) -> MatonClient | None:
    """Return Maton's connections, if that is the way the entry's data says."""
    if data[CONF_CONNECTION_TYPE] != CONNECTION_MATON:
        return None
    return MatonClient(
        partial(async_get_clientsession, hass),
        data[CONF_API_KEY],
        data[CONF_CONTROL_URL],
    )


def async_membrane(
    hass: HomeAssistant, data: Mapping[str, Any]
) -> MembraneClient | None:
    """Return Membrane, if that is the way the entry's data says."""
    if data[CONF_CONNECTION_TYPE] != CONNECTION_MEMBRANE:
        return None
    return MembraneClient(
        partial(async_get_clientsession, hass),
        data[CONF_TOKEN],
        data[CONF_BASE_URL],
    )


def async_hub(hass: HomeAssistant, data: Mapping[str, Any]) -> SkillBossClient:
    """Return a client for the hub that the entry's data names."""
    return SkillBossClient(
        partial(async_get_clientsession, hass), data[CONF_API_KEY], data[CONF_BASE_URL]
    )


def is_hub(entry: ConfigEntry[Any]) -> bool:
    """Tell whether an entry is the SkillBoss hub, and no ClickSend account."""
    return bool(entry.data[CONF_CONNECTION_TYPE] == CONNECTION_SKILLBOSS)


def _transport(data: Mapping[str, Any]) -> Transport:
    """Return the way to ClickSend."""
    if data[CONF_CONNECTION_TYPE] == CONNECTION_MATON:
        return MatonTransport(
            api_key=data[CONF_API_KEY],
            connection_id=data[CONF_CONNECTION_ID],
            gateway_url=data[CONF_GATEWAY_URL],
        )
    if data[CONF_CONNECTION_TYPE] == CONNECTION_MEMBRANE:
        return MembraneTransport(
            token=data[CONF_TOKEN],
            connection_id=data[CONF_CONNECTION_ID],
            base_url=data[CONF_BASE_URL],
            prefix=data[CONF_API_PREFIX],
        )
    return DirectTransport(
        username=data[CONF_USERNAME],
        api_key=data[CONF_API_KEY],
        base_url=data[CONF_BASE_URL],
    )
