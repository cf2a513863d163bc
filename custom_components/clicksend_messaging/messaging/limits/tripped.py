"""Which limits stand in the way, so that each is announced when it begins to."""

from collections.abc import Iterable

from ..message import Outcome, Priority, Status
from ..outbox.record import Record
from .limits import Limit

MAX_TRIPPED = 1_000

_CRITICAL = frozenset({Limit.CRITICAL_PER_HOUR, Limit.CRITICAL_SPEND_PER_DAY})
_FOR_EACH_PERSON = frozenset({Limit.PER_RECIPIENT, Limit.ANSWERS})


class Tripped:
    """The limits that have stopped messages and have let none through since.

    A limit for each person trips for each person.
    """

    def __init__(self) -> None:
        """Start with nothing in the way."""
        self._tripped: dict[tuple[Limit, str | None], None] = {}

    def newly(self, results: Iterable[Record | Outcome]) -> list[Outcome]:
        """Return the first message that each limit has stopped, of those in order."""
        first: list[Outcome] = []
        for result in results:
            if isinstance(result, Record):
                self._release(result)
            elif result.status is Status.BLOCKED and result.code in Limit:
                key = _key(Limit(result.code), result.recipient)
                if key not in self._tripped:
                    first.append(result)
                    self._tripped[key] = None
                    if len(self._tripped) > MAX_TRIPPED:
                        del self._tripped[next(iter(self._tripped))]
        return first

    def _release(self, record: Record) -> None:
        """Take note of the limits that have let a message through."""
        critical = record.message.priority is Priority.CRITICAL
        for limit, recipient in tuple(self._tripped):
            concerned = limit is Limit.ANSWERS or (limit in _CRITICAL) is critical
            if concerned and recipient in (None, record.message.recipient):
                del self._tripped[limit, recipient]


def _key(limit: Limit, recipient: str) -> tuple[Limit, str | None]:
    """Return what tells one obstacle from another."""
    return limit, recipient if limit in _FOR_EACH_PERSON else None
