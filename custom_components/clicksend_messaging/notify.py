"""Notify entities: one a channel, of a recipient or of a contact list."""

from typing import Any, override

from homeassistant.components.notify import NotifyEntity, NotifyEntityFeature
from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .addressing import async_recipients
from .api.models import Channel
from .const import CONF_CHANNELS, DOMAIN, SUBENTRY_CONTACT_LIST, SUBENTRY_RECIPIENT
from .entity import account_identifier
from .exceptions import mistake
from .messaging.failures import raise_for_failures
from .messaging.message import Order
from .messaging.recipients import entity_unique_id
from .runtime import messenger_of

# Calls that run side by side leave together; holding them back would gain nothing.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the notify entities of recipients and contact lists."""
    account_device_id = dr.async_get_device_id_by_identifier(
        hass, account_identifier(entry), config_entry_id=entry.entry_id
    )
    for kind in (SUBENTRY_RECIPIENT, SUBENTRY_CONTACT_LIST):
        for subentry in entry.get_subentries_of_type(kind):
            async_add_entities(
                [
                    ChannelNotifyEntity(
                        entry, subentry, Channel(channel), account_device_id
                    )
                    for channel in subentry.data[CONF_CHANNELS]
                ],
                config_subentry_id=subentry.subentry_id,
            )


class ChannelNotifyEntity(NotifyEntity):
    """Sends to a recipient, or to everybody on a contact list, over one channel."""

    _attr_has_entity_name = True
    _attr_supported_features = NotifyEntityFeature.TITLE

    def __init__(
        self,
        entry: ConfigEntry[Any],
        subentry: ConfigSubentry,
        channel: Channel,
        account_device_id: str,
    ) -> None:
        """Take a place on the subentry's own device."""
        self._entry = entry
        self._channel = channel
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
        """Send a message; only an MMS has a subject, elsewhere it comes first."""
        if self._channel is Channel.MMS:
            order = Order(channel=self._channel, text=message, subject=title)
        else:
            text = f"{title}\n{message}" if title else message
            order = Order(channel=self._channel, text=text)
        recipients = await async_recipients(
            self.hass, self._entry, self._channel, entity_ids=[self.entity_id]
        )
        if not recipients:
            # Nobody is on the list.
            raise mistake("no_recipients")
        messenger = messenger_of(self._entry)
        raise_for_failures(await messenger.async_send(recipients, order))
