"""The hub itself: its key, its paths, and which model does the work."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
import json
from typing import Any

from ..faults import FaultKind
from ..http import Answer, Request
from ..world import World
from .answers import Body, RefusedError, bad_request, failure, result, said
from .jobs import Jobs
from .models import listed, piloted, ran
from .notify import BATCH, SEND as NOTIFY, Notify
from .texts import HubText, Texts
from .verify import CHECK, SEND as VERIFY, Verify

_EMAIL = "home@example.com"
_CREDITS_PER_DOLLAR = 100
_BALANCE = "/api/me/balance"
_JOBS = "/v1/job"
_ROUTES = {
    "/v1/run": "POST",
    "/v1/pilot": "POST",
    "/v1/models": "GET",
    _JOBS: "GET",
    _BALANCE: "GET",
}


class SkillBoss:
    """The service, and everything about it at hand."""

    def __init__(self, world: World) -> None:
        """Open for business."""
        self._world = world
        self.api_key = f"sk-{world.chance.getrandbits(160):040x}"
        self.base_url = ""
        """Known once the simulator runs."""
        self.texts = Texts(world)
        """The `balance`, and what was sent."""
        self.notify = Notify(world, self.texts)
        self.jobs = Jobs(world)
        verify = Verify(world, self.texts)
        self._models: Mapping[str, Callable[[Mapping[str, Any]], Body]] = {
            NOTIFY: self.notify.send,
            BATCH: self.notify.send_batch,
            VERIFY: verify.send,
            CHECK: verify.check,
        }

    @property
    def sent(self) -> list[HubText]:
        """Every accepted text, oldest first."""
        return self.texts.sent

    def aliases(self, path: str) -> tuple[str, ...]:
        """Return the path itself."""
        return (path,)

    async def answer(self, request: Request, note: Callable[[str], None]) -> Answer:
        """Answer a request; raises DroppedError and UnansweredError."""
        hidden = False

        def noted(kind: str) -> None:
            nonlocal hidden
            hidden = kind == FaultKind.HIDDEN_ERROR
            note(kind)

        async def process() -> Answer:
            try:
                return self._process(request)
            except RefusedError as err:
                return self._failure(err.status, str(err))

        def refusal(status: int) -> Answer:
            return self._failure(status, hidden=hidden)

        return await self._world.faults.run(request, process, refusal, noted)

    def _failure(
        self, status: int, message: str | None = None, *, hidden: bool = False
    ) -> Answer:
        """Answer with an error."""
        return failure(self._world.settings, status, message, hidden=hidden)

    def _process(self, request: Request) -> Answer:
        """Answer a request that no fault hits; raises RefusedError."""
        if request.headers.get("Authorization") != f"Bearer {self.api_key}":
            raise RefusedError(HTTPStatus.UNAUTHORIZED, "unauthorized", "Invalid token")
        path = request.path.rstrip("/")
        job_id = path.removeprefix(f"{_JOBS}/") if path.startswith(f"{_JOBS}/") else ""
        method = _ROUTES.get(_JOBS if job_id else path)
        if method is None:
            raise _not_found("Not Found")
        if request.method != method:
            raise RefusedError(
                HTTPStatus.METHOD_NOT_ALLOWED, "method", "Method Not Allowed"
            )
        match path:
            case "/v1/run":
                return self._run(_json_object(request))
            case "/v1/pilot":
                return self._pilot(_json_object(request))
            case "/v1/models":
                return self._list_models(request)
            case "/api/me/balance":
                return self._show_balance()
            case _:
                return self._show_job(job_id) if job_id else self._list_jobs(request)

    def _run(self, body: Mapping[str, Any]) -> Answer:
        """Have a model do something, now or later."""
        settings = self._world.settings
        if body.get("discover") is True and settings.skillboss_discover == "run":
            return result(settings, ran())
        model, inputs = body.get("model"), body.get("inputs")
        if not isinstance(model, str):
            raise bad_request("invalid_parameter", "Field 'model' is required")
        work = self._models.get(model)
        if work is None:
            raise _not_found(f"Model not found: {model}")
        if not isinstance(inputs, dict):
            raise bad_request("invalid_parameter", "Field 'inputs' is required")
        if not settings.skillboss_jobs:
            return result(settings, work(inputs))
        job = self.jobs.add(model, lambda: work(inputs))
        base_url = self.base_url if settings.skillboss_poll_url == "whole" else "/v1"
        accepted = {
            "status": "accepted",
            "job_id": job.job_id,
            "poll_url": f"{base_url}/job/{job.job_id}",
            "model": model,
        }
        shown = self._in_shape(accepted)
        return said(settings, shown, HTTPStatus.ACCEPTED)

    def _pilot(self, body: Mapping[str, Any]) -> Answer:
        """Tell what there is, where that is asked here; nothing else is known of it."""
        settings = self._world.settings
        if body.get("discover") is not True or settings.skillboss_discover != "pilot":
            raise bad_request("invalid_parameter", "Field 'type' is required")
        keyword = body.get("keyword")
        return said(settings, piloted(str(keyword) if keyword else None))

    def _list_models(self, request: Request) -> Answer:
        """List what there is, where that is asked here."""
        settings = self._world.settings
        if settings.skillboss_discover != "models":
            raise _not_found("Not Found")
        return said(settings, listed(request.query.get("types")))

    def _show_job(self, job_id: str) -> Answer:
        """Show how far a job is."""
        job = self.jobs.get(job_id)
        if job is None:
            raise _not_found(f"Job not found: {job_id}")
        shown = self._in_shape(self.jobs.look(job))
        if self._world.settings.skillboss_job_shape == "anonymous":
            del shown["job_id"]
        return said(self._world.settings, shown)

    def _in_shape(self, job: Body) -> Body:
        """Return a job in its wrapping, or without."""
        if self._world.settings.skillboss_job_shape != "wrapped":
            return job
        return {"status": "success", "result": job}

    def _list_jobs(self, request: Request) -> Answer:
        """List the jobs, the newest first, or those with a status."""
        status = request.query.get("status")
        rows = [
            job.as_dict() for job in self.jobs if status is None or job.status == status
        ]
        shown = {"jobs": rows[::-1], "count": len(rows)}
        return said(self._world.settings, shown)

    def _show_balance(self) -> Answer:
        """Show the credit."""
        settings, balance = self._world.settings, self.texts.balance
        if settings.skillboss_balance == "missing":
            raise _not_found("Not Found")
        shown: Body = {"email": _EMAIL}
        if settings.skillboss_balance == "both":
            shown["balance"] = float(balance)
        shown["credits"] = float(balance * _CREDITS_PER_DOLLAR)
        return said(settings, shown)


def _json_object(request: Request) -> Mapping[str, Any]:
    """Return the object in the body; raises RefusedError if it is none."""
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise bad_request("invalid_json", "The body must be a JSON object")
    return body


def _not_found(message: str) -> RefusedError:
    """Return what to raise for what is not there."""
    return RefusedError(HTTPStatus.NOT_FOUND, "not_found", message)
