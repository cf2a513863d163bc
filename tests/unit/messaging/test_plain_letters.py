"""Plain letters: fewer parts for the same words, and no change without."""
# ruff: noqa: RUF001 # characters that look like others are what this is about

import unicodedata

from hypothesis import example, given, settings, strategies as st
import pytest

from custom_components.clicksend_messaging.messaging.content.parts import (
    is_gsm,
    part_count,
)
from custom_components.clicksend_messaging.messaging.content.plain_letters import (
    in_plain_letters,
)

GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
    "\f^{}\\[~]|€"
)
ODD = (
    "‘’“”«»–—−…•·\u00a0\u2009\u3000\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f"
    "\u0301\u0308\u030a\u0338áçêőşžłœþıİǆǖấẞﬁ！Ａ￥𝐇𝟗½²³º°µμ№™℃\t\u2028"
    "ЖйЙи你。がनم😀👍🏽❤\x1b\x00"
)
# Enough of plain letters that any text with one odd character pays for it.
LONG = "a" * 100

TEXTS = st.builds(
    lambda text, filler, at: text[:at] + filler + text[at:],
    st.text(st.sampled_from(GSM + ODD * 2) | st.characters(), max_size=30),
    st.builds(
        lambda char, count: char * count,
        st.sampled_from("a😀ж𝐇\u200bé"),
        st.integers(0, 170),
    ),
    st.integers(0, 30),
)


@pytest.fixture(autouse=True)
def _auto_enable_custom_integrations() -> None:
    """Do without Home Assistant here."""


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        ("It’s “open” – now…", 'It\'s "open" - now...'),
        ("‚a‘ „b‟ «c» ‹d› `e´ 5′ 6″", "'a' \"b\" \"c\" 'd' 'e' 5' 6\""),
        ("− ‐ ‑ ‒ – — ―", "- - - - - - -"),
        ("• a ‣ b ● c", "- a - b - c"),
        ("a\u00a0b\u2009c\u202fd\u3000e\tf\u2028g", "a b c d e f\ng"),
        ("a\u200bb\u2060c\ufeffd\u00ade\u200df\u200eg", "abcdefg"),
        ("ﬁ ﬄ ĳ ǆ", "fi ffl ij dz"),
        ("Ｈｉ！　（１）￥", "Hi! (1)¥"),
        ("𝐇𝑖 𝟗", "Hi 9"),
        ("áâãçêëíîïóôõúûýÿ", "aaaceeiiiooouuyy"),
        ("ČŠŽ őű ąęłńśź ğışİ ăâîșț", "CSZ ou aelnsz gisI aaist"),
        ("Đđ Þþ Ðð Œœ ħŧ ẞ", "Dd Thth Dd OEoe ht SS"),
        ("x\u0304y b\u0301\u0308", "xy b"),
        ("Việt Nam ấ ợ", "Viet Nam a o"),
        ("№ 1º ™ © ®", "No 1o TM (c) (R)"),
        ("21 °C, 70°F, 21℃, 20°Celsius, 90°", "21 C, 70F, 21C, 20degCelsius, 90deg"),
        ("12 µg/m³ and 12 μg/m³ on 40 m² CO₂", "12 ug/m3 and 12 ug/m3 on 40 m2 CO2"),
        ("20−5 × 2 ≤ 30 ±1", "20-5 x 2 <= 30 +/-1"),
    ],
)
def test_typography_in_plain_letters(odd: str, plain: str) -> None:
    """What nobody misses."""
    assert in_plain_letters(LONG + odd) == LONG + plain


def test_character_that_gsm_has_is_kept() -> None:
    """However it is stored, and whatever stands beside it."""
    assert in_plain_letters(f"“{GSM}”") == f'"{GSM}"'
    decomposed = unicodedata.normalize("NFD", "é ñ ü Å ç")
    assert in_plain_letters(LONG + decomposed) == LONG + "é ñ ü Å c"
    # Of two accents the alphabet has the first.
    assert in_plain_letters(LONG + "ǟ ǖ ế") == LONG + "ä ü e"


@pytest.mark.parametrize("text", ["“Open” – now…", "ça va?", "’" * 70])
def test_text_that_is_one_part_anyway_is_not_changed(text: str) -> None:
    """There is nothing to save."""
    assert in_plain_letters(text) == text


@pytest.mark.parametrize(
    "odd",
    [
        "😀",
        "❤️",
        "👨‍👩‍👧",
        "Привет",
        "你好",
        "が",
        "한",
        "नमस्ते",
        "می‌خواهم",
        "10²",
        "1½",
        "¨",
        "1️⃣",
    ],
)
def test_text_with_what_has_no_plain_form_is_not_changed(odd: str) -> None:
    """It is UCS-2 either way, so that its quotes may as well stay."""
    text = f"{LONG} “{odd}” – that’s it"

    assert in_plain_letters(text) == text


def test_parts_are_saved_beside_what_has_no_plain_form() -> None:
    """Without more of a change than that takes."""
    unseen = "a\u200b" * 40 + "“👨‍👩‍👧” می‌خواهم"
    assert in_plain_letters(unseen) == "a" * 40 + "“👨‍👩‍👧” می‌خواهم"

    # A family is not taken apart, though three people took less.
    assert in_plain_letters("👨‍👩‍👧" * 9) == "👨‍👩‍👧" * 9

    # Each of these letters takes as much as an emoji does.
    assert in_plain_letters("𝐇" * 40 + "😀") == "H" * 40 + "😀"


def test_text_that_would_get_longer_is_not_changed() -> None:
    """Three dots are three characters in GSM, and one in UCS-2."""
    text = "…" * 70

    assert in_plain_letters(text) == text


@given(st.text(st.sampled_from(GSM), max_size=400))
@settings(deadline=None)
def test_gsm_text_is_never_changed(text: str) -> None:
    """Whatever its length."""
    assert in_plain_letters(text) == text


@given(TEXTS)
# Only in the plain text can the accent reach its letter.
@example("𝐇" * 68 + "ł\u05b0\u0301")
@settings(deadline=None, max_examples=1000)
def test_changed_only_for_fewer_parts_and_only_once(text: str) -> None:
    """Whatever the characters."""
    plain = in_plain_letters(text)

    assert plain == text or part_count(plain) < part_count(text)
    assert in_plain_letters(plain) == plain


@given(TEXTS)
@settings(deadline=None, max_examples=500)
def test_characters_that_gsm_has_all_stay_in_their_order(text: str) -> None:
    """But for a letter and an accent that make one character together."""
    composed = unicodedata.normalize("NFC", text)
    kept = iter(in_plain_letters(text))

    assert all(
        any(unicodedata.normalize("NFD", other)[0] == base for other in kept)
        for base in (
            unicodedata.normalize("NFD", char)[0] for char in composed if is_gsm(char)
        )
    )


@given(TEXTS)
@settings(deadline=None, max_examples=500)
def test_what_has_no_plain_form_is_never_lost(text: str) -> None:
    """Neither an emoji nor a letter of another script."""
    precious = "ЖжйЙи你がनم😀👍❤"
    plain = in_plain_letters(text)

    # Those two may make one along with an accent that follows.
    for char in set(precious) - set("иИ"):
        assert plain.count(char) >= text.count(char)
