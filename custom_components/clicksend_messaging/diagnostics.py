"""Diagnostics: how things stand, without saying who, what, or with which key."""

from collections import Counter
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .connection import is_hub
from .const import CONF_CHANNELS, CONF_CONNECTION_TYPE, SUBENTRY_RECIPIENT
from .runtime import ClickSendConfigEntry


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: ClickSendConfigEntry
) -> dict[str, Any]:
    """Return counts and states only; what is not listed here does not get out."""
    return {
        "state": entry.state.value,
        "connection_type": entry.data[CONF_CONNECTION_TYPE],
        "recipients": [
            {"channels": list(recipient.data[CONF_CHANNELS])}
            for recipient in entry.get_subentries_of_type(SUBENTRY_RECIPIENT)
        ],
        **(_loaded(entry) if entry.state is ConfigEntryState.LOADED else {}),
    }


def _loaded(entry: ClickSendConfigEntry) -> dict[str, Any]:
    """Return what there is to say about an account only while it is loaded."""
    data = entry.runtime_data
    outbox = data.messenger.outbox
    on_its_way = {
        "messages": outbox.size,
        "states": dict(Counter(record.state.value for record in outbox)),
    }
    if is_hub(entry):
        return {"account": _poll_state(data.account), "outbox": on_its_way}
    account = data.account.data or None
    return {
        "account": {
            **_poll_state(data.account),
            "country": data.account.country,
            "currency": data.account.currency,
            "max_parts": data.account.max_parts,
            "has_balance": bool(account and account.balance and account.balance > 0),
            "has_warning_level": bool(account and account.low_credit_amount),
        },
        "inbound": {
            **_poll_state(data.inbound),
            "has_received": data.inbound.inbox.last is not None,
            "opted_out": len(data.inbound.inbox.opt_outs),
            "pushes": {
                "expected": data.pushes.expected,
                "healthy": data.pushes.healthy,
                "received": data.pushes.received,
            },
        },
        "outbox": on_its_way,
    }


def _poll_state(coordinator: DataUpdateCoordinator[Any]) -> dict[str, Any]:
    """Return whether polling works, and the kind of error if not."""
    error = coordinator.last_exception
    cause = error.__cause__ if error else None
    return {
        "working": coordinator.last_update_success,
        "error": type(cause or error).__name__ if error else None,
    }
