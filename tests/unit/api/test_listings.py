"""Lists as people want them: the newest first, everything once, and how many."""

from collections.abc import Callable
from typing import Any

import pytest

from custom_components.clicksend_messaging.api.clicksend import ClickSendClient
from custom_components.clicksend_messaging.api.models import Channel, Listing
from tests.unit.api.wire import Heard, Wire, envelope

pytestmark = pytest.mark.usefixtures("socket_enabled")

START = 1_784_505_600

type Rows = list[dict[str, Any]]


def serve(rows: Rows, *, total: object = None) -> Callable[[Heard], bytes]:
    """Return a server of a list that heeds nothing but the number of the page."""

    def answer(heard: Heard) -> bytes:
        start = (int(heard.query["page"]) - 1) * 100
        return envelope(
            {
                "total": len(rows) if total is None else total,
                "last_page": -(-len(rows) // 100),
                "data": rows[start : start + 100],
            }
        )

    return answer


def messages(count: int) -> Rows:
    """Return messages, oldest first."""
    return [
        {"message_id": f"M-{number}", "direction": "out", "date": START + number}
        for number in range(count)
    ]


def ids(listing: Listing) -> list[str]:
    """Return the ids of the messages."""
    return [row["message_id"] for row in listing.rows]


@pytest.mark.parametrize("channel", Channel)
async def test_history_asks_for_the_newest(
    client: ClickSendClient, wire: Wire, channel: Channel
) -> None:
    """And for the time that is wanted."""
    wire.says(serve(messages(250)[::-1]))
    listing = await client.messages.newest(channel, 120, since=START, until=START + 999)
    assert ids(listing)[:120] == [f"M-{249 - place}" for place in range(120)]
    assert listing.total == 250
    assert [heard.query for heard in wire.heard] == [
        {
            "order_by": "date:desc",
            "date_from": str(START),
            "date_to": str(START + 999),
            "page": page,
            "limit": "100",
        }
        for page in ("1", "2")
    ]
    assert wire.heard[0].path.endswith(f"/{channel}/history")


async def test_history_that_heeds_no_order(client: ClickSendClient, wire: Wire) -> None:
    """The newest may be on the last page, so all are read."""
    wire.says(serve(messages(250)))
    listing = await client.messages.newest(Channel.MMS, 10)
    assert ids(listing) == [f"M-{249 - place}" for place in range(250)]
    assert (listing.total, len(wire.heard)) == (250, 3)


async def test_history_that_heeds_no_dates(client: ClickSendClient, wire: Wire) -> None:
    """What is too old or too new is left out, and not counted."""
    wire.says(serve(messages(150)[::-1]))
    listing = await client.messages.newest(
        Channel.VOICE, 100, since=START + 20, until=START + 60
    )
    assert ids(listing) == [f"M-{60 - place}" for place in range(41)]
    assert listing.total == 41


@pytest.mark.parametrize("date", [None, "", "soon", [], "1e400"], ids=repr)
async def test_history_without_a_time(
    client: ClickSendClient, wire: Wire, date: object
) -> None:
    """A message of which nobody knows when it was is not held back, but comes last."""
    row, *others = messages(3)[::-1]
    wire.says(serve([{**row, "date": date}, *others]))
    listing = await client.messages.newest(Channel.SMS, 10, since=START)
    assert ids(listing) == ["M-1", "M-0", "M-2"]


@pytest.mark.parametrize("total", [3, "3", "", None, "many", 0, 2], ids=repr)
async def test_total(client: ClickSendClient, wire: Wire, total: object) -> None:
    """It is never less than what there is."""
    wire.says(envelope({"total": total, "data": messages(3)}))
    assert (await client.messages.newest(Channel.SMS, 10)).total == 3


async def test_more_than_anybody_reads(direct: ClickSendClient, wire: Wire) -> None:
    """ClickSend's number is told."""
    wire.says(serve(messages(100)[::-1], total="1234"))
    assert (await direct.messages.newest(Channel.SMS, 100)).total == 1234


async def test_a_message_that_changes_while_pages_are_read(
    client: ClickSendClient, wire: Wire
) -> None:
    """It moves on to the next page, with another status: it is still one message."""
    *page, last = messages(100)[::-1]
    moved = {**last, "status": "Completed"}
    wire.says(
        envelope({"total": 100, "last_page": 2, "data": [*page, last]}),
        envelope({"total": 101, "last_page": 2, "data": [moved]}),
    )
    listing = await client.messages.newest(Channel.SMS, 1000)
    assert (len(listing.rows), listing.total) == (100, 100)


async def test_rows_without_an_id(client: ClickSendClient, wire: Wire) -> None:
    """All of a row tells it from others then."""
    rows = [{"date": START, "to": "a"}, {"date": START, "to": "b"}]
    wire.says(serve(rows))
    assert (await client.messages.newest(Channel.SMS, 10)).rows == tuple(rows)


@pytest.mark.parametrize(
    "nothing", [None, [], {}, "", "{}", {"data": None}, {"data": "{}"}, 5], ids=repr
)
async def test_nothing(client: ClickSendClient, wire: Wire, nothing: object) -> None:
    """Nothing comes in many shapes."""
    wire.says(envelope(nothing))
    for listing in (
        client.messages.newest(Channel.SMS, 10),
        client.inbound.all(),
        client.receipts.all(Channel.VOICE),
    ):
        assert await listing == Listing((), 0)
    assert len(wire.heard) == 3


@pytest.mark.parametrize("name", ["timestamp", "timestamp_send"])
@pytest.mark.parametrize("kind", [int, str])
async def test_lists_without_an_order(
    client: ClickSendClient, wire: Wire, name: str, kind: type
) -> None:
    """All is read and put in order, by either name and type of the time."""
    rows: Rows = [
        {"message_id": str(number), name: kind(START + number * 7 % 150)}
        for number in range(150)
    ]
    wire.says(serve(rows))
    for listing in (await client.inbound.all(), await client.receipts.all(Channel.SMS)):
        assert [int(row[name]) for row in listing.rows] == [
            START + 149 - place for place in range(150)
        ]
        assert listing.total == 150


async def test_copies(client: ClickSendClient, wire: Wire) -> None:
    """What is the same in every respect is shown once, what differs is not."""
    receipt = {"message_id": "M-1", "status_code": "200", "timestamp": START}
    wire.says(envelope([receipt, {**receipt, "status_code": "201"}, receipt]))
    listing = await client.receipts.all(Channel.SMS)
    assert [row["status_code"] for row in listing.rows] == ["200", "201"]
    assert listing.total == 2


async def test_receipts_come_by_when_they_came(
    client: ClickSendClient, wire: Wire
) -> None:
    """Not by when their message was sent."""
    wire.says(
        envelope(
            [
                {"message_id": "1", "timestamp_send": START + 9, "timestamp": START},
                {"message_id": "2", "timestamp_send": START, "timestamp": START + 5},
            ]
        )
    )
    assert ids(await client.receipts.all(Channel.SMS)) == ["2", "1"]
