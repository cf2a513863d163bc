"""The option for plain letters: cheaper texts where nobody would notice."""
# ruff: noqa: RUF001 # characters that look like others are what this is about

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.conftest import DAD
from tests.unit.sending import send_sms

# One typographic apostrophe makes two parts of it.
DEAR = "It’s " + "x" * 90
CHEAP = "It's " + "x" * 90


@pytest.fixture(autouse=True)
async def _option(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Turn the option on."""
    hass.config_entries.async_update_entry(
        entry, options={"sending": {"plain_letters": True}}
    )
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.parametrize(
    ("written", "sent", "parts"),
    [
        (DEAR, CHEAP, 1),
        ("It’s short", "It’s short", 1),
        ("Café " + "x" * 100, "Café " + "x" * 100, 1),
        ("It’s 🔥 " + "x" * 90, "It’s 🔥 " + "x" * 90, 2),
    ],
    ids=["saves a part", "saves nothing", "is plain enough", "has an emoji"],
)
async def test_texts_become_plain_where_that_saves_parts(
    hass: HomeAssistant, simulator: Simulator, written: str, sent: str, parts: int
) -> None:
    """And nowhere else."""
    answer = await send_sms(hass, phone_numbers=[DAD], message=written)

    (text,) = simulator.books
    assert text.body == sent
    assert answer["messages"][0]["parts"] == parts


async def test_what_is_spoken_stays_as_it_is(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """A voice may need the accents."""
    answer: Any = await hass.services.async_call(
        DOMAIN,
        "send_voice",
        {"message": DEAR, "phone_numbers": [DAD]},
        blocking=True,
        return_response=True,
    )

    assert answer["accepted"] == 1
    assert [call.body for call in simulator.books] == [DEAR]


async def test_off_unless_turned_on(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Texts go out as they were written."""
    hass.config_entries.async_update_entry(entry, options={})
    await hass.async_block_till_done(wait_background_tasks=True)

    answer = await send_sms(hass, phone_numbers=[DAD], message=DEAR)

    assert [text.body for text in simulator.books] == [DEAR]
    assert answer["messages"][0]["parts"] == 2
