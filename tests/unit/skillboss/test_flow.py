"""The dialogs of the SkillBoss hub: adding it, changing it, and what it has."""

from collections.abc import Callable
import json
from typing import Any

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_USER,
    ConfigEntryState,
    ConfigFlowResult,
    FlowType,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from simulator.skillboss.answers import ADVICE
from tests.unit.conftest import DAD, MUM
from tests.unit.dialogs import direct_input, open_dialog, prefilled, submit
from tests.unit.sending import DAD_ENTITY, notify
from tests.unit.skillboss.hub import (
    ASK_BALANCE,
    BALANCE,
    RUN,
    add_hub,
    hub_data,
    hub_input,
    received,
    start,
)
from tests.unit.states import value

NOWHERE = "http://127.0.0.1:1/v1"
OTHER = "template_01jothertemplate"


async def add(hass: HomeAssistant, typed: dict[str, Any]) -> ConfigFlowResult:
    """Open the dialog and submit its form."""
    return await submit(hass, await open_dialog(hass, "skillboss"), typed)


async def reconfigure(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Open the dialog to change the hub, which has no menu."""
    form = await entry.start_reconfigure_flow(hass)
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "skillboss"
    return form


async def test_the_hub_is_added(hass: HomeAssistant, simulator: Simulator) -> None:
    """The entry holds the key and the template, and what to remember."""
    hass.config.country = "GB"
    form = await open_dialog(hass, "skillboss")
    assert form["type"] is FlowResultType.FORM
    assert form["errors"] == {}
    assert prefilled(form) == {
        "variable": "message",
        "advanced": {"base_url": "https://api.skillboss.com/v1"},
    }

    result = await submit(hass, form, hub_input(simulator))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "SkillBoss"
    entry = result["result"]
    assert entry.state is ConfigEntryState.LOADED
    assert entry.unique_id == f"skillboss_{simulator.skillboss_hub.notify.template_id}"
    assert entry.data == hub_data(simulator, country="GB")
    assert value(hass, BALANCE) == "5.0"
    assert simulator.skillboss_hub.sent == []


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


@pytest.mark.parametrize("advanced", [{}, {"advanced": {}}])
async def test_the_address_need_not_be_given(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker, advanced: dict[str, Any]
) -> None:
    """Whoever leaves the advanced section alone is connected to SkillBoss."""
    # The one thing that the simulator cannot stand for is the real address.
    host = "https://api.skillboss.com"
    aioclient_mock.get(  # type: ignore[no-untyped-call]
        f"{host}/api/me/balance", json={"balance": 1}
    )
    aioclient_mock.post(  # type: ignore[no-untyped-call]
        f"{host}/v1/run", json={"models": []}
    )

    result = await add(hass, {"api_key": "key", "template_id": "t", **advanced})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["base_url"] == f"{host}/v1"
    assert result["data"]["variable"] == "message"


async def test_blanks_around_what_is_typed_in(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """They come along when something is copied."""
    typed = hub_input(
        simulator,
        **{
            key: f" {hub_data(simulator)[key]}\t"
            for key in ("api_key", "template_id", "variable", "base_url")
        },
    )
    result = await add(hass, typed)
    assert result["data"] == hub_data(simulator, country=hass.config.country)


@pytest.mark.parametrize(
    ("variable", "stored"), [("words", "words"), ("", "message"), ("  ", "message")]
)
async def test_the_variable(
    hass: HomeAssistant, simulator: Simulator, variable: str, stored: str
) -> None:
    """The text goes where the template has that name."""
    hub = simulator.skillboss_hub
    hub.notify.templates[hub.notify.template_id] = f"Home says: {{{{{stored}}}}}"
    result = await add(hass, hub_input(simulator, variable=variable))
    assert result["data"]["variable"] == stored
    data = {"message": "Hello", "phone_numbers": DAD}
    await hass.services.async_call(DOMAIN, "send_sms", data, blocking=True)
    assert received(simulator) == {DAD: ["Home says: Hello"]}


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"api_key": "wrong"}, {"base": "invalid_auth"}),
        ({"api_key": " "}, {"base": "invalid_auth"}),
        ({"api_key": "two\nlines"}, {"base": "cannot_connect"}),
        ({"base_url": NOWHERE}, {"base": "cannot_connect"}),
        ({"base_url": "not a url"}, {"base": "cannot_connect"}),
        ({"base_url": ""}, {"base": "cannot_connect"}),
        ({"template_id": ""}, {"template_id": "template_missing"}),
        ({"template_id": "  "}, {"template_id": "template_missing"}),
    ],
    ids=["key", "no key", "2 keys", "address", "url", "no url", "none", "blank"],
)
async def test_wrong_input_is_corrected_in_the_same_form(
    hass: HomeAssistant,
    simulator: Simulator,
    wrong: dict[str, str],
    errors: dict[str, str],
) -> None:
    """Whatever is typed in, the form comes back with a reason and what was typed in."""
    typed = hub_input(simulator, variable="words", **wrong)
    shown = await add(hass, typed)

    assert shown["step_id"] == "skillboss"
    assert shown["errors"] == errors
    filled = prefilled(shown)
    if wrong.get("base_url") != "":
        stripped = wrong.get("base_url", hub_data(simulator)["base_url"])
        assert filled["advanced"] == {"base_url": stripped}
    assert filled["variable"] == "words"
    result = await submit(hass, shown, hub_input(simulator))
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("path", [RUN, ASK_BALANCE])
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "unauthorized"}, "invalid_auth"),
        ({"kind": "rate_limited"}, "rate_limited"),
        ({"kind": "hidden_error", "http_code": 429}, "rate_limited"),
        ({"kind": "hidden_error", "http_code": 401}, "invalid_auth"),
        ({"kind": "html_error"}, "cannot_connect"),
        ({"kind": "server_error"}, "cannot_connect"),
        ({"kind": "reset_before"}, "cannot_connect"),
        ({"kind": "hang"}, "timeout_connect"),
        ({"kind": "html_error", "status": 302}, "unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(map(str, value)),
)
@pytest.mark.usefixtures("short_time_limits")
async def test_a_hub_in_trouble_is_asked_again(
    hass: HomeAssistant,
    simulator: Simulator,
    path: str,
    fault: dict[str, Any],
    error: str,
) -> None:
    """Nothing is lost but a moment."""
    simulator.faults.arm(path=path, times=None, **fault)
    typed = hub_input(simulator)
    shown = await add(hass, typed)
    assert shown["errors"] == {"base": error}
    assert prefilled(shown) == typed
    simulator.faults.clear()
    result = await submit(hass, shown, typed)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("balance", ["both", "missing"])
async def test_an_address_without_its_version(
    hass: HomeAssistant, simulator: Simulator, balance: Any
) -> None:
    """The balance alone would be found there, and no text could ever be sent."""
    simulator.settings.patch({"skillboss_balance": balance})
    address = simulator.skillboss.base_url.removesuffix("/v1")
    shown = await add(hass, hub_input(simulator, base_url=address))
    assert shown["errors"] == {"base": "cannot_connect"}
    slash = f"{simulator.skillboss.base_url}/"
    result = await submit(hass, shown, hub_input(simulator, base_url=slash))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_another_service_is_no_hub(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Whatever else answers there does not know the key, or the questions."""
    address = simulator.clicksend.base_url
    shown = await add(hass, hub_input(simulator, base_url=address))
    assert shown["type"] is FlowResultType.FORM
    assert shown["errors"]


@pytest.mark.parametrize("fault", ["not_found", "server_error"])
@pytest.mark.parametrize("balance", ["both", "missing"])
async def test_a_hub_that_does_not_know_the_question(
    hass: HomeAssistant, simulator: Simulator, balance: Any, fault: Any
) -> None:
    """That it takes texts shows at their place, which wants another method."""
    simulator.settings.patch({"skillboss_balance": balance})
    for method, path in (("POST", RUN), ("POST", "/v1/pilot"), ("GET", "/v1/models")):
        simulator.faults.arm(fault, method=method, path=path, times=None)
    result = await add(hass, hub_input(simulator))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["has_balance"] is (balance == "both")
    assert simulator.skillboss_hub.sent == []


@pytest.mark.parametrize("discover", ["run", "pilot", "models"])
@pytest.mark.parametrize(
    ("balance", "currency", "has_balance"),
    [("both", "USD", True), ("credits", None, True), ("missing", None, False)],
)
async def test_what_hubs_tell(
    hass: HomeAssistant,
    simulator: Simulator,
    discover: Any,
    balance: Any,
    currency: str | None,
    *,
    has_balance: bool,
) -> None:
    """The balance is where it is told, and the key is seen to be right anyway."""
    simulator.settings.patch(
        {"skillboss_balance": balance, "skillboss_discover": discover}
    )
    shown = await add(hass, hub_input(simulator, api_key="wrong"))
    assert shown["errors"] == {"base": "invalid_auth"}
    result = await submit(hass, shown, hub_input(simulator))
    assert result["data"]["currency"] == currency
    assert result["data"]["has_balance"] is has_balance
    assert (hass.states.get(BALANCE) is not None) is has_balance


@pytest.mark.parametrize("code", [400, 402, 422])
async def test_a_hub_that_tells_of_no_models(
    hass: HomeAssistant, simulator: Simulator, code: int
) -> None:
    """It is one all the same, and accepts the key; perhaps it wants to be paid."""
    simulator.faults.arm(
        "hidden_error", path="/v1/*", http_code=code, times=3 if code != 402 else 1
    )
    result = await add(hass, hub_input(simulator))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_template_is_there_once(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """The same again is refused; another is a service of its own."""
    again = await add(hass, hub_input(simulator))
    assert again["type"] is FlowResultType.ABORT
    assert again["reason"] == "already_configured"

    simulator.skillboss_hub.notify.templates[OTHER] = "Alarm: {{message}}"
    other = await add(hass, hub_input(simulator, template_id=OTHER))

    assert other["type"] is FlowResultType.CREATE_ENTRY
    data = {"message": "Hello", "phone_numbers": DAD}
    for entry_id in (hub.entry_id, other["result"].entry_id):
        call = {**data, "config_entry_id": entry_id}
        await hass.services.async_call(DOMAIN, "send_sms", call, blocking=True)
    assert received(simulator) == {DAD: ["Home: Hello", "Alarm: Hello"]}


async def test_an_account_beside_the_hub(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """Neither stands in the other's way."""
    form = await open_dialog(hass, "direct")
    result = await submit(hass, form, direct_input(simulator))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert hub.state is ConfigEntryState.LOADED


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


async def test_options(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    """Only those that mean something here: nobody tells prices, nothing comes in."""
    form = await hass.config_entries.options.async_init(hub.entry_id)
    assert form["data_schema"] is not None
    sections = {
        str(name): {str(field) for field in part.schema.schema}
        for name, part in form["data_schema"].schema.items()
    }
    assert sections == {
        "sending": {"retry_for", "plain_letters"},
        "limits": {
            *("messages_per_hour", "messages_per_recipient"),
            *("parts_per_message", "countries"),
        },
        "critical": {"critical_per_hour", "resend_unknown"},
    }
    typed = {
        "sending": {"retry_for": 5, "plain_letters": True},
        "limits": {
            "messages_per_hour": 2,
            "messages_per_recipient": 1,
            "parts_per_message": 1,
            "countries": ["US"],
        },
        "critical": {"critical_per_hour": 4, "resend_unknown": True},
    }
    result = await hass.config_entries.options.async_configure(form["flow_id"], typed)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    assert hub.options == typed
    again = await hass.config_entries.options.async_init(hub.entry_id)
    assert prefilled(again) == typed


async def test_options_need_no_hub(
    hass: HomeAssistant, simulator: Simulator, hub: MockConfigEntry
) -> None:
    """Nothing of it is asked."""
    asked = len(simulator.requests)
    form = await hass.config_entries.options.async_init(hub.entry_id)
    assert form["errors"] in (None, {})
    assert len(simulator.requests) == asked


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
