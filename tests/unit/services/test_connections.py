"""The actions for the connections between Maton and ClickSend."""

from collections.abc import Callable
import logging
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from simulator.maton.connections import Connection
from tests.unit.api.wire import Wire, answer_json
from tests.unit.services.asking import ask, must_sign_in, problem
from tests.unit.services.roads import (
    DIRECT,
    MATON,
    MATON_OLDER,
    THROUGH_MATON,
    Road,
    asked,
    set_out,
)

ABOUT_ONE = ("get_connection", "delete_connection")
ALL = ("get_connections", "create_connection", *ABOUT_ONE)
NOBODY = "21fd90f9-5935-43cd-b6c8-bde9d915ca80"


@pytest.fixture(params=[MATON, MATON_OLDER], ids=["newer", "older"])
async def entry(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    request: pytest.FixtureRequest,
) -> MockConfigEntry:
    """Return an account behind Maton, of which nothing has been asked yet."""
    road: Road = request.param
    return await set_out(hass, simulator, make_entry, road)


def own(simulator: Simulator) -> Connection:
    """Return the connection that the account is reached through."""
    return next(iter(simulator.connections))


def named(action: str, connection_id: str = NOBODY) -> dict[str, Any]:
    """Return what an action needs to be called with."""
    return {"connection_id": connection_id} if action in ABOUT_ONE else {}


def ids(simulator: Simulator) -> list[str]:
    """Return the connections that there are."""
    return [each.connection_id for each in simulator.connections]


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("shape", ["flat", "wrapped"])
async def test_from_making_to_deleting(
    hass: HomeAssistant, simulator: Simulator, shape: str
) -> None:
    """Its address is shown for as long as somebody has to open it."""
    simulator.settings.patch({"maton_create_shape": shape})

    made = await ask(hass, "create_connection")
    assert made["status"] == "PENDING"
    new = simulator.connections.get(made["connection_id"])
    assert new is not None
    assert new.session_token in made["url"]
    shown = await ask(hass, "get_connection", connection_id=new.connection_id)
    assert shown == made

    simulator.connections.authorise(new, "casey", "key")
    shown = await ask(hass, "get_connection", connection_id=new.connection_id)
    assert shown["status"] == "ACTIVE"
    assert "url" not in shown

    answer = await ask(hass, "delete_connection", connection_id=new.connection_id)
    assert answer == {"deleted": 1}
    assert ids(simulator) == [own(simulator).connection_id]
    assert not must_sign_in(hass)


@pytest.mark.usefixtures("entry")
async def test_all_of_them(hass: HomeAssistant, simulator: Simulator) -> None:
    """Whatever their state is; only those to be authorised with their address."""
    pending, failed = simulator.connections.create(), simulator.connections.create()
    simulator.connections.set_status(failed, "FAILED")

    answer = await ask(hass, "get_connections")

    assert answer["total"] == 3
    assert [
        (row["connection_id"], row["status"], "url" in row) for row in answer["items"]
    ] == [
        (own(simulator).connection_id, "ACTIVE", False),
        (pending.connection_id, "PENDING", True),
        (failed.connection_id, "FAILED", True),
    ]
    assert asked(simulator)[0].query["app"] == "clicksend"


@pytest.mark.usefixtures("entry")
async def test_none_at_all(hass: HomeAssistant, simulator: Simulator) -> None:
    """That is an answer, too."""
    simulator.connections.clear()

    assert await ask(hass, "get_connections") == {"items": [], "total": 0}


@pytest.mark.parametrize("action", ALL)
async def test_account_without_a_gateway(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    action: str,
) -> None:
    """It has no connections."""
    await set_out(hass, simulator, make_entry, DIRECT)

    error = await problem(hass, action, **named(action))

    assert error.translation_key == "no_gateway"
    assert asked(simulator) == []


@pytest.mark.usefixtures("entry")
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
    assert len(simulator.connections) == 1


@THROUGH_MATON
@pytest.mark.parametrize("action", ALL)
async def test_bad_key(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    road: Road,
    action: str,
) -> None:
    """Only a new one helps."""
    await set_out(hass, simulator, make_entry, road)
    simulator.faults.arm("unauthorized", path=f"/{road.control}/connections*")

    error = await problem(hass, action, **named(action))

    assert error.translation_key == "invalid_auth"
    assert must_sign_in(hass)


@THROUGH_MATON
@pytest.mark.parametrize("action", ALL)
@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ("forbidden", "refused"),
        ("rate_limited", "rate_limited"),
        ("server_error", "answer_unusable"),
        ("html_error", "answer_unusable"),
    ],
)
async def test_what_may_go_wrong(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    road: Road,
    action: str,
    fault: str,
    key: str,
) -> None:
    """It is said what it was, and nobody has to sign in for that."""
    await set_out(hass, simulator, make_entry, road)
    simulator.faults.arm(fault, path=f"/{road.control}/connections*")

    error = await problem(hass, action, **named(action))

    assert error.translation_key == key
    assert not must_sign_in(hass)
    assert len(asked(simulator)) == 1


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("action", ["create_connection", "delete_connection"])
async def test_lost_answer_to_a_change(
    hass: HomeAssistant, simulator: Simulator, action: str
) -> None:
    """It may have been made, so it is not made again by itself."""
    other = simulator.connections.create().connection_id
    # A connection that has been in use is the one that may break.
    await ask(hass, "get_connections")
    simulator.requests.clear()
    simulator.faults.arm("reset_after", path="*/connections*")

    error = await problem(hass, action, **named(action, other))

    assert error.translation_key == "answer_unusable"
    assert len(asked(simulator)) == 1
    assert len(simulator.connections) == (3 if action == "create_connection" else 1)


@pytest.mark.parametrize("action", ["create_connection", "delete_connection"])
async def test_an_account_that_ends_meanwhile(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, action: str
) -> None:
    """What was made or deleted is told all the same."""
    other = simulator.connections.create().connection_id
    simulator.faults.arm("delay", path="*/connections*", seconds=0.3)
    asking = hass.async_create_task(ask(hass, action, **named(action, other)))
    await simulator.requests.wait_for(1, path="*/connections*")

    assert await hass.config_entries.async_unload(entry.entry_id)

    answer = await asking
    made = action == "create_connection"
    assert answer["status" if made else "deleted"] == ("PENDING" if made else 1)
    assert len(simulator.connections) == (3 if made else 1)


@pytest.mark.parametrize("action", ["get_connections", "create_connection"])
@THROUGH_MATON
async def test_refusal_that_is_about_no_connection(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    road: Road,
    action: str,
) -> None:
    """The account's own may be in order: nobody has to sign in."""
    await set_out(hass, simulator, make_entry, road)
    simulator.faults.arm("not_found", path=f"/{road.control}/connections")

    error = await problem(hass, action)

    assert error.translation_key == "refused"
    assert error.translation_placeholders == {"code": "Not Found"}
    assert not must_sign_in(hass)


@pytest.mark.parametrize("action", ["create_connection", "get_connection"])
async def test_answer_that_names_no_connection(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    action: str,
) -> None:
    """It is none: nobody could go on with it."""
    async with Wire() as wire:
        wire.says(answer_json(200, {"connection": {}}))
        entry = make_entry(data={**MATON.data(simulator), "control_url": wire.url})
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)

        error = await problem(hass, action, **named(action))

        assert error.translation_key == "answer_unusable"
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize(
    "spelling", [str, str.upper, lambda value: value.replace("-", "")]
)
async def test_the_connection_in_use(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    spelling: Callable[[str], str],
) -> None:
    """It is not deleted by mistake, however its id is written."""
    connection_id = spelling(entry.data["connection_id"])

    for doubt in ({}, {"confirm": False}):
        error = await problem(
            hass, "delete_connection", connection_id=connection_id, **doubt
        )
        assert error.translation_key == "own_connection"

    assert asked(simulator) == []


@pytest.mark.usefixtures("entry")
async def test_the_connection_of_another_account(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It is in use as well."""
    other = simulator.connections.create()
    MockConfigEntry(
        domain=DOMAIN,
        unique_id="other",
        data={**MATON.data(simulator), "connection_id": other.connection_id},
    ).add_to_hass(hass)

    error = await problem(
        hass,
        "delete_connection",
        config_entry_id=hass.config_entries.async_loaded_entries(DOMAIN)[0].entry_id,
        connection_id=other.connection_id,
    )

    assert error.translation_key == "own_connection"
    assert len(simulator.connections) == 2


async def test_deleting_the_connection_in_use(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """It can be done; then somebody has to sign in anew."""
    answer = await ask(
        hass,
        "delete_connection",
        connection_id=entry.data["connection_id"],
        confirm=True,
    )
    assert answer == {"deleted": 1}
    assert ids(simulator) == []
    assert not must_sign_in(hass)

    error = await problem(hass, "get_account")

    assert error.translation_key == "no_connection"
    assert must_sign_in(hass)


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("action", ALL)
async def test_only_administrators_may(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_admin_user: User,
    hass_read_only_user: MockUser,
    action: str,
) -> None:
    """And automations, which nobody has called."""
    other = simulator.connections.create().connection_id

    async def call_as(user: User) -> None:
        await hass.services.async_call(
            DOMAIN,
            action,
            named(action, other),
            blocking=True,
            context=Context(user_id=user.id),
            return_response=True,
        )

    with pytest.raises(Unauthorized):
        await call_as(hass_read_only_user)
    assert asked(simulator) == []

    await call_as(hass_admin_user)
    assert len(asked(simulator)) == 1


@pytest.mark.usefixtures("entry")
async def test_nothing_is_logged(
    hass: HomeAssistant,
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No address, no key, no id."""
    caplog.set_level(logging.DEBUG, f"custom_components.{DOMAIN}")
    caplog.clear()
    made = await ask(hass, "create_connection")
    await ask(hass, "get_connections")
    await ask(hass, "get_connection", connection_id=made["connection_id"])
    await problem(hass, "get_connection", connection_id=NOBODY)
    simulator.faults.arm("server_error", path="*/connections*")
    await problem(hass, "create_connection")
    await ask(hass, "delete_connection", connection_id=made["connection_id"])

    ours = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith(f"custom_components.{DOMAIN}")
    ]
    assert ours == []
