"""The SkillBoss hub: what is left, if that is told."""

from decimal import Decimal
from typing import Any

import pytest

from custom_components.clicksend_messaging.api.models import HubBalance
from custom_components.clicksend_messaging.api.skillboss import SkillBossClient
from tests.unit.api.skillboss.calls import ADVICES, told
from tests.unit.api.wire import Wire, answer_json, page, reply

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        ({"balance": 4.5, "credits": 450}, HubBalance(Decimal("4.5"), "USD")),
        ({"balance": "4.50"}, HubBalance(Decimal("4.50"), "USD")),
        ({"balance": 0, "credits": 3}, HubBalance(Decimal(0), "USD")),
        ({"balance": None, "credits": 450}, HubBalance(Decimal(450), None)),
        ({"result": {"credits": "7"}}, HubBalance(Decimal(7), None)),
        ({"email": "a@example.com"}, None),
        ({}, None),
        ([], None),
    ],
    ids=repr,
)
async def test_balance(
    hub: SkillBossClient, wire: Wire, payload: Any, found: HubBalance | None
) -> None:
    """In dollars if it is told in dollars, else in credits, else not at all."""
    body = {**payload, **ADVICES} if isinstance(payload, dict) else payload
    wire.says(answer_json(200, body))
    assert await hub.balance() == found


@pytest.mark.parametrize(
    "said",
    [
        page(200),
        reply(200),
        answer_json(403, {}),
        answer_json(404, {}),
        answer_json(405, {}),
        answer_json(200, {"code": 404}),
    ],
    ids=["page", "nothing", "403", "404", "405", "hidden"],
)
async def test_no_balance_is_told(
    hub: SkillBossClient, wire: Wire, said: bytes
) -> None:
    """A hub may have nothing there, or a web page."""
    wire.says(said)
    assert await hub.balance() is None


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (answer_json(401, {}), 401),
        (answer_json(429, {}), 429),
        (answer_json(500, {}), 500),
        (page(502), 502),
        (reply(302, b"", {"Location": "/login"}), 302),
    ],
    ids=["401", "429", "500", "page", "302"],
)
async def test_the_balance_cannot_be_read(
    hub: SkillBossClient, wire: Wire, said: bytes, status: int
) -> None:
    """That is another matter: it may be told the next time."""
    wire.says(said)
    assert (await told(hub.balance())).status == status
