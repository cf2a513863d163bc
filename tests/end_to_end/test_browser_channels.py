"""Somebody at the screen: sends a picture, calls, and learns which key was pressed."""

from playwright.async_api import Locator, Page, expect
import pytest

from demo.dashboard import add_dashboard
from demo.front_door import add_front_door
from demo.stack import Stack
from demo.stack.flows import (
    add_account,
    recipient_values,
    set_options,
    wait_until_ready,
)
from tests.end_to_end.conftest import DAD, MUM
from tests.end_to_end.screen import (
    field,
    finish,
    log_in,
    open_action,
    open_dashboard,
    open_integration,
    open_phones,
    perform,
    picture,
    submit,
    tick,
    write,
)

pytestmark = pytest.mark.browser

# Long enough for the slowest of browsers to pick up.
_RING_SECONDS = 60

# A report is looked at when ClickSend says so, at most every 10 s; without its word 15,
# 30 and 60 s after the message.
_REPORT_MS = 70_000


async def test_snapshot_and_call(stack: Stack, page: Page) -> None:
    """Dad gets the front door as a picture, and a call in which he presses 1."""
    await _prepare(stack)
    await log_in(page, stack.home_assistant.url)
    await _add_dad(page, stack)
    await _send_from_tools(page, stack)
    await open_dashboard(page, stack.home_assistant.url)
    phones = await open_phones(page, stack.simulator.phones_url)
    dad = phones.get_by_test_id(f"phone-{DAD}")
    await _send_snapshot(page, phones, dad)
    await _call(page, phones, dad)
    await _read_report(page)


async def _prepare(stack: Stack) -> None:
    """Set up what no dialog of ours is about."""
    api = stack.home_assistant.api
    ringing = {"ring_seconds": _RING_SECONDS}
    await stack.simulator.control("PATCH", "settings", ringing)
    await add_front_door(stack.home_assistant)
    mum = recipient_values("Mum", MUM)
    entry_id = await add_account(api, stack.simulator.clicksend, mum)
    await set_options(api, entry_id, {"inbound": {"instant": True}})
    await add_dashboard(api)


async def _add_dad(page: Page, stack: Stack) -> None:
    """Add a recipient with every channel, and the front door as the default picture."""
    main = await open_integration(page, stack.home_assistant.url)
    await main.get_by_role("button", name="Add recipient").click()
    dialog = page.locator("dialog-data-entry-flow")
    await field(dialog, "name").fill("Dad")
    await field(dialog, "phone_number").fill("(202) 555-0101")
    for channel in ("Picture message (MMS)", "Voice call"):
        await dialog.get_by_text(channel, exact=True).click()
    await dialog.get_by_text("Options for picture messages").click()
    await dialog.get_by_text("select from media").click()
    await _choose_front_door(page)
    await expect(dialog.get_by_text("Clear picture")).to_be_visible()
    await picture(page, "recipient-picture")
    await submit(dialog)
    await finish(dialog)
    await wait_until_ready(stack.home_assistant.api, ["Dad", "Mum"])


async def _choose_front_door(page: Page) -> None:
    """Find the camera among the media."""
    media = page.locator("dialog-media-player-browse")
    for name in ("Camera", "Front door"):
        await media.locator(".title", has_text=name).click()
    await expect(media).to_be_hidden()


async def _send_from_tools(page: Page, stack: Stack) -> None:
    """Perform our action by hand, with a picture that is chosen there."""
    form = await open_action(page, stack.home_assistant.url, "send_mms")
    await write(form, "Somebody brings a parcel.", MUM)
    await (await tick(form, "Subject")).locator("input").last.fill("Front door")
    chosen = await tick(form, "Picture")
    await chosen.get_by_text("Pick media").click()
    await _choose_front_door(page)
    await expect(chosen).to_contain_text("Front door")
    await picture(page, "action-mms")
    await perform(page)


async def _send_snapshot(page: Page, phones: Page, dad: Locator) -> None:
    """Press the button, and see the picture on the phone."""
    await page.bring_to_front()
    await page.get_by_text("Send a snapshot").click()
    shown = dad.get_by_test_id("picture").last
    await expect(shown).to_be_visible()
    await expect(shown).to_have_js_property("naturalWidth", 960)
    await expect(dad.get_by_test_id("subject").last).to_have_text("Front door")
    await picture(phones, "phone-picture")


async def _call(page: Page, phones: Page, dad: Locator) -> None:
    """Press the button, pick up the phone, and press a key on it."""
    await page.bring_to_front()
    await page.get_by_text("Call Dad").click()
    call = dad.get_by_test_id("call")
    await expect(call.get_by_test_id("call-state")).to_have_text("Incoming call")
    await expect(call.get_by_test_id("call-words")).to_contain_text("Press 1")
    await picture(phones, "phone-ringing")
    await call.get_by_test_id("answer").click()
    await expect(call.get_by_test_id("call-state")).to_have_text("On the phone")
    await picture(phones, "phone-call")
    await call.get_by_test_id("key-1").click()
    await expect(call.get_by_test_id("call-state")).to_have_text("Call, pressed 1")


async def _read_report(page: Page) -> None:
    """See on the dashboard that the call was answered, and how."""
    report = page.locator("hui-markdown-card").filter(has_text="Call to Dad")
    await expect(report).to_contain_text("delivered", timeout=_REPORT_MS)
    await expect(report).to_contain_text("Pressed 1")
    await expect(page.get_by_text("Note who takes care of it").first).to_be_visible()
    await picture(page, "dashboard-report")
