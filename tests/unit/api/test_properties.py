"""No JSON whatsoever makes a parser fail or return what cannot be stored."""

from dataclasses import fields, is_dataclass
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st
import pytest

from custom_components.clicksend_messaging.api.http import error_in
from custom_components.clicksend_messaging.api.models import (
    Account,
    InboundMessage,
    MatonConnection,
    Page,
    Rule,
    SendAnswer,
    SendRow,
)
from custom_components.clicksend_messaging.api.transports import MatonTransport

# Nearly right, and as far from it as JSON allows.
AWKWARD: st.SearchStrategy[Any] = st.sampled_from(
    [
        *("", "{}", "[]", "null", "0", "1.00", "1721099039,", "SUCCESS", "NaN", "-inf"),
        *("1e99999", "1e-99999", "1_000", "\ud83d", "\x00", "١٢", "9" * 100, "401"),
        *(10**300, -(10**300), 1e308, 5e-324, 2**63, -1, float("nan"), float("inf")),
        *(None, True, False, [], {}, [[]], [{}], [None]),
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(categories=None), max_size=8)
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)
thorough = settings(
    max_examples=300,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
pytestmark = pytest.mark.filterwarnings(
    # Hypothesis about its own random numbers, which these tests do not use.
    "ignore:It looks like `register_random`:hypothesis.errors.HypothesisWarning"
)


def having(
    names: str, **parts: st.SearchStrategy[Any]
) -> st.SearchStrategy[dict[str, Any]]:
    """Return objects that may have these fields, with anything in them."""
    anything = dict.fromkeys(names.split(), AWKWARD | JSON)
    return st.fixed_dictionaries({}, optional={**anything, **parts})


def wrapped(objects: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return these objects, alone or in an array, or anything instead."""
    return objects | st.lists(objects, max_size=2) | JSON


CURRENCY = wrapped(having("currency_name_short"))
ACCOUNT = having(
    "user_id balance default_country_sms country low_credit_amount"
    " setting_sms_message_char_limit",
    _currency=CURRENCY,
    currency=CURRENCY,
)
SEND_ROW = having("status to custom_string message_id from message_parts message_price")
SENT = having("", messages=wrapped(SEND_ROW), _currency=CURRENCY)
INBOUND = having("message_id from to body timestamp timestamp_send custom_string")
RULE = having("inbound_rule_id sms_inbound_rule_id rule_name action enabled")
CONNECTION = having("connection_id status creation_time url")
PAGE = having("last_page", data=wrapped(INBOUND))
ENVELOPE = having("http_code response_code type data message code")


def _check(parsed: Any) -> None:
    """Check that all text in what was parsed can be stored."""
    if isinstance(parsed, tuple):
        for item in parsed:
            _check(item)
    elif is_dataclass(parsed):
        for field in fields(parsed):
            _check(getattr(parsed, field.name))
    elif isinstance(parsed, str):
        parsed.encode()


@pytest.mark.parametrize(
    ("kind", "objects"),
    [
        (Account, ACCOUNT),
        (SendAnswer, SENT),
        (Rule, RULE),
        (MatonConnection, CONNECTION | having("", connection=wrapped(CONNECTION))),
    ],
    ids=["account", "send answer", "rule", "connection"],
)
def test_object(kind: Any, objects: st.SearchStrategy[Any]) -> None:
    """Anything may stand where an object belongs, and in its fields."""

    @thorough
    @given(wrapped(objects))
    def parse(payload: object) -> None:
        _check(kind.parse(payload))

    parse()


@pytest.mark.parametrize(
    ("kind", "rows"),
    [(InboundMessage, INBOUND), (SendRow, SEND_ROW)],
    ids=["inbound", "sent"],
)
def test_row(kind: Any, rows: st.SearchStrategy[Any]) -> None:
    """Anything may stand in the fields of a row."""

    @thorough
    @given(rows)
    def parse(row: Any) -> None:
        _check(kind.parse(row))

    parse()


@thorough
@given(wrapped(PAGE))
def test_page(payload: object) -> None:
    """Anything may stand where a page belongs, and its rows are objects."""
    page = Page.parse(payload)
    assert all(isinstance(row, dict) for row in page.rows)
    for number in (page.last_page, page.total):
        assert number is None or isinstance(number, int)


@thorough
@given(wrapped(ENVELOPE), st.integers(200, 599))
def test_answer(payload: object, status: int) -> None:
    """Any status around anything is success or an error with a verdict."""
    error = error_in(status, {}, payload, MatonTransport("key", "id").own_error)
    if error is None:
        assert status < 300
    else:
        assert not (error.may_repeat and error.outcome_unknown)
        assert str(error)
        _check(error.code)
