"""What each method asks of ClickSend, in so many words."""

from collections.abc import Awaitable, Callable

import pytest

from custom_components.clicksend_messaging.api.clicksend import ClickSendClient
from custom_components.clicksend_messaging.api.errors import (
    MalformedAnswerError,
    NotFoundError,
)
from custom_components.clicksend_messaging.api.models import OutgoingSms
from tests.unit.api.discretion import CONNECTION, MATON_KEY, SMS, error_of
from tests.unit.api.samples import data
from tests.unit.api.unread import unread
from tests.unit.api.wire import Heard, Wire, envelope

pytestmark = pytest.mark.usefixtures("socket_enabled")

RULES = "/automations/sms/inbound"
PAGE_1 = {"page": "1", "limit": "100"}
ANSWER = {**data("clicksend/account"), **data("clicksend/inbound_rule_created")}

type Call = Callable[[ClickSendClient], Awaitable[object]]

CALLS = pytest.mark.parametrize(
    ("call", "method", "path", "query"),
    [
        (lambda client: client.account(), "GET", "/account", {}),
        (lambda client: client.messages.send([SMS]), "POST", "/sms/send", {}),
        (unread, "GET", "/sms/inbound", PAGE_1),
        (
            lambda client: client.inbound.mark_read("M-1"),
            "PUT",
            "/sms/inbound-read/M-1",
            {},
        ),
        (lambda client: client.inbound_rules.all(), "GET", RULES, PAGE_1),
        (
            lambda client: client.inbound_rules.create("Home", "POLL", ""),
            "POST",
            RULES,
            {},
        ),
        (
            lambda client: client.inbound_rules.delete("3001"),
            "DELETE",
            f"{RULES}/3001",
            {},
        ),
    ],
    ids=[
        "account",
        "send",
        "inbound",
        "mark read",
        "rules",
        "create rule",
        "delete rule",
    ],
)


async def _heard(client: ClickSendClient, wire: Wire, call: Call) -> Heard:
    """Make a call and return the one request that it made."""
    wire.says(envelope(ANSWER))
    await call(client)
    (heard,) = wire.heard
    return heard


@CALLS
async def test_straight(
    direct: ClickSendClient,
    wire: Wire,
    call: Call,
    method: str,
    path: str,
    query: dict[str, str],
) -> None:
    """Straight to ClickSend the path comes after the version."""
    heard = await _heard(direct, wire, call)
    assert (heard.method, heard.path, heard.query) == (method, f"/v3{path}", query)
    assert heard.headers["Authorization"].startswith("Basic ")
    assert "Maton-Connection" not in heard.headers


@CALLS
async def test_through_maton(
    through_maton: ClickSendClient,
    wire: Wire,
    call: Call,
    method: str,
    path: str,
    query: dict[str, str],
) -> None:
    """Through Maton the app's name precedes it, and every request picks the account."""
    heard = await _heard(through_maton, wire, call)
    assert heard.method == method
    assert (heard.path, heard.query) == (f"/clicksend/v3{path}", query)
    assert heard.headers["Authorization"] == f"Bearer {MATON_KEY}"
    assert heard.headers["Maton-Connection"] == CONNECTION


@CALLS
@pytest.mark.usefixtures("method", "path", "query")
async def test_says_who_asks(client: ClickSendClient, wire: Wire, call: Call) -> None:
    """Gateways turn away clients that go by their library's name."""
    heard = await _heard(client, wire, call)
    assert heard.headers["User-Agent"].startswith("ClickSendMessaging ")
    assert heard.headers["Accept"] == "application/json"


async def test_texts(client: ClickSendClient, wire: Wire) -> None:
    """Texts go as they are, each with its own reference."""
    body = 'Ring 🔔 "now"\nor ' + "never" * 400
    other = OutgoingSms(
        to="+12025550102", body=body, custom_string="ref-2", sender="MyHome"
    )
    heard = await _heard(
        client, wire, lambda client: client.messages.send([SMS, other])
    )
    assert heard.headers["Content-Type"] == "application/json"
    assert heard.json == {
        "messages": [
            {
                "source": "home-assistant",
                "to": "+12025550101",
                "body": "The front door is open",
                "custom_string": "ref-1",
            },
            {
                "source": "home-assistant",
                "to": "+12025550102",
                "body": body,
                "custom_string": "ref-2",
                "from": "MyHome",
            },
        ]
    }


async def test_poll_rule(client: ClickSendClient, wire: Wire) -> None:
    """The rule is for all numbers and all texts."""
    heard = await _heard(
        client, wire, lambda client: client.inbound_rules.create("Home", "POLL", "")
    )
    assert heard.json == {
        "dedicated_number": "*",
        "rule_name": "Home",
        "message_search_type": 0,
        "message_search_term": "",
        "action": "POLL",
        "action_address": "",
        "enabled": 1,
    }


async def test_nothing_goes_along_without_need(
    client: ClickSendClient, wire: Wire
) -> None:
    """What needs no body has none."""
    heard = await _heard(client, wire, lambda client: client.inbound.mark_read("M-1"))
    assert heard.body == b""


@pytest.mark.parametrize("record_id", ["5b-1F", "a@b.example", "1:2", "a..b", "1,2"])
async def test_id_stays_in_its_place(
    direct: ClickSendClient, wire: Wire, record_id: str
) -> None:
    """Whatever an id is made of, it is one part of the path."""
    wire.says(envelope(ANSWER))
    await direct.inbound.mark_read(record_id)
    await direct.inbound_rules.delete(record_id)
    assert [heard.target for heard in wire.heard] == [
        f"/v3/sms/inbound-read/{record_id}",
        f"/v3{RULES}/{record_id}",
    ]


@pytest.mark.parametrize(
    "record_id",
    [
        "",
        ".",
        "..",
        "a/b",
        "../account",
        "..\\a",
        "%2E%2E",
        "1?x",
        "1#x",
        "1;x",
        "1 ",
        "ñ",
    ],
    ids=repr,
)
async def test_id_that_would_be_another_path(
    client: ClickSendClient, wire: Wire, record_id: str
) -> None:
    """Nor may it become one where a gateway decodes paths before it passes them on."""
    for call in (
        client.inbound.mark_read,
        client.inbound_rules.delete,
    ):
        assert type(await error_of(call(record_id))) is NotFoundError
    assert wire.heard == []


NOTHING = pytest.mark.parametrize("nothing", [None, [], {}, "", "{}", 0, 1], ids=repr)


@NOTHING
async def test_answer_with_nothing_in_it(
    client: ClickSendClient, wire: Wire, nothing: object
) -> None:
    """Where nothing has to be in an answer, the type of nothing does not matter."""
    wire.says(envelope(nothing))
    await client.inbound.mark_read("M-1")
    await client.inbound_rules.delete("3001")
    assert await unread(client) == []
    assert await client.inbound_rules.all() == []
    assert (await client.messages.send([SMS])).rows == ()


@NOTHING
async def test_answer_with_too_little_in_it(
    client: ClickSendClient, wire: Wire, nothing: object
) -> None:
    """Where something has to be in it, nothing is no answer."""
    wire.says(envelope(nothing))
    assert type(await error_of(client.account())) is MalformedAnswerError
    error = await error_of(client.inbound_rules.create("Home", "POLL", ""))
    assert type(error) is MalformedAnswerError
