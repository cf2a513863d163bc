"""Notify entities: one a recipient and channel."""

from typing import override

from homeassistant.components.notify import NotifyEntity, NotifyEntityFeature
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api.models import Channel
from .const import CONF_CHANNELS, DOMAIN, SUBENTRY_RECIPIENT
from .coordinator import ClickSendConfigEntry
from .entity import account_identifier
from .messaging.failures import raise_for_failures
from .messaging.message import Order
from .messaging.recipients import configured_recipient, entity_unique_id

# Calls that run side by side leave together; holding them back would gain nothing.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ClickSendConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the recipients' notify entities."""
    account_device_id = dr.async_get_device_id_by_identifier(
        hass, account_identifier(entry), config_entry_id=entry.entry_id
    )
    for subentry in entry.get_subentries_of_type(SUBENTRY_RECIPIENT):
        async_add_entities(
            [
                RecipientNotifyEntity(
                    entry, subentry, Channel(channel), account_device_id
                )
                for channel in subentry.data[CONF_CHANNELS]
            ],
            config_subentry_id=subentry.subentry_id,
        )


class RecipientNotifyEntity(NotifyEntity):
    """Sends to one recipient over one channel."""

    _attr_has_entity_name = True
    _attr_supported_features = NotifyEntityFeature.TITLE

    def __init__(
        self,
        entry: ClickSendConfigEntry,
        subentry: ConfigSubentry,
        channel: Channel,
        account_device_id: str,
    ) -> None:
        """Take a place on the recipient's own device."""
        self._entry = entry
        self._recipient = configured_recipient(subentry, channel)
        self._attr_translation_key = channel.value
        self._attr_unique_id = entity_unique_id(subentry, channel)
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, subentry.subentry_id)},
            entry_type=DeviceEntryType.SERVICE,
            name=subentry.title,
            via_device_id=account_device_id,
        )

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Send a text; it has no subject, so a title becomes its first line."""
        text = f"{title}\n{message}" if title else message
        messenger = self._entry.runtime_data.messenger
        raise_for_failures(
            await messenger.async_send([self._recipient], Order(text=text))
        )
