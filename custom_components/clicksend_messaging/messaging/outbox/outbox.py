"""The outbox: the durable record of messages, from first moment to last word."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
import time
from typing import Any

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.storage import STORAGE_DIR

from ...const import DOMAIN
from ..limits.windows import HOUR, slot_of
from ..message import EXPIRED, Group, Priority
from .journal import Journal, Line, Reading
from .lines import as_line, changes_as_line
from .record import Record
from .replay import Replay, no_spending, replay
from .states import State, may_follow
from .watch import Watches
from .writer import JournalWriter

MAX_ON_THE_WAY = 20_000

# Finished messages are kept for replies, limits and late reports, then let go.
KEEP_SECONDS = 31 * 24 * 3600
MAX_FINISHED = 20_000

type Listener = Callable[[Record, Record | None], None]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What was wrong with the file, if anything."""

    damaged: int
    newer: bool


class Outbox:
    """Keeps every message in memory and on disk, and says when one changes.

    Changes are made at once and written together: ``async_flush`` returns when all
    that was changed before is on the disk, whoever wrote it.
    """

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Prepare; call ``async_load`` before anything else."""
        self._hass = hass
        self._journal = Journal(_path(hass, entry_id))
        self._records: dict[str, Record] = {}
        self._queued: dict[Priority, dict[Group, deque[str]]] = {
            Priority.CRITICAL: {},
            Priority.NORMAL: {},
        }
        self._on_the_way: set[str] = set()
        self._recorded_at: dict[str, int] = {}
        self._writer = JournalWriter(hass, self._journal, self._contents)
        self.watches = Watches()
        self._listeners: dict[Listener, None] = {}
        self.spent_before = no_spending()
        """What messages cost that were let go, by priority and slot."""

    @property
    def size(self) -> int:
        """Return how many messages have no final word yet on whether they left."""
        return len(self._on_the_way)

    @property
    def room(self) -> int:
        """Return how many more messages fit in."""
        return MAX_ON_THE_WAY - len(self._on_the_way)

    @property
    def media_in_use(self) -> set[str]:
        """Return the names of the pictures that messages on their way still need."""
        records = (self._records[key] for key in self._on_the_way)
        return {r.message.media for r in records if r.message.media is not None}

    @property
    def oldest_queued(self) -> float | None:
        """Return since when the message has waited that has waited longest."""
        return min((head.created for head in self._heads()), default=None)

    def __iter__(self) -> Iterator[Record]:
        """Go through all records, oldest first."""
        return iter(self._records.values())

    def get(self, key: str) -> Record | None:
        """Return a message's record."""
        return self._records.get(key)

    def find(self, message_id: str) -> Record | None:
        """Return the record of a message by ClickSend's id; this looks at all."""
        return next((r for r in self if r.message_id == message_id), None)

    def current(self, record: Record) -> Record:
        """Return a record as it is now."""
        return self._records.get(record.message.key, record)

    async def async_load(self) -> LoadReport:
        """Read back what was there before, and tidy the file.

        A message that was just being handed over may have arrived: it is unknown now.

        Raises:
            OSError: the file can be neither read nor replaced.

        """
        reading, replayed = await self._hass.async_add_executor_job(self._read)
        self._records = replayed.records
        self.spent_before = replayed.spent
        for record in self._records.values():
            self._place(record)
        await self._writer.async_rewrite()
        return LoadReport(replayed.damaged + reading.cut_off, newer=reading.newer)

    @callback
    def async_add_listener(self, listener: Listener) -> CALLBACK_TYPE:
        """Call the listener with each changed record, and with what it was before."""
        self._listeners[listener] = None

        def remove() -> None:
            self._listeners.pop(listener, None)

        return remove

    @callback
    def async_add(self, records: Sequence[Record]) -> None:
        """Take messages in, as many as there is room for; safe after the next flush."""
        for record in records:
            self._records[record.message.key] = record
            self._place(record)
            self._recorded_at[record.message.key] = self._writer.async_add(
                as_line(record)
            )
            self._notify(record, None)

    def next_group(self, wanted: Callable[[Group], bool]) -> Group | None:
        """Return what leaves next: critical ones first, each group in its turn."""
        groups = (head.message.group for head in self._heads())
        return next(filter(wanted, groups), None)

    @callback
    def async_take(self, group: Group, limit: int, now: float) -> list[Record]:
        """Return the messages of a group to hand over, critical ones first.

        They are being handed over from now on. What has waited too long expires.
        """
        taken: list[Record] = []
        for groups in self._queued.values():
            while len(taken) < limit and (record := self._head(groups, group)):
                groups[group].popleft()
                if record.expires <= now:
                    self.async_change(record, state=State.EXPIRED, code=EXPIRED)
                    continue
                taken.append(
                    self.async_change(
                        record, state=State.SUBMITTING, attempts=record.attempts + 1
                    )
                )
            if rest := groups.pop(group, None):
                # The others have their turn before it.
                groups[group] = rest
        return taken

    @callback
    def async_put_back(self, records: Iterable[Record]) -> None:
        """Queue messages again, in their place, after a request that did nothing."""
        for record in reversed(list(records)):
            # The attempts tell this line from an older one of the same kind.
            self.async_change(record, state=State.QUEUED, attempts=record.attempts)
            self._queue_of(record).appendleft(record.message.key)

    @callback
    def async_expire(self, now: float) -> float | None:
        """Let go of what has waited too long; return when to look again."""
        # Not just the first of each queue: what is scheduled may wait for longer than
        # what came after it.
        waiting = [
            record
            for groups in self._queued.values()
            for queue in groups.values()
            for key in queue
            if (record := self._records.get(key)) and record.state is State.QUEUED
        ]
        for record in waiting:
            if record.expires <= now:
                self.async_change(record, state=State.EXPIRED, code=EXPIRED)
        return min((r.expires for r in waiting if r.expires > now), default=None)

    @callback
    def async_refuse(self, records: Iterable[Record], code: str) -> list[Record]:
        """Reject messages that are not on the disk, and return those that are.

        To be called when a flush has just failed. What is on the disk as waiting cannot
        be taken back: it would leave after a restart.
        """
        unrecorded: list[Record] = []
        recorded: list[Record] = []
        for record in records:
            place = self._recorded_at.get(record.message.key, 0)
            known = recorded if place <= self._writer.written else unrecorded
            known.append(record)
        for record in unrecorded:
            self.async_change(record, state=State.REJECTED, code=code)
        self._writer.async_drop({record.message.key for record in unrecorded})
        return recorded

    @callback
    def async_change(self, record: Record, **changes: Any) -> Record:
        """Change a record if its state allows, and return it as it is now.

        A state that may not follow the present one changes nothing at all: reports come
        late, twice, and in the wrong order.
        """
        key = record.message.key
        current = self.current(record)
        new_state = changes.get("state", current.state)
        if new_state is not current.state and not may_follow(current.state, new_state):
            return current
        changes["changed"] = time.time()
        changed = current.with_changes(changes)
        self._records[key] = changed
        self._writer.async_add(changes_as_line(key, changes))
        if changed.settled:
            self._on_the_way.discard(key)
            self._recorded_at.pop(key, None)
        else:
            self._on_the_way.add(key)
        self._notify(changed, current)
        if changed.settled:
            self.watches.settle(key)
        self._writer.async_write_soon()
        return changed

    async def async_flush(self) -> None:
        """Return when everything changed so far is on the disk.

        Raises:
            OSError: it could not be written.

        """
        await self._writer.async_flush()

    async def async_stop(self) -> None:
        """Write what is not written yet if that is possible, and then nothing more.

        Whoever waits for an outcome learns how things stand.
        """
        self.watches.release_all()
        await self._writer.async_stop()

    def _place(self, record: Record) -> None:
        """Count a record, and queue it if it waits to be handed over."""
        if record.state is State.QUEUED:
            self._queue_of(record).append(record.message.key)
        if not record.settled:
            self._on_the_way.add(record.message.key)

    def _queue_of(self, record: Record) -> deque[str]:
        """Return the queue that a message waits in."""
        groups = self._queued[record.message.priority]
        return groups.setdefault(record.message.group, deque())

    def _head(self, groups: dict[Group, deque[str]], group: Group) -> Record | None:
        """Return the first of a queue, and drop what does not wait any longer."""
        queue = groups.get(group, ())
        while queue:
            record = self._records.get(queue[0])
            if record is not None and record.state is State.QUEUED:
                return record
            queue.popleft()
        groups.pop(group, None)
        return None

    def _heads(self) -> Iterator[Record]:
        """Go through the first of each queue."""
        for groups in self._queued.values():
            yield from filter(
                None, (self._head(groups, group) for group in tuple(groups))
            )

    def _read(self) -> tuple[Reading, Replay]:
        """Read the file; this blocks."""
        reading = self._journal.read()
        return reading, replay(reading.lines, time.time())

    @callback
    def _notify(self, record: Record, previous: Record | None) -> None:
        """Tell the listeners."""
        for listener in tuple(self._listeners):
            listener(record, previous)

    def _contents(self) -> tuple[int, Iterable[Line]]:
        """Let old messages go, and return what the file has to hold."""
        self._forget_old(time.time())
        records = list(self._records.values())
        spent = [
            {
                "priority": priority.value,
                "spent": {str(slot): str(amount) for slot, amount in slots.items()},
            }
            for priority, slots in self.spent_before.items()
            if slots
        ]
        return len(records), chain(spent, map(as_line, records))

    def _forget_old(self, now: float) -> None:
        """Let go of finished messages, but not of what they cost."""
        oldest_slot = slot_of(now - KEEP_SECONDS)
        for slots in self.spent_before.values():
            for slot in [slot for slot in slots if slot < oldest_slot]:
                del slots[slot]
        finished = [record for record in self._records.values() if record.settled]
        surplus = len(finished) - MAX_FINISHED
        for index, record in enumerate(finished):
            # Never surplus is what the limits per hour count, or what is to come.
            if (
                index < surplus and max(record.changed, record.due) < now - HOUR
            ) or record.due < now - KEEP_SECONDS:
                del self._records[record.message.key]
                if (
                    record.charged
                    and record.left is not None
                    and slot_of(record.left) >= oldest_slot
                ):
                    slots = self.spent_before[record.message.priority]
                    slots[slot_of(record.left)] += record.cost


def _path(hass: HomeAssistant, entry_id: str) -> Path:
    """Return where an account's outbox is kept."""
    return Path(hass.config.path(STORAGE_DIR, f"{DOMAIN}.{entry_id}.outbox"))


async def async_forget(hass: HomeAssistant, entry_id: str) -> None:
    """Delete what is kept on disk for an account."""
    await hass.async_add_executor_job(Journal(_path(hass, entry_id)).remove)
