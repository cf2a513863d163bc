"""Looks for messages whose answer was lost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
import time
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..api.errors import ApiError
from ..api.models import Channel
from ..exceptions import needs_reauth
from ..rounds import Rounds
from .carrier import Carrier
from .outbox.outbox import Outbox
from .outbox.record import Record
from .outbox.states import State

# A look that itself failed does not count, but must not go on for ever either.
RETRY_SECONDS = 60.0
GIVE_UP_SECONDS = 24 * 3600


@dataclass(slots=True)
class _Search:
    """One message that is being looked for."""

    looks: int
    begun: float
    due: float


class Lookup:
    """Follows up every message that is unknown, until it is found or given up."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        carrier: Carrier,
        outbox: Outbox,
        on_lost: Callable[[Record], None],
        on_refused_credentials: Callable[[], None],
    ) -> None:
        """Prepare; ``async_start`` takes up what is already unknown.

        Args:
            hass: Home Assistant.
            entry: the account's entry.
            carrier: who took the messages, if anybody did.
            outbox: the account's outbox.
            on_lost: called with each message that was not found, to leave it unknown.
            on_refused_credentials: called when only signing in again can help.

        """
        self._entry = entry
        self._carrier = carrier
        self._outbox = outbox
        self._on_lost = on_lost
        self._on_refused_credentials = on_refused_credentials
        self._searches: dict[str, _Search] = {}
        self._rounds = Rounds(
            hass,
            entry,
            "ClickSend look-up",
            work=self._async_search,
            next_due=lambda: min(
                (s.due for s in self._searches.values()), default=None
            ),
        )

    @callback
    def async_start(self) -> None:
        """Look for what is unknown now, and for what will be."""
        for record in self._outbox:
            self._async_follow(record, None)
        self._entry.async_on_unload(self._outbox.async_add_listener(self._async_follow))
        self._entry.async_on_unload(self._async_stop)

    @callback
    def _async_follow(self, record: Record, _previous: Record | None) -> None:
        """Take up a message that has become unknown; drop one that no longer is."""
        key = record.message.key
        if record.state is not State.UNKNOWN or record.final:
            self._searches.pop(key, None)
        elif key not in self._searches:
            now = time.time()
            search = self._searches[key] = _Search(
                0, now, now + self._carrier.delays[0]
            )
            self._rounds.async_by(search.due)

    @callback
    def _async_stop(self) -> None:
        """Look no more."""
        self._searches.clear()
        self._rounds.async_stop()

    async def _async_search(self, now: float) -> None:
        """Look once for everything that is due."""
        due = {
            key: record
            for key, search in self._searches.items()
            if search.due <= now and (record := self._outbox.get(key))
        }
        if not due:
            return
        for channel in {record.message.channel for record in due.values()}:
            await self._async_search_channel(
                channel,
                {
                    key: record
                    for key, record in due.items()
                    if record.message.channel is channel
                },
            )

    async def _async_search_channel(
        self, channel: Channel, due: Mapping[str, Record]
    ) -> None:
        """Look once for everything of a channel that is due."""
        try:
            found = await self._carrier.async_find(channel, due)
        except ApiError as err:
            if needs_reauth(err):
                self._on_refused_credentials()
            self._postpone(due, time.time())
            return
        for key, record in due.items():
            changes = found.get(key)
            if changes is None:
                self._not_found(key, record)
            elif changes:
                self._outbox.async_change(record, **changes)
            else:
                self._look_again(key, record)

    def _postpone(self, due: Mapping[str, Record], now: float) -> None:
        """Try again later, unless that has gone on for too long."""
        for key, record in due.items():
            if (search := self._searches.get(key)) is None:
                continue
            if now - search.begun > GIVE_UP_SECONDS:
                self._on_lost(record)
            else:
                search.due = now + RETRY_SECONDS

    def _look_again(self, key: str, record: Record) -> None:
        """Look again later at what is still being done, but not for ever."""
        if (search := self._searches.get(key)) is None:
            return
        now = time.time()
        # Also over restarts, unlike where nobody could be asked at all.
        if now - record.changed > GIVE_UP_SECONDS:
            self._on_lost(record)
            return
        search.looks = min(search.looks + 1, len(self._carrier.delays) - 1)
        search.due = now + self._carrier.delays[search.looks]

    def _not_found(self, key: str, record: Record) -> None:
        """Look again later, or give up after the last time."""
        if (search := self._searches.get(key)) is None:
            return
        search.looks += 1
        may_be_found = self._carrier.has_history or record.job_id is not None
        if search.looks == len(self._carrier.delays) or not may_be_found:
            self._on_lost(record)
        else:
            search.due = time.time() + self._carrier.delays[search.looks]
