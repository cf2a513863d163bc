"""Besides recipients: numbers, whoever is on a list, or everyone, if that is wanted."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.clock import pass_minutes, pass_time
from tests.unit.conftest import DAD

from .conftest import Heard, deliver, messages
from .instant import switch

pytestmark = pytest.mark.usefixtures("freezer")

ANN = "+12025550103"
BEN = "+12025550104"
STRANGER = "+12025550199"
CONTACTS = "/lists/*/contacts"

type WhoIsTrusted = Callable[..., Awaitable[list[str]]]


@pytest.fixture
def who_is_trusted(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    heard: Heard,
) -> WhoIsTrusted:
    """Return a function that has people text, and tells whose text is trusted."""

    async def ask(*senders: str) -> list[str]:
        heard.clear()
        for sender in senders:
            deliver(simulator, sender)
        await pass_time(hass, freezer)
        assert sorted(each["from_number"] for each in heard) == sorted(senders)
        assert {each["event_type"] for each in heard} <= {"trusted", "untrusted"}
        return [
            each["from_number"] for each in heard if each["event_type"] == "trusted"
        ]

    return ask


@pytest.fixture
def club(simulator: Simulator) -> Any:
    """Return a contact list with Ann on it."""
    return simulator.add_list("Club", {"phone_number": ANN, "first_name": "Ann"})


@pytest.fixture
async def trusted_club(hass: HomeAssistant, entry: MockConfigEntry, club: Any) -> Any:
    """Trust who is on the list, and return it."""
    await switch(hass, entry, trusted_lists=[str(club.list_id)])
    return club


async def test_by_default_only_recipients(
    entry: MockConfigEntry,
    simulator: Simulator,
    who_is_trusted: WhoIsTrusted,
) -> None:
    """Nobody else, whatever lists there are."""
    assert entry.options == {}
    simulator.add_list("Club", {"phone_number": ANN})

    trusted = await who_is_trusted(DAD, ANN, STRANGER, "MyBank")

    assert trusted == [DAD]


async def test_numbers(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    heard: Heard,
    who_is_trusted: WhoIsTrusted,
) -> None:
    """They command the home without being recipients, and have no name."""
    await switch(hass, entry, trusted_numbers=[ANN])

    trusted = await who_is_trusted(DAD, ANN, STRANGER)

    assert trusted == [DAD, ANN]
    assert [each["name"] for each in heard] == ["Dad", None, None]
    await switch(hass, entry)
    assert await who_is_trusted(ANN) == []


@pytest.mark.parametrize("typed", ["(202) 555-0103", "202-555-0103", "+1 202 555 0103"])
async def test_numbers_in_any_form(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    who_is_trusted: WhoIsTrusted,
    typed: str,
) -> None:
    """The dialog takes what people write."""
    flow = await hass.config_entries.options.async_init(entry.entry_id)
    result = await hass.config_entries.options.async_configure(
        flow["flow_id"],
        {
            "sending": {"retry_for": 10, "plain_letters": False},
            "inbound": {
                "instant": False,
                "trusted_numbers": [typed, ANN],
                "trust_everyone": False,
            },
        },
    )
    await hass.async_block_till_done(wait_background_tasks=True)

    assert result["type"] == "create_entry"
    assert entry.options["inbound"]["trusted_numbers"] == [ANN]
    assert await who_is_trusted(ANN, BEN) == [ANN]


async def test_whoever_is_on_a_list(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    who_is_trusted: WhoIsTrusted,
    trusted_club: Any,
) -> None:
    """Who is added is trusted within five minutes; who is removed no longer is."""
    everybody = (DAD, ANN, BEN, STRANGER)
    people = await who_is_trusted(*everybody)
    assert people == [DAD, ANN]

    for one in list(trusted_club.contacts):
        trusted_club.contacts.pop(one)
    _add(simulator, trusted_club, "(202) 555-0104")
    await pass_minutes(hass, freezer, 5)

    people = await who_is_trusted(*everybody)
    assert people == [DAD, BEN]


def _add(simulator: Simulator, club: Any, number: str) -> None:
    """Put a number on a list."""
    other = simulator.add_list("Other", {"phone_number": number})
    club.contacts.update(other.contacts)


@pytest.mark.usefixtures("trusted_club")
async def test_a_list_is_read_at_most_every_five_minutes(
    simulator: Simulator,
    who_is_trusted: WhoIsTrusted,
) -> None:
    """And only when somebody texts of whom nothing else is known."""
    simulator.requests.clear()
    assert await who_is_trusted(DAD) == [DAD]
    assert simulator.requests.find("GET", CONTACTS) == []

    for _ in range(4):
        assert await who_is_trusted(ANN) == [ANN]
    assert len(simulator.requests.find("GET", CONTACTS)) == 1


@pytest.mark.usefixtures("trusted_club")
async def test_a_list_that_is_gone(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    who_is_trusted: WhoIsTrusted,
) -> None:
    """Nobody is on it any more, and nothing else is in trouble."""
    for fault in ("not_found", "forbidden"):
        assert await who_is_trusted(ANN) == [ANN]
        simulator.faults.arm(fault, path=CONTACTS, times=None)
        await pass_minutes(hass, freezer, 5)

        assert await who_is_trusted(ANN, DAD) == [DAD]

        simulator.faults.clear()
        await pass_minutes(hass, freezer, 5)


@pytest.mark.usefixtures("trusted_club")
@pytest.mark.parametrize("sender", [ANN, STRANGER])
async def test_a_text_waits_for_a_list_that_was_never_read(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    heard: Heard,
    expected_log: list[str],
    sender: str,
) -> None:
    """Neither lost nor called untrusted: it stays unread, and is heard later."""
    expected_log.append("Error fetching clicksend_messaging inbound data")
    simulator.faults.arm("server_error", path=CONTACTS, times=None)
    text = simulator.inject_inbound(sender, "Open the garage")
    await pass_minutes(hass, freezer, 3)
    assert heard == []
    assert not text.read

    simulator.faults.clear()
    await pass_minutes(hass, freezer, 1)

    assert messages(heard) == ["Open the garage"]
    assert (heard[0]["event_type"] == "trusted") == (sender == ANN)
    assert text.read


@pytest.mark.usefixtures("trusted_club")
async def test_nobody_else_waits_for_a_list_that_was_never_read(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    heard: Heard,
    expected_log: list[str],
) -> None:
    """What recipients write is heard at once, and once; the other text comes later."""
    expected_log.append("Error fetching clicksend_messaging inbound data")
    simulator.faults.arm("server_error", path=CONTACTS, times=None)
    first = simulator.inject_inbound(DAD, "Disarm")
    text = simulator.inject_inbound(ANN, "Open the garage")
    for _ in range(20):
        simulator.inject_inbound(STRANGER, "Hello")
    last = simulator.inject_inbound(DAD, "Arm")
    await pass_minutes(hass, freezer, 3)
    assert messages(heard) == ["Disarm", "Arm"]
    assert len(simulator.requests.find("GET", CONTACTS)) <= 3
    assert (first.read, text.read, last.read) == (True, False, True)

    simulator.faults.clear()
    await pass_minutes(hass, freezer, 2)

    assert messages(heard)[2:] == ["Open the garage", *20 * ["Hello"]]
    assert heard[2]["event_type"] == "trusted"
    assert text.read


@pytest.mark.usefixtures("trusted_club")
async def test_nobody_waits_for_a_list_who_cannot_be_on_it(
    simulator: Simulator,
    who_is_trusted: WhoIsTrusted,
) -> None:
    """Recipients are trusted without it, and who has no number is not anyway."""
    simulator.faults.arm("server_error", path=CONTACTS, times=None)

    assert await who_is_trusted(DAD, "MyBank") == [DAD]


@pytest.mark.usefixtures("trusted_club")
async def test_a_list_that_cannot_be_read_any_more(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    who_is_trusted: WhoIsTrusted,
) -> None:
    """The last known members are the members."""
    assert await who_is_trusted(ANN) == [ANN]
    simulator.faults.arm("server_error", path=CONTACTS, times=None)
    await pass_minutes(hass, freezer, 10)

    trusted = await who_is_trusted(ANN, STRANGER)

    assert trusted == [ANN]


async def test_several_lists(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    who_is_trusted: WhoIsTrusted,
    club: Any,
) -> None:
    """To be on one of them is enough, also when another is gone."""
    work = simulator.add_list("Work", {"phone_number": BEN})
    await switch(
        hass, entry, trusted_lists=["999999", str(club.list_id), str(work.list_id)]
    )

    trusted = await who_is_trusted(ANN, BEN, STRANGER)

    assert trusted == [ANN, BEN]


async def test_a_name_on_a_list_is_no_number(
    simulator: Simulator,
    who_is_trusted: WhoIsTrusted,
    trusted_club: Any,
) -> None:
    """Anybody can send under a name, or without any."""
    for odd in ("Ann", "", "12345"):
        _add(simulator, trusted_club, odd)

    trusted = await who_is_trusted("Ann", "", "202KKK")

    assert trusted == []


async def test_everyone(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
    who_is_trusted: WhoIsTrusted,
    club: Any,
) -> None:
    """Also who texts under a name; nobody needs to look at lists for that."""
    everybody = [DAD, STRANGER, "MyBank", "12345", ""]
    await switch(hass, entry, trust_everyone=True, trusted_lists=[str(club.list_id)])
    simulator.requests.clear()

    trusted = await who_is_trusted(*everybody)

    assert sorted(trusted) == sorted(everybody)
    assert simulator.requests.find("GET", CONTACTS) == []
    await switch(hass, entry, trust_everyone=False)
    await pass_time(hass, freezer, timedelta(seconds=1))
    trusted = await who_is_trusted(*everybody)
    assert trusted == [DAD]
