"""Somebody at the screen: adds an account, texts, reads the phone, and gets a reply.

Its pictures go to .env/screenshots; with UPDATE_SCREENSHOTS=1 those that the README
shows go to docs/images.
"""

from collections.abc import AsyncGenerator
import os
from pathlib import Path
import shutil

from playwright.async_api import Locator, Page, async_playwright, expect
import pytest
import pytest_asyncio

from demo.dashboard import URL_PATH, add_dashboard
from demo.stack import Stack
from demo.stack.api import PASSWORD, USERNAME
from demo.stack.flows import recipient_dialog, recipient_values, wait_until_ready
from tests.end_to_end.conftest import DAD, MUM

pytestmark = pytest.mark.browser

_ROOT = Path(__file__).parents[2]
_WAIT_MS = 30_000
_QUIET = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


@pytest.fixture(scope="module")
def expected_log() -> list[str]:
    """Home Assistant logs what the dashboard's button could not do."""
    return [
        r"^ERROR homeassistant\.components\.websocket_api\..*: .* a limit of yours",
    ]


@pytest_asyncio.fixture(loop_scope="session")
async def page(stack: Stack) -> AsyncGenerator[Page]:
    """Return a page of a browser that reaches this computer only."""
    chromium = shutil.which("chromium")
    if chromium is None:
        assert os.environ.get("CI") != "true", "CI does not go without Chromium"
        pytest.skip("there is no Chromium")
    abroad: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=_QUIET, chromium_sandbox=False
        )
        context = await browser.new_context(
            viewport={"width": 1280, "height": 800}, locale="en-US"
        )
        context.set_default_timeout(_WAIT_MS)
        expect.set_options(timeout=_WAIT_MS)
        context.on("request", lambda request: abroad.append(request.url))
        yield await context.new_page()
        await browser.close()
    local = (stack.home_assistant.url, stack.simulator.phones_url, "data:", "blob:")
    assert [url for url in abroad if not url.startswith(local)] == []


async def test_from_the_first_login_to_an_answered_text(
    stack: Stack, page: Page
) -> None:
    """The whole story, as it is told in the README."""
    await _log_in(page, stack.home_assistant.url)
    await _add_account(page, stack)
    await _look_at_device(page, stack)
    await _add_mum_and_dashboard(stack)
    await _send_from_tools(page, stack)
    await _send_from_dashboard(page, stack)
    await _converse(page, stack)
    await _limit(page, stack)


async def _log_in(page: Page, url: str) -> None:
    """Log in as the demo's user."""
    await page.goto(url)
    await page.locator("input[name=username]").fill(USERNAME)
    await page.locator("input[name=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.locator("home-assistant-main").wait_for()


async def _add_account(page: Page, stack: Stack) -> None:
    """Add the account by hand, with a mistake, and then its first recipient."""
    await page.goto(f"{stack.home_assistant.url}/config/integrations/dashboard")
    await page.get_by_text("Add integration").click()
    brands = page.locator("dialog-add-integration")
    await brands.locator("input").fill("ClickSend")
    await brands.get_by_text("ClickSend Messaging").click()

    dialog = page.locator("dialog-data-entry-flow")
    await expect(dialog).to_contain_text("How should Home Assistant reach your")
    await dialog.get_by_text("Directly, with a ClickSend API key").click()
    access = stack.simulator.clicksend
    await _field(dialog, "username").fill(access["username"])
    await _field(dialog, "api_key").fill("mistyped")
    await _picture(page, "add-account")
    await dialog.get_by_text("Advanced").click()
    await expect(_field(dialog, "base_url")).to_have_value(
        "https://rest.clicksend.com/v3"
    )
    await _field(dialog, "base_url").fill(access["base_url"])
    await _submit(dialog)
    await expect(dialog).to_contain_text("These credentials were not accepted.")
    await _field(dialog, "api_key").fill(access["api_key"])
    await _submit(dialog)

    await expect(dialog).to_contain_text("Add a recipient")
    await _field(dialog, "name").fill("Dad")
    await _field(dialog, "phone_number").fill("(202) 555-0101")
    await _picture(page, "add-recipient")
    await _submit(dialog)
    finish = dialog.get_by_role("button", name="Finish")
    await finish.click()
    await expect(finish).to_be_hidden()


async def _look_at_device(page: Page, stack: Stack) -> None:
    """Go to the account's device by way of the integration's page."""
    await wait_until_ready(stack.home_assistant.api, ["Dad"])
    url = f"{stack.home_assistant.url}/config/integrations/integration"
    await page.goto(f"{url}/clicksend_messaging")
    main = page.locator("ha-config-integration-page")
    await expect(main.get_by_role("button", name="Add recipient")).to_be_visible()
    await expect(main.get_by_text("Dad").first).to_be_visible()
    await _picture(page, "integration")
    row = main.locator("span[slot=supporting-text]").filter(has_text="7 entities")
    await row.click()
    device = page.locator("ha-config-device-page")
    for name in (
        *("Balance", "Low balance", "Outbox", "Last inbound message"),
        *("Inbound message", "Spent today", "Delivery report"),
    ):
        await expect(device.get_by_text(name, exact=True).first).to_be_visible()
    await expect(device.get_by_text("$100.00").first).to_be_visible()
    await _picture(page, "device")


async def _add_mum_and_dashboard(stack: Stack) -> None:
    """Add what the demo adds; no new ground for the user interface."""
    api = stack.home_assistant.api
    [entry] = await api.get(
        "/api/config/config_entries/entry?domain=clicksend_messaging"
    )
    recipient = await recipient_dialog(api, entry["entry_id"])
    await recipient.answer(recipient_values("Mum", MUM))
    recipient.expect("create_entry")
    await add_dashboard(api)
    await wait_until_ready(api, ["Dad", "Mum"])


async def _send_from_tools(page: Page, stack: Stack) -> None:
    """Perform our action by hand, and read what became of the text."""
    await page.goto(f"{stack.home_assistant.url}/config/tools/action")
    picker = page.locator("ha-service-picker")
    await picker.click()
    await picker.locator("input").fill("clicksend_messaging.send_sms")
    await picker.get_by_text("Sends a text message to any mix of").click()
    form = page.locator("ha-service-control")
    await form.locator("textarea").first.fill("The washing machine is done.")
    await _row(form, "Phone numbers").locator("ha-checkbox").click()
    await _row(form, "Phone numbers").get_by_text("Add").click()
    await _row(form, "Phone numbers").locator("input[type=tel]").fill(DAD)
    await _picture(page, "action")
    await page.get_by_role("button", name="Perform action").click()
    await expect(page.get_by_text("status: accepted")).to_be_visible()


def _row(form: Locator, name: str) -> Locator:
    """Return a field of an action."""
    return form.locator("ha-settings-row").filter(has_text=name)


async def _send_from_dashboard(page: Page, stack: Stack) -> None:
    """Press buttons on the dashboard."""
    await page.goto(f"{stack.home_assistant.url}/{URL_PATH}")
    await expect(page.get_by_text("Nobody has texted yet")).to_be_visible()
    await page.get_by_text("Text both").click()
    await page.get_by_text("Text Dad").click()
    await expect(page.get_by_text("Sent", exact=True).first).to_be_visible()


async def _converse(page: Page, stack: Stack) -> None:
    """Reply from the phone, see it arrive at home, and the answer on the phone."""
    phones = await page.context.new_page()
    await phones.set_viewport_size({"width": 880, "height": 690})
    await phones.goto(stack.simulator.phones_url)
    dad = phones.get_by_test_id(f"phone-{DAD}")
    received = dad.get_by_test_id("bubble-in")
    await expect(received).to_have_text(
        [
            "The washing machine is done.",
            "The front door has been open for ten minutes.",
            "Dinner is ready.",
        ]
    )
    await dad.get_by_test_id("reply-input").fill("Status")
    await dad.get_by_test_id("reply-send").click()
    await expect(dad.get_by_test_id("bubble-out")).to_have_text(["Status"])

    # The next poll may be a minute away; the user interface can ask for one, too.
    last = {"entity_id": "sensor.clicksend_last_inbound_message"}
    await stack.home_assistant.api.act("homeassistant.update_entity", **last)
    await expect(received.last).to_contain_text("All is well")
    await _picture(phones, "phones")

    await page.bring_to_front()
    message = page.locator("hui-markdown-card")
    await expect(message).to_contain_text("Dad, ")
    await expect(message).to_contain_text("Status")
    await expect(page.get_by_text("From a trusted number").first).to_be_visible()
    await expect(page.get_by_text('Answer the text "status"').first).to_be_visible()
    await _picture(page, "dashboard")


async def _limit(page: Page, stack: Stack) -> None:
    """Set a limit, run into it, and read what to do about it."""
    url = f"{stack.home_assistant.url}/config"
    await page.goto(f"{url}/integrations/integration/clicksend_messaging")
    await page.get_by_role("button", name="Configure").first.click()
    dialog = page.locator("dialog-data-entry-flow")
    await expect(dialog).to_contain_text("How long to keep trying")
    await expect(_number(dialog, "Messages per hour")).to_have_value("200")
    await _number(dialog, "Messages per person per hour").fill("4")
    await dialog.get_by_text("Money", exact=True).click()
    await _number(dialog, "Spend at most per day").fill("2.50")
    await _picture(page, "options")
    await _submit(dialog)
    finish = dialog.get_by_role("button", name="Finish")
    await finish.click()
    await expect(finish).to_be_hidden()
    await wait_until_ready(stack.home_assistant.api, ["Dad", "Mum"])

    await page.goto(f"{stack.home_assistant.url}/{URL_PATH}")
    await page.get_by_text("Text Dad").click()
    await expect(page.get_by_text("a limit of yours").first).to_be_visible()
    await page.goto(f"{url}/repairs")
    await page.get_by_text("Too many messages to one person").click()
    await expect(page.get_by_text("Look for an automation that")).to_be_visible()
    await _picture(page, "repair")


def _number(dialog: Locator, name: str) -> Locator:
    """Return a box for a number, by what it is called on the screen."""
    return dialog.get_by_role("spinbutton", name=name)


def _field(dialog: Locator, name: str) -> Locator:
    """Return an input of a dialog."""
    return dialog.locator(f"input[name={name}]")


async def _submit(dialog: Locator) -> None:
    """Submit a dialog."""
    await dialog.get_by_role("button", name="Submit").click()


async def _picture(page: Page, name: str) -> None:
    """Take a picture once nothing moves any more."""
    update = os.environ.get("UPDATE_SCREENSHOTS") == "1"
    shown = f"docs/images/{name}.png"
    if not update or shown not in (_ROOT / "README.md").read_text():
        shown = f".env/screenshots/{name}.png"
    await page.screenshot(path=_ROOT / shown, animations="disabled")
