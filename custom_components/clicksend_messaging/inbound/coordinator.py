"""Asks ClickSend for new texts, once a minute."""

import asyncio
from datetime import datetime, timedelta
import logging
from typing import override

from homeassistant.core import CoreState, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util

from ..api.clicksend import ClickSendClient
from ..api.errors import ApiError, ForbiddenError, NotFoundError
from ..api.models import InboundMessage
from ..const import DOMAIN
from ..coordinator import AccountCoordinator, ClickSendConfigEntry, ClickSendCoordinator
from ..rules import async_ensure_rule
from .inbox import Inbox, ReceivedText
from .news import SIGNAL_TEXT

_LOGGER = logging.getLogger(__name__)

UPDATE_INTERVAL = timedelta(minutes=1)
RULE_CHECK_INTERVAL = timedelta(hours=1)

# A flood of texts is marked as read over several polls.
MAX_MARKED_PER_POLL = 50


class InboundCoordinator(ClickSendCoordinator[None]):
    """Reads unread texts into the inbox and marks them as read, one by one."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ClickSendConfigEntry,
        client: ClickSendClient,
        account: AccountCoordinator,
        inbox: Inbox,
    ) -> None:
        """Prepare; nothing is asked yet."""
        super().__init__(
            hass,
            entry,
            name=f"{DOMAIN} inbound",
            update_interval=UPDATE_INTERVAL,
            outage=account.outage,
        )
        self.last_update_success = False
        self.inbox = inbox
        self._client = client
        self._account = account
        self._rule_checked: datetime | None = None
        self._poll_rules = 1
        self._receiving = asyncio.Lock()
        self._stopping = False
        self._marking_failed: set[str] = set()
        # First in line, so that an automation finds the sensor up to date.
        inbox.async_add_listener(self._async_received)

    async def async_stop(self) -> None:
        """Ask for nothing more, and let what is being received reach the entities."""
        self._stopping = True
        await self.async_shutdown()
        async with self._receiving:
            pass

    @property
    def offers_copies(self) -> bool:
        """Whether ClickSend may offer one text several times, with different ids."""
        return self._poll_rules > 1

    @override
    async def _async_ask(self) -> None:
        """Read, pass on, and only then mark as read."""
        now = dt_util.utcnow()
        if self._rule_checked is None:
            await self._async_check_rule(now)
        elif now - self._rule_checked >= RULE_CHECK_INTERVAL:
            try:
                await self._async_check_rule(now)
            except ApiError as err:
                # What can be read all the same is not held back.
                _LOGGER.debug("The rule is not checked yet (%s)", type(err).__name__)
        messages = await self._client.inbound.unread()
        if self.inbox.has_lookalikes(messages) and self._rule_checked != now:
            # Copies of one text, or the same words twice: the number of rules tells.
            await self._async_check_rule(now)
        if self._stopping or self.hass.state is not CoreState.running:
            # Nobody would hear of them; unread they come back when somebody does.
            return
        # Once on disk a text counts as received, so it has to reach the entities before
        # they go; ``async_stop`` waits for that.
        async with self._receiving:
            await self.inbox.async_receive(
                messages, self._account.country, copies=self.offers_copies
            )
        await self._async_mark_read(messages)

    async def _async_check_rule(self, now: datetime) -> None:
        """Make sure that our rule was not deleted in the dashboard, and count all."""
        try:
            self._poll_rules = await async_ensure_rule(
                self._client.inbound_rules, self.config_entry.entry_id
            )
        except ForbiddenError, NotFoundError:
            # A sub-account may be kept from the rules, and yet be given texts by one.
            if self._rule_checked is None:
                _LOGGER.warning(
                    "ClickSend does not let this account see its inbound rules; texts "
                    "come in only if there is a rule with the action POLL"
                )
        self._rule_checked = now

    async def _async_mark_read(self, messages: list[InboundMessage]) -> None:
        """Mark the given messages as read, never all there are.

        What cannot be marked now comes back with the next poll, is recognised, and is
        marked then, after all others so as not to hold them up.
        """
        ids = dict.fromkeys(item.message_id for item in messages if item.message_id)
        self._marking_failed.intersection_update(ids)
        in_order = sorted(ids, key=self._marking_failed.__contains__)
        for message_id in in_order[:MAX_MARKED_PER_POLL]:
            try:
                await self._client.inbound.mark_read(message_id)
            except NotFoundError:
                _LOGGER.debug("A text was marked as read by somebody else")
            except ApiError as err:
                self._marking_failed.add(message_id)
                _LOGGER.debug(
                    "Texts are not marked as read yet (%s)", type(err).__name__
                )
                return

    @callback
    def _async_received(self, text: ReceivedText) -> None:
        """Show a text before the poll is over, and tell everybody."""
        self.async_update_listeners()
        async_dispatcher_send(self.hass, SIGNAL_TEXT, self.config_entry.entry_id, text)
