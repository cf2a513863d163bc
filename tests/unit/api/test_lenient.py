"""Values are read whatever type they come in, and never make an answer unreadable."""

from datetime import UTC, datetime

import pytest

from custom_components.clicksend_messaging.api.lenient import (
    as_code,
    as_decimal,
    as_error_status,
    as_flag,
    as_int,
    as_record,
    as_text,
    as_time,
    first,
    records,
)

NO_NUMBER: list[object] = [
    None,
    "",
    " ",
    "soon",
    "{}",
    "1,5",
    "0x10",
    "NaN",
    "Infinity",
    "1e99999",
    "1e-99999",
    "9" * 1000,
    float("nan"),
    float("inf"),
    True,
    False,
    [],
    [5],
    {},
]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("hello", "hello"),
        (" ", " "),
        ("0", "0"),
        (0, "0"),
        (41, "41"),
        (1.5, "1.5"),
        ("Ring 🔔\nnow", "Ring 🔔\nnow"),
        ("cut \ud83d", "cut ?"),
        ("\udd14 off", "? off"),
        ("", None),
        (None, None),
        (True, None),
        ([], None),
        (["hello"], None),
        ({}, None),
    ],
    ids=repr,
)
def test_text(value: object, text: str | None) -> None:
    """A number is text as well; half an emoji is replaced, as nothing can store it."""
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (5, 5),
        (0, 0),
        (-5, -5),
        (5.0, 5),
        ("5", 5),
        (" 5 ", 5),
        ("1.00", 1),
        ("1721099039,", 1721099039),
        ("1721099039, ", 1721099039),
    ],
    ids=repr,
)
def test_whole_number(value: object, number: int) -> None:
    """Numbers come as numbers, as text, and once with a comma."""
    assert as_int(value) == number


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("0.0792", "0.0792"),
        ("4.998000", "4.998000"),
        ("-1.50", "-1.50"),
        (0.0792, "0.0792"),
        (0.1, "0.1"),
        (0, "0"),
        (4, "4"),
        ("0", "0"),
    ],
    ids=repr,
)
def test_amount(value: object, amount: str) -> None:
    """Money is exact, from text as from a number."""
    number = as_decimal(value)
    assert number is not None
    assert str(number) == amount


@pytest.mark.parametrize("value", NO_NUMBER, ids=lambda value: repr(value)[:20])
def test_no_number(value: object) -> None:
    """What is no number, or none of this world, is nothing."""
    assert as_int(value) is None
    assert as_decimal(value) is None
    assert as_time(value) is None


@pytest.mark.parametrize("value", [1, "1", 1.0, "1.00", True, "true", "True"], ids=repr)
def test_flag_is_set(value: object) -> None:
    """Yes comes in several types."""
    assert as_flag(value) is True


@pytest.mark.parametrize(
    "value", [0, "0", False, "false", None, "", "{}", 2, [], {}, [1]], ids=repr
)
def test_flag_is_not_set(value: object) -> None:
    """Everything else is no."""
    assert as_flag(value) is False


@pytest.mark.parametrize(
    "value", [1721099039, "1721099039", "1721099039,", 1721099039.5], ids=repr
)
def test_time(value: object) -> None:
    """A moment is in unix seconds, as a number or as text."""
    assert as_time(value) == datetime(2024, 7, 16, 3, 3, 59, tzinfo=UTC)


@pytest.mark.parametrize("value", [10**12, "1" * 20, -(10**12)], ids=repr)
def test_no_time(value: object) -> None:
    """A moment beyond the calendar is none."""
    assert as_time(value) is None


@pytest.mark.parametrize(
    ("value", "record"),
    [
        ({"a": 1}, {"a": 1}),
        ([{"a": 1}], {"a": 1}),
        ([{"a": 1}, {"b": 2}], {}),
        ([[{"a": 1}]], {}),
        ([], {}),
        (None, {}),
        ("{}", {}),
        ("", {}),
        (1, {}),
    ],
    ids=repr,
)
def test_record(value: object, record: object) -> None:
    """An object may be alone in an array; everything else is an empty one."""
    assert as_record(value) == record


@pytest.mark.parametrize(
    ("value", "rows"),
    [
        ([{"a": 1}, None, "{}", 5, [], {"b": 2}], [{"a": 1}, {"b": 2}]),
        ([], []),
        ({"a": 1}, []),
        (None, []),
        ("{}", []),
        (1, []),
    ],
    ids=repr,
)
def test_records(value: object, rows: object) -> None:
    """Of an array the objects count; what is no array has none."""
    assert list(records(value)) == rows


@pytest.mark.parametrize(
    ("record", "value"),
    [
        ({"new": 1, "old": 2}, 1),
        ({"old": 2}, 2),
        ({"new": None, "old": 2}, 2),
        ({"new": "", "old": 2}, 2),
        ({"new": 0, "old": 2}, 0),
        ({"new": "", "old": None}, None),
        ({}, None),
    ],
    ids=repr,
)
def test_first(record: dict[str, object], value: object) -> None:
    """A field that goes by two names is read by the one that holds something."""
    assert first(record, "new", "old") == value


@pytest.mark.parametrize(
    "value", ["INVALID_RECIPIENT", "Too Many Requests", "bad_request", "400", 400]
)
def test_code(value: object) -> None:
    """Words that programs exchange, and what HTTP says beside its numbers."""
    assert as_code(value) == str(value)


@pytest.mark.parametrize(
    "value",
    [
        *("Visit https://example.com/pay", "Ask +12025550101", "12025550101", "4000"),
        *("Please tell whoever reads this to pay for more of it", "", None, True, {}),
    ],
    ids=repr,
)
def test_no_code(value: object) -> None:
    """What others would have people read, and anybody's number, is nothing to show."""
    assert as_code(value) is None


@pytest.mark.parametrize(
    ("value", "status"),
    [
        *((400, 400), ("402", 402), ("599", 599)),
        *((399, None), (600, None), ("0402", None), (4021, None), (402.5, None)),
        *(("bad", None), (None, None), (True, None)),
    ],
    ids=repr,
)
def test_error_status(value: object, status: int | None) -> None:
    """A PIN that somebody typed is none."""
    assert as_error_status(value) == status
