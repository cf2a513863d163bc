"""What nobody but the people concerned may read: keys, numbers, names, texts."""

from base64 import b64encode
from collections.abc import Callable, Iterator
import json
import logging
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, SOURCE_USER, ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.clicksend_messaging import authorization
from custom_components.clicksend_messaging.api.models import (
    Channel,
    InboundMessage,
    Rule,
)
from custom_components.clicksend_messaging.api.transports import (
    DirectTransport,
    MatonTransport,
    MembraneTransport,
)
from custom_components.clicksend_messaging.connection import async_client
from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.inbound.opt_out import OptOutChange
from custom_components.clicksend_messaging.inbound.text import ReceivedText
from custom_components.clicksend_messaging.messaging.message import (
    Message,
    Outcome,
    Status,
)
from custom_components.clicksend_messaging.messaging.options import InboundOptions
from custom_components.clicksend_messaging.messaging.recipients import Recipient
from simulator import Simulator
from tests.unit.clock import poll_now
from tests.unit.conftest import direct_data, maton_data, membrane_data, recipient
from tests.unit.dialogs import (
    authorise,
    connection_choice,
    direct_input,
    goes_on,
    maton_input,
    membrane_input,
    open_dialog,
    submit,
)
from tests.unit.sending import notify, send_sms

OURS = f"custom_components.{DOMAIN}"

NAME, NUMBER = "Zelda Quartermaine", "+12025550117"
OTHER_NAME, OTHER_NUMBER = "Xaver Oberhuber", "+12025550128"
STRANGER = "+12025550139"
ABROAD = "+573001234567"
NEW_KEY = "A-NEW-KEY-5F2D9C"
OUTGOING, INCOMING = "The walrus is in the pantry", "Feed it herrings at noon"
REFERENCE = "pantry-watch"
SENDER = "WalrusWatch"

PERSONAL = (
    *(NAME, OTHER_NAME, *NAME.split(), *OTHER_NAME.split()),
    *(OUTGOING, INCOMING, "walrus", "herrings", REFERENCE, SENDER),
    # Also in national form, and so however it is written.
    *(
        number[-7:]
        for number in (NUMBER, OTHER_NUMBER, STRANGER, ABROAD, "+12025550143")
    ),
    # ClickSend's answer about the account says more than anybody asked for.
    *("casey@example.com", "Casey", "Example Household"),
)

ENTITIES = {
    "binary_sensor.clicksend_low_balance": {"device_class"},
    "event.clicksend_inbound_message": {
        *("event_types", "event_type", "message_id", "from_number", "to_number"),
        *("name", "message", "timestamp", "in_reply_to"),
    },
    "event.clicksend_opt_out": {"event_types", "event_type", "from_number", "name"},
    "notify.zelda_quartermaine_sms": {"supported_features"},
    "notify.xaver_oberhuber_sms": {"supported_features"},
    "sensor.clicksend_balance": {"device_class", "state_class", "unit_of_measurement"},
    "sensor.clicksend_last_inbound_message": {
        *("device_class", "from_number", "name", "message"),
    },
    "sensor.clicksend_outbox": {"state_class", "unit_of_measurement"},
}


def secrets(simulator: Simulator) -> set[str]:
    """Return everything that must not get out."""
    account = simulator.account
    found = {
        *(account.username, account.subaccount_key, simulator.maton.api_key, NEW_KEY),
        simulator.clicksend.api_key,
    }
    for key in (account.api_key, NEW_KEY):
        found |= {key, b64encode(f"{account.username}:{key}".encode()).decode()}
    for connection in simulator.connections:
        found |= {connection.connection_id, connection.session_token}
    found.add(simulator.membrane.token)
    for kept in simulator.membrane_tenant.connections:
        found |= {kept.connection_id, kept.session_token}
    for request in simulator.membrane_tenant.requests:
        found |= {request.request_id, request.session_token}
    return found | set(PERSONAL)


def leaks(text: str, simulator: Simulator) -> list[str]:
    """Return the secrets in a text, in whatever case."""
    lower = text.lower()
    return [secret for secret in secrets(simulator) if secret.lower() in lower]


def our_log(caplog: pytest.LogCaptureFixture) -> Iterator[str]:
    """Yield all that our loggers were given, also what no format shows."""
    formatter = logging.Formatter("%(name)s %(levelname)s %(message)s")
    for when in ("setup", "call"):
        for record in caplog.get_records(when):
            if record.name.startswith(OURS):
                yield f"{formatter.format(record)} {record.args!r} {record.stack_info}"


@pytest.fixture(autouse=True)
def _detailed_log(caplog: pytest.LogCaptureFixture) -> None:
    """Log as somebody does who looks for a fault."""
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, logger=OURS)


@pytest.fixture
def expected_log() -> list[str]:
    """Expect the warnings that go with everything going wrong."""
    return [
        "Error fetching clicksend_messaging",
        "Authentication failed while fetching",
        "could not authenticate",
        "are left at ClickSend",
    ]


async def add_recipients(
    hass: HomeAssistant, simulator: Simulator, entry: ConfigEntry
) -> None:
    """Go through the dialog for two people."""
    simulator.settings.approved_senders += (SENDER,)
    for name, number in ((NAME, NUMBER), (OTHER_NAME, OTHER_NUMBER)):
        form = await hass.config_entries.subentries.async_init(
            (entry.entry_id, "recipient"), context={"source": SOURCE_USER}
        )
        for written in ("not a number", number):
            await hass.config_entries.subentries.async_configure(
                form["flow_id"],
                {
                    "name": name,
                    "phone_number": written,
                    "channels": ["sms"],
                    "sms": {"sender": SENDER},
                },
            )
    await hass.async_block_till_done(wait_background_tasks=True)


async def send_in_every_way(hass: HomeAssistant, simulator: Simulator) -> None:
    """Succeed once, and fail in as many ways as there are."""
    everybody = {
        "entity_id": ["notify.zelda_quartermaine_sms", "notify.xaver_oberhuber_sms"],
        "phone_numbers": [STRANGER, ABROAD, "call me maybe"],
        "message": OUTGOING,
        "reference": REFERENCE,
        "sender": SENDER,
    }
    await notify(hass, "notify.zelda_quartermaine_sms", message=OUTGOING)
    assert (await send_sms(hass, **everybody))["accepted"] == 3
    faults = (
        *("reset_before", "reset_after", "processed_server_error", "malformed"),
        *("html_error", "empty_answer", "hidden_error", "forbidden", "unauthorized"),
    )
    for fault in faults:
        simulator.faults.arm(fault, path="/sms/send")
        with pytest.raises(HomeAssistantError):
            await notify(hass, "notify.zelda_quartermaine_sms", message=OUTGOING)
    simulator.faults.arm("rate_limited", path="/sms/send", retry_after=1)
    await notify(hass, "notify.zelda_quartermaine_sms", message=OUTGOING)
    with pytest.raises(HomeAssistantError):
        await send_sms(hass, **{**everybody, "message": OUTGOING * 100})


async def receive_in_every_way(hass: HomeAssistant, simulator: Simulator) -> None:
    """Get texts, with polling and marking as read going wrong now and then."""
    for sender in (NUMBER, STRANGER):
        simulator.inject_inbound(sender, INCOMING)
        simulator.faults.arm("server_error", path="/sms/inbound")
        simulator.faults.arm("html_error", path="/sms/inbound-read/*")
        simulator.faults.arm("not_found", path="/sms/inbound-read/*")
        for _ in range(3):
            await poll_now(hass)
        for word in ("STOP", "START"):
            simulator.inject_inbound(sender, word)
            await poll_now(hass)
    simulator.inject_inbound(sender, INCOMING)
    await poll_now(hass)
    event = hass.states.get("event.clicksend_inbound_message")
    assert event is not None
    assert event.attributes["message"] == INCOMING


async def sign_in_again(hass: HomeAssistant, api_key: str) -> None:
    """Answer the dialog that asks for credentials, first with wrong ones."""
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"api_key": "WRONG"}
    )
    await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"api_key": api_key}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)


async def remove(hass: HomeAssistant, simulator: Simulator, entry: ConfigEntry) -> None:
    """Remove the account while ClickSend does not let go of our rule."""
    simulator.faults.arm("server_error", method="DELETE", times=None)
    await hass.config_entries.async_remove(entry.entry_id)


def assert_entities_show_what_they_should(hass: HomeAssistant) -> None:
    """Check every entity's attributes; what is not in the list is not shown."""
    for entity_id, attributes in ENTITIES.items():
        state = hass.states.get(entity_id)
        assert state is not None, entity_id
        assert set(state.attributes) == {*attributes, "friendly_name"}, entity_id
    shown = {
        state.entity_id: json.dumps(dict(state.attributes), default=str)
        for state in hass.states.async_all()
    }
    for entity_id in shown.keys() - {"event.clicksend_inbound_message"}:
        assert OUTGOING not in shown[entity_id]


@pytest.mark.usefixtures("short_waits")
async def test_account_that_is_reached_directly(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_client: ClientSessionGenerator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """From the first dialog to the removal, all that can be logged is harmless."""
    form = await open_dialog(hass, "direct")
    await submit(hass, form, direct_input(simulator, api_key="WRONG"))
    created = await submit(hass, form, direct_input(simulator))
    entry: ConfigEntry = created["result"]
    hass.config_entries.subentries.async_abort(created["next_flow"][1])
    await add_recipients(hass, simulator, entry)
    await send_in_every_way(hass, simulator)
    await receive_in_every_way(hass, simulator)
    simulator.account.api_key = NEW_KEY
    await hass.config_entries.async_reload(entry.entry_id)
    broken = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    await sign_in_again(hass, NEW_KEY)
    assert_entities_show_what_they_should(hass)
    working = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    await remove(hass, simulator, entry)

    log = list(our_log(caplog))
    assert any("is not marked yet" in line for line in log)
    assert leaks("\n".join(log), simulator) == []
    for diagnostics in (broken, working):
        assert leaks(json.dumps(diagnostics), simulator) == []
        assert str(simulator.account.user_id) not in json.dumps(diagnostics)


@pytest.mark.usefixtures("short_waits")
async def test_account_that_is_reached_through_a_gateway(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_client: ClientSessionGenerator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The same with its key, its connections, and the page that authorises one."""
    simulator.settings.maton_rate_limit = 0
    abandoned = await open_dialog(hass, "maton")
    abandoned = await submit(hass, abandoned, maton_input(simulator.maton))
    abandoned = await submit(hass, abandoned, {"connection_id": "new"})
    (pending,) = (c for c in simulator.connections if c.status == "PENDING")
    assert pending.session_token in abandoned["url"]
    hass.config_entries.flow.async_abort(abandoned["flow_id"])
    form = await open_dialog(hass, "maton")
    await submit(hass, form, maton_input(simulator.maton, api_key="WRONG"))
    choice = await submit(hass, form, maton_input(simulator.maton))
    created = await submit(
        hass, choice, {"connection_id": connection_choice(choice)[0]}
    )
    entry: ConfigEntry = created["result"]
    hass.config_entries.subentries.async_abort(created["next_flow"][1])
    await add_recipients(hass, simulator, entry)
    await send_in_every_way(hass, simulator)
    (connection,) = (c for c in simulator.connections if c.status == "ACTIVE")
    connection.status = "FAILED"
    await poll_now(hass)
    broken = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    connection.status = "ACTIVE"
    await sign_in_again(hass, simulator.maton.api_key)
    working = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    await remove(hass, simulator, entry)

    log = list(our_log(caplog))
    assert log
    everything = [*log, json.dumps(broken), json.dumps(working)]
    assert leaks("\n".join(everything), simulator) == []
    assert pending.session_token not in "\n".join(everything)


@pytest.mark.usefixtures("short_waits")
async def test_account_that_is_reached_through_membrane(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_client: ClientSessionGenerator,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same with its token, its requests, and the page that makes it good."""
    monkeypatch.setattr(authorization, "POLL_SECONDS", 0.01)
    form = await open_dialog(hass, "membrane")
    await submit(hass, form, membrane_input(simulator, token="WRONG"))
    choice = await submit(hass, form, membrane_input(simulator))
    first_page = await submit(hass, choice, {"connection_id": "new"})
    await authorise(hass, first_page, simulator)
    created = await goes_on(hass, first_page)
    entry: ConfigEntry = created["result"]
    hass.config_entries.subentries.async_abort(created["next_flow"][1])
    await add_recipients(hass, simulator, entry)
    await send_in_every_way(hass, simulator)
    connection = simulator.membrane_tenant.connections.get(entry.data["connection_id"])
    assert connection is not None
    connection.state = "CLIENT_ACTION_REQUIRED"
    await poll_now(hass)
    broken = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    [flow] = entry.async_get_active_flows(hass, {SOURCE_REAUTH})
    next_page = await submit(hass, flow, {})
    await authorise(hass, next_page, simulator)
    await goes_on(hass, next_page)
    working = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    kept = json.dumps(dict(entry.data))
    await remove(hass, simulator, entry)

    log = list(our_log(caplog))
    assert log
    everything = "\n".join([*log, json.dumps(broken), json.dumps(working)])
    assert leaks(everything, simulator) == []
    # Nothing of a link is kept, not even by the account.
    for page in (first_page, next_page):
        assert page["url"].rpartition("=")[2] not in f"{everything}{kept}"


async def test_representations(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
) -> None:
    """Logs show them, and so do the traces of errors that nobody expected."""
    entry = make_entry(recipient(NAME, NUMBER))
    assert await hass.config_entries.async_setup(entry.entry_id)
    message: dict[str, Any] = {
        "recipient": NUMBER,
        "name": NAME,
        "sender": SENDER,
        "reference": REFERENCE,
    }
    objects = [
        entry.runtime_data,
        entry,
        async_client(hass, direct_data(simulator)),
        async_client(hass, maton_data(simulator)),
        async_client(hass, membrane_data(simulator)),
        DirectTransport("somebody", simulator.clicksend.api_key),
        MatonTransport(simulator.maton.api_key, "some connection"),
        MembraneTransport(simulator.membrane.token, "some connection"),
        Message(key="key", channel=Channel.SMS, text=OUTGOING, **message),
        Outcome(status=Status.UNKNOWN, code="ANSWER_LOST", **message),
        Recipient(number=NUMBER, name=NAME, sender=SENDER),
        InboundMessage.parse({"from": NUMBER, "to": ABROAD, "body": INCOMING}),
        ReceivedText(
            message_id="1",
            from_number=NUMBER,
            to_number=ABROAD,
            name=NAME,
            message=INCOMING,
            timestamp=dt_util.utcnow(),
            in_reply_to=REFERENCE,
            trusted=True,
        ),
        OptOutChange(from_number=NUMBER, name=NAME, opted_out=True),
        InboundOptions.from_entry({"inbound": {"trusted_numbers": [NUMBER]}}),
        Rule.parse({"inbound_rule_id": 1, "action_address": f"https://x/{NEW_KEY}"}),
    ]

    for thing in objects:
        assert leaks(f"{thing!r} {thing}", simulator) == [], type(thing)


def test_the_search_finds_what_it_looks_for(simulator: Simulator) -> None:
    """Otherwise all of the above would prove nothing."""
    found = f"{NAME.upper()} at (202) 555 0117 / 2025550117: {OUTGOING}"

    assert {"Zelda", "5550117", "walrus"} <= set(leaks(found, simulator))
