"""The SkillBoss hub: texts by a template, codes to verify a number, and its models.

Source: the document that this project started from, and SkillBoss' own clients, which
differ on the host, on whether a result is wrapped, and on how models are discovered.
"""

import asyncio
from collections.abc import Mapping, Sequence
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Final

from .errors import (
    NO_CREDIT,
    AnswerTimeoutError,
    ApiError,
    AuthenticationError,
    MalformedAnswerError,
    NotFoundError,
    OutcomeUnknownError,
    RefusedError,
)
from .http import SessionSource, exchange, path_segment
from .lenient import Record, as_record, as_word
from .models import HubBalance, Job, JobStatus, Notification, Verification
from .skillboss_answers import (
    failure_of,
    hub_error,
    models_in,
    notification_in,
    raise_if_hidden,
    result_in,
)

SKILLBOSS_URL: Final = "https://api.skillboss.com/v1"

NOTIFY: Final = "prelude/notify-send"
VERIFY: Final = "prelude/verify-send"
CHECK: Final = "prelude/verify-check"

POLL_SECONDS: Final = 2.0
# For who waits for an answer; a text is followed for longer.
JOB_SECONDS: Final = 30.0

# What may be asked to learn what there is: each of the hub's guides has its own.
_DISCOVERY: Final[Sequence[tuple[str, str, dict[str, Any]]]] = (
    ("POST", "/run", {"json": {"discover": True}}),
    ("POST", "/pilot", {"json": {"discover": True}}),
    ("GET", "/models", {"params": {"types": "all"}}),
)


class SkillBossClient:
    """A key of the hub.

    Every method raises an ``ApiError`` that says whether the request may be repeated.
    Nothing is ever repeated here. What the hub wants to have said to its users, or
    written into their files (names that begin with an underscore), is dropped.
    """

    def __init__(self, sessions: SessionSource, api_key: str, base_url: str) -> None:
        """Prepare a client; nothing is sent yet.

        Args:
            sessions: gives the session to use, which stays its owner's.
            api_key: the hub's key, a secret.
            base_url: where the hub is, with its version.

        """
        self._sessions = sessions
        self._headers = {"Authorization": f"Bearer {api_key}"}
        self._url = base_url.rstrip("/")

    async def notify(
        self,
        template_id: str,
        to: str,
        variables: Mapping[str, str],
        sender: str | None = None,
    ) -> Notification | Job:
        """Send a text by a template (``POST /run``), or have it sent later.

        Args:
            template_id: the template, as set up at Prelude.
            to: the number, E.164.
            variables: what goes into the template.
            sender: who it is to come from.

        Raises:
            ApiError: see ``errors``. Only with ``may_repeat`` is it certain that it did
                not go out and worth trying again.

        """
        inputs: dict[str, Any] = {
            "template_id": template_id,
            "to": to,
            "variables": dict(variables),
        }
        if sender is not None:
            inputs["from"] = sender
        found = await self._run(NOTIFY, inputs)
        return found if isinstance(found, Job) else notification_in(found)

    async def job(self, job_id: str) -> Job:
        """Return where a job stands (``GET /job/{id}``).

        Raises:
            ApiError: see ``errors``.

        """
        payload = await self._send("GET", f"/job/{path_segment(job_id)}")
        job = Job.parse(payload, job_id)
        if job is None or job.status != JobStatus.FAILED:
            # What went wrong with a job went not wrong with the question.
            raise_if_hidden(payload)
        if job is None:
            message = "The answer names no job"
            raise MalformedAnswerError(message)
        return job

    def notification(self, job: Job) -> Notification:
        """Return the text that a completed job has sent.

        Raises:
            ApiError: what the result says went wrong.

        """
        return notification_in(result_in(job.result))

    async def send_verification(self, to: str) -> Verification:
        """Send somebody a code.

        Args:
            to: the number, E.164.

        Raises:
            ApiError: see ``errors``.

        """
        result = await self._run_to_end(VERIFY, {"target": _target(to)})
        if (verification := Verification.parse(result)) is None:
            message = "The answer does not say what became of it"
            raise MalformedAnswerError(message)
        return verification

    async def check_verification(self, to: str, code: str) -> str:
        """Return what the hub says of a code: ``success``, ``failure`` or another word.

        Args:
            to: the number, E.164.
            code: what its owner typed.

        Raises:
            ApiError: see ``errors``.

        """
        result = await self._run_to_end(CHECK, {"target": _target(to), "code": code})
        if (status := as_word(result.get("status"))) is None:
            message = "The answer does not say whether the code is right"
            raise MalformedAnswerError(message)
        return status.lower()

    async def models(self) -> list[Record]:
        """Return what the hub offers; its ways to ask are tried in turn.

        Raises:
            ApiError: see ``errors``; what the first way said, where there is none.

        """
        refusals: list[RefusedError] = []
        for method, path, question in _DISCOVERY:
            try:
                return models_in(await self._exchange(method, path, **question))
            except RefusedError as err:
                if not _not_here(err):
                    raise
                refusals.append(err)
        raise refusals[0]

    async def is_there(self) -> bool:
        """Tell whether the address has a place for texts; nothing is run.

        Raises:
            ApiError: see ``errors``; ``AuthenticationError`` for a bad key.

        """
        try:
            await self._exchange("GET", "/run")
        except AuthenticationError:
            raise
        except RefusedError as err:
            # Whoever has the place wants another method.
            return not isinstance(err, NotFoundError)
        return True

    async def balance(self) -> HubBalance | None:
        """Return what is left, ``None`` where the hub does not say.

        Raises:
            ApiError: see ``errors``.

        """
        host = self._url.removesuffix("/v1")
        try:
            payload = await self._exchange("GET", "/api/me/balance", host=host)
        except RefusedError as err:
            if err.code == NO_CREDIT:
                return HubBalance(Decimal(0), "USD")
            if not err.not_offered:
                raise
            return None
        except MalformedAnswerError as err:
            # A web page is there instead.
            if err.status is None or err.status >= HTTPStatus.MULTIPLE_CHOICES:
                raise
            return None
        return HubBalance.parse(payload) or HubBalance.parse(result_in(payload))

    async def _run(self, model: str, inputs: Mapping[str, Any]) -> Record | Job:
        """Have a model do something, once; return its result, or the job."""
        payload = await self._exchange(
            "POST", "/run", json={"model": model, "inputs": inputs}
        )
        job = Job.parse(payload)
        if job is None:
            return result_in(payload)
        if job.status != JobStatus.FAILED and as_record(job.result):
            # It is done already.
            return result_in(job.result)
        return job

    async def _run_to_end(self, model: str, inputs: Mapping[str, Any]) -> Record:
        """Have a model do something, once, and wait for its result.

        Raises:
            OutcomeUnknownError: the hub is still at it, or does not say.
            ApiError: see ``errors``.

        """
        found = await self._run(model, inputs)
        if not isinstance(found, Job):
            return found
        try:
            async with asyncio.timeout(JOB_SECONDS):
                return await self._result_of(found.job_id)
        except TimeoutError as err:
            message = "The hub's job takes too long"
            raise AnswerTimeoutError(message) from err

    async def _result_of(self, job_id: str) -> Record:
        """Ask for a job's result until there is one."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                job = await self.job(job_id)
            except RefusedError as err:
                # What it refuses is to tell; the job is done all the same.
                message = "The hub does not say what became of its job"
                raise OutcomeUnknownError(message) from err
            except ApiError:
                continue
            if job.status == JobStatus.COMPLETED:
                return result_in(job.result)
            if job.status == JobStatus.FAILED:
                message = "The hub's job failed"
                raise RefusedError(message, code=failure_of(job))

    async def _exchange(self, method: str, path: str, **asked: Any) -> object:
        """Send one request to the hub, and see through successes that are none."""
        payload = await self._send(method, path, **asked)
        raise_if_hidden(payload)
        return payload

    async def _send(
        self,
        method: str,
        path: str,
        *,
        host: str | None = None,
        params: Mapping[str, str] | None = None,
        json: object = None,
    ) -> object:
        """Send one request to the hub."""
        return await exchange(
            self._sessions,
            method,
            f"{host or self._url}{path}",
            headers=self._headers,
            own_error=hub_error,
            params=params,
            json=json,
        )


def _target(number: str) -> dict[str, str]:
    """Return a number as verifications take it."""
    return {"type": "phone_number", "value": number}


def _not_here(error: RefusedError) -> bool:
    """Tell whether a way to ask is unknown, or not open to this question."""
    return error.not_offered or error.status in (
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    )
