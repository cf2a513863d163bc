"""The lists that a sender can be picked from."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Caller, Reply, Send

TOLL_FREE, PHONE, OTHER_PHONE = "+18335550177", "+12025550143", "+61491570006"
ABROAD = "+61491570110"


async def test_senders_of_each_kind(simulator: Simulator, clicksend: Caller) -> None:
    """Rented numbers, own phones and names have a list each, with their status."""
    simulator.settings.patch(
        {
            "approved_senders": [TOLL_FREE, "MyHome", PHONE],
            "own_numbers": [PHONE],
            "pending_senders": ["FrontDoor", OTHER_PHONE],
        }
    )

    numbers = (await clicksend("GET", "/numbers")).data["data"]
    own = (await clicksend("GET", "/own-numbers")).json["own_numbers"]
    tags = (await clicksend("GET", "/alpha-tags")).json["alpha_tags"]

    assert [
        (row["dedicated_number"], row["number_type"], row["status"]["label"])
        for row in numbers
    ] == [(TOLL_FREE, "tollfree", "REGISTRATION_NOT_REQUIRED")]
    assert [(row["phone_number"], row["country"], row["status"]) for row in own] == [
        (PHONE, "US", "APPROVED"),
        (OTHER_PHONE, "AU", "PENDING"),
    ]
    assert [row["verified_timestamp"] is None for row in own] == [False, True]
    assert [(row["alpha_tag"], row["status"]) for row in tags] == [
        ("MyHome", "APPROVED"),
        ("FrontDoor", "PENDING"),
    ]


async def test_sender_that_is_pending_is_replaced(
    simulator: Simulator, send: Send
) -> None:
    """Only what is approved is used, as the lists say."""
    message = {"to": ABROAD, "body": "Hello"}

    data = await send({**message, "from": "MyHome"}, {**message, "from": "FrontDoor"})
    simulator.settings.patch({"approved_senders": ["FrontDoor"]})
    later = await send({**message, "from": "FrontDoor"})

    mine, replaced = (row["from"] for row in data["messages"])
    assert (mine, replaced.startswith("+61")) == ("MyHome", True)
    assert later["messages"][0]["from"] == "FrontDoor"


async def test_numbers_come_in_an_envelope(
    simulator: Simulator, clicksend: Caller
) -> None:
    """Numbers have pages and a currency as most lists do; there may be none."""
    simulator.settings.patch({"approved_senders": ["MyHome"]})

    data = (await clicksend("GET", "/numbers")).data

    assert (data["total"], data["last_page"], data["data"]) == (0, 0, [])
    assert data["_currency"]["currency_name_short"] == "USD"
    assert (await clicksend("GET", "/numbers", limit=5)).status == 400


async def test_names_come_with_a_cursor(
    simulator: Simulator, clicksend: Caller
) -> None:
    """No envelope, and the next page is behind a cursor with a `#` in it."""
    names = ["Attic", "Cellar", "Garden"]
    simulator.settings.patch({"approved_senders": names, "pending_senders": []})

    first = await clicksend("GET", "/alpha-tags", page_size=2)
    second = await clicksend("GET", "/alpha-tags", page_size=2, offset=_next(first))
    backwards = await clicksend("GET", "/alpha-tags", sort_direction="DESC")

    assert set(first.json) == {"alpha_tags", "_metadata"}
    assert (_tags(first), _tags(second)) == (names[:2], names[2:])
    assert "#" in first.json["_metadata"]["pagination"]["next"]
    assert second.json["_metadata"]["pagination"]["next"] is None
    assert _tags(backwards) == names[::-1]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"page_size": 1000}, 200),
        ({"page_size": 1001}, 400),
        ({"page_size": 0}, 400),
        ({"offset": "nowhere"}, 400),
    ],
)
async def test_cursor_that_cannot_be(
    clicksend: Caller, query: dict[str, Any], status: int
) -> None:
    """A page has a thousand rows at most, and starts at one of them."""
    assert (await clicksend("GET", "/own-numbers", **query)).status == status


async def test_sender_without_being_asked(clicksend: Caller, send: Send) -> None:
    """The default sender is what a text without one is really sent from."""
    data = await send({"to": PHONE, "body": "Hello"})

    defaults = (await clicksend("GET", "/senders/default-senders")).data

    (default,) = defaults["data"]
    (strategy,) = default["default_sender_strategies"]
    assert strategy["sender_id"] == data["messages"][0]["from"]
    assert (default["country_code"], default["product_type"]) == ("US", "SMS")
    assert defaults["next_page_url"] is None


def _tags(reply: Reply) -> list[str]:
    """Return the names in an answer."""
    return [row["alpha_tag"] for row in reply.json["alpha_tags"]]


def _next(reply: Reply) -> str:
    """Return the cursor of the next page."""
    url: str = reply.json["_metadata"]["pagination"]["next"]
    (cursor,) = parse_qs(urlsplit(url, allow_fragments=False).query)["offset"]
    return cursor
