"""Somebody at the screen: texts by SkillBoss's template, without an account."""

from playwright.async_api import Page, expect
import pytest

from demo.stack import Stack
from demo.stack.errors import RefusedError
from demo.stack.flows import DOMAIN, reloading
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

_OUTBOX = "sensor.skillboss_outbox"


@pytest.fixture(scope="module")
def expected_log() -> list[str]:
    """Home Assistant logs what could not be sent while the key was refused."""
    return [r"^ERROR homeassistant\.components\.api: .* \(NOT_AUTHORIZED\)"]


async def test_text_by_a_template(stack: Stack, page: Page) -> None:
    """A recipient gets texts in the template's words, until the hub refuses the key."""
    url = stack.home_assistant.url
    await log_in(page, url)
    await _add(page, stack)
    await _look_at_device(page, url)
    await _text_ann(page, stack)
    await _sign_in_again(page, stack)


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


async def _sign_in_again(page: Page, stack: Stack) -> None:
    """Have the hub refuse the key, enter one that it takes, and text again."""
    api, simulator = stack.home_assistant.api, stack.simulator
    [entry] = await api.get(f"/api/config/config_entries/entry?domain={DOMAIN}")
    refused = {"kind": "unauthorized", "path": "/skillboss/*", "times": None}
    await simulator.control("POST", "faults", refused)
    with pytest.raises(RefusedError, match="Sign in again"):
        await _notify_ann(stack, "In vain")

    await page.bring_to_front()
    main = await open_integration(page, stack.home_assistant.url)
    await expect(main.get_by_text("Attention required")).to_be_visible()
    await main.get_by_role("button", name="Reconfigure").click()
    dialog = page.locator("dialog-data-entry-flow")
    await expect(dialog).to_contain_text("SkillBoss can no longer be reached")
    key = field(dialog, "api_key")
    await expect(key).to_have_attribute("type", "password")
    await picture(page, "skillboss-renew")
    await key.fill("mistyped")
    await submit(dialog)
    await expect(dialog).to_contain_text("These credentials were not accepted.")
    await simulator.control("DELETE", "faults")
    async with reloading(api, entry["entry_id"], _OUTBOX):
        await key.fill(simulator.access["skillboss"]["api_key"])
        await submit(dialog)
        await expect(dialog).to_contain_text("successful")
    await dialog.get_by_role("button", name="Close").last.click()
    await expect(main.get_by_text("Attention required")).to_be_hidden()
    await _notify_ann(stack, "The key is in the lock.")
    assert (await simulator.received(ANN))[-1] == "Home: The key is in the lock."


async def _notify_ann(stack: Stack, message: str) -> None:
    """Text Ann without the screen."""
    ann = {"entity_id": "notify.ann_sms", "message": message}
    await stack.home_assistant.api.act("notify.send_message", **ann)
