"""What the account's entities have in common."""

from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import Entity

from .const import DOMAIN
from .coordinator import ClickSendConfigEntry

MANUFACTURER = "ClickSend"


def account_identifier(entry: ClickSendConfigEntry) -> tuple[str, str]:
    """Return what identifies the account's device."""
    return (DOMAIN, entry.entry_id)


def account_device(entry: ClickSendConfigEntry) -> DeviceInfo:
    """Return the account's device."""
    return DeviceInfo(
        identifiers={account_identifier(entry)},
        entry_type=DeviceEntryType.SERVICE,
        manufacturer=MANUFACTURER,
        name=entry.title,
        configuration_url="https://dashboard.clicksend.com",
    )


class AccountEntity(Entity):
    """An entity of the account's device."""

    _attr_has_entity_name = True

    def _set_identity(self, entry: ClickSendConfigEntry, key: str) -> None:
        """Take a place on the account's device."""
        self._attr_translation_key = key
        self._attr_unique_id = f"{entry.entry_id}_{key}"
        self._attr_device_info = account_device(entry)
