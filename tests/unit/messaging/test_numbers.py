"""Numbers as people and templates give them, and the one form they are sent in."""

import pytest

from custom_components.clicksend_messaging.phone import e164


@pytest.fixture(autouse=True)
def _auto_enable_custom_integrations() -> None:
    """Do without Home Assistant here."""


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("+12025550101", "US", "+12025550101"),
        ("+12025550101", None, "+12025550101"),
        ("+1 (202) 555-0101", "GB", "+12025550101"),
        (" +1.202.555.0101\n", "GB", "+12025550101"),
        ("(202) 555-0101", "US", "+12025550101"),
        ("1 202 555 0101", "US", "+12025550101"),
        ("011 44 7700 900123", "US", "+447700900123"),
        ("07700 900123", "GB", "+447700900123"),
        ("0044 7700 900123", "DE", "+447700900123"),
        ("0411 111 111", "AU", "+61411111111"),
        ("555.123.4567", "US", "+15551234567"),
        ("+49 1512.3456780", "US", "+4915123456780"),
        ("06.12.34.56.00", "FR", "+33612345600"),
    ],
)
def test_number_is_understood_as_it_would_be_dialled(
    written: str, country: str | None, number: str
) -> None:
    """However it is written, one phone has one number."""
    assert e164(written, country) == number


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("", "US"),
        ("   ", "US"),
        ("Dad", "US"),
        # Digits may be found in these, but nobody's number was meant.
        ("Dad 2025550101", "US"),
        ("sensor.kitchen_20255501", "DK"),
        ("202KKK0101", "US"),
        ("1-800-FLOWERS", "US"),
        ("notify.dad_sms", "US"),
        ("unavailable", "US"),
        ("911", "US"),
        ("+", "US"),
        ("+0000000000", "US"),
        ("202555010", "US"),
        ("20255501010", "US"),
        ("+1202555010", "US"),
        ("1" * 300, "US"),
        ("+12025550101, +12025550102", "US"),
        ("2025550101 2025550102", "US"),
        ("07700 900123", "US"),
        ("0491 570 006", "US"),
    ],
)
def test_what_cannot_be_a_number_is_none(written: str, country: str) -> None:
    """It is for the caller to say so; nothing is guessed."""
    assert e164(written, country) is None


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("4915123456789.0", "DE"),
        ("+4915123456789.0", "DE"),
        ("+491512345678.0", None),
        (" 491512345678.00\n", "DE"),
        ("0151 2345678.0", "DE"),
        ("202555010.0", "US"),
    ],
)
def test_number_that_was_calculated_with_is_none(
    written: str, country: str | None
) -> None:
    """The digit behind the point would make it somebody else's."""
    assert e164(written, country) is None


def test_national_form_needs_a_country() -> None:
    """Nobody can tell whose 2025550101 it is."""
    assert e164("2025550101", None) is None


@pytest.mark.parametrize("written", ["5550101", "555-0101"])
def test_number_without_its_area_code_is_none(written: str) -> None:
    """It can be dialled next door, but it is nobody's number from here."""
    assert e164(written, "US") is None


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("+12025550101 ext. 5", "US"),
        ("2025550101,12", "US"),
        # Two numbers that look like one with an extension.
        ("41111111,42222222", "NO"),
    ],
)
def test_number_with_an_extension_is_none(written: str, country: str) -> None:
    """An extension cannot get a text, and may be a second number."""
    assert e164(written, country) is None


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("+12025550101", "US"),
        ("+12025550101", "DE"),
        ("+12025550101", None),
        ("+4915112345678", "DE"),
        ("+4915112345678", "US"),
        ("+447700900123", "GB"),
        ("+447700900123", "US"),
        ("+61411111111", "AU"),
        ("+33612345678", "FR"),
        ("+436641234567", "AT"),
        ("+393331234567", "IT"),
        ("+4741111111", "NO"),
        ("+34612345678", "ES"),
        ("+64211234567", "NZ"),
    ],
)
def test_number_that_lost_its_plus_is_found_again(
    number: str, country: str | None
) -> None:
    """A template that gives +1... gives an integer, the plus is gone."""
    assert e164(int(number), country) == number


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        (2025550101, "US", "+12025550101"),
        (41111111, "NO", "+4741111111"),
        (612345678, "ES", "+34612345678"),
    ],
)
def test_integer_may_be_in_national_form(
    written: int, country: str, number: str
) -> None:
    """YAML without quotes makes an integer of a national number, too."""
    assert e164(written, country) == number


def test_integer_that_may_be_two_numbers_is_none() -> None:
    """Oregon or Denmark: a text to a stranger is worse than an error."""
    assert e164("4582345678", "US") == "+14582345678"
    assert e164("+4582345678", "US") == "+4582345678"

    assert e164(4582345678, "US") is None


@pytest.mark.parametrize("written", [0, 911, 10**30, True])
def test_other_integers_are_none(written: int) -> None:
    """An integer is no better than text."""
    assert e164(written, "US") is None
