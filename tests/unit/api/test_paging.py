"""Lists come page by page."""

from collections.abc import Callable

import pytest

from custom_components.clicksend_messaging.api.clicksend import ClickSendClient
from custom_components.clicksend_messaging.api.clicksend.progress import MAX_PAGES
from custom_components.clicksend_messaging.api.models import Channel
from tests.unit.api.discretion import error_of
from tests.unit.api.lists import served
from tests.unit.api.samples import data, sample
from tests.unit.api.unread import unread
from tests.unit.api.wire import Heard, Wire, answer_json, envelope, page

pytestmark = pytest.mark.usefixtures("socket_enabled")

STRANGER = "http://127.0.0.1:9/v3/sms/inbound?page=2"


def _pages(rows: int, per_page: int, **more: object) -> Callable[[Heard], bytes]:
    """Return a server of a list of texts with these ids: 1, 2, 3, ..."""

    def answer(heard: Heard) -> bytes:
        number = int(heard.query["page"])
        start = (number - 1) * per_page
        ids = range(start + 1, min(start + per_page, rows) + 1)
        return envelope(
            {
                "total": rows,
                "per_page": per_page,
                "current_page": number,
                "last_page": -(-rows // per_page),
                "data": [{"message_id": message_id} for message_id in ids],
                **more,
            }
        )

    return answer


async def _ids(client: ClickSendClient) -> list[str | None]:
    """Return the ids of all texts."""
    return [message.message_id for message in await unread(client)]


@pytest.mark.parametrize(
    ("rows", "pages"), [(0, 1), (1, 1), (100, 1), (101, 2), (250, 3)]
)
async def test_all_pages(
    client: ClickSendClient, wire: Wire, rows: int, pages: int
) -> None:
    """As many pages are read as there are, each once, in order."""
    wire.says(_pages(rows, 100))
    assert await _ids(client) == [str(number + 1) for number in range(rows)]
    assert [heard.query for heard in wire.heard] == [
        {"page": str(number + 1), "limit": "100"} for number in range(pages)
    ]


async def test_server_that_gives_less_than_asked(
    client: ClickSendClient, wire: Wire
) -> None:
    """The server says how many pages there are, whatever was asked for."""
    wire.says(_pages(40, 15))
    assert await _ids(client) == [str(number + 1) for number in range(40)]
    assert len(wire.heard) == 3


@pytest.mark.parametrize(
    "next_page", [STRANGER, "/?page=2", "", None], ids=["stranger", "no path", "", "-"]
)
async def test_addresses_are_not_followed(
    client: ClickSendClient, wire: Wire, next_page: str | None
) -> None:
    """The addresses of pages in an answer are wrong, and not looked at."""
    wire.says(_pages(101, 100, next_page_url=next_page, path=next_page))
    assert len(await _ids(client)) == 101
    assert {heard.path for heard in wire.heard} == {wire.heard[0].path}


async def test_list_without_end(direct: ClickSendClient, wire: Wire) -> None:
    """A list that never ends is an error: part of it would look like all of it."""
    wire.says(_pages(10**9, 1))
    error = await error_of(unread(direct))
    assert str(error) == "The list has more pages than any list can have"
    assert len(wire.heard) == MAX_PAGES


async def test_beginning_of_a_list_without_end(
    client: ClickSendClient, wire: Wire
) -> None:
    """Who needs no more of it is given that."""
    wire.says(_pages(10**9, 100))
    assert len((await client.messages.newest(Channel.SMS, 250)).rows) == 300
    assert len(wire.heard) == 3


async def test_history_without_end(direct: ClickSendClient, wire: Wire) -> None:
    """A lookup is given up at some time, and what it has found until then counts."""
    sent = {"direction": "out", "custom_string": "ref-1"}
    wire.says(
        envelope({"last_page": 10**9, "data": [sent] * 1000}), _pages(10**9, 1000)
    )
    found = await direct.messages.find(Channel.SMS, ["ref-1", "ref-2"], 0)
    assert list(found) == ["ref-1"]
    assert len(wire.heard) == 10


async def test_list_as_long_as_they_get(direct: ClickSendClient, wire: Wire) -> None:
    """All 10,000 are returned, each once and in order."""
    rows = [
        {"contact_id": number, "phone_number": f"+1{number:010}"}
        for number in range(10_000)
    ]
    wire.says(served(rows))
    contacts = await direct.contacts.of_list("5")
    assert [contact.phone_number for contact in contacts] == [
        row["phone_number"] for row in rows
    ]
    assert len(wire.heard) == 100


async def test_page_without_rows_is_the_last(
    client: ClickSendClient, wire: Wire
) -> None:
    """More pages may be promised than there are."""
    wire.says(_pages(150, 100, last_page=50))
    assert len(await _ids(client)) == 150
    assert len(wire.heard) == 3


@pytest.mark.parametrize(
    ("rows", "pages"), [(0, 1), (99, 1), (100, 2), (150, 2), (250, 3)]
)
@pytest.mark.parametrize("page_object", [True, False])
async def test_list_that_does_not_say_where_it_ends(
    client: ClickSendClient, wire: Wire, rows: int, pages: int, *, page_object: bool
) -> None:
    """As the published example of history: a page that is not full is the last."""

    def answer(heard: Heard) -> bytes:
        start = (int(heard.query["page"]) - 1) * 100
        shown = [{"message_id": number + 1} for number in range(start, rows)[:100]]
        return envelope({"data": shown} if page_object else shown)

    wire.says(answer)
    assert await _ids(client) == [str(number + 1) for number in range(rows)]
    assert len(wire.heard) == pages


async def test_server_that_gives_less_than_asked_and_says_only_the_total(
    client: ClickSendClient, wire: Wire
) -> None:
    """A short page is not the last when the total tells of more."""
    wire.says(_pages(40, 15, last_page=None))
    assert await _ids(client) == [str(number + 1) for number in range(40)]
    assert len(wire.heard) == 3


async def test_list_that_has_one_page_only(client: ClickSendClient, wire: Wire) -> None:
    """Whatever page is asked for, it is the same."""
    wire.says(envelope([{"message_id": number + 1} for number in range(120)]))
    assert len(await _ids(client)) == 120
    assert len(wire.heard) == 2


@pytest.mark.parametrize("shape", [None, [], "{}", {}, {"data": None}], ids=repr)
@pytest.mark.parametrize("last_page", [3, None])
async def test_missing_page(
    client: ClickSendClient, wire: Wire, shape: object, last_page: int | None
) -> None:
    """Where rows are promised there have to be some: half a list is none."""
    full = _pages(250, 100, last_page=last_page)
    wire.says(full, envelope(shape), full)
    error = await error_of(unread(client))
    assert str(error) == "A page of the list is missing"


async def test_error_on_a_later_page(client: ClickSendClient, wire: Wire) -> None:
    """Half a list is none, or what is missing would look as if it did not exist."""
    wire.says(_pages(250, 100), _pages(250, 100), page(502))
    error = await error_of(unread(client))
    assert error.status == 502
    assert len(wire.heard) == 3


@pytest.mark.parametrize(
    "shape",
    [
        lambda rows: {"last_page": 1, "data": rows},
        lambda rows: {"last_page": 0, "data": rows},
        lambda rows: {"data": rows},
        lambda rows: {"last_page": "1", "total": "2", "data": rows},
        lambda rows: {"last_page": None, "total": None, "data": rows},
        lambda rows: [{"totlal": 2, "last_page": "1", "data": rows}],
        lambda rows: rows,
        lambda rows: [*rows, None, "{}", 5],
        lambda rows: {"data": {"0": rows[0], "7": rows[1]}},
        lambda rows: {"3": rows[0], "4": rows[1]},
    ],
    ids=[
        "page",
        "last page 0",
        "no last page",
        "texts for numbers",
        "null for numbers",
        "page in an array",
        "bare array",
        "rubbish between",
        "rows by place",
        "rows by place, bare",
    ],
)
async def test_shapes(
    client: ClickSendClient, wire: Wire, shape: Callable[[list[object]], object]
) -> None:
    """A list of one page comes in several shapes."""
    wire.says(envelope(shape(data("clicksend/sms_inbound")["data"])))
    assert [message.body for message in await unread(client)] == [
        "Status",
        "",
    ]
    assert len(wire.heard) == 1


@pytest.mark.parametrize(
    "nothing",
    [
        None,
        [],
        {},
        "{}",
        "",
        5,
        [None],
        [[]],
        {"data": None},
        {"data": "{}"},
        {"data": {}},
        [{"totlal": 0, "last_page": 0, "data": []}],
        {"total": 0, "last_page": 0, "data": []},
        {"rows": "none", "last_page": "many"},
        {"data": {"first": {"contact_id": 1}}},
    ],
    ids=repr,
)
async def test_nothing(client: ClickSendClient, wire: Wire, nothing: object) -> None:
    """An empty list comes in many shapes."""
    wire.says(envelope(nothing))
    assert await client.contacts.of_list("5") == []
    assert len(wire.heard) == 1


async def test_rules_without_an_id_do_not_count(
    client: ClickSendClient, wire: Wire
) -> None:
    """What cannot be named cannot be used."""
    answer = sample("clicksend/inbound_rules")
    answer["data"]["data"].insert(1, {"rule_name": "Nameless"})
    wire.says(answer_json(200, answer))
    rules = await client.inbound_rules.all()
    assert [(rule.rule_id, rule.name, rule.enabled) for rule in rules] == [
        ("3001", "Home Assistant", True),
        ("3002", "Another tool", False),
    ]
