"""What the outbox has on disk, and what ClickSend has in its books."""

from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any, Self

from demo.stack.simulator import SimulatorProcess
from tests.end_to_end.burst import Text

MAYBE_GONE = frozenset({"submitting", "unknown"})
OPEN = MAYBE_GONE | {"queued"}
ACCEPTED = frozenset({"accepted", "sent", "delivered"})

type Disk = dict[str, dict[str, Any]]
"""What the outbox's file says of each message, by our own id."""


@dataclass(frozen=True)
class Books:
    """What ClickSend took in, and what it was asked to."""

    texts: dict[str, dict[str, Any]]
    """By our own id."""
    repeated: list[object]
    """What it took in twice: our ids, and texts to the same number."""
    asked: Counter[str]
    """How often it was asked for each message, by our own id."""

    @classmethod
    async def open(cls, simulator: SimulatorProcess) -> Self:
        """Read the simulator's books."""
        books = await simulator.control("GET", "messages")
        copies = Counter((text["to"], text["body"]) for text in books["messages"])
        twice = [text for text, count in copies.items() if count > 1]
        requests = await simulator.requests("POST", "/sms/send")
        return cls(
            texts={text["custom_string"]: text for text in books["messages"]},
            repeated=[*books["duplicates"], *twice],
            asked=Counter(
                message["custom_string"]
                for request in requests
                for message in request["body"]["messages"]
            ),
        )

    @property
    def ids(self) -> dict[Text, str]:
        """Return ClickSend's ids by number and text."""
        return {
            (text["to"], text["body"]): text["message_id"]
            for text in self.texts.values()
        }


def in_state(disk: Disk, states: Collection[str]) -> set[str]:
    """Return our ids of the messages in one of these states."""
    return {key for key, record in disk.items() if record["state"] in states}


def read_outbox(path: Path) -> Disk:
    """Read the outbox's file, of which the last line may be cut off.

    Deliberately not with the integration's own reader: it is what is being tested.
    """
    *lines, rest = path.read_bytes().split(b"\n")
    with suppress(ValueError):
        json.loads(rest)
        lines.append(rest)
    disk: Disk = {}
    for line in map(json.loads, lines):
        if "id" in line:
            disk.setdefault(line["id"], {}).update(line)
    return disk
