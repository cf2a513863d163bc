"""Pushes: what goes to webhooks by itself, and what came of it."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Mapping
import contextlib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import Any, Literal

import aiohttp

from .clock import Clock
from .settings import Settings
from .webhooks import WebhookType, is_loopback, loopback_session, send

_MOST_PUSHES = 20_000
_MOST_AT_ONCE = 20
_LOOK_EVERY = 0.1
"""Seconds between looks for what is due: a call may end, and time be frozen."""
_SHORTEST_WAIT = 0.01

type PushKind = Literal["inbound", "receipt"]
type PushState = Literal[
    "waiting", "sending", "delivered", "failed", "refused", "dropped"
]


@dataclass(kw_only=True, eq=False)
class Push:
    """One text or receipt for one address."""

    kind: PushKind
    message_id: str
    rule_id: int | None
    """None for a test push, which no rule asks for."""
    url: str
    webhook_type: WebhookType
    payload: Mapping[str, Any]
    due_at: float
    """When it is tried for the first time, or again."""
    state: PushState = "waiting"
    attempts: int = 0
    status: int | None = None
    """The last answer's; None if there was none."""
    error: str | None = None
    """Why there was no answer, or no attempt."""

    def as_dict(self) -> dict[str, object]:
        """Return it as control shows it."""
        return dict(vars(self))


class Pushes:
    """The latest pushes, oldest first; they go out while the simulator runs."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        """Start with none."""
        self._clock = clock
        self._settings = settings
        self._log: deque[Push] = deque(maxlen=_MOST_PUSHES)
        self._waiting: list[tuple[float, int, Push]] = []
        self._places = count()
        self._under_way: set[asyncio.Task[None]] = set()
        self._awake = asyncio.Event()
        self._change = asyncio.Event()
        self._runner: asyncio.Task[None] | None = None
        self._look: Callable[[], bool] = bool
        clock.on_advance.append(self.wake)

    def __iter__(self) -> Iterator[Push]:
        """Go through them, oldest first."""
        return iter(self._log)

    def __len__(self) -> int:
        """Count them."""
        return len(self._log)

    def find(self, state: str = "*", url: str = "*") -> list[Push]:
        """Return those in that state to an address that matches the glob."""
        return [
            push
            for push in self._log
            if fnmatchcase(push.state, state) and fnmatchcase(push.url, url)
        ]

    async def wait_for(
        self, count: int, state: str = "delivered", url: str = "*"
    ) -> list[Push]:
        """Return those that `find` finds, as soon as there are so many."""
        while len(found := self.find(state, url)) < count:
            await self._change.wait()
        return found

    async def settled(self, within: float = 1) -> None:
        """Wait until nothing is under way, or due within so many seconds.

        Whatever became of messages by now is pushed first. What is to be tried again
        later than that is not waited for, nor anything while the simulator is stopped.
        Where time is frozen it has to be 0: what is due later would never come.
        """
        while self._runner is not None:
            self._look()
            soon = self._clock.now() + within
            due = bool(self._waiting) and self._waiting[0][0] <= soon
            if not due and not self._under_way:
                break
            await self._change.wait()

    def clear(self) -> None:
        """Forget them, also those that are waiting."""
        self._log.clear()
        self._waiting.clear()
        self._changed()

    def add(
        self,
        kind: PushKind,
        payload: Mapping[str, Any],
        *,
        url: str | None,
        webhook_type: WebhookType = "post",
        message_id: str,
        rule_id: int | None = None,
        delay: float = 0,
    ) -> Push:
        """Have something pushed: to this computer alone, others are refused."""
        push = Push(
            kind=kind,
            message_id=message_id,
            rule_id=rule_id,
            url=url or "",
            webhook_type=webhook_type,
            payload=payload,
            due_at=self._clock.now() + delay,
        )
        if not is_loopback(push.url):
            push.state, push.error = "refused", "not an address of this computer"
        elif len(self._waiting) >= _MOST_PUSHES:
            push.state, push.error = "dropped", "too many are waiting"
        else:
            self._queue(push)
        self._log.append(push)
        self._changed()
        return push

    def wake(self) -> None:
        """Look now for what is due."""
        self._awake.set()

    def start(self, look: Callable[[], bool]) -> None:
        """Begin; `look` adds what is due by now, and tells whether more may follow."""
        self._look = look
        self._runner = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End all that is under way; it waits for the next start.

        Raises what went wrong in here meanwhile, which is an error of the simulator.
        """
        if self._runner is None:
            return
        runner, self._runner = self._runner, None
        tasks = [runner, *self._under_way]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._changed()
        if not runner.cancelled():
            runner.result()

    async def _run(self) -> None:
        """Push what is due, until cancelled."""
        async with loopback_session() as session:
            while True:
                self._awake.clear()
                goes_on = self._look()
                self._begin(session)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._awake.wait(), self._pause(goes_on))

    def _pause(self, goes_on: bool) -> float | None:  # noqa: FBT001 (it is the only one)
        """Return the seconds until the next look; None for none unless woken."""
        if not self._waiting or len(self._under_way) >= _MOST_AT_ONCE:
            return _LOOK_EVERY if goes_on else None
        due_in = self._waiting[0][0] - self._clock.now()
        return min(_LOOK_EVERY, max(_SHORTEST_WAIT, due_in))

    def _begin(self, session: aiohttp.ClientSession) -> None:
        """Begin what is due, as far as there is room for it."""
        now = self._clock.now()
        while (
            self._waiting
            and self._waiting[0][0] <= now
            and len(self._under_way) < _MOST_AT_ONCE
        ):
            push = heappop(self._waiting)[2]
            task = asyncio.create_task(self._try(session, push))
            self._under_way.add(task)
            task.add_done_callback(partial(self._tried, push))

    async def _try(self, session: aiohttp.ClientSession, push: Push) -> None:
        """Try once, and see to what follows."""
        settings = self._settings
        push.state, push.status, push.error = "sending", None, None
        push.attempts += 1
        try:
            async with asyncio.timeout(settings.push_timeout):
                push.status = await send(
                    session,
                    push.url,
                    push.webhook_type,
                    push.payload,
                    settings.push_json_type,
                )
        except TimeoutError:
            push.error = "no answer in time"
        except aiohttp.ClientError as err:
            push.error = type(err).__name__
        pauses = settings.push_retry_seconds
        if push.status is not None and 200 <= push.status < 300:  # noqa: PLR2004 (HTTP)
            push.state = "delivered"
        elif push.attempts > len(pauses):
            push.state = "failed"
        else:
            push.due_at = self._clock.now() + pauses[push.attempts - 1]
            self._queue(push)

    def _queue(self, push: Push) -> None:
        """Have it wait for its time."""
        push.state = "waiting"
        heappush(self._waiting, (push.due_at, next(self._places), push))
        self.wake()

    def _tried(self, push: Push, task: asyncio.Task[None]) -> None:
        """Make room for the next; what was interrupted is for the next start."""
        self._under_way.discard(task)
        if task.cancelled():
            self._queue(push)
        self._changed()
        self.wake()

    def _changed(self) -> None:
        """Tell who waits for a change."""
        self._change.set()
        self._change = asyncio.Event()
