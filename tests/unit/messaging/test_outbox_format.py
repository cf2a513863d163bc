"""The format of the outbox's file, to the byte.

The files in ``tests/fixtures/outbox`` were written by a version that people have. When
this fails, the format has changed: keep the old file with a test that it is still read,
and add one of the new format. If what an older version would make of a file is wrong,
the version in its header has to go up.
"""

import asyncio
from datetime import timedelta
from pathlib import Path
import re

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.messaging.clicksend_carrier import (
    ClickSendCarrier,
)
from custom_components.clicksend_messaging.messaging.outbox import outbox
from simulator import Simulator
from tests.unit.clock import MINUTE, jump, pass_no_time, pass_time
from tests.unit.conftest import DAD, MUM
from tests.unit.sending import DAD_ENTITY, MUM_ENTITY, requests, send_sms

from .limited import blocked, outcomes, repairs
from .stored import lines_of, outbox_file

FIXTURES = Path(__file__).parents[2] / "fixtures" / "outbox"
HOUR = timedelta(hours=1)
IDS = {
    b"KEY": re.compile(rb"\b01[0-9A-HJKMNP-TV-Z]{24}\b"),
    b"UUID": re.compile(rb"\b[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\b"),
}
NOON = "2026-11-20 12:00:00+00:00"


@pytest.fixture(autouse=True)
def _clock(freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock before anything is timed by it, and look once for what is lost."""
    freezer.move_to(NOON)
    monkeypatch.setattr(ClickSendCarrier, "delays", (1.0,))


async def fixture(name: str) -> bytes:
    """Return a file as it was written once."""
    return await asyncio.to_thread((FIXTURES / name).read_bytes)


async def fixture_with_plain_ids(name: str) -> bytes:
    """Return a file as it was written once, without what chance has made."""
    return with_plain_ids(await fixture(name))


def with_plain_ids(written: bytes) -> bytes:
    """Return a file with our ids and ClickSend's numbered: these are made by chance."""
    for name, pattern in IDS.items():
        ids: dict[bytes, bytes] = {}

        def numbered(
            found: re.Match[bytes], ids: dict[bytes, bytes] = ids, name: bytes = name
        ) -> bytes:
            return ids.setdefault(found[0], b"%s-%d" % (name, len(ids) + 1))

        written = pattern.sub(numbered, written)
    return written


async def live(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator
) -> None:
    """Do a little of everything that leaves lines in the file."""
    # Nothing arrives meanwhile: what becomes of it leaves lines of the same kind.
    simulator.settings.delivery_seconds = 1e9
    await send_sms(
        hass,
        entity_id=DAD_ENTITY,
        message="The door is open 🚪",
        reference="front-door",
        dedup_key="door",
        sender="MyHome",
    )
    await pass_time(hass, freezer, MINUTE)
    await send_sms(
        hass, phone_numbers=["+573001234567"], message="No", priority="critical"
    )
    simulator.faults.arm("rate_limited", path="/sms/send", retry_after=60)
    waiting = hass.async_create_task(
        send_sms(hass, entity_id=MUM_ENTITY, message="Later")
    )
    await simulator.requests.wait_for(3, "POST", "/sms/send")
    await pass_no_time()
    # Nobody waits for that long; the message does.
    jump(hass, freezer, MINUTE)
    await waiting
    await simulator.requests.wait_for(4, "POST", "/sms/send")
    await pass_no_time()
    simulator.faults.arm("reset_before", path="/sms/send")
    lost = hass.async_create_task(send_sms(hass, entity_id=DAD_ENTITY, message="Lost"))
    await simulator.requests.wait_for(5, "POST", "/sms/send")
    await pass_no_time()
    jump(hass, freezer, timedelta(seconds=2))
    await lost
    await pass_time(hass, freezer, MINUTE)


async def test_the_format_as_it_is_written(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """Line by line, as messages come and go."""
    await live(hass, freezer, simulator)
    await hass.config_entries.async_unload(entry.entry_id)

    written = outbox_file(hass, entry).read_bytes()

    assert with_plain_ids(written) == await fixture_with_plain_ids(
        "version_1_written.jsonl"
    )


async def test_the_format_as_it_is_tidied(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At the next start there is one line for each message, and one for older money."""
    await live(hass, freezer, simulator)
    monkeypatch.setattr(outbox, "MAX_FINISHED", 3)
    await pass_time(hass, freezer, HOUR)
    await hass.config_entries.async_reload(entry.entry_id)

    written = outbox_file(hass, entry).read_bytes()

    assert with_plain_ids(written) == await fixture_with_plain_ids(
        "version_1_tidied.jsonl"
    )


@pytest.mark.parametrize("name", ["version_1_written.jsonl", "version_1_tidied.jsonl"])
async def test_a_file_of_version_1_is_read(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    name: str,
) -> None:
    """Nothing is sent again, the money is remembered, and nothing is amiss."""
    await hass.config_entries.async_unload(entry.entry_id)
    file = outbox_file(hass, entry)
    file.write_bytes(await fixture(name))
    hass.config_entries.async_update_entry(
        entry, options={"spending": {"spend_per_day": 0.39}}
    )
    await pass_time(hass, freezer, HOUR)

    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert repairs(hass) == {}
    assert requests(simulator) == []
    simulator.faults.arm("server_error", path="/sms/price", times=None)
    # Two were accepted; what the lost one cost was never known.
    assert await outcomes(hass, phone_numbers=[DAD, MUM, "+12025550103"]) == [
        ("accepted", "SUCCESS"),
        ("accepted", "SUCCESS"),
        blocked("LIMIT_SPEND_PER_DAY"),
    ]


async def test_a_file_of_version_1_says_the_same_when_it_is_tidied(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """What was kept is kept as it was."""
    await hass.config_entries.async_unload(entry.entry_id)
    file = outbox_file(hass, entry)
    file.write_bytes(await fixture("version_1_tidied.jsonl"))
    before = lines_of(file)
    await pass_time(hass, freezer, HOUR)

    await hass.config_entries.async_setup(entry.entry_id)

    assert lines_of(file) == before
    assert requests(simulator) == []
