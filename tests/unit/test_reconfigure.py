"""Reaching an account another way than before."""

from collections.abc import Callable
from itertools import permutations
import json
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging import authorization
from simulator import Simulator
from simulator.clicksend.accounts import DEMO_KEY
from tests.unit.conftest import DAD, direct_data, maton_data, membrane_data, recipient
from tests.unit.dialogs import (
    add_connection,
    add_membrane_connection,
    authorise,
    choose,
    connection_choice,
    direct_input,
    goes_on,
    maton_input,
    membrane_input,
    prefilled,
    submit,
    until,
)

type MakeEntry = Callable[..., MockConfigEntry]

WAYS = {"direct": direct_data, "maton": maton_data, "membrane": membrane_data}


@pytest.fixture
async def maton_entry(
    hass: HomeAssistant, simulator: Simulator, make_entry: MakeEntry
) -> MockConfigEntry:
    """Return an account that is reached through Maton."""
    added = make_entry(data=maton_data(simulator))
    assert await hass.config_entries.async_setup(added.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return added


async def text_dad(hass: HomeAssistant, message: str) -> None:
    """Text Dad."""
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": "notify.dad_sms", "message": message},
        blocking=True,
    )


def _spent_today(hass: HomeAssistant) -> str:
    """Return what messages have cost today, which the outbox knows."""
    state = hass.states.get("sensor.clicksend_spent_today")
    assert state is not None
    return state.state


async def reconfigure(
    hass: HomeAssistant, entry: MockConfigEntry, connection_type: str
) -> ConfigFlowResult:
    """Return the first form of another way to an account."""
    menu = await entry.start_reconfigure_flow(hass)
    assert menu["step_id"] == "reconfigure"
    assert menu["menu_options"] == ["direct", "maton", "membrane"]
    form = await choose(hass, menu, connection_type)
    assert form["step_id"] == connection_type
    return form


async def assert_changed(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    result: ConfigFlowResult,
    data: dict[str, Any],
) -> None:
    """Check that a recipient is still there and is texted the new way."""
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == data
    assert entry.state is ConfigEntryState.LOADED
    assert entry.title == "ClickSend"
    simulator.requests.clear()
    await text_dad(hass, "Hello")
    assert simulator.phones[DAD].received == ["Hello"]
    [sent] = simulator.requests.find("POST", "/sms/send")
    if data["connection_type"] == "maton":
        assert sent.connection == data["connection_id"]


async def test_from_direct_to_maton(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """An account that was reached directly goes through Maton from now on."""
    recipients = dict(entry.subentries)
    form = await reconfigure(hass, entry, "maton")
    assert "api_key" not in prefilled(form)

    choice = await submit(hass, form, maton_input(simulator.maton))
    result = await submit(hass, choice, prefilled(choice))

    await assert_changed(hass, simulator, entry, result, maton_data(simulator))
    assert dict(entry.subentries) == recipients


async def test_from_maton_to_direct(
    hass: HomeAssistant, simulator: Simulator, maton_entry: MockConfigEntry
) -> None:
    """An account that went through Maton is reached directly from now on."""
    recipients = dict(maton_entry.subentries)
    form = await reconfigure(hass, maton_entry, "direct")
    assert prefilled(form) == {
        "advanced": {"base_url": "https://rest.clicksend.com/v3"}
    }

    result = await submit(hass, form, direct_input(simulator))

    await assert_changed(hass, simulator, maton_entry, result, direct_data(simulator))
    assert dict(maton_entry.subentries) == recipients


@pytest.mark.parametrize(("before", "after"), list(permutations(WAYS, 2)))
async def test_from_any_way_to_any_other(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: MakeEntry,
    before: str,
    after: str,
) -> None:
    """People, options and history stay; what belonged to the other way does not."""
    entry = make_entry(recipient("Dad", DAD), data=WAYS[before](simulator))
    hass.config_entries.async_update_entry(
        entry, options={"limits": {"messages_per_hour": 9}}
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await text_dad(hass, "Before")
    subentries, options = dict(entry.subentries), dict(entry.options)
    spent = _spent_today(hass)
    assert float(spent) > 0
    form = await reconfigure(hass, entry, after)
    typed = {
        "direct": direct_input(simulator),
        "maton": maton_input(simulator.maton),
        "membrane": membrane_input(simulator),
    }

    result = await submit(hass, form, typed[after])
    if after != "direct":
        result = await submit(hass, result, prefilled(result))

    assert result["reason"] == "reconfigure_successful"
    assert entry.data == WAYS[after](simulator)
    assert dict(entry.subentries) == subentries
    assert dict(entry.options) == options
    assert _spent_today(hass) == spent
    await text_dad(hass, "After")
    assert simulator.phones[DAD].received == ["Before", "After"]


@pytest.mark.parametrize("after", ["direct", "membrane"])
@pytest.mark.usefixtures("impatient_callers")
async def test_what_waits_leaves_the_new_way(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, after: str
) -> None:
    """A text that could not leave is not lost when the way is changed."""
    simulator.faults.arm("rate_limited", path="/sms/send")
    await text_dad(hass, "Waiting")
    assert simulator.phones[DAD].received == []
    form = await reconfigure(hass, entry, after)
    typed = direct_input if after == "direct" else membrane_input

    result = await submit(hass, form, typed(simulator))
    if after != "direct":
        result = await submit(hass, result, prefilled(result))

    assert result["reason"] == "reconfigure_successful"
    await until(lambda: simulator.phones[DAD].received == ["Waiting"])


async def test_another_membrane_token_finds_out_about_the_version_again(
    hass: HomeAssistant, simulator: Simulator, make_entry: MakeEntry
) -> None:
    """The connection in use is chosen beforehand, although there is a newer one."""
    entry = make_entry(data=membrane_data(simulator))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    simulator.settings.patch({"membrane_base": "v3"})
    add_membrane_connection(simulator, "nocredit", DEMO_KEY)
    form = await reconfigure(hass, entry, "membrane")
    assert prefilled(form) == {"advanced": {"base_url": simulator.membrane.base_url}}

    choice = await submit(
        hass, form, {**prefilled(form), "token": simulator.membrane.token}
    )
    result = await submit(hass, choice, prefilled(choice))

    await assert_changed(
        hass, simulator, entry, result, {**membrane_data(simulator), "api_prefix": ""}
    )


async def test_another_address_of_the_same_kind(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """All but the key is filled in, also what is in the section."""
    form = await reconfigure(hass, entry, "direct")
    typed = prefilled(form)
    assert typed == {
        "username": simulator.clicksend.username,
        "advanced": {"base_url": simulator.clicksend.base_url},
    }

    address = f"{simulator.clicksend.base_url}/"
    result = await submit(hass, form, direct_input(simulator, base_url=address))

    await assert_changed(
        hass,
        simulator,
        entry,
        result,
        {**direct_data(simulator), "base_url": address},
    )


async def test_a_section_that_is_not_opened_keeps_its_values(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Whoever only types a key does not move the account to another address."""
    form = await reconfigure(hass, entry, "direct")

    result = await submit(
        hass, form, {**prefilled(form), "api_key": simulator.clicksend.api_key}
    )

    await assert_changed(hass, simulator, entry, result, direct_data(simulator))


async def test_maton_on_its_older_hosts(
    hass: HomeAssistant, simulator: Simulator, maton_entry: MockConfigEntry
) -> None:
    """The connection in use is chosen beforehand, although there is a newer one."""
    newer = add_connection(simulator, "nocredit", DEMO_KEY)
    form = await reconfigure(hass, maton_entry, "maton")
    assert prefilled(form) == {
        "advanced": {
            "gateway_url": simulator.maton.gateway_url,
            "control_url": simulator.maton.control_url,
        }
    }

    choice = await submit(hass, form, maton_input(simulator.maton_legacy))
    assert connection_choice(choice)[0] == newer.connection_id
    result = await submit(hass, choice, prefilled(choice))

    access = simulator.maton_legacy
    await assert_changed(
        hass,
        simulator,
        maton_entry,
        result,
        {
            **maton_data(simulator),
            "gateway_url": access.gateway_url,
            "control_url": access.control_url,
        },
    )


async def test_a_new_maton_connection(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    entry: MockConfigEntry,
) -> None:
    """The dialog to change the way can also send its user to Maton's page."""
    monkeypatch.setattr(authorization, "POLL_SECONDS", 0.01)
    simulator.settings.patch({"maton_rate_limit": 0})
    form = await reconfigure(hass, entry, "maton")
    choice = await submit(hass, form, maton_input(simulator.maton))

    shown = await submit(hass, choice, {"connection_id": "new"})
    await authorise(hass, shown, simulator)
    result = await goes_on(hass, shown)

    made = list(simulator.connections)[-1].connection_id
    await assert_changed(
        hass,
        simulator,
        entry,
        result,
        {**maton_data(simulator), "connection_id": made},
    )


async def test_nothing_changed(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Confirming what is there is no error, and starts the account anew."""
    form = await reconfigure(hass, entry, "direct")
    simulator.requests.clear()

    result = await submit(hass, form, direct_input(simulator))

    assert len(simulator.requests.find(path="/account")) == 2
    await assert_changed(hass, simulator, entry, result, direct_data(simulator))


@pytest.mark.parametrize(
    ("data", "connection_type"),
    [(direct_data, "direct"), (maton_data, "maton"), (membrane_data, "membrane")],
    ids=["direct", "maton", "membrane"],
)
async def test_the_stored_key_is_never_shown(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: MakeEntry,
    data: Callable[[Simulator], dict[str, Any]],
    connection_type: str,
) -> None:
    """A key does not leave Home Assistant again, neither in a form nor unseen."""
    stored = data(simulator)
    entry = make_entry(data=stored)

    form = await reconfigure(hass, entry, connection_type)

    key = stored["token" if connection_type == "membrane" else "api_key"]
    assert key not in json.dumps(prefilled(form))
    assert key not in repr(form)


@pytest.mark.parametrize("connection_type", ["direct", "maton", "membrane"])
async def test_another_account_is_refused(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection_type: str,
) -> None:
    """Recipients do not move to somebody else's account."""
    before = dict(entry.data)
    form = await reconfigure(hass, entry, connection_type)
    if connection_type == "direct":
        typed = direct_input(simulator, username="nocredit", api_key=DEMO_KEY)
        result = await submit(hass, form, typed)
    elif connection_type == "membrane":
        add_membrane_connection(simulator, "nocredit", DEMO_KEY)
        choice = await submit(hass, form, membrane_input(simulator))
        result = await submit(hass, choice, prefilled(choice))
        assert result["errors"] == {"base": "wrong_account"}
    else:
        simulator.connections.clear()
        add_connection(simulator, "nocredit", DEMO_KEY)
        choice = await submit(hass, form, maton_input(simulator.maton))
        result = await submit(hass, choice, prefilled(choice))
        assert result["errors"] == {"base": "wrong_account"}

    if connection_type == "direct":
        assert result["reason"] == "wrong_account"
    assert entry.data == before
    assert entry.state is ConfigEntryState.LOADED


async def test_what_goes_wrong_is_said_and_the_same_form_goes_on(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """A way that does not work leaves the account as it is, and the form open."""
    before = dict(entry.data)
    form = await reconfigure(hass, entry, "direct")

    shown = await submit(hass, form, direct_input(simulator, api_key="wrong"))

    assert shown["step_id"] == "direct"
    assert shown["errors"] == {"base": "invalid_auth"}
    assert entry.data == before
    result = await submit(hass, shown, direct_input(simulator))
    await assert_changed(hass, simulator, entry, result, direct_data(simulator))


async def test_an_account_that_was_not_set_up_starts_with_the_new_way(
    hass: HomeAssistant,
    simulator: Simulator,
    expected_log: list[str],
    make_entry: MakeEntry,
) -> None:
    """Changing the way also ends the request to sign in again."""
    expected_log.append("could not authenticate")
    broken = make_entry(data={**direct_data(simulator), "api_key": "old"})
    await hass.config_entries.async_setup(broken.entry_id)
    await hass.async_block_till_done()
    form = await reconfigure(hass, broken, "maton")

    choice = await submit(hass, form, maton_input(simulator.maton))
    result = await submit(hass, choice, prefilled(choice))

    await assert_changed(hass, simulator, broken, result, maton_data(simulator))
    assert hass.config_entries.flow.async_progress() == []
