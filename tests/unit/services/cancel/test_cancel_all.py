"""The action cancel_all: what this home has scheduled, or all of the account."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.clicksend_messaging.api import http
from custom_components.clicksend_messaging.messaging import messenger
from simulator import Simulator
from tests.unit.clock import IMPATIENT, poll_now
from tests.unit.conftest import DAD, MUM
from tests.unit.messaging.limited import begin_outage, listen
from tests.unit.messaging.lives import earlier_life
from tests.unit.messaging.stored import outbox_file
from tests.unit.sending import requests, send_sms
from tests.unit.services.cancel.scheduled import (
    cancel,
    cancel_quietly,
    cancel_refusal,
    cancel_requests,
    hold_back,
    let_go,
    schedule,
    to_come,
    verdicts,
)
from tests.unit.states import OUTBOX, SPENT, value

CANCELLED = ("cancelled", "CANCELLED_BY_USER")
NOBODY = {"messages": [], "cancelled": 0, "failed": 0}


def kept(code: str) -> tuple[str, str]:
    """Return the verdict on a message that was not cancelled."""
    return "not_cancelled", code


@pytest.fixture
def expected_log() -> list[str]:
    """Allow what is said of an outage."""
    return ["Error fetching clicksend_messaging (account|inbound) data"]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the client wait less for an answer."""
    monkeypatch.setattr(http, "TIMEOUT", IMPATIENT)


@pytest.fixture
async def theirs(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    """Return the number for which another program has a text and a call scheduled."""
    number = "+12025550199"
    for channel in ("sms", "voice"):
        await schedule(hass, channel, phone_numbers=[number])
    await hass.config_entries.async_unload(entry.entry_id)
    outbox_file(hass, entry).unlink()
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return number


async def test_home_cancels_its_own(
    hass: HomeAssistant, simulator: Simulator, theirs: str
) -> None:
    """One by one, on all channels; what others have scheduled still comes."""
    reports = listen(hass)
    for channel in ("sms", "voice"):
        await schedule(hass, channel, phone_numbers=[DAD, MUM])

    answer = await cancel(hass, "all", confirm=True)

    assert verdicts(answer) == [CANCELLED] * 4
    assert answer["cancelled"] == 4
    assert (to_come(simulator), to_come(simulator, "voice")) == ([theirs], [theirs])
    assert not [path for path in cancel_requests(simulator) if "cancel-all" in path]
    assert reports == []
    # Nothing is left to do.
    assert await cancel(hass, "all", confirm=True) == NOBODY
    await cancel_quietly(hass, "all", confirm=True)


@pytest.mark.parametrize("scope", ["home", "account"])
async def test_one_channel_only(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, scope: str
) -> None:
    """The others are not touched."""
    assert entry
    for channel in ("sms", "voice"):
        await schedule(hass, channel)

    await cancel_quietly(hass, "all", confirm=True, channel="voice", scope=scope)

    assert (to_come(simulator), to_come(simulator, "voice")) == ([DAD], [])


async def test_account_cancels_everybodys(
    hass: HomeAssistant, simulator: Simulator, theirs: str
) -> None:
    """One request a channel; ours are known to be cancelled, and cost nothing."""
    assert theirs
    reports = listen(hass)
    for channel in ("sms", "voice"):
        await schedule(hass, channel)

    answer = await cancel(hass, "all", confirm=True, scope="account")

    assert verdicts(answer) == [CANCELLED] * 2
    assert [row["channel"] for row in answer["messages"]] == ["sms", "voice"]
    assert (answer["cancelled"], answer["failed"]) == (4, 0)
    assert (to_come(simulator), to_come(simulator, "voice")) == ([], [])
    assert cancel_requests(simulator) == ["/sms/cancel-all", "/voice/cancel-all"]
    await poll_now(hass)
    assert Decimal(value(hass, SPENT)) == 0
    assert reports == []


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("data", [{}, {"confirm": False}, {"scope": "account"}])
async def test_it_has_to_be_confirmed(
    hass: HomeAssistant, simulator: Simulator, data: dict[str, Any]
) -> None:
    """A slip does nothing."""
    await schedule(hass)

    error = await cancel_refusal(hass, "all", **data)

    assert isinstance(error, ServiceValidationError)
    assert error.translation_key == "cancel_not_confirmed"
    assert to_come(simulator) == [DAD]


@pytest.mark.usefixtures("entry")
async def test_only_administrators_may(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_admin_user: User,
    hass_read_only_user: MockUser,
) -> None:
    """And automations, which nobody has called; single messages are another matter."""
    outcome = await schedule(hass)
    await schedule(hass)
    visitor = Context(user_id=hass_read_only_user.id)

    with pytest.raises(Unauthorized):
        await cancel_quietly(hass, "all", context=visitor, confirm=True)
    assert len(to_come(simulator)) == 2

    await cancel_quietly(hass, context=visitor, message_id=outcome["message_id"])
    assert len(to_come(simulator)) == 1

    admin = Context(user_id=hass_admin_user.id)
    await cancel_quietly(hass, "all", context=admin, confirm=True)
    assert to_come(simulator) == []


@pytest.mark.usefixtures("entry", "short_waits")
@pytest.mark.parametrize("scope", ["home", "account"])
async def test_what_waits_here(
    hass: HomeAssistant, simulator: Simulator, scope: str
) -> None:
    """What is scheduled goes; what is to leave as soon as possible does leave."""
    hold_back(simulator)
    await send_sms(hass, phone_numbers=[MUM])
    await schedule(hass)
    await poll_now(hass)
    assert value(hass, OUTBOX) == "2"

    answer = await cancel(hass, "all", confirm=True, scope=scope)

    assert verdicts(answer) == [CANCELLED]
    assert answer["cancelled"] == 1
    await let_go(hass, simulator)
    assert [sent["to"] for batch in requests(simulator) for sent in batch] == [MUM]


@pytest.mark.usefixtures("entry", "impatient_callers")
@pytest.mark.parametrize("scope", ["home", "account"])
async def test_what_may_still_come_is_named(
    hass: HomeAssistant, simulator: Simulator, scope: str
) -> None:
    """What nobody knows of cannot be cancelled at home; the account takes it along."""
    simulator.faults.arm("reset_after", path="/sms/send")
    assert (await schedule(hass))["status"] == "unknown"

    answer = await cancel(hass, "all", confirm=True, scope=scope)

    assert verdicts(answer) == [kept("BEING_SENT")]
    assert to_come(simulator) == ([DAD] if scope == "home" else [])


@pytest.mark.usefixtures("entry", "impatient")
@pytest.mark.parametrize(
    ("fault", "code", "key"),
    [
        ("hang", "ANSWER_LOST", "cancel_outcome_unknown"),
        ("lost_answer", "ANSWER_LOST", "cancel_outcome_unknown"),
        ("reset_before", "ANSWER_LOST", "cancel_outcome_unknown"),
        ("reset_after", "ANSWER_LOST", "cancel_outcome_unknown"),
        ("server_error", "ANSWER_LOST", "cancel_outcome_unknown"),
        ("rate_limited", "NOT_REACHED", "cancel_not_reached"),
        ("unauthorized", "NOT_AUTHORIZED", "cancel_not_authorized"),
    ],
)
@pytest.mark.parametrize("ours", [True, False])
async def test_account_when_something_goes_wrong(
    hass: HomeAssistant,
    simulator: Simulator,
    fault: str,
    code: str,
    key: str,
    ours: bool,  # noqa: FBT001 (a parameter of the test)
) -> None:
    """It is said, is not repeated, and the other channel is cancelled all the same."""
    if ours:
        await schedule(hass)
    await schedule(hass, "voice")
    simulator.faults.arm(fault, path="/sms/cancel-all", times=None)

    answer = await cancel(hass, "all", confirm=True, scope="account")

    assert verdicts(answer) == [kept(code), CANCELLED]
    assert answer["messages"][0]["recipient"] == (DAD if ours else None)
    assert len(cancel_requests(simulator)) == 2
    error = await cancel_refusal(hass, "all", confirm=True, scope="account")
    assert error.translation_key == key
    assert f"{'Dad' if ours else 'sms'} ({code})" in str(error)
    await poll_now(hass)
    # Until somebody knows better they count as paid for.
    assert Decimal(value(hass, SPENT)) == (Decimal("0.0792") if ours else 0)


@pytest.mark.usefixtures("entry")
async def test_account_that_cannot_call(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """There are no calls to cancel; only who asks for them is told so."""
    simulator.settings.voice_enabled = False
    await schedule(hass)

    answer = await cancel(hass, "all", confirm=True, scope="account")
    asked = await cancel(hass, "all", confirm=True, scope="account", channel="voice")

    assert verdicts(answer) == [CANCELLED]
    assert verdicts(asked) == [kept("VOICE_NOT_ENABLED")]


@pytest.mark.usefixtures("entry")
async def test_pictures_of_others_cannot_be_cancelled(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Who asks for just that is told; the older document may be right."""
    wanted = {"confirm": True, "scope": "account", "channel": "mms"}

    error = await cancel_refusal(hass, "all", **wanted)
    simulator.settings.mms_cancel = True

    assert error.translation_key == "cancel_mms"
    assert await cancel(hass, "all", **wanted) == NOBODY


@pytest.mark.usefixtures("entry")
async def test_out_of_reach(hass: HomeAssistant, simulator: Simulator) -> None:
    """The first attempt tells for all."""
    await schedule(hass, phone_numbers=[DAD, MUM])
    await begin_outage(simulator)

    error = await cancel_refusal(hass, "all", confirm=True)

    assert error.translation_key == "cancel_not_reached"
    assert "Dad (NOT_REACHED), Mum (NOT_REACHED)" in str(error)
    await simulator.start()
    assert verdicts(await cancel(hass, "all", confirm=True)) == [CANCELLED] * 2


async def test_it_works_after_a_restart(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
) -> None:
    """What an earlier life has scheduled is ours."""
    entry = make_entry()
    async with earlier_life(hass, entry) as before:
        await schedule(before)
        await schedule(before, "voice")
        await before.config_entries.async_unload(entry.entry_id)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    await cancel_quietly(hass, "all", confirm=True)

    assert (to_come(simulator), to_come(simulator, "voice")) == ([], [])


async def test_reload_lets_the_request_in_flight_end(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was cancelled is known after it; nothing more is begun."""
    monkeypatch.setattr(messenger, "VERDICT_SECONDS", 1.0)
    await schedule(hass, phone_numbers=[DAD, MUM])
    simulator.faults.arm("delay", path="/sms/*/cancel", seconds=0.3)
    cancelling = hass.async_create_task(cancel(hass, "all", confirm=True))
    await simulator.requests.wait_for(1, "PUT", "*/cancel")

    await hass.config_entries.async_reload(entry.entry_id)

    assert verdicts(await cancelling) == [CANCELLED, kept("NOT_REACHED")]
    assert to_come(simulator) == [MUM]
    assert verdicts(await cancel(hass, "all", confirm=True)) == [CANCELLED]
    assert len(cancel_requests(simulator)) == 2
