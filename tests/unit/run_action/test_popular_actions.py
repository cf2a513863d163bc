"""The ten actions that Membrane names as popular, each with what it does."""

from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.api.models import Channel
from simulator import Simulator
from tests.unit.conftest import DAD
from tests.unit.run_action.running import add_template, run, runs
from tests.unit.sending import TEXT, accepted
from tests.unit.services.asking import ask


async def test_create_sms_template(hass: HomeAssistant, simulator: Simulator) -> None:
    """There is one more."""
    output = await run(
        hass, "create-sms-template", template_name="Door", body="Open, {name}"
    )

    (made,) = simulator.account.templates
    assert (made.template_name, made.body) == ("Door", "Open, {name}")
    assert output["data"]["template_id"] == made.template_id


async def test_update_sms_template(hass: HomeAssistant, simulator: Simulator) -> None:
    """It has other words."""
    template_id = add_template(simulator).template_id

    await run(
        hass,
        "update-sms-template",
        template_id=template_id,
        template_name="Leak",
        body="Fire!",
    )

    changed = simulator.account.templates.get(template_id)
    assert changed is not None
    assert changed.body == "Fire!"


async def test_delete_sms_template(hass: HomeAssistant, simulator: Simulator) -> None:
    """It is gone; the other is still there."""
    gone, other = add_template(simulator), add_template(simulator, "Other")

    await run(hass, "delete-sms-template", template_id=gone.template_id)

    assert list(simulator.account.templates) == [other]


async def test_list_sms_templates(hass: HomeAssistant, simulator: Simulator) -> None:
    """They are shown, as ClickSend has them."""
    template = add_template(simulator)

    output = await run(hass, "list-sms-templates", limit=15)

    (row,) = output["data"]["data"]
    assert row["template_name"] == template.template_name


async def test_cancel_scheduled_sms(hass: HomeAssistant, simulator: Simulator) -> None:
    """It is not sent, and that is not counted as sending."""
    sent = await ask(
        hass, "send_sms", phone_numbers=DAD, message=TEXT, schedule=timedelta(hours=1)
    )

    await run(
        hass, "cancel-scheduled-sms", message_id=sent["messages"][0]["message_id"]
    )

    (text,) = simulator.books
    assert text.status(simulator.clock.now()) == "Cancelled"


async def test_get_inbound_sms(hass: HomeAssistant, simulator: Simulator) -> None:
    """What nobody has read yet is shown."""
    simulator.inject_inbound(sender=DAD, body="On my way")

    output = await run(hass, "get-inbound-sms")

    assert [row["body"] for row in output["data"]["data"]] == ["On my way"]


async def test_get_delivery_receipts(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """What nobody has read yet is shown."""
    rules = entry.runtime_data.client.receipt_rules[Channel.SMS]
    await rules.create("Receipts", "POLL", "")
    sent = await ask(hass, "send_sms", phone_numbers=DAD, message=TEXT)
    message_id = sent["messages"][0]["message_id"]
    simulator.clock.advance(10)

    output = await run(hass, "get-delivery-receipts")

    assert message_id in {row["message_id"] for row in output["data"]["data"]}


async def test_get_sms_history(hass: HomeAssistant) -> None:
    """What was sent is shown."""
    await ask(hass, "send_sms", phone_numbers=DAD, message=TEXT)

    output = await run(hass, "get-sms-history", limit=15, order_by="date:desc")

    assert [row["to"] for row in output["data"]["data"]] == [DAD]


@pytest.mark.parametrize("shape", ["messages", "flat"])
async def test_get_sms_price(
    hass: HomeAssistant, simulator: Simulator, shape: str
) -> None:
    """It is told; nothing leaves, and no limit stands in the way."""
    simulator.settings.patch({"membrane_action_schema": shape})
    given = {"to": DAD, "body": TEXT}

    several: dict[str, Any] = {"messages": [given]}
    for _ in range(30):
        output = await run(
            hass, "get-sms-price", **(several if shape == "messages" else given)
        )
        assert output["data"]["messages"][0]["message_price"] == "0.0792"

    assert list(simulator.books) == []
    assert spent(hass) == "0"


@pytest.mark.parametrize("shape", ["messages", "flat"])
async def test_send_sms(hass: HomeAssistant, simulator: Simulator, shape: str) -> None:
    """It arrives, once, and counts."""
    simulator.settings.patch({"membrane_action_schema": shape})
    given = {"to": DAD, "body": TEXT, "from": "Home"}

    output = await run(
        hass, "send-sms", **({"messages": [given]} if shape == "messages" else given)
    )

    assert output["data"]["messages"][0]["status"] == "SUCCESS"
    assert accepted(simulator) == {DAD: [TEXT]}
    assert len(runs(simulator)) == 1


def spent(hass: HomeAssistant) -> str:
    """Return what was spent today."""
    state = hass.states.get("sensor.clicksend_spent_today")
    assert state is not None
    return state.state
