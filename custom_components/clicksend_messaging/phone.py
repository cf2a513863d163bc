"""Phone numbers in one form, E.164."""

from collections.abc import Iterable
from dataclasses import dataclass
import re

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, ValidationResult

_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}")
_LONGEST_CODE = 3

# What a template makes of a number that it calculates with. Points may stand between
# digits, so this would be read as a number with a digit more: somebody else's.
_CALCULATED = re.compile(r"\d{7,}\.0+\s*\Z")


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the numbers of a country have in common."""

    prefix: re.Pattern[str] | None
    lengths: frozenset[int]


_PLANS: dict[str, _Plan | None] = {}
"""By calling code, as far as they were needed; there are some thousand codes."""


def e164(number: str | int, country: str | None) -> str | None:
    """Return a number in E.164, ``None`` if it cannot be a phone number.

    Loads the country's numbering plan from disk, so it belongs in an executor.

    Args:
        number: in international form, or national form of ``country``. An integer is
            what a template or YAML makes of either, in which case a ``+`` was lost.
        country: ISO 3166 code, ``None`` to accept international form only.

    """
    if isinstance(number, int):
        parsed = _without_plus(number, country)
    else:
        if _INTERNATIONAL.fullmatch(number):
            _read_plan(number)
            if is_e164(number):
                return number
        parsed = _parsed(number, country)
    if parsed is None:
        return None
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def e164_of_all(numbers: Iterable[str | None], country: str | None) -> frozenset[str]:
    """Return those that can be phone numbers, in E.164; see ``e164``."""
    return frozenset(
        found for number in numbers if number and (found := e164(number, country))
    )


def _without_plus(number: int, country: str | None) -> PhoneNumber | None:
    """Return the number that an integer was, unless it may have been either of two."""
    international = _parsed(f"+{number}", None)
    if country is None:
        return international
    national = _parsed(str(number), country)
    if international is None or national is None or international == national:
        return international or national
    valid = [
        candidate
        for candidate in (international, national)
        if phonenumbers.is_valid_number(candidate)
    ]
    if len(valid) == 1:
        return valid[0]
    # Where numbers in national form begin with 0, an integer is not one.
    prefix = phonenumbers.ndd_prefix_for_region(country, strip_non_digits=True)
    return international if prefix == "0" else None


def _parsed(number: str, country: str | None) -> PhoneNumber | None:
    """Return a number that a text can be sent to from anywhere."""
    # Letters would be dialled as on a keypad, or the digits picked out among them; who
    # writes letters means a name, a sender or an entity.
    if any(character.isalpha() for character in number) or _CALCULATED.search(number):
        return None
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return None
    # An extension gets no texts, and may be a second number after a comma.
    if parsed.extension is not None:
        return None
    # Not enough is what can only be dialled from next door.
    if (
        phonenumbers.is_possible_number_with_reason(parsed)
        != ValidationResult.IS_POSSIBLE
    ):
        return None
    # Dialled with 0 where nobody dials 0: a number in the national form of elsewhere.
    if parsed.italian_leading_zero and not phonenumbers.is_valid_number(parsed):
        return None
    return parsed


def is_e164(number: str) -> bool:
    """Tell whether a number needs no parsing; ``False`` says nothing.

    A number is what it should be already if it has one of the lengths that its country
    has, and does not begin with what nationals dial before a number. Reads nothing from
    disk: it goes by the plans that were needed before.
    """
    if _INTERNATIONAL.fullmatch(number) is None:
        return False
    for end in range(2, 2 + _LONGEST_CODE):
        if (code := number[1:end]) not in _PLANS:
            return False
        if (plan := _PLANS[code]) is not None:
            return (
                len(number) - end in plan.lengths
                # Who may begin with 0 is a longer story.
                and number[end] != "0"
                and (plan.prefix is None or plan.prefix.match(number, end) is None)
            )
    return False


def _read_plan(number: str) -> None:
    """Read the plan of an international number's country, for the next one."""
    for end in range(2, 2 + _LONGEST_CODE):
        code = number[1:end]
        if code not in _PLANS:
            _PLANS[code] = _plan(int(code))
        if _PLANS[code] is not None:
            return


def _plan(code: int) -> _Plan | None:
    """Return the plan of a calling code, if there is one."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(
        code, phonenumbers.region_code_for_country_code(code)
    )
    if metadata is None or metadata.general_desc is None:
        return None
    prefix = metadata.national_prefix_for_parsing
    return _Plan(
        re.compile(prefix) if prefix else None,
        frozenset(metadata.general_desc.possible_length),
    )


def countries_of(numbers: Iterable[str]) -> dict[str, str | None]:
    """Return the ISO 3166 country of each E.164 number, ``None`` where it has none.

    Loads numbering plans from disk, so it belongs in an executor.
    """
    return {number: _country(number) for number in numbers}


def _country(number: str) -> str | None:
    """Return a number's country; the outbox may hold what is no number any more."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return None
