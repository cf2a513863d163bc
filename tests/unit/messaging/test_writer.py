"""What happens to those who wait for the disk."""

import asyncio

from homeassistant.core import HomeAssistant
import pytest

from custom_components.clicksend_messaging.messaging import journal
from custom_components.clicksend_messaging.messaging.journal import Journal
from custom_components.clicksend_messaging.messaging.writer import JournalWriter
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
