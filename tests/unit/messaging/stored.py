"""The outbox's file, as it is found after the end of another Home Assistant."""

from collections.abc import Iterable
import json
from pathlib import Path
import time
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import clicksend_messaging
from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.clock import poll_now
from tests.unit.conftest import DAD
from tests.unit.sending import DAD_ENTITY, TEXT, notify, requests

from .limited import repairs

HEADER = {"format": "clicksend_messaging outbox", "version": 1}
NEWER_HEADER = {**HEADER, "version": 2}

# What is left of a line after a power cut.
GARBAGE = b'{"id":"x","sta\x00\x00\x00\xff\xfe'

type Line = dict[str, Any] | bytes


def outbox_file(hass: HomeAssistant, entry: MockConfigEntry) -> Path:
    """Return where an account's outbox is."""
    return Path(hass.config.path(".storage", f"{DOMAIN}.{entry.entry_id}.outbox"))


def newer_file(hass: HomeAssistant, entry: MockConfigEntry) -> Path:
    """Return where a file of a newer version is put."""
    file = outbox_file(hass, entry)
    return file.with_name(f"{file.name}.newer")


def message(key: str, **changes: Any) -> dict[str, Any]:
    """Return the line of a message to Dad that was just taken in."""
    now = time.time()
    return {
        "id": key,
        "channel": "sms",
        "to": DAD,
        "text": TEXT,
        "name": "Dad",
        "reference": key,
        "priority": "normal",
        "created": now,
        "expires": now + 600,
        "state": "queued",
        "changed": now,
        "attempts": 0,
        "parts": 1,
        "cost": "0",
        **changes,
    }


def submitting(key: str) -> dict[str, Any]:
    """Return the line that a message is being handed over."""
    return {"id": key, "state": "submitting", "attempts": 1, "changed": time.time()}


def accepted_line(key: str, cost: str = "0.0792") -> dict[str, Any]:
    """Return the line that ClickSend accepted a message."""
    return {
        "id": key,
        "state": "accepted",
        "code": "SUCCESS",
        "message_id": f"MESSAGE-{key}",
        "parts": 1,
        "cost": cost,
        "changed": time.time(),
    }


def content(lines: Iterable[Line]) -> bytes:
    """Return lines as they stand in a file; bytes are there as they are."""
    return b"".join(
        (line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n"
        for line in lines
    )


def store(
    hass: HomeAssistant, entry: MockConfigEntry, written: bytes | Iterable[Line]
) -> Path:
    """Have a file there before the account is set up."""
    file = outbox_file(hass, entry)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(written if isinstance(written, bytes) else content(written))
    return file


def lines_of(file: Path) -> list[dict[str, Any]]:
    """Return what a sound file holds."""
    return [json.loads(line) for line in file.read_bytes().splitlines()]


async def start(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set the account up, and let the two looks happen that tests allow."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    for _ in range(2):
        await poll_now(hass)


def sent(simulator: Simulator) -> list[str]:
    """Return our ids of the messages that were handed over, in order."""
    return [item["custom_string"] for sent in requests(simulator) for item in sent]


def state_in(file: Path, key: str) -> str:
    """Return the last state of a message in a file."""
    *_, last = [line["state"] for line in lines_of(file) if line.get("id") == key]
    assert isinstance(last, str)
    return last


def words(hass: HomeAssistant, key: str) -> str:
    """Return what the repair says."""
    issue = repairs(hass)[key]
    path = Path(clicksend_messaging.__path__[0]) / "translations" / "en.json"
    description = json.loads(path.read_text())["issues"][key]["description"]
    assert isinstance(description, str)
    return description.format_map(issue.translation_placeholders or {})


async def works(hass: HomeAssistant, simulator: Simulator) -> None:
    """Check that a message can be sent and kept."""
    before = len(simulator.books)
    await notify(hass, DAD_ENTITY, message="It works")
    assert len(simulator.books) == before + 1
