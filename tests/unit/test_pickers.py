"""What the action editor offers, as the frontend is told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from homeassistant.components import notify
from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
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
from tests.unit.conftest import direct_data, maton_data

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


def offered(
    actions: Described, action: str, field: str, *, multiple: bool | None = None
) -> dict[str, str]:
    """Return what a field offers.

    Anything else may be typed in, but no id where every record is offered: connections
    that wait for somebody to authorise them are not.
    """
    config = actions[action]["fields"][field]["selector"]["select"]
    picked_only = field in {"template_id", "list_id", "to_list_id"}
    assert config["custom_value"] is not picked_only
    assert config["multiple"] is (field == "list_id" if multiple is None else multiple)
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


RECORDS = (
    ("update_template", "template_id", {"7": "Leak alarm"}),
    ("delete_template", "template_id", {"7": "Leak alarm"}),
    ("get_list", "list_id", {"428": "Family"}),
    ("update_list", "list_id", {"428": "Family"}),
    ("delete_list", "list_id", {"428": "Family"}),
    ("remove_duplicates", "list_id", {"428": "Family"}),
    ("get_contacts", "list_id", {"428": "Family"}),
    ("get_contact", "list_id", {"428": "Family"}),
    ("create_contact", "list_id", {"428": "Family"}),
    ("update_contact", "list_id", {"428": "Family"}),
    ("delete_contact", "list_id", {"428": "Family"}),
    ("copy_contact", "list_id", {"428": "Family"}),
    ("copy_contact", "to_list_id", {"428": "Family"}),
    ("transfer_contact", "list_id", {"428": "Family"}),
    ("transfer_contact", "to_list_id", {"428": "Family"}),
)


@pytest.mark.usefixtures("entry")
async def test_records_are_picked(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    """One each, as no action is about several; there is no connection to pick."""
    await poll_now(hass, SOON)

    actions = await described(hass_ws_client)
    for action, field, options in RECORDS:
        assert offered(actions, action, field, multiple=False) == options, action
    # Who is reached directly has none.
    for action in ("get_connection", "delete_connection"):
        assert "text" in actions[action]["fields"]["connection_id"]["selector"]


async def test_connections_are_picked(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_ws_client: WebSocketGenerator,
    make_entry: Callable[..., MockConfigEntry],
) -> None:
    """Those that work, of an account that is reached through them."""
    simulator.settings.maton_rate_limit = 0
    entry = make_entry(data=maton_data(simulator))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await poll_now(hass, SOON)

    actions = await described(hass_ws_client)
    (connection,) = simulator.connections
    for action in ("get_connection", "delete_connection"):
        options = offered(actions, action, "connection_id", multiple=False)
        assert list(options) == [connection.connection_id]

    answer = await change(hass, "create_connection")
    created = simulator.connections.get(answer["connection_id"])
    assert created is not None
    simulator.connections.authorise(
        created, simulator.account.username, simulator.account.api_key
    )
    await poll_now(hass, SOON)
    actions = await described(hass_ws_client)
    options = offered(actions, "get_connection", "connection_id", multiple=False)
    assert set(options) == {connection.connection_id, created.connection_id}

    await change(hass, "delete_connection", connection_id=created.connection_id)
    await poll_now(hass, SOON)
    actions = await described(hass_ws_client)
    options = offered(actions, "get_connection", "connection_id", multiple=False)
    assert set(options) == {connection.connection_id}


async def change(hass: HomeAssistant, action: str, **data: Any) -> Any:
    """Change something, and return the answer."""
    return await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )


@pytest.mark.usefixtures("entry")
async def test_what_is_changed_shows(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    """In every action that it can be picked in, also when it is gone."""

    async def shown(kind: str, action: str, field: str) -> object:
        await poll_now(hass, SOON)
        actions = await described(hass_ws_client)
        if "text" in actions[action]["fields"][field]["selector"]:
            return None
        return offered(actions, action, field, multiple=kind == "several")

    await poll_now(hass, SOON)
    made = await change(hass, "create_list", list_name="Friends")
    friends = str(made["list_id"])
    both = {"428": "Family", friends: "Friends"}
    assert await shown("several", "send_sms", "list_id") == both
    assert await shown("one", "copy_contact", "to_list_id") == both
    await change(hass, "update_list", list_id=428, list_name="Folks")
    both["428"] = "Folks"
    assert await shown("one", "delete_list", "list_id") == both
    await change(hass, "delete_list", list_id=428)
    await change(hass, "delete_list", list_id=friends)
    assert await shown("several", "send_sms", "list_id") is None

    made = await change(hass, "create_template", template_name="Door", body="Open")
    both = {"7": "Leak alarm", str(made["template_id"]): "Door"}
    assert await shown("one", "send_sms", "template") == both
    await change(hass, "update_template", template_id=7, template_name="Leak")
    both["7"] = "Leak"
    assert await shown("one", "update_template", "template_id") == both
    await change(hass, "delete_template", template_id=7)
    del both["7"]
    assert await shown("one", "delete_template", "template_id") == both


@pytest.mark.usefixtures("entry")
async def test_many_changes_are_asked_for_once(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """And what went wrong is none."""
    await poll_now(hass, SOON)
    simulator.requests.clear()

    for number in range(5):
        await change(hass, "create_list", list_name=str(number))
        await change(hass, "create_template", template_name=str(number), body="Open")
    with pytest.raises(ServiceValidationError):
        await change(hass, "delete_list", list_id=5)
    assert simulator.requests.find("GET") == []
    await poll_now(hass, SOON)
    assert len(simulator.requests.find("GET", "/lists")) == 1
    assert len(simulator.requests.find("GET", "/sms/templates")) == 1

    with pytest.raises(ServiceValidationError):
        await change(hass, "delete_list", list_id=5)
    await poll_now(hass, SOON)
    assert len(simulator.requests.find("GET", "/lists")) == 1

    await change(hass, "create_list", list_name="One more")
    await poll_now(hass, SOON)
    assert len(simulator.requests.find("GET", "/lists")) == 2


async def test_nothing_is_asked_for_an_account_that_is_unloaded(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Neither when something was changed just before, nor when it ends after."""
    await poll_now(hass, SOON)
    await change(hass, "create_list", list_name="Friends")
    await hass.config_entries.async_unload(entry.entry_id)
    simulator.requests.clear()
    await poll_now(hass, SOON)
    assert len(simulator.requests) == 0

    assert await hass.config_entries.async_setup(entry.entry_id)
    await poll_now(hass, SOON)
    simulator.faults.arm("delay", method="POST", path="/lists", seconds=0.2)
    changing = hass.async_create_task(change(hass, "create_list", list_name="Late"))
    await simulator.requests.wait_for(1, "POST", "/lists")
    await hass.config_entries.async_unload(entry.entry_id)
    await changing
    simulator.requests.clear()
    await poll_now(hass, SOON)
    assert len(simulator.requests) == 0
    contact_lists = simulator.account.address_book.lists
    assert "Late" in {contact_list.name for contact_list in contact_lists}


async def test_an_account_that_is_loaded_again_asks_again(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """As it did the first time."""
    await hass.config_entries.async_reload(entry.entry_id)
    simulator.requests.clear()
    await poll_now(hass, SOON)
    assert len(simulator.requests.find("GET", "/lists")) == 1
