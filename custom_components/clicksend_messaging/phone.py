"""Phone numbers in one form, E.164."""

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, ValidationResult


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
        parsed = _parsed(number, country)
    if parsed is None:
        return None
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


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
    if any(character.isalpha() for character in number):
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
