"""What the SkillBoss hub is asked, and what it says beside its answers."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from custom_components.clicksend_messaging.api.models import Job, Notification
from custom_components.clicksend_messaging.api.skillboss import SkillBossClient
from simulator.skillboss.answers import ADVICE
from tests.unit.api.discretion import SMS, error_of
from tests.unit.api.wire import answer_json

TEMPLATE = "template_01fictional"

TEXT = {"id": "tx_01fictional", "template_id": TEMPLATE, "to": SMS.to}

ADVICES = {
    "_tip": f"{ADVICE}: text more",
    "_balance_warning": {"message": ADVICE},
    "_tips": [ADVICE, {"text": ADVICE}],
    "_memory_hint": f"{ADVICE}: {SMS.to}",
}

ACCEPTED = {"status": "accepted", "job_id": "job_1", "poll_url": "/v1/job/job_1"}


type Call = Callable[[SkillBossClient], Awaitable[object]]


def ok(result: object, **more: Any) -> bytes:
    """Return an answer in its wrapping."""
    return answer_json(200, {"status": "success", "result": result} | more)


def text(client: SkillBossClient) -> Awaitable[Notification | Job]:
    """Send a text."""
    return client.notify(TEMPLATE, SMS.to, {"message": SMS.body})


CALLS: dict[str, Call] = {
    "notify": text,
    "verify": lambda it: it.send_verification(SMS.to),
    "check": lambda it: it.check_verification(SMS.to, "123456"),
    "job": lambda it: it.job("job_1"),
    "models": lambda it: it.models(),
    "balance": lambda it: it.balance(),
}

every_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


async def told(request: Awaitable[object]) -> Any:
    """Return the error of a request, which must not repeat what the hub said."""
    error = await error_of(request)
    assert ADVICE not in f"{error} {error!r} {vars(error)}"
    return error
