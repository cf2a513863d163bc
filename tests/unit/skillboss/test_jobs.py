"""What the hub does later is followed until it is done."""

from decimal import Decimal
import json

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.messaging import messenger
from custom_components.clicksend_messaging.skillboss.carrier import SkillBossCarrier
from simulator import Simulator
from simulator.skillboss.jobs import Job
from tests.unit.conftest import DAD, MUM
from tests.unit.dialogs import until
from tests.unit.messaging.waiting import outbox_file
from tests.unit.sending import DAD_ENTITY, MUM_ENTITY, refusal, send_sms
from tests.unit.skillboss.hub import REPORT, add_hub, asked, received, start, waiting
from tests.unit.skillboss.outcomes import (
    HOME_TEXT,
    changed,
    issue,
    report,
    report_is,
    restarted,
)
from tests.unit.states import full_state

JOB = "/v1/job/*"
DAY = 24 * 3600

pytestmark = pytest.mark.usefixtures("short_time_limits", "short_waits", "quick_looks")


async def only_job(simulator: Simulator) -> Job:
    """Return the job of the text that was sent, however busy the machine is."""
    await until(lambda: len(simulator.skillboss_hub.jobs) == 1)
    [job] = simulator.skillboss_hub.jobs
    return job


@pytest.fixture
def patient_callers(
    short_waits: None,  # noqa: ARG001 (they come before)
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Have callers wait until a job is done."""
    monkeypatch.setattr(messenger, "VERDICT_SECONDS", 10)


@pytest.mark.parametrize(
    "switches",
    [
        {"poll_url": "path"},
        *({"job_shape": shape} for shape in ("flat", "wrapped", "anonymous")),
        {"job_shape": "wrapped", "shape": "flat"},
    ],
)
@pytest.mark.usefixtures("patient_callers")
async def test_a_job(
    hass: HomeAssistant,
    simulator: Simulator,
    hub: MockConfigEntry,
    switches: dict[str, str],
) -> None:
    """Who waits learns what became of it, and who the text was."""
    changed(simulator, jobs=True, **switches)
    response = await send_sms(hass, entity_id=DAD_ENTITY)
    (text,) = simulator.skillboss_hub.sent
    (row,) = response["messages"]
    assert (row["status"], row["code"]) == ("accepted", "SUCCESS")
    assert row["message_id"] == text.message_id
    assert (row["price"], row["parts"], response["total_price"]) == (None, None, None)
    assert issue(hass, hub, "message_lost_at_hub") is None


async def test_a_job_that_takes_long(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """Nobody waits that long; it is unknown until it is done, and then it was sent."""
    changed(simulator, jobs=True, hold_jobs=True)
    response = await send_sms(hass, entity_id=DAD_ENTITY)
    (row,) = response["messages"]
    assert (row["status"], row["code"]) == ("unknown", "IN_PROGRESS")
    # Longer than all looks together.
    looks = len(list(simulator.requests.find("GET", JOB)))
    await until(lambda: len(list(simulator.requests.find("GET", JOB))) > looks + 8)
    assert full_state(hass, REPORT).state == "unknown"
    assert waiting(hub) == 1

    job = await only_job(simulator)
    simulator.skillboss_hub.jobs.release(job)

    await until(lambda: report_is(hass, "sent"))
    assert received(simulator) == {DAD: [HOME_TEXT]}
    assert waiting(hub) == 0
    assert issue(hass, hub, "message_lost_at_hub") is None
    assert len(asked(simulator)) == 1


async def test_an_automation_hears_that_it_is_not_known_yet(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """It is told to wait, and not to send again."""
    assert hub.state is ConfigEntryState.LOADED
    changed(simulator, jobs=True, hold_jobs=True)
    error = await refusal(hass, entity_id=DAD_ENTITY)
    assert error.translation_key == "outcome_unknown"


@pytest.mark.parametrize("cut", [False, True])
async def test_restart_while_a_job_runs(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry, *, cut: bool
) -> None:
    """It is asked about after the restart, and not sent again."""
    changed(simulator, jobs=True, hold_jobs=True)
    await send_sms(hass, entity_id=DAD_ENTITY)
    if cut:
        job = await only_job(simulator)
        file = outbox_file(hass, hub)
        await until(lambda: job.job_id.encode() in file.read_bytes())
        await restarted(hass, hub, file.read_bytes())
    else:
        await hass.config_entries.async_reload(hub.entry_id)
        await hass.async_block_till_done()
    job = await only_job(simulator)
    simulator.skillboss_hub.jobs.release(job)
    await until(lambda: report_is(hass, "sent"))
    assert received(simulator) == {DAD: [HOME_TEXT]}
    assert len(asked(simulator)) == 1


async def test_a_key_that_is_refused_while_a_job_runs(
    hass: HomeAssistant, simulator: Simulator, expected_log: list[str]
) -> None:
    """A new one is asked for, though nothing else is; then it goes on."""
    expected_log.append("could not authenticate")
    changed(simulator, jobs=True, hold_jobs=True, balance="missing")
    hub = await start(hass, add_hub(hass, simulator, has_balance=False))
    await send_sms(hass, entity_id=DAD_ENTITY)
    simulator.skillboss_hub.api_key = "sk-new"
    await until(lambda: bool(hass.config_entries.flow.async_progress()))
    [flow] = hass.config_entries.flow.async_progress()

    await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"api_key": "sk-new"}
    )
    job = await only_job(simulator)
    simulator.skillboss_hub.jobs.release(job)

    await until(lambda: report_is(hass, "sent"))
    assert waiting(hub) == 0
    assert len(asked(simulator)) == 1


async def test_a_job_that_never_ends(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """After a day it is told that nobody knows, however often Home Assistant began."""
    changed(simulator, jobs=True, hold_jobs=True)
    await send_sms(hass, entity_id=DAD_ENTITY)
    await hub.runtime_data.messenger.outbox.async_flush()
    lines = map(json.loads, outbox_file(hass, hub).read_text().splitlines())
    a_day_ago = [
        line | ({"changed": line["changed"] - DAY} if "changed" in line else {})
        for line in lines
    ]

    content = "".join(f"{json.dumps(line)}\n" for line in a_day_ago)
    await restarted(hass, hub, content.encode())

    await until(lambda: issue(hass, hub, "message_lost_at_hub") is not None)
    assert waiting(hub) == 0
    assert len(asked(simulator)) == 1


async def test_a_failed_job(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """The text did not leave; what the hub says about that stays there."""
    changed(simulator, jobs=True, hold_jobs=True)
    await send_sms(hass, entity_id=DAD_ENTITY)
    job = await only_job(simulator)
    simulator.skillboss_hub.jobs.fail(job, f"{DAD} is away")
    await until(lambda: report_is(hass, "failed"))
    assert report(hass) == ("failed", "JOB_FAILED")
    assert waiting(hub) == 0
    assert simulator.skillboss_hub.sent == []
    assert hub.state is ConfigEntryState.LOADED


@pytest.mark.usefixtures("hub", "patient_callers")
async def test_a_job_that_fails_at_once(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Who waits is told; a wrong template only shows then."""
    changed(simulator, jobs=True)
    simulator.skillboss_hub.notify.templates.clear()
    error = await refusal(hass, entity_id=DAD_ENTITY)
    assert error.translation_key == "send_failed"
    assert "JOB_FAILED" in str(error)
    assert report(hass) == ("failed", "JOB_FAILED")


async def test_a_job_that_is_gone(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """Whether its text left nobody knows: it is unknown, for good."""
    changed(simulator, jobs=True)
    simulator.faults.arm("not_found", path=JOB, times=None)
    await send_sms(hass, entity_id=DAD_ENTITY)
    await until(lambda: report_is(hass, "unknown"))
    assert waiting(hub) == 0
    assert issue(hass, hub, "message_lost_at_hub")
    looks = len(list(simulator.requests.find("GET", JOB)))
    assert looks == len(SkillBossCarrier.delays)
    assert len(asked(simulator)) == 1


@pytest.mark.parametrize(
    "kind", ["server_error", "rate_limited", "html_error", "unauthorized", "malformed"]
)
async def test_one_job_keeps_no_other_waiting(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry, kind: str
) -> None:
    """What cannot be learnt of one is asked again, while others have their outcome."""
    changed(simulator, jobs=True, hold_jobs=True)
    await send_sms(hass, entity_id=[DAD_ENTITY, MUM_ENTITY])
    await until(lambda: len(simulator.skillboss_hub.jobs) == 2)
    first, second = simulator.skillboss_hub.jobs
    of_first = f"/v1/job/{first.job_id}"
    simulator.faults.arm(kind, path=of_first, times=None)
    for job in (first, second):
        simulator.skillboss_hub.jobs.release(job)
    await until(lambda: report_is(hass, "sent"))
    assert full_state(hass, REPORT).attributes["recipient"] == "Mum"
    assert waiting(hub) == 1
    simulator.faults.clear()
    await until(lambda: full_state(hass, REPORT).attributes["recipient"] == "Dad")
    assert received(simulator) == {DAD: [HOME_TEXT], MUM: [HOME_TEXT]}


@pytest.mark.usefixtures("patient_callers")
async def test_no_credit_for_a_job(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """It fails, and the hub does not say why; nothing is claimed that nobody knows."""
    changed(simulator, jobs=True)
    simulator.skillboss_hub.texts.balance = Decimal(0)
    response = await send_sms(hass, entity_id=DAD_ENTITY)
    assert response["messages"][0]["code"] == "JOB_FAILED"
    assert issue(hass, hub, "no_credit_at_hub") is None


@pytest.mark.usefixtures("patient_callers")
@pytest.mark.parametrize("job_errors", ["object", "result", "top"])
@pytest.mark.parametrize("job_shape", ["flat", "wrapped", "anonymous"])
async def test_no_credit_for_a_job_that_says_so(
    hass: HomeAssistant,
    simulator: Simulator,
    hub: MockConfigEntry,
    job_errors: str,
    job_shape: str,
) -> None:
    """The same repair explains it, wherever in the job it is said."""
    changed(simulator, jobs=True, job_errors=job_errors, job_shape=job_shape)
    simulator.skillboss_hub.texts.balance = Decimal(0)
    response = await send_sms(hass, entity_id=DAD_ENTITY)
    assert response["messages"][0]["code"] == "INSUFFICIENT_CREDIT"
    assert issue(hass, hub, "no_credit_at_hub")
