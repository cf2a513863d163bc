"""What happens to those who wait for the disk."""

import asyncio
from pathlib import Path
from random import Random

from homeassistant.core import HomeAssistant
import pytest

from custom_components.clicksend_messaging.messaging.outbox import journal
from custom_components.clicksend_messaging.messaging.outbox.journal import Journal
from custom_components.clicksend_messaging.messaging.outbox.writer import JournalWriter
from tests.unit.messaging.disk import Disk


async def test_giving_up_waiting_for_a_full_disk_is_no_error(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """An automation that is stopped meanwhile leaves nothing in the log."""
    path = tmp_path_factory.mktemp("disk") / "outbox"
    writer = JournalWriter(hass, Journal(path), lambda: (0, ()))
    writer.async_add({"id": "1"})
    disk = Disk()
    monkeypatch.setattr(journal, "os", disk)
    disk.full = True
    waiting = hass.async_create_task(writer.async_flush())
    await asyncio.sleep(0)
    waiting.cancel()
    await hass.async_block_till_done()

    disk.full = False
    await writer.async_flush()

    assert waiting.cancelled()
    assert path.read_text() == '{"id":"1"}\n'


@pytest.mark.parametrize("seed", range(8))
def test_what_was_not_kept_does_not_come_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, seed: int
) -> None:
    """Its sender was told that it will not leave; the power cut comes right after."""
    disk = Disk()
    disk.begin(Random(seed))  # noqa: S311 (chance has to be repeatable here)
    monkeypatch.setattr(journal, "os", disk)
    path = tmp_path / "outbox"
    Journal(path).append([{"id": "1"}])

    disk.full = True
    with pytest.raises(OSError, match="full"):
        Journal(path).append([{"id": "2"}])
    disk.cut_power(tmp_path)

    assert path.read_text() == '{"id":"1"}\n'
