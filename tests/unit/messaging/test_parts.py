"""How many parts a text needs."""

from collections.abc import Iterator
import random

from hypothesis import given, settings, strategies as st
import pytest
import smsutil
from smsutil.codecs import GSM_BASIC_CHARSET, GSM_EXT_CHARSET

from custom_components.clicksend_messaging.messaging.content.parts import (
    MAX_VOICE_PARTS,
    fits_mms,
    is_gsm,
    part_count,
    voice_part_count,
)

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = "\f^{}\\[~]|€"
# Everyday characters that GSM's alphabet lacks.
UNICODE = "áçêîőşž“”‘’–…•`\tПриветمرحبا你好नमस्ते한"  # noqa: RUF001
EMOJI = "😀🚪👍🏽👨‍👩‍👧🇦🇺❤️"

# Nearly every text is of one alphabet, but for a few characters, and is told apart best
# at an edge.
EDGES = (0, 1, 67, 70, 134, 153, 160, 201, 306, 459, 1224)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Draw a text that is mostly one character, with others strewn in."""
    most = draw(st.sampled_from("a€ж😀\n"))
    length = max(0, draw(st.sampled_from(EDGES)) + draw(st.integers(-3, 3)))
    text = [most] * length
    others = st.sampled_from(BASIC + EXTENSION + UNICODE + EMOJI) | st.characters()
    for other in draw(st.lists(others, max_size=5)):
        text.insert(draw(st.integers(0, len(text))), other)
    # The escape character is a part of the alphabet to the oracle, but has no meaning.
    return "".join(text).replace("\x1b", "")


@pytest.fixture(autouse=True)
def _auto_enable_custom_integrations() -> None:
    """Do without Home Assistant here."""


@pytest.mark.parametrize(
    ("character", "fit"),
    [
        # GSM: 160 in one part, else 153 in each.
        ("a", (160, 306, 459, 1224)),
        ("é", (160, 306, 459, 1224)),
        # Two units each; a pair is never split, so 76 of them in each part.
        ("€", (80, 152, 228, 608)),
        # UCS-2: 70 in one part, else 67 in each.
        ("ж", (70, 134, 201, 536)),
        ("ç", (70, 134, 201, 536)),
        # Two units each; a pair is never split, so 33 of them in each part.
        ("😀", (35, 66, 99, 264)),
    ],
)
def test_parts_at_their_edges(character: str, fit: tuple[int, ...]) -> None:
    """As many as fit take 1, 2, 3 and 8 parts; one more takes another part."""
    for parts, most in zip((1, 2, 3, 8), fit, strict=True):
        assert part_count(character * most) == parts
        assert part_count(character * (most + 1)) == parts + 1


def test_one_character_outside_the_alphabet_more_than_halves_what_fits() -> None:
    """A single smart quote makes three parts of one."""
    assert part_count("a" * 160) == 1
    assert part_count("a" * 159 + "’") == 3  # noqa: RUF001


def test_pair_that_does_not_fit_moves_to_the_next_part() -> None:
    """An escape pair across the 153rd unit costs a unit."""
    assert part_count("a" * 152 + "a" + "a" * 153) == 2
    assert part_count("a" * 152 + "€" + "a" * 151) == 2
    assert part_count("a" * 152 + "€" + "a" * 152) == 3


@pytest.mark.parametrize("seed", range(20))
def test_count_agrees_with_an_independent_one(seed: int) -> None:
    """Texts of every mix of alphabets and of lengths around every edge."""
    chance = random.Random(seed)  # noqa: S311 # has to be repeatable
    for text in _texts(chance, 100):
        assert part_count(text) == len(smsutil.split(text).parts), repr(text)


@given(texts())
@settings(deadline=None, max_examples=500)
def test_count_agrees_on_any_characters(text: str) -> None:
    """All of Unicode, around every edge."""
    assert part_count(text) == len(smsutil.split(text).parts)


def test_alphabet_is_gsm_s() -> None:
    """Of all characters there are, these and no others."""
    alphabet = {chr(code) for code in range(0x110000) if is_gsm(chr(code))}

    assert alphabet == {*BASIC, *EXTENSION}
    assert alphabet | {"\x1b"} == {*GSM_BASIC_CHARSET, *GSM_EXT_CHARSET}


def test_each_character_counts_what_the_oracle_says() -> None:
    """On its own, last of what fits, and on either side of an edge."""
    for character in BASIC + EXTENSION + UNICODE + EMOJI:
        for before in (0, 69, 133, 152, 159, 305):
            for after in (0, 153):
                text = "a" * before + character + "a" * after
                assert part_count(text) == len(smsutil.split(text).parts), repr(text)


@pytest.mark.parametrize(
    ("character", "fit"),
    [("a", 300), ("é", 300), ("€", 150), ("\n", 150), ("ж", 150), ("😀", 75)],
)
def test_spoken_parts_at_their_edges(character: str, fit: int) -> None:
    """A voice message's parts need no header: each holds as much as the first."""
    for parts in range(1, MAX_VOICE_PARTS + 1):
        assert voice_part_count(character * fit * parts) == parts
        assert voice_part_count(character * (fit * parts + 1)) == parts + 1


def test_nothing_to_say_is_a_part() -> None:
    """As nothing to write is."""
    assert voice_part_count("") == part_count("") == 1


@pytest.mark.parametrize(
    ("character", "fit"),
    [("a", 1500), ("é", 1500), ("€", 750), ("\n", 750), ("ж", 500), ("😀", 250)],
)
def test_mms_at_its_edge(character: str, fit: int) -> None:
    """There is no second part to put the rest into."""
    assert fits_mms(character * fit)
    assert not fits_mms(character * (fit + 1))


def test_line_break_counts_two_characters_however_it_is_written() -> None:
    """ClickSend's help on voice says so of line breaks and carriage returns."""
    for line_break in ("\n", "\r", "\r\n"):
        assert voice_part_count("a" * 298 + line_break) == 1
        assert voice_part_count("a" * 299 + line_break) == 2
        assert fits_mms("a" * 1498 + line_break)
        assert not fits_mms("a" * 1499 + line_break)


@given(texts(), texts())
@settings(deadline=None)
def test_more_text_never_takes_fewer_parts(text: str, more: str) -> None:
    """On any channel."""
    assert part_count(text) <= part_count(text + more)
    assert voice_part_count(text) <= voice_part_count(text + more)
    assert fits_mms(text) or not fits_mms(text + more)


def _texts(chance: random.Random, count: int) -> Iterator[str]:
    """Yield texts of one to four alphabets."""
    edges = (1, 66, 70, 134, 160, 201, 306, 536, 1224)
    for _ in range(count):
        alphabets = chance.sample(
            (BASIC, EXTENSION, UNICODE, EMOJI), chance.randint(1, 4)
        )
        weights = [chance.choice((1, 20)) for _ in alphabets]
        length = max(1, chance.choice(edges) + chance.randint(-4, 4))
        yield "".join(
            chance.choice(alphabet)
            for alphabet in chance.choices(alphabets, weights, k=length)
        )
