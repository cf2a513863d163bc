"""The dialogs that change the SkillBoss hub, or its key alone."""

from collections.abc import Callable
import json
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from simulator.skillboss.answers import ADVICE
from tests.unit.conftest import DAD
from tests.unit.dialogs import prefilled, submit
from tests.unit.sending import DAD_ENTITY, notify
from tests.unit.skillboss.dialog import NOWHERE, OTHER, add, reconfigure
from tests.unit.skillboss.hub import (
    ASK_BALANCE,
    RUN,
    add_hub,
    hub_data,
    hub_input,
    received,
    start,
)


@pytest.fixture
def expected_log() -> list[str]:
    """Allow what is said of an outage and of a key that is refused."""
    return [
        "Error fetching clicksend_messaging SkillBoss",
        "Authentication failed while fetching",
        "could not authenticate",
    ]


async def sign_in_again(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    """Return the dialog that a refused key has opened."""
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.SETUP_ERROR
    [flow] = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    return await hass.config_entries.flow.async_configure(flow["flow_id"])


async def test_a_new_key(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """Only the key is asked for, and wrong ones do no harm."""
    simulator.skillboss_hub.api_key = "sk-new"
    form = await sign_in_again(hass, hub)
    assert form["step_id"] == "reauth_confirm"
    assert [str(field) for field in form["data_schema"].schema] == ["api_key"]
    assert prefilled(form) == {}

    shown = await submit(hass, form, {"api_key": "wrong"})
    assert shown["step_id"] == "reauth_confirm"
    assert shown["errors"] == {"base": "invalid_auth"}
    simulator.faults.arm("server_error", path=ASK_BALANCE)
    shown = await submit(hass, shown, {"api_key": "sk-new"})
    assert shown["errors"] == {"base": "cannot_connect"}
    result = await submit(hass, shown, {"api_key": " sk-new "})

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    assert hub.data == hub_data(
        simulator, api_key="sk-new", country=hass.config.country
    )
    assert hub.state is ConfigEntryState.LOADED
    await notify(hass, DAD_ENTITY, message="Hello")
    assert received(simulator) == {DAD: ["Home: Hello"]}


async def test_the_same_key_works_again(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """Nothing has changed then, and it is set up anew all the same."""
    simulator.faults.arm("unauthorized", path=ASK_BALANCE)
    form = await sign_in_again(hass, hub)
    key = simulator.skillboss.api_key
    result = await submit(hass, form, {"api_key": key})
    assert result["reason"] == "reauth_successful"
    assert hub.state is ConfigEntryState.LOADED


async def test_nothing_is_changed(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """The form shows how it is, but for the key."""
    form = await reconfigure(hass, hub)
    typed = hub_input(simulator)
    assert prefilled(form) == {
        key: typed[key] for key in ("template_id", "variable", "advanced")
    }
    assert simulator.skillboss.api_key not in str(prefilled(form))
    result = await submit(hass, form, typed)
    assert result["reason"] == "reconfigure_successful"
    assert hub.state is ConfigEntryState.LOADED
    [dad, mum] = hub.get_subentries_of_type("recipient")
    assert (dad.title, mum.title) == ("Dad", "Mum")


@pytest.mark.usefixtures("impatient_callers")
async def test_everything_is_changed(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """Recipients, options and what is on its way stay; so does the outbox's memory."""
    options = {"limits": {"messages_per_hour": 3, "messages_per_recipient": 3}}
    hass.config_entries.async_update_entry(hub, options=options)
    await hass.async_block_till_done()
    dedup = {"message": "Once", "entity_id": DAD_ENTITY, "dedup_key": "once"}
    await hass.services.async_call(DOMAIN, "send_sms", dedup, blocking=True)
    simulator.faults.arm("rate_limited", path=RUN, retry_after=3600)
    await notify(hass, DAD_ENTITY, message="Wait")
    simulator.skillboss_hub.notify.templates[OTHER] = "Alarm: {{words}}"
    simulator.skillboss_hub.api_key = "sk-new"
    form = await reconfigure(hass, hub)
    typed = hub_input(
        simulator,
        api_key="sk-new",
        template_id=OTHER,
        variable="words",
        base_url=f"{simulator.skillboss.base_url}/",
    )

    result = await submit(hass, form, typed)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert result["reason"] == "reconfigure_successful"
    assert hub.unique_id == f"skillboss_{OTHER}"
    assert hub.data == hub_data(
        simulator,
        api_key="sk-new",
        template_id=OTHER,
        variable="words",
        base_url=typed["advanced"]["base_url"],
        country=hass.config.country,
    )
    assert hub.options == options
    assert hub.title == "SkillBoss"
    await hass.services.async_call(DOMAIN, "send_sms", dedup, blocking=True)
    assert received(simulator) == {DAD: ["Home: Once", "Alarm: Wait"]}


@pytest.mark.usefixtures("hub")
async def test_a_template_of_another_hub(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It is there once, also when it is changed to."""
    simulator.skillboss_hub.notify.templates[OTHER] = "Alarm: {{message}}"
    other = await start(hass, add_hub(hass, simulator, template_id=OTHER))
    form = await reconfigure(hass, other)
    result = await submit(hass, form, hub_input(simulator))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert other.data["template_id"] == OTHER
    assert other.unique_id == f"skillboss_{OTHER}"


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"api_key": "wrong"}, {"base": "invalid_auth"}),
        ({"base_url": NOWHERE}, {"base": "cannot_connect"}),
        ({"template_id": " "}, {"template_id": "template_missing"}),
    ],
    ids=["key", "address", "template"],
)
async def test_a_wrong_change_is_corrected_in_the_same_form(
    hass: HomeAssistant,
    simulator: Simulator,
    hub: MockConfigEntry,
    wrong: dict[str, str],
    errors: dict[str, str],
) -> None:
    """Until then all goes on as before."""
    before = dict(hub.data)
    form = await reconfigure(hass, hub)
    shown = await submit(hass, form, hub_input(simulator, **wrong))
    assert shown["errors"] == errors
    assert hub.data == before
    await notify(hass, DAD_ENTITY, message="Still")
    result = await submit(hass, shown, hub_input(simulator, variable="words"))
    assert result["reason"] == "reconfigure_successful"
    assert hub.data["variable"] == "words"
    assert received(simulator) == {DAD: ["Home: Still"]}


async def test_a_hub_that_was_not_set_up(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It starts with the new key."""
    entry = add_hub(hass, simulator, api_key="wrong")
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    form = await reconfigure(hass, entry)
    await submit(hass, form, hub_input(simulator))
    assert entry.state.value == "loaded"


async def test_accounts_are_never_reached_through_the_hub(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """It has no ClickSend account, so that changing to it would lose everything."""
    menu = await entry.start_reconfigure_flow(hass)
    assert menu["menu_options"] == ["direct", "maton", "membrane"]


@pytest.mark.parametrize(
    "show",
    [
        lambda hass, simulator, _: add(hass, hub_input(simulator, api_key="wrong")),
        lambda hass, _, entry: reconfigure(hass, entry),
    ],
    ids=["error", "reconfigure"],
)
async def test_what_the_hub_says_is_not_shown(
    hass: HomeAssistant,
    simulator: Simulator,
    hub: MockConfigEntry,
    show: Callable[..., Any],
) -> None:
    """Neither its advice nor its words for an error."""
    shown = await show(hass, simulator, hub)
    text = json.dumps(
        [prefilled(shown), shown["errors"], shown["description_placeholders"]]
    )
    assert ADVICE not in text
    assert "Invalid token" not in text
