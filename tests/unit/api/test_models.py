"""The account, its rules, pages and connections, in every variant known of them."""

from decimal import Decimal

import pytest

from custom_components.clicksend_messaging.api.models import (
    Account,
    ConnectionStatus,
    MatonConnection,
    Page,
    Rule,
    SendAnswer,
)
from tests.unit.api.discretion import API_KEY, SESSION_TOKEN
from tests.unit.api.samples import data, sample

NO_OBJECT = pytest.mark.parametrize(
    "nothing", [None, [], {}, "", "{}", 0, 1, [1], [{}, {}]], ids=repr
)
CURRENCY = {"currency_name_short": "EUR"}


def test_account() -> None:
    """Of an account what is needed is kept, and its owner's details are not."""
    account = Account.parse(data("clicksend/account"))
    assert account == Account(
        user_id=672721,
        balance=Decimal("4.998000"),
        currency="AUD",
        country="AU",
        low_credit_amount=Decimal("2.50"),
        max_parts=6,
    )
    for detail in (API_KEY, "Casey", "casey@example.com", "+12025550143"):
        assert detail not in repr(account)


@NO_OBJECT
def test_no_account(nothing: object) -> None:
    """Without an id it is no account."""
    assert Account.parse(nothing) is None


@pytest.mark.parametrize("user_id", [672721, "672721", "672721.00"], ids=repr)
def test_account_id(user_id: object) -> None:
    """The same account has the same id, whatever type it comes in."""
    account = Account.parse({"user_id": user_id})
    assert account is not None
    assert account.user_id == 672721


@pytest.mark.parametrize(
    ("fields", "country"),
    [
        ({"default_country_sms": "AU", "country": "US"}, "AU"),
        ({"default_country_sms": "", "country": "US"}, "US"),
        ({"default_country_sms": None, "country": "US"}, "US"),
        ({"country": "US"}, "US"),
        ({}, None),
    ],
    ids=repr,
)
def test_account_country(fields: dict[str, object], country: str | None) -> None:
    """The country for texts counts, and the account's own when there is none."""
    account = Account.parse({"user_id": 1, **fields})
    assert account is not None
    assert account.country == country


@pytest.mark.parametrize(
    ("fields", "currency"),
    [
        ({"_currency": CURRENCY}, "EUR"),
        ({"currency": CURRENCY}, "EUR"),
        ({"_currency": None, "currency": CURRENCY}, "EUR"),
        ({"_currency": "", "currency": CURRENCY}, "EUR"),
        ({"_currency": [CURRENCY]}, "EUR"),
        ({"_currency": []}, None),
        ({"_currency": "EUR"}, None),
        ({}, None),
    ],
    ids=repr,
)
def test_currency(fields: dict[str, object], currency: str | None) -> None:
    """The currency goes by two names."""
    account = Account.parse({"user_id": 1, **fields})
    assert account is not None
    assert account.currency == currency
    assert SendAnswer.parse(fields).currency == currency


@pytest.mark.parametrize("name", ["inbound_rule_id", "sms_inbound_rule_id"])
@pytest.mark.parametrize("value", [3003, "3003"], ids=repr)
def test_rule_id(name: str, value: object) -> None:
    """A rule's id goes by two names and comes in two types."""
    rule = Rule.parse({name: value, "rule_name": "Home", "action": "POLL"})
    assert rule == Rule(
        rule_id="3003", name="Home", action="POLL", address="", enabled=False
    )


@pytest.mark.parametrize(
    ("value", "enabled"),
    [(1, True), ("1", True), (True, True), (0, False), ("0", False), (False, False)],
    ids=repr,
)
def test_rule_enabled(value: object, enabled: object) -> None:
    """Whether a rule is enabled comes in three types."""
    rule = Rule.parse({"inbound_rule_id": 1, "enabled": value})
    assert rule is not None
    assert rule.enabled is enabled


@NO_OBJECT
def test_no_rule(nothing: object) -> None:
    """Without an id it is no rule."""
    assert Rule.parse(nothing) is None


def test_page() -> None:
    """A page has rows and knows the last page's number, and how many rows there are."""
    page = Page.parse(data("clicksend/inbound_rules"))
    assert [row["sms_inbound_rule_id"] for row in page.rows] == [3001, "3002"]
    assert (page.last_page, page.total) == (1, 2)


def test_empty_page() -> None:
    """Of nothing there are no pages."""
    assert Page.parse(data("clicksend/page_empty")) == Page((), None, 0)


def test_page_inside_an_array() -> None:
    """The published example puts the page object into an array of its own."""
    page = Page.parse(data("clicksend/page_in_array"))
    assert [row["template_id"] for row in page.rows] == [21, 22]
    assert (page.last_page, page.total) == (1, 2)


@pytest.mark.parametrize(
    "rows", [[{"id": 1}], [{"id": 1}, {"id": 2}]], ids=["one", "two"]
)
def test_bare_array_of_rows(rows: list[dict[str, int]]) -> None:
    """Rows without a page around them do not say whether there are more."""
    assert Page.parse(rows) == Page(tuple(rows), None, None)


@pytest.mark.parametrize("last_page", [3, "3", "3.00"], ids=repr)
def test_last_page(last_page: object) -> None:
    """The number of the last page comes in several types."""
    assert Page.parse({"data": [], "last_page": last_page}).last_page == 3


@pytest.mark.parametrize("nothing", [None, [], {}, "", "{}", 0, 1, [1]], ids=repr)
def test_no_page(nothing: object) -> None:
    """What is no page has no rows."""
    assert Page.parse(nothing).rows == ()
    assert Page.parse({"data": nothing, "last_page": nothing}).rows == ()


@pytest.mark.parametrize("name", ["connection", "connection_created"])
def test_maton_connection(name: str) -> None:
    """A connection comes alone or wrapped, and its link is kept but never shown."""
    connection = MatonConnection.parse(sample(f"maton/{name}"))
    assert connection is not None
    assert connection.connection_id.startswith("c0ffee00")
    assert connection.status in (ConnectionStatus.ACTIVE, ConnectionStatus.PENDING)
    assert connection.url is not None
    assert SESSION_TOKEN in connection.url
    assert SESSION_TOKEN not in f"{connection} {connection!r}"


@NO_OBJECT
def test_no_maton_connection(nothing: object) -> None:
    """Without an id it is no connection."""
    assert MatonConnection.parse(nothing) is None
    assert MatonConnection.parse({"connection": nothing}) is None
