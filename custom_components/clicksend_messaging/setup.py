"""What setting up an account and setting up the hub have in common."""

import logging
from typing import Any

from homeassistant.exceptions import ConfigEntryNotReady

from .const import DOMAIN
from .coordinator import ServiceCoordinator
from .messaging.messenger import Messenger
from .messaging.outbox.outbox import LoadReport

_LOGGER = logging.getLogger(__name__)


async def async_first_refresh(account: ServiceCoordinator[Any]) -> None:
    """Ask for the account, and go on without if there is no answer.

    Raises:
        ConfigEntryAuthFailed: the credentials are refused.

    """
    try:
        await account.async_config_entry_first_refresh()
    except ConfigEntryNotReady:
        # After a power cut Home Assistant is up before the internet is. Recipients and
        # actions must exist all the same; refused credentials do stop the set-up.
        _LOGGER.info("There is no answer; starting with what is remembered")


async def async_load_outbox(messenger: Messenger) -> LoadReport:
    """Read the outbox.

    Raises:
        ConfigEntryNotReady: it can be neither read nor replaced.

    """
    try:
        return await messenger.async_load()
    except OSError as err:
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN, translation_key="outbox_unusable"
        ) from err
