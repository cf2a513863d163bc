"""From the lines of the journal back to records."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..message import ANSWER_LOST, Priority
from .journal import Line
from .lines import amount, changes_from_line, record_from_line
from .record import Record
from .states import State, may_follow

type Spending = dict[Priority, dict[int, Decimal]]


def no_spending() -> Spending:
    """Return what nobody has spent."""
    return {priority: defaultdict(Decimal) for priority in Priority}


@dataclass(slots=True)
class Replay:
    """What the lines say.

    ``spent`` is what messages cost that were let go, by priority and slot. ``damaged``
    counts the lines that make no sense.
    """

    records: dict[str, Record] = field(default_factory=dict)
    spent: Spending = field(default_factory=no_spending)
    damaged: int = 0


def replay(lines: Sequence[Line | None], now: float) -> Replay:
    """Rebuild the records from lines, of which ``None`` could not be read.

    Nothing is queued that may have been handed over: not what was just being handed
    over, and not what a line is missing after that could have said so. It is unknown.
    """
    result = Replay()
    mentioned: dict[str, int] = {}
    last_damage = -1
    for index, line in enumerate(lines):
        try:
            if line is None:
                raise ValueError("not readable")  # noqa: TRY301
            if (key := _apply(result, line)) is not None:
                mentioned[key] = index
        except ArithmeticError, AttributeError, KeyError, TypeError, ValueError:
            result.damaged += 1
            last_damage = index
    for key, record in result.records.items():
        if record.state is State.SUBMITTING or (
            record.state is State.QUEUED and mentioned[key] < last_damage
        ):
            result.records[key] = record.with_changes(
                {"state": State.UNKNOWN, "code": ANSWER_LOST, "changed": now}
            )
    return result


def _apply(result: Replay, line: Line) -> str | None:
    """Apply one line; return the key of the message that it is about.

    A line may be there twice, but never leads back.

    Raises:
        ArithmeticError, AttributeError, KeyError, TypeError, ValueError: the line makes
            no sense here.

    """
    if "spent" in line:
        spent = {int(slot): amount(value) for slot, value in line["spent"].items()}
        result.spent[Priority(line.get("priority", Priority.NORMAL))].update(spent)
        return None
    known = result.records.get(line["id"])
    if known is None:
        record = record_from_line(line)
    else:
        changes = changes_from_line(line)
        if not _may_change(known, changes):
            return None
        record = known.with_changes(changes)
    result.records[record.message.key] = record
    return record.message.key


def _may_change(known: Record, changes: Mapping[str, Any]) -> bool:
    """Tell whether changes are news, and not older ones again."""
    if changes.get("attempts", known.attempts) < known.attempts:
        return False
    state = changes.get("state", known.state)
    if state is known.state:
        return True
    if state is State.QUEUED and changes.get("attempts") != known.attempts:
        return False
    return may_follow(known.state, state)
