"""Set up the hub: what it needs before its entities, and what after."""

from homeassistant.core import HomeAssistant

from ..connection import async_hub
from ..const import CONF_TEMPLATE_ID, CONF_VARIABLE
from ..messaging.limits.countries import Countries
from ..messaging.messenger import Messenger
from ..messaging.outbox.outbox import LoadReport
from ..notices import Notices
from ..setup import async_first_refresh, async_load_outbox
from .carrier import SkillBossCarrier
from .coordinator import HubConfigEntry, HubCoordinator, HubData


async def async_prepare_hub(hass: HomeAssistant, entry: HubConfigEntry) -> LoadReport:
    """Read what is remembered, and ask for the balance.

    Raises:
        ConfigEntryNotReady: the outbox can be neither read nor replaced.
        ConfigEntryAuthFailed: the key is refused.

    """
    client = async_hub(hass, entry.data)
    account = HubCoordinator(hass, entry, client)
    await async_first_refresh(account)
    carrier = SkillBossCarrier(
        client, entry.data[CONF_TEMPLATE_ID], entry.data[CONF_VARIABLE]
    )
    messenger = Messenger(hass, entry, account, carrier, Countries(hass))
    loaded = await async_load_outbox(messenger)
    entry.runtime_data = HubData(client=client, account=account, messenger=messenger)
    return loaded


def start_hub(hass: HomeAssistant, entry: HubConfigEntry, loaded: LoadReport) -> None:
    """Begin to tell what has to be looked at, and keep the balance asked for."""
    Notices(
        hass,
        entry,
        no_credit="no_credit_at_hub",
        message_lost="message_lost_at_hub",
    ).async_start(loaded)
    account = entry.runtime_data.account
    entry.async_on_unload(account.async_add_listener(lambda: None))
