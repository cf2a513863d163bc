"""Somebody at the screen: has an account go through Membrane, and makes it good."""

from collections.abc import AsyncGenerator

from playwright.async_api import Locator, Page, expect
import pytest
import pytest_asyncio

from demo.stack import Stack
from demo.stack.errors import RefusedError
from demo.stack.flows import (
    add_account,
    reach_through_membrane,
    recipient_values,
    reloading,
    remove_accounts,
    wait_until_ready,
)
from tests.end_to_end.conftest import DAD
from tests.end_to_end.screen import (
    choose_integration,
    field,
    finish,
    log_in,
    open_integration,
    picture,
    submit,
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def expected_log() -> list[str]:
    """Home Assistant logs what could not be sent while nobody had signed in."""
    return [r"^ERROR homeassistant\.components\.api: .* \(NOT_AUTHORIZED\)"]


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def _without_accounts(stack: Stack) -> AsyncGenerator[None]:
    """Remove what a test has added."""
    yield
    await remove_accounts(stack.home_assistant.api)


async def test_account_with_a_new_connection(stack: Stack, page: Page) -> None:
    """ClickSend's credentials are typed at Membrane, and nowhere else."""
    known = await _connections(stack)
    await log_in(page, stack.home_assistant.url)
    dialog = await choose_integration(page, stack.home_assistant.url)
    await picture(page, "ways")
    await dialog.get_by_text("Through Membrane").click()
    await _enter_token(page, dialog, stack)

    await expect(dialog).to_contain_text("Choose a connection")
    await dialog.get_by_text("A new connection", exact=True).last.click()
    await picture(page, "membrane-connection")
    async with page.context.expect_page() as opened:
        await submit(dialog)
    await picture(page, "membrane-authorize")
    await _connect(await opened.value, stack)

    await expect(dialog).to_contain_text("Add a recipient")
    await field(dialog, "name").fill("Dad")
    await field(dialog, "phone_number").fill("(202) 555-0101")
    await picture(page, "membrane-recipient")
    await submit(dialog)
    await picture(page, "membrane-finish")
    await finish(dialog)
    way = await _text_dad(stack, "Through a new connection")
    assert {way} == await _connections(stack) - known


async def test_connection_that_needs_its_owner(stack: Stack, page: Page) -> None:
    """Home Assistant leads to Membrane's page, and texts go out again."""
    api, simulator = stack.home_assistant.api, stack.simulator
    dad = recipient_values("Dad", DAD)
    entry_id = await add_account(api, simulator.clicksend, dad)
    connection = await reach_through_membrane(
        api, entry_id, simulator.access["membrane"]
    )
    await wait_until_ready(api, ["Dad"])
    needs_owner = {"state": "CLIENT_ACTION_REQUIRED"}
    path = f"membrane/connections/{connection}"
    await simulator.control("PATCH", path, needs_owner)
    with pytest.raises(RefusedError, match="Sign in again"):
        await _text_dad(stack, "In vain")

    await log_in(page, stack.home_assistant.url)
    main = await open_integration(page, stack.home_assistant.url)
    await expect(main.get_by_text("Attention required")).to_be_visible()
    await picture(page, "membrane-attention")
    await main.get_by_role("button", name="Reconfigure").click()
    dialog = page.locator("dialog-data-entry-flow")
    await expect(dialog).to_contain_text("no longer be reached through Membrane")
    await picture(page, "membrane-renew")
    async with reloading(api, entry_id):
        async with page.context.expect_page() as opened:
            await submit(dialog)
        await picture(page, "membrane-renew-authorize")
        await _connect(await opened.value, stack)
        await expect(dialog).to_contain_text("successful")
    await picture(page, "membrane-renewed")
    await dialog.get_by_role("button", name="Close").last.click()
    await expect(main.get_by_text("Attention required")).to_be_hidden()
    assert await _text_dad(stack, "Through the same as before") == connection


async def _enter_token(page: Page, dialog: Locator, stack: Stack) -> None:
    """Enter Membrane's token, and where the simulator is."""
    access = stack.simulator.access["membrane"]
    await field(dialog, "token").fill(access["token"])
    await picture(page, "membrane")
    await dialog.get_by_text("Advanced").click()
    await expect(field(dialog, "base_url")).to_have_value("https://api.getmembrane.com")
    await field(dialog, "base_url").fill(access["base_url"])
    await picture(page, "membrane-advanced")
    await submit(dialog)


async def _connect(membrane: Page, stack: Stack) -> None:
    """Enter ClickSend's credentials on Membrane's page."""
    access = stack.simulator.clicksend
    await picture(membrane, "membrane-page")
    await membrane.get_by_test_id("connect-username").fill(access["username"])
    await membrane.get_by_test_id("connect-api-key").fill(access["api_key"])
    await membrane.get_by_test_id("connect-authorise").click()
    await expect(membrane.get_by_test_id("connect-message")).to_contain_text(
        "Connected."
    )
    await membrane.close()


async def _connections(stack: Stack) -> set[str]:
    """Return the connections at Membrane."""
    answer = await stack.simulator.control("GET", "membrane/connections")
    return {each["id"] for each in answer["connections"]}


async def _text_dad(stack: Stack, message: str) -> str:
    """Text Dad, and return the connection at Membrane that the text went through."""
    api, simulator = stack.home_assistant.api, stack.simulator
    await wait_until_ready(api, ["Dad"])
    await api.act("notify.send_message", entity_id="notify.dad_sms", message=message)
    assert (await simulator.received(DAD))[-1] == message
    path = "*/connections/*/proxy*/sms/send"
    sent = (await simulator.requests("POST", path, service="membrane"))[-1]
    assert [each["body"] for each in sent["body"]["messages"]] == [message]
    _, _, way = str(sent["path"]).partition("/connections/")
    return way.partition("/")[0]
