"""Signing in again when Membrane's token or its connection is no longer good."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import DOMAIN as HOMEASSISTANT_DOMAIN, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.clicksend_messaging import authorization
from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from simulator.clicksend.accounts import DEMO_KEY
from simulator.membrane.connections import Connection
from tests.unit.conftest import DAD, maton_data, membrane_data
from tests.unit.dialogs import (
    add_membrane_connection,
    authorise,
    connection_choice,
    goes_on,
    prefilled,
    submit,
    until,
)

ONE = "/membrane/connections/*"
PROXY = "/membrane/connections/*/proxy/*"
REQUESTS = "/membrane/connection-requests"
DAD_ENTITY = "notify.dad_sms"

type MakeEntry = Callable[..., MockConfigEntry]


@pytest.fixture
def expected_log() -> list[str]:
    """Expect to be told of credentials that are refused."""
    return [
        "could not authenticate",
        "Authentication failed while fetching",
        # Of two polls at the same time one may be refused and one not answered.
        "Error fetching clicksend_messaging",
    ]


@pytest.fixture(autouse=True)
def _quick_polling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask Membrane every hundredth of a second."""
    monkeypatch.setattr(authorization, "POLL_SECONDS", 0.01)


@pytest.fixture
def connection(simulator: Simulator) -> Connection:
    """Return the connection that is there from the start."""
    return simulator.membrane_tenant.clicksend


@pytest.fixture
async def entry(
    hass: HomeAssistant, simulator: Simulator, make_entry: MakeEntry
) -> MockConfigEntry:
    """Return a running account that is reached through Membrane."""
    added = make_entry(data=membrane_data(simulator))
    assert await hass.config_entries.async_setup(added.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return added


async def poll(hass: HomeAssistant) -> None:
    """Have happen what is due in a quarter of an hour: the account is looked at."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=16))
    await hass.async_block_till_done(wait_background_tasks=True)


async def reauth_form(
    hass: HomeAssistant, entry: MockConfigEntry, step_id: str
) -> ConfigFlowResult:
    """Return the form of the one dialog that asks to sign in again."""
    [flow] = entry.async_get_active_flows(hass, {SOURCE_REAUTH})
    form = await hass.config_entries.flow.async_configure(flow["flow_id"])
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == step_id
    assert form["description_placeholders"] == {"name": entry.title}
    return form


async def renewal(
    hass: HomeAssistant, entry: MockConfigEntry, connection: Connection, trouble: str
) -> ConfigFlowResult:
    """Return the announcement of Membrane's page, after trouble with a connection."""
    break_down(connection, trouble)
    await poll(hass)
    return await reauth_form(hass, entry, "membrane_renew")


def break_down(connection: Connection, trouble: str) -> None:
    """Have a connection need its owner."""
    match trouble:
        case "disconnected":
            connection.disconnected = True
        case "defunct":
            connection.is_defunct = True
        case "key":
            connection.api_key = "no longer valid"
        case _:
            connection.state = "CLIENT_ACTION_REQUIRED"
            connection.action_has_url = trouble == "action"


def give_away(simulator: Simulator, way: str) -> None:
    """Give the connection in use to another account, some time later."""
    simulator.clock.advance(900)
    if way == "maton":
        [of_maton] = simulator.connections
        simulator.connections.authorise(of_maton, "nocredit", DEMO_KEY)
    else:
        tenant = simulator.membrane_tenant
        tenant.connections.connect(tenant.clicksend, "nocredit", DEMO_KEY)


async def text_dad(hass: HomeAssistant, message: str = "Hello") -> None:
    """Text Dad."""
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": DAD_ENTITY, "message": message},
        blocking=True,
    )


async def assert_signed_in(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    result: ConfigFlowResult,
) -> None:
    """Check that the dialog is done, and the account works again."""
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    assert entry.state is ConfigEntryState.LOADED
    assert hass.states.is_state("sensor.clicksend_balance", "100.000000")
    assert hass.config_entries.flow.async_progress_by_handler(DOMAIN) == []
    issue = f"config_entry_reauth_{DOMAIN}_{entry.entry_id}"
    assert not ir.async_get(hass).async_get_issue(HOMEASSISTANT_DOMAIN, issue)
    await text_dad(hass, "Back again")
    assert simulator.phones[DAD].received[-1] == "Back again"


@pytest.mark.parametrize("key", ["access_token_expired", "not_authenticated"])
async def test_an_expired_token_is_replaced(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, key: str
) -> None:
    """A connection that still works is kept without asking."""
    simulator.settings.patch({"membrane_expired_key": key})
    simulator.membrane_tenant.tokens.expire()
    await poll(hass)
    assert hass.states.is_state("sensor.clicksend_balance", "unavailable")
    form = await reauth_form(hass, entry, "reauth_confirm")
    assert prefilled(form) == {}

    result = await submit(
        hass, form, {"token": simulator.membrane_tenant.tokens.renew()}
    )

    await assert_signed_in(hass, simulator, entry, result)
    assert entry.data == membrane_data(simulator)


async def test_an_account_that_was_not_set_up_starts_with_the_new_token(
    hass: HomeAssistant, simulator: Simulator, make_entry: MakeEntry
) -> None:
    """The new token is what the account starts with."""
    entry = make_entry(data={**membrane_data(simulator), "token": "old"})
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    form = await reauth_form(hass, entry, "reauth_confirm")

    shown = await submit(hass, form, {"token": "wrong"})
    assert shown["step_id"] == "reauth_confirm"
    assert shown["errors"] == {"base": "invalid_auth"}
    result = await submit(hass, shown, {"token": simulator.membrane.token})

    await assert_signed_in(hass, simulator, entry, result)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("html_error", "cannot_connect"),
        ("rate_limited", "rate_limited"),
        ("forbidden", "unknown"),
    ],
)
@pytest.mark.parametrize("path", [ONE, "/account"])
async def test_what_goes_wrong_is_said_and_the_same_form_goes_on(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    fault: str,
    error: str,
    path: str,
) -> None:
    """A failure while signing in again leaves the form with what was typed in."""
    simulator.membrane_tenant.tokens.expire()
    await poll(hass)
    form = await reauth_form(hass, entry, "reauth_confirm")
    token = simulator.membrane_tenant.tokens.renew()
    simulator.faults.arm(fault, path=path)

    shown = await submit(hass, form, {"token": token})

    assert shown["step_id"] == "reauth_confirm"
    assert shown["errors"] == {"base": error}
    assert prefilled(shown) == {"token": token}
    result = await submit(hass, shown, prefilled(shown))
    await assert_signed_in(hass, simulator, entry, result)


@pytest.mark.parametrize(
    "trouble", ["action", "action without page", "disconnected", "defunct", "key"]
)
async def test_a_connection_is_made_good_at_membrane(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
    trouble: str,
) -> None:
    """The dialog opens Membrane's page, waits, and the account goes on as it was."""
    before = dict(entry.data)
    form = await renewal(hass, entry, connection, trouble)
    assert prefilled(form) == {}

    shown = await submit(hass, form, {})
    assert shown["type"] is FlowResultType.EXTERNAL_STEP
    assert shown["step_id"] == "membrane_authorize"
    token = shown["url"].rpartition("=")[2]
    own_page = token == connection.session_token
    assert own_page is (trouble == "action")
    await authorise(hass, shown, simulator)
    result = await goes_on(hass, shown)

    await assert_signed_in(hass, simulator, entry, result)
    assert entry.data == before
    assert simulator.requests.find("DELETE") == []


async def test_a_connection_that_only_clicksend_refuses_gets_a_page_of_its_own(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    entry: MockConfigEntry,
    connection: Connection,
) -> None:
    """What Membrane once asked for does not count while it finds nothing wrong."""
    shown_by_membrane = Connection.as_dict

    def with_old_action(*args: Any, **kwargs: Any) -> dict[str, Any]:
        action = {"type": "connect", "uiUrl": f"{simulator.url}/old"}
        return {**shown_by_membrane(*args, **kwargs), "clientAction": action}

    monkeypatch.setattr(Connection, "as_dict", with_old_action)
    form = await renewal(hass, entry, connection, "key")

    shown = await submit(hass, form, {})

    assert not shown["url"].endswith("/old")
    await authorise(hass, shown, simulator)
    result = await goes_on(hass, shown)
    await assert_signed_in(hass, simulator, entry, result)


async def test_nobody_is_asked_to_connect_before_they_are_there(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
) -> None:
    """A link grows old, so it is made when somebody is about to follow it."""
    await renewal(hass, entry, connection, "disconnected")

    assert simulator.requests.find("POST", REQUESTS) == []


async def test_a_new_token_with_a_connection_that_needs_its_owner(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
) -> None:
    """Where the token was not all, the dialog goes on to Membrane's page."""
    simulator.membrane_tenant.tokens.expire()
    break_down(connection, "disconnected")
    await poll(hass)
    form = await reauth_form(hass, entry, "reauth_confirm")

    token = simulator.membrane_tenant.tokens.renew()
    shown = await submit(hass, form, {"token": token})
    assert shown["type"] is FlowResultType.EXTERNAL_STEP
    await authorise(hass, shown, simulator)
    result = await goes_on(hass, shown)

    await assert_signed_in(hass, simulator, entry, result)
    assert entry.data == membrane_data(simulator)


async def test_a_connection_that_works_again_is_enough(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
) -> None:
    """What was made good at Membrane already, nobody has to do again."""
    form = await renewal(hass, entry, connection, "disconnected")
    connection.disconnected = False

    result = await submit(hass, form, {})

    await assert_signed_in(hass, simulator, entry, result)
    assert simulator.requests.find("POST", REQUESTS) == []


@pytest.mark.parametrize("gone", ["archived", "removed"])
@pytest.mark.parametrize("listed", [True, False])
async def test_a_connection_that_is_gone_is_replaced(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
    gone: str,
    *,
    listed: bool,
) -> None:
    """There is nothing to make good, so another one can be chosen."""
    other = add_membrane_connection(simulator)
    tenant = simulator.membrane_tenant
    if gone == "archived":
        tenant.connections.archive(connection)
    else:
        tenant.connections.clear()
        other = add_membrane_connection(simulator)
    await poll(hass)
    form = await reauth_form(hass, entry, "membrane_renew")
    if not listed:
        simulator.faults.arm("server_error", path="/membrane/search")

    choice = await submit(hass, form, {})

    assert choice["errors"] == {"base": "no_connection"}
    if listed:
        assert connection_choice(choice) == [other.connection_id, "new"]
    else:
        assert connection_choice(choice) == ["new"]
        shown = await submit(hass, choice, {"connection_id": "new"})
        assert shown["type"] is FlowResultType.EXTERNAL_STEP
        await authorise(hass, shown, simulator)
        result = await goes_on(hass, shown)
        await assert_signed_in(hass, simulator, entry, result)
        return
    result = await submit(hass, choice, {"connection_id": other.connection_id})
    await assert_signed_in(hass, simulator, entry, result)
    assert entry.data["connection_id"] == other.connection_id


@pytest.mark.parametrize("trouble", ["action", "disconnected"])
async def test_a_page_that_nobody_fills_in_leads_to_the_choice(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    entry: MockConfigEntry,
    connection: Connection,
    trouble: str,
) -> None:
    """Waiting has an end, and another connection is a way out."""
    monkeypatch.setattr(authorization, "AUTHORIZATION_SECONDS", 0.1)
    other = add_membrane_connection(simulator)
    form = await renewal(hass, entry, connection, trouble)

    choice = await goes_on(hass, await submit(hass, form, {}))

    assert choice["errors"] == {"base": "no_connection"}
    assert connection_choice(choice) == [other.connection_id, "new"]
    result = await submit(hass, choice, {"connection_id": other.connection_id})
    await assert_signed_in(hass, simulator, entry, result)


async def test_a_connection_that_goes_while_it_is_made_good(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
) -> None:
    """Nobody waits for what is gone."""
    form = await renewal(hass, entry, connection, "action")
    shown = await submit(hass, form, {})
    simulator.membrane_tenant.connections.archive(connection)

    choice = await goes_on(hass, shown)

    assert connection_choice(choice) == ["new"]
    assert choice["errors"] == {"base": "no_connection"}


async def test_a_token_that_expires_before_the_page_is_opened(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
) -> None:
    """What is needed by now is asked for."""
    form = await renewal(hass, entry, connection, "disconnected")
    simulator.membrane_tenant.tokens.expire()
    connection.disconnected = False

    shown = await submit(hass, form, {})

    assert shown["step_id"] == "reauth_confirm"
    assert shown["errors"] == {"base": "invalid_auth"}
    assert prefilled(shown) == {}
    token = simulator.membrane_tenant.tokens.renew()
    result = await submit(hass, shown, {"token": token})
    await assert_signed_in(hass, simulator, entry, result)


async def test_membrane_does_not_answer_when_the_page_is_to_be_opened(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
) -> None:
    """The same form goes on, and nothing has to be typed in."""
    simulator.faults.arm("unauthorized", path=PROXY)
    simulator.faults.arm("server_error", path=ONE, times=None)
    await poll(hass)
    simulator.faults.clear()
    simulator.faults.arm("unauthorized", path="/account")
    await poll(hass)
    form = await reauth_form(hass, entry, "membrane_renew")
    break_down(connection, "disconnected")
    simulator.faults.clear()
    simulator.faults.arm("rate_limited", method="POST", path=REQUESTS)

    shown = await submit(hass, form, {})

    assert shown["step_id"] == "membrane_renew"
    assert shown["errors"] == {"base": "rate_limited"}
    shown = await submit(hass, shown, {})
    assert shown["type"] is FlowResultType.EXTERNAL_STEP


async def test_another_account_is_refused(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
) -> None:
    """Nobody's messages go out from an account by mistake."""
    before = dict(entry.data)
    form = await renewal(hass, entry, connection, "disconnected")
    shown = await submit(hass, form, {})
    await authorise(hass, shown, simulator, username="nocredit", api_key=DEMO_KEY)

    result = await goes_on(hass, shown)

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "wrong_account"
    assert entry.data == before


@pytest.mark.parametrize("when", ["running", "starting"])
@pytest.mark.parametrize("way", ["maton", "membrane"])
async def test_a_connection_that_was_given_to_another_account(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: MakeEntry,
    way: str,
    when: str,
) -> None:
    """It keeps its id, but nothing is sent or received through it any more."""
    data = maton_data(simulator) if way == "maton" else membrane_data(simulator)
    entry = make_entry(data=data)
    if when == "running":
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        await text_dad(hass)
    give_away(simulator, way)

    if when == "running":
        await poll(hass)
    else:
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)

    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert entry.error_reason_translation_key == "other_account"
    step_id = "membrane_renew" if way == "membrane" else "reauth_confirm"
    form = await reauth_form(hass, entry, step_id)
    # Maton answers ten requests a second.
    simulator.clock.advance(1)
    typed = {"api_key": data["api_key"]} if way == "maton" else {}
    result = await submit(hass, form, typed)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "wrong_account"
    assert len(simulator.requests.find("POST", "/sms/send")) == (when == "running")


async def test_a_connection_that_was_given_back(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    connection: Connection,
) -> None:
    """The account works again, and has what it had."""
    rightful = connection.username, connection.api_key
    give_away(simulator, "membrane")
    await poll(hass)
    form = await reauth_form(hass, entry, "membrane_renew")
    connection.username, connection.api_key = rightful

    result = await submit(hass, form, {})

    await assert_signed_in(hass, simulator, entry, result)


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
