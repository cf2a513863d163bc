"""Event entities: a text came in, and what became of those that went out."""

from typing import Any, Final, override

from homeassistant.components.event import EventEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .connection import is_hub
from .entity import AccountEntity
from .inbound.news import TRUSTED, UNTRUSTED, text_type
from .inbound.opt_out import OptOutChange
from .inbound.text import ReceivedText
from .messaging.news import SIGNAL_NEWS, News, NewsType
from .runtime import ClickSendConfigEntry

PARALLEL_UPDATES = 0

OPTED_OUT: Final = "opted_out"
OPTED_IN: Final = "opted_in"


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the event entities of an account; to the hub nobody can answer."""
    async_add_entities([DeliveryReportEvent(entry)])
    if not is_hub(entry):
        async_add_entities([InboundMessageEvent(entry), OptOutEvent(entry)])


class InboundMessageEvent(AccountEntity, EventEntity):
    """Fires for every text, once."""

    _attr_should_poll = False
    _attr_event_types = [TRUSTED, UNTRUSTED]
    _unrecorded_attributes = frozenset({"from_number", "to_number", "name", "message"})

    def __init__(self, entry: ClickSendConfigEntry) -> None:
        """Listen to the inbox."""
        self._inbox = entry.runtime_data.inbound.inbox
        self._set_identity(entry, "inbound_message")

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the inbox."""
        self.async_on_remove(self._inbox.async_add_listener(self._async_received))

    @callback
    def _async_received(self, text: ReceivedText) -> None:
        """Fire for one text."""
        self._trigger_event(text_type(text), text.as_attributes())
        self.async_write_ha_state()


class DeliveryReportEvent(AccountEntity, EventEntity):
    """Fires when something becomes known about a message that was sent."""

    _attr_should_poll = False
    _attr_event_types = [type_.value for type_ in NewsType]
    _unrecorded_attributes = frozenset({"recipient", "digits"})

    def __init__(self, entry: ConfigEntry[Any]) -> None:
        """Take a place on the account's device."""
        self._entry_id = entry.entry_id
        self._set_identity(entry, "delivery_report")

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the messages."""
        self.async_on_remove(
            async_dispatcher_connect(self.hass, SIGNAL_NEWS, self._async_news)
        )

    @callback
    def _async_news(self, news: News) -> None:
        """Fire for one message of this account."""
        if news.entry_id == self._entry_id:
            self._trigger_event(news.type, news.as_attributes())
            self.async_write_ha_state()


class OptOutEvent(AccountEntity, EventEntity):
    """Fires when somebody opts out, or in again."""

    _attr_should_poll = False
    _attr_event_types = [OPTED_OUT, OPTED_IN]
    _unrecorded_attributes = frozenset({"from_number", "name"})

    def __init__(self, entry: ClickSendConfigEntry) -> None:
        """Take a place on the account's device."""
        self._opt_outs = entry.runtime_data.inbound.inbox.opt_outs
        self._set_identity(entry, "opt_out")

    @override
    async def async_added_to_hass(self) -> None:
        """Follow who has opted out."""
        self.async_on_remove(self._opt_outs.async_add_listener(self._async_changed))

    @callback
    def _async_changed(self, change: OptOutChange) -> None:
        """Fire for one change."""
        self._trigger_event(
            OPTED_OUT if change.opted_out else OPTED_IN,
            {"from_number": change.from_number, "name": change.name},
        )
        self.async_write_ha_state()
