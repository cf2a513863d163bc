"""What the tests of run_action have in common."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from simulator.clicksend.templates import Template
from simulator.requests import RequestRecord
from tests.unit.sending import TEXT
from tests.unit.services.asking import ask, problem
from tests.unit.services.roads import asked

POPULAR = (
    *("delete-sms-template", "update-sms-template", "create-sms-template"),
    *("list-sms-templates", "cancel-scheduled-sms", "get-inbound-sms"),
    *("get-delivery-receipts", "get-sms-history", "get-sms-price", "send-sms"),
)


async def run(hass: HomeAssistant, action: str, **given: Any) -> Any:
    """Run an action with this input, and return what it puts out."""
    answer = await ask(hass, "run_action", action=action, input=given)
    assert set(answer) == {"output", "action_run_id"}
    assert answer["action_run_id"]
    return answer["output"]


async def run_blindly(hass: HomeAssistant, action: str, **given: Any) -> None:
    """Run an action as automations mostly do, without asking for its output."""
    await hass.services.async_call(
        DOMAIN, "run_action", {"action": action, "input": given}, blocking=True
    )


async def fails(hass: HomeAssistant, action: str, **given: Any) -> HomeAssistantError:
    """Run an action as automations mostly do, and return why that fails."""
    with pytest.raises(HomeAssistantError) as caught:
        await run_blindly(hass, action, **given)
    return caught.value


async def refused(hass: HomeAssistant, action: str, **given: Any) -> HomeAssistantError:
    """Run an action with this input, and return why that fails."""
    return await problem(hass, "run_action", action=action, input=given)


def runs(simulator: Simulator) -> list[RequestRecord]:
    """Return what Membrane was asked to run."""
    return [each for each in asked(simulator) if each.path.endswith("/run")]


def messages(*numbers: Any, body: str = TEXT) -> dict[str, Any]:
    """Return the input for one text to each."""
    return {"messages": [{"to": number, "body": body} for number in numbers]}


def add_template(simulator: Simulator, name: str = "Leak") -> Template:
    """Add a template at ClickSend."""
    templates = simulator.account.templates
    template = Template(
        template_id=templates.next_id(), template_name=name, body="Water!"
    )
    templates.keep(template.template_id, template)
    return template


def limit_messages(hass: HomeAssistant, entry: MockConfigEntry, count: int) -> None:
    """Allow so many messages an hour."""
    limits = {"messages_per_hour": count, "messages_per_recipient": 100}
    hass.config_entries.async_update_entry(entry, options={"limits": limits})
