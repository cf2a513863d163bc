"""SkillBoss's jobs: what was accepted, and is done later."""

import pytest

from simulator import Simulator
from simulator.skillboss.answers import ADVICE
from tests.unit.simulator.callers import Caller, Reply

DAD = "+15551234567"


@pytest.fixture(autouse=True)
def _jobs(simulator: Simulator) -> None:
    """Have everything done later."""
    simulator.settings.skillboss_jobs = True


async def test_job_is_done_when_it_completes(
    simulator: Simulator, skillboss: Caller
) -> None:
    """It is queued, then running, and only then is there a text, and just one."""
    accepted = await _notify(simulator, skillboss)
    job_id = accepted.json["job_id"]
    states = []
    for _ in range(3):
        shown = await _look(skillboss, accepted)
        states.append((shown.json["status"], len(simulator.skillboss_hub.sent)))
    done = (await _look(skillboss, accepted)).json

    assert accepted.status == 202
    assert {key: accepted.json[key] for key in ("status", "model", "poll_url")} == {
        "status": "accepted",
        "model": "prelude/notify-send",
        "poll_url": f"{simulator.skillboss.base_url}/job/{job_id}",
    }
    assert states == [("queued", 0), ("running", 0), ("completed", 1)]
    assert (done["status"], done["result"]["to"]) == ("completed", DAD)
    assert (done["job_id"], done["error"]) == (job_id, None)
    assert done["completed_at"] >= done["created_at"]
    assert len(simulator.skillboss_hub.sent) == 1
    assert simulator.phones[DAD].received == ["Home: Hello"]


async def test_advice_is_in_jobs_too(simulator: Simulator, skillboss: Caller) -> None:
    """At the top and in the result; a job that is not done has no result."""
    simulator.settings.skillboss_job_polls = 1
    accepted = await _notify(simulator, skillboss)
    queued = await _look(skillboss, accepted)
    done = await _look(skillboss, accepted)

    for part in (accepted.json, queued.json, done.json, done.json["result"]):
        assert ADVICE in part["_tip"]
    assert queued.json["result"] is None


async def test_job_that_takes_time(simulator: Simulator, skillboss: Caller) -> None:
    """It is done as the clock goes on, whether somebody looks or not."""
    simulator.settings.patch({"skillboss_job_polls": 0, "skillboss_job_seconds": 60})
    accepted = await _notify(simulator, skillboss)

    early = await _look(skillboss, accepted)
    simulator.clock.advance(60)

    assert early.json["status"] == "queued"
    assert simulator.phones[DAD].received == ["Home: Hello"]
    assert (await _look(skillboss, accepted)).json["status"] == "completed"


async def test_job_that_is_held(
    simulator: Simulator, skillboss: Caller, control: Caller
) -> None:
    """It stays running until it is let go, however often it is asked for."""
    simulator.settings.patch({"skillboss_job_polls": 1, "skillboss_hold_jobs": True})
    accepted = await _notify(simulator, skillboss)
    states = [(await _look(skillboss, accepted)).json["status"] for _ in range(4)]
    shown = (await control("GET", "/skillboss/jobs")).json["jobs"]
    job = f"/skillboss/jobs/{accepted.json['job_id']}"
    assert simulator.skillboss_hub.sent == []

    released = await control("POST", f"{job}/release")

    assert states == ["queued", "running", "running", "running"]
    assert [(each["status"], each["held"]) for each in shown] == [("running", True)]
    assert (released.json["status"], released.json["held"]) == ("completed", False)
    assert len(simulator.skillboss_hub.sent) == 1


async def test_one_job_held_by_hand(
    simulator: Simulator, skillboss: Caller, control: Caller
) -> None:
    """It survives a restart of the hub, as what was accepted does."""
    simulator.settings.skillboss_job_polls = 0
    simulator.settings.skillboss_job_seconds = 1
    accepted = await _notify(simulator, skillboss)
    job = f"/skillboss/jobs/{accepted.json['job_id']}"
    await control("POST", f"{job}/hold")
    simulator.clock.advance(5)

    await simulator.stop()
    await simulator.start()

    assert (await _look(skillboss, accepted)).json["status"] == "queued"
    await control("POST", f"{job}/release")
    assert (await _look(skillboss, accepted)).json["status"] == "completed"
    assert len(simulator.skillboss_hub.sent) == 1


async def test_job_whose_work_is_refused(
    simulator: Simulator, skillboss: Caller
) -> None:
    """What is wrong with it is found only when it is done."""
    simulator.settings.skillboss_job_polls = 0
    accepted = await _notify(simulator, skillboss, to="x")

    failed = await _look(skillboss, accepted)

    assert (failed.status, failed.json["status"]) == (200, "failed")
    assert failed.json["error"] == "The phone number is not a valid E.164 number."
    assert failed.json["result"] is None


async def test_job_that_is_made_to_fail(
    simulator: Simulator, skillboss: Caller, control: Caller
) -> None:
    """It fails undone; once it is finished it cannot any more."""
    accepted = await _notify(simulator, skillboss)
    job = f"/skillboss/jobs/{accepted.json['job_id']}"

    failed = await control("POST", f"{job}/fail", {"error": "Carrier is away"})
    again = await control("POST", f"{job}/fail")
    none = await control("POST", "/skillboss/jobs/x/fail")

    assert (failed.json["status"], failed.json["error"]) == (
        "failed",
        "Carrier is away",
    )
    assert (again.status, again.json["error"]) == (400, "the job is finished")
    assert (none.status, none.json["error"]) == (400, "there is no such job")
    assert (await _look(skillboss, accepted)).json["error"] == "Carrier is away"
    assert simulator.skillboss_hub.sent == []


async def test_list_of_jobs(simulator: Simulator, skillboss: Caller) -> None:
    """The newest is first, a status can be asked for, and listing is no look."""
    simulator.settings.skillboss_job_polls = 0
    done = await _notify(simulator, skillboss)
    await _look(skillboss, done)
    simulator.settings.skillboss_job_polls = 1
    waiting = await _notify(simulator, skillboss)

    listed = (await skillboss("GET", "/v1/job")).json
    queued = (await skillboss("GET", "/v1/job", status="queued")).json

    ids = [done.json["job_id"], waiting.json["job_id"]]
    assert [job["job_id"] for job in listed["jobs"]] == ids[::-1]
    assert listed["count"] == 2
    assert [job["job_id"] for job in queued["jobs"]] == ids[1:]


async def test_job_that_is_not_there(skillboss: Caller) -> None:
    """It is not found."""
    reply = await skillboss("GET", "/v1/job/job_0")

    assert (reply.status, reply.json["detail"]) == (404, "Job not found: job_0")


async def test_unknown_model_makes_no_job(
    simulator: Simulator, skillboss: Caller
) -> None:
    """That much is checked at once."""
    reply = await skillboss("POST", "/v1/run", {"model": "x", "inputs": {}})

    assert reply.status == 404
    assert len(simulator.skillboss_hub.jobs) == 0


async def test_poll_url_may_be_a_path(simulator: Simulator, skillboss: Caller) -> None:
    """Nowhere is it said which it is."""
    simulator.settings.skillboss_poll_url = "path"

    accepted = (await _notify(simulator, skillboss)).json

    assert accepted["poll_url"] == f"/v1/job/{accepted['job_id']}"


async def _notify(simulator: Simulator, skillboss: Caller, to: str = DAD) -> Reply:
    """Text by the template."""
    inputs = {
        "template_id": simulator.skillboss.template_id,
        "to": to,
        "variables": {"message": "Hello"},
    }
    return await skillboss(
        "POST", "/v1/run", {"model": "prelude/notify-send", "inputs": inputs}
    )


async def _look(skillboss: Caller, accepted: Reply) -> Reply:
    """Ask how far a job is."""
    return await skillboss("GET", f"/v1/job/{accepted.json['job_id']}")
