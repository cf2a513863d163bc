"""SkillBoss's codes: sent, sent again, refused, checked."""

import re
from typing import Any

import pytest

from simulator import Simulator
from tests.unit.simulator.callers import Caller, Reply

DAD = "+15551234567"
SEND, CHECK = "prelude/verify-send", "prelude/verify-check"


async def test_code_comes_and_is_right_once(
    simulator: Simulator, skillboss: Caller
) -> None:
    """A wrong code is a failure, the right one a success, and is used up by that."""
    sent = (await _verify(skillboss, SEND)).json["result"]
    code = _code(simulator)
    wrong = f"{(int(code) + 1) % 10**6:06}"

    checks = [
        (await _verify(skillboss, CHECK, code=each)).json["result"]
        for each in (wrong, code, code)
    ]

    assert re.fullmatch(r"\d{6}", code)
    assert {key: sent[key] for key in ("status", "method", "channels", "reason")} == {
        "status": "success",
        "method": "message",
        "channels": ["sms"],
        "reason": None,
    }
    assert sent["request_id"]
    assert [check["status"] for check in checks] == [
        "failure",
        "success",
        "expired_or_not_found",
    ]
    assert [check.get("id") for check in checks] == [sent["id"], sent["id"], None]


async def test_sending_again(simulator: Simulator, skillboss: Caller) -> None:
    """Within a minute of the last it is the same code, then a new one; all cost."""
    results, codes = [], []
    for pause in (0, 50, 50, 61):
        simulator.clock.advance(pause)
        results.append((await _verify(skillboss, SEND)).json["result"])
        codes.append(_code(simulator))

    assert [each["status"] for each in results] == [
        "success",
        "retry",
        "retry",
        "success",
    ]
    assert results[0]["id"] == results[2]["id"] != results[3]["id"]
    assert codes[0] == codes[1] == codes[2] != codes[3]
    assert len(simulator.skillboss_hub.sent) == 4
    checked = await _verify(skillboss, CHECK, code=codes[0])
    assert checked.json["result"]["status"] == "failure"


async def test_code_expires(simulator: Simulator, skillboss: Caller) -> None:
    """After ten minutes it is as if there had been none."""
    await _verify(skillboss, SEND)
    code = _code(simulator)
    simulator.clock.advance(601)

    late = await _verify(skillboss, CHECK, code=code)

    assert late.json["result"]["status"] == "expired_or_not_found"


async def test_code_that_was_never_sent(skillboss: Caller) -> None:
    """There is nothing to compare with."""
    never = await _verify(skillboss, CHECK, code="123456")

    assert never.status == 200
    assert never.json["result"]["status"] == "expired_or_not_found"


async def test_blocked_number(
    simulator: Simulator, skillboss: Caller, control: Caller
) -> None:
    """It gets nothing, although the answer looks fine from outside."""
    await control("PATCH", "/settings", {"skillboss_blocked_numbers": [DAD]})

    reply = await _verify(skillboss, SEND)

    assert (reply.status, reply.json["status"]) == (200, "success")
    result = reply.json["result"]
    assert (result["status"], result["reason"]) == ("blocked", "in_block_list")
    assert result["channels"] == []
    assert simulator.skillboss_hub.sent == []


async def test_flat_status_is_preludes_own(
    simulator: Simulator, skillboss: Caller
) -> None:
    """Without an envelope the status at the top says something else."""
    simulator.settings.skillboss_shape = "flat"
    simulator.settings.skillboss_blocked_numbers = (DAD,)

    assert (await _verify(skillboss, SEND)).json["status"] == "blocked"
    assert (await _verify(skillboss, CHECK, code="1234")).json["status"] == (
        "expired_or_not_found"
    )


@pytest.mark.parametrize("code", ["123", "123456789", "12a4", 1234, None])
async def test_what_is_no_code(skillboss: Caller, code: object) -> None:
    """A code has 4 to 8 digits."""
    reply = await _verify(skillboss, CHECK, code=code)

    assert (reply.status, reply.json["detail"]) == (
        400,
        "The code must be of 4 to 8 digits.",
    )


@pytest.mark.parametrize("model", [SEND, CHECK])
@pytest.mark.parametrize(
    "target",
    [
        None,
        DAD,
        {"type": "email_address", "value": "a@example.com"},
        {"type": "phone_number"},
        {"type": "phone_number", "value": "5551234567"},
    ],
)
async def test_what_is_no_target(
    simulator: Simulator, skillboss: Caller, model: str, target: object
) -> None:
    """Only numbers in E.164 can be verified."""
    reply = await _verify(skillboss, model, code="1234", target=target)

    assert reply.status == 400
    assert simulator.skillboss_hub.sent == []


async def test_code_that_cannot_be_paid_for(skillboss: Caller, control: Caller) -> None:
    """Then there is no code to check either."""
    await control("PUT", "/skillboss/balance", {"balance": 0})

    reply = await _verify(skillboss, SEND)

    assert reply.status == 402
    checked = await _verify(skillboss, CHECK, code="1234")
    assert checked.json["result"]["status"] == "expired_or_not_found"


async def _verify(skillboss: Caller, model: str, **changes: Any) -> Reply:
    """Send or check a code of Dad's."""
    target = {"type": "phone_number", "value": DAD}
    inputs = {"target": target, **changes}
    return await skillboss("POST", "/v1/run", {"model": model, "inputs": inputs})


def _code(simulator: Simulator) -> str:
    """Return the code that came last."""
    return simulator.phones[DAD].received[-1].split()[0]
