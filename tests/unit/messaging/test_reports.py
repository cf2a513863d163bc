"""What a report says, by the network's code and ClickSend's word."""

from typing import Any

import pytest

from custom_components.clicksend_messaging.api.models import HistoryRow, Receipt
from custom_components.clicksend_messaging.messaging.outbox.states import State
from custom_components.clicksend_messaging.messaging.reports import state_of


@pytest.fixture(autouse=True)
def _auto_enable_custom_integrations() -> None:
    """Do without Home Assistant here."""


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ({"status_code": "201"}, State.DELIVERED),
        ({"status_code": 201}, State.DELIVERED),
        ({"status_code": "301", "error_text": "Absent subscriber"}, State.FAILED),
        ({"status_code": 301, "error_code": 12}, State.FAILED),
        ({"status_code": "301", "error_text": "Cancelled"}, State.CANCELLED),
        ({"status_code": "301", "error_code": 5}, State.CANCELLED),
        ({"status_code": "200"}, State.SENT),
        ({"status_code": "300"}, State.SENT),
        ({"status_code": 302}, State.SENT),
        ({"status_code": "999"}, None),
        ({"status_code": ""}, None),
        ({"status_code": None}, None),
        ({}, None),
        # Only history's word is believed: ClickSend's push has others.
        ({"status": "Delivered"}, None),
    ],
)
def test_receipt(row: dict[str, Any], state: State | None) -> None:
    """Unknown codes say nothing."""
    assert state_of(Receipt.parse(row)) is state


@pytest.mark.parametrize(
    ("status", "code", "state"),
    [
        ("Completed", "201", State.DELIVERED),
        ("Sent", "201", State.DELIVERED),
        ("Delivered", None, State.DELIVERED),
        ("Completed", None, State.SENT),
        ("Completed", "200", State.SENT),
        ("Sent", None, State.SENT),
        ("Sent", "300", State.SENT),
        ("Sent", "301", State.FAILED),
        ("Delivered", "301", State.FAILED),
        ("Failed", None, State.FAILED),
        ("Failed", "300", State.FAILED),
        ("Cancelled", None, State.CANCELLED),
        ("Cancelled", "301", State.CANCELLED),
        ("CancelledAfterReview", None, State.CANCELLED),
        ("Queued", None, None),
        ("Queued", "200", None),
        ("Queued:WaitSend", None, None),
        ("Scheduled", "200", None),
        ("WaitApproval", None, None),
        ("Received", None, None),
        ("Something new", None, None),
        ("", None, None),
    ],
)
def test_history(status: str, code: str | None, state: State | None) -> None:
    """Nothing counts as delivered that the network did not report."""
    row = HistoryRow.parse({"status": status, "status_code": code})

    assert state_of(row) is state
