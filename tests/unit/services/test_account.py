"""The actions that show the account, and what ClickSend offers it."""

from collections.abc import Callable
import json
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import HomeAssistant
import pytest

from simulator import Simulator
from simulator.clicksend.envelope import success

from .asking import FAULTS, ask, assert_told, problem
from .records import WAYS, ask_as, refused, set_up

direct = pytest.mark.usefixtures("entry")

ACTIONS = pytest.mark.parametrize(
    ("action", "path"),
    [
        ("get_account", "/account"),
        ("get_countries", "/countries"),
        ("get_voice_languages", "/voice/lang"),
    ],
)


@WAYS
async def test_account_is_as_clicksend_has_it(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., Any],
    way: Callable[..., Any],
) -> None:
    """All but the key."""
    await set_up(hass, make_entry, way(simulator))

    account = await ask(hass, "get_account")

    assert account["user_id"] == simulator.account.user_id
    assert account["country"] == "US"
    assert account["_currency"]["currency_name_short"] == "USD"
    assert account["_subaccount"]["subaccount_id"] == simulator.account.subaccount_id
    shown = json.dumps(account)
    assert "api_key" not in shown
    assert simulator.account.subaccount_key not in shown


@direct
@pytest.mark.parametrize(
    "shape",
    [
        lambda account: [account],
        lambda account: {**account, "_subaccount": [account["_subaccount"]]},
        lambda account: {**account, "api_key": account["_subaccount"]["api_key"]},
        lambda account: {**account, "_parent": {"_owner": account["_subaccount"]}},
        lambda account: {**account, "_subaccounts": [[account["_subaccount"]]]},
    ],
    ids=["wrapped", "list", "account", "deep", "deeper"],
)
async def test_key_that_is_elsewhere(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    shape: Callable[[dict[str, Any]], object],
) -> None:
    """It stays out wherever ClickSend shows it."""
    monkeypatch.setattr(
        "simulator.clicksend.account.success",
        lambda message, data: success(message, shape(data)),
    )

    account = await ask(hass, "get_account")

    assert account["user_id"] == simulator.account.user_id
    shown = json.dumps(account)
    assert "api_key" not in shown
    assert simulator.account.subaccount_key not in shown
    assert "Casey" in shown


@direct
async def test_countries(hass: HomeAssistant) -> None:
    """All in one piece, not only a hundred."""
    answer = await ask(hass, "get_countries")

    assert answer["total"] == len(answer["items"]) > 100
    assert {"code": "AT", "value": "Austria"}.items() <= next(
        row for row in answer["items"] if row["code"] == "AT"
    ).items()


@direct
async def test_languages(hass: HomeAssistant) -> None:
    """By ClickSend's names for them."""
    answer = await ask(hass, "get_voice_languages")

    assert answer["total"] == len(answer["items"]) == 23
    assert answer["items"][0] == {
        "code": "en-us",
        "country": "English, US",
        "gender": ["female", "male"],
    }


@WAYS
async def test_account_that_may_not_call(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., Any],
    way: Callable[..., Any],
) -> None:
    """What to do about it is said."""
    await set_up(hass, make_entry, way(simulator))
    simulator.settings.patch({"voice_enabled": False})

    error = await problem(hass, "get_voice_languages")

    assert error.translation_key == "voice_not_allowed"


@direct
@ACTIONS
async def test_fields_that_there_are_not(
    hass: HomeAssistant, simulator: Simulator, action: str, path: str
) -> None:
    """Nothing is asked of ClickSend."""
    assert path
    await refused(hass, simulator, action, limit=5)


@direct
@ACTIONS
@FAULTS
async def test_what_may_go_wrong(
    hass: HomeAssistant,
    simulator: Simulator,
    fault: str,
    key: str,
    action: str,
    path: str,
) -> None:
    """A person is told what it was."""
    may_not_call = fault == "forbidden" and action == "get_voice_languages"
    told = "voice_not_allowed" if may_not_call else key
    await assert_told(hass, simulator, fault, told, path, action)


@direct
@ACTIONS
async def test_everybody_may_look(
    hass: HomeAssistant, hass_read_only_user: User, action: str, path: str
) -> None:
    """Nothing can be changed with it."""
    assert path
    assert await ask_as(hass, hass_read_only_user, action)
