"""The same happens whichever way the account is reached."""

from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.messaging.clicksend_carrier import (
    ClickSendCarrier,
)
from simulator import Simulator
from tests.unit.conftest import DAD, MUM
from tests.unit.dialogs import until
from tests.unit.messaging.limited import listen as listen_to_reports, set_options
from tests.unit.picture import DOOR, add_pictures, colours_sent
from tests.unit.sending import (
    DAD_ENTITY,
    MUM_ENTITY,
    TEXT,
    accepted,
    notify,
    refusal,
    send_sms,
)
from tests.unit.services.asking import ask, must_sign_in, problem
from tests.unit.states import BALANCE, EVENT, LAST, attribute, value

BRITISH = "+447700900123"

pytestmark = pytest.mark.usefixtures("entry")


def _asked(simulator: Simulator, method: str, path: str) -> list[str]:
    """Return which service was asked, for each such request."""
    return [record.service for record in simulator.requests.find(method, path)]


async def _poll(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Ask for texts now."""
    await entry.runtime_data.inbound.async_refresh()
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_a_text_is_sent(
    hass: HomeAssistant, simulator: Simulator, reached_by: str
) -> None:
    """It arrives once, and what the balance sensor shows is the account's."""
    assert float(value(hass, BALANCE)) == float(simulator.account.balance)
    await notify(hass, [DAD_ENTITY, MUM_ENTITY])
    assert accepted(simulator) == {DAD: [TEXT], MUM: [TEXT]}
    assert set(_asked(simulator, "POST", "/sms/send")) == {reached_by}

    answer = await send_sms(hass, entity_id=DAD_ENTITY, reference="door")
    [row] = answer["messages"]
    assert (row["status"], row["code"], row["name"]) == ("accepted", "SUCCESS", "Dad")
    assert (row["reference"], answer["currency"]) == ("door", "USD")


async def test_pictures_and_calls_are_sent(
    hass: HomeAssistant, simulator: Simulator, reached_by: str, tmp_path: Path
) -> None:
    """The other channels go the same way."""
    await add_pictures(hass, tmp_path)
    answer = await ask(
        hass,
        "send_mms",
        entity_id="notify.dad_mms",
        message="Look",
        attachment=DOOR,
    )
    assert answer["accepted"] == 1
    answer = await ask(
        hass, "send_voice", entity_id="notify.dad_voice", message="Wake up"
    )
    assert answer["accepted"] == 1
    assert [call.text for call in simulator.phones[DAD].calls] == ["Wake up"]
    assert await colours_sent(hass, simulator) == {DAD: "red"}
    for path in ("/mms/send", "/voice/send"):
        assert _asked(simulator, "POST", path) == [reached_by]


async def test_a_rejected_recipient_is_named(
    hass: HomeAssistant,
    simulator: Simulator,
) -> None:
    """Who can be reached is; what ClickSend says of the other is passed on."""
    simulator.settings.patch({"enabled_countries": ("US",)})
    answer = await send_sms(hass, phone_numbers=[BRITISH, DAD])
    assert [(row["status"], row["code"]) for row in answer["messages"]] == [
        ("rejected", "COUNTRY_NOT_ENABLED"),
        ("accepted", "SUCCESS"),
    ]
    error = await refusal(hass, phone_numbers=[BRITISH])
    assert error.translation_key == "country_not_enabled"
    assert accepted(simulator) == {DAD: [TEXT]}


async def test_a_lost_answer_is_looked_up(
    hass: HomeAssistant,
    simulator: Simulator,
    reached_by: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is sent twice, and its sender learns what became of it."""
    monkeypatch.setattr(ClickSendCarrier, "delays", (0.05, 0.1, 0.1))
    simulator.faults.arm("reset_after", method="POST", path="/sms/send", times=1)
    answer = await send_sms(hass, entity_id=DAD_ENTITY)
    assert [(row["status"], row["code"]) for row in answer["messages"]] == [
        ("accepted", "Queued")
    ]
    assert accepted(simulator) == {DAD: [TEXT]}
    assert _asked(simulator, "POST", "/sms/send") == [reached_by]
    assert set(_asked(simulator, "GET", "/sms/history")) == {reached_by}


async def test_a_limit_stops_a_text(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """What a limit stops is never asked of the other side."""
    await set_options(hass, entry, limits={"messages_per_hour": 1})
    assert (await send_sms(hass, entity_id=DAD_ENTITY))["accepted"] == 1
    answer = await send_sms(hass, entity_id=MUM_ENTITY)
    [row] = answer["messages"]
    assert (row["status"], row["code"]) == ("blocked", "LIMIT_PER_HOUR")
    assert len(_asked(simulator, "POST", "/sms/send")) == 1


async def test_a_spending_cap_asks_for_the_price(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, reached_by: str
) -> None:
    """A message that would cost more than is left of the cap stays here."""
    await set_options(hass, entry, spending={"spend_per_day": 0.01})
    answer = await send_sms(hass, entity_id=DAD_ENTITY)
    [row] = answer["messages"]
    assert (row["status"], row["code"]) == ("blocked", "LIMIT_SPEND_PER_DAY")
    assert _asked(simulator, "POST", "/sms/price") == [reached_by]
    assert accepted(simulator) == {}


async def test_a_text_comes_in_once(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, reached_by: str
) -> None:
    """A recipient is trusted, and what was read is marked, the same way."""
    simulator.inject_inbound(DAD, "I am home")
    await _poll(hass, entry)
    await _poll(hass, entry)
    assert attribute(hass, EVENT, "event_type") == "trusted"
    assert attribute(hass, EVENT, "message") == "I am home"
    first = value(hass, LAST)
    simulator.inject_inbound("+12025550199", "Who is this?")
    simulator.clock.advance(2)
    await _poll(hass, entry)
    assert attribute(hass, EVENT, "event_type") == "untrusted"
    assert value(hass, LAST) >= first
    marked = simulator.requests.find("PUT", "/sms/inbound-read/*")
    assert {record.service for record in marked} == {reached_by}
    listing = await ask(hass, "get_inbound")
    assert listing["items"] == []


async def test_a_report_follows(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """That a message arrived is told wherever the report came through."""
    reports = listen_to_reports(hass)
    await notify(hass, DAD_ENTITY)
    simulator.clock.advance(60)
    delivery = entry.runtime_data.messenger
    [sent] = list(delivery.outbox)
    delivery.async_hear_of_report(sent.message_id, sent.message.key)
    await until(lambda: "delivered" in [report["event_type"] for report in reports])


async def test_templates(
    hass: HomeAssistant, simulator: Simulator, reached_by: str
) -> None:
    """They are made, used, changed and deleted."""
    made = await ask(
        hass, "create_template", template_name="Leak", body="Water in the {room}"
    )
    template_id = str(made["template_id"])
    answer = await ask(
        hass,
        "send_sms",
        entity_id=DAD_ENTITY,
        template="Leak",
        variables={"room": "kitchen"},
    )
    assert answer["accepted"] == 1
    assert accepted(simulator) == {DAD: ["Water in the kitchen"]}
    await ask(hass, "update_template", template_id=template_id, body="Leak!")
    listing = await ask(hass, "get_templates")
    assert [(row["template_name"], row["body"]) for row in listing["items"]] == [
        ("Leak", "Leak!")
    ]
    await ask(hass, "delete_template", template_id=template_id)
    assert (await ask(hass, "get_templates"))["total"] == 0
    error = await problem(hass, "delete_template", template_id=template_id)
    assert error.translation_key == "not_found"
    assert set(_asked(simulator, "POST", "/sms/templates")) == {reached_by}
    assert not must_sign_in(hass)


async def test_contact_lists(
    hass: HomeAssistant, simulator: Simulator, reached_by: str
) -> None:
    """A list is made, filled, texted and deleted."""
    made = await ask(hass, "create_list", list_name="Neighbours")
    list_id = str(made["list_id"])
    contact = await ask(
        hass, "create_contact", list_id=list_id, phone_number=MUM, first_name="Mia"
    )
    contacts = await ask(hass, "get_contacts", list_id=list_id)
    assert [row["contact_id"] for row in contacts["items"]] == [contact["contact_id"]]
    assert (await send_sms(hass, list_id=list_id))["accepted"] == 1
    assert accepted(simulator) == {MUM: [TEXT]}
    await ask(hass, "delete_list", list_id=list_id)
    error = await problem(hass, "get_list", list_id=list_id)
    assert error.translation_key == "not_found"
    assert set(_asked(simulator, "POST", "/lists")) == {reached_by}


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("rate_limited", "queued"),
        ("server_error", "unknown"),
        ("reset_after", "unknown"),
        ("html_error", "unknown"),
        ("forbidden", "rejected"),
    ],
)
@pytest.mark.usefixtures("impatient_callers")
async def test_what_goes_wrong_means_the_same(
    hass: HomeAssistant,
    simulator: Simulator,
    fault: Any,
    status: str,
) -> None:
    """A gateway between does not make a text safer to repeat, nor less safe."""
    simulator.faults.arm(fault, method="POST", path="/sms/send", times=1)
    answer = await send_sms(hass, entity_id=DAD_ENTITY)
    assert [row["status"] for row in answer["messages"]] == [status]
    assert len(_asked(simulator, "POST", "/sms/send")) == 1
    assert not must_sign_in(hass)


async def test_credentials_that_clicksend_refuses(
    hass: HomeAssistant,
    simulator: Simulator,
) -> None:
    """Whoever keeps them, the user is asked to do something about it."""
    simulator.faults.arm("unauthorized", method="POST", path="/sms/send", times=1)
    with pytest.raises(HomeAssistantError) as caught:
        await notify(hass, DAD_ENTITY)
    assert caught.value.translation_key == "not_authorized"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert must_sign_in(hass)
    assert accepted(simulator) == {}
