"""The SkillBoss hub: which models it has."""

import json
from typing import Any

import pytest

from custom_components.clicksend_messaging.api.skillboss import SkillBossClient
from simulator.skillboss.answers import ADVICE
from tests.unit.api.skillboss.calls import ADVICES, ok, told
from tests.unit.api.wire import Wire, answer_json

pytestmark = pytest.mark.usefixtures("socket_enabled")

MODELS = [{"id": "a", "type": "sms"}, {"id": "b", "type": "search"}]


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        ({"models": MODELS}, MODELS),
        ({"status": "success", "result": {"models": MODELS, "count": 2}}, MODELS),
        ({"result": MODELS}, MODELS),
        ({"result": None, "models": MODELS}, MODELS),
        (MODELS, MODELS),
        ({"apis": MODELS}, MODELS),
        ({"data": {"items": MODELS}}, MODELS),
        ({"models": {"sms": MODELS[:1], "search": MODELS[1:]}}, MODELS),
        ({"models": ["a", "b"]}, [{"id": "a"}, {"id": "b"}]),
        ({"types": ["search", "sms"]}, [{"id": "search"}, {"id": "sms"}]),
        ({"models": [*MODELS, None, 3]}, MODELS),
        ({"models": []}, []),
        ({"models": 3}, []),
        ({}, []),
    ],
    ids=repr,
)
async def test_models(
    hub: SkillBossClient, wire: Wire, payload: Any, found: object
) -> None:
    """Whatever is around them; advice never is among them."""
    if isinstance(payload, dict):
        payload = {**payload, **ADVICES}
    wire.says(answer_json(200, payload))
    assert await hub.models() == found


async def test_advice_inside_of_models(hub: SkillBossClient, wire: Wire) -> None:
    """However deep it is, it stays out."""
    deep = {"id": "a", **ADVICES, "prices": [{"usd": 1, **ADVICES}], "of": {**ADVICES}}
    wire.says(ok({"models": [deep], **ADVICES}))
    found = await hub.models()
    assert found == [{"id": "a", "prices": [{"usd": 1}], "of": {}}]
    assert ADVICE not in json.dumps(found)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 422])
async def test_ways_to_ask_for_models(
    hub: SkillBossClient, wire: Wire, status: int
) -> None:
    """Where one way is not there, the next is tried."""
    no = answer_json(status, {"detail": "No"})
    wire.says(no, no, answer_json(200, {"models": MODELS}))
    assert await hub.models() == MODELS
    assert [(heard.method, heard.target) for heard in wire.heard] == [
        ("POST", "/v1/run"),
        ("POST", "/v1/pilot"),
        ("GET", "/v1/models?types=all"),
    ]


async def test_no_way_to_ask_for_models(hub: SkillBossClient, wire: Wire) -> None:
    """What the first way said tells most: that is where texts go as well."""
    no = answer_json(404, {})
    wire.says(answer_json(400, {"code": "what"}), no, no)
    error = await told(hub.models())
    assert (error.status, error.code) == (400, "what")


@pytest.mark.parametrize("status", [401, 402, 429, 500])
@pytest.mark.parametrize("ways_before", [0, 1])
async def test_models_are_not_asked_for_on_and_on(
    hub: SkillBossClient, wire: Wire, status: int, ways_before: int
) -> None:
    """What another way would not change ends it."""
    no = answer_json(404, {})
    wire.says(*[no] * ways_before, answer_json(status, {}))
    assert (await told(hub.models())).status == status
    assert len(wire.heard) == ways_before + 1
