"""Whatever the hub does, a text leaves at most once, and its sender learns of it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.messaging import messenger
from simulator import Simulator
from simulator.faults import FaultKind
from tests.unit.clock import poll_now
from tests.unit.conftest import DAD, MUM
from tests.unit.dialogs import until
from tests.unit.messaging.waiting import outbox_file
from tests.unit.sending import DAD_ENTITY, MUM_ENTITY, notify, refusal, send_sms
from tests.unit.skillboss.hub import (
    RUN,
    add_hub,
    asked,
    hub_data,
    received,
    start,
    waiting,
)
from tests.unit.skillboss.outcomes import (
    HOME_TEXT,
    changed,
    issue,
    report,
    report_is,
    restarted,
)

pytestmark = pytest.mark.usefixtures("short_time_limits", "short_waits", "quick_looks")


@pytest.fixture
def expected_log() -> list[str]:
    """Allow what is said of an outage and of a key that is refused."""
    return [
        "Error fetching clicksend_messaging SkillBoss",
        "Authentication failed while fetching",
        "could not authenticate",
    ]


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a fault leads to."""

    code: str
    error: str | None
    processed: bool = False

    @property
    def status(self) -> str:
        """What the caller is told: not sent, nobody knows, or not yet sent."""
        return {"ANSWER_LOST": "unknown", "QUEUED": "queued"}.get(self.code, "rejected")


UNKNOWN_NOT_SENT = Expected(code="ANSWER_LOST", error="outcome_unknown")


UNKNOWN_BUT_SENT = replace(UNKNOWN_NOT_SENT, processed=True)


REJECTED = Expected(code="NOT_SENT", error="send_failed")


EXPECTED: dict[FaultKind, Expected] = {
    FaultKind.HANG: UNKNOWN_NOT_SENT,
    FaultKind.RESET_BEFORE: UNKNOWN_NOT_SENT,
    FaultKind.RESET_AFTER: UNKNOWN_BUT_SENT,
    FaultKind.LOST_ANSWER: UNKNOWN_BUT_SENT,
    FaultKind.UNAUTHORIZED: Expected(code="NOT_AUTHORIZED", error="not_authorized"),
    FaultKind.FORBIDDEN: REJECTED,
    FaultKind.NOT_FOUND: REJECTED,
    FaultKind.RATE_LIMITED: Expected(code="QUEUED", error=None),
    FaultKind.SERVER_ERROR: UNKNOWN_NOT_SENT,
    FaultKind.PROCESSED_SERVER_ERROR: UNKNOWN_BUT_SENT,
    FaultKind.HTML_ERROR: UNKNOWN_NOT_SENT,
    FaultKind.HIDDEN_ERROR: UNKNOWN_NOT_SENT,
    FaultKind.MALFORMED: UNKNOWN_BUT_SENT,
    FaultKind.EMPTY_ANSWER: UNKNOWN_BUT_SENT,
}


def test_every_fault_is_expected_here() -> None:
    """A delay alone is none."""
    assert {*EXPECTED, FaultKind.DELAY} == set(FaultKind)


@pytest.mark.parametrize(("kind", "expected"), EXPECTED.items())
@pytest.mark.parametrize("errors", ["open", "hidden"])
async def test_at_most_one_text(
    hass: HomeAssistant,
    simulator: Simulator,
    hub: MockConfigEntry,
    kind: FaultKind,
    expected: Expected,
    errors: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One request, an outcome, an error for the automation; and the next one works."""
    if expected.status != "queued":
        # The hub's verdict is there at once, however busy the machine is.
        monkeypatch.setattr(messenger, "VERDICT_SECONDS", 30)
    simulator.settings.patch({"skillboss_errors": errors})
    simulator.faults.arm(kind, method="POST", path=RUN)

    response = await send_sms(hass, entity_id=DAD_ENTITY)

    (row,) = response["messages"]
    assert (row["status"], row["code"]) == (expected.status, expected.code)
    assert (row["price"], row["parts"], row["message_id"]) == (None, None, None)
    sent = [HOME_TEXT] if expected.processed else []
    assert len(asked(simulator)) == 1
    assert received(simulator).get(DAD, []) == sent
    if expected.status == "queued":
        assert waiting(hub) == 1
        return
    if expected.status == "unknown":
        assert report(hass) == ("unknown", "ANSWER_LOST")
        assert issue(hass, hub, "message_lost_at_hub")
    assert waiting(hub) == 0

    simulator.faults.arm(kind, method="POST", path=RUN)
    error = await refusal(hass, entity_id=MUM_ENTITY)
    assert error.translation_key == expected.error
    assert str(expected.error) not in str(error)

    await notify(hass, DAD_ENTITY, message="Once more")
    assert received(simulator)[DAD] == [*sent, "Home: Once more"]
    assert simulator.skillboss_hub.texts.duplicates() == {}


async def test_too_many_requests_are_waited_for(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """Then the text leaves, and the delivery report says so."""
    simulator.faults.arm("rate_limited", path=RUN, retry_after=1)
    response = await send_sms(hass, entity_id=DAD_ENTITY)
    assert response["messages"][0]["status"] == "queued"
    await until(lambda: bool(received(simulator)))
    await until(lambda: report_is(hass, "sent"))
    assert received(simulator) == {DAD: [HOME_TEXT]}
    assert waiting(hub) == 0
    assert hub.state is ConfigEntryState.LOADED


async def test_outage_and_return(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """Texts wait, leave in order once it is back, and each once."""
    await simulator.stop()
    for text in ("1", "2"):
        response = await send_sms(hass, entity_id=DAD_ENTITY, message=text)
        assert response["messages"][0]["status"] == "queued"
    await simulator.start()
    await until(lambda: len(simulator.skillboss_hub.sent) == 2)
    assert received(simulator) == {DAD: ["Home: 1", "Home: 2"]}
    await until(lambda: waiting(hub) == 0)


async def test_what_waits_too_long_expires(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """It is not sent when nobody needs it any longer."""
    simulator.faults.arm("rate_limited", path=RUN, retry_after=3600)
    response = await send_sms(hass, entity_id=DAD_ENTITY)
    assert response["messages"][0]["status"] == "queued"
    await poll_now(hass, timedelta(hours=2))
    assert report(hass) == ("failed", "EXPIRED")
    assert waiting(hub) == 0
    assert simulator.skillboss_hub.sent == []


@pytest.mark.parametrize("kind", ["hang", "lost_answer"])
async def test_power_cut_while_a_text_is_handed_over(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry, kind: str
) -> None:
    """It may have left, nobody can say, and it is not sent again."""
    fault = simulator.faults.arm(kind, path=RUN)
    sending = hass.async_create_task(send_sms(hass, entity_id=DAD_ENTITY))
    await until(lambda: bool(fault.hits))
    on_disk = outbox_file(hass, hub).read_bytes()
    await sending
    sent = received(simulator)
    await restarted(hass, hub, on_disk)
    assert waiting(hub) == 1
    await until(lambda: waiting(hub) == 0)
    assert report(hass) == ("unknown", "ANSWER_LOST")
    assert received(simulator) == sent
    assert len(asked(simulator)) == 1


@pytest.mark.parametrize(
    ("kind", "texts"), [("hang", 1), ("lost_answer", 2), ("unauthorized", 0)]
)
async def test_critical_texts_are_sent_again_if_wanted(
    hass: HomeAssistant, simulator: Simulator, kind: str, texts: int
) -> None:
    """Once more, as their owner would rather get two than none; refused is refused."""
    options = {"critical": {"resend_unknown": True}}
    hub = await start(hass, add_hub(hass, simulator, options=options))
    simulator.faults.arm(kind, path=RUN)
    await send_sms(hass, entity_id=DAD_ENTITY, priority="critical")
    await until(lambda: waiting(hub) == 0)
    await hass.async_block_till_done()
    assert received(simulator).get(DAD, []) == [HOME_TEXT] * texts


@pytest.mark.parametrize("normal", [{}, {"priority": "normal"}])
async def test_normal_texts_are_never_sent_again(
    hass: HomeAssistant, simulator: Simulator, normal: dict[str, str]
) -> None:
    """Nor critical ones unless somebody wants that."""
    options = {"critical": {"resend_unknown": True}}
    hub = await start(hass, add_hub(hass, simulator, options=options))
    simulator.faults.arm("lost_answer", path=RUN)
    await send_sms(hass, entity_id=DAD_ENTITY, **normal)
    hass.config_entries.async_update_entry(hub, options={})
    await hass.async_block_till_done()
    simulator.faults.arm("lost_answer", path=RUN)
    await send_sms(hass, entity_id=MUM_ENTITY, priority="critical")
    await until(lambda: waiting(hub) == 0)
    assert received(simulator) == {DAD: [HOME_TEXT], MUM: [HOME_TEXT]}
    assert len(asked(simulator)) == 2


@pytest.mark.parametrize("errors", ["open", "hidden", "hidden_status"])
async def test_no_credit_left(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry, errors: Any
) -> None:
    """A repair says so until a text is accepted again; not ClickSend's."""
    changed(simulator, errors=errors)
    simulator.skillboss_hub.texts.balance = Decimal("0.01")
    response = await send_sms(hass, entity_id=DAD_ENTITY)
    (row,) = response["messages"]
    assert (row["status"], row["code"]) == ("rejected", "INSUFFICIENT_CREDIT")
    assert report(hass) == ("failed", "INSUFFICIENT_CREDIT")
    repair = issue(hass, hub, "no_credit_at_hub")
    assert repair is not None
    assert repair.translation_placeholders == {"account": "SkillBoss"}
    assert issue(hass, hub, "no_credit") is None
    error = await refusal(hass, entity_id=DAD_ENTITY)
    assert error.translation_key == "insufficient_credit"
    assert issue(hass, hub, "no_credit_at_hub")

    simulator.skillboss_hub.texts.balance = Decimal(1)
    await notify(hass, DAD_ENTITY)
    assert issue(hass, hub, "no_credit_at_hub") is None
    assert received(simulator) == {DAD: [HOME_TEXT]}


async def test_a_refused_key(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """Texts are rejected rather than kept, and a new key is asked for, once."""
    simulator.skillboss_hub.api_key = "sk-new"
    response = await send_sms(hass, entity_id=[DAD_ENTITY, MUM_ENTITY])
    assert [(row["status"], row["code"]) for row in response["messages"]] == [
        ("rejected", "NOT_AUTHORIZED")
    ] * 2
    await hass.async_block_till_done()
    [flow] = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    assert flow["context"]["entry_id"] == hub.entry_id
    await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"api_key": "sk-new"}
    )
    await hass.async_block_till_done()
    await notify(hass, DAD_ENTITY)
    assert received(simulator) == {DAD: [HOME_TEXT]}


async def test_texts_that_wait_for_a_new_key(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """What was not handed over yet leaves with the new key, once."""
    simulator.faults.arm("rate_limited", path=RUN, retry_after=3600)
    response = await send_sms(hass, entity_id=DAD_ENTITY)
    assert response["messages"][0]["status"] == "queued"
    simulator.skillboss_hub.api_key = "sk-new"
    await hass.config_entries.async_reload(hub.entry_id)
    await hass.async_block_till_done()
    assert hub.state.value == "setup_error"
    data = hub_data(simulator, api_key="sk-new")
    hass.config_entries.async_update_entry(hub, data=data)
    await hass.config_entries.async_reload(hub.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert hub.state is ConfigEntryState.LOADED
    assert received(simulator) == {DAD: [HOME_TEXT]}


@pytest.mark.usefixtures("hub")
async def test_an_error_names_the_person_and_the_reason(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """That is what the automation's trace shows."""
    simulator.faults.arm("forbidden", path=RUN)
    with pytest.raises(HomeAssistantError) as caught:
        await notify(hass, DAD_ENTITY)
    assert "Dad (NOT_SENT)" in str(caught.value)
    assert DAD not in str(caught.value)
