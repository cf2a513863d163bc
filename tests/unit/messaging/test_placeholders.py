"""Templates: every documented style of placeholder is filled, and nothing else."""

from decimal import Decimal
import re

from hypothesis import given, strategies as st
import pytest

from custom_components.clicksend_messaging.messaging.content.placeholders import (
    ConflictingVariablesError,
    MissingVariablesError,
    render,
)

# All the ways to write a name that ClickSend documents or that people make of it.
SPELLINGS = {
    "first_name": ["{first_name}", "(First Name)", "{FirstName}", "{ FIRST NAME }"],
    "last_name": ["{last_name}", "(Last Name)", "{LastName}", "(last-name)"],
    "custom_1": ["{custom_1}", "(Cust. 1)", "{CustomString1}", "(Custom String 1)"],
    "custom_4": ["{custom_4}", "(Cust. 4)", "{CustomString4}", "(cust.4)"],
    "name": ["{name}", "(Name)", "{Name}", "{ name }"],
    "door_2": ["{door_2}", "(Door 2)", "{Door2}", "{door.2}"],
}
TEXT = st.text(max_size=20)
PROSE = TEXT.map(lambda text: re.sub(r"[(){}]", "", text))


@pytest.fixture(autouse=True)
def _auto_enable_custom_integrations() -> None:
    """Do without Home Assistant here."""


@pytest.mark.parametrize(
    ("name", "placeholder"),
    [(name, written) for name, ways in SPELLINGS.items() for written in ways],
)
def test_every_style_of_placeholder_is_filled(name: str, placeholder: str) -> None:
    """Whichever style the template has, and whichever the variable."""
    for way in (name, name.upper(), placeholder[1:-1]):
        assert render(f"Hi {placeholder}!", {way: "Ann"}) == "Hi Ann!"


def test_example_of_clicksends_help() -> None:
    """The help's own invoice."""
    body = (
        "Hi (First Name), invoice number (Cust. 1) is now due. "
        "Please pay the amount of (Cust. 2)."
    )
    variables = {"first_name": "Jack", "custom_1": "A123441", "custom_2": "$698"}

    assert render(body, variables) == (
        "Hi Jack, invoice number A123441 is now due. Please pay the amount of $698."
    )


@pytest.mark.parametrize(
    "body",
    [
        "The key is under the mat (see below) :) (:",
        "(1) Lock up. (2) Go. {} { } () ( ) {1} {...} {-}",
        'Sent {"a": 1} and f(x) = {x + 1}',
        "{first\nname} (first\nname) {first_name (first_name",
        "(first_name} {first_name)",
        "(custom_5) (custom string) (name)",
    ],
)
def test_other_brackets_stay(body: str) -> None:
    """Braces hold a name on one line, parentheses one of a contact's fields."""
    assert render(body, {}) == body


def test_parentheses_with_a_variable_are_a_placeholder() -> None:
    """What is given decides."""
    assert render("(see below)", {"other": 1}) == "(see below)"
    assert render("(see below)", {"see_below": "page 2"}) == "page 2"


@pytest.mark.parametrize(
    "field",
    [
        *("First Name", "last_name", "Phone Number", "Mobile", "Email", "Fax Number"),
        *("organization_name", "Company", "address_line_1", "Address Line 2"),
        *("address_city", "State", "Postal Code", "address_country"),
        *("Cust. 1", "custom_2", "Custom String 3", "CustomString4"),
    ],
)
def test_contact_field_in_parentheses_is_a_placeholder(field: str) -> None:
    """With or without a variable: nobody is sent "Hi (First Name)"."""
    assert render(f"Hi ({field})", {field: "Ann"}) == "Hi Ann"
    with pytest.raises(MissingVariablesError) as error:
        render(f"Hi ({field})", {})
    assert error.value.names == (field,)


def test_variable_without_a_name_fills_nothing() -> None:
    """Dots and underscores alone are none."""
    assert render("So (...) {_} ( )", {"_": "a", "...": "b"}) == "So (...) {_} ( )"


def test_placeholder_in_other_brackets() -> None:
    """The innermost brackets are what counts."""
    body = "({name}) {(First Name)} ((Last Name), see (a) and {name})"
    variables = {"name": "Ann", "first_name": "Bob", "last_name": "Lee"}

    assert render(body, variables) == "(Ann) {Bob} (Lee, see (a) and Ann)"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Ann", "Ann"),
        ("", ""),
        (" \\1 \\g<0> %s \n", " \\1 \\g<0> %s \n"),
        (0, "0"),
        (-3, "-3"),
        (21.5, "21.5"),
        (Decimal("0.0790"), "0.0790"),
        (Decimal("1E+3"), "1000"),
    ],
)
def test_text_or_number_stands_as_it_is(value: object, text: str) -> None:
    """An empty text is a value too."""
    assert render("[{value}]", {"value": value}) == f"[{text}]"


@pytest.mark.parametrize("value", [None, ["a"], {"a": 1}, b"a", object()])
def test_what_has_no_text_is_missing(value: object) -> None:
    """Nobody is sent "None"."""
    with pytest.raises(MissingVariablesError) as error:
        render("Hi {name}", {"name": value})

    assert error.value.names == ("name",)


def test_all_that_is_missing_is_named() -> None:
    """As the template has it, in its order, once each."""
    body = "{ door } (Cust. 2) {name} {CustomString2} (Mobile) {DOOR} (see) {last.name}"

    with pytest.raises(MissingVariablesError) as error:
        render(body, {"name": "Ann", "custom_1": "unused"})

    assert error.value.names == ("door", "Cust. 2", "Mobile", "last.name")
    assert "door, Cust. 2, Mobile, last.name" in str(error.value)


def test_one_name_given_twice_with_different_values_is_refused() -> None:
    """Nobody can tell which is meant, even if the template does without."""
    with pytest.raises(ConflictingVariablesError) as error:
        render("Hi", {"first_name": "Ann", "other": 1, "FirstName": "Bob"})

    assert error.value.names == ("first_name", "FirstName")


def test_one_name_given_twice_with_one_value_is_fine() -> None:
    """There is nothing to choose, nor is there if one has no value."""
    same = {"first_name": "1", "FirstName": 1, "First Name": None}

    assert render("Hi {first_name}", same) == "Hi 1"


def test_names_of_all_languages() -> None:
    """However their accents are stored."""
    assert render("{prénom} {नाम} {ИМЯ}", {"pre\u0301nom": 1, "नाम": 2, "имя": 3}) == (
        "1 2 3"
    )


@given(TEXT, st.dictionaries(st.sampled_from(list(SPELLINGS)), TEXT))
def test_text_without_brackets_is_left_alone(
    text: str, variables: dict[str, object]
) -> None:
    """Whatever is given."""
    prose = re.sub(r"[(){}]", "", text)

    assert render(prose, variables) == prose


@given(
    st.fixed_dictionaries(dict.fromkeys(SPELLINGS, TEXT)),
    st.lists(
        PROSE.map(lambda text: (None, text))
        | st.sampled_from(
            [(name, written) for name, ways in SPELLINGS.items() for written in ways]
        ),
    ),
)
def test_each_placeholder_becomes_its_value_once(
    values: dict[str, str], pieces: list[tuple[str | None, str]]
) -> None:
    """Values may hold placeholders, or half of one: they are not looked at again."""
    body = "".join(written for _, written in pieces)

    assert render(body, values) == "".join(
        values[name] if name else written for name, written in pieces
    )


@given(
    st.lists(st.sampled_from(list(SPELLINGS)), min_size=1),
    st.sets(st.sampled_from(list(SPELLINGS))),
)
def test_missing_are_those_used_and_not_given(used: list[str], given: set[str]) -> None:
    """All of them, in order, once each."""
    body = " ".join(f"{{{name}}}" for name in used)
    expected = tuple(name for name in dict.fromkeys(used) if name not in given)

    if not expected:
        assert render(body, dict.fromkeys(given, "x")) == " ".join("x" for _ in used)
        return
    with pytest.raises(MissingVariablesError) as error:
        render(body, dict.fromkeys(given, "x"))
    assert error.value.names == expected
