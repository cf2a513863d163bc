"""The dialog that adds the SkillBoss hub."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.conftest import DAD
from tests.unit.dialogs import direct_input, open_dialog, prefilled, submit
from tests.unit.skillboss.dialog import NOWHERE, OTHER, add
from tests.unit.skillboss.hub import (
    ASK_BALANCE,
    BALANCE,
    RUN,
    hub_data,
    hub_input,
    received,
)
from tests.unit.states import value


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


async def test_a_hub_without_credit(hass: HomeAssistant, simulator: Simulator) -> None:
    """It is added all the same: credit can come later."""
    simulator.faults.arm("hidden_error", path=ASK_BALANCE, http_code=402, times=None)

    result = await submit(
        hass, await open_dialog(hass, "skillboss"), hub_input(simulator)
    )

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].data["has_balance"] is True
    assert value(hass, BALANCE) == "0"


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
