"""What pictures, lists and schedules must not do to messages that need none of them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
import os
from pathlib import Path
import time
from typing import Any

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import STORAGE_DIR
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN, SUBENTRY_CONTACT_LIST
from custom_components.clicksend_messaging.messaging.content.media import _keep
from custom_components.clicksend_messaging.messaging.content.picture import Picture
from simulator import Simulator
from simulator.clicksend.templates import Template
from tests.unit.conftest import DAD, MUM, recipient
from tests.unit.messaging.waiting import until
from tests.unit.picture import DOOR, GARDEN, add_pictures
from tests.unit.sending import TEXT, notify, send_sms
from tests.unit.states import REPORT, attribute

ANN = "+12025550103"


@pytest.fixture
def expected_log() -> list[str]:
    """Allow what is said of an outage."""
    return ["Error fetching clicksend_messaging (account|inbound) data"]


@pytest.fixture
async def entry(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    short_waits: None,  # noqa: ARG001 (they are part of it)
    simulator: Simulator,
    tmp_path: Path,
) -> MockConfigEntry:
    """Return an account with a recipient and an empty contact list."""
    await add_pictures(hass, tmp_path)
    nobody = simulator.add_list("Nobody")
    added = make_entry(
        recipient("Dad", DAD, channels=["sms", "mms"]),
        ConfigSubentryData(
            subentry_type=SUBENTRY_CONTACT_LIST,
            title="Nobody",
            unique_id=str(nobody.list_id),
            data={"list_id": str(nobody.list_id), "channels": ["sms"]},
        ),
    )
    assert await hass.config_entries.async_setup(added.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return added


def folder_of(hass: HomeAssistant, entry: MockConfigEntry) -> Path:
    """Return where the pictures are."""
    return Path(hass.config.path(STORAGE_DIR, f"{DOMAIN}.{entry.entry_id}.media"))


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


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("kind", ["server_error", "malformed", "rate_limited"])
@pytest.mark.parametrize("picture", ["normal", "critical"])
@pytest.mark.parametrize("text", ["normal", "critical"])
async def test_texts_leave_while_no_picture_can_be_uploaded(
    hass: HomeAssistant, simulator: Simulator, kind: str, picture: str, text: str
) -> None:
    """A picture that waits stands in nobody's way."""
    simulator.faults.arm(kind, path="/uploads", times=None, retry_after=60)
    assert (await send_mms(hass, priority=picture))["status"] == "queued"

    answer = await send_sms(hass, phone_numbers=[DAD], priority=text)

    assert answer["messages"][0]["status"] == "accepted"


async def test_what_is_scheduled_does_not_hide_what_expires(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Whoever waits for a word on a text hears when it is too late for it."""
    outbox = entry.runtime_data.messenger.outbox
    await simulator.stop()
    await send_sms(hass, phone_numbers=[DAD], schedule={"days": 1})
    await send_sms(hass, phone_numbers=[MUM])

    last = max(record.created for record in outbox)
    outbox.async_expire(last + timedelta(hours=23).total_seconds())
    await hass.async_block_till_done()

    assert [record.state for record in outbox] == ["queued", "expired"]
    assert attribute(hass, REPORT, "reason") == "EXPIRED"


async def test_pictures_that_are_blocked_do_not_stay(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    """A limit that stands in the way for a month does not fill the disk."""
    hass.config_entries.async_update_entry(
        entry, options={"limits": {"countries": ["NZ"]}}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (await send_mms(hass))["status"] == "blocked"
    long_ago = time.time() - 7200
    for path in folder_of(hass, entry).iterdir():
        os.utime(path, (long_ago, long_ago))

    assert (await send_mms(hass, attachment=GARDEN))["status"] == "blocked"

    assert len(list(folder_of(hass, entry).iterdir())) <= 1
    assert simulator.requests.find("POST", "/uploads") == []


async def test_what_cannot_be_tidied_stops_no_message(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Such as what somebody has put among the pictures."""
    odd = folder_of(hass, entry) / "odd"
    await hass.async_add_executor_job(lambda: odd.mkdir(parents=True))
    os.utime(odd, (0, 0))

    simulator.faults.arm("delay", path="/mms/send", seconds=0.3)
    mms = hass.async_create_task(send_mms(hass))
    await until(hass, lambda: simulator.requests.find("POST", "/mms/send"))
    sms = hass.async_create_task(send_sms(hass, phone_numbers=[DAD]))

    assert (await mms)["status"] == "accepted"
    assert (await sms)["messages"][0]["status"] == "accepted"


def test_the_same_picture_at_the_same_time(tmp_path: Path) -> None:
    """Two automations may send what one camera shows."""
    with ThreadPoolExecutor(8) as pool:
        for number in range(100):
            picture = Picture(bytes([number]) * 200_000, "jpg")
            names = set(pool.map(lambda p: _keep(tmp_path / "m", p), [picture] * 8))
            assert len(names) == 1
            assert (tmp_path / "m" / names.pop()).read_bytes() == picture.content


@pytest.mark.usefixtures("entry")
async def test_a_list_with_nobody_on_it_is_no_success(hass: HomeAssistant) -> None:
    """Nobody was told, so the automation is."""
    with pytest.raises(HomeAssistantError):
        await notify(hass, "notify.nobody_sms")


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("fault", ["server_error", "not_found"])
async def test_a_list_that_cannot_be_read_stops_nobody_else(
    hass: HomeAssistant, simulator: Simulator, fault: str
) -> None:
    """An alarm to Dad and to the neighbours reaches Dad."""
    simulator.faults.arm(fault, path="/lists/*", times=None)

    with pytest.raises(HomeAssistantError):
        await hass.services.async_call(
            DOMAIN,
            "send_sms",
            {"message": TEXT, "phone_numbers": [DAD], "list_id": "77"},
            blocking=True,
        )

    assert [text.to for text in simulator.books] == [DAD]


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/sms/templates", {"template": "Door"}),
        ("/lists/*", {"list_id": "LIST"}),
    ],
)
async def test_an_alarm_does_not_wait_for_what_is_remembered(
    hass: HomeAssistant,
    simulator: Simulator,
    path: str,
    data: dict[str, str],
) -> None:
    """ClickSend hangs: what was read before will do after some seconds."""
    family = simulator.add_list("Family", {"first_name": "Ann", "phone_number": ANN})
    templates = simulator.account.templates
    door = Template(template_id=templates.next_id(), template_name="Door", body=TEXT)
    templates.keep(door.template_id, door)
    call: dict[str, Any] = {"phone_numbers": [DAD], **data}
    if "list_id" in data:
        call |= {"message": TEXT, "list_id": family.list_id}

    async def send() -> Any:
        return await hass.services.async_call(
            DOMAIN, "send_sms", call, blocking=True, return_response=True
        )

    await send()
    simulator.faults.arm("hang", path=path, times=None)
    async with asyncio.timeout(8):
        assert (await send())["failed"] == 0
