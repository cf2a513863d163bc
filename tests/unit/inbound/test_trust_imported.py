"""People from a contact list command nothing, unless the options say that they may."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_RECONFIGURE
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.clock import pass_time
from tests.unit.conftest import DAD
from tests.unit.services.asking import ask

from .conftest import Heard

ANN = "+12025550103"


@pytest.fixture
async def ann(hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry) -> str:
    """Return the subentry of Ann, who came from a list."""
    added = simulator.add_list("Club", {"phone_number": ANN, "first_name": "Ann"})
    await ask(hass, "sync_recipients", list_id=added.list_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return next(
        each.subentry_id for each in entry.subentries.values() if each.title == "Ann"
    )


async def texts_in(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    heard: Heard,
) -> dict[str, str]:
    """Have Ann and Dad text; return whether they are trusted, by name."""
    heard.clear()
    simulator.inject_inbound(ANN, "Open the door")
    simulator.inject_inbound(DAD, "Hello")
    await pass_time(hass, freezer)
    return {event["name"]: event["event_type"] for event in heard}


@pytest.mark.usefixtures("ann")
async def test_who_comes_from_a_list_is_named_but_not_trusted(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """Anybody who may change the list could put themselves on it."""
    assert await texts_in(hass, freezer, simulator, heard) == {
        "Ann": "untrusted",
        "Dad": "trusted",
    }


@pytest.mark.usefixtures("ann")
async def test_they_are_trusted_if_somebody_wants_it(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
) -> None:
    """At once, and no longer than that."""
    everybody = {"Ann": "trusted", "Dad": "trusted"}
    for trusted in (True, False):
        hass.config_entries.async_update_entry(
            entry,
            options={"people": {"import_channels": ["sms"], "import_trusted": trusted}},
        )
        await hass.async_block_till_done(wait_background_tasks=True)

        assert await texts_in(hass, freezer, simulator, heard) == (
            everybody if trusted else everybody | {"Ann": "untrusted"}
        )


async def test_the_dialog_of_a_recipient_does_not_make_them_trusted(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
    ann: str,
) -> None:
    """It is about how somebody is reached."""
    form = await hass.config_entries.subentries.async_init(
        (entry.entry_id, "recipient"),
        context={"source": SOURCE_RECONFIGURE, "subentry_id": ann},
    )
    await hass.config_entries.subentries.async_configure(
        form["flow_id"],
        {"name": "Ann", "phone_number": ANN, "channels": ["sms", "voice"]},
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.states.get("notify.ann_voice")

    assert (await texts_in(hass, freezer, simulator, heard))["Ann"] == "untrusted"


async def test_who_is_added_by_hand_is_trusted_whatever_list_they_are_on(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    heard: Heard,
    ann: str,
) -> None:
    """That is the way to trust only one of them."""
    hass.config_entries.async_remove_subentry(entry, ann)
    form = await hass.config_entries.subentries.async_init(
        (entry.entry_id, "recipient"), context={"source": "user"}
    )
    await hass.config_entries.subentries.async_configure(
        form["flow_id"], {"name": "Aunt", "phone_number": ANN, "channels": ["sms"]}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    club = simulator.account.address_book.lists_of(simulator.account.user_id)[-1]

    answer = await ask(hass, "sync_recipients", list_id=club.list_id)

    assert answer["skipped"] == 1
    assert (await texts_in(hass, freezer, simulator, heard))["Aunt"] == "trusted"
