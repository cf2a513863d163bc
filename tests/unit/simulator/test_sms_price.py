"""ClickSend's POST /sms/price."""

from decimal import Decimal
from typing import Any

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Caller, Send

DAD, GRAN, NOWHERE = "+15551234567", "+447700900123", "+93701234567"


async def quote(clicksend: Caller, *messages: dict[str, Any]) -> Any:
    """Ask for prices; return the `data` of the answer."""
    reply = await clicksend("POST", "/sms/price", {"messages": messages})
    assert reply.status == 200, reply.text
    assert reply.json["response_msg"] == "Here is some pricing."
    return reply.data


async def test_price_looks_like_a_send(clicksend: Caller, send: Send) -> None:
    """The same rows and sums, with an id and SUCCESS although nothing is sent."""
    message = {"to": DAD, "body": "Hello", "custom_string": "ref-1"}

    data = await quote(clicksend, message)
    sent = await send(message)

    assert data.keys() == sent.keys() | {"_summary"}
    for key in ("total_price", "total_count", "queued_count", "blocked_count"):
        assert data[key] == sent[key]
    (row,), (sent_row,) = data["messages"], sent["messages"]
    changing = {"date", "schedule", "message_id", "carrier"}
    assert {key: row[key] for key in row.keys() - changing} == {
        key: sent_row[key] for key in sent_row.keys() - changing
    }
    assert (row["status"], row["message_price"]) == ("SUCCESS", "0.0792")
    assert len(row["message_id"]) == 36
    assert (row["date"], row["schedule"]) == ("", "")


async def test_nothing_is_sent_or_charged(
    simulator: Simulator, clicksend: Caller
) -> None:
    """Not in the books, not in history, not on the phone, not off the balance."""
    await quote(clicksend, {"to": DAD, "body": "Hello"})

    assert len(simulator.books) == 0
    assert simulator.account.balance == 100
    assert simulator.phones[DAD].received == []
    history = await clicksend("GET", "/sms/history")
    assert history.data["total"] == 0


async def test_prices_depend_on_country_and_parts(clicksend: Caller) -> None:
    """Each row has its own price; the total is their sum."""
    data = await quote(
        clicksend,
        {"to": DAD, "body": "x" * 161},
        {"to": GRAN, "body": "Hello"},
        {"to": "+61411111111", "body": "A test number is free"},
    )

    prices = [(row["message_parts"], row["message_price"]) for row in data["messages"]]
    assert prices == [(2, "0.1584"), (1, "0.0652"), (0, "0.0000")]
    assert data["total_price"] == 0.2236
    assert data["_summary"] == {
        "test_message": "",
        "countries": {
            country: {
                "registration_type": registration,
                "receipient_count": 1,
                "usable_sender_id": True,
                "selected": True,
                "name": country,
            }
            for country, registration in (("US", 1), ("GB", 0), ("AU", 0))
        },
    }


async def test_what_cannot_be_sent_has_no_price(clicksend: Caller) -> None:
    """The rows are those of a send that is turned down."""
    data = await quote(
        clicksend,
        {"to": "+000", "body": "Hello", "custom_string": "a"},
        {"to": NOWHERE, "body": "Hello", "custom_string": "b"},
        {"to": DAD, "body": " ", "custom_string": "c"},
    )
    invalid, blocked, empty = data["messages"]

    assert invalid["status"] == "INVALID_RECIPIENT"
    assert "message_price" not in invalid
    assert blocked["status"] == "COUNTRY_NOT_ENABLED"
    assert (blocked["message_price"], blocked["date"]) == ("0.0000", "")
    assert empty["status"] == "EMPTY_MESSAGE"
    assert (data["total_price"], data["blocked_count"]) == (0, 1)
    assert data["_summary"]["countries"]["AF"]["selected"] is False


async def test_price_is_no_matter_of_credit(
    simulator: Simulator, clicksend: Caller
) -> None:
    """Somebody without credit may still ask."""
    simulator.account.balance = Decimal(0)

    data = await quote(clicksend, {"to": DAD, "body": "Hello"})

    assert data["messages"][0]["status"] == "SUCCESS"


async def test_price_is_no_repetition(
    simulator: Simulator, clicksend: Caller, send: Send
) -> None:
    """What was priced a moment ago may be sent."""
    simulator.settings.throttle_window = 60
    message = {"to": DAD, "body": "Hello"}

    await quote(clicksend, message)
    sent = await send(message)
    again = await quote(clicksend, message)

    assert sent["messages"][0]["status"] == "SUCCESS"
    assert again["messages"][0]["status"] == "SUCCESS"


async def test_times_and_countries_in_their_other_shape(
    simulator: Simulator, clicksend: Caller
) -> None:
    """What the sources disagree on can be switched."""
    simulator.settings.price_times = "as_sent"
    simulator.settings.price_countries = "list"

    data = await quote(clicksend, {"to": DAD, "body": "Hello"})

    now = int(simulator.clock.now())
    assert data["messages"][0]["schedule"] == pytest.approx(now, abs=2)
    (country,) = data["_summary"]["countries"]
    assert country["country"]["name"] == "US"


async def test_same_limits_as_sending(clicksend: Caller) -> None:
    """A thousand messages, and they must be messages."""
    many = {"messages": [{"to": DAD, "body": "Hello"}] * 1001}

    assert (await clicksend("POST", "/sms/price", many)).status == 400
    assert (await clicksend("POST", "/sms/price", {})).status == 400
    assert (await clicksend("GET", "/sms/price")).status == 405
