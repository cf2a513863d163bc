"""Every endpoint of ClickSend's and the gateways' has an action that reaches it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.services import ACTIONS
from simulator import Simulator
from simulator.clicksend.email_address import EmailAddress
from simulator.clicksend.templates import Template
from tests.unit.conftest import DAD, skillboss_data
from tests.unit.picture import DOOR, add_pictures
from tests.unit.sending import TEXT
from tests.unit.services.asking import ask
from tests.unit.services.cancel.scheduled import schedule
from tests.unit.services.roads import (
    MEMBRANE,
    ROADS,
    THROUGH_MATON,
    Road,
    asked,
    set_out,
)

pytestmark = pytest.mark.usefixtures("thread_checks")


@dataclass(frozen=True)
class Endpoint:
    """An endpoint as the documents name it, and the call that reaches it."""

    method: str
    path: str
    """What is in braces is the id of something that is there."""
    action: str
    data: Mapping[str, Any] = field(default_factory=dict)
    before: tuple[tuple[str, str], ...] = ()
    """What else has to be asked first."""

    @property
    def name(self) -> str:
        """What it is called."""
        return f"{self.method} {self.path}"


_TEXT = {"phone_numbers": [DAD], "message": TEXT}
_PICTURE = {**_TEXT, "attachment": DOOR}
_LIST = {"list_id": "{list_id}"}
_CONTACT = {**_LIST, "contact_id": "{contact_id}"}
_MOVE = {**_CONTACT, "to_list_id": "{to_list_id}"}
_TEMPLATE = {"template_id": "{template_id}"}
_CONNECTION = {"connection_id": "{connection_id}"}
_UPLOAD = (("POST", "/uploads"),)

CLICKSEND = (
    Endpoint("GET", "/account", "get_account"),
    Endpoint("POST", "/sms/send", "send_sms", _TEXT),
    Endpoint("POST", "/sms/price", "get_price", {"channel": "sms", **_TEXT}),
    Endpoint("GET", "/sms/history", "get_history", {"channel": "sms"}),
    Endpoint("GET", "/sms/inbound", "get_inbound"),
    Endpoint("GET", "/sms/receipts", "get_receipts", {"channel": "sms"}),
    Endpoint(
        "PUT",
        "/sms/{message_id}/cancel",
        "cancel_message",
        {"message_id": "{message_id}"},
    ),
    Endpoint(
        "PUT",
        "/sms/cancel-all",
        "cancel_all",
        {"scope": "account", "channel": "sms", "confirm": True},
    ),
    Endpoint("GET", "/sms/templates", "get_templates"),
    Endpoint(
        "POST",
        "/sms/templates",
        "create_template",
        {"template_name": "Welcome", "body": "Hello {{name}}"},
    ),
    Endpoint(
        "PUT",
        "/sms/templates/{template_id}",
        "update_template",
        {**_TEMPLATE, "template_name": "Updated", "body": "Updated"},
    ),
    Endpoint("DELETE", "/sms/templates/{template_id}", "delete_template", _TEMPLATE),
    Endpoint("POST", "/mms/send", "send_mms", _PICTURE, before=_UPLOAD),
    Endpoint("GET", "/mms/history", "get_history", {"channel": "mms"}),
    Endpoint(
        "POST", "/mms/price", "get_price", {"channel": "mms", **_PICTURE}, _UPLOAD
    ),
    Endpoint("GET", "/mms/receipts", "get_receipts", {"channel": "mms"}),
    Endpoint("POST", "/voice/send", "send_voice", _TEXT),
    Endpoint("GET", "/voice/lang", "get_voice_languages"),
    Endpoint("GET", "/voice/history", "get_history", {"channel": "voice"}),
    Endpoint("POST", "/voice/price", "get_price", {"channel": "voice", **_TEXT}),
    Endpoint(
        "PUT",
        "/voice/{message_id}/cancel",
        "cancel_message",
        {"message_id": "{message_id}", "channel": "voice"},
    ),
    Endpoint("GET", "/lists", "get_lists"),
    Endpoint("GET", "/lists/{list_id}", "get_list", _LIST),
    Endpoint("POST", "/lists", "create_list", {"list_name": "My New List"}),
    Endpoint(
        "PUT", "/lists/{list_id}", "update_list", {**_LIST, "list_name": "Updated"}
    ),
    Endpoint("DELETE", "/lists/{list_id}", "delete_list", _LIST),
    Endpoint("PUT", "/lists/{list_id}/remove-duplicates", "remove_duplicates", _LIST),
    Endpoint("GET", "/lists/{list_id}/contacts", "get_contacts", _LIST),
    Endpoint("GET", "/lists/{list_id}/contacts/{contact_id}", "get_contact", _CONTACT),
    Endpoint(
        "POST",
        "/lists/{list_id}/contacts",
        "create_contact",
        {**_LIST, "phone_number": "+12025550117", "first_name": "John"},
    ),
    Endpoint(
        "PUT",
        "/lists/{list_id}/contacts/{contact_id}",
        "update_contact",
        {**_CONTACT, "first_name": "Jane", "last_name": "Smith"},
    ),
    Endpoint(
        "DELETE", "/lists/{list_id}/contacts/{contact_id}", "delete_contact", _CONTACT
    ),
    Endpoint(
        "PUT",
        "/lists/{list_id}/contacts/{contact_id}/copy/{to_list_id}",
        "copy_contact",
        _MOVE,
    ),
    Endpoint(
        "PUT",
        "/lists/{list_id}/contacts/{contact_id}/transfer/{to_list_id}",
        "transfer_contact",
        _MOVE,
    ),
    Endpoint("GET", "/email/addresses", "get_email_addresses"),
    Endpoint(
        "POST",
        "/email/addresses",
        "add_email_address",
        {"email_address": "sender@example.com"},
    ),
    Endpoint(
        "DELETE",
        "/email/addresses/{email_address_id}",
        "delete_email_address",
        {"email_address_id": "{email_address_id}"},
    ),
    Endpoint("GET", "/countries", "get_countries"),
)
MATON = (
    Endpoint("GET", "/connections", "get_connections"),
    Endpoint("POST", "/connections", "create_connection"),
    Endpoint("GET", "/connections/{connection_id}", "get_connection", _CONNECTION),
    Endpoint(
        "DELETE", "/connections/{connection_id}", "delete_connection", _CONNECTION
    ),
)

_FIND = ("GET", "/search")
MEMBRANE_S = (
    Endpoint("GET", "/connections", "get_connections", before=(_FIND,)),
    Endpoint("POST", "/connection-requests", "create_connection", before=(_FIND,)),
    Endpoint("GET", "/connections/{connection_id}", "get_connection", _CONNECTION),
    Endpoint(
        "DELETE",
        "/connections/{connection_id}",
        "delete_connection",
        _CONNECTION,
        before=(("GET", "/connections/{connection_id}"),),
    ),
    Endpoint("GET", "/actions", "get_actions"),
    Endpoint(
        "POST",
        "/actions/{action_id}/run",
        "run_action",
        {"action": "list-sms-templates"},
        before=(("GET", "/actions"),),
    ),
)

_NUMBER = {"phone_number": DAD}
SKILLBOSS = (
    Endpoint("POST", "/v1/run", "send_sms", _TEXT),
    Endpoint("POST", "/v1/run", "send_verification", _NUMBER),
    Endpoint("POST", "/v1/run", "check_verification", {**_NUMBER, "code": "123456"}),
    Endpoint("POST", "/v1/run", "discover_models"),
)
# What the hub is asked to do there.
MODELS = {
    "send_sms": "prelude/notify-send",
    "send_verification": "prelude/verify-send",
    "check_verification": "prelude/verify-check",
    "discover_models": None,
}

ROWS = (*CLICKSEND, *MATON, *MEMBRANE_S, *SKILLBOSS)

WITHOUT_ENDPOINT = {
    "call_api",  # reaches any that it is given
    "sync_recipients",  # reads a list as get_contacts does
}


def test_every_row_has_an_action() -> None:
    """There is none that is only planned, and none is listed twice."""
    assert {row.action for row in ROWS} <= set(ACTIONS)
    for rows in ((*CLICKSEND, *MATON), (*CLICKSEND, *MEMBRANE_S)):
        assert len({row.name for row in rows}) == len(rows)


def test_every_action_has_a_row() -> None:
    """Or is known to be about no endpoint of its own."""
    reached = {row.action for row in ROWS}

    assert set(ACTIONS) - reached == WITHOUT_ENDPOINT


@pytest.mark.parametrize("endpoint", CLICKSEND, ids=lambda endpoint: endpoint.name)
@pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)
async def test_clicksend(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    tmp_path: Path,
    road: Road,
    endpoint: Endpoint,
) -> None:
    """The action asks just this, along the account's road, and succeeds."""
    simulator.settings.patch({"mms_receipts": "exists"})
    await add_pictures(hass, tmp_path)
    await set_out(hass, simulator, make_entry, road)
    ids = await there_is(hass, simulator, endpoint.path)
    simulator.requests.clear()

    answer = await ask(hass, endpoint.action, **filled(endpoint.data, ids))

    seen = [(each.service, each.method, each.path) for each in asked(simulator)]
    expected = (*endpoint.before, (endpoint.method, endpoint.path.format(**ids)))
    assert seen == [
        (road.service, method, road.at(simulator, path)) for method, path in expected
    ]
    for each in asked(simulator):
        assert each.status == 200
        assert each.connection == road.connection(simulator)
    assert answer
    assert not answer.get("failed")


@pytest.mark.parametrize("endpoint", MATON, ids=lambda endpoint: endpoint.name)
@THROUGH_MATON
async def test_maton(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    road: Road,
    endpoint: Endpoint,
) -> None:
    """The action asks just this of the host that has the connections."""
    await set_out(hass, simulator, make_entry, road)
    ids = {"connection_id": simulator.connections.create().connection_id}

    answer = await ask(hass, endpoint.action, **filled(endpoint.data, ids))

    (seen,) = asked(simulator)
    assert (seen.service, seen.method) == (road.control, endpoint.method)
    assert seen.path == endpoint.path.format(**ids)
    assert seen.status == 200
    assert answer


@pytest.mark.parametrize("endpoint", MEMBRANE_S, ids=lambda endpoint: endpoint.name)
async def test_membrane(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    endpoint: Endpoint,
) -> None:
    """The action asks just this of Membrane."""
    simulator.settings.patch({"membrane_page": 0})
    await set_out(hass, simulator, make_entry, MEMBRANE)
    tenant = simulator.membrane_tenant
    ids = {
        "connection_id": tenant.connect_clicksend().connection_id,
        "action_id": tenant.action_ids["list-sms-templates"],
    }

    answer = await ask(hass, endpoint.action, **filled(endpoint.data, ids))

    seen = [(each.service, each.method, each.path) for each in asked(simulator)]
    assert seen == [
        ("membrane", method, path.format(**ids))
        for method, path in (*endpoint.before, (endpoint.method, endpoint.path))
    ]
    for each in asked(simulator):
        assert each.status in {200, 201}
        assert each.headers["membrane-api-version"]
    assert answer


@pytest.mark.parametrize("endpoint", SKILLBOSS, ids=lambda endpoint: endpoint.action)
async def test_skillboss(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    endpoint: Endpoint,
) -> None:
    """The action asks just this of the hub."""
    entry = make_entry(data=skillboss_data(simulator))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    simulator.requests.clear()

    answer = await ask(hass, endpoint.action, **endpoint.data)

    (seen,) = asked(simulator)
    assert (seen.service, seen.method) == ("skillboss", endpoint.method)
    assert (seen.path, seen.status) == (endpoint.path, 200)
    assert seen.body.get("model") == MODELS[endpoint.action]
    assert answer


async def there_is(
    hass: HomeAssistant, simulator: Simulator, path: str
) -> dict[str, str]:
    """See to it that what a path names is there; return all ids."""
    account = simulator.account
    person = {"phone_number": DAD, "first_name": "John"}
    family = simulator.add_list("Family", person, person)
    templates, addresses = account.templates, account.email_addresses
    template = Template(
        template_id=templates.next_id(), template_name="Test", body="Hello"
    )
    templates.keep(template.template_id, template)
    address = EmailAddress(
        email_address_id=addresses.next_id(),
        email_address="casey@example.com",
        added=simulator.clock.now(),
    )
    addresses.keep(address.email_address_id, address)
    ids = {
        "list_id": family.list_id,
        "to_list_id": simulator.add_list("Friends").list_id,
        "contact_id": next(iter(family.contacts)),
        "template_id": template.template_id,
        "email_address_id": address.email_address_id,
        "message_id": "",
    }
    if "cancel" in path:
        _, channel, *_ = path.split("/")
        ids["message_id"] = (await schedule(hass, channel))["message_id"]
    return {name: str(value) for name, value in ids.items()}


def filled(data: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    """Return the data of a call with ids in place of their names."""
    return {
        name: value.format(**ids) if isinstance(value, str) else value
        for name, value in data.items()
    }
