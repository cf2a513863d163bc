"""Follows accepted messages until it is known whether they arrived."""

from collections import defaultdict
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from itertools import pairwise
import logging
import time
from typing import Any, NamedTuple

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..api.clicksend import ClickSendClient
from ..api.errors import (
    ApiError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
)
from ..api.models import Channel, HistoryRow, Receipt
from ..rounds import Rounds
from ..rules import OwnRules
from .clicksend_carrier import CLOCK_SLACK
from .outbox.outbox import Outbox
from .outbox.record import Record
from .outbox.states import State
from .reports import Word, by_weight, changes

_LOGGER = logging.getLogger(__name__)

HOUR = 3600.0
DAY = 24 * HOUR

# Reports may come 72 hours late. Seconds from when a message left to each look at it.
DELAYS = (
    *(15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0),
    *(hours * HOUR for hours in range(1, 73)),
)
FOLLOW_SECONDS = DELAYS[-1]

# Pressed keys may be reported a while after the call itself.
KEYS_SECONDS = 600.0

# A look may come early by this share of the time since the one before: what is due at
# about the same time is looked at together.
EARLY = 0.2

# From one round of requests to the next, however many messages there are.
PAUSE_SECONDS = 10.0

MARK_SLACK = HOUR


class _Look(NamedTuple):
    """When to look at a message: by then, and not before."""

    due: float
    earliest: float


class Delivery:
    """Asks for reports about every accepted message, until there is a last word on it.

    Nothing is asked while there is no such message. When a look fails there are others;
    after the last one the message stays as it is.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        client: ClickSendClient,
        outbox: Outbox,
        rules: OwnRules,
    ) -> None:
        """Prepare; ``async_start`` takes up what is already on its way."""
        self._entry = entry
        self._client = client
        self._outbox = outbox
        self._rules = rules
        self._looks: dict[str, _Look] = {}
        self._stopped = False
        self._not_before = 0.0
        self._rounds = Rounds(
            hass,
            entry,
            "ClickSend delivery reports",
            work=self._async_round,
            next_due=self._next_due,
        )
        self._rules_to_check = set(client.receipt_rules)
        self._without_receipts: set[Channel] = set()
        self._marked: dict[Channel, float] = {}

    @callback
    def async_start(self) -> None:
        """Follow what was accepted before, soon, and what will be."""
        now = time.time()
        for record in self._outbox:
            if look := _next_look(record, now):
                soon = max(now, _begun(record)) + DELAYS[0]
                self._looks[record.message.key] = min(look, _Look(soon, soon))
        self._entry.async_on_unload(self._outbox.async_add_listener(self._async_follow))
        self._entry.async_on_unload(self.async_stop)
        # Also when nothing is due, as receipts are kept from when there is a rule; but
        # not before the rest has started, as gateways allow few requests a second.
        self._rounds.async_by(now + DELAYS[0])

    @callback
    def async_stop(self) -> None:
        """Look no more, and pass on no more of what is being looked at."""
        self._stopped = True
        self._looks.clear()
        self._rounds.async_stop()

    @callback
    def async_hint(self, message_id: str | None, custom_string: str | None) -> None:
        """Look at a message soon of which somebody says that there is a report."""
        key = custom_string if custom_string in self._looks else None
        # Our messages have ours; all that others send on the account has theirs.
        if not custom_string and message_id is not None:
            key = next(
                (
                    key
                    for key in self._looks
                    if (record := self._outbox.get(key))
                    and record.message_id == message_id
                ),
                None,
            )
        if key is not None:
            now = time.time()
            self._looks[key] = _Look(now, now)
            self._rounds.async_by(max(now, self._not_before))

    @callback
    def _async_follow(self, record: Record, _previous: Record | None) -> None:
        """Take up a message that was accepted; drop one that has had its last word."""
        key = record.message.key
        look = _next_look(record, time.time())
        if look is None or self._stopped:
            self._looks.pop(key, None)
        elif key not in self._looks:
            self._looks[key] = look
            self._rounds.async_by(max(look.due, self._not_before))

    def _next_due(self) -> float | None:
        """Return when something is due next."""
        if not self._looks:
            return None
        soonest = min(look.due for look in self._looks.values())
        return max(soonest, self._not_before)

    async def _async_round(self, _now: float) -> None:
        """Look once at everything that is due, and then pause."""
        try:
            await self._async_look()
        finally:
            self._not_before = max(self._not_before, time.time() + PAUSE_SECONDS)

    async def _async_look(self) -> None:
        """Look once at everything that is due, and at what nearly is."""
        for channel in tuple(self._rules_to_check):
            await self._async_try(self._async_check_rule(channel))
        now = time.time()
        due: defaultdict[Channel, list[Record]] = defaultdict(list)
        for key, look in tuple(self._looks.items()):
            if look.earliest <= now and (record := self._outbox.get(key)):
                due[record.message.channel].append(record)
        for channel, records in due.items():
            if time.time() < self._not_before:
                return
            for record in records:
                self._plan(record, now)
            await self._async_try(self._async_ask(channel, records))

    async def _async_try(self, requests: Coroutine[Any, Any, None]) -> None:
        """Ask; what fails is asked again when it is due again."""
        try:
            await requests
        except RateLimitedError as err:
            self._not_before = time.time() + err.retry_after
        except ApiError as err:
            _LOGGER.debug("No delivery reports this time (%s)", type(err).__name__)

    def _plan(self, record: Record, now: float) -> None:
        """Set when to look at a message again, if ever."""
        key = record.message.key
        if look := _next_look(record, now):
            self._looks[key] = look
        else:
            self._looks.pop(key, None)

    async def _async_check_rule(self, channel: Channel) -> None:
        """See to it that a channel's receipts can be polled; once is enough."""
        try:
            await self._rules.async_poll_receipts(channel)
        except RefusedError as err:
            if not err.not_offered:
                raise
            # The history says much the same.
            _LOGGER.debug("No receipt rule for %s (HTTP %s)", channel, err.status)
        self._rules_to_check.discard(channel)

    async def _async_ask(self, channel: Channel, due: Sequence[Record]) -> None:
        """Read the receipts of a channel, and in its history what they leave open."""
        keys = {record.message_id: record.message.key for record in due}
        receipts = await self._async_receipts(channel)
        for receipt in sorted(receipts, key=by_weight):
            self._take(receipt, keys)
        missing = {
            key
            for key in keys.values()
            if (record := self._outbox.get(key)) and _seconds_to_follow(record)
        }
        if missing and not self._stopped:
            since = min(record.created for record in due) - CLOCK_SLACK
            async for row in self._client.messages.history(channel, since=int(since)):
                word = HistoryRow.parse(row)
                # Replies are in the history as well, with the id of what they answer.
                if word.outbound:
                    missing.discard(self._take(word, keys))
                if not missing:
                    break
        await self._async_mark_read(channel, receipts)

    async def _async_receipts(self, channel: Channel) -> list[Receipt]:
        """Return the unread receipts of a channel, none where there cannot be any."""
        if channel in self._without_receipts:
            return []
        try:
            rows = await self._client.receipts.rows(channel)
        except RefusedError as err:
            if not err.not_offered:
                raise
            _LOGGER.debug("No receipts for %s (HTTP %s)", channel, err.status)
            self._without_receipts.add(channel)
            return []
        except OutcomeUnknownError as err:
            # They stay unread until next time; the history says much the same.
            _LOGGER.debug("No receipts for %s (%s)", channel, type(err).__name__)
            return []
        return [Receipt.parse(row) for row in rows]

    def _take(self, word: Word, keys: Mapping[str | None, str]) -> str | None:
        """Note what a report says, and return our id of its message, if it is ours.

        Args:
            word: the report.
            keys: our ids, by ClickSend's.

        """
        key = keys.get(word.message_id, word.custom_string)
        record = None if key is None else self._outbox.get(key)
        # Without ClickSend's id it was not accepted, or is being looked for.
        if record is None or record.message_id is None or self._stopped:
            return None
        if word.message_id not in (None, record.message_id):
            # Others may use our id as well: in a message that they copied.
            return None
        if changed := changes(record, word):
            self._outbox.async_change(record, **changed)
        return key

    async def _async_mark_read(
        self, channel: Channel, receipts: Iterable[Receipt]
    ) -> None:
        """Mark old receipts as read, once a day at most, so that the list stays short.

        That can be done for all that is older than a moment only, whoever waits for it:
        other programs on the account have as long as we follow a message ourselves.
        """
        now = time.time()
        before = now - FOLLOW_SECONDS - MARK_SLACK
        if (
            self._stopped
            or now < self._marked.get(channel, 0) + DAY
            or not any(
                receipt.timestamp is not None and receipt.timestamp.timestamp() < before
                for receipt in receipts
            )
        ):
            return
        self._marked[channel] = now
        await self._client.receipts.mark_read(channel, int(before))


def _next_look(record: Record, now: float) -> _Look | None:
    """Return when to look at a message next, ``None`` for never."""
    begun, seconds = _begun(record), _seconds_to_follow(record)
    for before, delay in pairwise((0.0, *DELAYS)):
        if delay > seconds:
            break
        earliest = delay - EARLY * (delay - before)
        if earliest > now - begun:
            return _Look(begun + delay, begun + earliest)
    return None


def _seconds_to_follow(record: Record) -> float:
    """Return for how long reports about a message are waited for; 0 for not at all."""
    if record.message_id is None:
        return 0
    if record.state in (State.ACCEPTED, State.SENT):
        return FOLLOW_SECONDS
    speech = record.message.speech
    asks = speech is not None and speech.require_input and record.digits is None
    return KEYS_SECONDS if asks and record.state is State.DELIVERED else 0


def _begun(record: Record) -> float:
    """Return since when reports about a message may come."""
    return max(record.changed if record.left is None else record.left, record.due)
