"""One request, and the outcome of every message in it, however odd the answer."""

from collections.abc import AsyncGenerator, Callable
from decimal import Decimal
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.clicksend_messaging.api.clicksend import ClickSendClient
from custom_components.clicksend_messaging.api.models import Channel, OutgoingSms
from custom_components.clicksend_messaging.api.transports import DirectTransport
from custom_components.clicksend_messaging.messaging.message import (
    Message,
    Outcome,
    Report,
)
from custom_components.clicksend_messaging.messaging.outbox.record import Record
from custom_components.clicksend_messaging.messaging.outbox.states import State
from custom_components.clicksend_messaging.messaging.verdicts import verdicts

DAD = "+12025550101"
MUM = "+12025550102"
BATCH = (
    Message(
        key="key-1",
        channel=Channel.SMS,
        recipient=DAD,
        name="Dad",
        text="Hello",
        reference="greeting",
    ),
    Message(
        key="key-2", channel=Channel.SMS, recipient=MUM, text="Hello", sender="MyHome"
    ),
    Message(key="key-3", channel=Channel.SMS, recipient=DAD, name="Dad", text="Bye"),
)

pytestmark = pytest.mark.usefixtures("socket_enabled")

type Row = dict[str, Any]
type Deliver = Callable[[Callable[[list[Row]], object]], Any]


@pytest.fixture(autouse=True)
def _auto_enable_custom_integrations() -> None:
    """Do without Home Assistant here."""


@pytest.fixture
async def deliver() -> AsyncGenerator[Deliver]:
    """Return a function that delivers the batch to a server with odd answers.

    It is given what makes the answer's `data` of the rows that it should have had.
    """
    data: Callable[[list[Row]], object]

    async def send(request: web.Request) -> web.Response:
        messages = (await request.json())["messages"]
        rows = [_row(number, message) for number, message in enumerate(messages, 1)]
        return web.json_response(
            {
                "http_code": 200,
                "response_code": "SUCCESS",
                "response_msg": "Messages queued for delivery.",
                "data": data(rows),
            }
        )

    async def deliver_to(make_data: Callable[[list[Row]], object]) -> list[Outcome]:
        nonlocal data
        data = make_data
        transport = DirectTransport("user", "key", str(server.make_url("")))
        async with aiohttp.ClientSession() as session:
            answer = await ClickSendClient(lambda: session, transport).messages.send(
                [
                    OutgoingSms(
                        to=message.recipient,
                        body=message.text,
                        custom_string=message.key,
                        sender=message.sender,
                    )
                    for message in BATCH
                ]
            )
        found = zip(BATCH, verdicts(BATCH, answer), strict=True)
        return [
            _handed_over(message).with_changes(changes).outcome()
            for message, changes in found
        ]

    app = web.Application()
    app.router.add_post("/sms/send", send)
    async with TestServer(app) as server:
        yield deliver_to


def _handed_over(message: Message) -> Record:
    """Return the record of a message that has no verdict yet."""
    return Record(
        message=message, state=State.SUBMITTING, created=1, changed=1, expires=600
    )


def _row(number: int, message: Row) -> Row:
    """Accept a message."""
    return {
        "to": message["to"],
        "from": message.get("from", "+18335550123"),
        "custom_string": message["custom_string"],
        "message_id": f"id-{number}",
        "message_parts": 1,
        "message_price": "0.0792",
        "status": "SUCCESS",
    }


def _told(outcomes: list[Outcome]) -> list[tuple[str, str, str | None]]:
    """Return the essence of outcomes."""
    return [(item.status.value, item.code, item.message_id) for item in outcomes]


ACCEPTED = [("accepted", "SUCCESS", f"id-{number}") for number in (1, 2, 3)]
LOST = ("unknown", "ANSWER_LOST", None)


async def test_outcome_has_all_that_the_row_says(deliver: Deliver) -> None:
    """What we know of the message, and what ClickSend made of it."""
    outcomes = await deliver(lambda rows: {"messages": rows})

    assert outcomes[1] == Outcome(
        recipient=MUM,
        name=None,
        reference=None,
        status=outcomes[1].status,
        code="SUCCESS",
        message_id="id-2",
        sender="MyHome",
        parts=1,
        price=Decimal("0.0792"),
    )
    assert (outcomes[0].name, outcomes[0].reference) == ("Dad", "greeting")
    assert _told(outcomes) == ACCEPTED


async def test_rows_in_any_order(deliver: Deliver) -> None:
    """Our own id tells them apart, also two for one number."""
    outcomes = await deliver(lambda rows: {"messages": rows[::-1]})

    assert _told(outcomes) == ACCEPTED


async def test_rows_that_lost_our_id(deliver: Deliver) -> None:
    """The number tells them apart; two for one number are in the order of the batch."""
    outcomes = await deliver(
        lambda rows: {
            "messages": [{**row, "custom_string": ""} for row in (rows[1], rows[0])]
            + [{**rows[2], "custom_string": None, "status": "THROTTLED"}]
        }
    )

    assert _told(outcomes) == [*ACCEPTED[:2], ("rejected", "THROTTLED", None)]


async def test_rows_that_lost_our_id_and_the_plus(deliver: Deliver) -> None:
    """A number is the same number without it."""
    outcomes = await deliver(
        lambda rows: {
            "messages": [
                {**row, "custom_string": "", "to": row["to"].removeprefix("+")}
                for row in (rows[1], rows[0], rows[2])
            ]
        }
    )

    assert _told(outcomes) == ACCEPTED


async def test_row_with_our_id_and_another_number(deliver: Deliver) -> None:
    """ClickSend may write a number its own way."""
    outcomes = await deliver(
        lambda rows: {"messages": [{**row, "to": "2025550199"} for row in rows]}
    )

    assert _told(outcomes) == ACCEPTED


async def test_row_that_is_missing(deliver: Deliver) -> None:
    """The message was handed over, and nobody knows what became of it."""
    outcomes = await deliver(lambda rows: {"messages": [rows[0], rows[2]]})

    assert _told(outcomes) == [ACCEPTED[0], LOST, ACCEPTED[2]]
    assert outcomes[1].recipient == MUM


async def test_row_of_somebody_else(deliver: Deliver) -> None:
    """It is nobody's outcome."""
    stranger = {"to": DAD, "custom_string": "not-ours", "status": "SUCCESS"}

    outcomes = await deliver(lambda rows: {"messages": [stranger, *rows[1:]]})

    assert _told(outcomes) == [LOST, *ACCEPTED[1:]]


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "{}",
        {},
        {"messages": None},
        {"messages": []},
        {"messages": {"status": "SUCCESS"}},
        {"messages": [None, "SUCCESS"]},
    ],
)
async def test_answer_without_rows(deliver: Deliver, data: object) -> None:
    """ClickSend said yes to something, but not to what."""
    outcomes = await deliver(lambda _: data)

    assert _told(outcomes) == [LOST] * 3


async def test_id_of_a_rejected_message_leads_nowhere(deliver: Deliver) -> None:
    """ClickSend gives one all the same; it is not passed on."""
    outcomes = await deliver(
        lambda rows: {"messages": [{**row, "status": "SOMETHING_NEW"} for row in rows]}
    )

    assert _told(outcomes) == [("rejected", "SOMETHING_NEW", None)] * 3


async def test_rejected_message_costs_nothing(deliver: Deliver) -> None:
    """Whatever price its row shows, the total is that of the accepted ones."""
    outcomes = await deliver(
        lambda rows: {"messages": [{**rows[0], "status": "THROTTLED"}, *rows[1:]]}
    )

    answer = Report(tuple(outcomes), "USD").as_response()

    assert (answer["accepted"], answer["failed"]) == (2, 1)
    assert answer["total_price"] == "0.1584"


@pytest.mark.parametrize("nothing", [None, ""])
async def test_row_without_a_status_says_nothing(
    deliver: Deliver, nothing: str | None
) -> None:
    """It is not known to be rejected: whoever sends it again may send it twice."""
    outcomes = await deliver(
        lambda rows: {"messages": [{**rows[0], "status": nothing}, *rows[1:]]}
    )

    assert _told(outcomes) == [LOST, *ACCEPTED[1:]]
