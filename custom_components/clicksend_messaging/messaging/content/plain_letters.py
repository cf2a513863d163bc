"""Plain letters for a text that a few typographic characters make dear.

One character outside GSM's alphabet turns the whole text to UCS-2, of which not half as
many characters fit a part.
"""
# ruff: noqa: RUF001 # characters that look like others are what this is about

import re
import unicodedata

from .parts import is_gsm, part_count

# What Unicode does not know a plain form for, and two categories: spaces and dashes.
_FORMS = (
    {"Zs": " ", "Pd": "-"}
    | dict.fromkeys("‘’‚‛′‵ʹʻʼˈ´`‹›", "'")
    | dict.fromkeys("“”„‟″‶〝〞«»", '"')
    | dict.fromkeys("•‣▪▫●○◦∙⁃−", "-")
    | dict.fromkeys("\x85\u2028\u2029", "\n")
    | {
        "\t": " ",
        "·": ".",
        "⁄": "/",
        "×": "x",
        "÷": "/",
        "±": "+/-",
        "≤": "<=",
        "≥": ">=",
        "→": "->",
    }
    | {"©": "(c)", "®": "(R)", "™": "TM", "º": "o", "ª": "a", "℃": "C", "℉": "F"}
    | {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ħ": "h", "Ħ": "H"}
    | {"ŧ": "t", "Ŧ": "T", "ı": "i", "ŋ": "n", "Ŋ": "N", "ə": "e", "Ə": "E"}
    | {"œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th", "ẞ": "SS"}
)
# How a character may look without meaning something else, or that it has an accent. A
# superscript or a fraction does mean something else: ten squared is not 102.
_LOOKS = ("", "<compat", "<wide", "<narrow", "<noBreak", "<font")

_UNSEEN = re.compile("[\u00ad\u180e\u200b\u2060\ufeff]+")
# These shape letters and emoji, or put right-to-left text in order.
_SHAPING = re.compile("[\u200c-\u200f\u202a-\u202e\u2061-\u2069\ufe00-\ufe0f]+")
_ACCENTS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff"

_ACCENT = re.compile(f"[{_ACCENTS}]")
_LOOSE_ACCENTS = re.compile(f"([ -~\u00a1-\u00ff])[{_ACCENTS}]+")
# How Home Assistant writes what it measures: 21 °C, 12 µg/m³ and CO₂.
_UNITS = (
    (re.compile(r"°(?=[CF](?![^\W_]))"), ""),
    (re.compile("°"), "deg"),
    (re.compile("[µμ](?=[A-Za-z])"), "u"),
    (re.compile("(?<=[A-Za-z])[²₂]"), "2"),
    (re.compile("(?<=[A-Za-z])[³₃]"), "3"),
)


def in_plain_letters(text: str) -> str:
    """Return a text in plain letters if that saves parts, else as it is.

    No character of GSM's alphabet is ever changed. What has no plain form stays; parts
    may be saved nevertheless, by what is not seen or takes two characters for one.
    """
    if is_gsm(text):
        return text
    composed = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    plain = _plain(composed)
    bare = _SHAPING.sub("", plain)
    # The first of the best: what changes least.
    best = min((text, composed, plain, bare if is_gsm(bare) else text), key=part_count)
    # What has become plain may make more so. Parts only get fewer: there is an end.
    return text if best == text else in_plain_letters(best)


def _plain(text: str) -> str:
    """Return a text with a plain form of every character that has one."""
    text = "".join(map(_form, text))
    text = _LOOSE_ACCENTS.sub(r"\1", text)
    for unit, form in _UNITS:
        text = unit.sub(form, text)
    return text


def _form(char: str) -> str:
    """Return a character's plain form, or itself if it has none."""
    if is_gsm(char):
        return char
    if known := _FORMS.get(char) or _FORMS.get(unicodedata.category(char)):
        return known
    look, _, codes = unicodedata.decomposition(char).rpartition("> ")
    inner = "".join(chr(int(code, 16)) for code in codes.split())
    # A space under an accent stands for the accent.
    if look not in _LOOKS or not inner or inner.startswith(" "):
        return char
    plain = _ACCENT.sub("", "".join(map(_form, inner)))
    return plain if is_gsm(plain) else char
