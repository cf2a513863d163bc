"""Fixtures: a real Home Assistant, the simulator, and an account between them."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
import logging
import re
from typing import Any

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.const import CONF_TOKEN
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import (
    CONF_API_KEY,
    CONF_API_PREFIX,
    CONF_BASE_URL,
    CONF_CONNECTION_ID,
    CONF_CONNECTION_TYPE,
    CONF_CONTROL_URL,
    CONF_COUNTRY,
    CONF_CURRENCY,
    CONF_GATEWAY_URL,
    CONF_HAS_BALANCE,
    CONF_TEMPLATE_ID,
    CONF_USERNAME,
    CONF_VARIABLE,
    CONNECTION_DIRECT,
    CONNECTION_MATON,
    CONNECTION_MEMBRANE,
    CONNECTION_SKILLBOSS,
    DOMAIN,
    SUBENTRY_RECIPIENT,
)
from custom_components.clicksend_messaging.messaging import courier, messenger
from simulator import Simulator

DAD = "+12025550101"
MUM = "+12025550102"

_ALWAYS_LOGGED = (
    # Home Assistant says so of every custom integration.
    "We found a custom integration clicksend_messaging",
    # Faster compression that a test does not need.
    "zlib_ng and isal are not available",
    # What asyncio's debug mode and Home Assistant say of a busy machine.
    r"^Executing <.* took \d+\.\d+ seconds$",
    r"^Updating state for \S+ .* took \d+\.\d+ seconds\.",
)


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Give each test files of its own."""
    return hass_tmp_config_dir


@pytest.fixture(autouse=True)
def _auto_enable_custom_integrations(enable_custom_integrations: None) -> None:
    """Let Home Assistant find the integration."""


@pytest.fixture(autouse=True)
def enable_event_loop_debug() -> None:
    """Do without: it takes as long as the tests themselves, and see below."""


@pytest.fixture
async def thread_checks() -> None:
    """Have asyncio notice what is done in a thread that it must not be done in."""
    asyncio.get_running_loop().set_debug(True)


@pytest.fixture
def expected_log() -> list[str]:
    """Regular expressions for the warnings that a test is about."""
    return []


@pytest.fixture(autouse=True)
def _no_unexpected_warnings(
    caplog: pytest.LogCaptureFixture, expected_log: list[str]
) -> Generator[None]:
    """Fail a test that leaves a warning or worse in the log."""
    yield
    patterns = [*_ALWAYS_LOGGED, *expected_log]
    unexpected = [
        f"{record.levelname} {record.name}: {record.getMessage()}"
        for when in ("setup", "call", "teardown")
        for record in caplog.get_records(when)
        if record.levelno >= logging.WARNING
        and not any(re.search(pattern, record.getMessage()) for pattern in patterns)
    ]
    assert not unexpected, "\n".join(unexpected)


@pytest.fixture
def impatient_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have callers wait less for a verdict."""
    monkeypatch.setattr(messenger, "VERDICT_SECONDS", 0.5)


@pytest.fixture
def short_waits(
    impatient_callers: None,  # noqa: ARG001 (they are part of it)
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Have callers wait less for a verdict, and the courier for the next try.

    It comes after the verdict: in the middle of a try nobody knows what it will be.
    """
    monkeypatch.setattr(courier, "FIRST_PAUSE", 0.7)
    monkeypatch.setattr(courier, "uniform", lambda _, most: most)


@pytest.fixture
async def simulator(
    socket_enabled: None,  # noqa: ARG001 (sockets are forbidden until it is asked for)
) -> AsyncGenerator[Simulator]:
    """Return a running simulator; only loopback can be reached."""
    async with Simulator(seed=1) as running:
        yield running


def recipient(name: str, number: str, **changes: Any) -> ConfigSubentryData:
    """Return a recipient as the dialog stores it."""
    return ConfigSubentryData(
        subentry_type=SUBENTRY_RECIPIENT,
        title=name,
        unique_id=number,
        data={
            "name": name,
            "phone_number": number,
            "channels": ["sms"],
            "sms": {},
            **changes,
        },
    )


def direct_data(simulator: Simulator) -> dict[str, Any]:
    """Return the data of an account that is reached directly."""
    return {
        CONF_CONNECTION_TYPE: CONNECTION_DIRECT,
        CONF_USERNAME: simulator.clicksend.username,
        CONF_API_KEY: simulator.clicksend.api_key,
        CONF_BASE_URL: simulator.clicksend.base_url,
        CONF_COUNTRY: "US",
        CONF_CURRENCY: "USD",
    }


def maton_data(simulator: Simulator) -> dict[str, Any]:
    """Return the data of an account that is reached through Maton."""
    return {
        CONF_CONNECTION_TYPE: CONNECTION_MATON,
        CONF_API_KEY: simulator.maton.api_key,
        CONF_GATEWAY_URL: simulator.maton.gateway_url,
        CONF_CONTROL_URL: simulator.maton.control_url,
        CONF_CONNECTION_ID: next(iter(simulator.connections)).connection_id,
        CONF_COUNTRY: "US",
        CONF_CURRENCY: "USD",
    }


def membrane_data(simulator: Simulator) -> dict[str, Any]:
    """Return the data of an account that is reached through Membrane."""
    return {
        CONF_CONNECTION_TYPE: CONNECTION_MEMBRANE,
        CONF_TOKEN: simulator.membrane.token,
        CONF_BASE_URL: simulator.membrane.base_url,
        CONF_CONNECTION_ID: simulator.membrane_tenant.clicksend.connection_id,
        CONF_API_PREFIX: "/v3",
        CONF_COUNTRY: "US",
        CONF_CURRENCY: "USD",
    }


def skillboss_data(simulator: Simulator) -> dict[str, Any]:
    """Return the data of the hub."""
    return {
        CONF_CONNECTION_TYPE: CONNECTION_SKILLBOSS,
        CONF_API_KEY: simulator.skillboss.api_key,
        CONF_TEMPLATE_ID: simulator.skillboss.template_id,
        CONF_VARIABLE: "message",
        CONF_BASE_URL: simulator.skillboss.base_url,
        CONF_COUNTRY: "US",
        CONF_CURRENCY: "USD",
        CONF_HAS_BALANCE: True,
    }


@pytest.fixture
def make_entry(
    hass: HomeAssistant, simulator: Simulator
) -> Callable[..., MockConfigEntry]:
    """Return a function that adds an account, not yet set up, with recipients."""

    def add(
        *recipients: ConfigSubentryData, data: dict[str, Any] | None = None
    ) -> MockConfigEntry:
        entry = MockConfigEntry(
            domain=DOMAIN,
            title="ClickSend",
            unique_id=str(simulator.account.user_id),
            data=data or direct_data(simulator),
            subentries_data=recipients or (recipient("Dad", DAD),),
        )
        entry.add_to_hass(hass)
        return entry

    return add


@pytest.fixture
async def entry(
    hass: HomeAssistant, make_entry: Callable[..., MockConfigEntry]
) -> MockConfigEntry:
    """Return an account that is set up, with Dad and Mum as recipients."""
    added = make_entry(recipient("Dad", DAD), recipient("Mum", MUM))
    assert await hass.config_entries.async_setup(added.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return added
