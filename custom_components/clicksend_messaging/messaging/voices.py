"""Which language a call speaks when nobody says."""

# ClickSend's OpenAPI, "voice languages"; what an account has may differ.
_LANGUAGES = (
    *("en-us", "en-au", "en-gb", "en-gb-wls", "cy-gb-wls", "de-de", "es-es", "es-us"),
    *("fr-fr", "is-is", "it-it", "da-dk", "nl-nl", "pl-pl", "pt-br", "ru-ru"),
    *("en-in", "fr-ca", "nb-no", "ro-ro", "sv-se", "tr-tr", "pt-pt"),
)


def default_language(language: str, country: str | None) -> str:
    """Return the code that comes closest to a home's language and country."""
    home = language.lower().replace("_", "-")
    base = home.partition("-")[0]
    for wanted in (home, f"{base}-{(country or '').lower()}", f"{base}-{base}"):
        if wanted in _LANGUAGES:
            return wanted
    return next((code for code in _LANGUAGES if code.startswith(f"{base}-")), "en-us")
