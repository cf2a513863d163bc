"""The action send_voice, and the notify entities for calls."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.conftest import DAD, MUM, recipient
from tests.unit.sending import TEXT, notify

DAD_VOICE = "notify.dad_voice"
MUM_VOICE = "notify.mum_voice"
ANN = "+12025550103"


@pytest.fixture
async def entry(
    hass: HomeAssistant, make_entry: Callable[..., MockConfigEntry]
) -> MockConfigEntry:
    """Return an account: Dad hears German by default."""
    added = make_entry(
        recipient(
            "Dad",
            DAD,
            channels=["voice"],
            voice={"language": "de-de", "voice": "male", "machine_detection": True},
        ),
        recipient("Mum", MUM, channels=["voice"]),
    )
    assert await hass.config_entries.async_setup(added.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return added


pytestmark = pytest.mark.usefixtures("entry")


async def send_voice(hass: HomeAssistant, **data: Any) -> Any:
    """Call the action and return its response."""
    return await hass.services.async_call(
        DOMAIN,
        "send_voice",
        {"message": TEXT, **data},
        blocking=True,
        return_response=True,
    )


def spoken(simulator: Simulator) -> dict[str, dict[str, Any]]:
    """Return what was asked for each number, as ClickSend was asked."""
    return {
        message["to"]: message
        for request in simulator.requests.find("POST", "/voice/send")
        for message in request.body["messages"]
    }


async def test_a_call_is_made(hass: HomeAssistant, simulator: Simulator) -> None:
    """With the text, and the answer of every send."""
    answer = await send_voice(hass, phone_numbers=[ANN], reference="alarm")

    (call,) = simulator.books
    assert (call.channel, call.to, call.body) == ("voice", ANN, TEXT)
    (row,) = answer["messages"]
    assert (row["status"], row["reference"]) == ("accepted", "alarm")
    assert row["message_id"] == call.message_id
    assert answer["total_price"] == row["price"] == f"{call.price:.4f}"


async def test_what_nobody_says_has_a_default(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """English for an American home; both fields that some documents require."""
    await send_voice(hass, phone_numbers=[ANN])

    wanted = spoken(simulator)[ANN]
    assert (wanted["lang"], wanted["voice"]) == ("en-us", "female")
    assert (wanted["require_input"], wanted["machine_detection"]) == (0, 0)
    assert wanted["country"] == "US"
    assert wanted["custom_string"]


@pytest.mark.parametrize(
    ("language", "country", "spoken_language"),
    [
        ("de", "AT", "de-de"),
        ("en", "GB", "en-gb"),
        ("en-GB", None, "en-gb"),
        ("pt-BR", "BR", "pt-br"),
        ("pt", None, "pt-pt"),
        ("ja", "JP", "en-us"),
    ],
)
async def test_the_home_decides_on_the_language(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    language: str,
    country: str | None,
    spoken_language: str,
) -> None:
    """As far as ClickSend speaks it."""
    await hass.config.async_update(language=language, country=country)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    await send_voice(hass, phone_numbers=[ANN], voice="male")

    assert spoken(simulator)[ANN]["lang"] == spoken_language


async def test_everybody_hears_what_is_set_up_for_them(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Unless the call says otherwise."""
    await notify(hass, [DAD_VOICE, MUM_VOICE])
    wanted = spoken(simulator)
    assert (wanted[DAD]["lang"], wanted[DAD]["voice"]) == ("de-de", "male")
    assert wanted[DAD]["machine_detection"] == 1
    assert wanted[MUM]["lang"] == "en-us"

    await send_voice(
        hass,
        entity_id=DAD_VOICE,
        language="en-GB",
        voice="female",
        require_input=True,
        machine_detection=False,
    )
    wanted = spoken(simulator)
    assert (wanted[DAD]["lang"], wanted[DAD]["voice"]) == ("en-gb", "female")
    assert (wanted[DAD]["require_input"], wanted[DAD]["machine_detection"]) == (1, 0)


async def test_title_is_read_first(hass: HomeAssistant, simulator: Simulator) -> None:
    """A call has no subject."""
    await notify(hass, MUM_VOICE, title="Leak alarm")

    (call,) = simulator.books
    assert call.body == f"Leak alarm\n{TEXT}"


async def test_account_without_voice(hass: HomeAssistant, simulator: Simulator) -> None:
    """The error says how to turn it on; the credentials are not to blame."""
    simulator.settings.voice_enabled = False

    with pytest.raises(HomeAssistantError) as caught:
        await notify(hass, MUM_VOICE)

    assert caught.value.translation_key == "voice_not_enabled"
    assert "Turn voice on in the ClickSend dashboard" in str(caught.value)
    assert not hass.config_entries.flow.async_progress()


async def test_longest_text_is_called_out_whole(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Four parts of three hundred characters; one more would be cut off."""
    await send_voice(hass, phone_numbers=[ANN], message="x" * 1200)
    with pytest.raises(ServiceValidationError) as caught:
        await send_voice(hass, phone_numbers=[ANN], message="x" * 1201)

    assert caught.value.translation_key == "message_too_long"
    (call,) = simulator.books
    assert (call.body, call.parts) == ("x" * 1200, 4)


@pytest.mark.parametrize(
    "field", [{"voice": "robot"}, {"subject": "Hi"}, {"require_input": "perhaps"}]
)
async def test_field_that_a_call_does_not_take(
    hass: HomeAssistant, simulator: Simulator, field: dict[str, Any]
) -> None:
    """Before anything is asked of ClickSend."""
    with pytest.raises(vol.Invalid):
        await send_voice(hass, phone_numbers=[ANN], **field)

    assert simulator.requests.find("POST", "/voice/*") == []


async def test_money_limits_hold_for_calls(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """By the price of calls, which is not that of texts."""
    hass.config_entries.async_update_entry(
        entry, options={"spending": {"spend_per_day": 0.25}}
    )
    await hass.async_block_till_done(wait_background_tasks=True)

    statuses = [
        (await send_voice(hass, phone_numbers=[ANN]))["messages"][0]["status"]
        for _ in range(5)
    ]

    spent = sum(call.price for call in simulator.books)
    assert simulator.requests.find("POST", "/voice/price")
    assert statuses[0] == "accepted"
    assert statuses[-1] == "blocked"
    assert spent <= 0.25
