"""A number that is E.164 already is not parsed, and comes out as if it were."""

from hypothesis import example, given, settings, strategies as st
import phonenumbers
from phonenumbers import PhoneNumberFormat
import pytest

from custom_components.clicksend_messaging.phone import _parsed, e164, is_e164

# Each has something of its own: a leading zero that stays (IT, SM, VA, CI), a national
# prefix that numbers may begin with too (US, RU, HU, LT, BY, LU), one of mobiles or
# carriers (AR, MX, BR, CO), lengths that vary (AT, DE, ID), or a calling code that it
# shares with others (US to PR, GB to IM, IT, RU, AU, NO, FI, MA).
# fmt: off
COUNTRIES = [
    "US", "CA", "JM", "DO", "PR", "GB", "JE", "GG", "IM", "IT", "VA", "SM", "BR", "AR",
    "MX", "CO", "RU", "KZ", "AU", "CX", "CC", "NO", "SJ", "FI", "AX", "MA", "EH", "FR",
    "DE", "AT", "HU", "LT", "IN", "CN", "JP", "KR", "ZA", "NG", "CI", "EG", "NZ", "SG",
    "HK", "ID", "CL", "PE", "BY", "LU",
]
# fmt: on

CALLING_CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


@pytest.fixture(autouse=True)
def _auto_enable_custom_integrations() -> None:
    """Do without Home Assistant here."""


def parsed(number: str, country: str | None) -> str | None:
    """Return what comes of a number by the long way."""
    if (found := _parsed(number, country)) is None:
        return None
    return phonenumbers.format_number(found, PhoneNumberFormat.E164)


def written_by_people(country: str) -> list[str]:
    """Return a number of each kind that a country has, as somebody might write it."""
    prefix = phonenumbers.ndd_prefix_for_region(country, strip_non_digits=True) or ""
    written = []
    for kind in phonenumbers.PhoneNumberType.values():
        if found := phonenumbers.example_number_for_type(country, kind):
            code = f"+{found.country_code}"
            national = phonenumbers.national_significant_number(found)
            written += [
                f"{code}{national}",
                # With what is dialled at home only, and with digits missing or added.
                f"{code}{prefix}{national}",
                f"{code}0{national}",
                f"{code}9{national}",
                f"{code}{national[1:]}",
                f"{code}{national}0",
            ]
    return written


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_kind_of_number_comes_out_as_if_parsed(country: str) -> None:
    """Whatever a country does with its numbers, the short way knows or steps aside."""
    for number in written_by_people(country):
        assert e164(number, country) == parsed(number, country)
        assert e164(number, None) == parsed(number, None)


@pytest.mark.parametrize("country", ["US", "GB", "DE", "FR", "AU", "IN", "ES", "PL"])
def test_mobile_number_takes_the_short_way(country: str) -> None:
    """Otherwise the two ways would agree for want of a second."""
    mobile = phonenumbers.example_number_for_type(
        country, phonenumbers.PhoneNumberType.MOBILE
    )
    assert mobile is not None
    number = phonenumbers.format_number(mobile, PhoneNumberFormat.E164)
    assert e164(number, None) == number

    assert is_e164(number)


@st.composite
def about_as_long_as_numbers(draw: st.DrawFn) -> str:
    """Any digits after a calling code; mostly as many as its numbers may have."""
    code = draw(st.sampled_from(CALLING_CODES))
    region = phonenumbers.region_code_for_country_code(code)
    plan = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(code, region)
    assert plan is not None
    assert plan.general_desc is not None
    length = draw(st.sampled_from(plan.general_desc.possible_length))
    length += draw(st.sampled_from([0, 0, 0, -1, 1]))
    rest = draw(st.text("0123456789", min_size=length, max_size=length))
    return f"+{code}{rest}"


@given(
    number=about_as_long_as_numbers(),
    country=st.none() | st.sampled_from(COUNTRIES),
)
@example("+390612345678", "IT")
@example("+393123456789", None)
@example("+112025550101", "US")
@example("+4407700900123", "GB")
@example("+5501511961234567", "BR")
@example("+5491123456789", "AR")
@example("+541115123456", "AR")
@example("+5212221234567", "MX")
@example("+788005553535", "KZ")
# As long as a number, but it begins with what is dialled before one.
@example("+3758826442", "BY")
@example("+3521512521568", "LU")
@example("+86113991259586", "CN")
@settings(max_examples=3000, deadline=None)
def test_any_digits_come_out_as_if_parsed(number: str, country: str | None) -> None:
    """No country's numbers, and nothing that only looks like one, are an exception."""
    assert e164(number, country) == parsed(number, country)


@given(written=st.text("+0123456789 ０１٣\n", max_size=16))
@settings(max_examples=1000, deadline=None)
def test_what_is_no_number_comes_out_as_if_parsed(written: str) -> None:
    """Digits of other scripts and stray signs are for the long way."""
    assert e164(written, None) == parsed(written, None)
