"""How many parts a text needs."""

from collections.abc import Iterator
import random

import pytest
import smsutil

from custom_components.clicksend_messaging.messaging.parts import part_count

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = "\f^{}\\[~]|€"
# Everyday characters that GSM's alphabet lacks.
UNICODE = "áçêîőşž“”‘’–…•`\tПриветمرحبا你好नमस्ते한"  # noqa: RUF001
EMOJI = "😀🚪👍🏽👨‍👩‍👧🇦🇺❤️"


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
