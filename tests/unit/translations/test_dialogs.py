"""Every step, field and choice of the dialogs has words."""

from typing import Any

from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigFlowResult,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
from homeassistant.helpers.selector import SelectSelector
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.clicksend_messaging.const import DOMAIN
from custom_components.clicksend_messaging.exceptions import error_key
from simulator import Simulator
from tests.unit.conftest import DAD, maton_data, membrane_data
from tests.unit.dialogs import choose, maton_input, membrane_input, open_dialog, submit
from tests.unit.skillboss.hub import add_hub
from tests.unit.translations.english import (
    ENGLISH,
    every_api_error,
    open_subentry,
    placeholders,
)


class Shown:
    """The steps of a dialog that were shown."""

    def __init__(self) -> None:
        """Start with none."""
        self.steps: set[str] = set()
        self.fields: dict[str, set[str]] = {}
        self.selectors: dict[str, set[str]] = {}

    def add(self, words: dict[str, Any], result: Any) -> None:
        """Check the words of a step that is shown."""
        step: str = result["step_id"]
        text = words["step"][step]
        self.steps.add(step)
        given = set(result.get("description_placeholders") or {})
        assert placeholders(text.get("description", "")) <= given
        assert text["title"]
        if result["type"] is FlowResultType.MENU:
            assert set(result["menu_options"]) == set(text["menu_options"])
        if result["type"] is FlowResultType.FORM:
            self._add_fields(step, text, result["data_schema"])

    def _add_fields(self, name: str, text: dict[str, Any], schema: vol.Schema) -> None:
        """Check the words of a form's fields, each with a description."""
        for marker, field in schema.schema.items():
            if isinstance(field, section):
                inner = text["sections"][str(marker)]
                assert inner["name"]
                self._add_fields(f"{name}.{marker}", inner, field.schema)
                self.fields.setdefault(f"{name}.sections", set()).add(str(marker))
                continue
            self.fields.setdefault(name, set()).add(str(marker))
            assert text["data"][str(marker)]
            assert text["data_description"][str(marker)]
            if isinstance(field, SelectSelector) and (
                key := field.config.get("translation_key")
            ):
                options = self.selectors.setdefault(key, set())
                options |= {
                    option if isinstance(option, str) else option["value"]
                    for option in field.config["options"]
                }

    def assert_complete(self, words: dict[str, Any]) -> None:
        """Check that there are no words for what was not shown."""
        assert set(words["step"]) == self.steps
        for step, text in words["step"].items():
            assert set(text.get("data", {})) == self.fields.get(step, set())
            assert set(text.get("data", {})) == set(text.get("data_description", {}))
            sections = text.get("sections", {})
            assert set(sections) == self.fields.get(f"{step}.sections", set())
            for name, inner in sections.items():
                assert set(inner["data"]) == self.fields[f"{step}.{name}"]


@pytest.fixture
def shown() -> Shown:
    """Return an empty collection of steps."""
    return Shown()


async def test_dialog_of_an_account(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, shown: Shown
) -> None:
    """Go through every step there is."""
    words = ENGLISH["config"]

    def see(result: ConfigFlowResult) -> ConfigFlowResult:
        shown.add(words, result)
        return result

    menu = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    see(menu)
    see(await choose(hass, menu, "direct"))
    form = see(await open_dialog(hass, "maton"))
    form = see(await submit(hass, form, maton_input(simulator.maton)))
    page = see(await submit(hass, form, {"connection_id": "new"}))
    hass.config_entries.flow.async_abort(page["flow_id"])
    form = see(await open_dialog(hass, "membrane"))
    form = see(await submit(hass, form, membrane_input(simulator)))
    page = see(await submit(hass, form, {"connection_id": "new"}))
    hass.config_entries.flow.async_abort(page["flow_id"])
    hub = add_hub(hass, simulator)
    see(await open_dialog(hass, "skillboss"))
    see(await hub.start_reconfigure_flow(hass))
    see(await hub.start_reauth_flow(hass))
    see(await entry.start_reconfigure_flow(hass))
    see(await entry.start_reauth_flow(hass))
    hass.config_entries.async_update_entry(entry, data=maton_data(simulator))
    see(await entry.start_reauth_flow(hass))

    hass.config_entries.async_update_entry(entry, data=membrane_data(simulator))
    see(await entry.start_reauth_flow(hass))
    await hass.async_block_till_done(wait_background_tasks=True)
    simulator.membrane_tenant.tokens.expire()
    see(await entry.start_reauth_flow(hass))

    shown.assert_complete(words)
    for gateway in ("maton_connection", "membrane_connection"):
        options = shown.selectors[gateway]
        assert set(ENGLISH["selector"][gateway]["options"]) <= options


async def errors_of(
    hass: HomeAssistant, shown: SubentryFlowResult, *inputs: dict[str, Any]
) -> set[str]:
    """Submit one after the other what is wrong; return all errors."""
    errors: set[str] = set()
    for typed in inputs:
        result = await hass.config_entries.subentries.async_configure(
            shown["flow_id"], typed
        )
        errors |= set((result["errors"] or {}).values())
    return errors


async def errors_of_defaults(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    kind: str,
    otherwise: dict[str, Any],
) -> set[str]:
    """Ask for everything that the account does not have; return all errors."""
    stranger = otherwise | {"sms": {"sender": "Stranger"}}
    approved, simulator.settings.approved_senders = (
        simulator.settings.approved_senders,
        (),
    )
    errors = await errors_of(hass, await open_subentry(hass, entry, kind), stranger)
    simulator.settings.approved_senders = approved
    return errors | await errors_of(
        hass,
        await open_subentry(hass, entry, kind),
        stranger | {"voice": {"language": "tlh"}},
        otherwise | {"voice": {"language": "fr-ca", "voice": "male"}},
    )


def assert_words_of_a_subentry(words: dict[str, Any], shown: Shown) -> None:
    """Check what all dialogs for parts of an account have."""
    shown.assert_complete(words)
    assert set(words["initiate_flow"]) == {"user", "reconfigure"}
    assert words["entry_type"]
    for name in ("channels", "voice"):
        assert set(ENGLISH["selector"][name]["options"]) == shown.selectors[name]


async def test_dialog_of_a_recipient(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, shown: Shown
) -> None:
    """Add one with everything wrong, and change another."""
    words = ENGLISH["config_subentries"]["recipient"]
    form = await open_subentry(hass, entry, "recipient")
    shown.add(words, form)
    ann = {"name": "Ann", "phone_number": DAD, "channels": ["sms"]}
    nobody = {"name": "", "phone_number": "x", "channels": []}
    errors = await errors_of(hass, form, nobody, ann)
    errors |= await errors_of_defaults(hass, simulator, entry, "recipient", ann)
    dad, _ = entry.get_subentries_of_type("recipient")
    shown.add(words, await entry.start_subentry_reconfigure_flow(hass, dad.subentry_id))

    assert_words_of_a_subentry(words, shown)
    assert errors == set(words["error"])
    assert "abort" not in words


async def test_dialog_of_a_contact_list(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, shown: Shown
) -> None:
    """Add one with everything wrong, and change another."""
    words = ENGLISH["config_subentries"]["contact_list"]
    family = str(simulator.add_list("Family").list_id)
    form = await open_subentry(hass, entry, "contact_list")
    shown.add(words, form)
    await hass.config_entries.subentries.async_configure(
        form["flow_id"], {"list_id": family}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    again = {"list_id": family, "channels": []}
    errors = await errors_of(
        hass, await open_subentry(hass, entry, "contact_list"), again
    )
    errors |= await errors_of_defaults(hass, simulator, entry, "contact_list", again)
    [added] = entry.get_subentries_of_type("contact_list")
    shown.add(
        words, await entry.start_subentry_reconfigure_flow(hass, added.subentry_id)
    )

    assert_words_of_a_subentry(words, shown)
    asking = {error_key(error) for error in every_api_error()}
    assert errors | asking == set(words["error"])


async def test_dialog_of_options(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, shown: Shown
) -> None:
    """One page; what is wrong with a list is said there and by the action."""
    words = ENGLISH["options"]
    simulator.add_list("Family")
    shown.add(words, await hass.config_entries.options.async_init(entry.entry_id))

    shown.assert_complete(words)
    of_lists = {key for key in ENGLISH["exceptions"] if key.startswith("import_")}
    asking = {error_key(error) for error in every_api_error()}
    assert set(words["error"]) == {
        *("channel_missing", "invalid_phone_number"),
        *asking,
        # Where there is a form there is a list to choose.
        *(of_lists - {"import_which"}),
    }
