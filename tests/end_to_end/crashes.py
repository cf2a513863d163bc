"""A home that is killed while it sends, and what it says of itself afterwards."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Self

from demo.stack import Stack
from demo.stack.api import HomeAssistantApi
from demo.stack.errors import StackError
from demo.stack.flows import DOMAIN
from demo.stack.simulator import SimulatorProcess
from demo.stack.waiting import eventually
from tests.end_to_end.books import ACCEPTED, Books, Disk, read_outbox
from tests.end_to_end.burst import MESSAGES, Burst

_REPORTS = "event.clicksend_delivery_report"
_SEND = {"method": "POST", "path": "/sms/send"}
_LONG = 24 * 3600
_SECONDS = 60


@dataclass(frozen=True)
class Plan:
    """How a burst goes, and when it ends.

    ClickSend takes ``delay`` seconds for each request. Home Assistant is killed
    ``kill_after`` seconds from when the burst begins; when all of it is on its way, if
    ``late``; or when a request hangs, the one after ``hangs_after`` others. It is
    killed once more ``again`` seconds from when it is started, if that is set.
    """

    burst_seconds: float
    delay: float
    kill_after: float
    late: bool = False
    hangs_after: int | None = None
    again: float | None = None

    @classmethod
    def draw(cls, number: int, random: Random) -> Self:
        """Draw the plan of one burst; the first is number 1."""

        def between(least: float, most: float) -> float:
            return round(random.uniform(least, most), 3)

        burst_seconds, delay = between(0.1, 2), between(0, 0.5)
        match number % 4:
            case 1:
                slow = between(0.3, 0.6)
                return cls(burst_seconds, slow, between(0, slow), late=True)
            case 2:
                hangs_after = number // 4 % 3
                return cls(
                    burst_seconds, delay, between(0.1, 1), hangs_after=hangs_after
                )
        again = between(1, 9) if number % 4 == 3 else None
        kill_after = between(0, burst_seconds + 2 * delay + 0.3)
        return cls(burst_seconds, delay, kill_after, again=again)


class CrashingHome:
    """Home Assistant that is killed, with ClickSend's books to compare with."""

    def __init__(self, stack: Stack, entry_id: str) -> None:
        """Take over a stack with an account."""
        self.simulator: SimulatorProcess = stack.simulator
        self.api: HomeAssistantApi = stack.home_assistant.api
        self.kept: set[str] = set()
        """All messages that were on the disk at a crash."""
        self.lost: set[str] = set()
        """Those of them that were being handed over and never arrived."""
        self.hits: Counter[str] = Counter()
        """At how many crashes there were messages in each state."""
        self.figures: Counter[str] = Counter()
        """How many messages those were."""
        self._home_assistant = stack.home_assistant
        self._entry_id = entry_id
        self._outbox = (
            stack.home_assistant.logs[0].parent
            / ".storage"
            / f"{DOMAIN}.{entry_id}.outbox"
        )
        self._began = datetime.now(UTC)

    async def allow_much(self) -> None:
        """Set the account's limits to what no burst reaches."""
        flows = "/api/config/config_entries/options/flow"
        step = await self.api.post(flows, {"handler": self._entry_id})
        limits = {"messages_per_hour": 100_000, "messages_per_recipient": 100_000}
        await self.api.post(f"{flows}/{step['flow_id']}", {"limits": limits})
        await self.simulator.control("PUT", "balance", {"balance": "100000"})

    async def crash(self, burst: Burst, plan: Plan) -> Disk:
        """Send a burst, kill Home Assistant meanwhile, and return what is on disk."""
        await self._arm(plan)
        asked = await self._count_asked()

        async def is_on_its_way() -> bool:
            return await self._count_asked() == asked + MESSAGES

        async with asyncio.TaskGroup() as senders:
            senders.create_task(burst.send(self.api))
            if plan.hangs_after is not None:
                await eventually("a request hangs", _SECONDS, self._hangs)
            if plan.late:
                await eventually("all is on its way", _SECONDS, is_on_its_way)
            await asyncio.sleep(plan.kill_after)
            disk = await self._kill()
            burst.end()
        return disk

    async def crash_while_starting(self, seconds: float) -> Disk:
        """Start, kill it so many seconds later, and return what is on disk."""
        starting = asyncio.create_task(self._home_assistant.start())
        await asyncio.sleep(seconds)
        disk = await self._kill()
        with suppress(StackError):
            await starting
        return disk

    async def start(self) -> None:
        """Start it again."""
        await self._home_assistant.start()

    async def stop(self) -> Disk:
        """Stop it in good order, and return what is on disk."""
        await self._home_assistant.stop()
        return read_outbox(self._outbox)

    async def hide_history(self) -> None:
        """Have ClickSend's history lag behind by a day."""
        await self._set(history_delay=_LONG)

    async def show_history(self) -> None:
        """Have ClickSend's history know everything at once."""
        await self._set(history_delay=0)

    async def expect_states(self, *, accepted: int, unknown: int) -> None:
        """Wait until nothing waits and so many messages are accepted or unknown."""
        wanted = +Counter(accepted=accepted, unknown=unknown)
        seen: Counter[str] = Counter()

        async def is_so() -> bool:
            url = f"/api/diagnostics/config_entry/{self._entry_id}"
            data = (await self.api.get(url))["data"]
            seen.clear()
            for state, count in data["outbox"]["states"].items():
                seen["accepted" if state in ACCEPTED else state] += count
            return seen == wanted

        try:
            await eventually("the states are so", _SECONDS, is_so)
        except StackError as err:
            err.add_note(f"{dict(seen)} instead of {dict(wanted)}")
            raise

    async def expect_on_the_way(self, count: int, seconds: float = _SECONDS) -> None:
        """Wait until the sensor shows so many messages on their way."""

        async def is_so() -> bool:
            state = await self.api.state("sensor.clicksend_outbox")
            return state is not None and state["state"] == str(count)

        await eventually(f"{count} messages are on their way", seconds, is_so)

    async def expect_reports(self, kind: str, references: set[str]) -> None:
        """Wait until there was a delivery report of this kind on each message."""
        # All of them, also where only an attribute changed.
        url = (
            f"/api/history/period/{self._began.strftime('%Y-%m-%dT%H:%M:%SZ')}"
            f"?filter_entity_id={_REPORTS}&significant_changes_only=0"
        )
        missing = set(references)

        async def is_so() -> bool:
            for history in await self.api.get(url):
                for state in history:
                    if state["attributes"].get("event_type") == kind:
                        missing.discard(state["attributes"]["reference"])
            return not missing

        try:
            await eventually("there are the reports", _SECONDS, is_so)
        except StackError as err:
            err.add_note(f"missing: {missing}")
            raise

    async def repairs(self) -> set[str]:
        """Return which of our repairs there are, by what they say."""
        found = await self.api.command("repairs/list_issues")
        return {
            str(issue["translation_key"])
            for issue in found["issues"]
            if issue["domain"] == DOMAIN
        }

    async def calm(self) -> None:
        """Have ClickSend answer at once again."""
        await self.simulator.control("DELETE", "faults")

    async def _arm(self, plan: Plan) -> None:
        """Make ClickSend as slow as planned."""
        slow = {"kind": "delay", **_SEND, "seconds": plan.delay, "times": None}
        if plan.hangs_after is not None:
            if plan.hangs_after:
                await self._arm_fault(slow | {"times": plan.hangs_after})
            await self._arm_fault({"kind": "hang", **_SEND})
        await self._arm_fault(slow)

    async def _hangs(self) -> bool:
        """Tell whether the request that is to hang does."""
        faults = (await self.simulator.control("GET", "faults"))["faults"]
        return "hang" not in {fault["kind"] for fault in faults}

    async def _count_asked(self) -> int:
        """Return how many messages ClickSend was ever asked to send."""
        return (await Books.open(self.simulator)).asked.total()

    async def _arm_fault(self, fault: Mapping[str, object]) -> None:
        """Arm a fault."""
        await self.simulator.control("POST", "faults", fault)

    async def _set(self, **settings: object) -> None:
        """Set the simulator's switches."""
        await self.simulator.control("PATCH", "settings", settings)

    async def _kill(self) -> Disk:
        """Kill it, and return what is on disk."""
        await self._home_assistant.kill()
        return read_outbox(self._outbox)
