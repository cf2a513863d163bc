"""Somebody at the screen: adds an account, texts, reads the phone, and gets a reply."""

from playwright.async_api import Locator, Page, expect
import pytest

from demo.dashboard import add_dashboard
from demo.stack import Stack
from demo.stack.flows import recipient_dialog, recipient_values, wait_until_ready
from tests.end_to_end.conftest import DAD, MUM
from tests.end_to_end.screen import (
    choose_integration,
    field,
    finish,
    log_in,
    open_dashboard,
    open_integration,
    open_phones,
    perform,
    picture,
    submit,
    write,
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def expected_log() -> list[str]:
    """Home Assistant logs what the dashboard's button could not do."""
    return [
        r"^ERROR homeassistant\.components\.websocket_api\..*: .* a limit of yours",
    ]


async def test_from_the_first_login_to_an_answered_text(
    stack: Stack, page: Page
) -> None:
    """The whole story, as it is told in the README."""
    await log_in(page, stack.home_assistant.url)
    await _add_account(page, stack)
    await _look_at_device(page, stack)
    await _add_mum_and_dashboard(stack)
    await _send_from_tools(page, stack)
    await _send_from_dashboard(page, stack)
    await _receive_at_once(page, stack)
    await _converse(page, stack)
    await _limit(page, stack)


async def _add_account(page: Page, stack: Stack) -> None:
    """Add the account by hand, with a mistake, and then its first recipient."""
    dialog = await choose_integration(page, stack.home_assistant.url)
    await dialog.get_by_text("Directly, with a ClickSend API key").click()
    access = stack.simulator.clicksend
    await field(dialog, "username").fill(access["username"])
    await field(dialog, "api_key").fill("mistyped")
    await picture(page, "add-account")
    await dialog.get_by_text("Advanced").click()
    await expect(field(dialog, "base_url")).to_have_value(
        "https://rest.clicksend.com/v3"
    )
    await field(dialog, "base_url").fill(access["base_url"])
    await submit(dialog)
    await expect(dialog).to_contain_text("These credentials were not accepted.")
    await field(dialog, "api_key").fill(access["api_key"])
    await submit(dialog)

    await expect(dialog).to_contain_text("Add a recipient")
    await field(dialog, "name").fill("Dad")
    await field(dialog, "phone_number").fill("(202) 555-0101")
    await picture(page, "add-recipient")
    await submit(dialog)
    await finish(dialog)


async def _look_at_device(page: Page, stack: Stack) -> None:
    """Go to the account's device by way of the integration's page."""
    await wait_until_ready(stack.home_assistant.api, ["Dad"])
    main = await open_integration(page, stack.home_assistant.url)
    await expect(main.get_by_role("button", name="Add recipient")).to_be_visible()
    await expect(main.get_by_text("Dad").first).to_be_visible()
    await picture(page, "integration")
    row = main.locator("span[slot=supporting-text]").filter(has_text="8 entities")
    await row.click()
    device = page.locator("ha-config-device-page")
    for name in (
        *("Balance", "Low balance", "Outbox", "Last inbound message"),
        *("Inbound message", "Spent today", "Delivery report", "Opt-out"),
    ):
        await expect(device.get_by_text(name, exact=True).first).to_be_visible()
    await expect(device.get_by_text("$100.00").first).to_be_visible()
    await picture(page, "device")


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
    await write(page.locator("ha-service-control"), "The washing machine is done.", DAD)
    await picture(page, "action")
    await perform(page)


async def _send_from_dashboard(page: Page, stack: Stack) -> None:
    """Press buttons on the dashboard."""
    await open_dashboard(page, stack.home_assistant.url)
    await expect(page.get_by_text("Nobody has texted yet")).to_be_visible()
    await page.get_by_text("Text both").click()
    await page.get_by_text("Text Dad").click()
    await expect(page.get_by_text("Sent", exact=True).first).to_be_visible()


async def _receive_at_once(page: Page, stack: Stack) -> None:
    """Have ClickSend tell the home of texts."""
    main = await open_integration(page, stack.home_assistant.url)
    await main.get_by_role("button", name="Configure").first.click()
    dialog = page.locator("dialog-data-entry-flow")
    await dialog.get_by_text("Texts to your home", exact=True).click()
    texts = dialog.locator("ha-form-expandable").filter(has_text="Receive at once")
    await texts.locator("ha-switch").first.click()
    await expect(texts.get_by_role("switch").first).to_be_checked()
    await picture(page, "options-inbound")
    await submit(dialog)
    await finish(dialog)
    await wait_until_ready(stack.home_assistant.api, ["Dad", "Mum"])
    await open_dashboard(page, stack.home_assistant.url)


async def _converse(page: Page, stack: Stack) -> None:
    """Reply from the phone, see it arrive at home, and the answer on the phone."""
    phones = await open_phones(page, stack.simulator.phones_url)
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

    # The next poll is up to a minute away, but nobody waits for it.
    await expect(received.last).to_contain_text("All is well", timeout=10_000)
    await picture(phones, "phones")

    await page.bring_to_front()
    message = page.locator("hui-markdown-card").first
    await expect(message).to_contain_text("Dad, ")
    await expect(message).to_contain_text("Status")
    await expect(page.get_by_text("From a trusted number").first).to_be_visible()
    await expect(page.get_by_text('Answer the text "status"').first).to_be_visible()
    await picture(page, "dashboard")


async def _limit(page: Page, stack: Stack) -> None:
    """Set a limit, run into it, and read what to do about it."""
    main = await open_integration(page, stack.home_assistant.url)
    await main.get_by_role("button", name="Configure").first.click()
    dialog = page.locator("dialog-data-entry-flow")
    await expect(dialog).to_contain_text("How long to keep trying")
    await expect(_number(dialog, "Messages per hour")).to_have_value("200")
    await _number(dialog, "Messages per person per hour").fill("4")
    await dialog.get_by_text("Money", exact=True).click()
    await _number(dialog, "Spend at most per day").fill("2.50")
    await picture(page, "options")
    await submit(dialog)
    await finish(dialog)
    await wait_until_ready(stack.home_assistant.api, ["Dad", "Mum"])

    await open_dashboard(page, stack.home_assistant.url)
    await page.get_by_text("Text Dad").click()
    await expect(page.get_by_text("a limit of yours").first).to_be_visible()
    await page.goto(f"{stack.home_assistant.url}/config/repairs")
    await page.get_by_text("Too many messages to one person").click()
    await expect(page.get_by_text("Look for an automation that")).to_be_visible()
    await picture(page, "repair")


def _number(dialog: Locator, name: str) -> Locator:
    """Return a box for a number, by what it is called on the screen."""
    return dialog.get_by_role("spinbutton", name=name)
