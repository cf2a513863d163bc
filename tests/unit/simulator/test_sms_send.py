"""ClickSend's POST /sms/send."""

from decimal import Decimal
import re
from typing import Any

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Caller, Send

DAD = "+15551234567"
SHARED_US, SHARED_AU = "+18335550123", "+61491570156"


async def test_accepted_text_is_in_the_books_and_on_the_phone(
    simulator: Simulator, send: Send
) -> None:
    """One text: the answer, the balance, the books and the phone agree."""
    data = await send({"to": DAD, "body": "Door open", "custom_string": "ref-1"})

    (row,) = data.pop("messages")
    currency = data.pop("_currency")
    assert data == {
        "total_price": 0.0792,
        "total_count": 1,
        "queued_count": 1,
        "blocked_count": 0,
    }
    assert currency["currency_name_short"] == "USD"
    assert re.fullmatch(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", row["message_id"])
    assert row == {
        "direction": "out",
        "date": row["schedule"],
        "to": DAD,
        "body": "Door open",
        "from": "+18335550123",
        "schedule": int(simulator.clock.now()),
        "message_id": row["message_id"],
        "message_parts": 1,
        "message_price": "0.0792",
        "from_email": None,
        "list_id": None,
        "custom_string": "ref-1",
        "contact_id": None,
        "user_id": 672721,
        "subaccount_id": 740012,
        "is_shared_system_number": True,
        "country": "US",
        "carrier": row["carrier"],
        "status": "SUCCESS",
    }
    assert simulator.account.balance == Decimal("99.9208")
    (entry,) = simulator.books
    assert (entry.message_id, entry.custom_string) == (row["message_id"], "ref-1")
    assert simulator.phones[DAD].received == ["Door open"]


async def test_http_200_whatever_happens_to_the_recipients(
    simulator: Simulator, send: Send
) -> None:
    """A bad number and a country that is off are rejected inside a success."""
    data = await send(
        {"to": "+000", "body": "Hello", "custom_string": "a"},
        {"to": "+93701234567", "body": "Hello", "custom_string": "b"},
        {"to": DAD, "body": "Hello", "custom_string": "c"},
    )
    invalid, blocked, accepted = data["messages"]

    assert invalid == {
        "to": "+000",
        "body": "Hello",
        "from": "",
        "schedule": "",
        "message_id": invalid["message_id"],
        "custom_string": "a",
        "is_shared_system_number": False,
        "status": "INVALID_RECIPIENT",
    }
    assert len(invalid["message_id"]) == 36
    assert blocked["status"] == "COUNTRY_NOT_ENABLED"
    assert (blocked["message_parts"], blocked["message_price"]) == (0, "0.0000")
    assert (blocked["country"], blocked["schedule"]) == ("AF", "")
    assert accepted["status"] == "SUCCESS"
    counts = (data["total_count"], data["queued_count"], data["blocked_count"])
    assert counts == (3, 1, 1)
    assert [text.custom_string for text in simulator.books] == ["c"]


async def test_every_country_can_be_enabled_or_none(
    simulator: Simulator, send: Send
) -> None:
    """The list of countries is the account's to choose."""
    simulator.settings.enabled_countries = ("*",)
    everywhere = await send({"to": "+93701234567", "body": "Hello"})
    simulator.settings.enabled_countries = ()
    nowhere = await send({"to": DAD, "body": "Hello"})

    assert everywhere["queued_count"] == 1
    assert nowhere["messages"][0]["status"] == "COUNTRY_NOT_ENABLED"


@pytest.mark.parametrize(
    ("to", "country", "expected"),
    [
        ("0491 570 006", "AU", "+61491570006"),
        ("07700 900123", "GB", "+447700900123"),
        ("(202) 555-0143", None, "+12025550143"),
        (12025550143, None, "+12025550143"),
    ],
)
async def test_local_numbers_are_those_of_the_country(
    send: Send, to: str | int, country: str | None, expected: str
) -> None:
    """A number without a country is one of the message's or else the account's."""
    data = await send({"to": to, "body": "Hello", "country": country})

    assert data["messages"][0]["to"] == expected


@pytest.mark.parametrize(
    ("message", "status"),
    [
        ({"to": DAD, "body": ""}, "EMPTY_MESSAGE"),
        ({"to": DAD, "body": " \n"}, "EMPTY_MESSAGE"),
        ({"to": DAD}, "EMPTY_MESSAGE"),
        ({"body": "Hello"}, "INVALID_RECIPIENT"),
        ({"to": "Dad", "body": "Hello"}, "INVALID_RECIPIENT"),
        ({"to": "+1555", "body": "Hello"}, "INVALID_RECIPIENT"),
        ({"to": DAD, "body": "Hello", "schedule": "soon"}, "INVALID_SCHEDULE"),
        ({"list_id": 7, "body": "Hello"}, "NOT_ENOUGH_PERMISSION_TO_LIST_ID"),
    ],
)
async def test_rejected_messages_cost_nothing(
    simulator: Simulator, send: Send, message: dict[str, Any], status: str
) -> None:
    """What makes no sense is turned down, with an id all the same."""
    data = await send(message)

    (row,) = data["messages"]
    assert row["status"] == status
    assert row["message_id"]
    assert (data["total_price"], type(data["total_price"])) == (0, int)
    assert not simulator.books
    assert simulator.account.balance == 100


@pytest.mark.parametrize(
    ("wanted", "to", "used"),
    [
        ("+18335550177", DAD, "+18335550177"),
        ("+18335550177", "+61491570006", SHARED_AU),
        ("+12025550199", DAD, SHARED_US),
        ("MyHome", "+61491570006", "MyHome"),
        ("MyHome", DAD, SHARED_US),
        ("hass", "+61491570006", SHARED_AU),
        ("", DAD, SHARED_US),
    ],
)
async def test_sender_is_replaced_without_a_word(
    send: Send, wanted: str, to: str, used: str
) -> None:
    """Only the account's own sender is used, and only where it may be."""
    (row,) = (await send({"to": to, "from": wanted, "body": "Hello"}))["messages"]

    assert row["status"] == "SUCCESS"
    assert row["from"] == used
    assert row["is_shared_system_number"] is (used != wanted)


async def test_test_numbers_succeed_and_go_nowhere(
    simulator: Simulator, send: Send
) -> None:
    """ClickSend's own numbers cost nothing, and no phone rings."""
    data = await send({"to": "+61411111111", "body": "Hello"})

    (row,) = data["messages"]
    assert (row["status"], row["message_parts"]) == ("SUCCESS", 0)
    assert row["message_price"] == "0.0000"
    assert (data["total_price"], type(data["total_price"])) == (0, int)
    assert simulator.account.balance == 100
    assert simulator.phones["+61411111111"].received == []
    assert len(simulator.books) == 1


async def test_credit_runs_out_in_the_middle(simulator: Simulator, send: Send) -> None:
    """As many as can be paid for are accepted."""
    simulator.account.balance = Decimal("0.1584")

    data = await send(*({"to": DAD, "body": f"Text {n}"} for n in range(3)))

    assert [row["status"] for row in data["messages"]] == [
        "SUCCESS",
        "SUCCESS",
        "INSUFFICIENT_CREDIT",
    ]
    assert simulator.account.balance == 0


async def test_credit_may_be_a_matter_of_the_whole_request(
    simulator: Simulator, clicksend: Caller
) -> None:
    """Nobody has seen where ClickSend says it: it may be the HTTP status."""
    simulator.account.balance = Decimal("0.1")
    simulator.settings.insufficient_credit = "request"
    messages = [{"to": DAD, "body": "Hello"}] * 2

    reply = await clicksend("POST", "/sms/send", {"messages": messages})

    assert reply.status == 400
    assert reply.json["response_code"] == "INSUFFICIENT_CREDIT"
    assert not simulator.books


async def test_same_text_may_be_throttled(simulator: Simulator, send: Send) -> None:
    """The same words to the same number, too soon; not by default."""
    twice = ({"to": DAD, "body": "Hello"}, {"to": DAD, "body": "Hello"})
    by_default = await send(*twice)
    simulator.settings.throttle_window = 60
    throttled = await send(*twice, {"to": DAD, "body": "Hello!"})
    simulator.clock.advance(61)
    later = await send(twice[0])

    assert by_default["queued_count"] == 2
    statuses = [row["status"] for row in throttled["messages"]]
    assert statuses == ["SUCCESS", "THROTTLED", "SUCCESS"]
    assert later["queued_count"] == 1


async def test_scheduled_text_arrives_when_due(
    simulator: Simulator, send: Send
) -> None:
    """A text for later is paid now and on the phone then."""
    due = int(simulator.clock.now()) + 3600

    (row,) = (await send({"to": DAD, "body": "Later", "schedule": due}))["messages"]

    assert row["schedule"] == due
    assert simulator.account.balance < 100
    assert simulator.phones[DAD].received == []
    simulator.clock.advance(3601)
    assert simulator.phones[DAD].received == ["Later"]


async def test_a_thousand_messages_and_no_more(
    simulator: Simulator, clicksend: Caller, send: Send
) -> None:
    """One request may have 1000 messages; one more, and none is accepted."""
    messages = [{"to": f"+1202555{n:04}", "body": "Hello"} for n in range(1001)]

    refused = await clicksend("POST", "/sms/send", {"messages": messages})
    assert refused.status == 400
    assert not simulator.books

    assert (await send(*messages[:1000]))["queued_count"] == 1000
    assert simulator.account.balance == Decimal("20.8")


@pytest.mark.parametrize("body", [None, [], {}, {"messages": []}, {"messages": "x"}])
async def test_request_that_is_none(clicksend: Caller, body: object) -> None:
    """Without messages there is nothing to answer 200 to."""
    reply = await clicksend("POST", "/sms/send", body)

    assert (reply.status, reply.json["response_code"]) == (400, "BAD_REQUEST")


async def test_object_where_text_belongs(clicksend: Caller) -> None:
    """As seen live: PHP's own words, and an integer for a code."""
    messages = [{"to": DAD, "body": {"text": "Hello"}}]

    reply = await clicksend("POST", "/sms/send", {"messages": messages})

    assert reply.status == 400
    assert reply.json["response_code"] == 400
    assert "strlen()" in reply.json["response_msg"]


async def test_results_in_another_order(simulator: Simulator, send: Send) -> None:
    """The order of the results is nowhere promised."""
    simulator.settings.shuffle_results = True
    wanted = [f"ref-{n}" for n in range(20)]

    data = await send(
        *({"to": DAD, "body": "Hello", "custom_string": text} for text in wanted)
    )

    given = [row["custom_string"] for row in data["messages"]]
    assert given != wanted
    assert sorted(given) == sorted(wanted)


@pytest.mark.parametrize(
    ("switch", "value", "key", "expected"),
    [
        ("send_date", "str", "date", r'"\d+"'),
        ("send_date", "str_comma", "date", r'"\d+,"'),
        ("message_price", "number", "message_price", "0.0792"),
    ],
)
async def test_types_that_sources_disagree_on(
    simulator: Simulator,
    clicksend: Caller,
    switch: str,
    value: str,
    key: str,
    expected: str,
) -> None:
    """What is documented in two ways can be had in both."""
    simulator.settings.patch({switch: value})
    messages = [{"to": DAD, "body": "Hello"}]

    reply = await clicksend("POST", "/sms/send", {"messages": messages})

    assert re.search(f'"{key}": {expected},', reply.text)


async def test_older_name_of_the_currency(simulator: Simulator, send: Send) -> None:
    """The currency may come without its underscore."""
    simulator.settings.currency_key = "currency"

    data = await send({"to": DAD, "body": "Hello"})

    assert data["currency"]["currency_name_short"] == "USD"
    assert "_currency" not in data


async def test_books_find_duplicates(simulator: Simulator, send: Send) -> None:
    """A custom_string that was accepted twice is found; none at all is no duplicate."""
    await send({"to": DAD, "body": "Hello"}, {"to": DAD, "body": "Hello"})
    assert simulator.books.duplicates() == {}

    for _ in range(2):
        await send({"to": DAD, "body": "Hello", "custom_string": "ref-1"})
    assert simulator.books.duplicates() == {"ref-1": 2}
