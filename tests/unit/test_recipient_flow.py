"""A recipient is added, changed and removed in a dialog."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.conftest import DAD, direct_data, recipient
from tests.unit.dialogs import prefilled
from tests.unit.recipient_dialog import AUNT, TYPED, change, open_dialog, send, submit

type MakeEntry = Callable[..., MockConfigEntry]


async def test_a_recipient_is_added(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """A recipient is stored with what was typed in, and can be texted at once."""
    form = await open_dialog(hass, entry)
    assert prefilled(form) == {"channels": ["sms"]}

    result = await submit(hass, form, TYPED)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    added = list(entry.subentries.values())[-1]
    assert added.subentry_type == "recipient"
    assert added.title == "Aunt Ada"
    assert added.unique_id == AUNT
    assert added.data == TYPED
    await send(hass, "notify.aunt_ada_sms")
    assert simulator.phones[AUNT].received == ["Hello"]


async def test_a_recipient_has_a_device_below_the_accounts(
    hass: HomeAssistant,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
    entry: MockConfigEntry,
) -> None:
    """The account's page shows its recipients, each with its entities."""
    await submit(hass, await open_dialog(hass, entry), TYPED)

    added = list(entry.subentries)[-1]
    notify = entity_registry.async_get("notify.aunt_ada_sms")
    assert notify
    assert notify.config_subentry_id == added
    assert notify.unique_id == f"{added}_sms"
    assert notify.device_id
    device = device_registry.async_get(notify.device_id)
    assert isinstance(device, dr.DeviceEntry)
    assert device.name == "Aunt Ada"
    account = entity_registry.async_get("sensor.clicksend_balance")
    assert account
    assert device.via_device_id == account.device_id


@pytest.mark.parametrize(
    ("country", "typed", "stored"),
    [
        ("US", "+1 202 555 0103", AUNT),
        ("US", "(202) 555-0103", AUNT),
        ("US", " 2025550103 ", AUNT),
        ("US", "+61 491 570 006", "+61491570006"),
        ("AU", "0491 570 006", "+61491570006"),
        ("AU", "+12025550103", AUNT),
        (None, "+1 202 555 0103", AUNT),
    ],
)
async def test_a_number_is_stored_in_one_form(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: MakeEntry,
    country: str | None,
    typed: str,
    stored: str,
) -> None:
    """However it is written, it is read as in the account's country."""
    entry = make_entry(data={**direct_data(simulator), "country": country})
    form = await open_dialog(hass, entry)

    await submit(hass, form, {"name": "Aunt Ada", "phone_number": typed})

    added = list(entry.subentries.values())[-1]
    assert added.data["phone_number"] == added.unique_id == stored


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"phone_number": "call me"}, {"phone_number": "invalid_phone_number"}),
        ({"phone_number": "123"}, {"phone_number": "invalid_phone_number"}),
        ({"phone_number": ""}, {"phone_number": "invalid_phone_number"}),
        ({"phone_number": "202-555-0101"}, {"phone_number": "already_configured"}),
        ({"name": " "}, {"name": "name_missing"}),
        ({"channels": []}, {"channels": "channel_missing"}),
        (
            {"name": "", "phone_number": "1", "channels": []},
            {
                "name": "name_missing",
                "phone_number": "invalid_phone_number",
                "channels": "channel_missing",
            },
        ),
    ],
    ids=lambda value: "-".join(f"{key}={value[key]}" for key in value),
)
@pytest.mark.parametrize("name", [None, "Mum"], ids=["add", "change"])
async def test_wrong_input_is_corrected_in_the_same_form(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    name: str | None,
    wrong: dict[str, Any],
    errors: dict[str, str],
) -> None:
    """Every mistake is shown at its field, and nothing that was typed in is lost."""
    before = len(entry.subentries)
    form = await (change(hass, entry, name) if name else open_dialog(hass, entry))

    shown = await submit(hass, form, TYPED | wrong)

    assert shown["type"] is FlowResultType.FORM
    assert shown["step_id"] == form["step_id"]
    assert shown["errors"] == errors
    assert prefilled(shown) == TYPED | wrong
    assert len(entry.subentries) == before
    await submit(hass, shown, TYPED)
    assert list(entry.subentries.values())[-1].data == TYPED


async def test_a_number_without_a_country_needs_the_country_code(
    hass: HomeAssistant, simulator: Simulator, make_entry: MakeEntry
) -> None:
    """Where the account has no country, a number in national form is not guessed at."""
    entry = make_entry(data={**direct_data(simulator), "country": None})
    form = await open_dialog(hass, entry)

    shown = await submit(hass, form, {"name": "Ada", "phone_number": "2025550103"})

    assert shown["errors"] == {"phone_number": "invalid_phone_number"}


async def test_the_sender_is_used_when_sending(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Only a recipient with a sender of its own is texted from that."""
    await submit(hass, await open_dialog(hass, entry), TYPED)

    await send(hass, "notify.aunt_ada_sms")
    await send(hass, "notify.dad_sms")

    bodies = [
        message
        for record in simulator.requests.find("POST", "/sms/send")
        for message in record.body["messages"]
    ]
    assert [(body["to"], body.get("from")) for body in bodies] == [
        (AUNT, "MyHome"),
        (DAD, None),
    ]


@pytest.mark.parametrize(
    ("section", "stored"),
    [
        ({}, None),
        ({"sms": {}}, None),
        ({"sms": {"sender": "  "}}, None),
        ({"sms": {"sender": " MyHome "}}, {"sender": "MyHome"}),
    ],
)
async def test_a_sender_may_be_left_out(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    section: dict[str, Any],
    stored: dict[str, Any] | None,
) -> None:
    """The section need not be opened, and blanks are no sender."""
    form = await open_dialog(hass, entry)

    await submit(hass, form, {"name": "Ada", "phone_number": AUNT, **section})

    assert list(entry.subentries.values())[-1].data.get("sms") == stored


async def test_a_recipient_is_changed(
    hass: HomeAssistant,
    simulator: Simulator,
    entity_registry: er.EntityRegistry,
    device_registry: dr.DeviceRegistry,
    entry: MockConfigEntry,
) -> None:
    """Automations keep working with a new name and number."""
    before = entity_registry.async_get("notify.dad_sms")
    assert before
    form = await change(hass, entry, "Dad")

    result = await submit(hass, form, TYPED)

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    after = entity_registry.async_get("notify.dad_sms")
    assert after
    assert (after.unique_id, after.device_id) == (before.unique_id, before.device_id)
    assert after.device_id
    device = device_registry.async_get(after.device_id)
    assert device
    assert device.name == "Aunt Ada"
    assert next(iter(entry.subentries.values())).unique_id == AUNT
    await send(hass, "notify.dad_sms")
    assert simulator.phones[DAD].received == []
    assert simulator.phones[AUNT].received == ["Hello"]


async def test_a_form_that_is_only_confirmed_changes_nothing(
    hass: HomeAssistant, make_entry: MakeEntry
) -> None:
    """The number is the recipient's own, and the sender in the section stays."""
    ada = recipient("Ada", AUNT, sms={"sender": "MyHome"})
    entry = make_entry(ada)
    form = await change(hass, entry, "Ada")

    result = await submit(hass, form, prefilled(form))

    assert result["reason"] == "reconfigure_successful"
    [subentry] = entry.subentries.values()
    assert subentry.data == ada["data"]


async def test_a_recipient_is_removed(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    device_registry: dr.DeviceRegistry,
    entry: MockConfigEntry,
) -> None:
    """Device and entity go with the recipient; the others stay."""
    removed = next(iter(entry.subentries))

    hass.config_entries.async_remove_subentry(entry, removed)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert hass.states.get("notify.dad_sms") is None
    assert entity_registry.async_get("notify.dad_sms") is None
    assert not device_registry.async_get_device_by_identifier(
        (DOMAIN, removed), entry.entry_id
    )
    assert hass.states.get("notify.mum_sms")


async def test_recipients_are_added_while_clicksend_cannot_be_reached(
    hass: HomeAssistant, simulator: Simulator, make_entry: MakeEntry
) -> None:
    """What cannot be compared with the account is taken as it is typed."""
    entry = make_entry()
    await simulator.stop()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    form = await open_dialog(hass, entry)

    await submit(
        hass,
        form,
        {
            "name": "Aunt Ada",
            "phone_number": "202 555 0103",
            "channels": ["sms", "voice"],
            "sms": {"sender": "AnyName"},
            "voice": {"language": "XX-xx", "voice": "male"},
        },
    )

    ada = list(entry.subentries.values())[-1].data
    assert ada["sms"] == {"sender": "AnyName"}
    assert ada["voice"] == {"language": "xx-xx", "voice": "male"}
    assert hass.states.get("notify.aunt_ada_sms")
    await simulator.start()
    await send(hass, "notify.aunt_ada_sms")
    assert simulator.phones[AUNT].received == ["Hello"]
