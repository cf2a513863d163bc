"""Texts from ClickSend's templates, in the actions that send."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
import voluptuous as vol

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from simulator.clicksend.templates import Template
from tests.unit.conftest import DAD
from tests.unit.sending import accepted

pytestmark = pytest.mark.usefixtures("entry")


@pytest.fixture
def expected_log() -> list[str]:
    """Allow what is said of an outage."""
    return ["Error fetching clicksend_messaging (account|inbound) data"]


def add_template(simulator: Simulator, name: str, body: str) -> Template:
    """Add a template at ClickSend."""
    templates = simulator.account.templates
    added = Template(template_id=templates.next_id(), template_name=name, body=body)
    templates.keep(added.template_id, added)
    return added


async def send(hass: HomeAssistant, **data: Any) -> Any:
    """Call the action and return its response."""
    return await hass.services.async_call(
        DOMAIN,
        data.pop("action", "send_sms"),
        {"phone_numbers": [DAD], **data},
        blocking=True,
        return_response=True,
    )


@pytest.mark.parametrize("shape", ["page", "wrapped_page"])
@pytest.mark.parametrize("by", ["name", "id", "number"])
async def test_text_of_a_template(
    hass: HomeAssistant, simulator: Simulator, shape: Any, by: str
) -> None:
    """By its name or its id, which YAML makes a number, in either documented shape."""
    simulator.settings.templates_shape = shape
    add_template(simulator, "Other", "Nothing")
    added = add_template(simulator, "Leak", "Water in the {room}, (First Name)!")
    number = added.template_id
    template: Any = {"name": "Leak", "id": str(number), "number": number}[by]

    await send(hass, template=template, variables={"room": "hall", "first_name": "Ann"})

    assert accepted(simulator) == {DAD: ["Water in the hall, Ann!"]}


@pytest.mark.parametrize(
    "body",
    [
        "{first_name}: {custom_1}",
        "(First Name): (Cust. 1)",
        "{FirstName}: {CustomString1}",
    ],
)
async def test_every_documented_style(
    hass: HomeAssistant, simulator: Simulator, body: str
) -> None:
    """ClickSend's documents do not agree on one."""
    add_template(simulator, "Greeting", body)

    await send(
        hass, template="Greeting", variables={"first_name": "Ann", "custom_1": 21.5}
    )

    assert accepted(simulator) == {DAD: ["Ann: 21.5"]}


@pytest.mark.parametrize(
    ("data", "key", "named"),
    [
        ({"template": "Nowhere"}, "template_not_found", "Nowhere"),
        ({"template": "Twice"}, "template_ambiguous", "Twice"),
        ({"template": "Leak"}, "variables_missing", "room, floor"),
        (
            {"template": "Leak", "variables": {"room": "hall", "Room": "attic"}},
            "variables_conflict",
            "room",
        ),
        ({}, "text_missing", "message or a template"),
    ],
)
async def test_what_is_wrong_with_a_template_is_said(
    hass: HomeAssistant,
    simulator: Simulator,
    data: dict[str, Any],
    key: str,
    named: str,
) -> None:
    """And nothing is sent: half a text may say the opposite."""
    add_template(simulator, "Leak", "Water in {room} on {floor}")
    add_template(simulator, "Twice", "One")
    add_template(simulator, "Twice", "Two")

    with pytest.raises(ServiceValidationError) as caught:
        await send(hass, **data)

    assert caught.value.translation_key == key
    assert named in str(caught.value)
    assert simulator.requests.find("POST", "/sms/send") == []


async def test_message_and_template_exclude_each_other(hass: HomeAssistant) -> None:
    """Nobody could tell which was meant."""
    with pytest.raises(vol.Invalid):
        await send(hass, message="Hi", template="Leak")


async def test_a_changed_template_is_taken_as_it_is_now(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Also one that was used a moment ago."""
    template = add_template(simulator, "Bin", "Green")
    await send(hass, template="Bin")
    template.body = "Brown"

    await send(hass, template="Bin")

    assert accepted(simulator) == {DAD: ["Green", "Brown"]}


async def test_an_alarm_does_not_wait_for_its_template(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """While templates cannot be read, they are as they were."""
    add_template(simulator, "Leak", "Water!")
    simulator.faults.arm("server_error", path="/sms/templates", times=None)
    with pytest.raises(HomeAssistantError) as caught:
        await send(hass, template="Leak")
    assert caught.value.translation_key == "templates_not_read"

    simulator.faults.clear()
    await send(hass, template="Leak")
    simulator.faults.arm("server_error", path="/sms/templates", times=None)
    await send(hass, template="Leak")

    assert accepted(simulator) == {DAD: ["Water!", "Water!"]}


async def test_templates_are_spoken_too(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Every action that sends takes them."""
    add_template(simulator, "Leak", "Water in the {room}")

    await send(hass, action="send_voice", template="Leak", variables={"room": "hall"})

    (call,) = simulator.books
    assert (call.channel, call.body) == ("voice", "Water in the hall")
