"""Phone numbers: recipients, test numbers, and the numbers that texts come from."""

from dataclasses import dataclass
import re

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

TEST_NUMBERS = frozenset(
    {
        *("+61411111111", "+61422222222", "+61433333333", "+61444444444"),
        *("+14055555555", "+14055555666", "+447777777777", "+8615555555555"),
    }
)
"""ClickSend's own: free, accepted, never delivered, never reported on."""

_SHARED_NUMBERS = {
    "AU": "+61491570156",
    "CA": "+18335550123",
    "GB": "+447700900123",
    "US": "+18335550123",
}
_NO_ALPHA_TAGS = {"CA", "US"}
TOLL_FREE = re.compile(r"\+18(00|33|44|55|66|77|88)")
_ALPHA_TAG = re.compile(r"(?=.*\D)[A-Za-z0-9+ ]{3,11}")

# The first such number takes longer than an event loop should be kept waiting: the
# library loads what it knows of the 25 countries that share the +1.
phonenumbers.region_code_for_number(phonenumbers.parse("+15551234567"))


@dataclass(frozen=True)
class Number:
    """A phone number."""

    e164: str
    country: str


def parse_number(written: object, country: str) -> Number | None:
    """Return the number that was written, as in that country; None if it cannot be one.

    Any number of a possible length will do, so that fictional ones can be texted.
    """
    text = str(written).strip() if isinstance(written, str | int) else ""
    try:
        parsed = phonenumbers.parse(text, country.upper())
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    region = phonenumbers.region_code_for_number(parsed)
    if region is None:
        region = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    return Number(phonenumbers.format_number(parsed, PhoneNumberFormat.E164), region)


def shared_number(country: str) -> str:
    """Return ClickSend's number for texts to that country."""
    if country in _SHARED_NUMBERS:
        return _SHARED_NUMBERS[country]
    example = phonenumbers.example_number_for_type(country, PhoneNumberType.MOBILE)
    if example is None:
        return _SHARED_NUMBERS["US"]
    return phonenumbers.format_number(example, PhoneNumberFormat.E164)


def choose_sender(
    wanted: str, recipient: Number, approved: tuple[str, ...], *, alpha_tags: bool
) -> tuple[str, bool]:
    """Return the sender that is really used, and whether it is a shared number.

    A foreign, unapproved or impossible sender is replaced without a word.
    """
    number = parse_number(wanted, recipient.country)
    if number is not None:
        local = number.country == recipient.country
        if local and number.e164 in approved:
            return number.e164, False
    elif (
        alpha_tags
        and wanted in approved
        and _ALPHA_TAG.fullmatch(wanted)
        and recipient.country not in _NO_ALPHA_TAGS
    ):
        return wanted, False
    return shared_number(recipient.country), True
