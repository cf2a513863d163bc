"""Somebody at the screen: texts by SkillBoss's template, without an account."""

from playwright.async_api import Page, expect
import pytest

from demo.stack import Stack
from tests.end_to_end.conftest import ANN
from tests.end_to_end.screen import (
    choose_integration,
    field,
    finish,
    log_in,
    open_integration,
    open_phones,
    picture,
    submit,
)

pytestmark = pytest.mark.browser


async def test_text_by_a_template(stack: Stack, page: Page) -> None:
    """SkillBoss is set up with a recipient, who gets a text in the template's words."""
    url = stack.home_assistant.url
    await log_in(page, url)
    await _add(page, stack)
    await _look_at_device(page, url)
    await _text_ann(page, stack)


async def _text_ann(page: Page, stack: Stack) -> None:
    """Send a text from the action editor, and read it on the phone."""
    tools = f"{stack.home_assistant.url}/config/tools/action"
    await page.goto(f"{tools}?service=notify.send_message")
    form = page.locator("ha-service-control")
    await form.get_by_text("Add target").click()
    await page.locator("ha-target-picker").get_by_text("SMS", exact=True).click()
    # The form is made anew with what the target can do.
    await expect(form.get_by_text("Title", exact=True)).to_be_visible()
    heading = page.get_by_text("Message", exact=True)
    message = form.locator("ha-settings-row").filter(has=heading)
    await message.locator("input").fill("The heating is on.")
    await picture(page, "skillboss-action")
    await page.get_by_role("button", name="Perform action").click()
    phones = await open_phones(page, stack.simulator.phones_url)
    received = phones.get_by_test_id(f"phone-{ANN}").get_by_test_id("bubble-in")
    await expect(received).to_have_text(["Home: The heating is on."])
    await picture(phones, "skillboss-phone")


async def _add(page: Page, stack: Stack) -> None:
    """Add SkillBoss, and then its first recipient."""
    dialog = await choose_integration(page, stack.home_assistant.url)
    await dialog.get_by_text("SkillBoss: texts by a template only").click()
    access = stack.simulator.access["skillboss"]
    await field(dialog, "api_key").fill(access["api_key"])
    await field(dialog, "template_id").fill(access["template_id"])
    await expect(field(dialog, "variable")).to_have_value("message")
    await picture(page, "skillboss")
    await dialog.get_by_text("Advanced").click()
    await expect(field(dialog, "base_url")).to_have_value(
        "https://api.skillboss.com/v1"
    )
    await field(dialog, "base_url").fill(access["base_url"])
    await picture(page, "skillboss-advanced")
    await submit(dialog)
    await expect(dialog).to_contain_text("Add a recipient")
    await field(dialog, "name").fill("Ann")
    await field(dialog, "phone_number").fill("(202) 555-0103")
    await picture(page, "skillboss-recipient")
    await submit(dialog)
    await picture(page, "skillboss-finish")
    await finish(dialog)


async def _look_at_device(page: Page, url: str) -> None:
    """Go to SkillBoss's device by way of the integration's page."""
    main = await open_integration(page, url)
    await expect(main.get_by_text("Ann").first).to_be_visible()
    await picture(page, "skillboss-integration")
    row = main.locator("span[slot=supporting-text]").filter(has_text="3 entities")
    await row.click()
    device = page.locator("ha-config-device-page")
    await expect(device.get_by_text("$5.00").first).to_be_visible()
    await picture(page, "skillboss-device")
