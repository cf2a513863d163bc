"""What the hub says on the side, and what nobody but the people concerned may read."""

from collections.abc import Iterator
from decimal import Decimal
import json
import logging
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.clicksend_messaging.api import skillboss
from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.skillboss.carrier import SkillBossCarrier
from simulator import Simulator
from simulator.skillboss.answers import ADVICE
from tests.unit.clock import QUARTER, poll_now
from tests.unit.conftest import recipient
from tests.unit.messaging.waiting import outbox_file
from tests.unit.skillboss.hub import ASK_BALANCE, RUN, add_hub, start

OURS = f"custom_components.{DOMAIN}"
NAME, NUMBER = "Zelda Quartermaine", "+12025550117"
ENTITY = "notify.zelda_quartermaine_sms"
STRANGER = "+12025550139"
WORDS = "The walrus is in the pantry"

pytestmark = pytest.mark.usefixtures("short_time_limits", "short_waits")


@pytest.fixture
def expected_log() -> list[str]:
    """Expect the warnings that go with everything going wrong."""
    return [
        "Error fetching clicksend_messaging",
        "Authentication failed while fetching",
        "could not authenticate",
    ]


@pytest.fixture(autouse=True)
def _detailed_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Log as somebody does who looks for a fault; ask for jobs in quick succession."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(skillboss, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(SkillBossCarrier, "delays", (0.02,) * 5)


def logged(caplog: pytest.LogCaptureFixture) -> Iterator[str]:
    """Yield all that our loggers were given, and what anybody says is wrong."""
    formatter = logging.Formatter("%(name)s %(levelname)s %(message)s")
    for when in ("setup", "call"):
        for record in caplog.get_records(when):
            if record.name.startswith(OURS) or record.levelno >= logging.WARNING:
                yield f"{formatter.format(record)} {record.args!r}"


async def attempt(hass: HomeAssistant, action: str, **data: Any) -> Iterator[str]:
    """Call an action; return what comes of it, as an automation's log shows it."""
    domain = "notify" if action == "send_message" else DOMAIN
    responds = hass.services.supports_response(domain, action).value
    try:
        await hass.services.async_call(
            domain, action, data, blocking=True, return_response=responds == "only"
        )
    except HomeAssistantError as err:
        return iter([f"{err} {err!r} {err.translation_placeholders}"])
    return iter([])


async def test_nothing_gets_out(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_client: ClientSessionGenerator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whatever is done, and whatever goes wrong with it."""
    options = {"limits": {"messages_per_hour": 9999, "messages_per_recipient": 9999}}
    entry = await start(
        hass, add_hub(hass, simulator, recipient(NAME, NUMBER), options=options)
    )
    key, template = entry.data["api_key"], entry.data["template_id"]
    errors: list[str] = []

    async def everything() -> None:
        errors.extend(
            [
                *await attempt(hass, "send_message", entity_id=ENTITY, message=WORDS),
                *await attempt(hass, "send_sms", phone_numbers=STRANGER, message=WORDS),
                *await attempt(hass, "send_verification", phone_number=STRANGER),
                *await attempt(
                    hass, "check_verification", phone_number=STRANGER, code="482913"
                ),
                *await attempt(hass, "discover_models"),
            ]
        )
        await poll_now(hass, QUARTER * 2)

    await everything()
    simulator.settings.patch({"skillboss_jobs": True})
    await everything()
    simulator.settings.patch({"skillboss_blocked_numbers": [STRANGER]})
    await everything()
    simulator.settings.patch({"skillboss_jobs": False})
    await everything()
    for place in ("detail", "error.message", "message"):
        for how, kind in (("open", "server_error"), ("hidden_status", "forbidden")):
            simulator.settings.patch(
                {"skillboss_errors": how, "skillboss_error_place": place}
            )
            simulator.faults.arm(kind, path=RUN, times=4)
            await everything()
            simulator.faults.clear()
    simulator.faults.arm("reset_after", path=RUN, times=4)
    await everything()
    simulator.skillboss_hub.texts.balance = Decimal(0)
    await everything()
    simulator.skillboss_hub.notify.templates.clear()
    await everything()
    simulator.faults.arm("server_error", path=ASK_BALANCE, times=2)
    await everything()
    diagnostics = await diagnostics_of(hass, hass_client, entry)
    simulator.skillboss_hub.api_key = "another"
    await everything()

    repairs = [
        f"{issue.issue_id} {issue.translation_placeholders} {issue.data}"
        for issue in ir.async_get(hass).issues.values()
    ]
    states = [
        f"{state.state} {state.attributes}"
        for state in hass.states.async_all()
        if not state.entity_id.startswith("notify.")
    ]
    assert len(errors) > 30
    assert repairs
    everywhere = {
        "log": [*logged(caplog)],
        "errors": errors,
        "repairs": repairs,
        "diagnostics": [diagnostics],
        "states": states,
    }
    always = {ADVICE, "advice.invalid", key, template, WORDS, "482913"}
    personal = {NUMBER[-7:], STRANGER[-7:], NAME}
    found = {
        (place, secret)
        for place, texts in everywhere.items()
        for secret in always
        | (personal if place not in ("errors", "states") else set())
        for text in texts
        if secret.lower() in text.lower()
    }
    assert found == set()
    assert ADVICE.encode() not in outbox_file(hass, entry).read_bytes()


async def diagnostics_of(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry
) -> str:
    """Return the diagnostics."""
    assert await async_setup_component(hass, "diagnostics", {})
    return json.dumps(await get_diagnostics_for_config_entry(hass, hass_client, entry))


async def test_advice_changes_nothing(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """With it and without, the same is asked and the same is known."""
    seen = []
    for advice in (True, False):
        simulator.settings.patch({"skillboss_advice": advice})
        entry = await start(hass, add_hub(hass, simulator, recipient(NAME, NUMBER)))
        before = len(simulator.requests)
        await attempt(hass, "send_message", entity_id=ENTITY, message=WORDS)
        models = await hass.services.async_call(
            DOMAIN, "discover_models", {}, blocking=True, return_response=True
        )
        asked = [
            (record.method, record.path, str(record.body))
            for record in list(simulator.requests)[before:]
        ]
        seen.append((asked, models, dict(entry.data), dict(entry.options)))
        assert await hass.config_entries.async_remove(entry.entry_id)
    assert seen[0] == seen[1]
    assert len(seen[0][0]) == 2
