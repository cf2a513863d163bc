"""The SkillBoss hub: what became of a code, and whether it is right."""

from collections.abc import Callable
from typing import Any

import pytest

from custom_components.clicksend_messaging.api.errors import MalformedAnswerError
from custom_components.clicksend_messaging.api.skillboss import SkillBossClient
from tests.unit.api.discretion import SMS
from tests.unit.api.skillboss.calls import ADVICES, CALLS, ok, told
from tests.unit.api.wire import Wire, answer_json

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.mark.parametrize("status", ["success", "retry", "blocked", "Blocked", "new"])
@pytest.mark.parametrize("wrap", [ok, lambda result: answer_json(200, result)])
async def test_what_became_of_a_code(
    hub: SkillBossClient, wire: Wire, status: str, wrap: Callable[[Any], bytes]
) -> None:
    """The status of the verification itself counts, not that of its wrapping."""
    row = {"id": "vrf_1", "method": "message", "reason": "in_block_list"}
    wire.says(wrap({**row, "status": status, **ADVICES}))
    sent = await hub.send_verification(SMS.to)
    assert sent.status == status.lower()
    assert (sent.verification_id, sent.method, sent.reason) == tuple(row.values())


@pytest.mark.parametrize(
    "status", ["success", "failure", "expired_or_not_found", "Expired_Or_Not_Found"]
)
async def test_whether_a_code_is_right(
    hub: SkillBossClient, wire: Wire, status: str
) -> None:
    """The hub's word for it."""
    wire.says(ok({"status": status, **ADVICES}))
    assert await hub.check_verification(SMS.to, "123456") == status.lower()


@pytest.mark.parametrize("name", ["verify", "check"])
@pytest.mark.parametrize(
    "result", [{"id": "vrf_1"}, {"status": ""}, {"status": {}}, {}, None, [], "right"]
)
async def test_a_verification_that_says_nothing(
    hub: SkillBossClient, wire: Wire, name: str, result: object
) -> None:
    """A result without a status proves nothing; that of its wrapping is another."""
    wire.says(ok(result))
    assert type(await told(CALLS[name](hub))) is MalformedAnswerError
