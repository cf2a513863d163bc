"""The SkillBoss hub: errors, wherever they are in an answer."""

from typing import Any

import pytest

from custom_components.clicksend_messaging.api.errors import (
    ApiError,
    AuthenticationError,
    ForbiddenError,
    NotFoundError,
    RateLimitedError,
    RefusedError,
    ServerError,
)
from custom_components.clicksend_messaging.api.models import Notification
from custom_components.clicksend_messaging.api.skillboss import SkillBossClient
from simulator.skillboss.answers import ADVICE
from tests.unit.api.discretion import SMS, verdict
from tests.unit.api.skillboss.calls import (
    ADVICES,
    TEXT,
    Call,
    every_call,
    ok,
    text,
    told,
)
from tests.unit.api.wire import Wire, answer_json

pytestmark = pytest.mark.usefixtures("socket_enabled")

PLACES = [
    {"detail": f"No: {SMS.to} {ADVICE}"},
    {"message": f"No: {SMS.to} {ADVICE}"},
    {"error": {"message": f"No: {SMS.to} {ADVICE}"}},
    {"error": f"No: {SMS.to} {ADVICE}"},
    {},
]


@pytest.mark.parametrize(
    ("status", "kind", "meaning"),
    [
        (400, RefusedError, "refused"),
        (401, AuthenticationError, "refused"),
        (402, RefusedError, "refused"),
        (403, ForbiddenError, "refused"),
        (404, NotFoundError, "refused"),
        (418, RefusedError, "refused"),
        (422, RefusedError, "refused"),
        (429, RateLimitedError, "may be repeated"),
        (500, ServerError, "outcome unknown"),
        (502, ServerError, "outcome unknown"),
        (503, ServerError, "outcome unknown"),
        (599, ServerError, "outcome unknown"),
    ],
)
@pytest.mark.parametrize(
    "how",
    ["open", "hidden", "as text", "status", "in result", "in error", "both"],
)
@pytest.mark.parametrize("place", PLACES, ids=["detail", "msg", "error", "text", ""])
async def test_errors(
    hub: SkillBossClient,
    wire: Wire,
    status: int,
    kind: type[ApiError],
    meaning: str,
    how: str,
    place: dict[str, Any],
) -> None:
    """They mean the same wherever they are, and what they say stays with the hub."""
    body = {**place, **ADVICES}
    wire.says(
        {
            "open": answer_json(status, body),
            "hidden": answer_json(200, {**body, "code": status}),
            "as text": answer_json(200, {**body, "code": str(status)}),
            "status": answer_json(200, {**body, "status": "error", "code": status}),
            "in result": ok({**body, "code": status}),
            "in error": answer_json(200, {**body, "error": {"code": status}}),
            "both": ok({**body, "code": status}, status="Error"),
        }[how]
    )
    error = await told(text(hub))
    assert type(error) is kind
    assert verdict(error) == meaning
    assert error.status == status
    assert error.code == ("INSUFFICIENT_CREDIT" if status == 402 else None)
    assert len(wire.heard) == 1


@every_call
@pytest.mark.parametrize("how", ["open", "hidden"])
async def test_every_request_sees_through_an_answer(
    hub: SkillBossClient, wire: Wire, call: Call, how: str
) -> None:
    """A key that is refused is refused, also in a success."""
    body = {"code": 401, "detail": "Invalid token", **ADVICES}
    wire.says(answer_json(401 if how == "open" else 200, body))
    assert type(await told(call(hub))) is AuthenticationError
    assert len(wire.heard) == 1


@every_call
@pytest.mark.parametrize("status", ["error", "Error"])
async def test_an_error_without_a_code(
    hub: SkillBossClient, wire: Wire, call: Call, status: str
) -> None:
    """Something went wrong, and nobody says whether before or after it was sent."""
    wire.says(answer_json(200, {"status": status, "message": ADVICE}))
    assert verdict(await told(call(hub))) == "outcome unknown"
    assert len(wire.heard) == 1


@pytest.mark.parametrize(
    "harmless", [200, 202, 399, 600, 482913, "0123", "ok", None, True, []], ids=repr
)
async def test_codes_that_are_no_errors(
    hub: SkillBossClient, wire: Wire, harmless: object
) -> None:
    """The code to verify a number may come back, and other things have codes too."""
    wire.says(answer_json(200, {**TEXT, "code": harmless}))
    assert await text(hub) == Notification(TEXT["id"])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"code": "template_not_found"}, "template_not_found"),
        ({"error": {"code": "missing.variable-1"}}, "missing.variable-1"),
        ({"error": {"code": "inner"}, "code": "outer"}, "inner"),
        ({"error": {"code": f"a sentence with {SMS.to}"}}, None),
        ({"error": {"code": SMS.to}}, None),
        ({"code": "x" * 65}, None),
        ({"code": 17}, None),
    ],
    ids=repr,
)
@pytest.mark.parametrize("status", [400, 422])
async def test_a_word_for_what_is_wrong(
    hub: SkillBossClient, wire: Wire, body: object, code: str | None, status: int
) -> None:
    """It is kept if it can be nothing else than a word."""
    wire.says(answer_json(status, body))
    assert (await told(text(hub))).code == code


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"Retry-After": "7"}, 7), ({}, 60), ({"Retry-After": "86400"}, 3600)],
    ids=repr,
)
async def test_too_many_requests(
    hub: SkillBossClient, wire: Wire, headers: dict[str, str], seconds: float
) -> None:
    """Nothing happened; the hub says how long to stay away."""
    wire.says(answer_json(429, {"detail": "Slow down"}, headers))
    assert (await told(text(hub))).retry_after == seconds
