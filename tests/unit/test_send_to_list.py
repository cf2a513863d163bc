"""Messages to contact lists: everybody on one is a recipient of their own."""

from collections.abc import Callable

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import SUBENTRY_CONTACT_LIST
from simulator import Simulator
from simulator.clicksend.address_book import ContactDetails, ContactList
from simulator.clicksend.templates import Template
from tests.unit.conftest import DAD, MUM, recipient
from tests.unit.sending import (
    DAD_ENTITY,
    TEXT,
    accepted,
    notify,
    requests,
    send_sms,
    unlimited,
)
from tests.unit.services.asking import problem

ANN, BOB = "+12025550103", "+12025550104"


@pytest.fixture
def added(simulator: Simulator) -> ContactList:
    """Add a list of three at ClickSend, one of whom has no number."""
    return simulator.add_list(
        "Family",
        {"first_name": "Ann", "last_name": "Lee", "phone_number": ANN},
        {"first_name": "Bob", "phone_number": "(202) 555-0104"},
        {"first_name": "Carol", "email": "carol@example.com"},
    )


@pytest.fixture
def family(added: ContactList) -> str:
    """Return the list's number."""
    return str(added.list_id)


@pytest.mark.usefixtures("entry")
async def test_outcomes_per_contact(hass: HomeAssistant, family: str) -> None:
    """Also for who cannot be reached: nobody is silently left out."""
    answer = await send_sms(hass, list_id=family)

    rows = [(m["name"], m["recipient"], m["status"]) for m in answer["messages"]]
    assert rows == [
        ("Ann Lee", ANN, "accepted"),
        ("Bob", BOB, "accepted"),
        ("Carol", "", "rejected"),
    ]
    assert answer["messages"][2]["code"] == "INVALID_RECIPIENT"
    assert (answer["accepted"], answer["failed"]) == (2, 1)


@pytest.mark.usefixtures("entry")
async def test_everybody_gets_it_once(
    hass: HomeAssistant, simulator: Simulator, family: str
) -> None:
    """Whoever is on a list, a recipient, and among the numbers; in one request."""
    other = simulator.add_list("Others", {"phone_number": ANN}, {"phone_number": DAD})

    answer = await send_sms(
        hass,
        entity_id=DAD_ENTITY,
        phone_numbers=[BOB],
        list_id=[family, other.list_id],
    )

    assert {number: len(texts) for number, texts in accepted(simulator).items()} == {
        DAD: 1,
        BOB: 1,
        ANN: 1,
    }
    assert len(requests(simulator)) == 1
    assert answer["messages"][0]["name"] == "Dad"


@pytest.mark.usefixtures("entry")
async def test_limits_count_contacts(
    hass: HomeAssistant, family: str, entry: MockConfigEntry
) -> None:
    """A list is no way around a limit."""
    hass.config_entries.async_update_entry(
        entry, options={"limits": {"messages_per_hour": 1}}
    )
    await hass.async_block_till_done(wait_background_tasks=True)

    answer = await send_sms(hass, list_id=family)

    assert [m["status"] for m in answer["messages"]] == [
        "accepted",
        "blocked",
        "rejected",
    ]


@pytest.mark.usefixtures("entry")
async def test_a_long_list_is_read_and_sent_in_pages(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Above what ClickSend takes in one request."""
    unlimited(hass, entry)
    await hass.async_block_till_done(wait_background_tasks=True)
    numbers = [f"+1202555{number}" for number in range(1000, 2150)]
    big = simulator.add_list("All", *({"phone_number": number} for number in numbers))

    answer = await send_sms(hass, list_id=big.list_id)

    assert answer["accepted"] == len(numbers)
    assert [len(request) for request in requests(simulator)] == [1000, 150]
    assert simulator.books.duplicates() == {}


@pytest.mark.usefixtures("entry")
async def test_list_that_is_empty_or_not_there(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Each has an error of its own, and nothing is sent."""
    empty = simulator.add_list("Nobody")
    for list_id, key in (
        (str(empty.list_id), "no_recipients"),
        ("99", "list_not_found"),
    ):
        with pytest.raises(ServiceValidationError) as caught:
            await send_sms(hass, list_id=list_id)
        assert caught.value.translation_key == key
    assert requests(simulator) == []


@pytest.mark.usefixtures("entry")
async def test_a_list_that_cannot_be_read_is_as_it_was(
    hass: HomeAssistant, simulator: Simulator, family: str
) -> None:
    """An alarm does not wait for it; one never read cannot be guessed."""
    simulator.faults.arm("server_error", path="/lists/*", times=None)
    with pytest.raises(HomeAssistantError) as caught:
        await send_sms(hass, list_id=family)
    assert caught.value.translation_key == "list_not_read"
    assert requests(simulator) == []

    simulator.faults.clear()
    await send_sms(hass, list_id=family)
    simulator.faults.arm("server_error", path="/lists/*", times=None)
    answer = await send_sms(hass, list_id=family)

    assert answer["accepted"] == 2


async def test_notify_entity_of_a_list(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    added: ContactList,
    family: str,
) -> None:
    """Reaches whoever is on it by then, with the plain action."""
    entry = make_entry(
        recipient("Dad", DAD),
        ConfigSubentryData(
            subentry_type=SUBENTRY_CONTACT_LIST,
            title="Family",
            unique_id=family,
            data={"list_id": family, "channels": ["sms", "voice"]},
        ),
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    with pytest.raises(HomeAssistantError, match="Carol"):
        await notify(hass, "notify.family_sms")
    assert set(accepted(simulator)) == {ANN, BOB}

    simulator.account.address_book.add_contact(
        added, ContactDetails(phone_number=MUM), simulator.clock.now()
    )
    with pytest.raises(HomeAssistantError):
        await notify(hass, "notify.family_sms")
    assert set(accepted(simulator)) == {ANN, BOB, MUM}


@pytest.mark.parametrize("action", ["send_sms", "get_price"])
@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/lists/*", {"message": TEXT}),
        ("/sms/templates", {"template": "7"}),
    ],
    ids=["list", "template"],
)
async def test_an_account_that_ends_while_it_is_asked(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    family: str,
    action: str,
    path: str,
    what: dict[str, str],
) -> None:
    """Nothing is sent, and whoever sends it hears of that."""
    text = Template(template_id=7, template_name="Leak", body="Leak!")
    simulator.account.templates.keep(7, text)
    simulator.faults.arm("delay", path=path, seconds=0.3)
    asking = hass.async_create_task(problem(hass, action, list_id=family, **what))
    await simulator.requests.wait_for(1, "GET", path)

    assert await hass.config_entries.async_unload(entry.entry_id)

    assert (await asking).translation_key == "stopped"
    assert requests(simulator) == []


async def test_an_account_that_is_loaded_anew_while_it_is_asked(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, family: str
) -> None:
    """The message leaves once it is there again."""
    simulator.faults.arm("delay", path="/lists/*", seconds=0.5)
    sending = hass.async_create_task(send_sms(hass, list_id=family))
    await simulator.requests.wait_for(1, "GET", "/lists/*")

    assert await hass.config_entries.async_reload(entry.entry_id)

    assert (await sending)["accepted"] == 2
    assert accepted(simulator) == {ANN: [TEXT], BOB: [TEXT]}
