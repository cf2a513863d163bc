"""All else that people read has words, and no words are left over."""

from collections.abc import Callable

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util.yaml import load_yaml_dict
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.api.models import Channel
from custom_components.clicksend_messaging.condition import async_get_conditions
from custom_components.clicksend_messaging.inbound import pushes, webhook
from custom_components.clicksend_messaging.messaging.limits.limits import Limit
from custom_components.clicksend_messaging.messaging.message import Priority
from custom_components.clicksend_messaging.services import ACTIONS
from custom_components.clicksend_messaging.trigger import async_get_triggers
from simulator import Simulator
from tests.unit.clock import poll_now
from tests.unit.conftest import DAD, recipient
from tests.unit.sending import refusal
from tests.unit.source import first_arguments, keyword_constants
from tests.unit.translations.english import ENGLISH, ICONS, INTEGRATION, placeholders


def test_selectors() -> None:
    """There are no others than those in the dialogs above, and in the action."""
    assert set(ENGLISH["selector"]) == {
        *("cancel_scope", "channels", "maton_connection", "membrane_connection"),
        *("priority", "voice"),
    }
    assert set(ENGLISH["selector"]["priority"]["options"]) == set(Priority)


def test_repairs() -> None:
    """Each limit has one; all name the account, and what is said elsewhere is not."""
    others = first_arguments(INTEGRATION, "_raise")
    # Some are an account's own, and the hub's others.
    for name in ("no_credit", "message_lost"):
        others |= {name} | keyword_constants(INTEGRATION, name)
    instant = {webhook.NO_URL, webhook.NOT_ALLOWED, pushes.SILENT}

    assert set(ENGLISH["issues"]) == {*map(str.lower, Limit), *others, *instant}
    for words in ENGLISH["issues"].values():
        assert set(words) == {"title", "description"}
        assert "account" in placeholders(words["description"])


async def test_triggers(hass: HomeAssistant) -> None:
    """Each has a name, a description, and an icon, and so have its fields."""
    triggers = await async_get_triggers(hass)
    described = load_yaml_dict(str(INTEGRATION / "triggers.yaml"))

    assert set(ENGLISH["triggers"]) == set(ICONS["triggers"]) == set(triggers)
    for trigger, words in ENGLISH["triggers"].items():
        fields = described[trigger].get("fields", {})
        assert set(words) == {"name", "description", *(["fields"] if fields else [])}
        assert set(words.get("fields", {})) == set(fields)
        for field in words.get("fields", {}).values():
            assert set(field) == {"name", "description"}


async def test_conditions(hass: HomeAssistant) -> None:
    """Each has a name, a description, and an icon."""
    conditions = await async_get_conditions(hass)

    assert set(ENGLISH["conditions"]) == set(ICONS["conditions"]) == set(conditions)
    for words in ENGLISH["conditions"].values():
        assert set(words) == {"name", "description"}


async def test_entities(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    entity_registry: er.EntityRegistry,
) -> None:
    """Each entity, each of its own attributes, and each type of event."""
    entry = make_entry(recipient("Dad", DAD, channels=list(Channel)))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    simulator.inject_inbound(DAD, "Stop")
    await poll_now(hass)
    await refusal(hass, phone_numbers="+573001234567")
    words = ENGLISH["entity"]
    used: dict[str, set[str]] = {}
    for entity in er.async_entries_for_config_entry(entity_registry, entry.entry_id):
        key = entity.translation_key or ""
        used.setdefault(entity.domain, set()).add(key)
        text = words[entity.domain][key]
        state = hass.states.get(entity.entity_id)
        assert state is not None
        assert state.attributes["friendly_name"].endswith(f" {text['name']}")
        if "unit_of_measurement" in text:
            unit = state.attributes["unit_of_measurement"]
            assert unit == text["unit_of_measurement"]
        attributes = text.get("state_attributes", {})
        assert set(attributes) <= set(state.attributes)
        if "event_type" in attributes:
            types = set(state.attributes["event_types"])
            assert set(attributes["event_type"]["state"]) == types
        for personal in ("from_number", "name", "message", "message_id", "timestamp"):
            assert (personal in attributes) == (personal in state.attributes)

    assert {platform: set(keys) for platform, keys in words.items()} == used
    for platform, icons in ICONS["entity"].items():
        assert set(icons) <= used[platform]


@pytest.mark.parametrize("action", ACTIONS)
def test_actions(action: str) -> None:
    """The fields are those that the schema takes, no more and no fewer."""
    fields = {str(marker) for marker in ACTIONS[action].schema.schema}

    assert set(ENGLISH["services"]) == set(ICONS["services"]) == set(ACTIONS)
    words = ENGLISH["services"][action]
    assert set(words) == {"name", "description", "fields"}
    assert set(words["fields"]) == fields
    for field in words["fields"].values():
        assert set(field) == {"name", "description"}


def test_nothing_else() -> None:
    """Whatever is added here is to be tested above."""
    assert set(ENGLISH) == {
        *("config", "config_subentries", "entity", "exceptions", "selector"),
        *("conditions", "issues", "options", "services", "triggers"),
    }
    assert set(ICONS) == {"conditions", "entity", "services", "triggers"}
