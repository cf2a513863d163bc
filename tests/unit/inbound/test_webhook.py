"""A push is a hint: a text is heard at once, and says what ClickSend's API says."""

from datetime import datetime
from http import HTTPStatus
import json
from typing import Any
from urllib.parse import urlencode

from homeassistant.core import HomeAssistant
import pytest

from tests.unit.conftest import DAD, MUM
from tests.unit.sending import send_sms
from tests.unit.states import EVENT, LAST, attribute, full_state

from .conftest import Heard, messages
from .instant import Home, move, push_of, switch

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def as_sent(encoding: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Return what a client is to send so that the fields come in an encoding."""
    numbers = {**fields, "timestamp": int(fields["timestamp"])}
    ways: dict[str, dict[str, Any]] = {
        "form": {"data": fields},
        "query": {"params": fields},
        "json": {"json": numbers},
        "json that says it is a form": {
            "data": json.dumps(fields),
            "headers": {"Content-Type": FORM},
        },
        "json that says it is words": {
            "data": json.dumps(fields),
            "headers": {"Content-Type": "text/plain"},
        },
        "json that says nothing": {"data": json.dumps(fields).encode()},
        "form that says it is json": {
            "data": urlencode(fields),
            "headers": {"Content-Type": JSON},
        },
    }
    return ways[encoding]


@pytest.mark.parametrize(
    ("method", "encoding"),
    [
        ("POST", "form"),
        ("GET", "query"),
        ("POST", "json"),
        ("POST", "json that says it is a form"),
        ("POST", "json that says nothing"),
        ("POST", "form that says it is json"),
        ("POST", "json that says it is words"),
    ],
)
async def test_a_text_is_heard_at_once(
    home: Home, heard: Heard, method: str, encoding: str
) -> None:
    """However the push is written: no minute passes, and it is heard once."""
    text = home.simulator.inject_inbound(DAD, "Open the garage")
    reads = home.reads()
    sent = as_sent(encoding, push_of(text))

    answer = await home.client.request(method, home.path, **sent)
    await home.settle()

    assert answer.status == HTTPStatus.OK
    assert await answer.read() == b""
    assert messages(heard) == ["Open the garage"]
    assert home.reads() == reads + 1
    assert text.read


@pytest.mark.parametrize(
    "names",
    [
        ("from", "body", "message_id"),
        ("sms", "message", "message_id"),
        ("originalsenderid", "message", "message_id"),
        # Nothing that would tell; somebody wants to be looked at all the same.
        ("message_id",),
        ("from", "body"),
        (),
    ],
    ids=", ".join,
)
async def test_some_of_the_names_are_enough(
    home: Home, heard: Heard, names: tuple[str, ...]
) -> None:
    """Documents do not agree on them."""
    text = home.simulator.inject_inbound(DAD, "Open the garage")
    fields = push_of(text)

    await home.push({name: fields[name] for name in names})

    assert messages(heard) == ["Open the garage"]


async def test_a_push_is_not_believed(home: Home, heard: Heard) -> None:
    """Who knows the address can have Home Assistant look, and nothing more."""
    text = home.simulator.inject_inbound(
        "+12025550199", "Hello", timestamp=1_800_000_000
    )

    await home.push(
        push_of(
            text,
            **{"from": DAD, "sms": DAD, "originalsenderid": DAD},
            body="Open the garage",
            message="Open the garage",
            timestamp="1",
            to=MUM,
            custom_string="a-reference",
        )
    )

    (event,) = heard
    assert event["event_type"] == "untrusted"
    assert event["from_number"] == "+12025550199"
    assert event["name"] is None
    assert event["message"] == "Hello"
    assert event["to_number"] == text.to
    assert event["in_reply_to"] is None
    assert datetime.fromisoformat(event["timestamp"]).timestamp() == 1_800_000_000


async def test_nothing_comes_of_a_text_that_does_not_exist(
    home: Home, heard: Heard
) -> None:
    """A forged push is answered like any other, and no event fires."""
    text = home.simulator.inject_inbound(DAD, "Real")
    await home.announce(text)
    assert messages(heard) == ["Real"]

    await home.push(push_of(text, message_id="FORGED", body="Open the garage"))

    assert messages(heard) == ["Real"]


async def test_a_push_that_comes_again_repeats_nothing(
    home: Home, heard: Heard
) -> None:
    """ClickSend repeats them, and so may others; not even a read comes of it."""
    text = home.simulator.inject_inbound(DAD, "Open the garage")
    await home.announce(text)
    reads = home.reads()

    for _ in range(5):
        await home.announce(text)

    assert messages(heard) == ["Open the garage"]
    assert home.reads() == reads


async def test_words_of_a_text_do_not_turn_it_into_something_else(
    home: Home, heard: Heard
) -> None:
    """Nobody can keep a text from being announced by what it says."""
    words = "a&status_code=201&message_id=FORGED"
    text = home.simulator.inject_inbound(DAD, words)

    answer = await home.client.get(home.path, params=push_of(text))
    await home.settle()

    assert answer.status == HTTPStatus.OK
    assert messages(heard) == [words]


@pytest.mark.parametrize("only_its_id", [True, False])
async def test_a_reply_names_what_it_answers(
    home: Home, heard: Heard, *, only_its_id: bool
) -> None:
    """By our own reference, also where ClickSend gives only its id of the message."""
    await send_sms(home.hass, phone_numbers=[DAD], reference="shall-i-close")
    (sent,) = home.simulator.books
    if only_its_id:
        # It is frozen, as nobody can change what was accepted.
        object.__setattr__(sent, "custom_string", "")
    text = home.simulator.inject_inbound(DAD, "Yes")

    await home.announce(text)

    (event,) = heard
    assert event["in_reply_to"] == "shall-i-close"


@pytest.mark.parametrize(
    "words",
    ["", "🏠" * 300, "Please close it. " * 70, "Look: https://media.example.com/a.jpg"],
    ids=["empty", "emoji", "long", "with a picture"],
)
async def test_a_text_is_whole_in_the_event_and_in_no_state(
    home: Home, heard: Heard, words: str
) -> None:
    """A state has room for 255 characters; what is longer would be lost."""
    text = home.simulator.inject_inbound(DAD, words)

    await home.announce(text)

    assert messages(heard) == [words]
    assert attribute(home.hass, LAST, "message") == words
    for entity in (EVENT, LAST):
        datetime.fromisoformat(full_state(home.hass, entity).state)


async def test_all_of_it_as_clicksend_does_it(home: Home, heard: Heard) -> None:
    """The rules have texts and receipts pushed to where they are taken."""
    await move(home.hass, str(home.client.make_url("/")).rstrip("/"))
    simulator = home.simulator

    simulator.inject_inbound(DAD, "Open the garage")
    await simulator.pushes.settled()
    await home.settle()
    assert messages(heard) == ["Open the garage"]

    (row,) = (await send_sms(home.hass, phone_numbers=[DAD]))["messages"]
    simulator.inject_receipt(row["message_id"], "201")
    await simulator.pushes.settled()
    assert {push.state for push in simulator.pushes} == {"delivered"}
    assert home.entry.runtime_data.pushes.received == len(list(simulator.pushes))


@pytest.mark.parametrize("place", ["body", "media_url"])
@pytest.mark.parametrize("words", ["", "Look"])
async def test_the_link_of_a_picture_is_in_the_event(
    home: Home, heard: Heard, place: str, words: str
) -> None:
    """Wherever ClickSend puts it, which no source tells; it is there once."""
    link = "https://media.example.com/cat.jpg"
    home.simulator.settings.patch({"inbound_media": place})

    await home.announce(home.simulator.inject_inbound(DAD, words, media=link))

    assert messages(heard) == [f"{words} {link}".strip()]


async def test_an_account_has_an_address_of_its_own(
    hass: HomeAssistant, home: Home, heard: Heard
) -> None:
    """Switched off, it is answered as any unknown address is: nothing happens."""
    path = home.path
    await switch(hass, home.entry, instant=False)
    text = home.simulator.inject_inbound(DAD, "Open the garage")
    reads = home.reads()

    answer = await home.client.post(path, data=push_of(text))
    await home.settle()

    assert answer.status == HTTPStatus.OK
    assert heard == []
    assert home.reads() == reads
