"""Lists that change while they are read."""

from collections.abc import Callable
from random import Random

import pytest

from custom_components.clicksend_messaging.api.clicksend import ClickSendClient
from custom_components.clicksend_messaging.api.models import Channel
from tests.unit.api.discretion import error_of
from tests.unit.api.lists import Change, Rows, contacts, served
from tests.unit.api.wire import Heard, Wire, envelope

pytestmark = pytest.mark.usefixtures("socket_enabled")


async def names(client: ClickSendClient) -> list[int]:
    """Return who is on a list, by the numbers that their names are."""
    return [int(contact.name or "") for contact in await client.contacts.of_list("5")]


def people(count: int) -> Rows:
    """Return contacts that have their id for a name."""
    return [{**row, "first_name": str(row["contact_id"])} for row in contacts(count)]


def pages(wire: Wire) -> list[int]:
    """Return which pages were asked for."""
    return [int(heard.query["page"]) for heard in wire.heard]


def once(at: int, change: Callable[[Rows], object]) -> Change:
    """Return a change that happens before one request."""

    def happen(rows: Rows, asked: int) -> None:
        if asked == at:
            change(rows)

    return happen


def without(*ids: int) -> Callable[[Rows], None]:
    """Return a change that deletes rows."""

    def delete(rows: Rows) -> None:
        rows[:] = [row for row in rows if row["contact_id"] not in ids]

    return delete


@pytest.mark.parametrize(
    ("count", "at", "gone", "read"),
    [
        pytest.param(250, 2, [0], [1, 2, 1, 3], id="first row"),
        pytest.param(250, 2, [99], [1, 2, 1, 3], id="row at the border"),
        pytest.param(250, 3, [150], [1, 2, 3, 2], id="row of the second page"),
        pytest.param(250, 2, [249], [1, 2, 1, 3], id="row not read yet"),
        pytest.param(300, 3, range(100), [1, 2, 3, 2], id="a page"),
        pytest.param(400, 3, range(150), [1, 2, 3, 1, 2], id="more than a page"),
        pytest.param(101, 2, [5], [1, 2, 1], id="last page vanishes"),
        pytest.param(101, 2, [100], [1, 2, 1], id="last row on a page of its own"),
        pytest.param(450, 4, range(350), [1, 2, 3, 4, 1], id="most of it"),
        pytest.param(201, 3, range(201), [1, 2, 3, 1], id="everything"),
    ],
)
async def test_rows_vanish(
    client: ClickSendClient,
    wire: Wire,
    count: int,
    at: int,
    gone: range | list[int],
    read: list[int],
) -> None:
    """Nobody who stays is missing, wherever others went, and nobody is there twice."""
    wire.says(served(people(count), between=once(at, without(*gone))))
    found = await names(client)
    assert set(range(count)) - set(gone) <= set(found)
    assert len(found) == len(set(found))
    assert pages(wire) == read


async def test_rows_vanish_at_a_server_that_gives_less_than_asked(
    client: ClickSendClient, wire: Wire
) -> None:
    """As many pages back as the rows fill there."""
    rows = people(60)
    wire.says(served(rows, between=once(4, without(*range(16))), per_page=15))
    assert set(range(16, 60)) <= set(await names(client))
    assert pages(wire) == [1, 2, 3, 4, 2, 3]


@pytest.mark.parametrize("each", [1, 7, 33])
async def test_rows_vanish_all_the_time(
    direct: ClickSendClient, wire: Wire, each: int
) -> None:
    """As when somebody empties the list: the others are found, in twice the time."""
    rows = people(5_000)
    random = Random(each)  # noqa: S311 (has to be repeatable)

    def delete(rows: Rows, _: int) -> None:
        for _ in range(each):
            del rows[random.randrange(len(rows))]

    wire.says(served(rows, between=delete))
    found = await names(direct)
    assert {row["contact_id"] for row in rows} <= set(found)
    assert len(found) == len(set(found))
    assert len(wire.heard) <= 2 * 50 + 10


@pytest.mark.parametrize("seed", range(20))
async def test_rows_come_and_go(direct: ClickSendClient, wire: Wire, seed: int) -> None:
    """New ones come last: whoever was there from beginning to end is found."""
    random = Random(seed)  # noqa: S311 (has to be repeatable)
    per_page = random.choice([15, 100])
    rows = people(per_page * random.randrange(12) + random.randrange(1, per_page))
    constant = {row["contact_id"] for row in rows}

    def change(rows: Rows, asked: int) -> None:
        if random.random() < 0.5:
            for _ in range(random.randrange(per_page // 3)):
                if rows:
                    constant.discard(
                        rows.pop(random.randrange(len(rows)))["contact_id"]
                    )
        elif random.random() < 0.5:
            rows.append(
                {"contact_id": 10_000 + asked, "first_name": str(10_000 + asked)}
            )

    wire.says(served(rows, between=change, per_page=per_page))
    found = await names(direct)
    assert constant <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("last_page", [30, 10**9, None])
@pytest.mark.parametrize("each", [60, 100, 10**5])
async def test_total_that_falls_for_ever(
    direct: ClickSendClient, wire: Wire, each: int, last_page: int | None
) -> None:
    """There is an end to it, which is not taken for the end of the list."""
    total = 10**9

    def answer(heard: Heard) -> bytes:
        nonlocal total
        total -= each
        first = 100 * int(heard.query["page"])
        rows = [{"contact_id": first + place} for place in range(100)]
        return envelope({"total": total, "last_page": last_page, "data": rows})

    wire.says(answer)
    error = await error_of(direct.contacts.of_list("5"))
    assert str(error) == "The list loses rows faster than it can be read"
    assert len(wire.heard) <= 2 * max(pages(wire)) + 11


async def test_total_of_the_page_only(client: ClickSendClient, wire: Wire) -> None:
    """A total that is none does no harm but a page read again."""
    rows = people(237)
    wire.says(*(served(rows, total=total) for total in (100, 100, 37, 100)))
    assert await names(client) == list(range(237))
    assert pages(wire) == [1, 2, 3, 2]


@pytest.mark.parametrize("total", [None, "", "many"])
async def test_no_total(client: ClickSendClient, wire: Wire, total: object) -> None:
    """Nothing tells that rows moved, so nothing is read again."""
    rows = people(250)
    wire.says(served(rows, between=once(2, without(3)), total=total))
    assert await names(client) == [row for row in range(250) if row != 100]
    assert pages(wire) == [1, 2, 3]


async def test_misspelled_total(client: ClickSendClient, wire: Wire) -> None:
    """It counts as well."""
    rows = people(150)
    wire.says(
        served(rows, total=None, totlal="150"),
        served(rows[1:], total=None, totlal="149"),
    )
    assert sorted(await names(client)) == list(range(150))
    assert pages(wire) == [1, 2, 1]


async def test_rows_come_first(client: ClickSendClient, wire: Wire) -> None:
    """What moves on to the next page is not there twice; who is new is found, too."""
    wire.says(
        served(
            people(250),
            between=once(2, lambda rows: rows.insert(0, {"contact_id": 9999})),
        )
    )
    found = await client.contacts.of_list("5")
    assert [contact.name for contact in found] == [*map(str, range(250)), None]


async def test_contact_that_changes_meanwhile(
    client: ClickSendClient, wire: Wire
) -> None:
    """It is still one person."""

    def change(rows: Rows) -> None:
        rows[50] = {**rows[50], "first_name": "7777"}
        del rows[99]

    wire.says(served(people(150), between=once(2, change)))
    found = await names(client)
    assert len(found) == len(set(found)) == 150
    assert 7777 not in found


async def test_contacts_without_an_id(client: ClickSendClient, wire: Wire) -> None:
    """All of a row tells it from others then."""
    rows: Rows = [{"first_name": "1"}, {"first_name": "2"}, {"first_name": "1"}]
    wire.says(served(rows))
    assert await names(client) == [1, 2]


async def test_receipts_while_others_are_marked_read(
    client: ClickSendClient, wire: Wire
) -> None:
    """Another tool marks the oldest: the rest is found, each once."""
    rows: Rows = [{"message_id": f"M-{number}"} for number in range(350)]
    wire.says(served(rows, between=once(3, lambda rows: rows.__delitem__(slice(120)))))
    found = [row["message_id"] for row in await client.receipts.rows(Channel.SMS)]
    assert sorted(found) == sorted(f"M-{number}" for number in range(350))


async def test_total_that_is_late(client: ClickSendClient, wire: Wire) -> None:
    """Nothing tells that rows have moved, but that too few came in the end."""
    wire.says(served(people(250), between=once(2, without(0)), total=250))

    assert await names(client) == [*range(100), *range(101, 250), 100]
    assert pages(wire) == [1, 2, 3, 1, 2, 3]


@pytest.mark.parametrize("count", [0, 150])
async def test_total_that_is_never_right(
    client: ClickSendClient, wire: Wire, count: int
) -> None:
    """It is read twice, and then it is what it is."""
    wire.says(served(people(count), total=count + 1))

    assert await names(client) == [*range(count)]
    assert pages(wire) == [*range(1, 2 + count // 100)] * 2
