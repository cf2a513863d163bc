"""What is kept on disk for an account, a file for each thing."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store

from .const import DOMAIN

STORE_VERSION: Final = 1


def account_store[ContentT: Mapping[str, Any]](
    hass: HomeAssistant, entry_id: str, name: str
) -> Store[ContentT]:
    """Return a file that nobody else may read, and that is never half written.

    Args:
        hass: Home Assistant.
        entry_id: the account's entry.
        name: what is kept in it.

    """
    return Store(
        hass,
        STORE_VERSION,
        f"{DOMAIN}.{entry_id}.{name}",
        private=True,
        atomic_writes=True,
    )
