"""Asks ClickSend for new texts: once a minute, and when it says that there are some."""

import asyncio
from collections import deque
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import chain
import logging
import time
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CoreState, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util

from ..api.clicksend import ClickSendClient
from ..api.errors import (
    AnswerTimeoutError,
    ApiError,
    ForbiddenError,
    NotFoundError,
    NotReachedError,
    RateLimitedError,
)
from ..api.models import InboundMessage
from ..const import DOMAIN
from ..coordinator import AccountCoordinator, ServiceCoordinator
from ..rules import OwnRules
from .inbox import Inbox, NewTexts
from .known import marks_of
from .news import SIGNAL_TEXT
from .text import ReceivedText

_LOGGER = logging.getLogger(__name__)

UPDATE_INTERVAL = timedelta(minutes=1)
# As long as pushes come.
SAFETY_INTERVAL = timedelta(minutes=15)
RULE_CHECK_INTERVAL = timedelta(hours=1)

# New texts that are held in memory together; a backlog is worked off in such pieces.
BATCH = 500
# In a row, before it is left for next time.
MAX_FAILURES = 2

type Offered = dict[tuple[str, ...], str | None]
"""What ClickSend offers: the ids of texts by their marks."""


class InboundCoordinator(ServiceCoordinator[None]):
    """Reads unread texts into the inbox and marks them as read, one by one."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        client: ClickSendClient,
        account: AccountCoordinator,
        rules: OwnRules,
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
        self.received = 0
        """How many texts were passed on since the account was loaded."""
        self.reads = 0
        """How often texts could be read since then."""
        self.not_before = 0.0
        """Until when ClickSend wants not to be asked, by ``time.monotonic``."""
        self._client = client
        self._account = account
        self._rules = rules
        self._rule_checked: datetime | None = None
        self._checked_this_time = False
        self._poll_rules = 1
        self._passing_on = asyncio.Lock()
        self._interval = UPDATE_INTERVAL
        """How long to wait after texts could be read."""
        self._hurried = False
        self._stopping = False
        self._error: ApiError | None = None
        self._marking_failed: set[str] = set()
        # First in line, so that an automation finds the sensor up to date; that shows a
        # text before the poll is over.
        inbox.async_add_listener(lambda _text: self.async_update_listeners())
        inbox.async_add_listener(self._async_tell)

    @callback
    def async_hurry(self) -> None:
        """Have a read that is under way come to an end, as another will follow."""
        self._hurried = True

    @callback
    def async_poll_every(self, interval: timedelta) -> None:
        """Wait that long after texts could be read, or from now on if that is less."""
        is_less = interval < self._interval
        self._interval = interval
        if is_less and not self._stopping:
            self.update_interval = interval
            self._schedule_refresh()

    async def async_stop(self) -> None:
        """Ask for nothing more, and let what is on disk reach the entities."""
        self._stopping = True
        await self.async_shutdown()
        async with self._passing_on:
            pass

    @property
    def offers_copies(self) -> bool:
        """Whether ClickSend may offer one text several times, with different ids."""
        return self._poll_rules > 1

    @override
    async def _async_ask(self) -> None:
        """Read, pass on, and only then mark as read; never twice at a time."""
        # What fails is tried again soon.
        self.update_interval = UPDATE_INTERVAL
        self._checked_this_time = self._hurried = False
        self._error = None
        try:
            await self._async_check_rule_at_times()
            while await self._async_read():
                pass
        except RateLimitedError as err:
            self.not_before = time.monotonic() + err.retry_after
            raise
        if self._error is not None:
            raise self._error
        self.reads += 1
        self.update_interval = self._interval

    async def _async_check_rule_at_times(self) -> None:
        """Make sure once an hour that our rule was not deleted."""
        now = dt_util.utcnow()
        if self._rule_checked is None:
            await self._async_check_rule()
        # Also when the clock was put back.
        elif abs(now - self._rule_checked) >= RULE_CHECK_INTERVAL:
            try:
                await self._async_check_rule()
            except ApiError as err:
                # What can be read all the same is not held back.
                _LOGGER.debug("The rule is not checked yet (%s)", type(err).__name__)

    async def _async_check_rule(self) -> None:
        """Make sure that our rule was not deleted in the dashboard, and count all."""
        try:
            self._poll_rules = await self._rules.async_poll_inbound()
        except ForbiddenError, NotFoundError:
            # A sub-account may be kept from the rules, and yet be given texts by one.
            if self._rule_checked is None:
                _LOGGER.warning(
                    "ClickSend does not let this account see its inbound rules; texts "
                    "come in only if there is a rule with the action POLL"
                )
        self._rule_checked = dt_util.utcnow()
        self._checked_this_time = True

    async def _async_read(self) -> bool:
        """Go through the unread texts until there are enough new ones to work on.

        Returns:
            Whether there are more: rows move up as texts are marked as read, so reading
            begins anew.

        """
        if not self._is_heard:
            # Who starts to listen meanwhile would have heard only some of them.
            return False
        offered: Offered = {}
        batch: deque[InboundMessage] = deque()
        is_cut = False
        async for message in self._client.inbound.unread():
            offered[marks_of(message, by_content=True)] = message.message_id
            if self.inbox.is_new(message):
                batch.append(message)
            if len(batch) < BATCH:
                continue
            if _is_newest_first(batch):
                # What came first is behind; this one's turn comes later.
                offered.pop(marks_of(batch.popleft(), by_content=True), None)
                is_cut = True
                continue
            await self._async_take(batch, offered)
            if self._gives_way:
                return False
            if await self._async_mark_read(offered):
                return True
            # Nothing has moved as nothing can be marked.
            batch.clear()
        any_came = await self._async_take(batch, offered)
        self._marking_failed.intersection_update(filter(None, offered.values()))
        await self._async_mark_read(offered)
        # If none came in there would be no end.
        return is_cut and any_came and not self._gives_way

    async def _async_take(
        self, messages: Collection[InboundMessage], offered: Offered
    ) -> bool:
        """Pass texts on, if anybody would hear of them; return whether any was."""
        if not messages:
            return False
        texts = tuple(messages)
        if self.inbox.has_lookalikes(texts) and not self._checked_this_time:
            # Copies of one text, or the same words twice: the number of rules tells.
            await self._async_check_rule()
        # Whoever waited for what is still being passed on may have given up.
        async with self._passing_on:
            pass
        new = await self.inbox.async_new_texts(
            texts, self._account.country, copies=self.offers_copies
        )
        self._error = new.error or self._error
        if not new.texts:
            self.inbox.async_recognise(new, chain.from_iterable(offered))
            return False
        passing_on = self.hass.async_create_task(self._async_pass_on(new, offered))
        return await asyncio.shield(passing_on)

    async def _async_pass_on(self, new: NewTexts, offered: Offered) -> bool:
        """Pass new texts on, if anybody would hear of them; return whether.

        Once on disk they count as received, so they have to reach the entities before
        those go: ``async_stop`` waits for that. Whoever asked for them need not.
        """
        async with self._passing_on:
            if not self._is_heard:
                return False
            await self.inbox.async_pass_on(new, chain.from_iterable(offered))
            self.received += len(new.texts)
            return True

    @property
    def _is_heard(self) -> bool:
        """Whether anybody hears of texts; unread they come back when somebody does."""
        return not self._stopping and self.hass.state is CoreState.running

    @property
    def _gives_way(self) -> bool:
        """Whether what is not urgent is left to the next read, or the next start."""
        return self._stopping or self._hurried

    async def _async_mark_read(self, offered: Offered) -> bool:
        """Mark texts that came in as read, never all there are.

        What cannot be marked now comes back with the next poll, is recognised, and is
        marked then, after all others so as not to hold them up. Marking stops for who
        wants to read.

        Args:
            offered: what ClickSend offers; what is marked is taken out.

        Returns:
            Whether any was marked.

        """
        if not self._is_heard:
            return False
        in_order = sorted(
            (
                (id_, marks)
                for marks, id_ in offered.items()
                # What has not come in yet must be offered again.
                if id_ is not None and self.inbox.knows(id_)
            ),
            key=lambda item: item[0] in self._marking_failed,
        )
        failures, any_marked = 0, False
        for message_id, marks in in_order:
            if self._gives_way or failures == MAX_FAILURES:
                break
            try:
                await self._client.inbound.mark_read(message_id)
            except NotFoundError:
                _LOGGER.debug("A text was marked as read by somebody else")
            except ApiError as err:
                _LOGGER.debug("A text is not marked yet (%s)", type(err).__name__)
                self._marking_failed.add(message_id)
                failures = MAX_FAILURES if _is_general(err) else failures + 1
                continue
            failures, any_marked = 0, True
            self._marking_failed.discard(message_id)
            del offered[marks]
        return any_marked

    @callback
    def _async_tell(self, text: ReceivedText) -> None:
        """Tell everybody of a text."""
        async_dispatcher_send(self.hass, SIGNAL_TEXT, self.config_entry.entry_id, text)


def _is_newest_first(messages: Sequence[InboundMessage]) -> bool:
    """Return whether ClickSend lists texts in that order, as far as they have times."""
    first, last = messages[0].timestamp, messages[-1].timestamp
    return first is not None and last is not None and first > last


def _is_general(err: ApiError) -> bool:
    """Return whether an error has nothing to do with the one text."""
    return isinstance(err, (NotReachedError, RateLimitedError, AnswerTimeoutError))
