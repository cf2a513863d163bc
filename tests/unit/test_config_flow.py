"""Adding an account that is reached directly."""

from typing import Any
from unittest.mock import patch

import aiohttp
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntryState,
    ConfigFlowResult,
    FlowType,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.clicksend_messaging.api import http
from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from simulator.clicksend.accounts import DEMO_KEY
from tests.unit.dialogs import choose, direct_input, open_dialog, prefilled, submit

NOWHERE = "http://127.0.0.1:1/v3"


async def test_first_the_way_to_the_account_is_chosen(hass: HomeAssistant) -> None:
    """The dialog begins with a menu of the ways to reach an account."""
    menu = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )

    assert menu["type"] is FlowResultType.MENU
    assert menu["step_id"] == "user"
    assert menu["menu_options"] == ["direct", "maton", "membrane", "skillboss"]

    form = await choose(hass, menu, "direct")
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "direct"
    assert form["errors"] == {}
    assert prefilled(form) == {
        "advanced": {"base_url": "https://rest.clicksend.com/v3"}
    }


async def test_an_account_is_added(hass: HomeAssistant, simulator: Simulator) -> None:
    """The entry holds the way to the account and what to remember of it."""
    result = await _add(hass, direct_input(simulator))

    assert result["title"] == "ClickSend"
    entry = result["result"]
    assert entry.state is ConfigEntryState.LOADED
    assert entry.unique_id == "672721"
    assert entry.data == {
        "connection_type": "direct",
        "username": "home@example.com",
        "api_key": simulator.clicksend.api_key,
        "base_url": simulator.clicksend.base_url,
        "country": "US",
        "currency": "USD",
    }
    assert hass.states.get("sensor.clicksend_balance")


async def test_the_dialog_goes_on_to_the_first_recipient(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """What follows is the dialog for a recipient, whose notify entity is there then."""
    result = await _add(hass, direct_input(simulator))

    kind, flow_id = result["next_flow"]
    assert kind is FlowType.CONFIG_SUBENTRIES_FLOW
    added = await hass.config_entries.subentries.async_configure(
        flow_id, {"name": "Dad", "phone_number": "(202) 555-0101"}
    )
    await hass.async_block_till_done()

    assert added["type"] is FlowResultType.CREATE_ENTRY
    assert hass.states.get("notify.dad_sms")


@pytest.mark.parametrize("advanced", [{}, {"advanced": {}}])
async def test_clicksends_own_address_need_not_be_given(
    hass: HomeAssistant,
    aioclient_mock: AiohttpClientMocker,
    advanced: dict[str, Any],
) -> None:
    """Whoever leaves the advanced section alone is connected to ClickSend."""
    # The one thing that the simulator cannot stand for is the real address.
    aioclient_mock.get(  # type: ignore[no-untyped-call]
        "https://rest.clicksend.com/v3/account",
        json={"http_code": 200, "data": {"user_id": 1, "country": "AU"}},
    )
    form = await open_dialog(hass, "direct")
    with patch(
        "custom_components.clicksend_messaging.async_setup_entry", return_value=False
    ):
        result = await submit(
            hass, form, {"username": "me", "api_key": "key", **advanced}
        )

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["base_url"] == "https://rest.clicksend.com/v3"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "unauthorized"}, "invalid_auth"),
        ({"kind": "hidden_error", "http_code": 401}, "invalid_auth"),
        ({"kind": "html_error"}, "cannot_connect"),
        ({"kind": "html_error", "status": 200}, "cannot_connect"),
        ({"kind": "malformed"}, "cannot_connect"),
        ({"kind": "server_error"}, "cannot_connect"),
        # aiohttp itself asks once more.
        ({"kind": "reset_before", "times": 2}, "cannot_connect"),
        ({"kind": "hang"}, "timeout_connect"),
        ({"kind": "rate_limited"}, "rate_limited"),
        ({"kind": "forbidden"}, "unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(map(str, value)),
)
async def test_what_goes_wrong_is_said_and_the_same_form_goes_on(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    fault: dict[str, Any],
    error: str,
) -> None:
    """A failure costs nothing that was typed in, and the next attempt succeeds."""
    monkeypatch.setattr(http, "TIMEOUT", aiohttp.ClientTimeout(sock_read=0.2))
    simulator.faults.arm(path="/account", **fault)
    form = await open_dialog(hass, "direct")
    typed = direct_input(simulator)

    shown = await submit(hass, form, typed)

    assert shown["type"] is FlowResultType.FORM
    assert shown["step_id"] == "direct"
    assert shown["errors"] == {"base": error}
    assert prefilled(shown) == typed
    result = await submit(hass, shown, typed)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].state is ConfigEntryState.LOADED


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"username": "somebody"}, "invalid_auth"),
        ({"api_key": "wrong"}, "invalid_auth"),
        ({"username": "banned", "api_key": DEMO_KEY}, "unknown"),
        ({"base_url": NOWHERE}, "cannot_connect"),
        ({"base_url": "not a url"}, "cannot_connect"),
        ({"base_url": "rest.clicksend.com/v3"}, "cannot_connect"),
        ({"base_url": "ftp://127.0.0.1/v3"}, "cannot_connect"),
        ({"base_url": "http://["}, "cannot_connect"),
        ({"base_url": "http://127.0.0.1:99999"}, "cannot_connect"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value.values()),
)
async def test_wrong_input_is_corrected_in_the_same_form(
    hass: HomeAssistant, simulator: Simulator, wrong: dict[str, str], error: str
) -> None:
    """Whatever is typed in, the form comes back with a reason and can be corrected."""
    form = await open_dialog(hass, "direct")

    shown = await submit(hass, form, direct_input(simulator, **wrong))

    assert shown["type"] is FlowResultType.FORM
    assert shown["errors"] == {"base": error}
    result = await submit(hass, shown, direct_input(simulator))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_blanks_around_what_was_pasted_do_no_harm(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """A key copied with the line break behind it is still that key."""
    typed = direct_input(simulator)

    result = await _add(
        hass,
        {
            "username": f" {typed['username']}",
            "api_key": f"{typed['api_key']}\n",
            "advanced": {"base_url": f"{simulator.clicksend.base_url}/ "},
        },
    )

    data = result["result"].data
    assert data["username"] == typed["username"]
    assert data["api_key"] == typed["api_key"]


async def test_an_account_is_added_only_once(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """The same account again is refused, and the entry stays as it was."""
    before = dict(entry.data)
    form = await open_dialog(hass, "direct")

    result = await submit(
        hass, form, direct_input(simulator, base_url=f"{simulator.url}/clicksend/v3/")
    )

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert hass.config_entries.async_entries(DOMAIN) == [entry]
    assert entry.data == before


async def test_a_second_account_has_another_name(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Two accounts can be told apart by their titles."""
    result = await _add(
        hass, direct_input(simulator, username="nocredit", api_key=DEMO_KEY)
    )

    assert entry.title == "ClickSend"
    assert result["title"] == "ClickSend 13369"
    assert result["result"].unique_id == "13369"
    assert hass.states.get("sensor.clicksend_13369_balance")


async def _add(hass: HomeAssistant, typed: dict[str, Any]) -> ConfigFlowResult:
    """Add an account."""
    form = await open_dialog(hass, "direct")
    result = await submit(hass, form, typed)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    return result
