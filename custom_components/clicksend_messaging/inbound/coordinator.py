"""Asks ClickSend for new texts, once a minute."""

from datetime import datetime, timedelta
import logging
from typing import override

from homeassistant.core import HomeAssistant
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util

from ..api.clicksend import ClickSendClient
from ..api.errors import ApiError, NotFoundError
from ..api.models import InboundMessage
from ..const import DOMAIN
from ..coordinator import AccountCoordinator, ClickSendConfigEntry
from ..exceptions import as_update_error
from .inbox import Inbox
from .rule import async_ensure_rule

_LOGGER = logging.getLogger(__name__)

UPDATE_INTERVAL = timedelta(minutes=1)
RULE_CHECK_INTERVAL = timedelta(hours=1)

# A flood of texts is marked as read over several polls.
MAX_MARKED_PER_POLL = 50


class InboundCoordinator(DataUpdateCoordinator[None]):
    """Reads unread texts into the inbox and marks them as read, one by one."""

    config_entry: ClickSendConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ClickSendConfigEntry,
        client: ClickSendClient,
        account: AccountCoordinator,
        inbox: Inbox,
    ) -> None:
        """Prepare; the first poll waits until Home Assistant has started."""
        super().__init__(
            hass,
            _LOGGER,
            config_entry=entry,
            name=f"{DOMAIN} inbound",
            update_interval=UPDATE_INTERVAL,
        )
        self.last_update_success = False
        self.inbox = inbox
        self._client = client
        self._account = account
        self._rule_checked: datetime | None = None

    @override
    async def _async_update_data(self) -> None:
        """Read, pass on, and only then mark as read."""
        try:
            await self._async_check_rule()
            messages = await self._client.inbound_messages()
        except ApiError as err:
            raise as_update_error(err) from err
        await self.inbox.async_receive(messages, self._account.country)
        await self._async_mark_read(messages)

    async def _async_check_rule(self) -> None:
        """Make sure now and then that our rule was not deleted in the dashboard."""
        now = dt_util.utcnow()
        if self._rule_checked and now - self._rule_checked < RULE_CHECK_INTERVAL:
            return
        await async_ensure_rule(self._client, self.config_entry.entry_id)
        self._rule_checked = now

    async def _async_mark_read(self, messages: list[InboundMessage]) -> None:
        """Mark the given messages as read, never all there are.

        What cannot be marked now comes back with the next poll, is recognised, and is
        marked then.
        """
        ids = dict.fromkeys(item.message_id for item in messages if item.message_id)
        for message_id in list(ids)[:MAX_MARKED_PER_POLL]:
            try:
                await self._client.mark_inbound_read(message_id)
            except NotFoundError:
                _LOGGER.debug("A text was marked as read by somebody else")
            except ApiError as err:
                _LOGGER.debug(
                    "Texts are not marked as read yet (%s)", type(err).__name__
                )
                return
