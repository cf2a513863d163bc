"""ClickSend's POST /voice/send and /voice/price, GET /voice/history and /voice/lang."""

from decimal import Decimal
import json
import re
from typing import Any

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Caller, Send

DAD, NOWHERE = "+15551234567", "+93701234567"
HELLO = {"to": DAD, "body": "Hello", "lang": "en-gb", "voice": "male"}


async def test_accepted_call_is_in_the_books_and_on_the_phone(
    simulator: Simulator, ring: Send
) -> None:
    """One call: the answer, the balance, the books and the phone agree."""
    data = await ring({**HELLO, "custom_string": "ref-1", "require_input": 1})

    (row,) = data.pop("messages")
    assert data.pop("_currency")["currency_name_short"] == "USD"
    assert data == {"total_price": 0.07, "total_count": 1, "queued_count": 1}
    assert row == {
        "date": str(row["date_added"]),
        "date_added": int(simulator.clock.now()),
        "list_id": None,
        "to": DAD,
        "to_type": "mobile",
        "body": "Hello",
        "from": "+18335550123",
        "lang": "en-gb",
        "voice": "male",
        "schedule": row["date_added"],
        "message_id": row["message_id"],
        "message_parts": 1,
        "message_price": "0.0700",
        "custom_string": "ref-1",
        "user_id": 672721,
        "subaccount_id": 740012,
        "country": "US",
        "require_input": 1,
        "machine_detection": 0,
        "machine_detected": 0,
        "digits": None,
        "carrier": row["carrier"],
        "status_code": None,
        "status_text": None,
        "status": "SUCCESS",
        "_api_username": "home@example.com",
    }
    assert row["message_id"].isupper()
    assert simulator.account.balance == Decimal("99.93")
    (entry,) = simulator.books
    assert (entry.channel, entry.custom_string) == ("voice", "ref-1")
    (ringing,) = simulator.phones[DAD].calls
    assert (ringing.text, ringing.message_id) == ("Hello", row["message_id"])
    assert simulator.phones[DAD].received == []


async def test_http_200_whatever_happens_to_the_recipients(ring: Send) -> None:
    """A bad number and a country that is off are rejected inside a success."""
    invalid, blocked, accepted = (
        await ring({**HELLO, "to": "+000"}, {**HELLO, "to": NOWHERE}, HELLO)
    )["messages"]

    assert (invalid["status"], "lang" in invalid) == ("INVALID_RECIPIENT", False)
    assert blocked.keys() == accepted.keys()
    assert (blocked["status"], blocked["carrier"]) == ("COUNTRY_NOT_ENABLED", "")
    assert (blocked["message_parts"], blocked["message_price"]) == (0, "0.0000")
    assert accepted["status"] == "SUCCESS"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"lang": "en-gb-wls"}, "SUCCESS"),
        ({"lang": "au"}, "INVALID_LANG"),
        ({"lang": "EN-GB"}, "INVALID_LANG"),
        ({"voice": "child"}, "INVALID_VOICE"),
        ({"lang": "sv-se", "voice": "female"}, "SUCCESS"),
        ({"lang": "sv-se", "voice": "male"}, "INVALID_VOICE"),
        ({"lang": "pt-pt", "voice": "male"}, "SUCCESS"),
        ({"lang": "pt-pt", "voice": "female"}, "INVALID_VOICE"),
        ({"body": ""}, "EMPTY_MESSAGE"),
        ({"list_id": 7}, "NOT_ENOUGH_PERMISSION_TO_LIST_ID"),
    ],
)
async def test_languages_and_voices(
    simulator: Simulator, ring: Send, changes: dict[str, Any], status: str
) -> None:
    """Not every language has both voices."""
    data = await ring({**HELLO, **changes})

    assert data["messages"][0]["status"] == status
    assert len(simulator.books) == (status == "SUCCESS")


async def test_what_goes_without_saying(simulator: Simulator, ring: Send) -> None:
    """American English by default, and the first voice of the language."""
    neither, portuguese = (
        await ring(
            {"to": DAD, "body": "Hello"},
            {"to": DAD, "body": "Olá", "lang": "pt-pt"},
        )
    )["messages"]

    assert (neither["lang"], neither["voice"]) == ("en-us", "female")
    assert (portuguese["lang"], portuguese["voice"]) == ("pt-pt", "male")
    simulator.settings.voice_lang_missing = "INVALID_LANG"
    (row,) = (await ring({"to": DAD, "body": "Hello"}))["messages"]
    assert row["status"] == "INVALID_LANG"


async def test_fields_that_only_the_table_requires(
    simulator: Simulator, ring: Send
) -> None:
    """The example omits what the table marks as required."""
    simulator.settings.voice_fields_required = True
    full = {**HELLO, "custom_string": "ref-1", "country": "US"}

    data = await ring(full, {**full, "country": ""}, {**full, "custom_string": ""})

    assert [row["status"] for row in data["messages"]] == [
        "SUCCESS",
        "MISSING_REQUIRED_FIELDS",
        "MISSING_REQUIRED_FIELDS",
    ]


@pytest.mark.parametrize(
    ("body", "parts", "spoken"),
    [
        ("x" * 300, 1, 300),
        ("x" * 301, 2, 301),
        ("x" * 1200, 4, 1200),
        ("x" * 1201, 4, 1200),
        ("я" * 150, 1, 150),
        ("я" * 151, 2, 151),
        ("я" * 601, 4, 600),
    ],
)
async def test_parts(
    simulator: Simulator, ring: Send, body: str, parts: int, spoken: int
) -> None:
    """300 characters a part, 150 beyond GSM, and four parts at most."""
    data = await ring({**HELLO, "body": body})

    (row,) = data["messages"]
    assert (row["message_parts"], row["body"]) == (parts, body[:spoken])
    assert simulator.phones[DAD].calls[0].text == body[:spoken]
    assert data["total_price"] == pytest.approx(0.07 * parts)


async def test_test_numbers_are_free(simulator: Simulator, ring: Send) -> None:
    """ClickSend's own numbers cost nothing, and nothing rings."""
    (row,) = (await ring({**HELLO, "to": "+14055555555"}))["messages"]

    assert (row["status"], row["message_parts"]) == ("SUCCESS", 0)
    assert simulator.account.balance == 100
    assert simulator.phones["+14055555555"].calls == []


async def test_credit_runs_out(simulator: Simulator, ring: Send) -> None:
    """As many as can be paid for are accepted."""
    simulator.account.balance = Decimal("0.1")

    statuses = [row["status"] for row in (await ring(HELLO, HELLO))["messages"]]

    assert statuses == ["SUCCESS", "INSUFFICIENT_CREDIT"]


async def test_same_words_in_a_text_and_a_call(
    simulator: Simulator, send: Send, ring: Send
) -> None:
    """One is no repetition of the other."""
    simulator.settings.throttle_window = 60

    texted = await send({"to": DAD, "body": "Hello"})
    called = await ring(HELLO)
    again = await ring(HELLO)

    assert texted["messages"][0]["status"] == called["messages"][0]["status"]
    assert again["messages"][0]["status"] == "THROTTLED"


@pytest.mark.parametrize(
    ("switch", "value", "key", "expected"),
    [
        ("message_price", "number", "message_price", "0.07"),
        ("voice_message_parts", "empty", "message_parts", '""'),
        ("voice_message_parts", "timestamp", "message_parts", r"\d{10}"),
        ("voice_schedule", "empty", "schedule", '""'),
        ("voice_no_digits", "empty", "digits", '""'),
    ],
)
async def test_types_that_sources_disagree_on(
    simulator: Simulator, ring: Send, switch: str, value: str, key: str, expected: str
) -> None:
    """What is documented in two ways can be had in both."""
    simulator.settings.patch({switch: value})

    data = await ring(HELLO)

    assert re.fullmatch(expected, json.dumps(data["messages"][0][key]))


async def test_price(simulator: Simulator, clicksend: Caller) -> None:
    """A price looks like a send; what nobody knows is ignored; nothing rings."""
    body = {"messages": [{**HELLO, "asdasd": "asdasd"}]}

    reply = await clicksend("POST", "/voice/price", body)

    assert reply.data["total_price"] == 0.07
    assert reply.data["messages"][0]["status"] == "SUCCESS"
    assert len(simulator.books) == 0
    assert simulator.account.balance == 100
    assert simulator.phones[DAD].calls == []


async def test_history(
    simulator: Simulator, clicksend: Caller, send: Send, ring: Send
) -> None:
    """A call is in its own history only, and completes when nobody answers."""
    await send({"to": DAD, "body": "A text"})
    await ring({**HELLO, "custom_string": "ref-1"})

    (row,) = (await clicksend("GET", "/voice/history", order_by="date:desc")).data[
        "data"
    ]

    assert (row["custom_string"], row["body"]) == ("ref-1", "Hello")
    assert (row["status"], row["status_code"]) == ("Sent", "200")
    simulator.clock.advance(5)
    (row,) = (await clicksend("GET", "/voice/history")).data["data"]
    assert (row["status"], row["status_code"]) == ("Completed", "201")
    assert (row["digits"], row["machine_detected"]) == (None, 0)
    (text,) = (await clicksend("GET", "/sms/history")).data["data"]
    assert text["body"] == "A text"


async def test_machine(simulator: Simulator, clicksend: Caller, ring: Send) -> None:
    """Whoever does not answer has a machine, which is noticed if asked for."""
    await ring({**HELLO, "machine_detection": 1})

    async def detected() -> int:
        (row,) = (await clicksend("GET", "/voice/history")).data["data"]
        assert row["machine_detection"] == 1
        found: int = row["machine_detected"]
        return found

    assert await detected() == 0
    simulator.clock.advance(5)
    assert await detected() == 1


async def test_languages(simulator: Simulator, clicksend: Caller) -> None:
    """The gender is a list where there are two, and else a string, or otherwise."""

    async def genders(code: str) -> list[Any]:
        reply = await clicksend("GET", "/voice/lang")
        return [row["gender"] for row in reply.data if row["code"] == code]

    reply = await clicksend("GET", "/voice/lang")
    assert len(reply.data) == 23
    assert reply.data[0] == {
        "code": "en-us",
        "country": "English, US",
        "gender": ["female", "male"],
    }
    assert await genders("pt-pt") == ["male"]
    simulator.settings.voice_genders = "string"
    assert await genders("en-us") == ["female"]
    simulator.settings.voice_genders = "rows"
    assert await genders("en-us") == ["female", "male"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/voice/send"),
        ("POST", "/voice/price"),
        ("GET", "/voice/history"),
        ("GET", "/voice/lang"),
        ("PUT", "/voice/cancel-all"),
        ("PUT", "/voice/some-id/cancel"),
    ],
)
async def test_account_without_the_feature(
    simulator: Simulator, clicksend: Caller, method: str, path: str
) -> None:
    """All of it is forbidden, and the account says so."""
    simulator.settings.voice_enabled = False

    reply = await clicksend(method, path, {"messages": [HELLO]})
    account = await clicksend("GET", "/account")

    assert (reply.status, reply.json["response_code"]) == (403, "FORBIDDEN")
    assert account.data["_subaccount"]["access_voice"] == 0
    assert not simulator.books
