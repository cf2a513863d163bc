"""ClickSend's POST /mms/send and /mms/price, and GET /mms/history."""

from decimal import Decimal
from typing import Any

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Caller, Send, Upload, basic
from tests.unit.simulator.pictures import PICTURE

DAD, GRAN, NOWHERE = "+15551234567", "+447700900123", "+93701234567"
HELLO = {"to": DAD, "subject": "Front door", "body": "Who is it?"}


async def test_accepted_message_is_in_the_books_and_on_the_phone(
    simulator: Simulator, send_mms: Send, upload: Upload
) -> None:
    """One message: the answer, the balance, the books and the phone agree."""
    url = await upload()

    data = await send_mms({**HELLO, "custom_string": "ref-1"}, media_file=url)

    (row,) = data.pop("messages")
    assert data == {"total_price": 0.35, "total_count": 1, "queued_count": 1}
    assert row == {
        "list_id": None,
        "contact_id": None,
        "message_id": row["message_id"],
        "to": DAD,
        "subject": "Front door",
        "from": "+18335550123",
        "body": "Who is it?",
        "country": "US",
        "custom_string": "ref-1",
        "schedule": "",
        "message_parts": 1,
        "message_price": "0.3500",
        "_media_file_url": url,
        "status": "SUCCESS",
    }
    assert simulator.account.balance == Decimal("99.65")
    (entry,) = simulator.books
    assert (entry.channel, entry.subject, entry.media_url) == ("mms", "Front door", url)
    (text,) = simulator.phones[DAD].texts
    assert (text.subject, text.text) == ("Front door", "Who is it?")
    assert simulator.phones[DAD].received == ["Who is it?"]


async def test_phone_keeps_the_picture(
    simulator: Simulator, clicksend: Caller, send_mms: Send, upload: Upload
) -> None:
    """What a phone was sent stays there, also when the upload is gone."""
    await send_mms(HELLO, media_file=await upload())
    simulator.clock.advance(601)

    (text,) = simulator.phones[DAD].texts
    async with clicksend.session.get(f"{simulator.url}{text.picture}") as response:
        assert (response.status, response.content_type) == (200, "image/jpeg")


async def test_picture_from_elsewhere_stays_an_address(
    simulator: Simulator, send_mms: Send
) -> None:
    """Nothing fetches it."""
    await send_mms(HELLO)

    assert simulator.phones[DAD].texts[0].picture == PICTURE


async def test_http_200_whatever_happens_to_the_recipients(
    simulator: Simulator, send_mms: Send
) -> None:
    """Rejected rows are few fields, blocked ones all of them without a price."""
    data = await send_mms(
        {**HELLO, "to": "+000", "custom_string": "a"},
        {**HELLO, "to": NOWHERE},
        {**HELLO, "to": GRAN},
        HELLO,
    )
    invalid, nowhere, gran, accepted = data["messages"]

    assert invalid == {
        "to": "+000",
        "body": "Who is it?",
        "from": "",
        "schedule": "",
        "message_id": invalid["message_id"],
        "custom_string": "a",
        "is_shared_system_number": False,
        "status": "INVALID_RECIPIENT",
    }
    assert invalid["message_id"].isupper()
    for row in (nowhere, gran):
        assert row.keys() == accepted.keys()
        assert row["status"] == "COUNTRY_NOT_ENABLED"
        assert (row["message_parts"], row["message_price"]) == (0, "0.0000")
    assert accepted["status"] == "SUCCESS"
    assert (data["total_count"], data["queued_count"]) == (4, 1)
    simulator.settings.mms_countries = ("*",)
    assert (await send_mms({**HELLO, "to": GRAN}))["queued_count"] == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"subject": None}, "SUBJECT_REQUIRED"),
        ({"subject": " "}, "SUBJECT_REQUIRED"),
        ({"subject": "x" * 21}, "SUBJECT_REQUIRED"),
        ({"subject": "x" * 20}, "SUCCESS"),
        ({"body": ""}, "EMPTY_MESSAGE"),
        ({"schedule": "soon"}, "INVALID_SCHEDULE"),
        ({"list_id": 7}, "NOT_ENOUGH_PERMISSION_TO_LIST_ID"),
    ],
)
async def test_what_a_message_needs(
    send_mms: Send, changes: dict[str, Any], status: str
) -> None:
    """A recipient, a subject of 20 characters at most, and words."""
    data = await send_mms({**HELLO, **changes})

    assert data["messages"][0]["status"] == status


@pytest.mark.parametrize(
    ("media_file", "status"),
    [
        ("http://example.com/a.gif", "SUCCESS"),
        ("https://example.com/A.JPG?size=1", "SUCCESS"),
        ("https://example.com/a.jpeg", "INVALID_MEDIA_FILE"),
        ("https://example.com/a.png", "INVALID_MEDIA_FILE"),
        ("https://example.com/", "INVALID_MEDIA_FILE"),
        ("ftp://example.com/a.jpg", "INVALID_MEDIA_FILE"),
        ("https://[/a.jpg", "INVALID_MEDIA_FILE"),
        ("/config/www/a.jpg", "INVALID_MEDIA_FILE"),
        ("", "INVALID_MEDIA_FILE"),
    ],
)
async def test_address_of_the_picture(
    send_mms: Send, media_file: str, status: str
) -> None:
    """Only .jpg and .gif go without an upload."""
    data = await send_mms(HELLO, media_file=media_file)

    assert data["messages"][0]["status"] == status


async def test_picture_belongs_to_the_request(
    simulator: Simulator, clicksend: Caller
) -> None:
    """Inside a message it is not looked at, though gateways document it there."""
    body = {"messages": [{**HELLO, "media_file": PICTURE}]}

    by_default = await clicksend("POST", "/mms/send", body)
    simulator.settings.mms_media_missing = "MISSING_REQUIRED_FIELDS"
    otherwise = await clicksend("POST", "/mms/send", body)
    simulator.settings.mms_media_in_message = True
    honoured = await clicksend("POST", "/mms/send", body)

    replies = (by_default, otherwise, honoured)
    assert [reply.data["messages"][0]["status"] for reply in replies] == [
        "INVALID_MEDIA_FILE",
        "MISSING_REQUIRED_FIELDS",
        "SUCCESS",
    ]
    assert len(simulator.books) == 1


async def test_upload_must_be_our_own_and_alive(
    simulator: Simulator, clicksend: Caller, send_mms: Send, upload: Upload
) -> None:
    """Another account's upload, a made-up one and an old one are all invalid."""
    url = await upload()
    nocredit = basic("nocredit", "D83DED51-9E35-4D42-9BB9-0E34B7CA85AE")
    body = {"media_file": url, "messages": [HELLO]}
    foreign = await clicksend("POST", "/mms/send", body, headers=nocredit)
    made_up = await send_mms(HELLO, media_file=f"{simulator.url}/media/x.jpg")
    simulator.clock.advance(599)
    alive = await send_mms(HELLO, media_file=url)
    simulator.clock.advance(2)
    expired = await send_mms(HELLO, media_file=url)

    answers = (foreign.data, made_up, alive, expired)
    assert [data["messages"][0]["status"] for data in answers] == [
        "INVALID_MEDIA_FILE",
        "INVALID_MEDIA_FILE",
        "SUCCESS",
        "INVALID_MEDIA_FILE",
    ]


@pytest.mark.parametrize(("letter", "most"), [("x", 1500), ("я", 500)])
async def test_long_words_are_cut(
    simulator: Simulator, send_mms: Send, letter: str, most: int
) -> None:
    """After 1500 characters, or 500 if one is beyond GSM; it costs the same."""
    data = await send_mms({**HELLO, "body": letter * 1600})

    assert data["messages"][0]["body"] == letter * most
    assert simulator.phones[DAD].received == [letter * most]
    assert data["total_price"] == 0.35


async def test_names_do_not_send_pictures(simulator: Simulator, send_mms: Send) -> None:
    """The sender is a number: an approved name is replaced without a word."""
    australia = {**HELLO, "to": "+61491570006"}

    data = await send_mms({**australia, "from": "MyHome"})
    simulator.settings.mms_from_required = True
    without = await send_mms(australia)

    assert data["messages"][0]["from"] == "+61491570156"
    assert without["messages"][0]["status"] == "MISSING_REQUIRED_FIELDS"


async def test_test_numbers_are_free(simulator: Simulator, send_mms: Send) -> None:
    """ClickSend's own numbers cost nothing, and no phone shows anything."""
    data = await send_mms({**HELLO, "to": "+61411111111"})

    (row,) = data["messages"]
    assert (row["status"], row["message_parts"]) == ("SUCCESS", 0)
    assert row["message_price"] == "0.0000"
    assert simulator.account.balance == 100
    assert simulator.phones["+61411111111"].texts == []


async def test_credit_runs_out(simulator: Simulator, send_mms: Send) -> None:
    """As many as can be paid for are accepted."""
    simulator.account.balance = Decimal("0.5")

    data = await send_mms(HELLO, HELLO)

    statuses = [row["status"] for row in data["messages"]]
    assert statuses == ["SUCCESS", "INSUFFICIENT_CREDIT"]
    assert simulator.account.balance == Decimal("0.15")


async def test_sums_as_for_texts(simulator: Simulator, send_mms: Send) -> None:
    """The published example lacks sums that the older document has."""
    simulator.settings.mms_voice_sums = "as_sms"

    data = await send_mms({**HELLO, "to": NOWHERE})

    assert data["blocked_count"] == 1
    assert data["_currency"]["currency_name_short"] == "USD"


async def test_price(simulator: Simulator, clicksend: Caller) -> None:
    """A price looks like a send, down to its words, and nothing is sent."""
    body = {"media_file": PICTURE, "messages": [HELLO, {**HELLO, "to": "+000"}]}

    reply = await clicksend("POST", "/mms/price", body)

    assert reply.json["response_msg"] == "Messages queued for delivery."
    assert (reply.data["total_price"], reply.data["queued_count"]) == (0.35, 1)
    assert "_summary" not in reply.data
    assert reply.data["messages"][1]["status"] == "INVALID_RECIPIENT"
    assert len(simulator.books) == 0
    assert simulator.account.balance == 100


async def test_price_may_do_without_a_picture(
    simulator: Simulator, clicksend: Caller
) -> None:
    """Nobody knows whether the price of a picture needs the picture."""

    async def status() -> str:
        reply = await clicksend("POST", "/mms/price", {"messages": [HELLO]})
        found: str = reply.data["messages"][0]["status"]
        return found

    assert await status() == "INVALID_MEDIA_FILE"
    simulator.settings.mms_price_needs_media = False
    assert await status() == "SUCCESS"
    sent = await clicksend("POST", "/mms/send", {"messages": [HELLO]})
    assert sent.data["messages"][0]["status"] == "INVALID_MEDIA_FILE"


async def test_history(
    simulator: Simulator, clicksend: Caller, send: Send, send_mms: Send
) -> None:
    """Its rows have types of their own; texts are elsewhere."""
    await send({"to": DAD, "body": "A text"})
    await send_mms({**HELLO, "custom_string": "ref-1"})

    (row,) = (await clicksend("GET", "/mms/history", q=f"to:{DAD}")).data["data"]

    assert row["body"] == "Who is it?"
    assert row["date"] == str(row["date_added"])
    assert (row["subject"], row["priority"]) == ("Front door", 2)
    assert (row["message_parts"], row["message_price"]) == ("1.00", "0.350000")
    assert (row["_media_file_url"], row["custom_string"]) == (PICTURE, "ref-1")
    assert (row["status"], row["status_code"]) == ("Queued", None)
    simulator.settings.mms_queued = "Queued:WaitSend"
    assert await _status(clicksend) == ("Queued:WaitSend", None)
    simulator.clock.advance(3)
    assert await _status(clicksend) == ("Sent", "200")
    simulator.clock.advance(3)
    assert await _status(clicksend) == ("Completed", "201")
    (text,) = (await clicksend("GET", "/sms/history")).data["data"]
    assert text["body"] == "A text"


async def test_history_in_order(
    simulator: Simulator, clicksend: Caller, send_mms: Send
) -> None:
    """Dates that are strings are still dates: they sort, and they cut."""
    start = int(simulator.clock.now())
    for number in range(3):
        await send_mms({**HELLO, "body": str(number)})
        simulator.clock.advance(100)

    newest = await clicksend("GET", "/mms/history", order_by="date:desc")
    late = await clicksend("GET", "/mms/history", date_from=start + 50)

    assert [row["body"] for row in newest.data["data"]] == ["2", "1", "0"]
    assert [row["body"] for row in late.data["data"]] == ["1", "2"]


async def test_request_that_is_none(clicksend: Caller) -> None:
    """There must be messages, and the picture must be an address."""
    none = await clicksend("POST", "/mms/send", {"media_file": PICTURE})
    odd = {"media_file": {"url": PICTURE}, "messages": [HELLO]}
    object_for_text = await clicksend("POST", "/mms/send", odd)

    assert none.status == 400
    assert (object_for_text.status, object_for_text.json["response_code"]) == (400, 400)


async def _status(clicksend: Caller) -> tuple[str, str | None]:
    """Return the status of the one message there is, and its code."""
    (row,) = (await clicksend("GET", "/mms/history")).data["data"]
    return row["status"], row["status_code"]
