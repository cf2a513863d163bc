"""Whatever happens, in whatever order: never twice, never lost, never over budget.

A machine does at random what people, networks, disks and power cuts do, for 10,000
steps. What became of the messages is compared with the simulator's own books.

``CLICKSEND_STEPS=100000`` does more steps, and other ones every time. On a failure
hypothesis prints the shortest sequence of steps that it found to lead there.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
import logging
import os
from pathlib import Path
from random import Random
import shutil
import tempfile
import time
from typing import Any, ClassVar, override

from homeassistant.helpers import event
from hypothesis import HealthCheck, seed, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
import pytest

from custom_components.clicksend_messaging.api.models import Channel
from custom_components.clicksend_messaging.messaging.limits.limits import Limit
from custom_components.clicksend_messaging.messaging.message import (
    ANSWER_LOST,
    CANCELLED_BY_USER,
    DUPLICATE,
    EXPIRED,
    INVALID_RECIPIENT,
    NOT_AUTHORIZED,
    NOT_RECORDED,
    SENT_AGAIN,
    Order,
    Priority,
    Status,
)
from custom_components.clicksend_messaging.messaging.outbox import (
    journal,
    outbox,
    writer,
)
from custom_components.clicksend_messaging.messaging.outbox.states import State
from custom_components.clicksend_messaging.messaging.recipients import Recipient
from simulator.faults import FaultKind
from tests.unit.messaging.audit import DEDUP_SECONDS, Audit
from tests.unit.messaging.chances import (
    AWAY,
    KINDS,
    LOST_FOR_SURE,
    NUMBERS,
    PATIENCE,
    PLACES,
    PRIORITIES,
    RELAXED,
    STRICT,
)
from tests.unit.messaging.disk import Disk
from tests.unit.messaging.home import Home
from tests.unit.messaging.near_server import NearServer
from tests.unit.messaging.skipping_loop import SkippingLoop

STEPS = int(os.environ.get("CLICKSEND_STEPS", "10000"))
STEPS_PER_RUN = 50

# Rare things may not happen in a round: what hypothesis chooses depends on every number
# in the code.
MOST_ROUNDS = 3

CODES = (
    *(ANSWER_LOST, DUPLICATE, EXPIRED, INVALID_RECIPIENT, NOT_AUTHORIZED, NOT_RECORDED),
    *(CANCELLED_BY_USER, SENT_AGAIN, "COUNTRY_NOT_ENABLED", "INSUFFICIENT_CREDIT"),
)
MANY = 20_000
EPOCH = 1_800_000_000.0
HOUR, DAY, MONTH = 3600, 24 * 3600, 31 * 24 * 3600

# A run in which nothing happens proves nothing.
EVERYTHING = {*FaultKind, *Status, *State, *Limit, *CODES, "sms", "voice"} - {
    # These limits have nothing to do with what was before.
    *(Limit.PARTS, Limit.COUNTRY),
    # Nobody texts this home.
    Limit.ANSWERS,
}


class Machine(RuleBasedStateMachine):
    """What may happen, and what must then hold."""

    steps: ClassVar[int] = 0
    seen: ClassVar[set[str]] = set()
    folder: ClassVar[Path]
    disk: ClassVar[Disk]
    seconds: ClassVar[Callable[[], float]]

    @initialize(
        options=RELAXED | STRICT,
        luck=st.integers(0, 999),
        slowest=st.sampled_from([0, 0.2, 5]),
        history_delay=st.sampled_from([0, 20, 200, 1000]),
        most_kept=st.sampled_from([MANY, MANY, 5]),
    )
    def begin(
        self,
        options: dict[str, Any],
        luck: int,
        slowest: float,
        history_delay: float,
        most_kept: int,
    ) -> None:
        """Set an account up."""
        chance = Random(luck)  # noqa: S311 (chance has to be repeatable here)
        self.loop = SkippingLoop()
        Machine.seconds = self.loop.time
        self.loop.job_seconds = lambda: chance.choice((0, 0, 0.001, 0.5))
        self.disk.begin(chance)
        self.server = NearServer(self.loop, chance)
        self.server.slowest = slowest
        world = self.server.world
        world.settings.history_delay = history_delay
        world.settings.enabled_countries += ("GG",)
        outbox.MAX_FINISHED = most_kept
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        self.home = Home(self.loop, self.server, self.disk, folder, chance, options)
        self.audit = Audit(self.home, options, keeps_all=most_kept == MANY)
        self.numbers = count(1)
        self.home.start()

    @rule(
        places=PLACES,
        priority=PRIORITIES,
        text=st.sampled_from(["", "line\nline", "x" * 150, "é" * 200]),
        dedup_key=st.sampled_from([None, "door", "leak"]),
        patience=PATIENCE,
    )
    def send(
        self,
        places: list[int],
        priority: Priority,
        text: str,
        dedup_key: str | None,
        patience: float,
    ) -> None:
        """Call the action, and perhaps wait a while."""
        self._call(places, priority, text, dedup_key)
        self.wait(patience)

    @rule(calls=st.lists(PLACES, min_size=2, max_size=8), patience=PATIENCE)
    def send_at_once(self, calls: list[list[int]], patience: float) -> None:
        """Have many automations run at the same moment."""
        for places in calls:
            self._call(places)
        self.wait(patience)

    @rule(
        kind=st.sampled_from([*FaultKind, *LOST_FOR_SURE]),
        places=PLACES,
        priority=PRIORITIES,
        times=st.sampled_from([1, 1, 3]),
        seconds=st.sampled_from([0.01, 1, 40, 900]),
    )
    def send_in_vain(
        self,
        kind: FaultKind,
        places: list[int],
        priority: Priority,
        times: int,
        seconds: float,
    ) -> None:
        """Send, and have just that go wrong."""
        self.server.unreachable = None
        self.disk.full = False
        self.server.world.faults.clear()
        self.server.world.faults.arm(kind, path="/*/send", times=times)
        self._call(places, priority)
        self.wait(seconds)

    @rule(
        kind=st.sampled_from([FaultKind.RATE_LIMITED, FaultKind.DELAY]),
        places=PLACES,
        priority=PRIORITIES,
        seconds=st.sampled_from([1, 30]),
    )
    def fill_disk_meanwhile(
        self, kind: FaultKind, places: list[int], priority: Priority, seconds: float
    ) -> None:
        """Have no room left on the disk when a message is tried again, or accepted."""
        self.send_in_vain(kind, places, priority, times=1, seconds=0.6)
        self.disk.full = True
        self.wait(seconds)

    @rule(places=PLACES, priority=PRIORITIES, turns=st.integers(0, 25))
    def crash_while_sending(
        self, places: list[int], priority: Priority, turns: int
    ) -> None:
        """Send, and have the power cut right then."""
        self._call(places, priority)
        self.go_on(turns)
        self.crash()

    @rule(places=PLACES, priority=PRIORITIES, turns=st.integers(0, 25))
    def stop_while_sending(
        self, places: list[int], priority: Priority, turns: int
    ) -> None:
        """Send, and have the automation stopped right then."""
        self._call(places, priority)
        self.go_on(turns)
        self.home.calls[-1].task.cancel()

    @rule()
    def send_to_nobody(self) -> None:
        """Give a number that is none."""
        self._call([len(NUMBERS), 0])

    def _call(
        self,
        places: list[int],
        priority: Priority = Priority.NORMAL,
        text: str = "",
        dedup_key: str | None = None,
    ) -> None:
        """Call the action."""
        number = next(self.numbers)
        name = f"{priority} {number}"
        self.home.call(
            [
                Recipient(number=NUMBERS[place])
                if place < len(NUMBERS)
                else Recipient(number="nobody", valid=False)
                for place in places
            ],
            Order(
                channel=Channel.SMS if number % 4 else Channel.VOICE,
                text=f"{name}: {text}",
                reference=name,
                priority=priority,
                dedup_key=dedup_key,
                dedup_seconds=DEDUP_SECONDS,
            ),
        )

    @rule(turns=st.integers(0, 12))
    def go_on(self, turns: int) -> None:
        """Go on for a few turns of the loop, in which hardly any time passes."""

        async def turn() -> None:
            for _ in range(turns):
                await asyncio.sleep(0)

        self.loop.run_until_complete(turn())

    @rule(seconds=st.sampled_from([0.01, 0.5, 3, 10, 30, 120, 900, HOUR, DAY]))
    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.loop.run_until_complete(asyncio.sleep(seconds))

    @rule(
        kind=KINDS,
        path=st.sampled_from(["/*/send", "/*/history", "*"]),
        times=st.sampled_from([1, 1, 2, 5]),
        seconds=st.sampled_from([1, 29, 60]),
        retry_after=st.sampled_from([1, 20, 300]),
        http_code=st.sampled_from([500, 403, 429]),
    )
    def go_wrong(self, kind: FaultKind, **what: Any) -> None:
        """Have something go wrong at ClickSend, with the next requests."""
        self.server.world.faults.arm(kind, **what)

    @rule()
    def recover(self) -> None:
        """Have ClickSend in order again."""
        self.server.world.faults.clear()

    @rule(why=st.sampled_from([None, None, "refused", "timeout"]))
    def reach(self, why: str | None) -> None:
        """Lose the connection, or get it back."""
        self.server.unreachable = why

    @rule(shuffled=st.booleans(), balance=st.sampled_from([None, None, "0.1", "100"]))
    def change_clicksend(self, shuffled: bool, balance: str | None) -> None:  # noqa: FBT001
        """Have ClickSend answer in another way."""
        self.server.world.settings.shuffle_results = shuffled
        if balance is not None and self.audit.floor is None:
            self.server.account.balance = Decimal(balance)

    @rule(index=st.integers(0, 99))
    def give_up(self, index: int) -> None:
        """Cancel one of the calls that still wait."""
        waiting = [call for call in self.home.calls if not call.task.done()]
        if waiting:
            waiting[index % len(waiting)].task.cancel()

    @rule(index=st.integers(0, 99))
    def cancel(self, index: int) -> None:
        """Cancel all of a call's messages that have not left; or try to."""
        if self.home.calls and not self.disk.full:
            self.home.cancel(self.home.calls[-1 - index % len(self.home.calls)])

    @rule(places=PLACES, priority=PRIORITIES)
    def cancel_what_waits(self, places: list[int], priority: Priority) -> None:
        """Send while ClickSend wants a pause, and think better of it."""
        self.send_in_vain(
            FaultKind.RATE_LIMITED, places, priority, times=1, seconds=0.6
        )
        self.cancel(0)

    @rule(
        index=st.integers(0, 999),
        state=st.sampled_from([State.SENT, State.DELIVERED, State.FAILED]),
    )
    def report(self, index: int, state: State) -> None:
        """Have a delivery report come in: late, twice, or before the answer."""
        if texts := list(self.server.account.books):
            text = texts[index % len(texts)]
            self.home.report(text, state)
            self.audit.reported.add(text.custom_string)

    @rule(full=st.sampled_from([False, False, True]))
    def fill_disk(self, full: bool) -> None:  # noqa: FBT001
        """Fill the disk, or make room on it."""
        self.disk.full = full

    @rule(away=AWAY)
    def crash(self, away: float = 0) -> None:
        """Have the power cut, and come back."""
        self.home.crash()
        self.wait(away)
        self._restart()

    @rule()
    def reload(self) -> None:
        """Have Home Assistant reload the account."""
        self.home.stop()
        self._restart()

    @rule(away=AWAY)
    def restart(self, away: float) -> None:
        """Have Home Assistant end and start again."""
        self.home.shut_down()
        self.wait(away)
        self._restart()

    def _restart(self) -> None:
        """Begin again; a disk that is full prevents it."""
        if self.disk.full:
            with pytest.raises(OSError, match="full"):
                self.home.start()
            self.disk.full = False
        self.home.start()
        assert not self.home.loaded.newer
        assert self.home.loaded.damaged <= 1

    @invariant()
    def books_agree(self) -> None:
        """Compare with what ClickSend has in its books."""
        Machine.steps += 1
        self.audit.check()

    @override
    def teardown(self) -> None:
        """Have everything in order again, and see how it all ends."""
        if not hasattr(self, "home"):
            return
        self.server.world.faults.clear()
        self.server.unreachable = None
        self.disk.full = False
        try:
            self.wait(4 * HOUR)
            self.audit.check_end()
            self._begin_again()
            Machine.seen |= self.audit.seen
        finally:
            self.loop.bury()
            self.loop.close()
            shutil.rmtree(self.home.folder)

    def _begin_again(self) -> None:
        """See that nothing stands in the way for ever."""
        self.server.account.balance = Decimal(1000)
        for priority in Priority:
            self.loop.skip(MONTH)
            self.wait(HOUR)
            self._call([0], priority)
            self.wait(HOUR)
            report = self.home.calls[-1].report
            assert report
            assert [item.status for item in report.outcomes] == [Status.ACCEPTED]


@pytest.fixture(autouse=True)
def _auto_enable_custom_integrations() -> None:
    """Do without the whole of Home Assistant."""


@pytest.fixture
def expected_log() -> list[str]:
    """Allow what is said when the disk is full, or ClickSend cannot be asked."""
    return [
        "The outbox cannot be written: the disk is full",
        "fetching clicksend_messaging account data",
    ]


@pytest.mark.timeout(300 + MOST_ROUNDS * STEPS // 50)
def test_never_twice_never_lost_never_over_budget(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Do all those steps."""
    caplog.set_level(logging.WARNING)
    Machine.folder = tmp_path
    Machine.steps = 0
    Machine.seen = set()
    Machine.seconds = lambda: 0.0
    Machine.disk = Disk()
    monkeypatch.setattr(journal, "os", Machine.disk)
    # Have the file tidied, and old messages forgotten, every now and then.
    monkeypatch.setattr(writer, "SPARE_LINES", 20)
    monkeypatch.setattr(outbox, "MAX_FINISHED", MANY)
    monkeypatch.setattr(time, "time", lambda: EPOCH + Machine.seconds())
    monkeypatch.setattr(
        event,
        "time_tracker_utcnow",
        lambda: datetime.fromtimestamp(EPOCH + Machine.seconds(), UTC),
    )
    for number in range(MOST_ROUNDS):
        _do_the_steps(number)
        if not EVERYTHING - Machine.seen:
            break
    assert Machine.steps >= STEPS
    assert EVERYTHING - Machine.seen == set()


def _do_the_steps(number: int) -> None:
    """Do all steps of one round, the same ones every time unless told how many."""
    if "CLICKSEND_STEPS" not in os.environ:
        seed(number)(Machine)
    run_state_machine_as_test(
        Machine,
        settings=settings(
            # Now and then hypothesis ends a run early.
            max_examples=STEPS * 5 // 4 // STEPS_PER_RUN,
            stateful_step_count=STEPS_PER_RUN,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
