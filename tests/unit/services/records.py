"""What the tests of actions for the account's records have in common."""

from collections.abc import Callable
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.clicksend_messaging.api import http
from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.clock import IMPATIENT
from tests.unit.conftest import direct_data, maton_data

from .asking import ask, must_sign_in, problem

NOTHING = [
    {"empty_list": empty, "list_shape": shape}
    for empty in ("page", "null", "list", "braces")
    for shape in ("page", "wrapped_page")
]
"""How ClickSend may say that there is nothing."""

LIMITS = pytest.mark.parametrize(
    ("limit", "pages"), [(1, 1), (100, 1), (101, 2), (250, 3), (10_000, 3)]
)
"""How many of 250 rows are asked for, and the pages that takes."""

NO_LIMITS = (0, -1, 10_001, "many", None)

LOST = pytest.mark.parametrize(
    ("fault", "done"),
    [
        ("reset_before", False),
        ("reset_after", True),
        ("lost_answer", True),
        ("processed_server_error", True),
        ("hidden_error", False),
        ("malformed", True),
        ("empty_answer", True),
    ],
)
"""How an answer to a change gets lost, and whether the change was made."""

STRANGE_IDS = ("..", ".", "a/b", "../account", "%2e%2e", "1?x=y", "1#x", "1;x", "1 2")
"""Ids that no record has, and that could be taken for another path."""

WAYS = pytest.mark.parametrize("way", [direct_data, maton_data])
"""How an account is reached: a function that returns the entry's data."""

AUTHORISED = pytest.mark.parametrize("who", ["administrator", "automation"])


async def set_up(
    hass: HomeAssistant,
    make_entry: Callable[..., MockConfigEntry],
    data: dict[str, Any],
) -> MockConfigEntry:
    """Set up an account that is reached in this way."""
    entry = make_entry(data=data)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


def changes(simulator: Simulator) -> list[tuple[str, str]]:
    """Return the changes that were asked for: the method and the path."""
    return [
        (record.method, record.path)
        for record in simulator.requests
        if record.method != "GET"
    ]


async def refused(
    hass: HomeAssistant, simulator: Simulator, action: str, **data: Any
) -> None:
    """Check that fields are wrong, and that nothing is asked because of that."""
    simulator.requests.clear()
    with pytest.raises(vol.Invalid):
        await ask(hass, action, **data)
    assert len(simulator.requests) == 0


async def mistaken(
    hass: HomeAssistant, simulator: Simulator, key: str, action: str, **data: Any
) -> None:
    """Check that somebody is told of a mistake, and that nothing is asked."""
    simulator.requests.clear()
    error = await problem(hass, action, **data)
    assert isinstance(error, ServiceValidationError)
    assert error.translation_key == key
    assert len(simulator.requests) == 0


async def not_there(hass: HomeAssistant, action: str, named: str, **data: Any) -> None:
    """Check that somebody is told which record is not there, or not theirs."""
    error = await problem(hass, action, **data)
    assert isinstance(error, ServiceValidationError)
    assert error.translation_key == "not_found"
    assert error.translation_placeholders == {"record": named}
    assert not must_sign_in(hass)


async def not_reached(
    hass: HomeAssistant, simulator: Simulator, **question: Any
) -> None:
    """Check that an id is not found, and that nothing is asked for with it."""
    simulator.requests.clear()
    error = await problem(hass, question.pop("action"), **question)
    assert error.translation_key == "not_found"
    assert list(simulator.requests) == []


async def assert_lost(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    method: str,
    **question: Any,
) -> None:
    """Lose the answer to a change; check what is told, and that it is asked once."""
    monkeypatch.setattr(http, "TIMEOUT", IMPATIENT)
    # The connection that it goes over is one that was kept open.
    await ask(hass, "get_countries")
    simulator.requests.clear()
    simulator.faults.arm(fault, method=method)

    error = await problem(hass, question.pop("action"), **question)

    assert error.translation_key == "answer_unusable"
    assert not must_sign_in(hass)
    assert [record.method for record in simulator.requests] == [method]


async def ask_as(
    hass: HomeAssistant, user: User | None, action: str, **data: Any
) -> Any:
    """Call an action as a person does, or as an automation without one."""
    return await hass.services.async_call(
        DOMAIN,
        action,
        data,
        blocking=True,
        return_response=True,
        context=Context(user_id=user.id if user else None),
    )


async def not_allowed(
    hass: HomeAssistant, simulator: Simulator, user: User, action: str, **data: Any
) -> None:
    """Check that somebody may not do that, and that nothing is asked."""
    simulator.requests.clear()
    with pytest.raises(Unauthorized):
        await ask_as(hass, user, action, **data)
    assert len(simulator.requests) == 0
