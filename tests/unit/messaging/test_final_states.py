"""What did not get through is never called accepted, and always told."""

from dataclasses import replace

import pytest

from custom_components.clicksend_messaging.api.models import Channel
from custom_components.clicksend_messaging.messaging.message import Message, Status
from custom_components.clicksend_messaging.messaging.news import NewsType, news_type
from custom_components.clicksend_messaging.messaging.outbox.record import Record
from custom_components.clicksend_messaging.messaging.outbox.states import (
    FAILED_STATES,
    State,
)

UNKNOWN = Record(
    message=Message(
        key="key", channel=Channel.SMS, recipient="+12025550101", text="Hello"
    ),
    state=State.UNKNOWN,
    created=1,
    changed=1,
    expires=600,
)

every_failure = pytest.mark.parametrize("state", sorted(FAILED_STATES))


@pytest.fixture(autouse=True)
def _auto_enable_custom_integrations() -> None:
    """Do without Home Assistant here."""


@every_failure
def test_caller_that_still_waits_is_told(state: State) -> None:
    """Also when the history says that ClickSend took it, and failed."""
    failed = replace(UNKNOWN, state=state, message_id="id")

    assert failed.outcome().status is Status.REJECTED


@every_failure
def test_everybody_else_is_told(state: State) -> None:
    """By the delivery report and the trigger."""
    assert news_type(replace(UNKNOWN, state=state), UNKNOWN) is NewsType.FAILED
