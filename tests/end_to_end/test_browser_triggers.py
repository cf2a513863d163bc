"""Somebody at the screen: builds an automation that a text starts, and sees it run."""

from typing import Any

from playwright.async_api import Locator, Page, expect
import pytest

from demo.stack import Stack
from demo.stack.api import HomeAssistantApi
from demo.stack.flows import reload
from demo.stack.simulator import SimulatorProcess
from demo.stack.waiting import eventually
from tests.end_to_end.conftest import DAD, MUM
from tests.end_to_end.screen import log_in, picture

pytestmark = pytest.mark.browser

_AUTOMATION = "automation.garage"
_EVENT = "event.clicksend_inbound_message"
_LAST = "sensor.clicksend_last_inbound_message"
_LOW = "binary_sensor.clicksend_low_balance"

# A poll that is asked for waits for the last such one to cool down.
_SECONDS = 20


async def test_automation_that_a_text_starts(
    stack: Stack, account: str, page: Page
) -> None:
    """Every part is found by its name, and does what it says."""
    api, simulator = stack.home_assistant.api, stack.simulator
    await log_in(page, stack.home_assistant.url)
    await page.goto(f"{stack.home_assistant.url}/config/automation/edit/new")
    await _add_trigger(page)
    await _add_condition(page)
    await _save(page, "Garage")

    others = (DAD, "Good night"), (MUM, "Open the garage")
    await _receive(api, simulator, *others, (DAD, "Open the garage"))
    assert await _runs(api) == ["failed_conditions"]

    await _become_low(api, simulator, account)
    await _receive(api, simulator, (DAD, "Now open the GARAGE"))
    assert await _runs(api) == ["failed_conditions", "finished"]
    await _look_at_runs(page)


async def _add_trigger(page: Page) -> None:
    """Search for our trigger, and fill its form in."""
    await page.get_by_role("button", name="Add trigger").click()
    dialog = page.locator("add-automation-element-dialog")
    await dialog.locator("input").first.fill("message received")
    await dialog.get_by_text("Triggers when somebody sends you a text.").click()

    form = page.locator("ha-automation-sidebar")
    for name in ("From", "Contains", "Trusted senders only"):
        await expect(form.get_by_text(name, exact=True)).to_be_visible()
    contains = await _tick(form, "Contains")
    await contains.locator("input").last.fill("garage")
    senders = await _tick(form, "From")
    await senders.get_by_text("Add").click()
    await senders.locator("input").last.fill("(202) 555-0101")
    await expect(form.get_by_role("switch")).to_be_checked()
    await picture(page, "trigger")


async def _tick(form: Locator, name: str) -> Locator:
    """Choose to fill in an option; return it."""
    heading = form.page.get_by_text(name, exact=True)
    row = form.locator("ha-settings-row").filter(has=heading)
    await row.locator("ha-checkbox").click()
    return row


async def _add_condition(page: Page) -> None:
    """Find our conditions at the account, where alone they are, and add one."""
    await page.get_by_role("button", name="Add condition").click()
    dialog = page.locator("add-automation-element-dialog")
    await dialog.get_by_text("Services", exact=True).click()
    await dialog.get_by_text("Dad", exact=True).click()
    await expect(dialog.get_by_text("No conditions")).to_be_visible()
    await dialog.get_by_text("ClickSend", exact=True).first.click()
    for name in ("Balance is low", "Message is waiting"):
        await expect(dialog.get_by_role("button", name=name)).to_be_visible()
    await picture(page, "conditions")
    await dialog.get_by_role("button", name="Balance is low").click()
    form = page.locator("ha-automation-sidebar")
    await expect(form).to_contain_text("Tests if the balance of one or more accounts")


async def _save(page: Page, name: str) -> None:
    """Save the automation under a name."""
    await page.get_by_role("button", name="Save").click()
    dialog = page.locator("ha-dialog-automation-save, dialog-automation-save")
    await dialog.locator("input").first.fill(name)
    await dialog.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Traces")).to_be_visible()
    await picture(page, "automation")


async def _receive(
    api: HomeAssistantApi, simulator: SimulatorProcess, *texts: tuple[str, str]
) -> None:
    """Type texts on phones, and have Home Assistant look for them."""
    ids = [await simulator.type_text(*text) for text in texts]
    await api.act("homeassistant.update_entity", entity_id=_LAST)

    async def has_come() -> bool:
        state = await api.state(_EVENT)
        return bool(state and state["attributes"].get("message_id") == ids[-1])

    await eventually("the last text arrives", _SECONDS, has_come)


async def _become_low(
    api: HomeAssistantApi, simulator: SimulatorProcess, entry_id: str
) -> None:
    """Be warned earlier than at the balance that there is."""
    await simulator.control("PATCH", "settings", {"low_credit_amount": "1000.00"})
    await reload(api, entry_id, ["Dad", "Mum"])

    async def is_low() -> bool:
        state = await api.state(_LOW)
        return bool(state and state["state"] == "on")

    await eventually("the balance is low", _SECONDS, is_low)


async def _runs(api: HomeAssistantApi) -> list[str]:
    """Return how each run of the automation ended."""
    state = await api.state(_AUTOMATION)
    assert state is not None
    traces: list[dict[str, Any]] = await api.command(
        "trace/list", domain="automation", item_id=state["attributes"]["id"]
    )
    return sorted(trace["script_execution"] for trace in traces)


async def _look_at_runs(page: Page) -> None:
    """See that the condition passed, and what the text said."""
    await page.get_by_text("Traces").click()
    condition = page.get_by_role("group", name="Balance is low, passed")
    await expect(condition).to_be_visible()
    await page.get_by_role("tab", name="Changed variables").click()
    await expect(page.get_by_text("Now open the GARAGE")).to_be_visible()
    await picture(page, "trace")
