"""In which language and voice a call is made."""

from collections.abc import Callable
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging import pickers
from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.messaging.content import remembered
from custom_components.clicksend_messaging.messaging.content.voices import (
    default_language,
)
from simulator import Simulator
from simulator.clicksend.languages import LANGUAGES
from tests.unit.clock import MINUTE
from tests.unit.conftest import DAD, recipient

type MakeEntry = Callable[..., MockConfigEntry]


@pytest.fixture(autouse=True)
def _no_pickers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have nobody else ask for the same."""
    monkeypatch.setattr(pickers, "DELAY_SECONDS", 10**12)


async def call(hass: HomeAssistant, **data: Any) -> None:
    """Make a call."""
    await hass.services.async_call(
        DOMAIN,
        "send_voice",
        {"phone_numbers": DAD, "message": "Leak", **data},
        blocking=True,
    )


def spoken(simulator: Simulator) -> list[tuple[str, str]]:
    """Return the language and the voice of each call."""
    return [
        (message["lang"], message["voice"])
        for request in simulator.requests.find("POST", "/voice/send")
        for message in request.body["messages"]
    ]


def asked(simulator: Simulator) -> int:
    """Return how often the languages were asked for."""
    return len(simulator.requests.find("GET", "/voice/lang"))


@pytest.mark.parametrize(
    ("wanted", "used"),
    [
        ({"language": "de-de"}, ("de-de", "female")),
        ({"language": "DE-de", "voice": "male"}, ("de-de", "male")),
        ({"language": "pt-pt"}, ("pt-pt", "male")),
        ({"language": "fr-ca"}, ("fr-ca", "female")),
        ({"voice": "male"}, ("en-us", "male")),
    ],
)
@pytest.mark.parametrize("genders", ["array", "rows"])
@pytest.mark.usefixtures("entry")
async def test_what_a_call_asks_for(
    hass: HomeAssistant,
    simulator: Simulator,
    wanted: dict[str, str],
    used: tuple[str, str],
    genders: str,
) -> None:
    """A woman speaks unless another voice is wanted, or the only one there is."""
    simulator.settings.patch({"voice_genders": genders})

    await call(hass, **wanted)

    assert spoken(simulator) == [used]


@pytest.mark.usefixtures("entry")
async def test_nothing_is_asked_for_a_call_that_leaves_it_open(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The home's language is known to be one of ClickSend's."""
    await call(hass)

    assert spoken(simulator) == [("en-us", "female")]
    assert asked(simulator) == 0


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (
            {"language": "tlh"},
            "Your ClickSend account cannot speak tlh, so nothing was sent. It speaks: "
            + ", ".join(LANGUAGES),
        ),
        (
            {"language": "fr-ca", "voice": "male"},
            "The language fr-ca has no such voice, so nothing was sent. It has: female",
        ),
        (
            {"language": "pt-pt", "voice": "female"},
            "The language pt-pt has no such voice, so nothing was sent. It has: male",
        ),
    ],
)
@pytest.mark.usefixtures("entry")
async def test_what_the_account_does_not_have(
    hass: HomeAssistant,
    simulator: Simulator,
    wanted: dict[str, str],
    message: str,
) -> None:
    """Nobody is called, and it is said what there is."""
    for _ in range(2):
        with pytest.raises(ServiceValidationError) as caught:
            await call(hass, **wanted)
        assert str(caught.value) == message

    assert spoken(simulator) == []
    assert asked(simulator) == 1


@pytest.mark.usefixtures("entry")
async def test_languages_are_asked_for_again_after_a_minute(
    hass: HomeAssistant,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Known ones are not asked for again."""
    await call(hass, language="de-de")
    await call(hass, language="it-it")
    assert asked(simulator) == 1
    freezer.tick(MINUTE)

    with pytest.raises(ServiceValidationError):
        await call(hass, language="tlh")

    assert asked(simulator) == 2


@pytest.mark.parametrize("fault", ["hang", "server_error", "forbidden"])
@pytest.mark.usefixtures("entry")
async def test_an_alarm_does_not_wait_for_languages(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
) -> None:
    """Where they cannot be had soon, ClickSend has the last word."""
    monkeypatch.setattr(remembered, "ASK_SECONDS", 0.1)
    simulator.faults.arm(fault, path="/voice/lang", times=None)

    await call(hass, language="de-de", voice="male")
    with pytest.raises(HomeAssistantError) as caught:
        await call(hass, language="tlh")

    assert not isinstance(caught.value, ServiceValidationError)
    assert spoken(simulator) == [("de-de", "male"), ("tlh", "female")]
    assert asked(simulator) == 1


@pytest.mark.usefixtures("entry")
async def test_an_account_that_names_no_languages(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then those count that ClickSend documents."""
    for code in list(LANGUAGES):
        monkeypatch.delitem(LANGUAGES, code)

    with pytest.raises(HomeAssistantError) as refused:
        await call(hass, language="de-de")
    with pytest.raises(ServiceValidationError):
        await call(hass, language="tlh")

    assert not isinstance(refused.value, ServiceValidationError)
    assert spoken(simulator) == [("de-de", "female")]


@pytest.mark.usefixtures("entry")
async def test_an_account_that_may_not_call(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It is the call that says so, and how to change it."""
    simulator.settings.voice_enabled = False

    with pytest.raises(HomeAssistantError) as caught:
        await call(hass, language="de-de")

    assert caught.value.translation_key == "voice_not_enabled"


@pytest.mark.parametrize(
    ("voice", "wanted", "used"),
    [
        ({"language": "fr-ca"}, {}, ("fr-ca", "female")),
        ({"language": "pt-pt"}, {}, ("pt-pt", "male")),
        # Somebody's usual voice is not worth a call that fails.
        ({"voice": "male"}, {"language": "fr-ca"}, ("fr-ca", "female")),
        ({"voice": "female"}, {"language": "pt-pt"}, ("pt-pt", "male")),
        (
            {"language": "de-de", "voice": "male"},
            {"language": "fr-fr"},
            ("fr-fr", "male"),
        ),
        ({"language": "de-de"}, {"voice": "male"}, ("de-de", "male")),
    ],
)
async def test_what_a_recipient_has_by_default(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: MakeEntry,
    voice: dict[str, str],
    wanted: dict[str, str],
    used: tuple[str, str],
) -> None:
    """What the call says comes first; the voice has to go with the language."""
    entry = make_entry(recipient("Dad", DAD, channels=["voice"], voice=voice))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    await call(hass, **wanted)

    assert spoken(simulator) == [used]


async def test_a_voice_that_a_recipients_language_lacks(
    hass: HomeAssistant, simulator: Simulator, make_entry: MakeEntry
) -> None:
    """Who asks for a voice gets it, or is told."""
    voice = {"language": "fr-ca"}
    entry = make_entry(recipient("Dad", DAD, channels=["voice"], voice=voice))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    with pytest.raises(ServiceValidationError) as caught:
        await call(hass, voice="male")

    assert caught.value.translation_key == "voice_unknown"
    assert spoken(simulator) == []


@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [
        ("en", "US", "en-us"),
        ("en", "AU", "en-au"),
        ("en", None, "en-us"),
        ("en-GB", "AU", "en-gb"),
        ("de", "AT", "de-de"),
        ("de", None, "de-de"),
        ("pt-BR", "BR", "pt-br"),
        ("pt", "PT", "pt-pt"),
        ("fr", "CA", "fr-ca"),
        ("nb", "NO", "nb-no"),
        ("es-419", "MX", "es-es"),
        ("sv", "SE", "sv-se"),
        ("fi", "FI", "en-us"),
    ],
)
def test_language_of_a_home(language: str, country: str | None, expected: str) -> None:
    """The closest that there is, else English."""
    assert default_language(language, country, LANGUAGES) == expected


@pytest.mark.usefixtures("entry")
async def test_language_of_a_home_that_the_account_lacks(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is known of the account counts from then on."""
    monkeypatch.delitem(LANGUAGES, "en-us")
    await call(hass, language="de-de")

    await call(hass)

    assert spoken(simulator)[-1] == ("en-au", "female")
