"""The accounts that a trigger or a condition is about."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)


class AccountTarget:
    """Accounts, by any of their entities; all of them without."""

    def __init__(self, hass: HomeAssistant, target: Mapping[str, Any] | None) -> None:
        """Take the target as it is configured."""
        self._hass = hass
        self._selection = TargetSelection(dict(target)) if target else None

    @callback
    def async_includes(self, entry_id: str) -> bool:
        """Tell whether an account is part of the target, as things are now."""
        if self._selection is None:
            return True
        selected = async_extract_referenced_entity_ids(self._hass, self._selection)
        registry = er.async_get(self._hass)
        return any(
            entity.config_entry_id == entry_id
            for entity_id in selected.referenced | selected.indirectly_referenced
            if (entity := registry.async_get(entity_id))
        )
