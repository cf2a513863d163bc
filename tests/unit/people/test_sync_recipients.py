"""The action that keeps recipients in step with a contact list."""

from collections.abc import Mapping
from typing import Any, Literal

from homeassistant.config_entries import SOURCE_RECONFIGURE
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.conftest import DAD, MUM
from tests.unit.sending import TEXT, accepted, notify
from tests.unit.services.asking import ask, problem

from .conftest import (
    ANN,
    BOB,
    CAT,
    Club,
    counts,
    people,
    recipient_called,
    snapshot,
    sync,
)

BOTH = {"Dad": DAD, "Mum": MUM}


async def test_people_become_recipients(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    club: Club,
) -> None:
    """Each is a device with a notify entity, like those added by hand."""
    assert await sync(hass, club) == counts(added=2)

    assert people(entry) == BOTH | {"Ann": ANN, "Bob": BOB}
    bob = recipient_called(entry, "Bob")
    [bob_id] = [
        str(contact.contact_id)
        for contact in club.contacts.contacts.values()
        if contact.details.first_name == "Bob"
    ]
    assert bob.data == {
        "name": "Bob",
        "phone_number": BOB,
        "channels": ["sms"],
        "imported": {"list_id": club.list_id, "contact_id": bob_id},
    }
    device = device_registry.async_get_device_by_identifier(
        (DOMAIN, bob.subentry_id), entry.entry_id
    )
    assert device
    assert device.name == "Bob"
    await notify(hass, ["notify.ann_sms", "notify.bob_sms"])
    assert accepted(simulator) == {ANN: [TEXT], BOB: [TEXT]}


async def test_a_second_time_nothing_changes(
    hass: HomeAssistant, entry: MockConfigEntry, club: Club
) -> None:
    """Nor is the account loaded anew."""
    await sync(hass, club)
    before, data = snapshot(entry), entry.runtime_data

    assert await sync(hass, club) == counts()

    assert snapshot(entry) == before
    assert entry.runtime_data is data


async def test_names_and_numbers_follow(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
    simulator: Simulator,
    club: Club,
) -> None:
    """The entities stay, under the ids that automations know."""
    await sync(hass, club)
    ann, bob = recipient_called(entry, "Ann"), recipient_called(entry, "Bob")
    entity_registry.async_update_entity(
        "notify.bob_sms", new_entity_id="notify.neighbour"
    )
    club.change("Ann", first_name="Anna", last_name="Lee")
    club.change("Bob", phone_number=CAT)

    assert await sync(hass, club) == counts(changed=2)

    assert people(entry) == BOTH | {"Anna Lee": ANN, "Bob": CAT}
    assert recipient_called(entry, "Anna Lee").subentry_id == ann.subentry_id
    assert recipient_called(entry, "Bob").subentry_id == bob.subentry_id
    device = device_registry.async_get_device_by_identifier(
        (DOMAIN, ann.subentry_id), entry.entry_id
    )
    assert device
    assert device.name == "Anna Lee"
    await notify(hass, ["notify.ann_sms", "notify.neighbour"])
    assert accepted(simulator) == {ANN: [TEXT], CAT: [TEXT]}


async def test_numbers_that_are_exchanged(
    hass: HomeAssistant, entry: MockConfigEntry, club: Club
) -> None:
    """Neither stands in the other's way."""
    await sync(hass, club)
    ann = recipient_called(entry, "Ann").subentry_id
    club.change("Ann", phone_number=BOB)
    club.change("Bob", phone_number=ANN)

    assert await sync(hass, club) == counts(changed=2)

    assert people(entry) == BOTH | {"Ann": BOB, "Bob": ANN}
    assert recipient_called(entry, "Ann").subentry_id == ann


async def test_who_is_off_the_list_goes(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    club: Club,
) -> None:
    """With device and entity; their number is free for somebody else."""
    await sync(hass, club)
    club.remove("Ann")
    club.change("Bob", phone_number=ANN)

    assert await sync(hass, club) == counts(changed=1, removed=1)

    assert people(entry) == BOTH | {"Bob": ANN}
    assert hass.states.get("notify.ann_sms") is None
    devices = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert {device.name for device in devices} == {"ClickSend", "Dad", "Mum", "Bob"}


async def test_a_list_with_nobody_left(
    hass: HomeAssistant, entry: MockConfigEntry, club: Club
) -> None:
    """ClickSend says so itself, so everybody goes who came from it."""
    await sync(hass, club)
    club.clear()

    assert await sync(hass, club) == counts(removed=2)

    assert people(entry) == BOTH


async def test_a_list_that_is_filled_anew(
    hass: HomeAssistant, entry: MockConfigEntry, club: Club
) -> None:
    """The same people have other ids then, and keep their entities."""
    await sync(hass, club)
    ann = recipient_called(entry, "Ann").subentry_id
    club.clear()
    club.add("Bob", BOB)
    club.add("Anna", ANN)

    assert await sync(hass, club) == counts(changed=2)

    assert people(entry) == BOTH | {"Anna": ANN, "Bob": BOB}
    assert recipient_called(entry, "Anna").subentry_id == ann
    assert await sync(hass, club) == counts()


async def test_recipients_added_by_hand_are_not_touched(
    hass: HomeAssistant, entry: MockConfigEntry, club: Club
) -> None:
    """Whether they are on the list, or on it no more."""
    before = snapshot(entry)
    club.add("Father", "202-555-0101")

    assert await sync(hass, club) == counts(added=2, skipped=1)
    club.remove("Father")
    assert await sync(hass, club) == counts()
    club.clear()
    assert await sync(hass, club) == counts(removed=2)

    assert snapshot(entry) == before


async def test_who_cannot_be_reached_is_left_out(
    hass: HomeAssistant, entry: MockConfigEntry, club: Club
) -> None:
    """No number, none that can be one, and one that somebody else has."""
    club.add("Mail", None)
    club.add("Door", "12")
    club.add("Bobby", "+1 202 555 0104")

    assert await sync(hass, club) == counts(added=2, skipped=3)

    assert people(entry) == BOTH | {"Ann": ANN, "Bob": BOB}


async def test_who_has_no_name_is_called_by_number(
    hass: HomeAssistant, entry: MockConfigEntry, club: Club
) -> None:
    """There has to be some name for the device."""
    club.add("", "2025550105")

    await sync(hass, club)

    assert people(entry)[CAT] == CAT


async def test_somebody_on_the_list_stays(
    hass: HomeAssistant, entry: MockConfigEntry, club: Club
) -> None:
    """A slip at ClickSend must not cost them their alarms."""
    club.add("Cat", CAT)
    await sync(hass, club)
    before = snapshot(entry)
    club.change("Ann", phone_number="12")
    club.change("Bob", phone_number=DAD)
    club.change("Cat", phone_number=BOB)

    assert await sync(hass, club) == counts(skipped=3)

    assert snapshot(entry) == before


async def test_two_with_the_same_number(
    hass: HomeAssistant, entry: MockConfigEntry, club: Club
) -> None:
    """Whoever has it already keeps it, as long as they are on the list."""
    await sync(hass, club)
    club.remove("Ann")
    club.add("Robert", BOB)
    club.add("Rob", BOB)

    assert await sync(hass, club) == counts(removed=1, skipped=2)
    assert people(entry) == BOTH | {"Bob": BOB}
    bob = recipient_called(entry, "Bob").subentry_id
    club.remove("Bob")

    assert await sync(hass, club) == counts(changed=1, skipped=1)
    assert people(entry) == BOTH | {"Robert": BOB}
    assert recipient_called(entry, "Robert").subentry_id == bob


async def test_lists_do_not_disturb_each_other(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, club: Club
) -> None:
    """Each removes only whom it added; who is on both belongs to the first."""
    other = Club(simulator, "Work", ("Bobby", BOB), ("Cat", CAT))
    await sync(hass, club)

    assert await sync(hass, other) == counts(added=1, skipped=1)
    other.clear()
    assert await sync(hass, other) == counts(removed=1)

    assert people(entry) == BOTH | {"Ann": ANN, "Bob": BOB}


async def test_what_was_set_up_for_somebody_stays(
    hass: HomeAssistant, entry: MockConfigEntry, club: Club
) -> None:
    """The dialog keeps where they come from; name and number are the list's."""
    await sync(hass, club)
    ann = recipient_called(entry, "Ann")
    form = await hass.config_entries.subentries.async_init(
        (entry.entry_id, "recipient"),
        context={"source": SOURCE_RECONFIGURE, "subentry_id": ann.subentry_id},
    )
    await hass.config_entries.subentries.async_configure(
        form["flow_id"],
        {
            "name": "Aunt",
            "phone_number": CAT,
            "channels": ["sms", "voice"],
            "sms": {"sender": "MyHome"},
            "voice": {"language": "en-au"},
        },
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert people(entry) == BOTH | {"Aunt": CAT, "Bob": BOB}

    assert await sync(hass, club) == counts(changed=1)

    assert people(entry) == BOTH | {"Ann": ANN, "Bob": BOB}
    assert ann.data["channels"] == ["sms", "voice"]
    assert ann.data["sms"] == {"sender": "MyHome"}
    assert ann.data["voice"] == {"language": "en-au"}
    club.remove("Ann")
    assert await sync(hass, club) == counts(removed=1)


async def test_numbers_are_those_of_the_accounts_country(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """In national form they belong there."""
    simulator.settings.account_country = "AU"
    await hass.config_entries.async_reload(entry.entry_id)
    aunts = Club(simulator, "Aunts", ("Sue", "0411 111 111"))

    await sync(hass, aunts)

    assert people(entry)["Sue"] == "+61411111111"


async def test_the_list_of_the_options(
    hass: HomeAssistant, entry: MockConfigEntry, club: Club
) -> None:
    """It need not be named; nor has anybody to ask for an answer."""
    error = await problem(hass, "sync_recipients")
    assert error.translation_key == "import_which"
    hass.config_entries.async_update_entry(
        entry,
        options={"people": {"import_list": club.list_id, "import_channels": ["voice"]}},
    )
    await hass.async_block_till_done(wait_background_tasks=True)

    await hass.services.async_call(DOMAIN, "sync_recipients", blocking=True)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert people(entry) == BOTH | {"Ann": ANN, "Bob": BOB}
    assert hass.states.get("notify.ann_voice")
    assert hass.states.get("notify.ann_sms") is None


async def test_two_hundred_are_enough(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Of one more nobody is taken, and nobody goes."""
    crowd = Club(
        simulator, "Crowd", *((f"P{n}", f"+1202555{n:04}") for n in range(1000, 1200))
    )
    assert await sync(hass, crowd) == counts(added=200)
    before = snapshot(entry)
    crowd.remove("P1000")
    crowd.add("One", ANN)
    crowd.add("Two", BOB)

    error = await problem(hass, "sync_recipients", list_id=crowd.list_id)

    assert error.translation_key == "import_too_many"
    assert snapshot(entry) == before


@pytest.mark.parametrize("status", [403, 404])
@pytest.mark.parametrize("foreign", [True, False])
async def test_a_list_that_is_not_there(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    club: Club,
    status: Literal[403, 404],
    foreign: bool,  # noqa: FBT001 (a parameter)
) -> None:
    """Nor may somebody else's be used; nobody goes because of it."""
    simulator.settings.missing_record = status
    simulator.settings.foreign_list = status
    await sync(hass, club)
    before = snapshot(entry)
    if foreign:
        club.contacts.owner += 1
    else:
        simulator.account.address_book.lists.delete(club.contacts.list_id)

    error = await problem(hass, "sync_recipients", list_id=club.list_id)

    assert error.translation_key == "import_list_not_found"
    assert error.translation_placeholders == {"list_id": club.list_id}
    assert snapshot(entry) == before


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ("unauthorized", "invalid_auth"),
        ("rate_limited", "rate_limited"),
        ("server_error", "answer_unusable"),
        ("malformed", "answer_unusable"),
        ("html_error", "answer_unusable"),
    ],
)
@pytest.mark.parametrize("page", [1, 2])
async def test_a_request_that_fails_changes_nothing(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    club: Club,
    fault: str,
    key: str,
    page: int,
) -> None:
    """Whichever page of the list it is."""
    await sync(hass, club)
    before = snapshot(entry)
    club.clear()
    for number in range(1000, 1150):
        club.add(f"P{number}", f"+1202555{number}")
    path = f"/lists/{club.list_id}/contacts"
    if page == 2:
        simulator.faults.arm("delay", path=path, seconds=0)
    simulator.faults.arm(fault, path=path)

    error = await problem(hass, "sync_recipients", list_id=club.list_id)

    assert error.translation_key == key
    assert snapshot(entry) == before


async def test_somebody_goes_while_the_list_is_read(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Another one slips through between two pages, and must not lose their entity."""
    crowd, before = await a_crowd(hass, simulator, entry)

    asking = hass.async_create_task(sync(hass, crowd))
    await second_page(simulator, crowd)
    crowd.remove("P1000")

    assert await asking == counts()
    assert snapshot(entry) == before
    assert await sync(hass, crowd) == counts(removed=1)


@pytest.mark.parametrize("comes", [True, False])
async def test_a_list_that_changes_while_it_is_read(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    comes: bool,  # noqa: FBT001 (a parameter)
) -> None:
    """If fewer came than there were at any time, nothing is changed."""
    crowd, before = await a_crowd(hass, simulator, entry)

    asking = hass.async_create_task(
        problem(hass, "sync_recipients", list_id=crowd.list_id)
    )
    await second_page(simulator, crowd)
    crowd.remove("P1149")
    if comes:
        crowd.remove("P1148")
        crowd.add("New", ANN)

    assert (await asking).translation_key == "import_incomplete"
    assert snapshot(entry) == before


async def a_crowd(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> tuple[Club, list[Mapping[str, Any]]]:
    """Return a list of two pages that is imported, and all recipients then."""
    crowd = Club(
        simulator, "Crowd", *((f"P{n}", f"+1202555{n:04}") for n in range(1000, 1150))
    )
    await sync(hass, crowd)
    path = f"/lists/{crowd.list_id}/contacts"
    simulator.requests.clear()
    simulator.faults.arm("delay", path=path, times=2, seconds=0.2)
    return crowd, snapshot(entry)


async def second_page(simulator: Simulator, crowd: Club) -> None:
    """Wait until the second page is asked for."""
    await simulator.requests.wait_for(2, "GET", f"/lists/{crowd.list_id}/contacts")


async def test_twice_at_the_same_time(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, club: Club
) -> None:
    """Nobody is added twice."""
    path = f"/lists/{club.list_id}/contacts"
    simulator.faults.arm("delay", path=path, times=2, seconds=0.1)

    calls = [
        hass.async_create_task(ask(hass, "sync_recipients", list_id=club.list_id))
        for _ in range(2)
    ]
    answers = [await call for call in calls]
    await hass.async_block_till_done(wait_background_tasks=True)

    assert len(simulator.requests.find("GET", path)) == 2
    assert sorted(answers, key=lambda answer: answer["added"]) == [
        counts(),
        counts(added=2),
    ]
    assert people(entry) == BOTH | {"Ann": ANN, "Bob": BOB}


async def test_only_administrators_may(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_read_only_user: MockUser,
    club: Club,
) -> None:
    """It decides who gets messages."""
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN,
            "sync_recipients",
            {"list_id": club.list_id},
            blocking=True,
            context=Context(user_id=hass_read_only_user.id),
        )

    assert people(entry) == BOTH
