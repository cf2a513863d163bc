"""Binary sensor: the balance is low."""

from typing import override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .coordinator import AccountCoordinator
from .entity import AccountEntity
from .runtime import ClickSendConfigEntry

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ClickSendConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the account's binary sensor."""
    async_add_entities([LowBalanceSensor(entry)])


class LowBalanceSensor(
    CoordinatorEntity[AccountCoordinator], AccountEntity, BinarySensorEntity
):
    """Whether the balance is at or below the warning level set at ClickSend."""

    _attr_device_class = BinarySensorDeviceClass.PROBLEM

    def __init__(self, entry: ClickSendConfigEntry) -> None:
        """Follow the account."""
        super().__init__(entry.runtime_data.account)
        self._set_identity(entry, "low_balance")

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether to top up."""
        return self.coordinator.is_low
