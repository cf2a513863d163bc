"""Adding, changing and texting one of the account's contact lists."""

from collections.abc import Callable
from typing import Any

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigSubentry,
    ConfigSubentryData,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.conftest import DAD, MUM, maton_data, recipient
from tests.unit.dialogs import prefilled
from tests.unit.sending import notify, requests, send_sms

ANN = "+12025550103"
EVERY_CHANNEL = ["sms", "mms", "voice"]
PICTURE = "media-source://camera/camera.front_door"


@pytest.fixture
def family(simulator: Simulator) -> str:
    """Return the id of a list with Dad and Ann on it."""
    added = simulator.add_list(
        "Family",
        {"phone_number": DAD, "first_name": "Father"},
        {"phone_number": ANN, "first_name": "Ann"},
    )
    return str(added.list_id)


async def open_dialog(
    hass: HomeAssistant, entry: MockConfigEntry
) -> SubentryFlowResult:
    """Add a contact list."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, "contact_list"), context={"source": SOURCE_USER}
    )


async def change(
    hass: HomeAssistant, entry: MockConfigEntry, subentry: ConfigSubentry
) -> SubentryFlowResult:
    """Change a contact list."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, "contact_list"),
        context={"source": SOURCE_RECONFIGURE, "subentry_id": subentry.subentry_id},
    )


async def submit(
    hass: HomeAssistant, shown: SubentryFlowResult, typed: dict[str, Any]
) -> SubentryFlowResult:
    """Submit the form that is shown, and let what follows from it happen."""
    result = await hass.config_entries.subentries.async_configure(
        shown["flow_id"], typed
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


def lists(entry: MockConfigEntry) -> list[ConfigSubentry]:
    """Return the contact lists of an account."""
    return list(entry.get_subentries_of_type("contact_list"))


def offered(shown: SubentryFlowResult) -> dict[str, str]:
    """Return the lists that a form offers."""
    assert shown["type"] is FlowResultType.FORM
    assert shown["data_schema"] is not None
    options = shown["data_schema"].schema["list_id"].config["options"]
    return {option["value"]: option["label"] for option in options}


async def test_a_list_is_added(
    hass: HomeAssistant,
    simulator: Simulator,
    device_registry: dr.DeviceRegistry,
    entry: MockConfigEntry,
    family: str,
) -> None:
    """It is named as at ClickSend, and everybody on it can be texted at once."""
    other = str(simulator.add_list("Nobody").list_id)
    form = await open_dialog(hass, entry)
    assert offered(form) == {family: "Family (2)", other: "Nobody (0)"}
    assert prefilled(form) == {"channels": ["sms"]}

    result = await submit(hass, form, {"list_id": family})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    [added] = lists(entry)
    assert (added.title, added.unique_id) == ("Family", family)
    assert added.data == {"list_id": family, "channels": ["sms"]}
    device = device_registry.async_get_device_by_identifier(
        (DOMAIN, added.subentry_id), entry.entry_id
    )
    assert device
    assert device.name == "Family"
    await notify(hass, "notify.family_sms")
    [sent] = requests(simulator)
    assert [message["to"] for message in sent] == [DAD, ANN]


async def test_a_list_cannot_be_added_twice(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, family: str
) -> None:
    """Another one can, from the same form."""
    other = str(simulator.add_list("Friends").list_id)
    await submit(hass, await open_dialog(hass, entry), {"list_id": family})
    form = await open_dialog(hass, entry)

    shown = await submit(hass, form, {"list_id": family, "channels": []})

    assert shown["errors"] == {
        "list_id": "already_configured",
        "channels": "channel_missing",
    }
    assert prefilled(shown) == {"list_id": family, "channels": []}
    await submit(hass, shown, {"list_id": other, "channels": ["voice"]})
    assert [item.title for item in lists(entry)] == ["Family", "Friends"]


async def test_a_list_is_changed(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, family: str
) -> None:
    """The form holds what is stored; a name that changed at ClickSend comes along."""
    typed = {
        "list_id": family,
        "channels": EVERY_CHANNEL,
        "sms": {"sender": "MyHome"},
        "mms": {"attachment": {"media_content_id": PICTURE, "media_content_type": ""}},
        "voice": {"language": "pt-pt"},
    }
    await submit(hass, await open_dialog(hass, entry), typed)
    [added] = lists(entry)
    assert added.data == typed | {"mms": {"attachment": PICTURE}}
    for channel in EVERY_CHANNEL:
        assert hass.states.get(f"notify.family_{channel}")
    contact_list = simulator.account.address_book.lists.named(family)
    assert contact_list is not None
    contact_list.name = "Relatives"

    form = await change(hass, entry, added)
    result = await submit(hass, form, prefilled(form))

    assert result["reason"] == "reconfigure_successful"
    [changed] = lists(entry)
    assert changed.title == "Relatives"
    assert changed.unique_id == family
    assert changed.data == added.data


async def test_an_account_without_lists(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """There is nothing to choose from; ClickSend's own opt-out list is none."""
    result = await open_dialog(hass, entry)

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "no_lists"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("server_error", "cannot_connect"),
        ("forbidden", "unknown"),
        ("unauthorized", "invalid_auth"),
        ("rate_limited", "rate_limited"),
    ],
)
@pytest.mark.parametrize("step", ["user", "reconfigure"])
async def test_lists_that_cannot_be_read(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    family: str,
    fault: str,
    error: str,
    step: str,
) -> None:
    """The form says why, has nothing to fill in, and goes on when it is submitted."""
    if step == "reconfigure":
        await submit(hass, await open_dialog(hass, entry), {"list_id": family})
    simulator.faults.arm(fault, path="/lists", times=2)

    form = (
        await change(hass, entry, lists(entry)[0])
        if step == "reconfigure"
        else await open_dialog(hass, entry)
    )

    for _ in range(2):
        assert form["step_id"] == step
        assert form["errors"] == {"base": error}
        assert form["data_schema"] is not None
        assert form["data_schema"].schema == {}
        form = await submit(hass, form, {})
    assert form["errors"] == {}
    assert offered(form) == {family: "Family (2)"}
    done = await submit(hass, form, {"list_id": family})
    assert done["type"] in (FlowResultType.CREATE_ENTRY, FlowResultType.ABORT)
    assert [item.title for item in lists(entry)] == ["Family"]


async def test_a_list_of_an_account_that_is_not_loaded(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    family: str,
) -> None:
    """Its lists can be had all the same, also through a gateway."""
    entry = make_entry(data=maton_data(simulator))

    await submit(hass, await open_dialog(hass, entry), {"list_id": family})

    assert [item.title for item in lists(entry)] == ["Family"]


def listed(list_id: str, **defaults: Any) -> ConfigSubentryData:
    """Return a contact list as the dialog stores it."""
    return ConfigSubentryData(
        subentry_type="contact_list",
        title="Family",
        unique_id=list_id,
        data={"list_id": list_id, "channels": EVERY_CHANNEL, **defaults},
    )


@pytest.mark.parametrize("way", ["entity_id", "list_id"])
async def test_contacts_get_the_defaults_of_their_list(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    family: str,
    way: str,
) -> None:
    """Who is a recipient too keeps what they have of their own, name and sender."""
    dad = recipient("Dad", DAD, sms={"sender": "+18335550177"})
    entry = make_entry(dad, listed(family, sms={"sender": "MyHome"}))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    answer = await send_sms(
        hass,
        **{way: {"entity_id": "notify.family_sms", "list_id": family}[way]},
        phone_numbers=[MUM],
    )

    names = {message["recipient"]: message["name"] for message in answer["messages"]}
    assert names == {MUM: None, DAD: "Dad", ANN: "Ann"}
    [sent] = requests(simulator)
    assert {message["to"]: message.get("from") for message in sent} == {
        MUM: None,
        DAD: "+18335550177",
        ANN: "MyHome",
    }


async def test_contacts_are_called_as_their_list_says(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    family: str,
) -> None:
    """Dad has a language; a voice that goes with another one is not for him."""
    dad = recipient("Dad", DAD, channels=["voice"], voice={"language": "fr-ca"})
    voice = {"language": "de-de", "voice": "male", "machine_detection": True}
    entry = make_entry(dad, listed(family, voice=voice))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    await notify(hass, "notify.family_voice")

    [request] = simulator.requests.find("POST", "/voice/send")
    assert {
        call["to"]: (call["lang"], call["voice"], call["machine_detection"])
        for call in request.body["messages"]
    } == {DAD: ("fr-ca", "female", 1), ANN: ("de-de", "male", 1)}


async def test_contacts_get_the_picture_of_their_list(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    family: str,
) -> None:
    """Also Dad, who has none of his own; this camera happens not to be there."""
    dad = recipient("Dad", DAD, channels=["mms"])
    entry = make_entry(dad, listed(family, mms={"attachment": PICTURE}))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    with pytest.raises(ServiceValidationError) as caught:
        await notify(hass, "notify.family_mms")

    assert caught.value.translation_key == "attachment_not_found"
    assert caught.value.translation_placeholders == {"source": PICTURE}
