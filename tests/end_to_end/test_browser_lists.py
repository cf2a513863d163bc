"""Somebody at the screen: fills a contact list, and imports it as recipients."""

import asyncio

from playwright.async_api import Locator, Page, expect
import pytest

from demo.stack import Stack
from demo.stack.api import HomeAssistantApi
from demo.stack.flows import add_account, recipient_values, wait_until_ready
from tests.end_to_end.conftest import DAD, MUM
from tests.end_to_end.screen import (
    finish,
    log_in,
    open_action,
    open_integration,
    picture,
    submit,
    tick,
)

pytestmark = pytest.mark.browser

_WAIT_SECONDS = 30


async def test_contact_lists(stack: Stack, page: Page) -> None:
    """A list is picked by its name wherever one is needed."""
    api = stack.home_assistant.api
    await add_account(api, stack.simulator.clicksend, recipient_values("Dad", DAD))
    answer = await api.ask("clicksend_messaging.create_list", list_name="Family")
    await log_in(page, stack.home_assistant.url)
    await _wait_for_choices(api)
    await _add_contact(page, stack)
    contacts = await api.ask(
        "clicksend_messaging.get_contacts", list_id=answer["list_id"]
    )
    (mum,) = contacts["items"]
    assert (mum["first_name"], mum["phone_number"]) == ("Mum", MUM)
    await _add_contact_list(page, stack)
    await _import_people(page, stack)
    await wait_until_ready(api, ["Dad", "Mum"])


async def _wait_for_choices(api: HomeAssistantApi) -> None:
    """Wait until the action editor knows the new list."""
    async with asyncio.timeout(_WAIT_SECONDS):
        while True:
            services = await api.command("get_services")
            fields = services["clicksend_messaging"]["create_contact"]["fields"]
            if "Family" in str(fields["list_id"]["selector"]):
                return
            await asyncio.sleep(0.2)


async def _choose(row: Locator, page: Page, option: str) -> None:
    """Choose something from a list that opens."""
    await row.locator("ha-selector").click()
    await page.get_by_text(option, exact=True).last.click()


async def _add_contact(page: Page, stack: Stack) -> None:
    """Add somebody to the list by hand."""
    form = await open_action(page, stack.home_assistant.url, "create_contact")
    heading = page.get_by_text("Contact list", exact=True)
    row = form.locator("ha-settings-row").filter(has=heading)
    await _choose(row, page, "Family")
    await expect(row).to_contain_text("Family")
    await (await tick(form, "First name")).locator("input").last.fill("Mum")
    number = await tick(form, "Phone number")
    await number.locator("input").last.fill("(202) 555-0102")
    await picture(page, "action-contact")
    await page.get_by_role("button", name="Perform action").click()
    await page.get_by_text("contact_id:").wait_for()
    await picture(page, "action-contact-answer")


async def _add_contact_list(page: Page, stack: Stack) -> None:
    """Add the list as something to send to."""
    main = await open_integration(page, stack.home_assistant.url)
    await main.get_by_role("button", name="Add contact list").click()
    dialog = page.locator("dialog-data-entry-flow")
    await expect(dialog.get_by_text("Family (1)").last).to_be_visible()
    await picture(page, "add-contact-list")
    await submit(dialog)
    await finish(dialog)
    await expect(main.get_by_text("Family").first).to_be_visible()
    await picture(page, "integration-list")


async def _import_people(page: Page, stack: Stack) -> None:
    """Make recipients of who is on the list."""
    main = await open_integration(page, stack.home_assistant.url)
    await main.get_by_role("button", name="Configure").first.click()
    dialog = page.locator("dialog-data-entry-flow")
    await dialog.get_by_text("People from a contact list", exact=True).click()
    people = dialog.locator("ha-form-expandable").filter(has_text="May also command")
    await people.locator("ha-selector-select").first.click()
    await page.get_by_text("Family (1)", exact=True).last.click()
    await picture(page, "options-people")
    await submit(dialog)
    await finish(dialog)
    await expect(main.get_by_text("Mum").first).to_be_visible()
    await picture(page, "integration-people")
