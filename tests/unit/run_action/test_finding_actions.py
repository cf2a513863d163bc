"""Which actions there are, and which one is meant."""

from collections.abc import Callable
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.clicksend_messaging.const import DOMAIN
from simulator import Simulator
from tests.unit.run_action.more_actions import add_action
from tests.unit.run_action.running import POPULAR, add_template, refused, run, runs
from tests.unit.services.asking import ask, must_sign_in, problem
from tests.unit.services.roads import DIRECT, MATON, Road, asked, set_out


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5, 10])
async def test_all_actions(
    hass: HomeAssistant, simulator: Simulator, size: int
) -> None:
    """They are found on however many pages."""
    simulator.settings.patch({"membrane_page": size})

    answer = await ask(hass, "get_actions")

    assert tuple(row["key"] for row in answer["items"]) == POPULAR
    assert answer["total"] == len(POPULAR)
    first = answer["items"][0]
    assert set(first) == {"id", "key", "name", "description", "input_schema"}
    assert (first["name"], first["description"]) == (
        "Delete SMS Template",
        "Delete an SMS template.",
    )
    assert first["input_schema"]["required"] == ["template_id"]


async def test_actions_for_an_intent(hass: HomeAssistant, simulator: Simulator) -> None:
    """What fits best comes first; what does not fit, not at all."""
    answer = await ask(hass, "get_actions", query="price", limit=1)

    assert [row["key"] for row in answer["items"]] == ["get-sms-price"]
    assert answer["total"] == 1
    assert asked(simulator)[0].query["intent"] == "price"
    nothing = await ask(hass, "get_actions", query="walrus")
    assert nothing == {"items": [], "total": 0}


async def test_as_many_as_are_wanted(hass: HomeAssistant, simulator: Simulator) -> None:
    """No more are asked for."""
    answer = await ask(hass, "get_actions", limit=3)

    assert tuple(row["key"] for row in answer["items"]) == POPULAR[:3]
    assert len(asked(simulator)) == 2


@pytest.mark.parametrize("name", ["id", "key", "name"])
async def test_an_action_by_each_of_its_names(
    hass: HomeAssistant, simulator: Simulator, name: str
) -> None:
    """Its id, its key, or what people call it."""
    rows = (await ask(hass, "get_actions"))["items"]
    template_id = add_template(simulator).template_id

    await run(hass, rows[0][name], template_id=template_id)

    assert list(simulator.account.templates) == []


@pytest.mark.parametrize("action", ["walrus", "delete", "Delete sms template", " "])
async def test_action_that_there_is_not(
    hass: HomeAssistant, simulator: Simulator, action: str
) -> None:
    """Nothing that is called nearly so is run instead."""
    error = await refused(hass, action, template_id=1)

    assert error.translation_key == "action_not_found"
    assert error.translation_placeholders == {"action": action}
    assert runs(simulator) == []
    assert not must_sign_in(hass)


async def test_action_of_another_app(hass: HomeAssistant) -> None:
    """The project has more connections; they are no business of this account."""
    error = await refused(hass, "post-message", text="Hi")

    assert error.translation_key == "action_not_found"


async def test_two_actions_of_one_name(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody guesses which is meant; their keys tell them apart."""
    for key in ("mine", "ours"):
        add_action(monkeypatch, simulator, key, "Twice", like="list-sms-templates")

    error = await refused(hass, "Twice")

    assert error.translation_key == "action_ambiguous"
    assert runs(simulator) == []
    await run(hass, "ours")
    assert runs(simulator)[0].path.endswith("/id-ours/run")


async def test_many_actions(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last of many is found as well as the first."""
    simulator.settings.patch({"membrane_page": 0})
    for number in range(250):
        add_action(monkeypatch, simulator, f"a-{number}", like="list-sms-templates")

    assert (await ask(hass, "get_actions"))["total"] == 100
    assert (await ask(hass, "get_actions", limit=1000))["total"] == 260
    await run(hass, "a-249")


@pytest.mark.parametrize("road", [DIRECT, MATON], ids=["direct", "Maton"])
@pytest.mark.parametrize(
    ("action", "data"), [("get_actions", {}), ("run_action", {"action": "send-sms"})]
)
async def test_account_that_is_reached_otherwise(
    hass: HomeAssistant,
    simulator: Simulator,
    make_entry: Callable[..., MockConfigEntry],
    entry: MockConfigEntry,
    road: Road,
    action: str,
    data: dict[str, Any],
) -> None:
    """Membrane is not asked."""
    await hass.config_entries.async_remove(entry.entry_id)
    await set_out(hass, simulator, make_entry, road)

    error = await problem(hass, action, **data)

    assert error.translation_key == "needs_membrane"
    assert asked(simulator) == []


async def test_only_administrators_may(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_admin_user: User,
    hass_read_only_user: MockUser,
) -> None:
    """And automations, which nobody has called; an answer is not needed."""

    async def call_as(user: User) -> None:
        await hass.services.async_call(
            DOMAIN,
            "run_action",
            {"action": "list-sms-templates"},
            blocking=True,
            context=Context(user_id=user.id),
        )

    with pytest.raises(Unauthorized):
        await call_as(hass_read_only_user)
    assert asked(simulator) == []

    await call_as(hass_admin_user)
    assert len(runs(simulator)) == 1
