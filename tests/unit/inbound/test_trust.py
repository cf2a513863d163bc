"""Trusted is who has a recipient's number, however it is spelled, and nobody else."""

from collections.abc import Callable
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.clock import pass_time
from tests.unit.conftest import DAD, MUM, direct_data, recipient

from .conftest import Heard, deliver, start

SYDNEY = "+61411111111"


@pytest.mark.usefixtures("freezer", "entry")
@pytest.mark.parametrize(
    "sender",
    [
        "+12025550101",
        "12025550101",
        "2025550101",
        "(202) 555-0101",
        "+1 202 555 0101",
        "202.555.0101",
    ],
)
async def test_a_recipients_number_is_trusted(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    heard: Heard,
    sender: str,
) -> None:
    """In national or international form it is Dad."""
    deliver(simulator, sender)

    await pass_time(hass, freezer)

    (event,) = heard
    assert event["event_type"] == "trusted"
    assert event["name"] == "Dad"
    assert event["from_number"] == DAD


@pytest.mark.usefixtures("freezer", "entry")
@pytest.mark.parametrize(
    ("sender", "shown"),
    [
        ("+12025550199", "+12025550199"),
        ("2025550199", "+12025550199"),
        # One digit less or more.
        ("+1202555010", "+1202555010"),
        ("+120255501011", "+120255501011"),
        # The same digits in another country.
        ("+442025550101", "+442025550101"),
        ("5550101", "5550101"),
        ("12345", "12345"),
        # A name of up to eleven characters is free to choose for the sender.
        ("Dad", "Dad"),
        ("202KKK0101", "202KKK0101"),
        ("2025550101x", "2025550101x"),
        ("1202KKK0101", "1202KKK0101"),
        ("2025550101#1", "2025550101#1"),
        ("2025550101,1", "2025550101,1"),
        ("A2025550101", "A2025550101"),
        ("2025550101;", "2025550101;"),
        ("٢٠٢٥٥٥٠١٠١", "٢٠٢٥٥٥٠١٠١"),
        ("", ""),
    ],
)
async def test_anybody_else_is_not(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    heard: Heard,
    sender: str,
    shown: str,
) -> None:
    """Nor is a sender's name that only reads like the number."""
    deliver(simulator, sender)

    await pass_time(hass, freezer)

    (event,) = heard
    assert event["event_type"] == "untrusted"
    assert event["name"] is None
    assert event["from_number"] == shown


@pytest.mark.parametrize("sender", ["0411 111 111", "0411111111", "61411111111"])
async def test_the_accounts_country_counts(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    heard: Heard,
    sender: str,
) -> None:
    """A number in national form belongs to the account's country, not to Dad's."""
    simulator.settings.account_country = "AU"
    await start(hass, make_entry(recipient("Dad", DAD), recipient("Aunt", SYDNEY)))
    deliver(simulator, sender, "G'day")
    await pass_time(hass, freezer)
    deliver(simulator, "2025550101")
    await pass_time(hass, freezer)

    assert [(event["event_type"], event["name"]) for event in heard] == [
        ("trusted", "Aunt"),
        ("untrusted", None),
    ]


async def test_with_no_country_only_international_form_is_trusted(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    make_entry: Callable[..., MockConfigEntry],
    simulator: Simulator,
    heard: Heard,
) -> None:
    """National form could belong to any country."""
    simulator.settings.account_country = ""
    data: dict[str, Any] = {**direct_data(simulator), "country": None}
    await start(hass, make_entry(recipient("Dad", DAD), data=data))
    deliver(simulator, "2025550101")
    await pass_time(hass, freezer)
    deliver(simulator, "+1 (202) 555-0101")
    await pass_time(hass, freezer)

    assert [event["event_type"] for event in heard] == ["untrusted", "trusted"]


async def test_trust_follows_the_recipients(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """Whoever is not a recipient any more cannot command the home any more."""
    mum = next(item for item in entry.subentries.values() if item.title == "Mum")
    hass.config_entries.async_remove_subentry(entry, mum.subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    simulator.inject_inbound(DAD, "Hello")
    simulator.inject_inbound(MUM, "Hello")

    await pass_time(hass, freezer)

    assert {event["from_number"]: event["event_type"] for event in heard} == {
        DAD: "trusted",
        MUM: "untrusted",
    }
