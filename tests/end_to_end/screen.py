"""What somebody at the screen does again and again.

Pictures go to .env/screenshots; with UPDATE_SCREENSHOTS=1 those that the README shows
go to docs/images.
"""

import asyncio
import os
from pathlib import Path

from PIL import Image
from playwright.async_api import Locator, Page, expect

from demo.dashboard import URL_PATH
from demo.stack.api import PASSWORD, USERNAME

_ROOT = Path(__file__).parents[2]


async def log_in(page: Page, url: str) -> None:
    """Log in as the demo's user."""
    await page.goto(url)
    await page.locator("input[name=username]").fill(USERNAME)
    await page.locator("input[name=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.locator("home-assistant-main").wait_for()


async def choose_integration(page: Page, url: str) -> Locator:
    """Choose to add the integration; return its dialog."""
    await page.goto(f"{url}/config/integrations/dashboard")
    await page.get_by_text("Add integration").click()
    brands = page.locator("dialog-add-integration")
    await brands.locator("input").fill("ClickSend")
    await brands.get_by_text("ClickSend Messaging").click()
    dialog = page.locator("dialog-data-entry-flow")
    await expect(dialog).to_contain_text("How should Home Assistant reach your")
    return dialog


async def open_integration(page: Page, url: str) -> Locator:
    """Go to the integration's page."""
    await page.goto(f"{url}/config/integrations/integration/clicksend_messaging")
    return page.locator("ha-config-integration-page")


async def open_dashboard(page: Page, url: str) -> None:
    """Go to the demo's dashboard."""
    await page.goto(f"{url}/{URL_PATH}")


async def open_phones(page: Page, url: str) -> Page:
    """Look at the phones beside Home Assistant."""
    phones = await page.context.new_page()
    await phones.set_viewport_size({"width": 880, "height": 690})
    await phones.goto(url)
    return phones


async def open_action(page: Page, url: str, action: str) -> Locator:
    """Choose one of our actions in the developer tools; return its form."""
    tools = f"{url}/config/tools/action"
    await page.goto(f"{tools}?service=clicksend_messaging.{action}")
    return page.locator("ha-service-control")


async def tick(form: Locator, name: str) -> Locator:
    """Choose to fill in a field of an action; return it."""
    heading = form.page.get_by_text(name, exact=True)
    row = form.locator("ha-settings-row").filter(has=heading)
    await row.locator("ha-checkbox").click()
    return row


async def write(form: Locator, text: str, number: str) -> None:
    """Fill in what an action sends, and to whom."""
    await (await tick(form, "Message")).locator("textarea").fill(text)
    numbers = await tick(form, "Phone numbers")
    await numbers.get_by_text("Add").click()
    await numbers.locator("input[type=tel]").fill(number)


async def perform(page: Page) -> None:
    """Perform the action, and see that its message was accepted."""
    await page.get_by_role("button", name="Perform action").click()
    await page.get_by_text("status: accepted").wait_for()


def field(dialog: Locator, name: str) -> Locator:
    """Return an input of a dialog."""
    return dialog.locator(f"input[name={name}]")


async def submit(dialog: Locator) -> None:
    """Submit a dialog."""
    await dialog.get_by_role("button", name="Submit").click()


async def finish(dialog: Locator) -> None:
    """Close a dialog that has come to its end."""
    button = dialog.get_by_role("button", name="Finish")
    await button.click()
    await button.wait_for(state="hidden")


async def picture(page: Page, name: str) -> None:
    """Take a picture once nothing moves any more."""
    path = _ROOT / "docs" / "images" / f"{name}.png"
    shown = f"docs/images/{name}.png" in (_ROOT / "README.md").read_text()
    publish = shown and os.environ.get("UPDATE_SCREENSHOTS") == "1"
    if not publish:
        path = _ROOT / ".env" / "screenshots" / f"{name}.png"
    # Chromium takes its time with what is behind another page.
    await page.bring_to_front()
    await page.screenshot(path=path, animations="disabled")
    if publish:
        await asyncio.to_thread(_shrink, path)


def _shrink(path: Path) -> None:
    """Halve a file's size; 256 colours are enough for what is on the screen."""
    with Image.open(path) as full:
        colours = full.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    colours.save(path, optimize=True)
