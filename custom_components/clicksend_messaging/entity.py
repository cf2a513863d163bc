"""What the account's entities have in common."""

from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import Entity

from .connection import is_hub
from .const import DOMAIN


def account_identifier(entry: ConfigEntry[Any]) -> tuple[str, str]:
    """Return what identifies the account's device."""
    return (DOMAIN, entry.entry_id)


def account_device(entry: ConfigEntry[Any]) -> DeviceInfo:
    """Return the account's device."""
    return DeviceInfo(
        identifiers={account_identifier(entry)},
        entry_type=DeviceEntryType.SERVICE,
        manufacturer="SkillBoss" if is_hub(entry) else "ClickSend",
        name=entry.title,
        configuration_url=(
            None if is_hub(entry) else "https://dashboard.clicksend.com"
        ),
    )


class AccountEntity(Entity):
    """An entity of the account's device."""

    _attr_has_entity_name = True

    def _set_identity(self, entry: ConfigEntry[Any], key: str) -> None:
        """Take a place on the account's device."""
        self._attr_translation_key = key
        self._attr_unique_id = f"{entry.entry_id}_{key}"
        self._attr_device_info = account_device(entry)
