"""ClickSend's GET /sms/history."""

from typing import Any

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Caller, Send

DAD, MUM = "+15551234567", "+15557654321"


async def test_history_of_nothing(clicksend: Caller) -> None:
    """An empty list has a last page 0, and no first and last row."""
    reply = await clicksend("GET", "/sms/history")

    assert reply.data == {
        "total": 0,
        "per_page": 15,
        "current_page": 1,
        "last_page": 0,
        "next_page_url": None,
        "prev_page_url": None,
        "from": None,
        "to": None,
        "data": [],
    }


async def test_text_is_found_by_its_recipient(
    simulator: Simulator, clicksend: Caller, send: Send
) -> None:
    """Looking it up by number, with an encoded plus, shows what became of a text."""
    await send(
        {"to": MUM, "body": "Hello", "custom_string": "other"},
        {"to": DAD, "body": "Hello", "custom_string": "ref-1"},
    )

    (row,) = (await clicksend("GET", "/sms/history", q=f"to:{DAD}")).data["data"]

    assert (row["custom_string"], row["direction"]) == ("ref-1", "out")
    assert (type(row["date"]), type(row["schedule"])) == (int, str)
    assert (row["message_price"], row["message_parts"]) == ("0.0792", 1)
    assert (row["status"], row["status_code"]) == ("Queued", None)
    simulator.clock.advance(3)
    assert await _status(clicksend, "to:+1555123") == ("Sent", "200")
    simulator.clock.advance(3)
    assert await _status(clicksend, "to:+1555123") == ("Completed", "201")


async def test_plus_that_is_not_encoded_finds_nothing(
    simulator: Simulator, clicksend: Caller, send: Send
) -> None:
    """A bare plus in a query is a space."""
    await send({"to": DAD, "body": "Hello"})

    url = f"{simulator.clicksend.base_url}/sms/history?q=to:{DAD}"
    async with clicksend.session.get(url, headers=clicksend.headers) as response:
        assert (await response.json())["data"]["total"] == 0


async def test_statuses_of_texts_that_nobody_delivers(
    simulator: Simulator, clicksend: Caller, send: Send
) -> None:
    """A test number completes at once and without a code; a later text is scheduled."""
    later = int(simulator.clock.now()) + 3600
    await send(
        {"to": "+61411111111", "body": "Hello"},
        {"to": DAD, "body": "Hello", "schedule": later},
    )

    assert await _status(clicksend, "to:+61411111111") == ("Completed", None)
    assert await _status(clicksend, f"to:{DAD}") == ("Scheduled", None)


async def test_history_has_what_came_in_too(
    simulator: Simulator, clicksend: Caller, send: Send
) -> None:
    """Both directions are in one list."""
    await send({"to": DAD, "body": "Question", "custom_string": "ref-1"})
    simulator.inject_inbound(DAD, "Answer")

    rows = (await clicksend("GET", "/sms/history")).data["data"]

    assert [(row["direction"], row["status"]) for row in rows] == [
        ("out", "Queued"),
        ("in", "Received"),
    ]
    assert rows[1]["custom_string"] == "ref-1"


async def test_oldest_first_unless_asked_otherwise(
    simulator: Simulator, clicksend: Caller, send: Send
) -> None:
    """Pages go upwards from the oldest text, and their links lead nowhere."""
    for number in range(20):
        await send({"to": DAD, "body": f"{number:02}"})
        simulator.clock.advance(10)

    first = (await clicksend("GET", "/sms/history")).data
    second = (await clicksend("GET", "/sms/history", page=2)).data
    third = (await clicksend("GET", "/sms/history", page=3)).data
    newest = (await clicksend("GET", "/sms/history", order_by="date:desc")).data

    assert [row["body"] for row in first["data"]] == [f"{n:02}" for n in range(15)]
    assert [row["body"] for row in second["data"]] == [f"{n}" for n in range(15, 20)]
    assert (first["from"], first["to"], first["last_page"]) == (1, 15, 2)
    assert (second["from"], second["to"]) == (16, 20)
    assert (first["next_page_url"], second["prev_page_url"]) == ("/?page=2", "/?page=1")
    assert (third["data"], third["from"], third["to"]) == ([], None, None)
    assert newest["data"][0]["body"] == "19"


async def test_dates_cut_history(
    simulator: Simulator, clicksend: Caller, send: Send
) -> None:
    """Only what is between the dates is shown, both included."""
    start = int(simulator.clock.now())
    for number in range(3):
        await send({"to": DAD, "body": str(number)})
        simulator.clock.advance(100)

    reply = await clicksend(
        "GET", "/sms/history", date_from=start + 50, date_to=start + 150
    )

    assert [row["body"] for row in reply.data["data"]] == ["1"]


async def test_filters_are_combined(clicksend: Caller, send: Send) -> None:
    """Several terms must all be met, or any."""
    await send({"to": DAD, "body": "Hello"}, {"to": MUM, "body": "Hello"})
    terms = f"to:{DAD},status:completed"

    both = await clicksend("GET", "/sms/history", q=terms)
    either = await clicksend("GET", "/sms/history", q=terms, operator="OR")

    assert both.data["total"] == 0
    assert either.data["total"] == 1


@pytest.mark.parametrize(
    "query",
    [
        {"q": "custom_string:ref-1"},
        {"order_by": "price:desc"},
        {"order_by": "date:down"},
        {"limit": 14},
        {"limit": 101},
        {"limit": "all"},
        {"page": "first"},
        {"date_from": "yesterday"},
    ],
)
async def test_queries_that_cannot_be(clicksend: Caller, query: dict[str, Any]) -> None:
    """What cannot be asked is an error that names it, not an empty answer."""
    reply = await clicksend("GET", "/sms/history", **query)

    assert reply.status == 400
    assert list(reply.data) == list(query)


async def test_limit_may_be_bent_to_what_is_possible(
    simulator: Simulator, clicksend: Caller
) -> None:
    """Nobody knows what happens to a limit that is too small or too large."""
    simulator.settings.limit_out_of_range = "clamp"

    small = await clicksend("GET", "/sms/history", limit=1)
    large = await clicksend("GET", "/sms/history", limit=1000)

    assert (small.data["per_page"], large.data["per_page"]) == (15, 100)


async def test_history_may_lag_behind(
    simulator: Simulator, clicksend: Caller, send: Send
) -> None:
    """An accepted text may not be found yet: finding none proves nothing."""
    simulator.settings.history_delay = 30
    await send({"to": DAD, "body": "Hello"})

    assert (await clicksend("GET", "/sms/history")).data["total"] == 0
    simulator.clock.advance(31)
    assert (await clicksend("GET", "/sms/history")).data["total"] == 1


async def test_history_as_in_the_published_example(
    simulator: Simulator, clicksend: Caller, send: Send
) -> None:
    """The example has `status` for `http_code`, and a list where the page should be."""
    simulator.settings.history_shape = "bare_list"
    await send({"to": DAD, "body": "Hello"})

    reply = await clicksend("GET", "/sms/history")

    assert (reply.json["status"], "http_code" in reply.json) == (200, False)
    assert [row["to"] for row in reply.data] == [DAD]


async def _status(clicksend: Caller, q: str) -> tuple[str, str | None]:
    """Return the status of the one text that is found, and its code."""
    (row,) = (await clicksend("GET", "/sms/history", q=q)).data["data"]
    return row["status"], row["status_code"]
