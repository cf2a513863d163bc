"""Control of the SkillBoss hub: its texts, credit, templates and jobs."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from aiohttp import web

from .control_json import NUMBER, bad_request, json_fields, json_reply
from .skillboss.jobs import Job
from .skillboss.service import SkillBoss


def add_skillboss(app: web.Application, hub: SkillBoss) -> None:
    """Serve control of the hub."""
    control = _Control(hub)
    prefix = "/control/skillboss"
    app.add_routes(
        (
            web.get(f"{prefix}/messages", control.messages),
            web.get(f"{prefix}/balance", control.balance),
            web.put(f"{prefix}/balance", control.set_balance),
            web.get(f"{prefix}/templates", control.templates),
            web.post(f"{prefix}/templates", control.add_template),
            web.get(f"{prefix}/jobs", control.jobs),
            web.post(f"{prefix}/jobs/{{id}}/hold", control.hold),
            web.post(f"{prefix}/jobs/{{id}}/release", control.release),
            web.post(f"{prefix}/jobs/{{id}}/fail", control.fail),
        )
    )


class _Control:
    """The handlers."""

    def __init__(self, hub: SkillBoss) -> None:
        """Keep what they are about."""
        self._hub = hub

    async def messages(self, _: web.Request) -> web.Response:
        """Show every accepted text."""
        return json_reply({"messages": [text.as_dict() for text in self._hub.sent]})

    async def balance(self, _: web.Request) -> web.Response:
        """Show the balance."""
        return json_reply({"balance": str(self._hub.texts.balance)})

    async def set_balance(self, request: web.Request) -> web.Response:
        """Set the balance."""
        written = (await json_fields(request, {"balance": (str, *NUMBER)}))["balance"]
        try:
            amount = Decimal(str(written))
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite():
            raise bad_request(f"{written!r} is not an amount")
        self._hub.texts.balance = amount
        return await self.balance(request)

    async def templates(self, _: web.Request) -> web.Response:
        """Show the templates."""
        return json_reply({"templates": self._hub.notify.templates})

    async def add_template(self, request: web.Request) -> web.Response:
        """Add a template, or change its words."""
        fields = await json_fields(request, {"template_id": str, "text": str})
        self._hub.notify.templates[fields["template_id"]] = fields["text"]
        return await self.templates(request)

    async def jobs(self, _: web.Request) -> web.Response:
        """Show the jobs, which does not bring them on."""
        return json_reply({"jobs": [_show(job) for job in self._hub.jobs]})

    async def hold(self, request: web.Request) -> web.Response:
        """Keep a job from being finished."""
        return await self._do(request, lambda job, _: self._hub.jobs.hold(job))

    async def release(self, request: web.Request) -> web.Response:
        """Let a job go on."""
        return await self._do(request, lambda job, _: self._hub.jobs.release(job))

    async def fail(self, request: web.Request) -> web.Response:
        """Have a job fail."""
        return await self._do(request, self._fail, {"error": str})

    def _fail(self, job: Job, fields: Mapping[str, Any]) -> None:
        """Have a job fail, unless it is too late for that."""
        if not self._hub.jobs.fail(job, fields.get("error", "Provider error")):
            raise bad_request("the job is finished")

    async def _do(
        self,
        request: web.Request,
        action: Callable[[Job, Mapping[str, Any]], None],
        known: Mapping[str, type] | None = None,
    ) -> web.Response:
        """Do something with a job, and show it."""
        fields = await json_fields(request, {}, known)
        job = self._hub.jobs.get(request.match_info["id"])
        if job is None:
            raise bad_request("there is no such job")
        action(job, fields)
        return json_reply(_show(job))


def _show(job: Job) -> dict[str, Any]:
    """Describe a job."""
    return {**job.as_dict(), "held": job.held}
