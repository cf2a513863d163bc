"""The SkillBoss hub: what it does later, and how long anybody waits."""

from typing import Any

import pytest

from custom_components.clicksend_messaging.api.errors import (
    AnswerTimeoutError,
    ApiError,
    MalformedAnswerError,
    NotFoundError,
)
from custom_components.clicksend_messaging.api.models import (
    Job,
    Notification,
    Verification,
)
from custom_components.clicksend_messaging.api.skillboss import SkillBossClient
from simulator.skillboss.answers import ADVICE
from tests.unit.api.discretion import SMS, verdict
from tests.unit.api.skillboss.calls import ACCEPTED, ADVICES, TEXT, text, told
from tests.unit.api.wire import Fault, Wire, answer_json, page

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.mark.parametrize("status", [200, 202])
async def test_a_text_is_to_be_sent_later(
    hub: SkillBossClient, wire: Wire, status: int
) -> None:
    """There is a job then, and what is in it stays out of representations."""
    wire.says(answer_json(status, {**ACCEPTED, **ADVICES}))
    job = await text(hub)
    assert job == Job(job_id="job_1", status="accepted")
    done = {**ACCEPTED, "status": "Completed", "result": TEXT}
    wire.says(answer_json(200, done))
    job = await hub.job("job_1")
    assert (job.job_id, job.status) == ("job_1", "completed")
    assert hub.notification(job) == Notification(TEXT["id"])
    assert SMS.to not in repr(job)


@pytest.mark.parametrize(
    ("result", "meaning"),
    [
        (None, "outcome unknown"),
        ({}, "outcome unknown"),
        ({"status": "error"}, "outcome unknown"),
        ({"code": 402}, "refused"),
        ({"code": 429}, "may be repeated"),
        ({"code": 500}, "outcome unknown"),
    ],
    ids=repr,
)
async def test_a_job_that_ended_in_vain(
    hub: SkillBossClient, result: object, meaning: str
) -> None:
    """Its result is read like a direct answer."""
    job = Job(job_id="job_1", status="completed", result=result)
    with pytest.raises(ApiError) as caught:
        hub.notification(job)
    assert verdict(caught.value) == meaning


@pytest.mark.parametrize(
    "said", [{}, {"status": "success"}, {"status": "success", "result": {}}], ids=repr
)
async def test_a_job_that_is_none(
    hub: SkillBossClient, wire: Wire, said: dict[str, Any]
) -> None:
    """An answer about nothing tells nothing."""
    wire.says(answer_json(200, said))
    assert type(await told(hub.job("job_1"))) is MalformedAnswerError


@pytest.mark.parametrize("job_id", ["", "..", "../me/balance", "a?b"], ids=repr)
async def test_ids_that_would_lead_elsewhere(
    hub: SkillBossClient, wire: Wire, job_id: str
) -> None:
    """There is no such job, and nothing is asked."""
    assert type(await told(hub.job(job_id))) is NotFoundError
    assert wire.heard == []


def job(status: str, **more: object) -> bytes:
    """Return where the job stands."""
    return answer_json(200, {"job_id": "job_1", "status": status, **more, **ADVICES})


async def test_waiting_for_a_code_to_be_sent(hub: SkillBossClient, wire: Wire) -> None:
    """The job is asked about, also past answers that say nothing; it is done once."""
    wire.says(
        answer_json(202, ACCEPTED),
        job("queued"),
        answer_json(429, {}),
        answer_json(500, {}),
        page(200),
        Fault.CLOSE,
        job("running"),
        job("completed", result={"id": "vrf_1", "status": "success"}),
    )
    sent = await hub.send_verification(SMS.to)
    assert sent == Verification(
        status="success", verification_id="vrf_1", method=None, reason=None
    )
    assert [heard.method for heard in wire.heard].count("POST") == 1


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        (job("failed", error=f"{ADVICE} {SMS.to}"), "refused"),
        (job("completed", result={"code": 402}), "refused"),
        (job("completed"), "outcome unknown"),
        (job("running"), "outcome unknown"),
        (answer_json(401, {}), "outcome unknown"),
        (answer_json(404, {}), "outcome unknown"),
        (answer_json(429, {}), "outcome unknown"),
        (answer_json(500, {}), "outcome unknown"),
        (answer_json(200, {"code": 404}), "outcome unknown"),
    ],
    ids=["failed", "402", "empty", "running", "401", "404", "429", "500", "hidden"],
)
async def test_waiting_in_vain(
    hub: SkillBossClient, wire: Wire, said: bytes, meaning: str
) -> None:
    """Who does not say what became of a job has not said that it did nothing."""
    wire.says(answer_json(202, ACCEPTED), said)
    assert verdict(await told(hub.send_verification(SMS.to))) == meaning
    assert [heard.method for heard in wire.heard].count("POST") == 1


async def test_nobody_waits_for_ever(hub: SkillBossClient, wire: Wire) -> None:
    """After a number of looks it is said that there was no answer in time."""
    wire.says(answer_json(202, ACCEPTED), job("queued"))
    assert type(await told(hub.send_verification(SMS.to))) is AnswerTimeoutError
    assert len(wire.heard) > 2
