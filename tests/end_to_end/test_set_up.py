"""Adding and removing accounts, through the dialogs that the frontend shows."""

from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import pytest_asyncio

from demo.stack.api import HomeAssistantApi
from demo.stack.flows import (
    DOMAIN,
    Dialog,
    access_values,
    account_dialog,
    first_recipient_dialog,
    recipient_dialog,
    recipient_values,
    remove_accounts,
    wait_until_ready,
)
from demo.stack.simulator import SimulatorProcess
from demo.stack.waiting import eventually
from tests.end_to_end.conftest import DAD

_ENTRIES = "/api/config/config_entries/entry"


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def _without_accounts(
    api: HomeAssistantApi, simulator: SimulatorProcess
) -> AsyncGenerator[None]:
    """Remove what a test has added."""
    # Nobody goes through these dialogs as fast as a test does.
    await simulator.control("PATCH", "settings", {"maton_rate_limit": 0})
    yield
    await remove_accounts(api)


async def test_refused_key_is_mended_in_the_same_dialog(
    api: HomeAssistantApi, simulator: SimulatorProcess
) -> None:
    """A wrong key is no dead end."""
    dialog = await account_dialog(api)
    await dialog.choose("direct")

    refused = await dialog.answer(access_values(simulator.clicksend, api_key="wrong"))
    assert refused["errors"] == {"base": "invalid_auth"}
    await dialog.answer(access_values(simulator.clicksend))

    dialog.expect("create_entry")
    [entry] = await _entries(api)
    assert entry["state"] == "loaded"


async def test_new_account_goes_on_to_its_first_recipient(
    api: HomeAssistantApi, simulator: SimulatorProcess
) -> None:
    """A number as it is dialled at home does for a recipient."""
    account = await account_dialog(api)
    await account.choose("direct")
    await account.answer(access_values(simulator.clicksend))

    recipient = await first_recipient_dialog(api, account)
    await recipient.answer(recipient_values("Dad", "(202) 555-0101"))

    recipient.expect("create_entry")
    await _text_dad(api, "Number in national form")
    assert await simulator.received(DAD) == ["Number in national form"]


async def test_recipient_needs_a_number_that_nobody_has_yet(
    api: HomeAssistantApi, simulator: SimulatorProcess
) -> None:
    """Two mistakes, each told beside its field, then it works."""
    account = await account_dialog(api)
    await account.choose("direct")
    await account.answer(access_values(simulator.clicksend))
    first = await first_recipient_dialog(api, account)
    await first.answer(recipient_values("Dad", DAD))
    entry_id = account.step["result"]["entry_id"]

    second = await recipient_dialog(api, entry_id)
    taken = await second.answer(recipient_values("Mum", "202-555-0101"))
    assert taken["errors"] == {"phone_number": "already_configured"}
    impossible = await second.answer(recipient_values("Mum", "call me"))
    assert impossible["errors"] == {"phone_number": "invalid_phone_number"}
    await second.answer(recipient_values("Mum", "202-555-0102"))

    second.expect("create_entry")


async def test_same_account_through_maton_is_not_added_twice(
    api: HomeAssistantApi, simulator: SimulatorProcess
) -> None:
    """An account is the same whichever way it is reached."""
    direct = await account_dialog(api)
    await direct.choose("direct")
    await direct.answer(access_values(simulator.clicksend))
    direct.expect("create_entry")

    maton = await _maton_dialog(api, simulator)
    step = await maton.answer({"connection_id": _offered(maton.step)[0]})

    assert (step["type"], step["reason"]) == ("abort", "already_configured")


async def test_maton_connection_that_exists_is_used(
    api: HomeAssistantApi, simulator: SimulatorProcess
) -> None:
    """Requests go through the gateway, with the connection that was chosen."""
    dialog = await _maton_dialog(api, simulator)
    active, new = _offered(dialog.step)
    assert new == "new"

    await dialog.answer({"connection_id": active})

    recipient = await first_recipient_dialog(api, dialog)
    await recipient.answer(recipient_values("Dad", DAD))
    await _text_dad(api, "Through the gateway")
    assert (await simulator.received(DAD))[-1] == "Through the gateway"
    [sent] = await simulator.requests("POST", "/clicksend/v3/sms/send", service="maton")
    assert (sent["auth"], sent["connection"]) == ("bearer", active)


async def test_new_maton_connection_is_authorised_in_the_browser(
    api: HomeAssistantApi, simulator: SimulatorProcess
) -> None:
    """The dialog waits for Maton's page, then goes on by itself."""
    dialog = await _maton_dialog(api, simulator)
    before = set(_offered(dialog.step))

    page = await dialog.answer({"connection_id": "new"})
    assert page["type"] == "external"
    await _authorise(page["url"], simulator.clicksend)

    async def has_noticed() -> bool:
        return not (await dialog.look())["type"].startswith("external")

    await eventually("the dialog goes on by itself", 15, has_noticed)
    dialog.expect("create_entry")
    [entry] = await _entries(api)
    assert entry["state"] == "loaded"
    [created] = {
        each["connection_id"]
        for each in (await simulator.control("GET", "maton/connections"))["connections"]
    } - before
    asked = await simulator.requests("GET", "/clicksend/v3/account", service="maton")
    assert asked[-1]["connection"] == created


async def test_removed_account_takes_its_rule_along_and_no_other(
    api: HomeAssistantApi, simulator: SimulatorProcess
) -> None:
    """Nothing is left at ClickSend, and nothing of others is taken."""
    dialog = await account_dialog(api)
    await dialog.choose("direct")
    await dialog.answer(access_values(simulator.clicksend))
    entry_id = dialog.expect("create_entry")["result"]["entry_id"]
    name = f"Home Assistant {entry_id}"
    await simulator.add_inbound_rule("Somebody else's")

    async def has_rule() -> bool:
        return name in await simulator.inbound_rules()

    await eventually("the account has its rule", 15, has_rule)
    await api.delete(f"{_ENTRIES}/{entry_id}")

    assert await simulator.inbound_rules() == ["Somebody else's"]
    assert await api.state("sensor.clicksend_balance") is None


async def _entries(api: HomeAssistantApi) -> list[dict[str, Any]]:
    """Return the accounts."""
    entries: list[dict[str, Any]] = await api.get(f"{_ENTRIES}?domain={DOMAIN}")
    return entries


async def _text_dad(api: HomeAssistantApi, message: str) -> None:
    """Send a text once Dad can be texted."""
    await wait_until_ready(api, ["Dad"])
    await api.act("notify.send_message", entity_id="notify.dad_sms", message=message)


async def _maton_dialog(api: HomeAssistantApi, simulator: SimulatorProcess) -> Dialog:
    """Choose Maton, and come to the choice of connections."""
    maton = dict(simulator.access["maton"])
    dialog = await account_dialog(api)
    await dialog.choose("maton")
    await dialog.answer({"api_key": maton.pop("api_key"), "advanced": maton})
    assert dialog.expect("form")["step_id"] == "maton_connection"
    return dialog


def _offered(step: dict[str, Any]) -> list[str]:
    """Return the connections to choose from."""
    [field] = step["data_schema"]
    return [option["value"] for option in field["selector"]["select"]["options"]]


async def _authorise(url: str, clicksend: dict[str, str]) -> None:
    """Enter the ClickSend credentials on Maton's page."""
    form = {key: clicksend[key] for key in ("username", "api_key")}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=form) as response,
    ):
        assert "Connected." in await response.text()
