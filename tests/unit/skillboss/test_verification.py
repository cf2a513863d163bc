"""Codes that prove whose phone it is: sent once, counted, and checked."""

from decimal import Decimal
import logging
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.clicksend_messaging.api import skillboss
from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from simulator.faults import FaultKind
from tests.unit.conftest import DAD, MUM
from tests.unit.dialogs import until
from tests.unit.sending import send_sms
from tests.unit.skillboss.hub import REPORT, RUN, add_hub, asked, start, waiting
from tests.unit.skillboss.outcomes import issue, report
from tests.unit.states import full_state

pytestmark = pytest.mark.usefixtures("short_time_limits", "short_waits")

VERIFY = "prelude/verify-send"


@pytest.fixture(autouse=True)
def _impatient_for_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for jobs in quick succession."""
    monkeypatch.setattr(skillboss, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(skillboss, "JOB_SECONDS", 0.3)


@pytest.fixture
def expected_log() -> list[str]:
    """Allow what is said of a key that is refused."""
    return ["Authentication failed while fetching", "could not authenticate"]


async def send_code(hass: HomeAssistant, number: str | int = DAD, **data: Any) -> Any:
    """Send somebody a code."""
    return await hass.services.async_call(
        DOMAIN,
        "send_verification",
        {"phone_number": number, **data},
        blocking=True,
        return_response=True,
    )


async def check(hass: HomeAssistant, code: Any, number: str = DAD) -> Any:
    """Check a code."""
    return await hass.services.async_call(
        DOMAIN,
        "check_verification",
        {"phone_number": number, "code": code},
        blocking=True,
        return_response=True,
    )


async def refusal(hass: HomeAssistant, number: str = DAD) -> HomeAssistantError:
    """Return what an automation gets that sends a code without asking for more."""
    with pytest.raises(HomeAssistantError) as caught:
        await hass.services.async_call(
            DOMAIN, "send_verification", {"phone_number": number}, blocking=True
        )
    assert number not in str(caught.value)
    return caught.value


def code_on_phone(simulator: Simulator) -> str:
    """Return the code that came last."""
    return simulator.skillboss_hub.sent[-1].body.split()[0]


@pytest.mark.parametrize("shape", ["wrapped", "flat"])
@pytest.mark.parametrize("jobs", [False, True])
async def test_a_number_is_verified(
    hass: HomeAssistant,
    simulator: Simulator,
    hub: MockConfigEntry,
    shape: Any,
    *,
    jobs: bool,
) -> None:
    """The right code is right once; soon after, the same is sent again."""
    simulator.settings.patch({"skillboss_shape": shape, "skillboss_jobs": jobs})
    sent = await send_code(hass, "(202) 555-0101")
    assert sent == {
        "status": "success",
        "verification_id": sent["verification_id"],
        "method": "message",
        "reason": None,
    }
    assert sent["verification_id"].startswith("vrf_")
    assert report(hass) == ("sent", "SUCCESS")
    assert waiting(hub) == 0
    code = code_on_phone(simulator)
    assert (await send_code(hass))["status"] == "retry"
    assert code_on_phone(simulator) == code

    wrong = "0000" if code != "0000" else "1111"
    assert await check(hass, wrong) == {"status": "failure", "verified": False}
    right = {"status": "success", "verified": True}
    assert await check(hass, f" {code} ", "202-555-0101") == right
    gone = {"status": "expired_or_not_found", "verified": False}
    assert await check(hass, code) == gone
    assert await check(hass, code, MUM) == gone


@pytest.mark.usefixtures("hub")
async def test_a_code_expires(hass: HomeAssistant, simulator: Simulator) -> None:
    """Then it is right no more."""
    await send_code(hass)
    simulator.clock.advance(601)
    found = await check(hass, code_on_phone(simulator))
    assert found["status"] == "expired_or_not_found"


async def test_a_number_that_is_blocked(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The answer says so, or else an error; no text left, so none is counted."""
    options = {"limits": {"messages_per_hour": 1}}
    hub = await start(hass, add_hub(hass, simulator, options=options))
    simulator.settings.patch({"skillboss_blocked_numbers": [DAD]})
    for _ in range(2):
        sent = await send_code(hass)
        assert (sent["status"], sent["reason"]) == ("blocked", "in_block_list")
        assert report(hass) == ("failed", "BLOCKED")
    error = await refusal(hass)
    assert error.translation_key == "verification_blocked"
    assert error.translation_placeholders == {"reason": "in_block_list"}
    assert "in_block_list" in str(error)
    assert simulator.skillboss_hub.sent == []
    assert waiting(hub) == 0
    assert (await send_code(hass, MUM))["status"] == "success"


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({"limits": {"messages_per_hour": 2}}, "LIMIT_PER_HOUR"),
        ({"limits": {"messages_per_recipient": 2}}, "LIMIT_PER_RECIPIENT"),
    ],
    ids=["hour", "recipient"],
)
async def test_codes_are_counted(
    hass: HomeAssistant, simulator: Simulator, options: dict[str, Any], key: str
) -> None:
    """With texts, and also after a restart."""
    hub = await start(hass, add_hub(hass, simulator, options=options))
    await send_code(hass)
    await send_sms(hass, phone_numbers=DAD)
    for _ in range(2):
        error = await refusal(hass)
        assert error.translation_key == "blocked"
        assert key in str(error)
        (row,) = (await send_sms(hass, phone_numbers=DAD))["messages"]
        assert (row["status"], row["code"]) == ("blocked", key)
        await hass.config_entries.async_reload(hub.entry_id)
        await hass.async_block_till_done()
    assert len(simulator.skillboss_hub.sent) == 2


async def test_countries(hass: HomeAssistant, simulator: Simulator) -> None:
    """A code goes where a text may go."""
    options = {"limits": {"countries": ["GB"]}}
    await start(hass, add_hub(hass, simulator, options=options))
    assert "LIMIT_COUNTRY" in str(await refusal(hass))
    assert asked(simulator) == []


FAULTS = {
    FaultKind.HANG: ("answer_unusable", 0),
    FaultKind.RESET_BEFORE: ("answer_unusable", 0),
    FaultKind.RESET_AFTER: ("answer_unusable", 1),
    FaultKind.LOST_ANSWER: ("answer_unusable", 1),
    FaultKind.UNAUTHORIZED: ("invalid_auth", 0),
    FaultKind.FORBIDDEN: ("refused", 0),
    FaultKind.NOT_FOUND: ("refused", 0),
    FaultKind.RATE_LIMITED: ("rate_limited", 0),
    FaultKind.SERVER_ERROR: ("answer_unusable", 0),
    FaultKind.PROCESSED_SERVER_ERROR: ("answer_unusable", 1),
    FaultKind.HTML_ERROR: ("answer_unusable", 0),
    FaultKind.HIDDEN_ERROR: ("answer_unusable", 0),
    FaultKind.MALFORMED: ("answer_unusable", 1),
    FaultKind.EMPTY_ANSWER: ("answer_unusable", 1),
}


@pytest.mark.parametrize(("kind", "expected"), FAULTS.items())
async def test_a_code_is_never_sent_twice(
    hass: HomeAssistant,
    simulator: Simulator,
    kind: FaultKind,
    expected: tuple[str, int],
) -> None:
    """One request; what may have left counts, and what certainly did not does not."""
    key, sent = expected
    options = {"limits": {"messages_per_hour": 1}}
    hub = await start(hass, add_hub(hass, simulator, options=options))
    simulator.faults.arm(kind, method="POST", path=RUN)
    assert (await refusal(hass)).translation_key == key
    assert len(asked(simulator, VERIFY)) == 1
    assert len(simulator.skillboss_hub.sent) == sent
    lost = key == "answer_unusable"
    assert report(hass)[0] == ("unknown" if lost else "failed")
    assert waiting(hub) == 0
    await hass.config_entries.async_reload(hub.entry_id)
    await hass.async_block_till_done()
    if lost:
        assert (await refusal(hass, MUM)).translation_key == "blocked"
    else:
        assert (await send_code(hass, MUM))["status"] == "success"
    assert len(asked(simulator, VERIFY)) == 1 + (not lost)


@pytest.mark.parametrize("jobs", [False, True])
async def test_reload_while_a_code_is_sent(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry, *, jobs: bool
) -> None:
    """It comes to its end first: nobody is told of a code that might be lost."""
    simulator.settings.patch({"skillboss_jobs": jobs})
    simulator.faults.arm("delay", method="POST", path=RUN, seconds=0.2)
    sending = hass.async_create_task(send_code(hass))
    await until(lambda: waiting(hub) == 1)

    await hass.config_entries.async_reload(hub.entry_id)

    assert sending.done()
    assert (await sending)["status"] == "success"
    assert waiting(hub) == 0
    assert report(hass)[0] == "sent"
    assert len(asked(simulator, VERIFY)) == 1


@pytest.mark.parametrize("kind", ["rate_limited", "server_error", "reset_before"])
async def test_a_job_that_cannot_be_asked_about(
    hass: HomeAssistant, simulator: Simulator, kind: str
) -> None:
    """Its code may have been sent: it counts."""
    options = {"limits": {"messages_per_hour": 1}}
    await start(hass, add_hub(hass, simulator, options=options))
    simulator.settings.patch({"skillboss_jobs": True})
    simulator.faults.arm(kind, path="/v1/job/*", times=None)
    assert (await refusal(hass)).translation_key == "answer_unusable"
    assert report(hass) == ("unknown", "ANSWER_LOST")
    simulator.faults.clear()
    assert (await refusal(hass)).translation_key == "blocked"
    assert len(asked(simulator, VERIFY)) == 1


@pytest.mark.usefixtures("hub")
async def test_no_credit_left(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """The repair comes for codes as for texts, and goes with either."""
    simulator.skillboss_hub.texts.balance = Decimal(0)
    error = await refusal(hass)
    assert error.translation_key == "no_credit_left"
    assert issue(hass, hub, "no_credit_at_hub")
    simulator.skillboss_hub.texts.balance = Decimal(1)
    await send_code(hass)
    assert issue(hass, hub, "no_credit_at_hub") is None


async def test_a_refused_key(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """A new one is asked for."""
    simulator.skillboss_hub.api_key = "sk-new"
    assert (await refusal(hass)).translation_key == "invalid_auth"
    await hass.async_block_till_done()
    [flow] = hass.config_entries.flow.async_progress()
    assert flow["context"]["entry_id"] == hub.entry_id


@pytest.mark.parametrize("number", ["12", "", "call me"])
@pytest.mark.usefixtures("hub")
async def test_a_number_that_is_none(
    hass: HomeAssistant, simulator: Simulator, number: str
) -> None:
    """Nothing is asked of the hub."""
    with pytest.raises(ServiceValidationError) as caught:
        await send_code(hass, number)
    assert caught.value.translation_key == "invalid_recipient"
    with pytest.raises(ServiceValidationError) as caught:
        await check(hass, "1234", number)
    assert caught.value.translation_key == "invalid_phone_number"
    assert asked(simulator) == []


@pytest.mark.parametrize(
    "code",
    ["123", "123456789", "12a4", "", "\uff11\uff12\uff13\uff14", "1234\n5", None, []],
    ids=repr,
)
@pytest.mark.usefixtures("hub")
async def test_codes_that_are_none(
    hass: HomeAssistant, simulator: Simulator, code: Any
) -> None:
    """A code is of four to eight digits."""
    with pytest.raises(vol.Invalid):
        await check(hass, code)
    assert asked(simulator) == []


@pytest.mark.parametrize("code", ["0123", "12345678", 1234])
@pytest.mark.usefixtures("hub")
async def test_codes_that_may_be_right(
    hass: HomeAssistant, simulator: Simulator, code: Any
) -> None:
    """Digits go as they are, also if a template made a number of them."""
    await check(hass, code)
    assert [row["code"] for row in asked(simulator)] == [str(code)]


async def test_checking_is_free(hass: HomeAssistant, simulator: Simulator) -> None:
    """No limit stands in its way, and there is no report about it."""
    options = {"limits": {"messages_per_hour": 1}}
    await start(hass, add_hub(hass, simulator, options=options))
    for _ in range(3):
        await check(hass, "1234")
    assert full_state(hass, REPORT).state == "unknown"


@pytest.mark.usefixtures("hub")
async def test_nothing_of_it_is_logged(
    hass: HomeAssistant, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the number nor the code."""
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    await send_code(hass)
    code = code_on_phone(simulator)
    await check(hass, code)
    simulator.faults.arm("lost_answer", path=RUN)
    await refusal(hass)
    simulator.settings.patch({"skillboss_blocked_numbers": [DAD]})
    await refusal(hass)
    ours = [record for record in caplog.records if DOMAIN in record.name]
    logged = "\n".join(f"{record.getMessage()} {record.args!r}" for record in ours)
    assert code not in logged
    assert DAD[-7:] not in logged
