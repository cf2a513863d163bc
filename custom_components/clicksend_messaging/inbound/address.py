"""Where this Home Assistant is to be found from outside."""

from collections.abc import Callable
import logging
from types import ModuleType
from typing import Any

from homeassistant.components import webhook
from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers.network import NoURLAvailableError

_LOGGER = logging.getLogger(__name__)


class AddressUnavailableError(Exception):
    """Home Assistant Cloud cannot be asked now."""


def has_cloud(hass: HomeAssistant) -> bool:
    """Return whether there is a subscription to Home Assistant Cloud."""
    cloud = _cloud(hass)
    return cloud is not None and bool(cloud.async_active_subscription(hass))


async def async_cloud_address(hass: HomeAssistant, webhook_id: str) -> str:
    """Return a webhook's address at Home Assistant Cloud, made if there is none yet.

    Raises:
        AddressUnavailableError: it cannot be asked now.

    """
    if (cloud := _cloud(hass)) is None:
        raise AddressUnavailableError
    try:
        url: str = await cloud.async_get_or_create_cloudhook(hass, webhook_id)
    except Exception as err:
        # Also those of a library that is there only where the cloud is.
        raise AddressUnavailableError from err
    return url


async def async_give_up_cloud_address(hass: HomeAssistant, webhook_id: str) -> None:
    """Have Home Assistant Cloud pass nothing on any more."""
    if (cloud := _cloud(hass)) is None:
        return
    try:
        await cloud.async_delete_cloudhook(hass, webhook_id)
    except Exception as err:  # noqa: BLE001 (see above; nothing else may be held up)
        _LOGGER.debug("The cloudhook is not deleted (%s)", type(err).__name__)


def own_address(hass: HomeAssistant, webhook_id: str) -> str | None:
    """Return a webhook's address below the external URL, ``None`` without one."""
    try:
        return webhook.async_generate_url(hass, webhook_id, allow_internal=False)
    except NoURLAvailableError:
        return None


@callback
def async_track_address(
    hass: HomeAssistant, webhook_id: str, changed: Callable[[], None]
) -> CALLBACK_TYPE:
    """Call back when the address may be another; return what ends that."""

    @callback
    def async_config_changed(event: Event[Any]) -> None:
        if "external_url" in event.data:
            changed()

    @callback
    def async_cloud_changed(_what: object) -> None:
        changed()

    ends = [hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, async_config_changed)]
    if (cloud := _cloud(hass)) is not None:
        ends.append(cloud.async_listen_connection_change(hass, async_cloud_changed))
        ends.append(
            cloud.async_listen_cloudhook_change(hass, webhook_id, async_cloud_changed)
        )

    @callback
    def async_end() -> None:
        for end in ends:
            end()

    return async_end


def _cloud(hass: HomeAssistant) -> ModuleType | None:
    """Return Home Assistant Cloud if it is loaded: to load it takes seconds."""
    if "cloud" not in hass.config.components:
        return None
    from homeassistant.components import cloud  # noqa: PLC0415 (see above)

    return cloud
