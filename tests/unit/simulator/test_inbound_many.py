"""Many texts at once, and texts with pictures."""

from time import process_time

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import AddRule, Caller
from tests.unit.simulator.receiver import Receiver

DAD = "+15551234567"
LINK = "https://media.example/1.jpg"


async def test_many_texts_are_quickly_read(
    simulator: Simulator, clicksend: Caller, add_rule: AddRule
) -> None:
    """Ten thousand unread texts: no page of them and no mark takes long."""
    await add_rule()
    started = process_time()
    texts = simulator.inbound_many(10_000, sender=DAD)
    pages = [
        (await clicksend("GET", "/sms/inbound", page=number, limit=100)).data
        for number in range(1, 101)
    ]
    marked = [simulator.inbox.mark(text.message_id) for text in texts]

    assert process_time() - started < 5
    ids = [row["message_id"] for page in pages for row in page["data"]]
    assert ids == [text.message_id for text in texts]
    assert (texts[0].body, texts[-1].body) == ("Text 1", "Text 10000")
    assert marked == [1] * 10_000
    assert (await clicksend("GET", "/sms/inbound")).data["total"] == 0


async def test_many_texts_over_control(
    simulator: Simulator, control: Caller, clicksend: Caller, add_rule: AddRule
) -> None:
    """What they say, where they go and when is as for a single text."""
    await add_rule()
    texts = {
        "from": DAD,
        "count": 2,
        "body": "{n}. of 2",
        "to": "+18335550177",
        "timestamp": 1722997250,
    }
    reply = await control("POST", "/inbound/many", texts)

    rows = (await clicksend("GET", "/sms/inbound")).data["data"]
    assert [row["message_id"] for row in rows] == reply.json["message_ids"]
    assert [(row["body"], row["to"]) for row in rows] == [
        ("1. of 2", "+18335550177"),
        ("2. of 2", "+18335550177"),
    ]
    assert {text.time for text in simulator.inbox} == {1722997250}


@pytest.mark.parametrize("count", [0, -1, 50_001])
async def test_too_many_texts(control: Caller, count: int) -> None:
    """There is a limit to what can be typed at once."""
    reply = await control("POST", "/inbound/many", {"from": DAD, "count": count})

    assert (reply.status, reply.json["error"]) == (
        400,
        "field 'count' must be from 1 to 50000",
    )


@pytest.mark.parametrize(
    ("switch", "words", "expected"),
    [
        ("body", "Look", {"body": f"Look {LINK}"}),
        ("body", "", {"body": LINK}),
        ("media_url", "Look", {"body": "Look", "media_url": LINK}),
    ],
)
async def test_text_with_a_picture(
    simulator: Simulator,
    receiver: Receiver,
    clicksend: Caller,
    add_rule: AddRule,
    add_url_rule: AddRule,
    switch: str,
    words: str,
    expected: dict[str, str],
) -> None:
    """The link is at the end of the words, or in a field, polled as well as pushed."""
    simulator.settings.patch({"inbound_media": switch})
    await add_rule()
    await add_url_rule()
    simulator.inject_inbound(DAD, words, media=LINK)
    await simulator.pushes.settled()

    (polled,) = (await clicksend("GET", "/sms/inbound")).data["data"]
    (pushed,) = (arrival.form for arrival in receiver.arrivals)
    for text in (polled, pushed):
        assert {key: text.get(key) for key in ("body", "media_url")} == {
            "media_url": None,
            **expected,
        }


async def test_picture_over_control(simulator: Simulator, control: Caller) -> None:
    """A text that is typed may have a picture."""
    await control("POST", "/inbound", {"from": DAD, "body": "Look", "media": LINK})

    (text,) = simulator.inbox
    assert text.body == f"Look {LINK}"
