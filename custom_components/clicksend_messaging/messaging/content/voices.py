"""Which languages a call can speak, and who speaks them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from homeassistant.core import HomeAssistant

from ...api.clicksend import ClickSendClient
from ...api.models import VoiceLanguage
from ...exceptions import mistake
from ..message import Speech
from .remembered import Remembered

# What ClickSend falls back to.
DEFAULT_VOICE: Final = "female"

_BOTH: Final = ("female", "male")
# ClickSend's OpenAPI, "voice languages"; what an account has may differ.
_DOCUMENTED: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("en-us", "en-au", "en-gb", "en-gb-wls", "cy-gb-wls"), _BOTH),
    **dict.fromkeys(("de-de", "es-es", "es-us", "fr-fr", "is-is", "it-it"), _BOTH),
    **dict.fromkeys(("da-dk", "nl-nl", "pl-pl", "pt-br", "ru-ru"), _BOTH),
    **dict.fromkeys(("en-in", "fr-ca", "nb-no", "ro-ro"), ("female",)),
    **dict.fromkeys(("sv-se", "tr-tr"), ("female",)),
    "pt-pt": ("male",),
}


@dataclass(frozen=True, slots=True)
class Voices:
    """The languages, by code, with those who speak them; ``home`` is a home's own."""

    languages: Mapping[str, tuple[str, ...]]
    home: str

    def voice(self, language: str, preferred: str | None) -> str:
        """Return who reads a text out: who is preferred, if the language has them."""
        speakers = self.languages.get(language) or _BOTH
        for wanted in (preferred, DEFAULT_VOICE):
            if wanted in speakers:
                return wanted
        return speakers[0]

    def problem(self, language: str, voice: str | None) -> str | None:
        """Return what is wrong with a language or its voice, as a translation key."""
        if language not in self.languages:
            return "language_unknown"
        speakers = self.languages[language]
        if voice and speakers and voice not in speakers:
            return "voice_unknown"
        return None


class VoiceBook:
    """Knows the account's languages, or those that ClickSend documents."""

    def __init__(self, hass: HomeAssistant, client: ClickSendClient) -> None:
        """Start with nothing read."""
        self._client = client
        self._home = (hass.config.language, hass.config.country)
        self._languages = Remembered(self._async_read)
        self.voices = Voices(_DOCUMENTED, default_language(*self._home, _DOCUMENTED))

    async def async_all(self) -> list[VoiceLanguage]:
        """Return all languages as they are now.

        Raises:
            ApiError: there is no answer; ``ForbiddenError`` if there may be no calls.

        """
        return await self._languages.async_ask()

    async def async_check(self, wanted: Speech, defaults: Iterable[Speech]) -> None:
        """See to it that ClickSend can speak as a call wants it to.

        Where nobody can be asked, ClickSend has the last word.

        Args:
            wanted: what the call says itself; nothing is asked if it says nothing.
            defaults: how each of the recipients is spoken to otherwise.

        Raises:
            ServiceValidationError: there is no such language, or not in that voice.

        """
        if wanted.language is None and wanted.voice is None:
            return
        home = self.voices.home
        languages = {wanted.language or each.language or home for each in defaults}
        for language in sorted(languages):
            known = self._languages.value
            if known and self.voices.problem(language, wanted.voice) is None:
                continue
            if not await self._languages.async_refresh():
                return
            self._raise_for(language, wanted.voice)

    async def _async_read(self) -> list[VoiceLanguage]:
        """Read the account's languages."""
        languages = await self._client.messages.languages()
        if spoken := {each.code.lower(): each.voices for each in languages}:
            self.voices = Voices(spoken, default_language(*self._home, spoken))
        return languages

    def _raise_for(self, language: str, voice: str | None) -> None:
        """Say what is wrong with a language or its voice, if anything is."""
        voices = self.voices
        problem = voices.problem(language, voice)
        if problem is None:
            return
        # What a language has, where it is there at all; else which there are.
        offered: Collection[str] = voices.languages.get(language) or voices.languages
        raise mistake(problem, language=language, offered=", ".join(offered))


def default_language(language: str, country: str | None, codes: Collection[str]) -> str:
    """Return the code that comes closest to a home's language and country."""
    home = language.lower().replace("_", "-")
    base = home.partition("-")[0]
    for wanted in (home, f"{base}-{(country or '').lower()}", f"{base}-{base}"):
        if wanted in codes:
            return wanted
    # An account may list them in any order.
    ordered = dict.fromkeys([*_DOCUMENTED, *codes])
    same = (each for each in ordered if each in codes and each.startswith(f"{base}-"))
    return next(same, "en-us")
