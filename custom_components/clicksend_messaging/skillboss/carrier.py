"""The hub as the carrier of messages: one text a request, in the template's words."""

from collections.abc import Mapping, Sequence
from typing import Final, override

from ..api.errors import ApiError, NotFoundError
from ..api.models import SUCCESS, Channel, Job, JobStatus
from ..api.skillboss import SkillBossClient
from ..api.skillboss_answers import failure_of
from ..exceptions import needs_reauth
from ..messaging.carrier import Carrier
from ..messaging.message import IN_PROGRESS, NOT_SENT, Message
from ..messaging.outbox.record import Record
from ..messaging.outbox.states import State
from ..messaging.verdicts import Changes

# Most is done within seconds, while somebody still waits for the outcome.
DELAYS: Final = (1.0, 2.0, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 120.0, 180.0)


class SkillBossCarrier(Carrier):
    """Sends texts through the hub; what it does later it is asked about."""

    max_batch = 1
    has_history = False
    delays = DELAYS

    def __init__(
        self, client: SkillBossClient, template_id: str, variable: str
    ) -> None:
        """Prepare.

        Args:
            client: the hub.
            template_id: the template.
            variable: where in the template the text belongs.

        """
        self._client = client
        self._template_id = template_id
        self._variable = variable

    @override
    async def async_hand_over(
        self, messages: Sequence[Message], media_file: str | None
    ) -> Sequence[Changes]:
        """Send one text."""
        [message] = messages
        found = await self._client.notify(
            self._template_id,
            message.recipient,
            {self._variable: message.text},
            message.sender,
        )
        if isinstance(found, Job):
            return [
                {"state": State.UNKNOWN, "code": IN_PROGRESS, "job_id": found.job_id}
            ]
        return [_accepted(found.notification_id)]

    @override
    async def async_find(
        self, channel: Channel, lost: Mapping[str, Record]
    ) -> Mapping[str, Changes]:
        """Ask about what the hub does later."""
        found: dict[str, Changes] = {}
        refused: ApiError | None = None
        for key, record in lost.items():
            if record.job_id is None:
                continue
            try:
                job = await self._client.job(record.job_id)
            except NotFoundError:
                continue
            except ApiError as err:
                if needs_reauth(err):
                    refused = err
                # Nobody knows of this one for now; the others need not wait for it.
                found[key] = {}
                continue
            if (changes := self._changes(job)) is not None:
                found[key] = changes
        if refused is not None and not any(found.values()):
            raise refused
        return found

    def _changes(self, job: Job) -> Changes | None:
        """Return what a job says about its text, ``None`` if that says nothing."""
        if job.status == JobStatus.FAILED:
            return {"state": State.REJECTED, "code": failure_of(job)}
        if job.status != JobStatus.COMPLETED:
            return {}
        try:
            return _accepted(self._client.notification(job).notification_id)
        except ApiError as err:
            if err.outcome_unknown:
                return None
            return {"state": State.REJECTED, "code": err.code or NOT_SENT}


def _accepted(message_id: str) -> Changes:
    """Return what to change in the record of a text that the hub has taken."""
    return {"state": State.ACCEPTED, "code": SUCCESS, "message_id": message_id}
