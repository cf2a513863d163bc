"""The languages that ClickSend speaks."""

from dataclasses import dataclass

_BOTH = ("female", "male")
_FEMALE = ("female",)
_MALE = ("male",)


@dataclass(frozen=True)
class Language:
    """One language, and whose voices there are; the first is the default."""

    code: str
    name: str
    genders: tuple[str, ...]


LANGUAGES = {
    code: Language(code, name, genders)
    for code, name, genders in (
        ("en-us", "English, US", _BOTH),
        ("en-au", "English, Australia", _BOTH),
        ("en-gb", "English, UK", _BOTH),
        ("en-in", "English, India", _FEMALE),
        ("en-gb-wls", "English, Wales", _BOTH),
        ("cy-gb-wls", "Celtic, Wales", _BOTH),
        ("de-de", "German, Germany", _BOTH),
        ("es-es", "Spanish, Spain", _BOTH),
        ("es-us", "Spanish, US", _BOTH),
        ("fr-ca", "French, Canada", _FEMALE),
        ("fr-fr", "French, France", _BOTH),
        ("is-is", "Icelandic, Iceland", _BOTH),
        ("it-it", "Italian, Italy", _BOTH),
        ("da-dk", "Danish, Denmark", _BOTH),
        ("nl-nl", "Dutch, Netherlands", _BOTH),
        ("nb-no", "Norwegian, Norway", _FEMALE),
        ("pl-pl", "Polish, Poland", _BOTH),
        ("pt-pt", "Portuguese, Portugal", _MALE),
        ("pt-br", "Portuguese, Brazil", _BOTH),
        ("ro-ro", "Romanian, Romania", _FEMALE),
        ("ru-ru", "Russian, Russia", _BOTH),
        ("sv-se", "Swedish, Sweden", _FEMALE),
        ("tr-tr", "Turkish, Turkey", _FEMALE),
    )
}
"""By code."""
