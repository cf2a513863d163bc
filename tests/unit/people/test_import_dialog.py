"""A contact list is chosen, and imported, in the dialog of the options."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging import options_flow
from simulator import Simulator
from tests.unit.conftest import DAD, MUM
from tests.unit.dialogs import prefilled
from tests.unit.services.asking import ask

from .conftest import ANN, BOB, CAT, Club, people, snapshot, sync

BOTH = {"Dad": DAD, "Mum": MUM}
LIMITS = {
    "limits": {
        "messages_per_hour": 7,
        "messages_per_recipient": 3,
        "answers_per_number": 30,
    }
}


async def open_options(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Open the dialog."""
    form = await hass.config_entries.options.async_init(entry.entry_id)
    assert form["type"] is FlowResultType.FORM
    return form


async def submit(
    hass: HomeAssistant, form: ConfigFlowResult, typed: dict[str, Any]
) -> ConfigFlowResult:
    """Submit what was typed, and let what follows from it happen."""
    result = await hass.config_entries.options.async_configure(form["flow_id"], typed)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


def offered(form: ConfigFlowResult) -> dict[str, str] | None:
    """Return the lists that the form offers, if it asks for one."""
    assert form["data_schema"] is not None
    fields = form["data_schema"].schema["people"].schema.schema
    if "import_list" not in fields:
        return None
    options = fields["import_list"].config["options"]
    return {option["value"]: option["label"] for option in options}


def chosen(club: Club, **changes: Any) -> dict[str, Any]:
    """Return what is typed to import a list."""
    section = {"import_channels": ["sms"], "import_trusted": False, **changes}
    return {"people": {"import_list": club.list_id, **section}}


async def test_a_list_is_imported_at_once(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, club: Club
) -> None:
    """And chosen from then on."""
    other = Club(simulator, "Nobody")
    form = await open_options(hass, entry)
    assert not form["errors"]
    assert offered(form) == {club.list_id: "Club (2)", other.list_id: "Nobody (0)"}
    typed = chosen(club, import_channels=["sms", "voice"], import_trusted=True)

    result = await submit(hass, form, typed)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == typed
    assert people(entry) == BOTH | {"Ann": ANN, "Bob": BOB}
    assert entry.state is ConfigEntryState.LOADED
    assert hass.states.get("notify.ann_sms")
    assert hass.states.get("notify.bob_voice")
    assert prefilled(await open_options(hass, entry))["people"] == typed["people"]


async def test_submitting_again_synchronises(
    hass: HomeAssistant, entry: MockConfigEntry, club: Club
) -> None:
    """As the action does."""
    await submit(hass, await open_options(hass, entry), chosen(club))
    club.remove("Ann")
    club.add("Cat", CAT)

    await submit(hass, await open_options(hass, entry), chosen(club))

    assert people(entry) == BOTH | {"Bob": BOB, "Cat": CAT}


async def test_a_list_that_is_not_chosen_any_more(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, club: Club
) -> None:
    """Its people stay, as recipients that can be deleted one by one."""
    other = Club(simulator, "Other", ("Cat", CAT))
    await submit(hass, await open_options(hass, entry), chosen(club))
    await submit(hass, await open_options(hass, entry), chosen(other))
    assert people(entry) == BOTH | {"Ann": ANN, "Bob": BOB, "Cat": CAT}

    result = await submit(hass, await open_options(hass, entry), {})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {}
    assert people(entry) == BOTH | {"Ann": ANN, "Bob": BOB, "Cat": CAT}


async def test_an_account_without_lists(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """There is nothing to choose from, and nothing wrong.

    ClickSend's own list of those who want no messages is none to import.
    """
    form = await open_options(hass, entry)

    assert offered(form) is None
    assert not form["errors"]
    result = await submit(hass, form, LIMITS)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == LIMITS


async def test_a_list_that_is_gone(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, club: Club
) -> None:
    """It is said in the form, and nobody disappears with it."""
    await submit(hass, await open_options(hass, entry), chosen(club))
    before = snapshot(entry)
    form = await open_options(hass, entry)
    simulator.account.address_book.lists.delete(club.contacts.list_id)

    form = await submit(hass, form, chosen(club))
    assert form["errors"] == {"people": "import_list_not_found"}
    # It is still there to be seen when the dialog is opened again.
    form = await open_options(hass, entry)
    assert offered(form) == {club.list_id: club.list_id}
    form = await submit(hass, form, chosen(club) | LIMITS)

    assert form["errors"] == {"people": "import_list_not_found"}
    assert prefilled(form)["limits"] == LIMITS["limits"]
    assert entry.options == chosen(club)
    assert snapshot(entry) == before
    result = await submit(hass, form, LIMITS)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert snapshot(entry) == before


async def test_too_many_people(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Another list can be chosen in the same form."""
    crowd = Club(
        simulator, "Crowd", *((f"P{n}", f"+1202555{n:04}") for n in range(1000, 1201))
    )
    few = Club(simulator, "Few", ("Ann", ANN))
    form = await open_options(hass, entry)

    form = await submit(hass, form, chosen(crowd))
    assert form["errors"] == {"people": "import_too_many"}
    assert people(entry) == BOTH
    assert entry.options == {}
    result = await submit(hass, form, chosen(few))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert people(entry) == BOTH | {"Ann": ANN}


async def test_no_channel(
    hass: HomeAssistant, entry: MockConfigEntry, club: Club
) -> None:
    """People who cannot be reached would be no recipients."""
    form = await open_options(hass, entry)

    form = await submit(hass, form, chosen(club, import_channels=[]))

    assert form["errors"] == {"people": "channel_missing"}
    assert people(entry) == BOTH
    result = await submit(hass, form, chosen(club))
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ("unauthorized", "invalid_auth"),
        ("rate_limited", "rate_limited"),
        ("server_error", "cannot_connect"),
        ("malformed", "cannot_connect"),
    ],
)
async def test_no_answer_when_it_is_imported(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    club: Club,
    fault: str,
    key: str,
) -> None:
    """Nothing is changed, and it can be tried again."""
    form = await open_options(hass, entry)
    simulator.faults.arm(fault, path="/lists/*/contacts")

    form = await submit(hass, form, chosen(club))
    assert form["errors"] == {"people": key}
    assert people(entry) == BOTH
    assert entry.options == {}
    result = await submit(hass, form, chosen(club))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert people(entry) == BOTH | {"Ann": ANN, "Bob": BOB}


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ("unauthorized", "invalid_auth"),
        ("rate_limited", "rate_limited"),
        ("server_error", "cannot_connect"),
        ("delay", "timeout_connect"),
    ],
)
async def test_no_answer_when_the_dialog_is_opened(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    club: Club,
    fault: str,
    key: str,
) -> None:
    """Everything else can be changed; list and people stay as they are."""
    await submit(hass, await open_options(hass, entry), chosen(club))
    before = snapshot(entry)
    club.clear()
    monkeypatch.setattr(options_flow, "ASK_SECONDS", 0.2)
    simulator.faults.arm(fault, path="/lists", seconds=1)

    form = await open_options(hass, entry)
    assert form["errors"] == {"people": key}
    assert offered(form) is None
    shown = prefilled(form)
    assert shown["people"] == {"import_channels": ["sms"], "import_trusted": False}
    result = await submit(hass, form, shown | LIMITS)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options["people"]["import_list"] == club.list_id
    assert entry.options["limits"] == LIMITS["limits"]
    assert snapshot(entry) == before


@pytest.mark.parametrize("fault", ["forbidden", "not_found"])
async def test_an_account_that_may_not_see_lists(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, fault: str
) -> None:
    """Nobody is told of it over and over who only wants to change a limit."""
    simulator.faults.arm(fault, path="/lists")

    form = await open_options(hass, entry)

    assert offered(form) is None
    assert not form["errors"]


async def test_dialog_and_action_at_the_same_time(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, club: Club
) -> None:
    """Nobody is added twice."""
    form = await open_options(hass, entry)
    path = f"/lists/{club.list_id}/contacts"
    simulator.faults.arm("delay", path=path, times=2, seconds=0.1)

    calling = hass.async_create_task(ask(hass, "sync_recipients", list_id=club.list_id))
    result = await submit(hass, form, chosen(club))
    await calling

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert people(entry) == BOTH | {"Ann": ANN, "Bob": BOB}


async def test_an_account_that_is_not_loaded(
    hass: HomeAssistant, entry: MockConfigEntry, club: Club
) -> None:
    """The people are there once it is."""
    assert await hass.config_entries.async_unload(entry.entry_id)

    result = await submit(hass, await open_options(hass, entry), chosen(club))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert people(entry) == BOTH | {"Ann": ANN, "Bob": BOB}
    assert entry.state is ConfigEntryState.NOT_LOADED
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.states.get("notify.ann_sms")
    assert (await sync(hass, club))["added"] == 0
