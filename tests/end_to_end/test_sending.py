"""Sending, and what the caller learns of it."""

from typing import Any

import pytest

from demo.stack.api import HomeAssistantApi
from demo.stack.errors import RefusedError
from demo.stack.simulator import SimulatorProcess
from demo.stack.waiting import eventually
from tests.end_to_end.conftest import DAD, MUM

pytestmark = pytest.mark.usefixtures("account")

_NOT_ENABLED = "+254712123456"


@pytest.fixture(scope="module")
def expected_log() -> list[str]:
    """Home Assistant logs the errors that these tests provoke."""
    return [r"^ERROR homeassistant\.components\.websocket_api\..*COUNTRY_NOT_ENABLED"]


async def test_notify_entity_texts_its_recipient(
    api: HomeAssistantApi, simulator: SimulatorProcess
) -> None:
    """A title becomes the first line; the entity shows when it was used."""
    await api.act(
        "notify.send_message",
        entity_id="notify.dad_sms",
        title="Kitchen",
        message="Water under the washing machine",
    )

    [text] = await simulator.received(DAD)
    assert text == "Kitchen\nWater under the washing machine"
    state = await api.state("notify.dad_sms")
    assert state is not None
    assert state["state"] != "unknown"


async def test_every_recipient_has_an_outcome(
    api: HomeAssistantApi, simulator: SimulatorProcess
) -> None:
    """Good, rejected and impossible recipients in one call: each is told apart."""
    response = await _send(
        api,
        entity_id=["notify.dad_sms", "notify.mum_sms"],
        phone_numbers=[_NOT_ENABLED, "12 34"],
        message="Smoke in the kitchen",
        reference="smoke",
    )

    rows = {row["recipient"]: row for row in response["messages"]}
    assert {number: (row["status"], row["code"]) for number, row in rows.items()} == {
        DAD: ("accepted", "SUCCESS"),
        MUM: ("accepted", "SUCCESS"),
        _NOT_ENABLED: ("rejected", "COUNTRY_NOT_ENABLED"),
        "12 34": ("rejected", "INVALID_RECIPIENT"),
    }
    assert rows[DAD]["name"] == "Dad"
    assert {row["reference"] for row in rows.values()} == {"smoke"}
    assert (rows[DAD]["parts"], rows[DAD]["price"]) == (1, "0.0792")
    assert (response["accepted"], response["failed"]) == (2, 2)
    assert (response["total_price"], response["currency"]) == ("0.1584", "USD")
    for number in (DAD, MUM):
        assert (await simulator.received(number))[-1] == "Smoke in the kitchen"


async def test_rejected_recipient_is_an_error(
    api: HomeAssistantApi, simulator: SimulatorProcess
) -> None:
    """Without a response the action fails; whoever could be texted was."""
    with pytest.raises(RefusedError, match=r"\+254712123456 \(COUNTRY_NOT_ENABLED\)"):
        await api.command(
            "call_service",
            domain="clicksend_messaging",
            service="send_sms",
            service_data={
                "entity_id": "notify.dad_sms",
                "phone_numbers": [_NOT_ENABLED],
                "message": "The garage is open",
            },
        )

    assert (await simulator.received(DAD))[-1] == "The garage is open"


async def test_lost_answer_is_found_and_nothing_repeated(
    api: HomeAssistantApi, simulator: SimulatorProcess
) -> None:
    """The connection breaks once ClickSend has taken the text; its history has it."""
    fault = {"kind": "reset_after", "method": "POST", "path": "/sms/send"}
    await simulator.control("POST", "faults", fault)

    response = await _send(api, entity_id="notify.mum_sms", message="Was this sent?")

    [row] = response["messages"]
    assert row["status"] == "accepted"
    assert row["message_id"]
    assert (await simulator.received(MUM)).count("Was this sent?") == 1
    assert (await simulator.control("GET", "messages"))["duplicates"] == {}


async def test_balance_follows(
    api: HomeAssistantApi, simulator: SimulatorProcess
) -> None:
    """After a send the balance is looked up by itself."""
    await _send(api, entity_id="notify.dad_sms", message="Let us see what is left")

    async def is_up_to_date() -> bool:
        left = (await simulator.control("GET", "balance"))["balance"]
        state = await api.state("sensor.clicksend_balance")
        return state is not None and state["state"] == left

    await eventually("the balance is the one at ClickSend", 30, is_up_to_date)


async def _send(api: HomeAssistantApi, **data: object) -> dict[str, Any]:
    """Perform the action and return its response."""
    result = await api.command(
        "call_service",
        domain="clicksend_messaging",
        service="send_sms",
        service_data=data,
        return_response=True,
    )
    response: dict[str, Any] = result["response"]
    return response
