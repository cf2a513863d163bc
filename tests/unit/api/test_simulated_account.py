"""The client against the simulator, whichever way leads to the account."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import aiohttp
import pytest

from custom_components.clicksend_messaging.api.clicksend import ClickSendClient
from custom_components.clicksend_messaging.api.errors import (
    AuthenticationError,
    ForbiddenError,
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayError,
    NotFoundError,
    RateLimitedError,
    RefusedError,
    ServerError,
)
from custom_components.clicksend_messaging.api.models import (
    Account,
    Channel,
    OutgoingSms,
)
from custom_components.clicksend_messaging.api.transports import (
    DirectTransport,
    MatonTransport,
)
from simulator import Simulator
from tests.unit.api.discretion import API_KEY, MATON_KEY, SMS, USERNAME, error_of
from tests.unit.api.unread import unread


def _maton(
    simulator: Simulator, session: aiohttp.ClientSession, *, newer: bool = True
) -> ClickSendClient:
    """Return a client that goes through Maton."""
    access = simulator.maton if newer else simulator.maton_legacy
    (connection,) = simulator.connections
    transport = MatonTransport(
        access.api_key, connection.connection_id, access.gateway_url
    )
    return ClickSendClient(lambda: session, transport)


def _direct(
    simulator: Simulator, session: aiohttp.ClientSession, **changes: str
) -> ClickSendClient:
    """Return a client that goes straight to ClickSend."""
    access = {**vars(simulator.clicksend), **changes}
    return ClickSendClient(lambda: session, DirectTransport(**access))


@pytest.fixture(params=["direct", "maton", "older maton"])
def client(
    request: pytest.FixtureRequest,
    simulator: Simulator,
    session: aiohttp.ClientSession,
) -> ClickSendClient:
    """Return a client for the simulated account, each way in turn."""
    if request.param == "direct":
        return _direct(simulator, session)
    return _maton(simulator, session, newer=request.param == "maton")


async def test_account(client: ClickSendClient, simulator: Simulator) -> None:
    """The account says what it has, in which currency, and where it is at home."""
    simulator.settings.patch({"currency": "EUR", "account_country": "DE"})
    simulator.account.balance = Decimal("-1.5")
    assert await client.account() == Account(
        user_id=simulator.account.user_id,
        balance=Decimal("-1.500000"),
        currency="EUR",
        country="DE",
        low_credit_amount=Decimal("0.00"),
        max_parts=8,
    )


@pytest.mark.parametrize(
    "variant",
    [
        {},
        {"currency_key": "currency"},
        {"send_date": "str"},
        {"send_date": "str_comma"},
        {"message_price": "number"},
        {"shuffle_results": True},
    ],
    ids=str,
)
async def test_send(
    client: ClickSendClient, simulator: Simulator, variant: dict[str, Any]
) -> None:
    """Each recipient has a result of its own, in any order and of any types."""
    simulator.settings.patch(variant)
    numbers = [SMS.to, "12345", "+886912345678", "+14055555555"]
    texts = [
        OutgoingSms(to=number, body="Dinner 🍲", custom_string=f"ref-{place}")
        for place, number in enumerate(numbers)
    ]
    answer = await client.messages.send(texts)
    rows = {row.custom_string: row for row in answer.rows}
    assert answer.currency == "USD"
    assert {
        key: (row.status, row.accepted, row.parts) for key, row in rows.items()
    } == {
        "ref-0": ("SUCCESS", True, 1),
        "ref-1": ("INVALID_RECIPIENT", False, None),
        "ref-2": ("COUNTRY_NOT_ENABLED", False, 0),
        "ref-3": ("SUCCESS", True, 0),
    }
    assert rows["ref-0"].price == Decimal(100) - simulator.account.balance
    assert simulator.phones[SMS.to].received == ["Dinner 🍲"]


@pytest.mark.parametrize("placement", ["per_message", "request"])
async def test_no_credit(
    client: ClickSendClient, simulator: Simulator, placement: str
) -> None:
    """The word for it is the same wherever it stands."""
    simulator.settings.patch({"insufficient_credit": placement})
    simulator.account.balance = Decimal(0)
    if placement == "request":
        error = await error_of(client.messages.send([SMS]))
        assert (type(error), error.code) == (RefusedError, "INSUFFICIENT_CREDIT")
    else:
        (row,) = (await client.messages.send([SMS])).rows
        assert (row.accepted, row.status) == (False, "INSUFFICIENT_CREDIT")
    assert simulator.phones[SMS.to].received == []


async def test_more_than_fit_into_one_request(
    client: ClickSendClient, simulator: Simulator
) -> None:
    """ClickSend takes none of them."""
    error = await error_of(client.messages.send([SMS] * 1001))
    assert (type(error), error.code) == (RefusedError, "TOO_MANY_RECIPIENTS")
    assert simulator.phones[SMS.to].received == []


async def test_rules(client: ClickSendClient) -> None:
    """A rule is made, found again by either name of its id, and removed."""
    created = await client.inbound_rules.create("Home", "POLL", "")
    assert (created.name, created.action, created.enabled) == ("Home", "POLL", True)
    assert await client.inbound_rules.all() == [created]
    await client.inbound_rules.delete(created.rule_id)
    assert await client.inbound_rules.all() == []
    error = await error_of(client.inbound_rules.delete(created.rule_id))
    assert type(error) is NotFoundError


@pytest.mark.parametrize("key", ["timestamp", "timestamp_send"])
@pytest.mark.parametrize("kind", ["int", "str"])
async def test_inbound(
    client: ClickSendClient, simulator: Simulator, key: str, kind: str
) -> None:
    """A text is unread until it is marked, and only that one is."""
    simulator.settings.patch({"inbound_time_key": key, "inbound_time_type": kind})
    simulator.inject_inbound(SMS.to, "Too early: there is no rule")
    await client.inbound_rules.create("Home", "POLL", "")
    await client.messages.send([SMS])
    simulator.inject_inbound(SMS.to, "Status", timestamp=1784512860)
    simulator.inject_inbound("+12025550102", "Hello")

    answer, other = await unread(client)
    assert (answer.sender, answer.body) == (SMS.to, "Status")
    assert answer.timestamp == datetime(2026, 7, 20, 2, 1, tzinfo=UTC)
    assert answer.custom_string == SMS.custom_string
    assert other.custom_string is None
    assert await unread(client) == [answer, other]

    assert answer.message_id is not None
    await client.inbound.mark_read(answer.message_id)
    assert await unread(client) == [other]
    assert type(await error_of(client.inbound.mark_read("M-1"))) is NotFoundError


async def test_inbound_on_several_pages(
    simulator: Simulator, session: aiohttp.ClientSession
) -> None:
    """Nothing is left behind on a later page."""
    client = _direct(simulator, session)
    await client.inbound_rules.create("Home", "POLL", "")
    bodies = [str(number) for number in range(205)]
    for body in bodies:
        simulator.inject_inbound(SMS.to, body)
    assert [text.body for text in await unread(client)] == bodies


async def test_prices(client: ClickSendClient, simulator: Simulator) -> None:
    """What each would cost, and nothing happens."""
    answer = await client.messages.prices([SMS])
    (row,) = answer.rows
    assert (row.accepted, row.price, answer.currency) == (
        True,
        Decimal("0.0792"),
        "USD",
    )
    assert simulator.phones[SMS.to].received == []
    assert simulator.account.balance == Decimal(100)


@pytest.mark.parametrize("shape", ["paginated", "bare_list"])
async def test_newest_of_the_history(
    client: ClickSendClient, simulator: Simulator, shape: str
) -> None:
    """By its own names, sent and received."""
    simulator.settings.patch({"history_shape": shape})
    simulator.inject_inbound(SMS.to, "Earlier", timestamp=1784512860)
    await client.messages.send([SMS])
    listing = await client.messages.newest(SMS.channel, 10)
    assert [row["direction"] for row in listing.rows] == ["out", "in"]
    assert listing.total == 2
    later = await client.messages.newest(SMS.channel, 10, since=1784512861)
    assert [row["direction"] for row in later.rows] == ["out"]


async def test_everything_that_waits(
    client: ClickSendClient, simulator: Simulator
) -> None:
    """Texts and receipts, newest first."""
    simulator.settings.patch({"receipts_by_themselves": False})
    await client.inbound_rules.create("Home", "POLL", "")
    await client.receipt_rules[SMS.channel].create("Home", "POLL", "")
    await client.messages.send([SMS])
    for place, body in enumerate(("first", "second")):
        simulator.inject_inbound(SMS.to, body, timestamp=1784512860 + place)
    (text,) = simulator.books
    simulator.inject_receipt(text.message_id, "201")
    texts = await client.inbound.all()
    assert [row["body"] for row in texts.rows] == ["second", "first"]
    receipts = await client.receipts.all(SMS.channel)
    assert [row["message_id"] for row in receipts.rows] == [text.message_id]
    assert (texts.total, receipts.total) == (2, 1)


@pytest.mark.parametrize("status", [404, 405])
async def test_receipts_that_are_not_there(
    client: ClickSendClient, simulator: Simulator, status: int
) -> None:
    """Those for MMS may not exist any more, whichever way is gone."""
    simulator.settings.patch({"mms_receipts": status})
    error = await error_of(client.receipts.all(Channel.MMS))
    assert error.status == status
    assert isinstance(error, RefusedError)
    assert not isinstance(error, GatewayError)


async def test_rate_limit(simulator: Simulator, session: aiohttp.ClientSession) -> None:
    """After twenty looks at the account ClickSend wants to be left alone."""
    client = _direct(simulator, session)
    for _ in range(20):
        await client.account()
    error = await error_of(client.account())
    assert isinstance(error, RateLimitedError)
    assert 1 <= error.retry_after <= 60


@pytest.mark.parametrize(
    ("username", "kind"),
    [(USERNAME, AuthenticationError), ("banned", ForbiddenError)],
    ids=["wrong key", "suspended"],
)
async def test_refused_credentials(
    simulator: Simulator,
    session: aiohttp.ClientSession,
    username: str,
    kind: type[Exception],
) -> None:
    """Credentials may be wrong, or right for an account that is suspended."""
    key = API_KEY if username == USERNAME else "D83DED51-9E35-4D42-9BB9-0E34B7CA85AE"
    client = _direct(simulator, session, username=username, api_key=key)
    assert type(await error_of(client.account())) is kind


async def test_key_kept_at_maton_is_wrong(
    simulator: Simulator, session: aiohttp.ClientSession
) -> None:
    """It is ClickSend that refuses: a new Maton key would not help."""
    (connection,) = simulator.connections
    simulator.connections.authorise(connection, USERNAME, API_KEY)
    error = await error_of(_maton(simulator, session).account())
    assert type(error) is AuthenticationError


async def test_wrong_maton_key(
    simulator: Simulator, session: aiohttp.ClientSession
) -> None:
    """It is Maton that refuses: new ClickSend credentials would not help."""
    (connection,) = simulator.connections
    transport = MatonTransport(
        MATON_KEY, connection.connection_id, simulator.maton.gateway_url
    )
    error = await error_of(ClickSendClient(lambda: session, transport).account())
    assert type(error) is GatewayAuthenticationError


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, GatewayConnectionError),
        (404, GatewayConnectionError),
        # Nobody says whether Maton passed the request on.
        (500, ServerError),
    ],
)
async def test_connection_is_not_active(
    simulator: Simulator,
    session: aiohttp.ClientSession,
    status: int,
    kind: type[Exception],
) -> None:
    """How Maton says so is not documented."""
    simulator.settings.patch({"maton_inactive_status": status})
    (connection,) = simulator.connections
    simulator.connections.set_status(connection, "FAILED")
    error = await error_of(_maton(simulator, session).messages.send([SMS]))
    assert (type(error), error.status) == (kind, status)


async def test_deleted_connection(
    simulator: Simulator, session: aiohttp.ClientSession
) -> None:
    """The chosen connection counts, whatever others there are."""
    client = _maton(simulator, session)
    (chosen,) = simulator.connections
    simulator.connections.authorise(simulator.connections.create(), USERNAME, API_KEY)
    simulator.connections.delete(chosen.connection_id)
    assert type(await error_of(client.account())) is GatewayConnectionError
