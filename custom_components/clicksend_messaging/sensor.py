"""Sensors: the account's balance, messages on their way, the last text received."""

from datetime import datetime
from decimal import Decimal
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorStateClass,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .coordinator import AccountCoordinator, ClickSendConfigEntry
from .entity import AccountEntity
from .inbound.coordinator import InboundCoordinator

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ClickSendConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the account's sensors."""
    async_add_entities(
        [
            BalanceSensor(entry),
            LastInboundMessageSensor(entry),
            OutboxSensor(entry),
        ]
    )


class BalanceSensor(CoordinatorEntity[AccountCoordinator], AccountEntity, SensorEntity):
    """What is left on the account."""

    _attr_device_class = SensorDeviceClass.MONETARY
    _attr_state_class = SensorStateClass.TOTAL
    _attr_suggested_display_precision = 2

    def __init__(self, entry: ClickSendConfigEntry) -> None:
        """Take the currency that the account has, or had when it last answered."""
        super().__init__(entry.runtime_data.account)
        self._set_identity(entry, "balance")

    @property
    @override
    def native_unit_of_measurement(self) -> str | None:
        """Return the account's currency."""
        return self.coordinator.currency

    @property
    @override
    def native_value(self) -> Decimal | None:
        """Return the balance."""
        return self.coordinator.data.balance


class LastInboundMessageSensor(
    CoordinatorEntity[InboundCoordinator], AccountEntity, SensorEntity
):
    """When the last text came in, and what it said."""

    _attr_device_class = SensorDeviceClass.TIMESTAMP
    _unrecorded_attributes = frozenset({"from_number", "name", "message"})

    def __init__(self, entry: ClickSendConfigEntry) -> None:
        """Listen to the inbox."""
        super().__init__(entry.runtime_data.inbound)
        self._set_identity(entry, "last_inbound_message")

    @property
    @override
    def native_value(self) -> datetime | None:
        """Return when the last text came in."""
        last = self.coordinator.inbox.last
        return None if last is None else last.timestamp

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any] | None:
        """Return who sent what."""
        if (last := self.coordinator.inbox.last) is None:
            return None
        return {
            "from_number": last.from_number,
            "name": last.name,
            "message": last.message,
        }


class OutboxSensor(AccountEntity, SensorEntity):
    """How many messages are on their way to ClickSend."""

    _attr_should_poll = False
    _attr_state_class = SensorStateClass.MEASUREMENT

    def __init__(self, entry: ClickSendConfigEntry) -> None:
        """Listen to the outbox."""
        self._outbox = entry.runtime_data.outbox
        self._set_identity(entry, "outbox")

    @property
    @override
    def native_value(self) -> int:
        """Return the number of messages."""
        return self._outbox.size

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the outbox."""
        self.async_on_remove(self._outbox.async_add_listener(self.async_write_ha_state))
