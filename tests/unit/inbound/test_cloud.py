"""With Home Assistant Cloud no address of the home's own is needed."""

import ast
from collections.abc import Callable
from http import HTTPStatus
import inspect
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from homeassistant import components
from homeassistant.components.webhook import async_handle_webhook
from homeassistant.core import HomeAssistant
from homeassistant.util.aiohttp import MockRequest
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.inbound import address
from simulator import Simulator
from tests.unit.clock import HOUR, poll_now
from tests.unit.conftest import DAD, recipient

from .cloud import Cloud
from .conftest import Heard, messages, reload, start
from .instant import HOME_URL, SOON, issues, move, push_of, pushed_to, switch, webhooks

HOOK = "https://hooks.example.com/1"
SOURCE = Path(components.__path__[0], "cloud", "__init__.py")


@pytest.fixture
def cloud(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """Return the home's subscription."""
    there = Cloud(hass)
    there.install(monkeypatch)
    return there


@pytest.fixture
async def account(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    cloud: Cloud,  # noqa: ARG001 (it has to be there first)
    short_pauses: None,  # noqa: ARG001 (it has to be there first)
) -> MockConfigEntry:
    """Return an account that is set up; also the home's own address is known."""
    entry = make_entry(recipient("Dad", DAD))
    await start(hass, entry)
    await move(hass, HOME_URL)
    return entry


def test_the_cloud_of_the_tests_is_like_the_real_one() -> None:
    """Each function that we use takes the same, in its installed source."""
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    real = {
        node.name: node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    used = {
        node.attr
        for node in ast.walk(ast.parse(inspect.getsource(address)))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "cloud"
    }
    assert used
    for name in used:
        node = real[name]
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ours = getattr(Cloud, name)
        names = list(inspect.signature(ours).parameters)
        assert names == ["self", *(argument.arg for argument in node.args.args)]
        is_async = isinstance(node, ast.AsyncFunctionDef)
        assert inspect.iscoroutinefunction(ours) == is_async


async def test_it_is_where_clicksend_pushes_to(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, cloud: Cloud
) -> None:
    """Made once, and kept over reloads and looks."""
    await switch(hass, account, instant=True)
    await reload(hass, account)
    await poll_now(hass, SOON)
    await poll_now(hass, HOUR)

    assert pushed_to(simulator) == [HOOK] * 3
    assert cloud.created == 1
    assert set(cloud.hooks) == webhooks(hass)
    assert issues(hass) == set()


@pytest.mark.parametrize("encoding", ["post", "get", "json"])
async def test_what_it_passes_on_is_heard(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
    encoding: str,
) -> None:
    """It gives Home Assistant something that only looks like a request."""
    await switch(hass, account, instant=True)
    (webhook_id,) = webhooks(hass)
    text = simulator.inject_inbound(DAD, "Open & close + 100%")
    fields = _encoded(push_of(text), encoding)

    answer = await async_handle_webhook(
        hass, webhook_id, MockRequest(mock_source="cloud", **fields)
    )
    await hass.async_block_till_done(wait_background_tasks=True)

    assert answer.status == HTTPStatus.OK
    assert messages(heard) == ["Open & close + 100%"]


def _encoded(fields: dict[str, Any], encoding: str) -> dict[str, Any]:
    """Return a push as the cloud hands it over."""
    if encoding == "get":
        return {"method": "GET", "content": b"", "query_string": urlencode(fields)}
    words = json.dumps(fields) if encoding == "json" else urlencode(fields)
    return {"method": "POST", "content": words.encode()}


@pytest.mark.parametrize("how", ["option", "entry", "unloaded entry"])
async def test_it_goes_with_what_it_was_for(
    hass: HomeAssistant, account: MockConfigEntry, cloud: Cloud, how: str
) -> None:
    """With the option, and with the account."""
    await switch(hass, account, instant=True)
    assert len(cloud.hooks) == 1

    if how == "option":
        await switch(hass, account, instant=False)
    else:
        if how == "unloaded entry":
            await hass.config_entries.async_unload(account.entry_id)
        await hass.config_entries.async_remove(account.entry_id)

    assert cloud.hooks == {}


async def test_a_hook_that_cannot_be_deleted_holds_nothing_up(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    cloud: Cloud,
) -> None:
    """Nothing at ClickSend leads there any more, nor does it lead anywhere."""
    await switch(hass, account, instant=True)
    cloud.failing = True

    await switch(hass, account, instant=False)

    assert pushed_to(simulator) == []
    assert webhooks(hass) == set()
    cloud.failing = False
    await switch(hass, account, instant=True)
    assert cloud.created == 2
    await hass.config_entries.async_remove(account.entry_id)
    assert len(cloud.hooks) == 1


async def test_a_cloud_that_connects_later(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, cloud: Cloud
) -> None:
    """After the start, that is; the home's own address is not used meanwhile."""
    cloud.connected = False
    await switch(hass, account, instant=True)
    assert pushed_to(simulator) == []
    assert issues(hass) == set()

    cloud.connect(connected=True)
    await poll_now(hass, SOON)

    assert pushed_to(simulator) == [HOOK] * 3


async def test_a_cloud_in_trouble_is_asked_again(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, cloud: Cloud
) -> None:
    """Whatever its library raises."""
    cloud.failing = True
    await switch(hass, account, instant=True)
    assert pushed_to(simulator) == []
    assert issues(hass) == set()

    cloud.failing = False
    await poll_now(hass)

    assert pushed_to(simulator) == [HOOK] * 3


async def test_a_hook_that_somebody_deletes_is_made_again(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, cloud: Cloud
) -> None:
    """And ClickSend is told of the new one."""
    await switch(hass, account, instant=True)

    cloud.lose()
    await poll_now(hass, SOON)

    assert pushed_to(simulator) == ["https://hooks.example.com/2"] * 3


async def test_a_subscription_that_ends_and_begins(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, cloud: Cloud
) -> None:
    """The home's own address takes over, and hands back."""
    await switch(hass, account, instant=True)
    cloud.subscribed = False
    cloud.connect(connected=False)
    await poll_now(hass, SOON)

    (webhook_id,) = webhooks(hass)
    assert pushed_to(simulator) == [f"{HOME_URL}/api/webhook/{webhook_id}"] * 3

    cloud.subscribed = True
    cloud.connect(connected=True)
    await poll_now(hass, SOON)
    assert pushed_to(simulator) == [HOOK] * 3


async def test_without_cloud_and_address_there_is_only_polling(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, cloud: Cloud
) -> None:
    """That is explained until there is one."""
    await switch(hass, account, instant=True)
    await move(hass, None)
    assert issues(hass) == set()
    cloud.subscribed = False
    cloud.connect(connected=False)
    await poll_now(hass, SOON)

    assert issues(hass) == {"instant_no_url"}
    assert pushed_to(simulator) == []

    cloud.subscribed = True
    cloud.connect(connected=True)
    await poll_now(hass, SOON)
    assert issues(hass) == set()
