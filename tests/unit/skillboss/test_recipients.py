"""Who the SkillBoss hub texts: people, and no contact lists."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER, FlowType
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.unit.conftest import DAD, MUM
from tests.unit.dialogs import prefilled
from tests.unit.sending import DAD_ENTITY, notify
from tests.unit.skillboss.dialog import add
from tests.unit.skillboss.hub import hub_input, received


async def test_the_dialog_goes_on_to_the_first_recipient(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Who gets texts only, and from nobody in particular; then a text can go out."""
    result = await add(hass, hub_input(simulator))

    kind, flow_id = result["next_flow"]
    assert kind is FlowType.CONFIG_SUBENTRIES_FLOW
    form = await hass.config_entries.subentries.async_configure(flow_id)
    assert form["data_schema"] is not None
    fields = form["data_schema"].schema
    assert [str(field) for field in fields] == ["name", "phone_number", "channels"]
    assert fields["channels"].config["options"] == ["sms"]
    typed = {"name": "Dad", "phone_number": DAD, "channels": ["sms"]}
    await hass.config_entries.subentries.async_configure(flow_id, typed)
    await hass.async_block_till_done()
    await notify(hass, DAD_ENTITY, message="Hello")
    assert received(simulator) == {DAD: ["Home: Hello"]}


@pytest.mark.parametrize("channel", ["mms", "voice"])
async def test_recipients_get_texts_only(
    hass: HomeAssistant, hub: MockConfigEntry, channel: str
) -> None:
    """Another channel cannot be chosen."""
    form = await hass.config_entries.subentries.async_init(
        (hub.entry_id, "recipient"), context={"source": SOURCE_USER}
    )
    with pytest.raises(InvalidData):
        await hass.config_entries.subentries.async_configure(
            form["flow_id"],
            {"name": "Son", "phone_number": "+12025550103", "channels": [channel]},
        )


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"phone_number": "12"}, {"phone_number": "invalid_phone_number"}),
        ({"phone_number": MUM}, {"phone_number": "already_configured"}),
        ({"name": " "}, {"name": "name_missing"}),
        ({"channels": []}, {"channels": "channel_missing"}),
    ],
    ids=["number", "twice", "name", "channel"],
)
async def test_a_recipient_is_corrected_in_the_same_form(
    hass: HomeAssistant,
    simulator: Simulator,
    hub: MockConfigEntry,
    typed: dict[str, Any],
    errors: dict[str, str],
) -> None:
    """Also when it is changed, which needs no answer of the hub's."""
    [dad, _] = hub.get_subentries_of_type("recipient")
    await simulator.stop()
    form = await hub.start_subentry_reconfigure_flow(hass, dad.subentry_id)
    known = {"name": "Dad", "phone_number": DAD, "channels": ["sms"]}
    assert prefilled(form) == known
    configure = hass.config_entries.subentries.async_configure

    shown = await configure(form["flow_id"], known | typed)
    assert shown["errors"] == errors
    result = await configure(form["flow_id"], known | {"name": "Daddy"})

    assert result["reason"] == "reconfigure_successful"
    await simulator.start()
    await hass.async_block_till_done()
    [changed, _] = hub.get_subentries_of_type("recipient")
    assert changed.data == {**known, "name": "Daddy"}


async def test_there_are_no_contact_lists(
    hub: MockConfigEntry, entry: MockConfigEntry
) -> None:
    """An account has them, the hub has not."""
    assert set(hub.supported_subentry_types) == {"recipient"}
    assert set(entry.supported_subentry_types) == {"recipient", "contact_list"}
