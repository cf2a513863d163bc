"""Reports come late, twice and in any order: a message only ever goes on."""

import asyncio
from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR
from hypothesis import given, settings, strategies as st
import pytest

from custom_components.clicksend_messaging.api.models import Channel
from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.messaging.message import Message
from custom_components.clicksend_messaging.messaging.outbox.journal import Journal
from custom_components.clicksend_messaging.messaging.outbox.lines import as_line
from custom_components.clicksend_messaging.messaging.outbox.outbox import Outbox
from custom_components.clicksend_messaging.messaging.outbox.record import Record
from custom_components.clicksend_messaging.messaging.outbox.replay import replay
from custom_components.clicksend_messaging.messaging.outbox.states import (
    State,
    may_follow,
)
from tests.unit.messaging.home import leads_on, rank

NOW = 1_800_000_000.0
KEY = "key"
LAST = {State.DELIVERED, State.FAILED, State.REJECTED, State.EXPIRED, State.CANCELLED}

TAKE, PUT_BACK = "take", "put back"
EVENTS = st.lists(
    st.sampled_from([TAKE, PUT_BACK])
    # Only the courier hands over, and puts back what it took.
    | st.sampled_from(sorted({*State} - {State.QUEUED, State.SUBMITTING})),
    max_size=15,
)


@pytest.fixture(autouse=True)
def _auto_enable_custom_integrations() -> None:
    """Do without the whole of Home Assistant."""


@pytest.mark.parametrize("state", State)
def test_only_the_end_is_the_end(state: State) -> None:
    """Whatever may follow leads on; after a last word nothing follows."""
    following = {new for new in State if may_follow(state, new)}

    assert all(leads_on(state, new) for new in following)
    assert bool(following) is (state not in LAST)


@given(events=EVENTS)
@settings(deadline=None, derandomize=True, max_examples=200)
def test_messages_only_go_on(
    tmp_path_factory: pytest.TempPathFactory, events: list[str]
) -> None:
    """They never go back, and the file says the same as the memory, read how often."""
    asyncio.run(_follow(tmp_path_factory.mktemp("outbox"), events))


async def _follow(folder: Path, events: list[str]) -> None:
    """Let events happen to a message."""
    hass = HomeAssistant(str(folder))
    outbox = Outbox(hass, "account")
    await outbox.async_load()
    outbox.async_add([_record()])
    for event in events:
        before = outbox.get(KEY)
        assert before
        after = _happen(outbox, before, event)
        if after.state is not before.state:
            assert leads_on(before.state, after.state)
        assert before.state not in LAST or after.state is before.state
    await outbox.async_stop()
    await hass.async_stop(force=True)

    record = outbox.get(KEY)
    assert record
    lines = Journal(folder / STORAGE_DIR / f"{DOMAIN}.account.outbox").read().lines
    for written in (lines, [*lines, *lines], [as_line(record), *lines]):
        read = replay(written, NOW).records[KEY]
        if record.state is State.SUBMITTING:
            # It may have been handed over.
            assert read.state is State.UNKNOWN
        else:
            assert read == record
    for length in range(1, len(lines)):
        # A file that was tidied may have older lines again, cut off anywhere.
        again = replay([as_line(record), *lines[:length]], NOW).records[KEY]
        assert rank(again.state) >= rank(record.state)
        earlier = replay(lines[:length], NOW).records[KEY]
        # A request may yet turn out to have done nothing.
        assert rank(earlier.state) <= max(rank(record.state), rank(State.UNKNOWN))


def _record() -> Record:
    """Return a message that waits."""
    message = Message(key=KEY, channel=Channel.SMS, recipient="+12025550101", text="Hi")
    return Record(message=message, created=NOW, changed=NOW, expires=NOW + 600)


def _happen(outbox: Outbox, record: Record, event: str) -> Record:
    """Let something happen to a message; return it as it is then."""
    if event == TAKE:
        outbox.async_take(record.message.group, 1, NOW)
    elif event != PUT_BACK:
        outbox.async_change(record, state=State(event), code=event)
    elif record.state is State.SUBMITTING:
        outbox.async_put_back([record])
    return outbox.current(record)
