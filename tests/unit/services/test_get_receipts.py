"""The action get_receipts: ClickSend's delivery receipts that nobody has handled."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.api.models import Channel
from simulator import Simulator
from tests.unit.conftest import DAD, MUM, maton_data, recipient
from tests.unit.sending import send_sms

from .asking import FAULTS, ask, assert_told, problem


async def receipts(hass: HomeAssistant, **data: Any) -> Any:
    """Ask for the receipts."""
    return await ask(hass, "get_receipts", **data)


async def poll_receipts(entry: MockConfigEntry, channel: Channel) -> None:
    """Have ClickSend keep the receipts of a channel."""
    await entry.runtime_data.client.receipt_rules[channel].create(
        "Receipts", "POLL", ""
    )


@pytest.mark.usefixtures("entry")
async def test_nothing(hass: HomeAssistant) -> None:
    """Without a rule there are none."""
    await send_sms(hass, phone_numbers=DAD)

    assert await receipts(hass) == {"items": [], "total": 0}


@pytest.mark.parametrize(
    "switches",
    [
        {},
        {"receipt_codes": "int", "receipt_times": "str"},
        {"receipt_type_key": "_message_type"},
        {"receipt_duplicates": True},
    ],
    ids=str,
)
async def test_receipts_are_as_clicksend_has_them(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    switches: dict[str, Any],
) -> None:
    """Newest first, in whatever types, each once."""
    simulator.settings.patch(switches)
    await poll_receipts(entry, Channel.SMS)
    await send_sms(hass, phone_numbers=DAD)
    simulator.clock.advance(10)

    answer = await receipts(hass)

    (text,) = simulator.books
    code, time = (int, str) if "receipt_codes" in switches else (str, int)
    assert [row["status_code"] for row in answer["items"]] == [code(201), code(200)]
    assert answer["total"] == 2
    newest = answer["items"][0]
    assert newest["message_id"] == text.message_id
    assert isinstance(newest["timestamp"], time)
    assert newest[switches.get("receipt_type_key", "message_type")] == "sms"


async def test_newest_of_all_pages(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """The list begins with the oldest, so all of it is read before it is cut."""
    simulator.settings.patch({"receipts_by_themselves": False})
    await poll_receipts(entry, Channel.SMS)
    await send_sms(hass, phone_numbers=DAD)
    (text,) = simulator.books
    for number in range(205):
        simulator.clock.advance(1)
        simulator.inject_receipt(text.message_id, "200", error_text=str(number))

    answer = await receipts(hass, limit=2)

    assert [row["error_text"] for row in answer["items"]] == ["204", "203"]
    assert answer["total"] == 205
    assert len(simulator.requests.find("GET", "/sms/receipts")) == 3


async def test_calls(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """With the keys that were pressed."""
    simulator.settings.patch({"receipts_by_themselves": False})
    await poll_receipts(entry, Channel.VOICE)
    await ask(hass, "send_voice", phone_numbers=MUM, message="Hello")
    (call,) = simulator.books
    simulator.inject_receipt(call.message_id, "201", digits="5")

    (row,) = (await receipts(hass, channel="voice"))["items"]

    assert (row["message_id"], row["digits"]) == (call.message_id, "5")


@pytest.mark.parametrize("status", [404, 405])
@pytest.mark.parametrize("through_maton", [False, True])
async def test_no_receipts_for_mms(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Any,
    status: int,
    *,
    through_maton: bool,
) -> None:
    """ClickSend may not have them any more: that is said, and is no failure."""
    data = maton_data(simulator) if through_maton else None
    entry = make_entry(recipient("Dad", DAD), data=data)
    assert await hass.config_entries.async_setup(entry.entry_id)
    simulator.settings.patch({"mms_receipts": status})

    assert await receipts(hass, channel="mms") == {
        "items": [],
        "total": 0,
        "note": "ClickSend no longer has delivery receipts for MMS.",
    }


@pytest.mark.usefixtures("entry")
async def test_receipts_for_mms(hass: HomeAssistant, simulator: Simulator) -> None:
    """Where they still are, there is no note."""
    simulator.settings.patch({"mms_receipts": "exists"})

    assert await receipts(hass, channel="mms") == {"items": [], "total": 0}


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("channel", ["sms", "voice"])
async def test_receipts_that_are_missing_elsewhere(
    hass: HomeAssistant, simulator: Simulator, channel: str
) -> None:
    """Only those for MMS may be gone."""
    simulator.faults.arm("not_found", path=f"/{channel}/receipts")

    error = await problem(hass, "get_receipts", channel=channel)

    assert error.translation_key == "refused"
    assert error.translation_placeholders == {"code": "NOT_FOUND"}


async def test_a_connection_that_is_missing(
    hass: HomeAssistant, simulator: Simulator, make_entry: Any
) -> None:
    """A gateway's 404 is not ClickSend's."""
    entry = make_entry(recipient("Dad", DAD), data=maton_data(simulator))
    assert await hass.config_entries.async_setup(entry.entry_id)
    simulator.settings.patch({"maton_inactive_status": 404})
    (connection,) = simulator.connections
    simulator.connections.set_status(connection, "FAILED")

    error = await problem(hass, "get_receipts", channel="mms")

    assert error.translation_key == "no_connection"


@pytest.mark.usefixtures("entry")
@FAULTS
async def test_what_may_go_wrong(
    hass: HomeAssistant, simulator: Simulator, fault: str, key: str
) -> None:
    """A person is told what it was."""
    await assert_told(hass, simulator, fault, key, "/sms/receipts", "get_receipts")
