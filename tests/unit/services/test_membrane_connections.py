"""The actions for the connections between Membrane and ClickSend."""

from collections.abc import Callable
import json
import logging
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.api.samples import sample
from tests.unit.api.wire import Heard, Wire, answer_json
from tests.unit.services.asking import ask, must_sign_in, problem
from tests.unit.services.roads import MEMBRANE, asked, set_out

ABOUT_ONE = ("get_connection", "delete_connection")
ALL = ("get_connections", "create_connection", *ABOUT_ONE)
NOBODY = "0123456789abcdef01234567"


@pytest.fixture(autouse=True)
async def entry(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
) -> MockConfigEntry:
    """Return an account behind Membrane, of which nothing has been asked yet."""
    return await set_out(hass, simulator, make_entry, MEMBRANE)


def named(action: str, connection_id: str = NOBODY) -> dict[str, Any]:
    """Return what an action needs to be called with."""
    return {"connection_id": connection_id} if action in ABOUT_ONE else {}


async def test_from_making_to_deleting(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """A connection is asked for, granted in the browser, shown, and deleted."""
    tenant = simulator.membrane_tenant

    made = await ask(hass, "create_connection")

    request = tenant.requests.get(made["request_id"])
    assert request is not None
    assert set(made) == {"request_id", "status", "url"}
    assert made["status"] == "pending"
    assert made["url"].endswith(request.session_token)

    tenant.requests.authorise(request, "casey", "key")
    assert request.result is not None
    new = request.result.connection_id
    shown = await ask(hass, "get_connection", connection_id=new)
    assert (shown["connection_id"], shown["state"]) == (new, "READY")
    assert shown["connected"] is True
    assert "url" not in shown

    answer = await ask(hass, "delete_connection", connection_id=new)
    assert answer == {"deleted": 1}
    assert request.result.archived_at is not None
    assert [row["connection_id"] for row in await listed(hass)] == [
        tenant.clicksend.connection_id
    ]
    assert not must_sign_in(hass)


async def listed(hass: HomeAssistant) -> list[dict[str, Any]]:
    """Return the connections."""
    rows: list[dict[str, Any]] = (await ask(hass, "get_connections"))["items"]
    return rows


@pytest.mark.parametrize("said", ["object", "empty"])
async def test_deleting_answers_with_anything(
    hass: HomeAssistant, simulator: Simulator, said: str
) -> None:
    """It is done whatever Membrane says to it."""
    simulator.settings.patch({"membrane_delete_answer": said})
    other = simulator.membrane_tenant.connect_clicksend().connection_id

    assert await ask(hass, "delete_connection", connection_id=other) == {"deleted": 1}


async def test_all_of_them(hass: HomeAssistant, simulator: Simulator) -> None:
    """On however many pages; no other app's; and a link only where it is needed."""
    tenant = simulator.membrane_tenant
    others = [tenant.connect_clicksend() for _ in range(4)]
    needy, defunct, *_ = others
    needy.state = "CLIENT_ACTION_REQUIRED"
    defunct.is_defunct = True
    others[2].state = "SETUP_FAILED"

    answer = await ask(hass, "get_connections")

    assert answer["total"] == 5
    rows = {row["connection_id"]: row for row in answer["items"]}
    assert set(rows) == {
        tenant.clicksend.connection_id,
        *(other.connection_id for other in others),
    }
    shown = rows[needy.connection_id]
    assert shown["state"] == "CLIENT_ACTION_REQUIRED"
    assert shown["clientAction"] == {
        "type": "connect",
        "description": "Connect the account again",
    }
    assert shown["url"].endswith(needy.session_token)
    assert rows[defunct.connection_id]["isDefunct"] is True
    assert rows[others[2].connection_id]["error"] == {"type": "configuration"}
    assert ["url" in row for row in rows.values()].count(True) == 1


SECRET = "walrus"


async def test_what_is_never_shown(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    entry: MockConfigEntry,
) -> None:
    """Credentials, people, instructions to programs, links that nobody needs."""
    await hass.config_entries.async_remove(entry.entry_id)
    row = {
        "id": "1",
        "key": "clicksend",
        "name": "ClickSend",
        "state": "READY",
        "credentials": {"apiKey": SECRET},
        "parameters": {"password": SECRET},
        "user": {"name": SECRET},
        "token": SECRET,
        "tenantId": SECRET,
        "clientAction": {
            "type": "connect",
            "description": "Do",
            "uiUrl": f"https://example.com/{SECRET}",
            "agentInstructions": SECRET,
        },
        "error": {"type": "internal", "message": SECRET, "data": {"a": SECRET}},
        "_tip": SECRET,
    }
    request = {
        "requestId": "2",
        "status": "success",
        "url": f"https://example.com/{SECRET}",
        "resultConnectionId": "1",
        "user": {"name": SECRET},
    }

    def answer(heard: Heard) -> bytes:
        known: dict[str, Any] = {
            "/connections": {"items": [row]},
            "/connections/1": row,
            "/connection-requests": request,
            "/search": {"items": []},
        }
        return answer_json(200, known.get(heard.path, sample("clicksend/account")))

    async with Wire() as wire:
        wire.says(answer)
        entry = make_entry(data=MEMBRANE.data(simulator, to=wire.url))
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        answers = [await ask(hass, action, **named(action, "1")) for action in ALL[:3]]
        await hass.config_entries.async_unload(entry.entry_id)

    assert SECRET not in json.dumps(answers)
    assert answers[1] == {"request_id": "2", "status": "success", "connection_id": "1"}
    assert answers[0]["items"] == [answers[2]]
    assert answers[2]["clientAction"] == {"type": "connect", "description": "Do"}


@pytest.mark.parametrize("action", ABOUT_ONE)
@pytest.mark.parametrize("connection_id", [NOBODY, 5, ".", "..", "../connections"])
async def test_connection_that_there_is_not(
    hass: HomeAssistant, simulator: Simulator, action: str, connection_id: Any
) -> None:
    """It is said, and nobody has to sign in for that."""
    error = await problem(hass, action, connection_id=connection_id)

    assert error.translation_key == "not_found"
    assert error.translation_placeholders == {
        "record": f"connection_id {connection_id}"
    }
    assert not must_sign_in(hass)
    assert simulator.membrane_tenant.clicksend.archived_at is None


@pytest.mark.parametrize("name", ["key", "connection_id"])
async def test_the_connection_in_use(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, name: str
) -> None:
    """It is deleted on purpose only, also when Membrane's name for it is given."""
    own = simulator.membrane_tenant.clicksend
    reference = getattr(own, name)
    assert entry.data["connection_id"] == own.connection_id

    error = await problem(hass, "delete_connection", connection_id=reference)
    assert error.translation_key == "own_connection"
    assert own.archived_at is None

    answer = await ask(hass, "delete_connection", connection_id=reference, confirm=True)
    assert answer == {"deleted": 1}
    assert own.archived_at is not None


@pytest.mark.parametrize("action", ALL)
@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ("unauthorized", "invalid_auth"),
        ("forbidden", "refused"),
        ("rate_limited", "rate_limited"),
        ("server_error", "answer_unusable"),
        ("html_error", "answer_unusable"),
    ],
)
async def test_what_may_go_wrong(
    hass: HomeAssistant, simulator: Simulator, action: str, fault: str, key: str
) -> None:
    """It is said what it was; only with a bad token somebody has to sign in."""
    simulator.faults.arm(fault, path="/membrane/connection*", times=None)

    error = await problem(hass, action, **named(action))

    assert error.translation_key == key
    simulator.faults.clear()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert must_sign_in(hass) == (key == "invalid_auth")


@pytest.mark.parametrize("action", ["create_connection", "delete_connection"])
async def test_lost_answer_to_a_change(
    hass: HomeAssistant, simulator: Simulator, action: str
) -> None:
    """It may have been made, so it is not made again by itself."""
    tenant = simulator.membrane_tenant
    other = tenant.connect_clicksend()
    method = "POST" if action == "create_connection" else "DELETE"
    simulator.faults.arm("reset_after", method=method, path="/membrane/*")

    error = await problem(hass, action, **named(action, other.connection_id))

    assert error.translation_key == "answer_unusable"
    assert [each.method for each in asked(simulator)].count(method) == 1
    assert len(list(tenant.requests)) == (method == "POST")
    assert (other.archived_at is not None) == (method == "DELETE")


async def test_nothing_is_logged(
    hass: HomeAssistant, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    """No link, no token, no id."""
    caplog.set_level(logging.DEBUG, f"custom_components.{DOMAIN}")
    caplog.clear()
    await ask(hass, "create_connection")
    await ask(hass, "get_connections")
    await problem(hass, "get_connection", connection_id=NOBODY)
    simulator.faults.arm("server_error", path="/membrane/connection-requests")
    await problem(hass, "create_connection")

    ours = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith(f"custom_components.{DOMAIN}")
    ]
    assert ours == []
