"""Diagnostics: how things stand, and nothing that has to stay at home."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulator import Simulator
from tests.unit.clock import QUARTER, poll_now
from tests.unit.conftest import DAD, MUM, maton_data, membrane_data, recipient
from tests.unit.sending import DAD_ENTITY, notify

RECIPIENTS = [{"channels": ["sms"]}, {"channels": ["sms"]}]


@pytest.fixture(autouse=True)
async def _diagnostics(hass: HomeAssistant) -> None:
    """Have Home Assistant offer diagnostics."""
    assert await async_setup_component(hass, "diagnostics", {})


async def download(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry
) -> Any:
    """Download the diagnostics as somebody does who reports a problem."""
    return await get_diagnostics_for_config_entry(hass, hass_client, entry)


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set an account up, and wait for its first poll."""
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_of_an_account_that_works(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry
) -> None:
    """Counts and states, of everything there is."""
    assert await download(hass, hass_client, entry) == {
        "state": "loaded",
        "connection_type": "direct",
        "recipients": RECIPIENTS,
        "account": {
            "working": True,
            "error": None,
            "country": "US",
            "currency": "USD",
            "max_parts": 8,
            "has_balance": True,
            "has_warning_level": False,
        },
        "inbound": {
            "working": True,
            "error": None,
            "has_received": False,
            "opted_out": 0,
            "pushes": {"expected": False, "healthy": False, "received": 0},
        },
        "outbox": {"messages": 0, "states": {}},
    }


async def test_through_maton(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
) -> None:
    """The gateway shows by its name only."""
    simulator.account.balance = Decimal(0)
    simulator.settings.low_credit_amount = "20.00"
    simulator.settings.setting_sms_message_char_limit = 6
    entry = make_entry(
        recipient("Dad", DAD), recipient("Mum", MUM), data=maton_data(simulator)
    )
    await set_up(hass, entry)

    assert await download(hass, hass_client, entry) == {
        "state": "loaded",
        "connection_type": "maton",
        "recipients": RECIPIENTS,
        "account": {
            "working": True,
            "error": None,
            "country": "US",
            "currency": "USD",
            "max_parts": 6,
            "has_balance": False,
            "has_warning_level": True,
        },
        "inbound": {
            "working": True,
            "error": None,
            "has_received": False,
            "opted_out": 0,
            "pushes": {"expected": False, "healthy": False, "received": 0},
        },
        "outbox": {"messages": 0, "states": {}},
    }


async def test_of_an_account_that_never_answered(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
) -> None:
    """What is remembered, and the kind of error."""
    await simulator.stop()
    entry = make_entry(recipient("Dad", DAD))
    await set_up(hass, entry)

    assert await download(hass, hass_client, entry) == {
        "state": "loaded",
        "connection_type": "direct",
        "recipients": RECIPIENTS[:1],
        "account": {
            "working": False,
            "error": "NotReachedError",
            "country": "US",
            "currency": "USD",
            "max_parts": 6,
            "has_balance": False,
            "has_warning_level": False,
        },
        "inbound": {
            "working": False,
            "error": "NotReachedError",
            "has_received": False,
            "opted_out": 0,
            "pushes": {"expected": False, "healthy": False, "received": 0},
        },
        "outbox": {"messages": 0, "states": {}},
    }


async def test_of_an_account_that_stopped_answering(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    simulator: Simulator,
    expected_log: list[str],
) -> None:
    """What was last known, and that it is not certain any more."""
    expected_log.append("Error fetching clicksend_messaging")
    simulator.faults.arm("html_error", times=None)
    await poll_now(hass, QUARTER)

    found = await download(hass, hass_client, entry)

    assert found["account"]["working"] is False
    assert found["account"]["error"] == "ServerError"
    assert found["account"]["has_balance"] is True
    assert found["inbound"]["working"] is False
    assert found["inbound"]["error"] == "ServerError"


async def test_of_an_account_whose_credentials_are_refused(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    expected_log: list[str],
) -> None:
    """Somebody who reports that it does not start can download something, too."""
    expected_log.append("could not authenticate")
    entry = make_entry(recipient("Dad", DAD))
    simulator.account.api_key = "changed"
    await set_up(hass, entry)
    assert entry.state is ConfigEntryState.SETUP_ERROR

    assert await download(hass, hass_client, entry) == {
        "state": "setup_error",
        "connection_type": "direct",
        "recipients": RECIPIENTS[:1],
    }


@pytest.mark.usefixtures("short_waits")
@pytest.mark.parametrize("connection", ["direct", "maton", "membrane"])
async def test_nothing_private_gets_out(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    connection: str,
) -> None:
    """No key, address, number, name, text or amount, whatever happened before."""
    ways = {"maton": maton_data, "membrane": membrane_data}
    data = ways[connection](simulator) if connection in ways else None
    entry = make_entry(recipient("Dad", DAD, sms={"sender": "MyHome"}), data=data)
    await set_up(hass, entry)
    await notify(hass, DAD_ENTITY, message="The code is 1234")
    simulator.faults.arm("server_error", path="/sms/send")
    with pytest.raises(HomeAssistantError):
        await notify(hass, DAD_ENTITY)
    simulator.inject_inbound(DAD, "Open the garage")
    await poll_now(hass)

    found = await download(hass, hass_client, entry)

    assert found["inbound"]["has_received"] is True
    assert found["outbox"] == {"messages": 1, "states": {"accepted": 1, "unknown": 1}}
    text = repr(found)
    public = ("connection_type", "country", "currency")
    for private in (
        *(item for key, item in entry.data.items() if key not in public),
        *(kept.session_token for kept in simulator.membrane_tenant.connections),
        *(connection_.session_token for connection_ in simulator.connections),
        *(DAD, DAD[2:], "Dad", "MyHome", "1234", "garage", "127.0.0.1"),
        *(simulator.account.api_key, simulator.account.username),
        *(simulator.account.subaccount_key, str(simulator.account.user_id)),
        f"{simulator.account.balance:.2f}",
    ):
        assert private not in text
