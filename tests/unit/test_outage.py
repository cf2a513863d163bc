"""Home Assistant is up before the internet is, and survives its outages."""

from collections.abc import Callable
import logging
from typing import Any

import aiohttp
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.aiohttp_client import async_get_clientsession
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.api import http
from simulator import Simulator
from tests.unit.clock import IMPATIENT, QUARTER, pass_minutes, pass_time, poll_now
from tests.unit.conftest import DAD, direct_data, maton_data, membrane_data, recipient
from tests.unit.sending import DAD_ENTITY, notify, send_sms
from tests.unit.states import BALANCE, EVENT, LAST, LOW, OUTBOX, attribute, value

ACCOUNT = "/account"
PACKAGE = "custom_components.clicksend_messaging"


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set an account up, and wait for its first poll."""
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the lines that people find in their log."""
    return [
        record.getMessage()
        for when in ("setup", "call")
        for record in caplog.get_records(when)
        if record.name.startswith(PACKAGE) and record.levelno >= logging.INFO
    ]


async def break_down(simulator: Simulator, how: str) -> None:
    """Let ClickSend be out of reach."""
    if how == "stopped":
        await simulator.stop()
    else:
        simulator.faults.arm(how, times=None)


async def recover(simulator: Simulator, how: str) -> None:
    """Let ClickSend be within reach again."""
    simulator.faults.clear()
    if how == "stopped":
        await simulator.start()


@pytest.mark.parametrize("connection", ["direct", "maton", "membrane"])
@pytest.mark.parametrize(
    ("how", "key"),
    [
        ("stopped", None),
        ("hang", "outcome_unknown"),
        ("reset_before", "outcome_unknown"),
        ("server_error", "outcome_unknown"),
        ("html_error", "outcome_unknown"),
        ("rate_limited", None),
    ],
)
@pytest.mark.usefixtures("impatient_callers")
async def test_a_start_without_clicksend(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    connection: str,
    how: str,
    key: str | None,
) -> None:
    """The account loads with what it remembers, and catches up by itself."""
    if how == "hang":
        monkeypatch.setattr(http, "TIMEOUT", IMPATIENT)
    # All that is due in a quarter of an hour is due at once here.
    simulator.settings.maton_rate_limit = 0
    ways = {"direct": direct_data, "maton": maton_data, "membrane": membrane_data}
    data = ways[connection](simulator)
    entry = make_entry(recipient("Dad", DAD), data=data)
    await break_down(simulator, how)

    await set_up(hass, entry)

    assert entry.state is ConfigEntryState.LOADED
    assert value(hass, DAD_ENTITY) == STATE_UNKNOWN
    assert value(hass, EVENT) == STATE_UNKNOWN
    assert value(hass, OUTBOX) == "0"
    for entity_id in (BALANCE, LOW, LAST):
        assert value(hass, entity_id) == STATE_UNAVAILABLE
    assert attribute(hass, BALANCE, "unit_of_measurement") == "USD"
    if key is None:
        # It leaves as soon as it can.
        await notify(hass, DAD_ENTITY)
    else:
        with pytest.raises(HomeAssistantError) as caught:
            await notify(hass, DAD_ENTITY)
        assert caught.value.translation_key == key
        assert caught.value.translation_domain == "clicksend_messaging"

    await recover(simulator, how)
    await poll_now(hass)

    assert value(hass, BALANCE) == "100.000000"
    assert value(hass, LOW) == "off"
    assert value(hass, LAST) == STATE_UNKNOWN
    simulator.inject_inbound(DAD, "Are you there?")
    await poll_now(hass)
    assert attribute(hass, EVENT, "message") == "Are you there?"


async def test_national_numbers_work_before_the_account_has_answered(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
) -> None:
    """The country is remembered."""
    simulator.faults.arm("server_error", path=ACCOUNT, times=None)
    await set_up(hass, make_entry(recipient("Dad", DAD)))
    assert value(hass, BALANCE) == STATE_UNAVAILABLE

    response = await send_sms(hass, phone_numbers=["(202) 555-0199"], message="Hello")

    assert response["currency"] == "USD"
    assert simulator.phones["+12025550199"].received == ["Hello"]


@pytest.mark.parametrize("retry_after", [20, 300])
async def test_a_rate_limit_at_the_start_is_respected(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    retry_after: int,
) -> None:
    """The balance is not asked for before ClickSend allows it, but soon after."""
    simulator.faults.arm("rate_limited", path=ACCOUNT, retry_after=retry_after)
    await set_up(hass, make_entry(recipient("Dad", DAD)))
    times = [record.time for record in simulator.requests.find("GET", ACCOUNT)]
    assert len(times) == 1

    await pass_minutes(hass, freezer, 7)

    times = [record.time for record in simulator.requests.find("GET", ACCOUNT)]
    assert len(times) == 2
    assert retry_after <= times[1] - times[0] <= retry_after + 60
    assert value(hass, BALANCE) == "100.000000"


@pytest.mark.usefixtures("freezer", "entry")
async def test_a_rate_limit_later_is_respected(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    expected_log: list[str],
) -> None:
    """The same for a look in between."""
    expected_log.append("Error fetching clicksend_messaging account data")
    simulator.faults.arm("rate_limited", path=ACCOUNT, retry_after=150)
    await pass_time(hass, freezer, QUARTER)
    assert value(hass, BALANCE) == STATE_UNAVAILABLE

    await pass_minutes(hass, freezer, 2)
    assert len(simulator.requests.find("GET", ACCOUNT)) == 2

    await pass_minutes(hass, freezer, 1)
    assert len(simulator.requests.find("GET", ACCOUNT)) == 3
    assert value(hass, BALANCE) == "100.000000"

    # From then on it is a quarter of an hour again.
    await pass_minutes(hass, freezer, 14)
    assert len(simulator.requests.find("GET", ACCOUNT)) == 3


@pytest.mark.usefixtures("entry")
async def test_a_start_without_trouble_is_not_worth_a_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nothing was lost, so nothing is recovered."""
    assert logged(caplog) == []


@pytest.mark.parametrize("first", ["account", "inbound"])
async def test_an_outage_is_logged_once_and_so_is_its_end(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
    expected_log: list[str],
    first: str,
) -> None:
    """However long it lasts, and whoever is the first to notice."""
    expected_log.append(f"Error fetching clicksend_messaging {first} data")
    await set_up(hass, make_entry(recipient("Dad", DAD)))
    first_path = ACCOUNT if first == "account" else "/sms/inbound"
    simulator.faults.arm("server_error", path=first_path, times=None)
    await pass_time(hass, freezer, QUARTER)
    simulator.faults.arm("server_error", times=None)

    await pass_minutes(hass, freezer, 40)

    (line,) = logged(caplog)
    assert line.startswith(f"Error fetching clicksend_messaging {first} data: ")
    assert value(hass, BALANCE) == value(hass, LAST) == STATE_UNAVAILABLE

    simulator.faults.clear()
    await pass_minutes(hass, freezer, 20)

    _, line = logged(caplog)
    assert line.endswith("recovered")
    assert value(hass, BALANCE) == "100.000000"
    assert value(hass, LAST) == STATE_UNKNOWN


async def test_each_outage_is_logged(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
    expected_log: list[str],
) -> None:
    """The second as well as the first."""
    expected_log.append("Error fetching clicksend_messaging inbound data")
    await set_up(hass, make_entry(recipient("Dad", DAD)))
    for outages in (1, 2):
        simulator.faults.arm("server_error", times=None)
        await pass_minutes(hass, freezer, 20)
        simulator.faults.clear()
        await pass_minutes(hass, freezer, 2)

        assert len(logged(caplog)) == 2 * outages


async def test_a_start_in_an_outage_is_logged_once_and_so_is_its_end(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One line that ClickSend does not answer, and one that it does."""
    simulator.faults.arm("server_error", times=None)
    await set_up(hass, make_entry(recipient("Dad", DAD)))
    await pass_minutes(hass, freezer, 20)
    assert logged(caplog) == ["There is no answer; starting with what is remembered"]

    simulator.faults.clear()
    await pass_minutes(hass, freezer, 2)

    _, line = logged(caplog)
    assert line.endswith("recovered")


async def test_the_log_keeps_secrets(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
    expected_log: list[str],
) -> None:
    """Also at its most talkative, and in an outage."""
    expected_log.append("Error fetching clicksend_messaging inbound data")
    data: dict[str, Any] = direct_data(simulator)
    await set_up(hass, make_entry(recipient("Dad", DAD), data=data))
    simulator.inject_inbound(DAD, "Open the garage")
    simulator.faults.arm("server_error", path="/sms/inbound-read/*")
    await pass_time(hass, freezer)
    simulator.faults.arm("html_error", times=None)
    await pass_minutes(hass, freezer, 16)

    lines = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith(PACKAGE)
    ]
    assert lines
    private = (data["api_key"], data["username"], DAD, "Dad", "garage")
    assert not [line for line in lines if any(secret in line for secret in private)]


@pytest.mark.usefixtures("impatient_callers")
async def test_a_start_without_a_network(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """There is no session either before the router gives an address."""
    router = {"is up": False}

    def session(hass: HomeAssistant) -> aiohttp.ClientSession:
        """Fail as joining a multicast group does on a machine without an address."""
        if not router["is up"]:
            raise OSError(19, "No such device")
        return async_get_clientsession(hass)

    monkeypatch.setattr(f"{PACKAGE}.connection.async_get_clientsession", session)
    entry = make_entry(recipient("Dad", DAD))
    await set_up(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    assert value(hass, BALANCE) == STATE_UNAVAILABLE
    assert value(hass, DAD_ENTITY) == STATE_UNKNOWN
    response = await send_sms(hass, entity_id=DAD_ENTITY)
    assert response["messages"][0]["status"] == "queued"

    router["is up"] = True
    await poll_now(hass)
    assert value(hass, BALANCE) == "100.000000"
    assert len(simulator.phones[DAD].received) == 1
