"""The blueprint that lets people join and leave a contact list by text."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_get_persistent_notifications,
)

from simulator import Simulator
from simulator.clicksend.address_book import ContactList
from tests.unit.blueprints.conftest import Use, run_by_hand
from tests.unit.clock import poll_now
from tests.unit.conftest import DAD
from tests.unit.sending import accepted
from tests.unit.states import EVENT

STRANGER = "+12025550199"
WELCOME = "You are on the list. Text STOP to leave it."
CONTACTS = "/lists/*/contacts*"


@pytest.fixture
def club(simulator: Simulator) -> ContactList:
    """Return a list with somebody on it who has nothing to do with it all."""
    return simulator.add_list(
        "Club", {"first_name": "Ann", "phone_number": "+12025550110"}
    )


@pytest.fixture
def collect(use: Use, entry: MockConfigEntry, club: ContactList) -> Use:  # noqa: ARG001 (it has to be there)
    """Return a function that uses the blueprint."""

    async def collect(**inputs: Any) -> None:
        chosen = {"inbound": EVENT, "list_id": club.list_id, **inputs}
        await use("keyword_list", **chosen)

    return collect


def add(simulator: Simulator, club: ContactList, *numbers: str | None) -> None:
    """Put somebody on the list, under some numbers."""
    book = simulator.account.address_book
    for number in numbers:
        details = type(next(iter(club.contacts.values())).details)(phone_number=number)
        book.add_contact(club, details, simulator.clock.now())


def members(club: ContactList) -> list[str | None]:
    """Return the numbers on the list, apart from Ann's."""
    return [contact.details.phone_number for contact in club.contacts.values()][1:]


async def text(
    hass: HomeAssistant, simulator: Simulator, *bodies: str, sender: str = STRANGER
) -> None:
    """Have texts come in, one after the other."""
    for body in bodies:
        simulator.inject_inbound(sender, body)
        await poll_now(hass)


def told(hass: HomeAssistant) -> list[str]:
    """Return what the person who lives here is told."""
    notices = async_get_persistent_notifications(hass)
    return [str(notice["message"]) for notice in notices.values()]


@pytest.mark.parametrize("sender", [STRANGER, DAD, "+447400123456"])
@pytest.mark.parametrize(
    "body", ["JOIN", " join\n", "Join, please!", '"JOIN"', "join\nstop"]
)
async def test_keyword(
    hass: HomeAssistant,
    simulator: Simulator,
    club: ContactList,
    collect: Use,
    body: str,
    sender: str,
) -> None:
    """Whoever texts it, trusted or not, is on the list and hears of it."""
    await collect()

    await text(hass, simulator, body, sender=sender)

    assert members(club) == [sender]
    assert accepted(simulator) == {sender: [WELCOME]}
    assert told(hass) == []


@pytest.mark.parametrize(
    "body",
    [
        *("", " ", "Hello", "Please join", "joined", "join-us", "join2", "JO IN"),
        *("{{ 'join' }}", "['join']", "{'word': 'join'}", "!!! join", "unstoppable"),
        "x" * 2000,
    ],
)
async def test_other_texts(
    hass: HomeAssistant,
    simulator: Simulator,
    club: ContactList,
    collect: Use,
    body: str,
) -> None:
    """They change nothing, cost nothing, and ask nothing of ClickSend."""
    add(simulator, club, DAD)
    await collect(stop_answer="Bye")

    await text(hass, simulator, body)
    await text(hass, simulator, body, sender=DAD)

    assert members(club) == [DAD]
    assert accepted(simulator) == {}
    assert simulator.requests.find("GET", CONTACTS) == []


@pytest.mark.parametrize("body", ["JOIN", "STOP"])
@pytest.mark.parametrize(
    "sender", ["MyBank", "202JOIN0101", "12345", f"{STRANGER} Bank"]
)
async def test_sender_that_is_no_number(
    hass: HomeAssistant,
    simulator: Simulator,
    club: ContactList,
    collect: Use,
    sender: str,
    body: str,
) -> None:
    """Nobody can be texted under a name."""
    add(simulator, club, sender)
    await collect(stop_answer="Bye")

    await text(hass, simulator, body, sender=sender)

    assert members(club) == [sender]
    assert accepted(simulator) == {}
    assert simulator.requests.find("GET", CONTACTS) == []


@pytest.mark.parametrize("keyword", ["123", " Yoga ", "🎾", "1.50", "#in", "None"])
async def test_own_keyword(
    hass: HomeAssistant,
    simulator: Simulator,
    club: ContactList,
    collect: Use,
    keyword: str,
) -> None:
    """Any word will do, and an answer is not needed."""
    await collect(keyword=keyword, answer="")

    await text(hass, simulator, "JOIN", keyword.strip().upper() + " now")

    assert members(club) == [STRANGER]
    assert accepted(simulator) == {}


async def test_empty_keyword(
    hass: HomeAssistant, simulator: Simulator, club: ContactList, collect: Use
) -> None:
    """It is no text's."""
    await collect(keyword="")

    await text(hass, simulator, "", "...", "JOIN")

    assert members(club) == []


async def test_twice(
    hass: HomeAssistant, simulator: Simulator, club: ContactList, collect: Use
) -> None:
    """One contact, and one answer an hour."""
    await collect()

    await text(hass, simulator, "JOIN", "join")

    assert members(club) == [STRANGER]
    assert accepted(simulator) == {STRANGER: [WELCOME]}


async def test_burst(
    hass: HomeAssistant, simulator: Simulator, club: ContactList, collect: Use
) -> None:
    """Texts that come at once are handled one after the other, each of them."""
    await collect()
    numbers = [f"+1202555{number:04}" for number in range(300, 310)]
    for number in (*numbers, *numbers):
        simulator.inject_inbound(number, "JOIN")

    await poll_now(hass)

    assert sorted(filter(None, members(club))) == numbers


@pytest.mark.parametrize(
    "written", ["+1 (202) 555-0199", "12025550199", "(202) 555-0199", "2025550199"]
)
async def test_number_that_is_written_in_another_way(
    hass: HomeAssistant,
    simulator: Simulator,
    club: ContactList,
    collect: Use,
    written: str,
) -> None:
    """It is the same number."""
    add(simulator, club, written)
    await collect()

    await text(hass, simulator, "JOIN")
    assert members(club) == [written]
    await text(hass, simulator, "STOP")
    assert members(club) == []


@pytest.mark.parametrize(
    "body",
    [
        *("STOP", "stop", "Stop.", " STOP it", "STOPALL", "stop all", "Unsubscribe"),
        *("CANCEL", "End", "QUIT", "OPT-OUT", "opt out", "OPTOUT", "Remove", "'stop'"),
    ],
)
async def test_leaving(
    hass: HomeAssistant,
    simulator: Simulator,
    club: ContactList,
    collect: Use,
    body: str,
) -> None:
    """Every contact with the number goes, and nobody else; there is no answer."""
    add(simulator, club, STRANGER, STRANGER, DAD, None, "", "0199", STRANGER)
    await collect()

    await text(hass, simulator, body)

    assert members(club) == [DAD, None, "", "0199"]
    assert accepted(simulator) == {}
    assert told(hass) == []


async def test_long_list(
    hass: HomeAssistant, simulator: Simulator, club: ContactList, collect: Use
) -> None:
    """All of it is looked at."""
    numbers = [f"+1202556{number:04}" for number in range(250)]
    add(simulator, club, *numbers, STRANGER)
    await collect()

    await text(hass, simulator, "JOIN", "STOP")

    assert members(club) == numbers


async def test_number_that_ends_alike(
    hass: HomeAssistant, simulator: Simulator, club: ContactList, collect: Use
) -> None:
    """Somebody in Egypt is somebody else."""
    add(simulator, club, "+2025550199")
    await collect()

    await text(hass, simulator, "JOIN", "STOP")

    assert members(club) == ["+2025550199"]


async def test_answer_to_leaving(
    hass: HomeAssistant, simulator: Simulator, club: ContactList, collect: Use
) -> None:
    """If wanted; whoever joins and leaves and joins again is answered once an hour.

    Not with a word that opts people out of all messages.
    """
    add(simulator, club, STRANGER)
    await collect(stop_answer="Goodbye")

    await text(hass, simulator, "Remove", "JOIN", "Remove", "Remove", "JOIN")

    assert members(club) == [STRANGER]
    assert accepted(simulator) == {STRANGER: ["Goodbye"]}


async def test_stop_words_of_ones_own(
    hass: HomeAssistant, simulator: Simulator, club: ContactList, collect: Use
) -> None:
    """Only these count; as a keyword, they still stop."""
    add(simulator, club, STRANGER)
    await collect(stop_words=["Bye-bye", "JOIN"])

    await text(hass, simulator, "STOP")
    assert members(club) == [STRANGER]
    await text(hass, simulator, "BYE BYE")
    assert members(club) == []
    await text(hass, simulator, "JOIN")
    assert members(club) == []


async def test_restart(
    hass: HomeAssistant,
    simulator: Simulator,
    club: ContactList,
    collect: Use,
    entry: MockConfigEntry,
) -> None:
    """The last text is remembered, and not handled again."""
    await collect()
    await text(hass, simulator, "JOIN")
    club.contacts.popitem()

    assert await hass.config_entries.async_reload(entry.entry_id)
    await poll_now(hass)
    await run_by_hand(hass)

    assert members(club) == []


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_joining_that_fails(
    hass: HomeAssistant,
    simulator: Simulator,
    club: ContactList,
    collect: Use,
    expected_log: list[str],
    method: str,
) -> None:
    """Nobody is welcomed who is not on the list, and somebody here is told."""
    expected_log.append("Error for call_service")
    await collect()
    simulator.faults.arm("server_error", method=method, path=CONTACTS)

    await text(hass, simulator, "JOIN")

    assert members(club) == []
    assert accepted(simulator) == {}
    (notice,) = told(hass)
    assert f"{STRANGER} wants to join contact list {club.list_id}" in notice


async def test_joining_whose_answer_is_lost(
    hass: HomeAssistant,
    simulator: Simulator,
    club: ContactList,
    collect: Use,
    expected_log: list[str],
) -> None:
    """The contact is seen to be there."""
    expected_log.append("Error for call_service")
    await collect()
    simulator.faults.arm("processed_server_error", method="POST", path=CONTACTS)

    await text(hass, simulator, "JOIN")

    assert members(club) == [STRANGER]
    assert accepted(simulator) == {STRANGER: [WELCOME]}
    assert told(hass) == []


@pytest.mark.parametrize(("method", "left"), [("DELETE", 1), ("GET", 2)])
async def test_leaving_that_fails(
    hass: HomeAssistant,
    simulator: Simulator,
    club: ContactList,
    collect: Use,
    expected_log: list[str],
    method: str,
    left: int,
) -> None:
    """What can be removed is, and somebody here is told of the rest."""
    expected_log.append("Error for call_service")
    add(simulator, club, STRANGER, STRANGER)
    await collect(stop_answer="Goodbye")
    simulator.faults.arm("server_error", method=method, path=CONTACTS)

    await text(hass, simulator, "STOP")

    assert members(club) == [STRANGER] * left
    assert accepted(simulator) == {}
    (notice,) = told(hass)
    assert f"{STRANGER} wants to leave contact list {club.list_id}" in notice


async def test_two_accounts(
    hass: HomeAssistant,
    simulator: Simulator,
    club: ContactList,
    collect: Use,
    entry: MockConfigEntry,
) -> None:
    """The list and the answer are those of the account that was texted."""
    other = MockConfigEntry(
        domain=entry.domain, title="Office", unique_id="another", data={**entry.data}
    )
    other.add_to_hass(hass)
    assert await hass.config_entries.async_setup(other.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    # Both are the same at ClickSend, and it would take the text away.
    await other.runtime_data.inbound.async_shutdown()
    await collect()

    await text(hass, simulator, "JOIN")

    assert members(club) == [STRANGER]
    assert accepted(simulator) == {STRANGER: [WELCOME]}
