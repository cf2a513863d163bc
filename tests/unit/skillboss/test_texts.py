"""Texts through the hub, and what it does not have."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.services import ACTIONS
from simulator import Simulator
from tests.unit.conftest import DAD, MUM, recipient
from tests.unit.sending import (
    DAD_ENTITY,
    MUM_ENTITY,
    TEXT,
    accepted,
    notify,
    refusal,
    send_sms,
)
from tests.unit.skillboss.hub import add_hub, asked, received, start
from tests.unit.test_readme import ROWS, plain

HOME_TEXT = f"Home: {TEXT}"
OF_HUB = {
    *("send_sms", "cancel_message"),
    *("send_verification", "check_verification", "discover_models"),
}
ABROAD = "+573001234567"


async def test_notify_entity(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """The text goes into the template, after its title if it has one."""
    await notify(hass, DAD_ENTITY)
    await notify(hass, [DAD_ENTITY, MUM_ENTITY], title="Alarm")
    assert received(simulator) == {
        DAD: [HOME_TEXT, f"Home: Alarm\n{TEXT}"],
        MUM: [f"Home: Alarm\n{TEXT}"],
    }
    assert asked(simulator)[0] == {
        "template_id": hub.data["template_id"],
        "to": DAD,
        "variables": {"message": TEXT},
    }


@pytest.mark.parametrize("shape", ["wrapped", "flat"])
async def test_send_sms(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry, shape: Any
) -> None:
    """To any mix of people, each once, with an outcome for each and no price."""
    simulator.settings.patch({"skillboss_shape": shape})
    response = await send_sms(
        hass,
        entity_id=DAD_ENTITY,
        phone_numbers=[DAD, "(202) 555-0102", "+12025550103"],
        reference="night-watch",
        config_entry_id=hub.entry_id,
    )
    sent = {text.to: text for text in simulator.skillboss_hub.sent}
    assert list(sent) == [DAD, MUM, "+12025550103"]
    assert len(simulator.skillboss_hub.sent) == 3
    assert response == {
        "messages": [
            {
                "recipient": number,
                "name": name,
                "status": "accepted",
                "code": "SUCCESS",
                "message_id": sent[number].message_id,
                "reference": "night-watch",
                "sender": None,
                "parts": None,
                "price": None,
            }
            for number, name in (
                *((DAD, "Dad"), (MUM, "Mum")),
                ("+12025550103", None),
            )
        ],
        "accepted": 3,
        "failed": 0,
        "total_price": None,
        "currency": "USD",
    }


async def test_the_variable_is_the_users(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """What it is called in the template."""
    templates = simulator.skillboss_hub.notify.templates
    templates["template_01own"] = "From home: {{ words }}"
    entry = add_hub(hass, simulator, template_id="template_01own", variable="words")
    await start(hass, entry)
    await notify(hass, DAD_ENTITY)
    assert received(simulator) == {DAD: [f"From home: {TEXT}"]}


@pytest.mark.usefixtures("hub")
async def test_sender(hass: HomeAssistant, simulator: Simulator) -> None:
    """It is passed on as it is: nobody can say which ones there are."""
    await send_sms(hass, phone_numbers=DAD, sender="Home")
    assert [text.sender for text in simulator.skillboss_hub.sent] == ["Home"]


@pytest.mark.usefixtures("hub")
async def test_what_is_wrong_with_one_is_not_with_others(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """A number that is none gets its own outcome, and so does a country."""
    simulator.settings.patch({"skillboss_refused_countries": ["CO"]})
    response = await send_sms(hass, phone_numbers=["12", ABROAD, DAD])
    assert [(row["status"], row["code"]) for row in response["messages"]] == [
        ("rejected", "INVALID_RECIPIENT"),
        ("rejected", "NOT_SENT"),
        ("accepted", "SUCCESS"),
    ]
    assert received(simulator) == {DAD: [HOME_TEXT]}
    error = await refusal(hass, phone_numbers="12")
    assert error.translation_key == "invalid_recipient"
    assert isinstance(error, ServiceValidationError)


@pytest.mark.usefixtures("hub")
async def test_dedup(hass: HomeAssistant, simulator: Simulator) -> None:
    """The same is sent once within its window."""
    for status in ("accepted", "suppressed"):
        response = await send_sms(hass, entity_id=DAD_ENTITY, dedup_key="door")
        assert response["messages"][0]["status"] == status
    assert received(simulator) == {DAD: [HOME_TEXT]}


@pytest.mark.parametrize(
    ("options", "data", "code", "sent"),
    [
        ({"limits": {"messages_per_hour": 2}}, {}, "LIMIT_PER_HOUR", 2),
        ({"limits": {"messages_per_recipient": 2}}, {}, "LIMIT_PER_RECIPIENT", 2),
        ({"limits": {"countries": ["GB"]}}, {}, "LIMIT_COUNTRY", 0),
        (
            {"limits": {"parts_per_message": 1}},
            {"message": "x" * 161},
            "LIMIT_PARTS",
            0,
        ),
        (
            {"critical": {"critical_per_hour": 1}},
            {"priority": "critical"},
            "LIMIT_CRITICAL_PER_HOUR",
            1,
        ),
    ],
    ids=["hour", "recipient", "country", "parts", "critical"],
)
async def test_limits(
    hass: HomeAssistant,
    simulator: Simulator,
    options: dict[str, Any],
    data: dict[str, Any],
    code: str,
    sent: int,
) -> None:
    """They hold here as well; what they stop is not asked of the hub."""
    entry = await start(hass, add_hub(hass, simulator, options=options))
    for _ in range(sent):
        response = await send_sms(hass, entity_id=DAD_ENTITY, **data)
        assert response["messages"][0]["status"] == "accepted"
    response = await send_sms(hass, entity_id=DAD_ENTITY, **data)
    (row,) = response["messages"]
    assert (row["status"], row["code"]) == ("blocked", code)
    assert await hass.config_entries.async_reload(entry.entry_id)
    response = await send_sms(hass, entity_id=DAD_ENTITY, **data)
    assert response["messages"][0]["status"] == "blocked"
    assert len(simulator.skillboss_hub.sent) == sent


@pytest.mark.usefixtures("hub")
async def test_a_text_that_would_be_cut_off(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Nor is one sent that says nothing."""
    for text, key in (("x" * 1000, "message_too_long"), (" ", "empty_message")):
        error = await refusal(hass, entity_id=DAD_ENTITY, message=text)
        assert error.translation_key == key
    assert simulator.skillboss_hub.sent == []


async def test_critical_texts_go_first(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Normal ones have used up the hour."""
    options = {"limits": {"messages_per_hour": 1}}
    await start(hass, add_hub(hass, simulator, options=options))
    await send_sms(hass, entity_id=DAD_ENTITY)
    response = await send_sms(hass, entity_id=DAD_ENTITY, priority="critical")
    assert response["accepted"] == 1
    assert len(simulator.skillboss_hub.sent) == 2


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"list_id": "1"}, "list_id"),
        ({"message": None, "template": "1"}, "template"),
        ({"message": None, "template": "1", "variables": {"a": "b"}}, "template"),
        ({"variables": {"a": "b"}}, "variables"),
        ({"schedule": {"hours": 1}}, "schedule"),
    ],
    ids=["list", "template", "both", "variables", "schedule"],
)
@pytest.mark.usefixtures("hub")
async def test_fields_that_it_does_not_have(
    hass: HomeAssistant, simulator: Simulator, data: dict[str, Any], field: str
) -> None:
    """The call says which field it is, and nobody gets a text."""
    call = {"message": TEXT, "phone_numbers": DAD, **data}
    with pytest.raises(ServiceValidationError) as caught:
        await hass.services.async_call(
            DOMAIN,
            "send_sms",
            {key: value for key, value in call.items() if value is not None},
            blocking=True,
        )
    assert caught.value.translation_key == "field_not_offered"
    assert caught.value.translation_placeholders == {"field": field}
    assert field in str(caught.value)
    assert simulator.skillboss_hub.sent == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: plain(row.name))
@pytest.mark.parametrize("named", [False, True])
async def test_actions_that_it_does_not_have(
    hass: HomeAssistant,
    simulator: Simulator,
    hub: MockConfigEntry,
    row: Any,
    *,
    named: bool,
) -> None:
    """They say so, before anything is asked."""
    name = plain(row.name)
    if name in OF_HUB:
        return
    asked_before = len(simulator.requests)
    data = dict(parse_yaml(plain(row.example)).get("data", {}))  # type: ignore[union-attr]
    data.pop("config_entry_id", None)
    if named:
        data["config_entry_id"] = hub.entry_id
    responds = hass.services.supports_response(DOMAIN, name)
    with pytest.raises(ServiceValidationError) as caught:
        await hass.services.async_call(
            DOMAIN,
            name,
            data,
            blocking=True,
            return_response=responds.value != "none",
        )
    assert caught.value.translation_key == "not_with_hub"
    assert "SkillBoss" in str(caught.value)
    assert len(simulator.requests) == asked_before


def test_no_action_is_forgotten() -> None:
    """Each is either the hub's or in the table above."""
    assert {plain(row.name) for row in ROWS} | OF_HUB == set(ACTIONS)


CHECK = {"phone_number": DAD, "code": "1234"}


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("send_verification", {"phone_number": DAD}),
        ("check_verification", CHECK),
        ("discover_models", {}),
    ],
)
async def test_actions_that_only_it_has(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    action: str,
    data: dict[str, Any],
) -> None:
    """An account says so, named or alone; beside one the hub is meant."""
    for more in ({}, {"config_entry_id": entry.entry_id}):
        with pytest.raises(ServiceValidationError) as caught:
            await hass.services.async_call(
                DOMAIN, action, {**data, **more}, blocking=True, return_response=True
            )
        assert caught.value.translation_key == "only_with_hub"
        assert "SkillBoss" in str(caught.value)
    added = await start(
        hass, add_hub(hass, simulator, recipient("Son", "+12025550103"))
    )
    for more in ({}, {"config_entry_id": added.entry_id}):
        assert await hass.services.async_call(
            DOMAIN, action, {**data, **more}, blocking=True, return_response=True
        )


async def test_texts_beside_an_account(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Who does not say means the account, also of two; and each has its own people."""
    son = "+12025550103"
    hub = await start(hass, add_hub(hass, simulator, recipient("Son", son)))
    await send_sms(hass, phone_numbers=DAD, message="1")
    await send_sms(hass, phone_numbers=DAD, message="2", config_entry_id=hub.entry_id)
    await send_sms(hass, phone_numbers=DAD, message="3", config_entry_id=entry.entry_id)
    await notify(hass, ["notify.son_sms", MUM_ENTITY], message="4")
    assert accepted(simulator) == {DAD: ["1", "3"], MUM: ["4"]}
    assert received(simulator) == {DAD: ["Home: 2"], son: ["Home: 4"]}


async def test_two_hubs(hass: HomeAssistant, simulator: Simulator) -> None:
    """Then one has to be named."""
    simulator.skillboss_hub.notify.templates["other"] = "Alarm: {{message}}"
    await start(hass, add_hub(hass, simulator))
    other = add_hub(hass, simulator, recipient("Son", ABROAD), template_id="other")
    if other.state.value == "not_loaded":
        await start(hass, other)
    with pytest.raises(HomeAssistantError):
        await send_sms(hass, phone_numbers=DAD)
    await send_sms(hass, phone_numbers=DAD, config_entry_id=other.entry_id)
    assert received(simulator) == {DAD: [f"Alarm: {TEXT}"]}


async def test_only_its_own_entities_exist(
    hass: HomeAssistant,
    hub: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    device_registry: dr.DeviceRegistry,
) -> None:
    """Nothing comes in, nobody opts out, and nobody tells what was spent."""
    entities = er.async_entries_for_config_entry(entity_registry, hub.entry_id)
    assert {entity.entity_id for entity in entities} == {
        *("sensor.skillboss_balance", "sensor.skillboss_outbox"),
        *("event.skillboss_delivery_report", DAD_ENTITY, MUM_ENTITY),
    }
    devices = dr.async_entries_for_config_entry(device_registry, hub.entry_id)
    assert {device.name for device in devices} == {"SkillBoss", "Dad", "Mum"}
    [service] = [device for device in devices if device.name == "SkillBoss"]
    assert service.manufacturer == "SkillBoss"
    assert service.configuration_url is None
    assert set(hass.states.async_entity_ids("binary_sensor")) == set()


async def test_removing_it(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """Nothing has to be taken back at the hub."""
    await notify(hass, DAD_ENTITY)
    asked_before = len(simulator.requests)
    assert await hass.config_entries.async_remove(hub.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(simulator.requests) == asked_before
    assert hass.states.get(DAD_ENTITY) is None


async def test_a_removed_recipient(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """Their entity goes, and the others stay."""
    [dad, _] = hub.get_subentries_of_type("recipient")
    hass.config_entries.async_remove_subentry(hub, dad.subentry_id)
    await hass.async_block_till_done()
    assert hass.states.get(DAD_ENTITY) is None
    await notify(hass, MUM_ENTITY)
    assert received(simulator) == {MUM: [HOME_TEXT]}
