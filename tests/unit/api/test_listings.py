"""Lists as people want them: the newest first, everything once, and how many."""

from collections.abc import Callable

import aiohttp
import pytest

from custom_components.clicksend_messaging.api.clicksend import ClickSendClient
from custom_components.clicksend_messaging.api.clicksend.caller import Caller
from custom_components.clicksend_messaging.api.clicksend.listing import read_in_order
from custom_components.clicksend_messaging.api.models import Channel, Listing
from custom_components.clicksend_messaging.api.transports import DirectTransport
from tests.unit.api.discretion import API_KEY, USERNAME
from tests.unit.api.lists import Rows, contacts, served
from tests.unit.api.wire import Heard, Wire, envelope

pytestmark = pytest.mark.usefixtures("socket_enabled")

START = 1_784_505_600


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


async def test_total_of_a_history_that_heeds_no_dates(
    client: ClickSendClient, wire: Wire
) -> None:
    """ClickSend's number is that of other messages, too, so it is not told."""
    wire.says(serve(messages(350)[::-1]))
    listing = await client.messages.newest(Channel.SMS, 100, until=START + 299)
    assert (len(listing.rows), listing.total, len(wire.heard)) == (150, 150, 2)


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


def first_vanishes(rows: Rows, asked: int) -> None:
    """Delete the first row after one page was read."""
    if asked == 2:
        del rows[0]


@pytest.fixture
def caller(session: aiohttp.ClientSession, wire: Wire) -> Caller:
    """Return what reads any list."""
    return Caller(lambda: session, DirectTransport(USERNAME, API_KEY, wire.url))


@pytest.mark.parametrize(
    ("enough", "returned", "requests"),
    [(1, 1, 1), (100, 100, 1), (101, 101, 2), (250, 250, 3), (999, 250, 3)],
)
async def test_own_order(
    caller: Caller, wire: Wire, enough: int, returned: int, requests: int
) -> None:
    """No more is read than is wanted, and it is told how many there are."""
    wire.says(served(contacts(250)))
    listing = await read_in_order(
        caller.pages("/lists/5/contacts", {"updated_after": "7"}),
        key="contact_id",
        enough=enough,
    )
    assert listing == Listing(tuple(contacts(returned)), 250)
    assert [heard.query for heard in wire.heard] == [
        {"updated_after": "7", "page": str(number + 1), "limit": "100"}
        for number in range(requests)
    ]


@pytest.mark.parametrize("total", [None, 0, 2, "many", "120"], ids=repr)
async def test_total_in_own_order(caller: Caller, wire: Wire, total: object) -> None:
    """It is never less than what was read."""
    wire.says(served(contacts(150), total=total))
    listing = await read_in_order(caller.pages("/x"), key="contact_id", enough=120)
    assert len(listing.rows) == 120
    assert listing.total == 150


async def test_total_that_only_the_first_page_tells(caller: Caller, wire: Wire) -> None:
    """It holds for the others, too."""
    wire.says(served(contacts(900)), served(contacts(900), total=None))
    listing = await read_in_order(caller.pages("/x"), key="contact_id", enough=200)
    assert (len(listing.rows), listing.total) == (200, 900)


async def test_own_order_while_rows_vanish(caller: Caller, wire: Wire) -> None:
    """Each row once, and in its place."""
    wire.says(served(contacts(250), between=first_vanishes))
    listing = await read_in_order(caller.pages("/x"), key="contact_id", enough=300)
    assert listing == Listing(tuple(contacts(250)), 250)


async def test_enough_while_rows_vanish(caller: Caller, wire: Wire) -> None:
    """The row that moved is one of the first, too."""
    wire.says(served(contacts(250), between=first_vanishes))
    listing = await read_in_order(caller.pages("/x"), key="contact_id", enough=150)
    assert listing == Listing(tuple(contacts(150)), 249)
    assert len(wire.heard) == 3


@pytest.mark.parametrize("key", ["contact_id", None])
async def test_own_order_without_an_id(
    caller: Caller, wire: Wire, key: str | None
) -> None:
    """All of a row tells it from others then, and 5 is the id that "5" is."""
    rows: Rows = [{"contact_id": 5}, {"contact_id": "5"}, {"a": 1}, {"a": 2}, {"a": 1}]
    wire.says(served(rows))
    listing = await read_in_order(caller.pages("/x"), key=key)
    assert len(listing.rows) == (4 if key is None else 3)
    assert {"a": 2} in listing.rows


async def test_limit_in_a_list_without_end(caller: Caller, wire: Wire) -> None:
    """Who wants the beginning of it gets that."""
    wire.says(served(contacts(500), last_page=10**9, total=10**9))
    listing = await read_in_order(caller.pages("/x"), key="contact_id", enough=500)
    assert (len(listing.rows), listing.total) == (500, 10**9)


async def test_newest_of_a_history_from_which_rows_vanish(
    client: ClickSendClient, wire: Wire
) -> None:
    """What is read again is not counted twice, and none is missing."""
    wire.says(served(messages(350)[::-1], between=first_vanishes))
    listing = await client.messages.newest(Channel.SMS, 300)
    assert ids(listing)[:300] == [f"M-{349 - place}" for place in range(300)]
    assert (listing.total, len(wire.heard)) == (349, 4)
