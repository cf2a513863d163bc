"""Templates: what stands in a ClickSend template's placeholders.

ClickSend documents three styles: ``{first_name}``, ``{FirstName}`` and
``(First Name)``. It fills none of them in a message that goes to a number.
"""

from collections.abc import Mapping
from decimal import Decimal
import re
import unicodedata

_BRACKETS = re.compile(r"\{([^(){}\r\n]+)\}|\(([^(){}\r\n]+)\)")
_IGNORED = re.compile(r"[\s._-]+")
_CUSTOM = re.compile(r"cust(?:om(?:string)?)?([1-4])")

# A contact's fields by all the names that ClickSend's API, help and dashboard use. Only
# these, and the variables given, are placeholders in parentheses.
# fmt: off
_FIELDS = frozenset({
    "firstname", "lastname",
    "phone", "phonenumber", "mobile", "mobilenumber", "contactnumber",
    "fax", "faxnumber", "email", "emailaddress",
    "organization", "organizationname", "organisation", "organisationname",
    "company", "companyname",
    "address", "address1", "address2", "addressline1", "addressline2",
    "city", "addresscity", "state", "addressstate", "country", "addresscountry",
    "postcode", "postalcode", "zip", "zipcode", "addresspostalcode",
    "custom1", "custom2", "custom3", "custom4",
})
# fmt: on


class MissingVariablesError(ValueError):
    """A template has placeholders that nothing was given for."""

    def __init__(self, names: tuple[str, ...]) -> None:
        """Keep their names, as the template has them."""
        super().__init__(f"Nothing given for {', '.join(names)}")
        self.names = names


class ConflictingVariablesError(ValueError):
    """Variables of which only the spelling differs have different values."""

    def __init__(self, names: tuple[str, ...]) -> None:
        """Keep their names, as they were given."""
        super().__init__(f"Different values for {' and '.join(names)}")
        self.names = names


def render(body: str, variables: Mapping[str, object]) -> str:
    """Return a template with its placeholders filled.

    Neither case nor spaces, dots, underscores or hyphens matter in a name, and
    ``Cust. 1`` is ``custom_1`` is ``CustomString1``. Values are texts and numbers, and
    stay as they are even where they look like a placeholder; anything else, such as
    ``None``, is no value.

    Raises:
        MissingVariablesError: nothing was given for some placeholders.
        ConflictingVariablesError: which of two values is meant cannot be told.

    """
    values = _by_meaning(variables)
    missing: dict[str, str] = {}

    def filled(found: re.Match[str]) -> str:
        curly, in_parentheses = found.groups()
        name: str = curly or in_parentheses
        meaning = _meaning(name)
        if meaning in values:
            return values[meaning]
        if meaning in _FIELDS or (curly and meaning.isidentifier()):
            missing.setdefault(meaning, name.strip())
        return found[0]

    text = _BRACKETS.sub(filled, body)
    if missing:
        raise MissingVariablesError(tuple(missing.values()))
    return text


def _by_meaning(variables: Mapping[str, object]) -> dict[str, str]:
    """Return the variables' texts by what their names mean."""
    values: dict[str, str] = {}
    names: dict[str, str] = {}
    for name, value in variables.items():
        text, meaning = _text(value), _meaning(name)
        if text is None or not meaning:
            continue
        if values.setdefault(meaning, text) != text:
            raise ConflictingVariablesError((names[meaning], name))
        names.setdefault(meaning, name)
    return values


def _text(value: object) -> str | None:
    """Return a value as it stands in a message."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if isinstance(value, str | int | float) else None


def _meaning(name: str) -> str:
    """Return what all spellings of a name have in common."""
    plain = _IGNORED.sub("", unicodedata.normalize("NFKC", name).casefold())
    custom = _CUSTOM.fullmatch(plain)
    return f"custom{custom[1]}" if custom else plain
