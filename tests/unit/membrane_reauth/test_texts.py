"""What becomes of texts while nobody is signed in."""

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from simulator.membrane.connections import Connection
from tests.unit.conftest import DAD, maton_data, membrane_data
from tests.unit.dialogs import submit, until
from tests.unit.membrane_reauth.signing_in import (
    PROXY,
    MakeEntry,
    break_down,
    poll,
    reauth_form,
    text_dad,
)


@pytest.mark.parametrize("trouble", ["token", "disconnected", "defunct", "key"])
async def test_whoever_texts_is_told_that_nothing_can_leave(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
    trouble: str,
) -> None:
    """Nothing waits for somebody to sign in again, and somebody is asked to."""
    if trouble == "token":
        simulator.membrane_tenant.tokens.expire()
    else:
        break_down(connection, trouble)

    with pytest.raises(HomeAssistantError) as caught:
        await text_dad(hass)

    assert caught.value.translation_key == "not_authorized"
    await hass.async_block_till_done(wait_background_tasks=True)
    step_id = "reauth_confirm" if trouble == "token" else "membrane_renew"
    await reauth_form(hass, entry, step_id)
    assert simulator.phones[DAD].received == []


async def test_what_no_token_or_connection_mends_is_only_told(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """Signing in again would change nothing, so nobody is asked to."""
    simulator.faults.arm("forbidden", path=PROXY)

    with pytest.raises(HomeAssistantError) as caught:
        await text_dad(hass)

    assert caught.value.translation_key == "send_failed"
    assert "access_denied" in str(caught.value)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert list(entry.async_get_active_flows(hass, {SOURCE_REAUTH})) == []
    assert simulator.phones[DAD].received == []


@pytest.mark.parametrize("way", ["maton", "membrane"])
@pytest.mark.usefixtures("short_waits")
async def test_a_text_that_waited_too_long_is_reported(
    hass: HomeAssistant, simulator: Simulator, make_entry: MakeEntry, way: str
) -> None:
    """Either gateway may have changed its mind when it is reached again."""
    data = maton_data(simulator) if way == "maton" else membrane_data(simulator)
    entry = make_entry(data=data)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await simulator.stop()
    await text_dad(hass)
    next(iter(simulator.connections)).status = "FAILED"
    simulator.membrane_tenant.tokens.expire()

    await simulator.start()

    await until(lambda: _reported(hass, "event_type") == "failed")
    assert _reported(hass, "reason") == "NOT_AUTHORIZED"
    assert _reported(hass, "recipient") == "Dad"
    await until(lambda: list(entry.async_get_active_flows(hass, {SOURCE_REAUTH})) != [])
    assert simulator.phones[DAD].received == []


@pytest.mark.usefixtures("impatient_callers")
async def test_what_nobody_heard_of_is_looked_up_after_signing_in_again(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Nothing proves that it did not leave, so it is neither lost nor sent again."""
    simulator.faults.arm("reset_after", path="/sms/send")
    simulator.faults.arm("unauthorized", path="/sms/history", times=None)
    with pytest.raises(HomeAssistantError) as caught:
        await text_dad(hass)
    assert caught.value.translation_key == "outcome_unknown"
    simulator.membrane_tenant.tokens.expire()
    await poll(hass)
    form = await reauth_form(hass, entry, "reauth_confirm")
    token = simulator.membrane_tenant.tokens.renew()
    simulator.faults.clear()

    result = await submit(hass, form, {"token": token})

    assert result["reason"] == "reauth_successful"
    simulator.requests.clear()
    await poll(hass)
    assert simulator.requests.find("GET", "/sms/history") != []
    assert _reported(hass, "event_type") == "sent"
    assert simulator.phones[DAD].received == ["Hello"]


def _reported(hass: HomeAssistant, attribute: str) -> object:
    """Return what the last delivery report said."""
    state = hass.states.get("event.clicksend_delivery_report")
    assert state is not None
    return state.attributes.get(attribute)
