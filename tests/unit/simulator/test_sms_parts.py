"""How ClickSend counts, prices and cuts a text."""

from decimal import Decimal

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Send

DAD = "+15551234567"


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("д" * 70, 1),
        ("д" * 71, 2),
        ("🚪" * 35, 1),
        ("🚪" * 36, 2),
        ("a" * 158 + "\n", 1),
        ("a" * 159 + "\n", 2),
    ],
)
async def test_parts_and_price(send: Send, body: str, parts: int) -> None:
    """Text is paid by the part; what GSM lacks makes parts shorter."""
    (row,) = (await send({"to": DAD, "body": body}))["messages"]

    assert row["message_parts"] == parts
    assert row["message_price"] == f"{Decimal('0.0792') * parts:.4f}"


async def test_newline_may_count_once(simulator: Simulator, send: Send) -> None:
    """GSM's own way of counting can be had."""
    simulator.settings.newline_counts_twice = False

    (row,) = (await send({"to": DAD, "body": "a" * 159 + "\n"}))["messages"]

    assert row["message_parts"] == 1


@pytest.mark.parametrize(
    ("limit", "body", "kept"),
    [(8, "a" * 2000, 1224), (6, "a" * 2000, 918), (8, "д" * 2000, 536)],
)
async def test_text_is_cut_at_the_most_parts(
    simulator: Simulator, send: Send, limit: int, body: str, kept: int
) -> None:
    """What is beyond the account's limit is cut off without a word."""
    simulator.settings.patch({"setting_sms_message_char_limit": limit})

    (row,) = (await send({"to": DAD, "body": body}))["messages"]

    assert row["message_parts"] == limit
    assert row["body"] == body[:kept]
    assert simulator.phones[DAD].received == [body[:kept]]


async def test_cutting_keeps_line_breaks_as_they_were(
    simulator: Simulator, send: Send
) -> None:
    """Counting line breaks twice does not show in the text."""
    body = "line\n" * 400

    await send({"to": DAD, "body": body})

    (received,) = simulator.phones[DAD].received
    assert "\r" not in received
    assert body.startswith(received)
    assert 1000 <= len(received) <= 1224


async def test_cutting_through_a_line_break(simulator: Simulator, send: Send) -> None:
    """A line break of which only half would fit is left out."""
    await send({"to": DAD, "body": "a" * 1223 + "\n" + "b" * 100})

    assert simulator.phones[DAD].received == ["a" * 1223]
