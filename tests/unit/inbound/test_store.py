"""What is kept on disk about texts, on a real disk."""

from collections.abc import Callable
from copy import deepcopy
import json
from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.clock import poll_now
from tests.unit.conftest import DAD, recipient
from tests.unit.states import LAST, attribute

from .conftest import Heard, messages, reload, start
from .test_rule import add_rule

SOUND: dict[str, Any] = {
    "version": 1,
    "minor_version": 1,
    "key": "",
    "data": {
        "known": [],
        "last": {
            "message_id": "1",
            "from_number": DAD,
            "to_number": "+18335550177",
            "name": "Dad",
            "message": "Yesterday",
            "timestamp": "2026-11-19T12:00:00+00:00",
            "in_reply_to": None,
            "trusted": True,
        },
    },
}


@pytest.fixture
def hass_storage() -> None:
    """Write to disk indeed."""


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Return a directory that goes with the test."""
    return str(tmp_path)


@pytest.fixture
def waiting(
    make_entry: Callable[..., MockConfigEntry], simulator: Simulator
) -> MockConfigEntry:
    """Return an account, not set up, for which a text waits at ClickSend."""
    entry = make_entry(recipient("Dad", DAD))
    add_rule(simulator, f"Home Assistant {entry.entry_id}")
    simulator.inject_inbound(DAD, "Open the garage")
    return entry


def stored(hass: HomeAssistant, entry: MockConfigEntry) -> Path:
    """Return the file of an account's inbox."""
    name = f"clicksend_messaging.{entry.entry_id}.inbox"
    return Path(hass.config.path(".storage", name))


def changed(*path: str, to: object) -> str:
    """Return a sound file in which one thing is not as it should be."""
    content = deepcopy(SOUND)
    place = content
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = to
    return json.dumps(content)


async def test_a_text_is_on_disk_once_it_is_heard(
    hass: HomeAssistant, waiting: MockConfigEntry, heard: Heard
) -> None:
    """Only Home Assistant can read the file, and it survives a reload."""
    await start(hass, waiting)

    file = stored(hass, waiting)
    assert file.stat().st_mode & 0o077 == 0
    assert json.loads(file.read_text())["data"]["last"]["message"] == "Open the garage"

    await reload(hass, waiting)

    assert messages(heard) == ["Open the garage"]
    assert attribute(hass, LAST, "message") == "Open the garage"


async def test_the_file_goes_with_the_entry(
    hass: HomeAssistant, waiting: MockConfigEntry
) -> None:
    """Removing the account removes what it knew."""
    await start(hass, waiting)
    assert stored(hass, waiting).exists()

    await hass.config_entries.async_remove(waiting.entry_id)

    assert not stored(hass, waiting).exists()


async def test_an_account_that_received_nothing_has_no_file(
    hass: HomeAssistant, make_entry: Callable[..., MockConfigEntry]
) -> None:
    """Neither does its removal fail for that."""
    entry = make_entry(recipient("Dad", DAD))
    await start(hass, entry)

    assert not stored(hass, entry).exists()
    await hass.config_entries.async_remove(entry.entry_id)


@pytest.mark.parametrize(
    ("content", "logged"),
    [
        ("", "Unrecoverable error decoding storage"),
        ('{"version": 1, "mino', "Unrecoverable error decoding storage"),
        ("\x00" * 512, "Unrecoverable error decoding storage"),
        ("[]", "is damaged"),
        ('"text"', "is damaged"),
        ('{"version": 1}', "is damaged"),
        (changed("version", to="one"), "is damaged"),
        (changed("data", to={"last": None}), "is damaged"),
        (changed("data", to=[1]), "is damaged"),
        (changed("data", "known", to=None), "is damaged"),
        (changed("data", "known", to=[{}]), "is damaged"),
        (changed("data", "last", to=[1]), "is damaged"),
        (changed("data", "last", to={}), "is damaged"),
        (changed("data", "last", "timestamp", to=5), "is damaged"),
        (changed("data", "last", "timestamp", to="noon"), "is damaged"),
        (changed("data", "last", "colour", to="red"), "is damaged"),
    ],
    ids=[
        *("empty", "cut off", "zeros", "a list", "a text", "no data", "odd version"),
        *("no texts", "data is a list", "texts are null", "texts are objects"),
        *("last is a list", "last is empty", "last has a number for a time"),
        *("last has a word for a time", "last has a colour"),
    ],
)
async def test_a_damaged_file_does_not_keep_an_account_from_starting(
    hass: HomeAssistant,
    waiting: MockConfigEntry,
    heard: Heard,
    expected_log: list[str],
    content: str,
    logged: str,
) -> None:
    """It starts anew, says so, and what comes next is kept again."""
    expected_log += [logged, "Could not parse JSON content"]
    file = stored(hass, waiting)
    file.parent.mkdir()
    file.write_text(content)

    await start(hass, waiting)
    await reload(hass, waiting)

    assert waiting.state is ConfigEntryState.LOADED
    assert messages(heard) == ["Open the garage"]
    assert json.loads(file.read_text())["data"]["last"]["message"] == "Open the garage"


async def test_a_sound_file_is_remembered(
    hass: HomeAssistant, make_entry: Callable[..., MockConfigEntry]
) -> None:
    """The file that the damaged ones above are made from is not damaged itself."""
    entry = make_entry(recipient("Dad", DAD))
    file = stored(hass, entry)
    file.parent.mkdir()
    file.write_text(json.dumps(SOUND))

    await start(hass, entry)

    assert attribute(hass, LAST, "message") == "Yesterday"


async def test_a_time_without_a_zone_stops_nothing(
    hass: HomeAssistant, waiting: MockConfigEntry, heard: Heard
) -> None:
    """Compared with the time of what comes next, it would."""
    file = stored(hass, waiting)
    file.parent.mkdir()
    file.write_text(changed("data", "last", "timestamp", to="2026-11-19T12:00:00"))

    await start(hass, waiting)

    assert messages(heard) == ["Open the garage"]


async def test_a_file_of_a_later_version_is_left_alone(
    hass: HomeAssistant, waiting: MockConfigEntry, expected_log: list[str]
) -> None:
    """After a step back to an older version nothing is overwritten."""
    expected_log.append("Error setting up entry|UnsupportedStorageVersion")
    content = changed("version", to=99)
    file = stored(hass, waiting)
    file.parent.mkdir()
    file.write_text(content)

    assert not await hass.config_entries.async_setup(waiting.entry_id)

    assert waiting.state is ConfigEntryState.SETUP_ERROR
    assert file.read_text() == content


async def test_a_broken_disk_silences_nobody(
    hass: HomeAssistant,
    waiting: MockConfigEntry,
    simulator: Simulator,
    heard: Heard,
    expected_log: list[str],
) -> None:
    """Texts are heard, and once, although nothing can be read or written."""
    expected_log += ["JSON file reading failed", "is damaged"]
    expected_log += ["Saving file failed", "Error writing config"]
    file = stored(hass, waiting)
    # A directory in its place can neither be read nor be replaced by a file.
    (file / "broken").mkdir(parents=True)
    await start(hass, waiting)
    simulator.inject_inbound(DAD, "Close the garage")

    await poll_now(hass)
    await poll_now(hass)

    assert messages(heard) == ["Open the garage", "Close the garage"]
