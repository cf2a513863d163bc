"""Phone numbers in one form, E.164."""

import phonenumbers


def e164(number: str, country: str | None) -> str | None:
    """Return a number in E.164, ``None`` if it cannot be a phone number.

    Loads the country's numbering plan from disk, so it belongs in an executor.

    Args:
        number: in international form, or national form of ``country``.
        country: ISO 3166 code, ``None`` to accept international form only.

    """
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
