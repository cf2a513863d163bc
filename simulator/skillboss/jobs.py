"""Jobs: what the hub has accepted, and does later."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from ..world import World
from .answers import Body, RefusedError
from .times import rfc3339

_MOST_JOBS = 1000

type JobStatus = Literal["queued", "running", "completed", "failed"]


@dataclass(kw_only=True)
class Job:
    """One job; its work is done at the moment that completes it."""

    job_id: str
    model: str
    created_at: float
    due_at: float
    looks: int
    """How many looks at it still find it unfinished."""
    held: bool
    work: Callable[[], Body] = field(repr=False)
    status: JobStatus = "queued"
    result: Body | None = None
    error: str | Body | None = None
    code: int | None = None
    completed_at: float | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing follows any more."""
        return self.status in {"completed", "failed"}

    def as_dict(self) -> Body:
        """Return it as the hub shows it."""
        ended = self.completed_at
        return {
            **({} if self.code is None else {"code": self.code}),
            "job_id": self.job_id,
            "status": self.status,
            "model": self.model,
            "result": self.result,
            "error": self.error,
            "created_at": rfc3339(self.created_at),
            "completed_at": None if ended is None else rfc3339(ended),
        }


class Jobs:
    """All jobs, oldest first."""

    def __init__(self, world: World) -> None:
        """Start with none; they go on as the clock does."""
        self._world = world
        self._jobs: dict[str, Job] = {}
        world.clock.on_advance.append(self.go_on)

    def __iter__(self) -> Iterator[Job]:
        """Go through them."""
        self.go_on()
        return iter(list(self._jobs.values()))

    def __len__(self) -> int:
        """Count them."""
        return len(self._jobs)

    def add(self, model: str, work: Callable[[], Body]) -> Job:
        """Accept something to be done."""
        settings, now = self._world.settings, self._world.clock.now()
        job = Job(
            job_id=f"job_{self._world.chance.getrandbits(96):024x}",
            model=model,
            created_at=now,
            due_at=now + settings.skillboss_job_seconds,
            looks=settings.skillboss_job_polls,
            held=settings.skillboss_hold_jobs,
            work=work,
        )
        self._jobs[job.job_id] = job
        while len(self._jobs) > _MOST_JOBS:
            del self._jobs[next(iter(self._jobs))]
        return job

    def get(self, job_id: str) -> Job | None:
        """Return the one with that id."""
        return self._jobs.get(job_id)

    def look(self, job: Job) -> Body:
        """Show a job to who asks for it, which brings it on."""
        self.go_on()
        shown = job.as_dict()
        if not job.finished:
            job.looks -= 1
            job.status = "running"
        return shown

    def hold(self, job: Job) -> None:
        """Keep a job from being finished."""
        job.held = True

    def release(self, job: Job) -> None:
        """Let a job go on, and be finished if it should have been by now."""
        job.held = False
        self.go_on()

    def fail(self, job: Job, error: str) -> bool:
        """Have a job fail undone; False if it is finished."""
        if job.finished:
            return False
        self._finish(job, "failed", error=error)
        return True

    def go_on(self) -> None:
        """Finish what is due."""
        now = self._world.clock.now()
        for job in self._jobs.values():
            if job.finished or job.held or job.looks > 0 or now < job.due_at:
                continue
            try:
                self._finish(job, "completed", result=job.work())
            except RefusedError as err:
                self._finish(job, "failed", **self._failure(err))

    def _failure(self, error: RefusedError) -> dict[str, Any]:
        """Return what a job shows that failed for a reason: in words, if no more."""
        said = {"code": error.status, "message": str(error)}
        match self._world.settings.skillboss_job_errors:
            case "text":
                return {"error": str(error)}
            case "object":
                return {"error": said}
            case "result":
                return {"result": said}
            case "top":
                return {"error": str(error), "code": error.status}

    def _finish(
        self,
        job: Job,
        status: JobStatus,
        *,
        result: Body | None = None,
        error: str | Body | None = None,
        code: int | None = None,
    ) -> None:
        """Note how a job ended."""
        job.status, job.code = status, code
        job.result, job.error = result, error
        job.completed_at = self._world.clock.now()
