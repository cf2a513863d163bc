"""An event loop that never waits, and whose processes can be killed at any moment.

Time passes when nothing else is left to do, and then at once. Whatever runs in a
process (a context that ``new_process`` returned) stops for good when that process is
killed: between two steps, without a chance to tidy up, as with SIGKILL or a power cut.
"""

import asyncio
from collections.abc import Callable
from contextvars import Context, ContextVar, copy_context
from itertools import count
import selectors
from typing import Any, override

_PROCESS: ContextVar[int] = ContextVar("process", default=0)


class SkippingLoop(asyncio.SelectorEventLoop):
    """The loop."""

    def __init__(self) -> None:
        """Start at second 0."""
        self._seconds = 0.0
        self._numbers = count(1)
        self._killed: set[int] = set()
        self._limbo: list[asyncio.Handle] = []
        self._graveyard: set[asyncio.Task[Any]] = set()
        self.job_seconds: Callable[[], float] = lambda: 0.0
        """How long the next job in the executor takes."""
        self.jobs: dict[asyncio.Future[Any], Callable[[], object]] = {}
        """The jobs in the executor that have not begun."""
        super().__init__(_Skipping(self))

    @override
    def time(self) -> float:
        """Return the seconds that have passed."""
        return self._seconds

    def skip(self, seconds: float) -> None:
        """Let time pass."""
        self._seconds += seconds

    def new_process(self) -> Context:
        """Return the context of a new process."""
        context = copy_context()
        context.run(_PROCESS.set, next(self._numbers))
        return context

    def kill(self, process: Context) -> None:
        """Stop all that a process does."""
        self._killed.add(process[_PROCESS])
        # Kept, because what is forgotten gets a chance to tidy up.
        self._graveyard |= asyncio.all_tasks(self)
        ready = self._ready  # type: ignore[attr-defined]
        for handle in [handle for handle in ready if self._is_killed(handle._context)]:  # noqa: SLF001
            ready.remove(handle)
            self._limbo.append(handle)
        for timer in self._scheduled:  # type: ignore[attr-defined]
            if self._is_killed(timer._context):  # noqa: SLF001
                timer.cancel()

    def bury(self) -> None:
        """Let the killed processes end after all, where nobody looks any more."""
        self._killed.clear()
        self._ready.extend(self._limbo)  # type: ignore[attr-defined]
        self._limbo.clear()
        self._graveyard.clear()
        while tasks := asyncio.all_tasks(self):
            for task in tasks:
                task.cancel()
            self.run_until_complete(asyncio.wait(tasks))

    @override
    def call_soon[*Args](
        self,
        callback: Callable[[*Args], object],
        *args: *Args,
        context: Context | None = None,
    ) -> asyncio.Handle:
        """Call soon, unless the process was killed."""
        if self._is_killed(context):
            self._limbo.append(asyncio.Handle(callback, args, self, context))
            return self._limbo[-1]
        return super().call_soon(callback, *args, context=context)

    @override
    def call_at[*Args](
        self,
        when: float,
        callback: Callable[[*Args], object],
        *args: *Args,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Call later, unless the process was killed."""
        if self._is_killed(context):
            return asyncio.TimerHandle(when, callback, args, self, context)
        return super().call_at(when, callback, *args, context=context)

    @override
    def run_in_executor(  # type: ignore[override]
        self, executor: object, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Do a job that blocks, a while later and all at once."""
        done: asyncio.Future[Any] = self.create_future()
        self.jobs[done] = lambda: func(*args)
        self.call_later(self.job_seconds(), self._do_job, done)
        return done

    def _do_job(self, done: asyncio.Future[Any]) -> None:
        """Do a job, even if nobody waits for it any more."""
        job = self.jobs.pop(done)
        try:
            result = job()
        except Exception as err:  # noqa: BLE001 # as an executor does
            if not done.cancelled():
                done.set_exception(err)
        else:
            if not done.cancelled():
                done.set_result(result)

    def _is_killed(self, context: Context | None) -> bool:
        """Tell whether a context is that of a killed process."""
        if context is None:
            return _PROCESS.get() in self._killed
        return context.get(_PROCESS, 0) in self._killed


class _Skipping(selectors.SelectSelector):
    """Waits for nothing: there is nothing outside the loop."""

    def __init__(self, loop: SkippingLoop) -> None:
        """Remember whose time it is."""
        super().__init__()
        self._loop = loop

    @override
    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        """Let the time pass that would be waited."""
        assert timeout is not None, "everything waits for something else"
        if timeout > 0:
            self._loop.skip(timeout)
        return []
