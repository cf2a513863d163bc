"""Pictures on their way: kept until they have left, whatever happens meanwhile."""

from collections.abc import Callable
import os
from pathlib import Path
import time
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.messaging.clicksend_carrier import (
    ClickSendCarrier,
)
from simulator import Simulator
from tests.unit.conftest import DAD, MUM, recipient
from tests.unit.messaging.waiting import until
from tests.unit.picture import DOOR, GARDEN, add_pictures, colours_sent, jpeg
from tests.unit.sending import TEXT
from tests.unit.states import REPORT, attribute, value

ANN = "+12025550103"

pytestmark = pytest.mark.usefixtures("entry")


@pytest.fixture
def expected_log() -> list[str]:
    """Allow what is said of an outage."""
    return ["Error fetching clicksend_messaging (account|inbound) data"]


@pytest.fixture(autouse=True)
def _short_waits(
    short_waits: None,  # noqa: ARG001 (they are part of it)
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Have lost messages looked for soon."""
    monkeypatch.setattr(ClickSendCarrier, "delays", (0.6, 0.6))


@pytest.fixture
async def entry(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    tmp_path: Path,
) -> MockConfigEntry:
    """Return an account whose messages may wait for a while."""
    await add_pictures(hass, tmp_path)
    added = make_entry(recipient("Dad", DAD, channels=["sms", "mms"]))
    assert await hass.config_entries.async_setup(added.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return added


def kept(hass: HomeAssistant, entry: MockConfigEntry) -> list[Path]:
    """Return the pictures on the disk."""
    folder = Path(hass.config.path(STORAGE_DIR, f"{DOMAIN}.{entry.entry_id}.media"))
    return sorted(folder.iterdir()) if folder.exists() else []


async def send_mms(hass: HomeAssistant, **data: Any) -> dict[str, Any]:
    """Send to one number; return the verdict."""
    answer: Any = await hass.services.async_call(
        DOMAIN,
        "send_mms",
        {"message": TEXT, "phone_numbers": [ANN], "attachment": DOOR, **data},
        blocking=True,
        return_response=True,
    )
    row: dict[str, Any] = answer["messages"][0]
    return row


async def test_the_picture_is_that_of_the_moment(
    hass: HomeAssistant, simulator: Simulator, tmp_path: Path
) -> None:
    """Not that of when ClickSend could be reached again."""
    await simulator.stop()
    assert (await send_mms(hass))["status"] == "queued"
    (tmp_path / "door.jpg").write_bytes(jpeg("green"))

    await simulator.start()
    await until(hass, lambda: list(simulator.books))

    assert await colours_sent(hass, simulator) == {ANN: "red"}


@pytest.mark.parametrize(
    "kind",
    [
        "rate_limited",
        "server_error",
        "processed_server_error",
        "reset_before",
        "reset_after",
        "malformed",
    ],
)
async def test_an_upload_may_be_repeated_whatever_became_of_it(
    hass: HomeAssistant, simulator: Simulator, kind: str
) -> None:
    """A picture at ClickSend twice is no message twice, and none is left unknown."""
    simulator.faults.arm(kind, path="/uploads", times=1, retry_after=1)

    assert (await send_mms(hass))["status"] in {"queued", "accepted"}
    await until(hass, lambda: list(simulator.books))

    assert len(simulator.requests.find("POST", "/uploads")) == 2
    assert simulator.books.duplicates() == {}
    assert [text.to for text in simulator.books] == [ANN]


async def test_a_restart_loses_neither_message_nor_picture(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """Both are on the disk before anything is sent."""
    await simulator.stop()
    assert (await send_mms(hass, subject="Door"))["status"] == "queued"
    assert len(kept(hass, entry)) == 1

    await hass.config_entries.async_unload(entry.entry_id)
    await simulator.start()
    await hass.config_entries.async_setup(entry.entry_id)
    await until(hass, lambda: list(simulator.books))

    (text,) = simulator.books
    assert (text.to, text.subject, text.channel) == (ANN, "Door", "mms")
    assert await colours_sent(hass, simulator) == {ANN: "red"}


async def test_a_picture_that_is_gone_is_said(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """The text alone would not be what was wanted."""
    await simulator.stop()
    await send_mms(hass)
    for path in kept(hass, entry):
        path.unlink()

    await simulator.start()
    await until(hass, lambda: value(hass, REPORT) != "unknown")

    assert attribute(hass, REPORT, "event_type") == "failed"
    assert attribute(hass, REPORT, "reason") == "PICTURE_LOST"
    assert simulator.requests.find("POST", "/mms/send") == []


async def test_a_lost_answer_is_looked_up_among_the_mms(
    hass: HomeAssistant,
    simulator: Simulator,
) -> None:
    """And adopted, not sent again."""
    simulator.faults.arm("reset_after", path="/mms/send", times=1)

    assert (await send_mms(hass))["status"] == "unknown"
    await until(hass, lambda: value(hass, REPORT) != "unknown")
    assert attribute(hass, REPORT, "event_type") == "sent"

    assert simulator.requests.find("GET", "/sms/history") == []
    assert len(simulator.requests.find("POST", "/mms/send")) == 1
    assert len(list(simulator.books)) == 1


async def test_pictures_go_when_nobody_needs_them_any_longer(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """A home's disk does not fill up with doors."""
    await send_mms(hass)
    (first,) = kept(hass, entry)
    an_hour_ago = time.time() - 3601
    os.utime(first, (an_hour_ago, an_hour_ago))

    await send_mms(hass, attachment=GARDEN)
    await until(hass, lambda: first not in kept(hass, entry))

    assert len(list(simulator.books)) == 2
    assert len(kept(hass, entry)) == 1


async def test_the_same_picture_for_many_is_kept_and_uploaded_once(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """As it leaves in one request."""
    await send_mms(hass, phone_numbers=[DAD, MUM, ANN])

    assert len(kept(hass, entry)) == 1
    assert len(simulator.requests.find("POST", "/uploads")) == 1
    assert len(simulator.requests.find("POST", "/mms/send")) == 1


async def test_removing_the_account_removes_its_pictures(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Nothing of it stays on the disk."""
    await simulator.stop()
    await send_mms(hass)
    assert kept(hass, entry)
    await simulator.start()

    await hass.config_entries.async_remove(entry.entry_id)

    assert kept(hass, entry) == []


async def test_a_disk_that_is_full_is_said_before_anything_leaves(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """A folder that cannot be made."""
    folder = Path(hass.config.path(STORAGE_DIR, f"{DOMAIN}.{entry.entry_id}.media"))
    await hass.async_add_executor_job(folder.write_text, "in the way")

    with pytest.raises(Exception, match="disk") as caught:
        await send_mms(hass)

    assert getattr(caught.value, "translation_key", None) == "picture_not_kept"
    assert simulator.requests.find("POST", "/uploads") == []
    await hass.async_add_executor_job(folder.unlink)
