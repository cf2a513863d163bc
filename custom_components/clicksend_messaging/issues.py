"""Repairs of an account: raised, and taken back."""

from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN


@callback
def async_raise(
    hass: HomeAssistant, entry: ConfigEntry[Any], key: str, **placeholders: str
) -> None:
    """Raise an account's repair."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{key}_{entry.entry_id}",
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=key,
        translation_placeholders={"account": entry.title, **placeholders},
    )


@callback
def async_take_back(hass: HomeAssistant, entry: ConfigEntry[Any], key: str) -> None:
    """Take an account's repair back if it is there."""
    ir.async_delete_issue(hass, DOMAIN, f"{key}_{entry.entry_id}")


@callback
def async_forget_notices(hass: HomeAssistant, entry_id: str) -> None:
    """Take back all repairs of an account that is removed."""
    for domain, issue_id in list(ir.async_get(hass).issues):
        if domain == DOMAIN and issue_id.endswith(entry_id):
            ir.async_delete_issue(hass, domain, issue_id)
