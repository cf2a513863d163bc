"""Fixtures: a Home Assistant and the simulator as processes, for each module anew."""

from collections.abc import AsyncGenerator
import inspect
import os
from pathlib import Path
import shutil

from playwright.async_api import Page, async_playwright, expect
import pytest
import pytest_asyncio

from demo.stack import Stack, running_stack
from demo.stack.api import HomeAssistantApi
from demo.stack.flows import add_account, recipient_values
from demo.stack.simulator import SimulatorProcess
from tests.end_to_end.logs import leaks, secrets, unexpected

DAD = "+12025550101"
MUM = "+12025550102"
ANN = "+12025550103"
STRANGER = "+12025550199"

_WAIT_MS = 30_000
_QUIET = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the crash test run for longer, or once more as it did."""
    group = parser.getgroup("crashes")
    group.addoption("--kills", type=int, default=3, help="bursts to crash in (3)")
    group.addoption("--crash-seed", type=int, help="crash at the same moments again")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run all of these tests in one event loop, which their processes belong to."""
    here = Path(__file__).parent
    for item in items:
        is_async = inspect.iscoroutinefunction(getattr(item, "function", None))
        if is_async and item.path.is_relative_to(here):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="module")
def expected_log() -> list[str]:
    """Regular expressions for the warnings that a module is about."""
    return []


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stack(
    tmp_path_factory: pytest.TempPathFactory, expected_log: list[str]
) -> AsyncGenerator[Stack]:
    """Return both, running; in the end Home Assistant's log has to be in order."""
    async with running_stack(tmp_path_factory.mktemp("stack")) as running:
        yield running
        hidden = await secrets(running.simulator)
    # One that is killed early enough has not begun its log.
    logs = [path for path in running.home_assistant.logs if path.exists()]
    log = "".join(path.read_text() for path in logs)
    assert log
    assert unexpected(log, expected_log) == []
    assert leaks(log, hidden) == []


@pytest.fixture(scope="module")
def api(stack: Stack) -> HomeAssistantApi:
    """Return Home Assistant's public interfaces."""
    return stack.home_assistant.api


@pytest.fixture(scope="module")
def simulator(stack: Stack) -> SimulatorProcess:
    """Return the simulator."""
    return stack.simulator


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def account(api: HomeAssistantApi, simulator: SimulatorProcess) -> str:
    """Return the entry id of an account with Dad and Mum as recipients."""
    people = recipient_values("Dad", DAD), recipient_values("Mum", MUM)
    return await add_account(api, simulator.clicksend, *people)


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
