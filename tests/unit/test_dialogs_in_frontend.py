"""The dialogs as the frontend gets them: through Home Assistant's REST interface."""

from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.json import load_json_object
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components import clicksend_messaging
from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from simulator.membrane.connections import iso
from tests.unit.conftest import direct_data, maton_data, membrane_data
from tests.unit.dialogs import direct_input, maton_input, membrane_input

FLOW = "/api/config/config_entries/flow"
SUBENTRY_FLOW = "/api/config/config_entries/subentries/flow"
OPTIONS_FLOW = "/api/config/config_entries/options/flow"

# Sections that everybody should see; the others are for those who look for them.
OPEN_SECTIONS = {"limits", "sending"}
# Their words are those of several forms.
SHARED = {"reauth_confirm"}

type Shown = dict[str, Any]


class Frontend:
    """Opens dialogs, and checks that whatever they show has its words."""

    def __init__(self, client: TestClient[Any, Any], words: dict[str, Any]) -> None:
        """Begin with no dialog open."""
        self._client = client
        self._words = words
        self._url = FLOW

    async def open(self, **started_with: Any) -> Shown:
        """Open the dialog for an account."""
        return await self._post(FLOW, started_with, self._words["config"])

    async def open_recipient(self, entry_id: str, **started_with: Any) -> Shown:
        """Open the dialog for a recipient."""
        return await self._post(
            SUBENTRY_FLOW,
            {"handler": [entry_id, "recipient"], **started_with},
            self._words["config_subentries"]["recipient"],
        )

    async def open_options(self, entry_id: str) -> Shown:
        """Open the dialog for an account's options."""
        return await self._post(
            OPTIONS_FLOW, {"handler": entry_id}, self._words["options"]
        )

    async def submit_options(self, shown: Shown, typed: dict[str, Any]) -> Shown:
        """Submit the dialog for an account's options."""
        return await self._post(
            f"{OPTIONS_FLOW}/{shown['flow_id']}", typed, self._words["options"]
        )

    async def refused_options(
        self, shown: Shown, typed: dict[str, Any]
    ) -> dict[str, Any]:
        """Submit what cannot be; return what is wrong, by field."""
        answer = await self._client.post(
            f"{OPTIONS_FLOW}/{shown['flow_id']}", json=typed
        )
        assert answer.status == HTTPStatus.BAD_REQUEST
        errors = (await answer.json())["errors"]
        assert isinstance(errors, dict)
        return errors

    async def submit(self, shown: Shown, typed: dict[str, Any]) -> Shown:
        """Submit what a dialog shows."""
        of_recipient = isinstance(shown["handler"], list)
        url = SUBENTRY_FLOW if of_recipient else FLOW
        words = (
            self._words["config_subentries"]["recipient"]
            if of_recipient
            else self._words["config"]
        )
        return await self._post(f"{url}/{shown['flow_id']}", typed, words)

    async def look(self, flow_id: str) -> Shown:
        """Look at a dialog that was opened by itself."""
        answer = await self._client.get(f"{FLOW}/{flow_id}")
        return self._checked(await answer.json(), self._words["config"])

    async def _post(
        self, url: str, body: dict[str, Any], words: dict[str, Any]
    ) -> Shown:
        """Return what a dialog shows next."""
        answer = await self._client.post(url, json=body)
        assert answer.status == HTTPStatus.OK, await answer.text()
        return self._checked(await answer.json(), words)

    def _checked(self, shown: Shown, words: dict[str, Any]) -> Shown:
        """Return it if every part of it has words."""
        match shown["type"]:
            case "menu":
                step = words["step"][shown["step_id"]]
                assert set(step["menu_options"]) == set(shown["menu_options"])
            case "form":
                step = words["step"][shown["step_id"]]
                assert step["title"]
                if shown["step_id"] in SHARED:
                    step = _words_of(shown["data_schema"], step)
                _check_fields(shown["data_schema"], step)
                for error in (shown["errors"] or {}).values():
                    assert words["error"][error]
            case "abort":
                # Home Assistant has words of its own for what is the same everywhere.
                own = "translation_domain" not in shown
                assert not own or words["abort"][shown["reason"]]
            case "external":
                assert words["step"][shown["step_id"]]["description"]
        return shown


def _words_of(fields: list[dict[str, Any]], words: dict[str, Any]) -> dict[str, Any]:
    """Return the words of a step for those fields; each has to have some."""
    return {
        part: {field["name"]: words[part][field["name"]] for field in fields}
        for part in ("data", "data_description")
    }


def _check_fields(fields: list[dict[str, Any]], words: dict[str, Any]) -> None:
    """Check that fields and words are the same ones."""
    sections = {field["name"]: field for field in fields if "schema" in field}
    plain = {field["name"] for field in fields} - set(sections)
    assert set(words.get("data", {})) == plain
    assert set(words.get("data_description", {})) == plain
    assert set(words.get("sections", {})) == set(sections)
    for name, field in sections.items():
        # The frontend prefers it to whatever the fields inside already hold.
        assert "default" not in field
        assert field["expanded"] is (name in OPEN_SECTIONS)
        assert words["sections"][name]["name"]
        _check_fields(field["schema"], words["sections"][name])


@pytest.fixture
async def frontend(
    hass: HomeAssistant, hass_client: ClientSessionGenerator
) -> Frontend:
    """Return the frontend, signed in."""
    for component in ("config", "notify"):
        # What comes later finds the doors of the test's server shut.
        assert await async_setup_component(hass, component, {})
    path = Path(clicksend_messaging.__path__[0]) / "translations" / "en.json"
    words = await hass.async_add_executor_job(load_json_object, path)
    # The server has to know all its addresses before it starts.
    assert await async_setup_component(hass, "webhook", {})
    return Frontend(await hass_client(), words)


async def test_an_account_and_its_first_recipient(
    hass: HomeAssistant, simulator: Simulator, frontend: Frontend
) -> None:
    """The way that everybody goes first."""
    menu = await frontend.open(handler=DOMAIN)
    form = await frontend.submit(menu, {"next_step_id": "direct"})
    form = await frontend.submit(form, direct_input(simulator, api_key="wrong"))
    assert form["errors"] == {"base": "invalid_auth"}

    created = await frontend.submit(form, direct_input(simulator))

    assert created["type"] == "create_entry"
    kind, flow_id = created["next_flow"]
    assert kind == "config_subentries_flow"
    shown = {
        "flow_id": flow_id,
        "handler": [created["result"]["entry_id"], "recipient"],
    }
    form = await frontend.submit(shown, {"name": "Dad", "phone_number": "1"})
    assert form["errors"] == {"phone_number": "invalid_phone_number"}
    added = await frontend.submit(form, {"name": "Dad", "phone_number": "2025550101"})
    assert added["type"] == "create_entry"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.states.get("notify.dad_sms")


async def test_an_account_behind_maton(
    simulator: Simulator, frontend: Frontend
) -> None:
    """Both forms and the page at Maton."""
    menu = await frontend.open(handler=DOMAIN)
    form = await frontend.submit(menu, {"next_step_id": "maton"})

    choice = await frontend.submit(form, maton_input(simulator.maton))
    [field] = choice["data_schema"]
    [connection] = simulator.connections
    assert field["default"] == connection.connection_id
    assert field["selector"]["select"]["translation_key"] == "maton_connection"
    today = connection.as_dict("")["creation_time"][:10]
    assert field["selector"]["select"]["options"] == [
        {
            "value": connection.connection_id,
            "label": f"{today} {connection.connection_id}",
        },
        {"value": "new", "label": "new"},
    ]
    # What a page that is loaded anew does.
    assert await frontend.look(choice["flow_id"]) == choice
    external = await frontend.submit(choice, {"connection_id": "new"})

    assert external["type"] == "external"
    assert external["url"].startswith(simulator.url)


async def test_an_account_behind_membrane(
    simulator: Simulator, frontend: Frontend
) -> None:
    """Both forms and the page at Membrane."""
    menu = await frontend.open(handler=DOMAIN)
    form = await frontend.submit(menu, {"next_step_id": "membrane"})

    choice = await frontend.submit(form, membrane_input(simulator))
    [field] = choice["data_schema"]
    connection = simulator.membrane_tenant.clicksend
    assert field["default"] == connection.connection_id
    assert field["selector"]["select"]["translation_key"] == "membrane_connection"
    day = iso(connection.created_at)[:10]
    assert field["selector"]["select"]["options"] == [
        {
            "value": connection.connection_id,
            "label": f"ClickSend SMS {day} {connection.connection_id}",
        },
        {"value": "new", "label": "new"},
    ]
    # What a page that is loaded anew does.
    assert await frontend.look(choice["flow_id"]) == choice
    external = await frontend.submit(choice, {"connection_id": "new"})

    assert external["type"] == "external"
    assert external["url"].startswith(simulator.url)


async def test_another_way_to_an_account(
    hass: HomeAssistant,
    simulator: Simulator,
    frontend: Frontend,
    entry: MockConfigEntry,
) -> None:
    """The dialog begins with a menu of its own."""
    menu = await frontend.open(handler=DOMAIN, entry_id=entry.entry_id)
    assert menu["step_id"] == "reconfigure"
    form = await frontend.submit(menu, {"next_step_id": "maton"})
    choice = await frontend.submit(form, maton_input(simulator.maton))
    done = await frontend.submit(
        choice, {"connection_id": choice["data_schema"][0]["default"]}
    )
    assert done["reason"] == "reconfigure_successful"
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (direct_data, ["username", "api_key"]),
        (maton_data, ["api_key"]),
        (membrane_data, ["token"]),
    ],
    ids=["direct", "maton", "membrane"],
)
async def test_signing_in_again(
    hass: HomeAssistant,
    simulator: Simulator,
    frontend: Frontend,
    data: Callable[[Simulator], dict[str, Any]],
    names: list[str],
) -> None:
    """The dialog names the account, and asks for what its way to ClickSend needs."""
    valid = data(simulator)
    simulator.membrane_tenant.tokens.expire()
    added = MockConfigEntry(
        domain=DOMAIN,
        title="ClickSend",
        unique_id=str(simulator.account.user_id),
        data=valid,
    )
    added.add_to_hass(hass)
    flow = await added.start_reauth_flow(hass)

    form = await frontend.look(flow["flow_id"])
    assert form["description_placeholders"] == {"name": "ClickSend"}
    assert [field["name"] for field in form["data_schema"]] == names
    simulator.membrane_tenant.tokens.revive()
    done = await frontend.submit(form, {name: valid[name] for name in names})

    assert done["reason"] == "reauth_successful"
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_renewing_a_connection(
    hass: HomeAssistant, simulator: Simulator, frontend: Frontend
) -> None:
    """A form without fields, a page at Membrane, and the account is back."""
    added = MockConfigEntry(
        domain=DOMAIN,
        title="ClickSend",
        unique_id=str(simulator.account.user_id),
        data=membrane_data(simulator),
    )
    added.add_to_hass(hass)
    simulator.membrane_tenant.clicksend.state = "CLIENT_ACTION_REQUIRED"
    flow = await added.start_reauth_flow(hass)

    form = await frontend.look(flow["flow_id"])
    assert form["description_placeholders"] == {"name": "ClickSend"}
    assert form["data_schema"] == []
    external = await frontend.submit(form, {})
    assert external["url"].startswith(simulator.url)
    hass.config_entries.flow.async_abort(flow["flow_id"])


async def test_changing_a_recipient(
    hass: HomeAssistant, frontend: Frontend, entry: MockConfigEntry
) -> None:
    """The form holds what is known of the recipient."""
    dad, _ = entry.subentries
    form = await frontend.open_recipient(entry.entry_id, subentry_id=dad)
    suggested = {
        field["name"]: field["description"]["suggested_value"]
        for field in form["data_schema"]
        if "description" in field
    }
    assert suggested == {
        "name": "Dad",
        "phone_number": "+12025550101",
        "channels": ["sms"],
    }

    done = await frontend.submit(form, suggested)

    assert done["reason"] == "reconfigure_successful"
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_changing_the_options(
    hass: HomeAssistant,
    simulator: Simulator,
    frontend: Frontend,
    entry: MockConfigEntry,
) -> None:
    """What was filled in is there again, in boxes for numbers, lists and a switch."""
    family = str(simulator.add_list("Family").list_id)
    options: dict[str, dict[str, Any]] = {
        "sending": {"retry_for": 5, "plain_letters": True},
        "limits": {
            "messages_per_hour": 20,
            "messages_per_recipient": 3,
            "answers_per_number": 4,
            "parts_per_message": 2,
            "countries": ["US"],
        },
        "spending": {"spend_per_day": 2.5, "spend_per_month": 20, "balance_floor": 1},
        "critical": {
            "critical_per_hour": 7,
            "critical_spend_per_day": 1.25,
            "resend_unknown": True,
            "ignore_opt_out": True,
        },
        "inbound": {
            "instant": True,
            "trusted_numbers": ["+12025550199"],
            "trusted_lists": [family],
            "trust_everyone": True,
        },
        "people": {
            "import_list": family,
            "import_channels": ["sms", "voice"],
            "import_trusted": True,
        },
    }
    form = await frontend.open_options(entry.entry_id)
    done = await frontend.submit_options(form, options)
    assert done["type"] == "create_entry"
    await hass.async_block_till_done(wait_background_tasks=True)

    form = await frontend.open_options(entry.entry_id)

    fields = {
        section["name"]: {field["name"]: field for field in section["schema"]}
        for section in form["data_schema"]
    }
    assert {
        name: {key: f["description"]["suggested_value"] for key, f in section.items()}
        for name, section in fields.items()
    } == options
    assert {
        key: next(iter(field["selector"]))
        for section in fields.values()
        for key, field in section.items()
    } == dict.fromkeys(
        [key for section in options.values() for key in section], "number"
    ) | {
        "countries": "select",
        "plain_letters": "boolean",
        "resend_unknown": "boolean",
        "ignore_opt_out": "boolean",
        "import_list": "select",
        "import_channels": "select",
        "import_trusted": "boolean",
        "instant": "boolean",
        "trusted_numbers": "text",
        "trusted_lists": "select",
        "trust_everyone": "boolean",
    }
    required = {
        key
        for section in fields.values()
        for key, field in section.items()
        if field.get("required")
    }
    assert required == {
        "retry_for",
        "plain_letters",
        "messages_per_hour",
        "messages_per_recipient",
        "answers_per_number",
        "critical_per_hour",
        "resend_unknown",
        "ignore_opt_out",
        "import_channels",
        "import_trusted",
        "instant",
        "trust_everyone",
    }
    money = fields["spending"]["spend_per_day"]["selector"]["number"]
    assert money == {
        "min": 0.0,
        "max": 1_000_000.0,
        "step": "any",
        "mode": "box",
        "unit_of_measurement": "USD",
    }


async def test_options_that_cannot_be(
    simulator: Simulator, frontend: Frontend, entry: MockConfigEntry
) -> None:
    """The frontend is told which field it is."""
    simulator.add_list("Family")
    form = await frontend.open_options(entry.entry_id)

    errors = await frontend.refused_options(
        form, {"limits": {"messages_per_hour": 0, "messages_per_recipient": 1}}
    )

    assert "messages_per_hour" in str(errors["base"]), errors
    assert entry.options == {}
