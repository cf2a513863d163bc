"""What the action editor offers, as the frontend is told."""

from datetime import timedelta
from typing import Any

from homeassistant.components import notify
from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.helpers import service
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.clicksend_messaging import pickers
from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from simulator.clicksend.templates import Template
from tests.unit.clock import poll_now
from tests.unit.conftest import direct_data

SENDS = ("send_sms", "send_mms", "send_voice")
SOON = timedelta(seconds=10)


@pytest.fixture(autouse=True)
async def _descriptions(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Home Assistant describe actions without the voice assistant's packages."""
    monkeypatch.setattr(service, "_base_components", lambda: {"notify": notify})
    assert await async_setup_component(hass, "websocket_api", {})


@pytest.fixture(autouse=True)
def _what_there_is(simulator: Simulator) -> None:
    """Give the account a template and one list."""
    account = simulator.account
    for contact_list in account.address_book.lists_of(account.user_id):
        account.address_book.lists.delete(contact_list.list_id)
    family = simulator.add_list("Family")
    account.address_book.lists.delete(family.list_id)
    family.list_id = 428
    account.address_book.lists.keep(428, family)
    account.templates.keep(
        7, Template(template_id=7, template_name="Leak alarm", body="Leak!")
    )


type Described = dict[str, dict[str, Any]]


async def described(hass_ws_client: WebSocketGenerator) -> Described:
    """Return our actions as a page that is loaded now gets them."""
    client = await hass_ws_client()
    await client.send_json_auto_id({"type": "get_services"})
    answer: Described = (await client.receive_json())["result"][DOMAIN]
    return answer


def offered(actions: Described, action: str, field: str) -> dict[str, str]:
    """Return what a field offers; anything else may be typed in, but no ids."""
    config = actions[action]["fields"][field]["selector"]["select"]
    assert config["custom_value"] is (field != "list_id")
    assert config["multiple"] is (field == "list_id")
    return {option["value"]: option["label"] for option in config["options"]}


@pytest.mark.usefixtures("entry")
async def test_the_editor_offers_what_the_account_has(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    """Soon after the start, and in every action that sends."""
    await poll_now(hass, SOON)

    actions = await described(hass_ws_client)
    for action in SENDS:
        assert offered(actions, action, "sender") == {
            "+18335550177": "+18335550177",
            "MyHome": "MyHome",
        }
        assert offered(actions, action, "template") == {"7": "Leak alarm"}
        assert offered(actions, action, "list_id") == {"428": "Family"}
    languages = offered(actions, "send_voice", "language")
    assert languages["de-de"] == "German, Germany"
    assert len(languages) == 23


@pytest.mark.usefixtures("entry")
async def test_nothing_else_changes(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    """The other fields stay, their order too, and the words are the translations'."""
    before = await described(hass_ws_client)
    assert "text" in before["send_sms"]["fields"]["sender"]["selector"]

    await poll_now(hass, SOON)

    after = await described(hass_ws_client)
    assert set(after) == set(before)
    for action, description in after.items():
        # The frontend looks there only when there is no translation.
        words = [description.pop(key, "") for key in ("name", "description")]
        assert words == ["", ""]
        fields, old = description.pop("fields"), before[action].pop("fields")
        assert list(fields) == list(old)
        for name in set(fields) - set(pickers.FIELDS):
            assert fields[name] == old[name]
        for name in set(fields) & set(pickers.FIELDS):
            for described_ in (fields[name], old[name]):
                del described_["selector"]
            assert fields[name] == old[name]
        assert description == before[action]


@pytest.mark.usefixtures("entry")
async def test_few_requests_and_not_while_starting(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """One for each list that there is, once."""
    before = len(simulator.requests)
    assert simulator.requests.find("GET", "/lists") == []

    await poll_now(hass, SOON)

    assert len(simulator.requests) == before + 6
    await poll_now(hass, SOON)
    assert len(simulator.requests) == before + 6


async def test_a_dialog_brings_what_is_new(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_ws_client: WebSocketGenerator,
    entry: MockConfigEntry,
) -> None:
    """Whoever opens a dialog has the account asked anyway."""
    await poll_now(hass, SOON)
    simulator.settings.approved_senders += ("NewName",)

    await hass.config_entries.subentries.async_init(
        (entry.entry_id, "recipient"), context={"source": SOURCE_USER}
    )

    actions = await described(hass_ws_client)
    assert "NewName" in offered(actions, "send_sms", "sender")


async def test_what_cannot_be_asked_stays(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_ws_client: WebSocketGenerator,
    entry: MockConfigEntry,
) -> None:
    """A box where nothing was known, else what was known; and not a word in the log."""
    simulator.faults.arm("server_error", path="/lists", times=None)
    simulator.settings.voice_enabled = False
    await poll_now(hass, SOON)
    simulator.faults.arm("server_error", path="/alpha-tags", times=None)
    simulator.faults.arm("not_found", path="/sms/templates", times=None)

    await entry.runtime_data.choices.async_learn()

    fields = (await described(hass_ws_client))["send_voice"]["fields"]
    picked = set(fields) & set(pickers.FIELDS)
    assert {name: next(iter(fields[name]["selector"])) for name in picked} == {
        "sender": "select",
        "template": "select",
        "language": "text",
        "list_id": "text",
    }


async def test_accounts_together(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_ws_client: WebSocketGenerator,
    entry: MockConfigEntry,
) -> None:
    """All have a say; what one has alone goes when it is removed, at last all."""
    other = MockConfigEntry(
        domain=DOMAIN, title="Other", unique_id="2", data=direct_data(simulator)
    )
    other.add_to_hass(hass)
    assert await hass.config_entries.async_setup(other.entry_id)
    await poll_now(hass, SOON)
    simulator.settings.approved_senders = ("OtherHome",)
    await other.runtime_data.choices.async_learn()
    actions = await described(hass_ws_client)
    assert list(offered(actions, "send_sms", "sender")) == [
        "OtherHome",
        "+18335550177",
        "MyHome",
    ]

    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    actions = await described(hass_ws_client)
    assert list(offered(actions, "send_sms", "sender")) == ["OtherHome"]

    await hass.config_entries.async_remove(other.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    actions = await described(hass_ws_client)
    assert "text" in actions["send_sms"]["fields"]["sender"]["selector"]
