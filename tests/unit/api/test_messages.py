"""Texts out and texts in, in every variant that is documented or recorded."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from custom_components.clicksend_messaging.api.models import (
    InboundMessage,
    OutgoingSms,
    Page,
    SendAnswer,
    SendRow,
)
from tests.unit.api.samples import data

NOTHING = pytest.mark.parametrize(
    "nothing", [None, [], {}, "", "{}", 0, 1, [1], [{}, {}]], ids=repr
)


def inbound(**row: object) -> InboundMessage:
    """Return a text that came in."""
    return InboundMessage.parse(row)


def test_send_answer_with_rejects() -> None:
    """Every recipient has a status of its own, though all in all it is a success."""
    invalid, accepted, blocked = SendAnswer.parse(
        data("clicksend/sms_send_partly_rejected")
    ).rows
    assert accepted == SendRow(
        status="SUCCESS",
        to="+12025550101",
        custom_string="ref-1",
        message_id="3F1C0A77-6B1E-4C55-8B7D-5D0E7C1A0001",
        sender="+18335550177",
        parts=2,
        price=Decimal("0.1584"),
    )
    assert accepted.accepted
    assert invalid == SendRow(
        status="INVALID_RECIPIENT",
        to="12345",
        custom_string="ref-3",
        message_id="3F1C0A77-6B1E-4C55-8B7D-5D0E7C1A0003",
        sender=None,
        parts=None,
        price=None,
    )
    assert not invalid.accepted
    assert blocked == SendRow(
        status="COUNTRY_NOT_ENABLED",
        to="+999555010199",
        custom_string=None,
        message_id="3F1C0A77-6B1E-4C55-8B7D-5D0E7C1A0002",
        sender=None,
        parts=0,
        price=Decimal("0.0000"),
    )
    assert not blocked.accepted


def test_send_answer_as_published() -> None:
    """The published example has other types than the recorded answers."""
    answer = SendAnswer.parse(data("clicksend/sms_send_published"))
    assert answer.currency == "AUD"
    assert answer.rows == (
        SendRow(
            status="SUCCESS",
            to="+61411111111",
            custom_string="41",
            message_id="3F1C0A77-6B1E-4C55-8B7D-5D0E7C1A0004",
            sender="+61491570156",
            parts=1,
            price=Decimal("0.0792"),
        ),
    )


@pytest.mark.parametrize("parts", [1, "1", "1.00", 1.0], ids=repr)
@pytest.mark.parametrize("price", ["0.0792", 0.0792], ids=repr)
@pytest.mark.parametrize("date", [1721099039, "1721099039", "1721099039,"], ids=repr)
def test_send_row_types(parts: object, price: object, date: object) -> None:
    """The types of parts, price and date do not matter."""
    fields = {"message_parts": parts, "message_price": price, "date": date}
    row = SendRow.parse({"status": "SUCCESS", **fields})
    assert (row.parts, row.price) == (1, Decimal("0.0792"))


@pytest.mark.parametrize("total", [0, 0.0792, "0.0792", "", None], ids=repr)
def test_send_total_price(total: object) -> None:
    """What all of it cost adds nothing to what each row says."""
    answer = data("clicksend/sms_send_partly_rejected")
    changed = SendAnswer.parse({**answer, "total_price": total})
    assert changed == SendAnswer.parse(answer)


@pytest.mark.parametrize("status", ["THROTTLED", "success", "Brand new"])
def test_send_status_that_nobody_knows(status: str) -> None:
    """Whatever is not success is none, and is passed on as it came."""
    row = SendRow.parse({"status": status, "message_id": "M-1"})
    assert not row.accepted
    assert row.status == status


@pytest.mark.parametrize("row", [{}, {"status": None}, {"status": ""}], ids=repr)
def test_send_row_without_status(row: Mapping[str, Any]) -> None:
    """Without a status a message was not accepted."""
    assert not SendRow.parse(row).accepted


@NOTHING
def test_send_answer_without_rows(nothing: object) -> None:
    """An answer that says nothing of any recipient has no rows."""
    assert SendAnswer.parse(nothing).rows == ()
    assert SendAnswer.parse({"messages": nothing}).rows in (
        (),
        (SendRow.parse({}),) * 2,
    )


@pytest.mark.parametrize(
    ("sms", "entry"),
    [
        (
            OutgoingSms(to="+12025550101", body="Hi", custom_string="ref-1"),
            {
                "source": "home-assistant",
                "to": "+12025550101",
                "body": "Hi",
                "custom_string": "ref-1",
            },
        ),
        (
            OutgoingSms(to="+12025550101", body="", custom_string="", sender="MyHome"),
            {
                "source": "home-assistant",
                "to": "+12025550101",
                "body": "",
                "custom_string": "",
                "from": "MyHome",
            },
        ),
    ],
    ids=["no sender", "sender"],
)
def test_outgoing_text(sms: OutgoingSms, entry: dict[str, str]) -> None:
    """Without a sender none is named, so that ClickSend picks one."""
    assert sms.as_json() == entry


def test_inbound_text() -> None:
    """An answer to a text of ours names it."""
    first, second = map(
        InboundMessage.parse, Page.parse(data("clicksend/sms_inbound")).rows
    )
    assert first == InboundMessage(
        message_id="7B0D6C10-2C11-4F2B-9C42-0D5B6A1F0001",
        sender="+12025550101",
        to="+18335550177",
        body="Status",
        timestamp=datetime(2026, 7, 20, 2, 1, tzinfo=UTC),
        custom_string="ref-1",
        original_message_id="3F1C0A77-6B1E-4C55-8B7D-5D0E7C1A0001",
    )
    assert second == InboundMessage(
        message_id="7B0D6C10-2C11-4F2B-9C42-0D5B6A1F0002",
        sender="+12025550102",
        to="+18335550177",
        body="",
        timestamp=datetime(2026, 7, 20, 2, 2, tzinfo=UTC),
        custom_string=None,
        original_message_id=None,
    )


@pytest.mark.parametrize("value", [1784512860, "1784512860"], ids=repr)
@pytest.mark.parametrize("name", ["timestamp", "timestamp_send"])
def test_inbound_time(name: str, value: object) -> None:
    """The time goes by two names and comes in two types."""
    moment = datetime(2026, 7, 20, 2, 1, tzinfo=UTC)
    assert inbound(**{name: value}).timestamp == moment
    empty = {"timestamp": "", "timestamp_send": ""}
    assert inbound(**{**empty, name: value}).timestamp == moment


def test_inbound_text_that_says_little() -> None:
    """A text of which nothing is known is still a text."""
    assert inbound(_keyword=None) == InboundMessage(
        message_id=None,
        sender="",
        to=None,
        body="",
        timestamp=None,
        custom_string=None,
        original_message_id=None,
    )


def test_inbound_text_of_digits() -> None:
    """A text that is a number stays what it was."""
    assert inbound(body=1234, **{"from": 12025550101}).body == "1234"
    assert inbound(body="007").body == "007"
