"""What a recipient's dialog has to choose from, and what becomes of it."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.selector import TextSelector
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging import pickers
from simulator import Simulator
from tests.unit.dialogs import prefilled
from tests.unit.recipient_dialog import (
    AUNT,
    TYPED,
    change,
    choice,
    field,
    open_dialog,
    send,
    submit,
)


async def test_the_account_is_what_there_is_to_choose_from(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Approved senders, only numbers for MMS; languages with their names."""
    form = await open_dialog(hass, entry)

    senders = choice(field(form, "sms", "sender"))
    assert senders == {"+18335550177": "+18335550177", "MyHome": "MyHome"}
    assert list(choice(field(form, "mms", "sender"))) == ["+18335550177"]
    languages = choice(field(form, "voice", "language"))
    assert languages["pt-pt"] == "Portuguese, Portugal"
    assert len(languages) == 23


@pytest.mark.parametrize("fault", ["hang", "forbidden", "server_error"])
async def test_nobody_waits_for_choices(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
) -> None:
    """Where the account does not say what it has, there are plain boxes."""
    monkeypatch.setattr(pickers, "ASK_SECONDS", 0.1)
    for path in ("/numbers", "/voice/lang"):
        simulator.faults.arm(fault, path=path, times=None)

    form = await open_dialog(hass, entry)

    assert isinstance(field(form, "sms", "sender"), TextSelector)
    assert isinstance(field(form, "mms", "sender"), TextSelector)
    assert isinstance(field(form, "voice", "language"), TextSelector)


async def test_the_account_is_asked_once_a_dialog(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """A form that comes back has what the first one had."""
    form = await open_dialog(hass, entry)
    asked = len(simulator.requests)

    shown = await submit(hass, form, TYPED | {"name": ""})

    assert shown["errors"] == {"name": "name_missing"}
    assert len(simulator.requests) == asked
    assert "MyHome" in choice(field(shown, "sms", "sender"))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"sms": {"sender": "myhome"}}, {"sms": {"sender": "MyHome"}}),
        ({"sms": {"sender": "(833) 555-0177"}}, {"sms": {"sender": "+18335550177"}}),
        ({"sms": {"sender": "18335550177"}}, {"sms": {"sender": "+18335550177"}}),
        # Not approved yet, but the account's own.
        ({"sms": {"sender": "FrontDoor"}}, {"sms": {"sender": "FrontDoor"}}),
        ({"mms": {"sender": "833 555 0177"}}, {"mms": {"sender": "+18335550177"}}),
        ({"voice": {"language": "DE-de"}}, {"voice": {"language": "de-de"}}),
        ({"voice": {"voice": "male"}}, {"voice": {"voice": "male"}}),
        (
            {"voice": {"language": "pt-pt", "voice": "male"}},
            {"voice": {"language": "pt-pt", "voice": "male"}},
        ),
        (
            {"voice": {"language": "fr-ca", "machine_detection": True}},
            {"voice": {"language": "fr-ca", "machine_detection": True}},
        ),
        ({"voice": {"machine_detection": False}}, {}),
    ],
)
async def test_defaults_are_stored_as_the_account_has_them(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    typed: dict[str, Any],
    stored: dict[str, Any],
) -> None:
    """However they are written; and nothing is stored of what was left empty."""
    who = {"name": "Ada", "phone_number": AUNT, "channels": ["sms", "mms", "voice"]}

    await submit(hass, await open_dialog(hass, entry), who | typed)

    assert list(entry.subentries.values())[-1].data == who | stored


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"sms": {"sender": "Stranger"}}, {"sms": "sender_unknown"}),
        ({"mms": {"sender": "+12025550199"}}, {"mms": "sender_unknown"}),
        ({"voice": {"language": "tlh"}}, {"voice": "language_unknown"}),
        (
            {"voice": {"language": "fr-ca", "voice": "male"}},
            {"voice": "voice_unknown"},
        ),
        (
            {"sms": {"sender": "Stranger"}, "voice": {"language": "tlh"}},
            {"sms": "sender_unknown", "voice": "language_unknown"},
        ),
    ],
)
async def test_defaults_that_the_account_does_not_have(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    typed: dict[str, Any],
    errors: dict[str, str],
) -> None:
    """It is said above the section that has to be opened, and can be mended there."""
    who = {"name": "Ada", "phone_number": AUNT, "channels": ["sms"]}
    form = await open_dialog(hass, entry)

    shown = await submit(hass, form, who | typed)

    assert shown["errors"] == errors
    assert prefilled(shown) == who | typed
    done = await submit(hass, shown, who)
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_an_account_without_senders(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """There is no sender to be found in the form."""
    simulator.settings.approved_senders = ()
    simulator.settings.pending_senders = ()
    form = await open_dialog(hass, entry)

    shown = await submit(hass, form, TYPED)

    assert shown["errors"] == {"sms": "sender_none"}


async def test_a_picture_is_stored_by_its_name(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """It is there when the recipient is changed, and gone when it is removed."""
    camera = "media-source://camera/camera.front_door"
    who = {"name": "Ada", "phone_number": AUNT, "channels": ["mms"]}
    picked = {
        "media_content_id": camera,
        "media_content_type": "image/jpeg",
        "metadata": {"title": "Front door"},
    }
    form = await open_dialog(hass, entry)
    selector = field(form, "mms", "attachment")
    assert selector.config["accept"] == ["image/*"]

    await submit(hass, form, who | {"mms": {"attachment": picked}})

    ada = list(entry.subentries.values())[-1]
    assert ada.data == who | {"mms": {"attachment": camera}}
    assert hass.states.get("notify.ada_mms")
    form = await change(hass, entry, "Ada")
    assert prefilled(form)["mms"]["attachment"]["media_content_id"] == camera
    await submit(hass, form, prefilled(form))
    assert list(entry.subentries.values())[-1].data == ada.data
    await submit(hass, await change(hass, entry, "Ada"), who)
    assert list(entry.subentries.values())[-1].data == who


async def test_a_recipient_of_an_account_that_is_not_loaded(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
) -> None:
    """Nothing is asked, and nothing can be compared."""
    entry = make_entry()
    form = await open_dialog(hass, entry)

    await submit(hass, form, TYPED | {"sms": {"sender": "Stranger"}})

    assert len(simulator.requests) == 0
    ada = list(entry.subentries.values())[-1]
    assert ada.data["sms"] == {"sender": "Stranger"}


async def test_each_channel_has_an_entity_that_uses_its_defaults(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """A call speaks as was chosen for Ada."""
    who = {"name": "Ada", "phone_number": AUNT, "channels": ["sms", "mms", "voice"]}
    voice = {"language": "de-de", "voice": "male", "machine_detection": True}
    form = await open_dialog(hass, entry)
    await submit(hass, form, who | {"voice": voice})
    for channel in ("sms", "mms", "voice"):
        assert hass.states.get(f"notify.ada_{channel}")

    await send(hass, "notify.ada_voice")

    [request] = simulator.requests.find("POST", "/voice/send")
    [call] = request.body["messages"]
    assert (call["lang"], call["voice"]) == ("de-de", "male")
    assert call["machine_detection"] == 1
