"""Texts: they arrive as they were written, or are refused before anything happens."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.conftest import DAD
from tests.unit.sending import (
    DAD_ENTITY,
    notify,
    requests,
    send_sms,
    send_sms_without_response,
)

MOST_UNITS = 8 * 153

pytestmark = pytest.mark.usefixtures("entry")


@pytest.mark.parametrize(
    "text",
    [
        "Don't \"open\" the door!\r\n\tIt's the cat 🐈‍⬛: “Meow”; €5 fine {x} \\n",
        "<b>&amp;</b> %s %20 {{ 7 * 7 }} null",
        " leading and trailing \n",
        "مرحبا שלום 你好 नमस्ते 👨‍👩‍👧‍👦",
    ],
    ids=["everything", "code", "blanks", "scripts"],
)
async def test_text_arrives_as_it_was_written(
    hass: HomeAssistant, simulator: Simulator, text: str
) -> None:
    """Emoji, quotes, line breaks and all."""
    await send_sms_without_response(hass, phone_numbers=DAD, message=text)
    await notify(hass, DAD_ENTITY, message=text)

    assert simulator.phones[DAD].received == [text, text]


async def test_emoji_in_two_halves(hass: HomeAssistant, simulator: Simulator) -> None:
    r"""YAML makes two halves of "\ud83d\ude00"; a half on its own is no character."""
    await send_sms_without_response(
        hass, phone_numbers=DAD, message="Hi \ud83d\ude00 \ud83d!"
    )

    assert simulator.phones[DAD].received == ["Hi 😀 \ufffd!"]


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (8, "a" * 2000),
        (6, "a" * (6 * 153 + 1)),
        (8, "🐈" * 1000),
        (8, "a" * MOST_UNITS + "a"),
        # ClickSend counts a line break as two characters.
        (8, "a" * (MOST_UNITS - 1) + "\n"),
        (8, "a" * (MOST_UNITS - 1) + "\r\n"),
        (8, "\n" * (MOST_UNITS // 2 + 1) + "a"),
        (8, "ж" * (8 * 67 - 1) + "\n"),
    ],
    ids=[
        "2,000 letters",
        "6 parts and a letter",
        "1,000 emoji",
        "8 parts and a letter",
        "8 parts but for a line break",
        "8 parts but for a long line break",
        "line breaks",
        "8 parts of Cyrillic but for a line break",
    ],
)
async def test_text_that_clicksend_would_cut_off(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    limit: int,
    text: str,
) -> None:
    """Half a message is worse than an error that says how much is too much."""
    simulator.settings.patch({"setting_sms_message_char_limit": limit})
    await hass.config_entries.async_reload(entry.entry_id)

    for send in (
        send_sms(hass, phone_numbers=DAD, message=text),
        notify(hass, DAD_ENTITY, message=text),
    ):
        with pytest.raises(ServiceValidationError) as caught:
            await send
        assert caught.value.translation_key == "message_too_long"
        assert f"has {len(text)} characters" in str(caught.value)
        assert f"at most {limit} and would cut off the rest" in str(caught.value)
    assert requests(simulator) == []


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (8, "a" * MOST_UNITS),
        (6, "a" * (6 * 153)),
        (8, "a" * (MOST_UNITS - 2) + "\n"),
        (8, "a" * (MOST_UNITS - 2) + "\r\n"),
        (8, "ж" * (8 * 67)),
        (8, "🐈" * (8 * 33)),
    ],
    ids=[
        "8 parts of letters",
        "6 parts of letters",
        "8 parts with a line break",
        "8 parts with a long line break",
        "8 parts of Cyrillic",
        "8 parts of emoji",
    ],
)
async def test_text_that_just_fits(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    limit: int,
    text: str,
) -> None:
    """It is sent whole."""
    simulator.settings.patch({"setting_sms_message_char_limit": limit})
    await hass.config_entries.async_reload(entry.entry_id)

    answer = await send_sms(hass, phone_numbers=DAD, message=text)

    assert answer["messages"][0]["parts"] == limit
    assert simulator.phones[DAD].received == [text]
