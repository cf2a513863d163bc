"""What may go wrong with an action: it is said, and never run again."""

import logging
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.conftest import DAD
from tests.unit.dialogs import until
from tests.unit.run_action.running import limit_messages, messages, refused, run, runs
from tests.unit.sending import TEXT, accepted
from tests.unit.services.asking import ask, must_sign_in
from tests.unit.services.roads import asked
from tests.unit.states import REPORT, full_state, value


@pytest.mark.parametrize("action", ["send-sms", "create-sms-template"])
@pytest.mark.parametrize(
    "fault", ["reset_before", "reset_after", "server_error", "html_error", "malformed"]
)
async def test_lost_answer(
    hass: HomeAssistant, simulator: Simulator, action: str, fault: str
) -> None:
    """It is said so, and it is never run again by itself."""
    # A connection that has been in use is the one that may break.
    await ask(hass, "get_actions")
    simulator.faults.arm(fault, path="/membrane/actions/*")
    given = {"template_name": "Leak", "body": "Water!"}

    error = await refused(
        hass, action, **(messages(DAD) if action == "send-sms" else given)
    )

    assert error.translation_key == "answer_unusable"
    assert len(runs(simulator)) == 1
    assert not must_sign_in(hass)


async def test_lost_answer_counts(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """The text may have left; one that was refused has not."""
    limit_messages(hass, entry, 2)
    await hass.async_block_till_done(wait_background_tasks=True)
    for fault in ("rate_limited", "forbidden"):
        simulator.faults.arm(fault, path="/membrane/actions/*")
        await refused(hass, "send-sms", **messages(DAD, DAD))
    simulator.faults.arm("reset_after", path="/membrane/actions/*")

    error = await refused(hass, "send-sms", **messages(DAD, DAD))

    assert error.translation_key == "answer_unusable"
    assert accepted(simulator) == {DAD: [TEXT, TEXT]}
    simulator.requests.clear()
    await refused(hass, "send-sms", **messages(DAD))
    assert runs(simulator) == []


async def test_unload_before_it_runs(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """It is not run then, and that is said."""
    simulator.faults.arm("delay", path="/membrane/actions", seconds=0.2)
    running = hass.async_create_task(refused(hass, "send-sms", **messages(DAD)))
    await until(lambda: bool(asked(simulator)))

    await hass.config_entries.async_unload(entry.entry_id)

    assert (await running).translation_key == "stopped"
    assert runs(simulator) == []


async def test_reload_while_it_runs(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """It comes to its end first, and counts for what it was."""
    limit_messages(hass, entry, 1)
    await hass.async_block_till_done(wait_background_tasks=True)
    simulator.faults.arm("delay", path="/membrane/actions/*", seconds=0.3)
    running = hass.async_create_task(run(hass, "send-sms", **messages(DAD)))
    await until(lambda: bool(runs(simulator)))

    await hass.config_entries.async_reload(entry.entry_id)

    assert running.done()
    assert await running
    assert accepted(simulator) == {DAD: [TEXT]}
    assert value(hass, "sensor.clicksend_outbox") == "0"
    assert full_state(hass, REPORT).attributes["event_type"] == "sent"
    error = await refused(hass, "send-sms", **messages(DAD))
    assert error.translation_key == "blocked"


@pytest.mark.parametrize("status", [400, 422, 500, 502])
async def test_what_clicksend_did_not_do(
    hass: HomeAssistant, simulator: Simulator, status: int
) -> None:
    """Membrane's words about it are for nobody to read."""
    simulator.settings.patch({"membrane_action_status": status})

    error = await refused(hass, "delete-sms-template", template_id=99)

    assert error.translation_key == "answer_unusable"
    assert not must_sign_in(hass)


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ("unauthorized", "invalid_auth"),
        ("forbidden", "refused"),
        ("rate_limited", "rate_limited"),
        ("not_found", "refused"),
    ],
)
async def test_refused_at_the_last_moment(
    hass: HomeAssistant, simulator: Simulator, fault: str, key: str
) -> None:
    """It is said what it was; an action that is gone is no matter of the token."""
    simulator.faults.arm(fault, path="/membrane/actions/*")

    error = await refused(hass, "list-sms-templates")

    assert error.translation_key == key
    await hass.async_block_till_done(wait_background_tasks=True)
    assert must_sign_in(hass) == (key == "invalid_auth")


@pytest.mark.parametrize(
    "trouble",
    [
        {"state": "CLIENT_ACTION_REQUIRED"},
        {"state": "SETUP_FAILED"},
        {"state": "DISCONNECTING"},
        {"disconnected": True},
        {"is_defunct": True},
    ],
)
@pytest.mark.parametrize("status", [400, 401, 403])
async def test_connection_that_is_not_ready(
    hass: HomeAssistant, simulator: Simulator, trouble: dict[str, Any], status: int
) -> None:
    """Nothing is done, and somebody has to see to it."""
    simulator.settings.patch({"membrane_defunct_status": status})
    connection = simulator.membrane_tenant.clicksend
    for name, found in trouble.items():
        setattr(connection, name, found)

    error = await refused(hass, "create-sms-template", template_name="a", body="b")

    assert error.translation_key in {"no_connection", "invalid_auth"}
    assert list(simulator.account.templates) == []
    await hass.async_block_till_done(wait_background_tasks=True)
    assert must_sign_in(hass)


async def test_nothing_is_logged(
    hass: HomeAssistant, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither what is asked nor what is answered."""
    caplog.set_level(logging.DEBUG, f"custom_components.{DOMAIN}")
    caplog.clear()
    await ask(hass, "get_actions", query="walrus")
    await run(hass, "get-sms-price", **messages(DAD))
    await refused(hass, "get-sms-price", walrus="walrus")
    simulator.faults.arm("server_error", path="/membrane/actions/*")
    await refused(hass, "list-sms-templates")

    ours = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith(f"custom_components.{DOMAIN}")
    ]
    assert ours == []
