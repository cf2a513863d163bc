"""A list is imported as a whole or not at all, whatever shape the answers have."""

from collections.abc import AsyncGenerator, Callable
from typing import Any

import aiohttp
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.clicksend_messaging.api.clicksend import ClickSendClient
from custom_components.clicksend_messaging.api.transports import DirectTransport
from custom_components.clicksend_messaging.people.roster import async_read
from tests.unit.api.wire import Heard, Wire, envelope

pytestmark = pytest.mark.usefixtures("socket_enabled")

ROWS = [{"contact_id": n, "phone_number": f"+1202555{n}"} for n in range(1000, 1150)]
PAGES = {"1": ROWS[:100], "2": ROWS[100:]}


@pytest.fixture(autouse=True)
def _auto_enable_custom_integrations() -> None:
    """Do without Home Assistant here."""


@pytest.fixture
async def wire() -> AsyncGenerator[Wire]:
    """Return a server that does as it is told."""
    async with Wire() as running:
        yield running


@pytest.fixture
async def client(wire: Wire) -> AsyncGenerator[ClickSendClient]:
    """Return a client for it."""
    async with aiohttp.ClientSession() as session:
        transport = DirectTransport("name", "key", f"{wire.url}/v3")
        yield ClickSendClient(lambda: session, transport)


def serve(contacts: Callable[[str], object], count: object = None) -> Any:
    """Answer with pages of contacts, and with a list of so many."""

    def answer(heard: Heard) -> bytes:
        if heard.path.endswith("/contacts"):
            return envelope(contacts(heard.query["page"]))
        return envelope({"list_id": 7, "list_name": "Club", "_contacts_count": count})

    return answer


def paged(total: object, last: object = 2) -> Callable[[str], object]:
    """Return pages that say how many there are on all of them."""
    return lambda page: {"total": total, "last_page": last, "data": PAGES[page]}


@pytest.mark.parametrize(
    ("contacts", "count"),
    [
        (paged(150), None),
        (paged("150", "2"), 0),
        # More than it says are no reason to think that somebody is missing.
        (paged(149), None),
        # Who is on two pages counts once.
        (lambda page: {"total": 150, "last_page": 2, "data": PAGES[page] * 2}, None),
        # Nothing but rows: how many there are is said elsewhere.
        (lambda page: PAGES[page], 150),
        (paged(None), "150"),
    ],
)
async def test_all_of_them(
    client: ClickSendClient,
    wire: Wire,
    contacts: Callable[[str], object],
    count: object,
) -> None:
    """In the order of the list."""
    wire.says(serve(contacts, count))

    found = await async_read(client, "7")

    assert list(found) == [str(row["contact_id"]) for row in ROWS]


@pytest.mark.parametrize("data", [{"total": 0, "last_page": 0, "data": []}, [], None])
async def test_nobody(client: ClickSendClient, wire: Wire, data: object) -> None:
    """An empty answer is believed if the list itself says the same."""
    wire.says(serve(lambda _: data, 0))

    assert await async_read(client, "7") == {}


@pytest.mark.parametrize(
    ("contacts", "count"),
    [
        # Rows are missing.
        (paged(151), None),
        (paged(150, 1), None),
        # The first page again, where the second should be.
        (lambda _: {"total": 150, "last_page": 2, "data": PAGES["1"]}, 150),
        # Somebody went between the pages, and another one moved to the first.
        (
            lambda page: {
                "total": {"1": 150, "2": 149}[page],
                "last_page": 2,
                "data": {"1": ROWS[:100], "2": ROWS[101:]}[page],
            },
            149,
        ),
        # What is not a contact, or not known by an id.
        (lambda _: {"total": 2, "last_page": 1, "data": [ROWS[0], None]}, 2),
        (lambda _: {"total": 1, "last_page": 1, "data": [ROWS[0], {"a": "b"}]}, 1),
        # Nothing at all, although there is somebody, or nobody knows.
        (lambda _: None, 3),
        (lambda _: [], None),
        (lambda _: {"total": 0, "last_page": 0, "data": []}, "3"),
        (lambda _: {"total": 3, "last_page": 1, "data": []}, 3),
        (lambda page: PAGES[page], None),
        (lambda page: PAGES[page], 151),
    ],
)
async def test_somebody_may_be_missing(
    client: ClickSendClient,
    wire: Wire,
    contacts: Callable[[str], object],
    count: object,
) -> None:
    """Then nothing is imported."""
    wire.says(serve(contacts, count))

    with pytest.raises(HomeAssistantError) as caught:
        await async_read(client, "7")

    assert caught.value.translation_key == "import_incomplete"


@pytest.mark.parametrize("total", [10_000, None])
async def test_a_huge_list_is_not_read_to_its_end(
    client: ClickSendClient, wire: Wire, total: int | None
) -> None:
    """No more pages than it takes to know that there are too many."""

    def contacts(page: str) -> object:
        first = 100 * int(page)
        rows = [{"contact_id": first + n} for n in range(100)]
        return {"total": total, "last_page": 100, "data": rows}

    wire.says(serve(contacts))

    with pytest.raises(HomeAssistantError) as caught:
        await async_read(client, "7")

    assert caught.value.translation_key == "import_too_many"
    assert len(wire.heard) == (1 if total else 3)
