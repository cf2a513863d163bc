"""cancel_message, when something goes wrong: what may still be sent is said."""

from collections.abc import Callable
from decimal import Decimal

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.clock import poll_now
from tests.unit.conftest import DAD, MUM, maton_data
from tests.unit.messaging.limited import (
    begin_outage,
    listen,
)
from tests.unit.sending import (
    DAD_ENTITY,
)
from tests.unit.services.cancel.cancelling import (
    CANCELLED,
    PRICE,
    kept,
)
from tests.unit.services.cancel.scheduled import (
    cancel,
    cancel_refusal,
    cancel_requests,
    schedule,
    to_come,
    verdicts,
)
from tests.unit.states import SPENT, value


@pytest.fixture
def expected_log() -> list[str]:
    """Allow what is said of an outage."""
    return [
        "Error fetching clicksend_messaging (account|inbound) data",
    ]


@pytest.mark.usefixtures("entry", "impatient")
@pytest.mark.parametrize(
    ("fault", "code", "key", "gone"),
    [
        ("hang", "ANSWER_LOST", "cancel_outcome_unknown", False),
        ("reset_before", "ANSWER_LOST", "cancel_outcome_unknown", False),
        ("server_error", "ANSWER_LOST", "cancel_outcome_unknown", False),
        ("html_error", "ANSWER_LOST", "cancel_outcome_unknown", False),
        ("reset_after", "ANSWER_LOST", "cancel_outcome_unknown", True),
        ("lost_answer", "ANSWER_LOST", "cancel_outcome_unknown", True),
        ("malformed", "ANSWER_LOST", "cancel_outcome_unknown", True),
        ("rate_limited", "NOT_REACHED", "cancel_not_reached", False),
        ("not_found", "NOT_SCHEDULED", "cancel_too_late", False),
        ("forbidden", "FORBIDDEN", "cancel_failed", False),
    ],
)
async def test_whatever_goes_wrong_is_said(
    hass: HomeAssistant,
    simulator: Simulator,
    fault: str,
    code: str,
    key: str,
    gone: bool,  # noqa: FBT001 (a parameter of the test)
) -> None:
    """ClickSend is asked once; who waits and tries again gets further."""
    reports = listen(hass)
    outcome = await schedule(hass, entity_id=DAD_ENTITY)
    simulator.faults.arm(fault, path="/sms/*/cancel")

    error = await cancel_refusal(hass, message_id=outcome["message_id"])

    assert error.translation_key == key
    assert f"Dad ({code})" in str(error)
    assert len(cancel_requests(simulator)) == 1
    assert (to_come(simulator) == []) is gone
    await poll_now(hass)
    # As long as nobody knows, it counts as paid for.
    assert Decimal(value(hass, SPENT)) == PRICE
    again = verdicts(await cancel(hass, message_id=outcome["message_id"]))
    assert again == [kept("NOT_SCHEDULED") if gone else CANCELLED]
    assert reports == []


@pytest.mark.usefixtures("entry")
async def test_clicksend_is_out_of_reach(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Nothing is cancelled, now or later by itself."""
    outcome = await schedule(hass, entity_id=DAD_ENTITY)
    await begin_outage(simulator)

    error = await cancel_refusal(hass, message_id=outcome["message_id"])

    assert error.translation_key == "cancel_not_reached"
    await simulator.start()
    await poll_now(hass)
    assert to_come(simulator) == [DAD]
    assert cancel_requests(simulator) == []


@pytest.mark.usefixtures("entry", "impatient")
async def test_one_failure_is_enough(hass: HomeAssistant, simulator: Simulator) -> None:
    """Nobody waits for as many time limits as there are messages."""
    await schedule(hass, phone_numbers=[DAD, MUM, "+12025550103"], reference="leak")
    simulator.faults.arm("hang", path="/sms/*/cancel", times=None)

    answer = await cancel(hass, reference="leak")

    assert verdicts(answer) == [
        kept("ANSWER_LOST"),
        kept("NOT_REACHED"),
        kept("NOT_REACHED"),
    ]
    assert len(cancel_requests(simulator)) == 1
    simulator.faults.clear()
    assert verdicts(await cancel(hass, reference="leak")) == [CANCELLED] * 3


@pytest.mark.parametrize("connection", ["direct", "maton"])
async def test_refused_credentials(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    connection: str,
) -> None:
    """Home Assistant asks for new ones."""
    entry = make_entry(data=maton_data(simulator) if connection == "maton" else None)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    outcome = await schedule(hass)
    simulator.faults.arm("unauthorized", path="*cancel")

    error = await cancel_refusal(hass, message_id=outcome["message_id"])

    assert error.translation_key == "cancel_not_authorized"
    await hass.async_block_till_done()
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == "reauth"
