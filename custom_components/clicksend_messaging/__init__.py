"""ClickSend Messaging: texts from a home to people, and from people to their home."""

import asyncio
import logging
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import Platform
from homeassistant.core import HassJob, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.typing import ConfigType
from homeassistant.util.hass_dict import HassKey

from .account_setup import async_prepare_account, async_start_account
from .api.errors import ApiError
from .connection import async_client, is_hub
from .const import DOMAIN
from .coordinator import AccountCoordinator
from .entity import account_device
from .inbound.inbox import async_forget
from .inbound.opt_out import async_forget as async_forget_opt_outs
from .inbound.webhook import async_forget_webhook
from .issues import async_forget_notices
from .messaging.content.media import async_forget_pictures
from .messaging.outbox.outbox import async_forget as async_forget_outbox
from .pickers import async_offer
from .rules import OwnRules
from .runtime import ClickSendConfigEntry, messenger_of
from .services import async_setup_services
from .skillboss.setup import async_prepare_hub, start_hub

_LOGGER = logging.getLogger(__name__)

_BEFORE: HassKey[dict[str, AccountCoordinator]] = HassKey(f"{DOMAIN}_before")

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS = [Platform.BINARY_SENSOR, Platform.EVENT, Platform.NOTIFY, Platform.SENSOR]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up the actions."""
    async_setup_services(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry[Any]) -> bool:
    """Set up an account, or the hub."""
    # Before anything is read: what changes from here on is not in it.
    _reload_on_change(entry)
    if is_hub(entry):
        loaded = await async_prepare_hub(hass, entry)
    else:
        before = hass.data.get(_BEFORE, {}).get(entry.entry_id)
        loaded = await async_prepare_account(hass, entry, before)
    dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, **account_device(entry)
    )
    await hass.config_entries.async_forward_entry_setups(entry, _platforms(entry))
    messenger = messenger_of(entry)
    messenger.async_start()
    entry.async_on_unload(
        hass.async_add_shutdown_job(HassJob(messenger.async_finish, "ClickSend outbox"))
    )
    if is_hub(entry):
        start_hub(hass, entry, loaded)
    else:
        await async_start_account(hass, entry, loaded)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ClickSendConfigEntry) -> bool:
    """Unload an account once what is on its way has arrived."""
    # Before the entities go: what nobody hears of would be lost. And what is to be sent
    # to an entity that is gone, Home Assistant drops without a word.
    if not is_hub(entry):
        await entry.runtime_data.inbound.async_stop()
    await entry.runtime_data.messenger.async_stop()
    return await hass.config_entries.async_unload_platforms(entry, _platforms(entry))


async def async_remove_entry(hass: HomeAssistant, entry: ClickSendConfigEntry) -> None:
    """Take back what we created at ClickSend and on disk."""
    await async_forget(hass, entry.entry_id)
    await async_forget_opt_outs(hass, entry.entry_id)
    await async_forget_outbox(hass, entry.entry_id)
    await async_forget_pictures(hass, entry.entry_id)
    async_forget_notices(hass, entry.entry_id)
    await async_offer(hass)
    await async_forget_webhook(hass, entry.entry_id)
    if is_hub(entry):
        return
    rules = OwnRules(hass, async_client(hass, entry.data), entry.entry_id)
    try:
        await rules.async_load()
        await rules.async_remove()
    except ApiError as err:
        _LOGGER.warning(
            "Rules named after this entry are left at ClickSend (%s); they can be "
            "deleted in ClickSend's dashboard",
            type(err).__name__,
        )


def _platforms(entry: ClickSendConfigEntry) -> list[Platform]:
    """Return the platforms of an account, or of the hub, which has fewer."""
    if is_hub(entry):
        return [Platform.EVENT, Platform.NOTIFY, Platform.SENSOR]
    return PLATFORMS


@callback
def _reload_on_change(entry: ClickSendConfigEntry) -> None:
    """Start anew when recipients, options or connection change; once for many."""
    connection = entry.data
    pending = False

    async def reload(hass: HomeAssistant, entry: ClickSendConfigEntry) -> None:
        nonlocal pending
        if pending:
            return
        pending = True
        # Whoever changes something may not be done yet, and is told first.
        await asyncio.sleep(0)
        before = hass.data.setdefault(_BEFORE, {})
        if (
            entry.state is ConfigEntryState.LOADED
            and entry.data == connection
            and not is_hub(entry)
        ):
            # Until ClickSend had answered again, nobody could be texted. What the last
            # messages cost is known only once the account is unloaded.
            before[entry.entry_id] = entry.runtime_data.account
        try:
            await hass.config_entries.async_reload(entry.entry_id)
        finally:
            before.pop(entry.entry_id, None)

    entry.async_on_unload(entry.add_update_listener(reload))
