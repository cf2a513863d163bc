"""Pushes that do not work at once, and what can be seen of all of them."""

import asyncio
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from simulator import Simulator
from tests.unit.simulator.callers import AddRule, Caller
from tests.unit.simulator.receiver import Receiver

pytestmark = pytest.mark.usefixtures("socket_enabled")
DAD = "+15551234567"


@pytest.mark.parametrize("status", [201, 204, 302, 401, 404, 500])
async def test_tried_again_until_it_works(
    simulator: Simulator, receiver: Receiver, add_url_rule: AddRule, status: int
) -> None:
    """Any answer but a 2xx is followed by another attempt with the same in it."""
    simulator.settings.push_retry_seconds = (0.02, 0.02)
    receiver.answers.append(status)
    await add_url_rule()
    simulator.inject_inbound(DAD, "Hello")
    await simulator.pushes.settled()

    (push,) = simulator.pushes
    attempts = 1 if status < 300 else 2
    assert [each.path for each in receiver.arrivals] == ["/hook"] * attempts
    assert len({each.text for each in receiver.arrivals}) == 1
    assert (push.state, push.attempts) == ("delivered", attempts)


async def test_given_up(
    simulator: Simulator, receiver: Receiver, add_url_rule: AddRule
) -> None:
    """After the last attempt nothing more comes."""
    simulator.settings.push_retry_seconds = (0.01, 0.02)
    receiver.answers.extend([500, 503, 502, 200])
    await add_url_rule()
    simulator.inject_inbound(DAD, "Hello")
    await simulator.pushes.settled()
    simulator.clock.advance(3600)
    await simulator.pushes.settled()

    (push,) = simulator.pushes
    assert len(receiver.arrivals) == 3
    assert (push.state, push.attempts, push.status) == ("failed", 3, 502)


async def test_tried_again_after_ten_minutes(
    simulator: Simulator, receiver: Receiver, add_url_rule: AddRule
) -> None:
    """By itself it is tried again every ten minutes, ten times."""
    receiver.answers.extend([500] * 20)
    await add_url_rule()
    simulator.inject_inbound(DAD, "Hello")
    counts = []
    for _ in range(12):
        await simulator.pushes.settled()
        counts.append(len(receiver.arrivals))
        simulator.clock.advance(595)
        await simulator.pushes.settled()
        assert len(receiver.arrivals) == counts[-1]
        simulator.clock.advance(5)

    assert counts == [*range(1, 12), 11]


async def test_while_time_is_frozen(
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    receiver: Receiver,
    add_url_rule: AddRule,
) -> None:
    """What is due goes out at once, and the next attempt when time has gone on."""
    simulator.settings.push_retry_seconds = (0.5,)
    receiver.answers.append(500)
    await add_url_rule()
    simulator.inject_inbound(DAD, "Hello")
    await simulator.pushes.settled(0)
    (push,) = simulator.pushes
    first = (push.state, push.attempts)
    freezer.tick(1)
    await simulator.pushes.settled(0)

    assert first == ("waiting", 1)
    assert (push.state, push.attempts) == ("delivered", 2)


async def test_nobody_there(
    simulator: Simulator, receiver: Receiver, add_url_rule: AddRule
) -> None:
    """No answer in time, or nobody who could give one, is as good as a refusal."""
    simulator.settings.patch({"push_timeout": 0.2, "push_retry_seconds": [0.01]})
    receiver.answers.append(None)
    await add_url_rule()
    await add_url_rule(action_address="http://127.0.0.1:1/")
    simulator.inject_inbound(DAD, "Hello")
    await simulator.pushes.settled()

    late, never = simulator.pushes
    assert (late.state, late.attempts, late.status) == ("delivered", 2, 200)
    assert (never.state, never.attempts, never.status) == ("failed", 2, None)
    assert never.error == "ClientConnectorError"


async def test_slow_receiver_is_not_overrun(
    simulator: Simulator, receiver: Receiver, add_url_rule: AddRule
) -> None:
    """So many pushes are under way at a time, and all of them get there."""
    receiver.pause = 0.01
    await add_url_rule()
    texts = simulator.inbound_many(100, sender=DAD)
    await simulator.pushes.settled()

    assert 1 < receiver.busiest <= 20
    assert {each.form["message_id"] for each in receiver.arrivals} == {
        text.message_id for text in texts
    }


async def test_nothing_goes_on_after_the_end(receiver: Receiver) -> None:
    """Stopping interrupts what is under way; starting takes it up again."""
    simulator = Simulator()
    await simulator.start()
    receiver.answers.append(None)
    _push(simulator, receiver, "/one")
    _push(simulator, receiver, "/two")
    await simulator.pushes.wait_for(1)
    running = _tasks_of_pushes()

    await simulator.stop()
    stopped = _tasks_of_pushes()
    _push(simulator, receiver, "/three")
    await simulator.pushes.settled()
    paths = sorted(each.path for each in receiver.arrivals)
    receiver.arrivals.clear()
    await simulator.start()
    await simulator.pushes.settled()
    await simulator.stop()

    assert (len(running), stopped) == (2, [])
    assert paths == ["/one", "/two"]
    assert sorted(each.path for each in receiver.arrivals) == ["/one", "/three"]
    assert {push.state for push in simulator.pushes} == {"delivered"}


async def test_pushes_over_control(
    simulator: Simulator, receiver: Receiver, control: Caller, add_url_rule: AddRule
) -> None:
    """What went where, and with which result, can be seen and forgotten."""
    rule_id = await add_url_rule(webhook_type="json")
    receiver.answers.append(500)
    text = (await control("POST", "/inbound", {"from": DAD, "body": "Hello"})).json
    (push,) = await simulator.pushes.wait_for(1, "waiting")
    await simulator.pushes.settled()

    (shown,) = (await control("GET", "/pushes")).json["pushes"]
    cleared = (await control("DELETE", "/pushes")).json

    assert shown == {
        "kind": "inbound",
        "message_id": text["message_id"],
        "rule_id": rule_id,
        "url": receiver.url(),
        "webhook_type": "json",
        "payload": receiver.arrivals[0].json,
        "due_at": push.due_at,
        "state": "waiting",
        "attempts": 1,
        "status": 500,
        "error": None,
    }
    assert cleared == {"pushes": []}
    simulator.clock.advance(600)
    await simulator.pushes.settled()
    assert len(receiver.arrivals) == 1


async def test_finding_pushes(
    simulator: Simulator, receiver: Receiver, add_url_rule: AddRule
) -> None:
    """They are found by what became of them and by where they went."""
    await add_url_rule()
    await add_url_rule(action_address=receiver.url("/other"))
    await add_url_rule(action_address="https://example.com/")
    simulator.inject_inbound(DAD, "Hello")

    delivered = await simulator.pushes.wait_for(2)

    assert {push.url for push in delivered} == {receiver.url(), receiver.url("/other")}
    assert len(simulator.pushes.find(url="*/other")) == 1
    assert [push.url for push in simulator.pushes.find("refused")] == [
        "https://example.com/"
    ]


@pytest.mark.parametrize("wrong", ["soon", ["soon"], [True], [None], 5])
async def test_pauses_are_numbers(control: Caller, wrong: Any) -> None:
    """A list of pauses is one of numbers, whole or not."""
    refused = await control("PATCH", "/settings", {"push_retry_seconds": wrong})
    right = await control("PATCH", "/settings", {"push_retry_seconds": [1, 0.5]})

    assert refused.status == 400
    assert "'push_retry_seconds' must be a list of numbers" in refused.json["error"]
    assert right.json["push_retry_seconds"] == [1, 0.5]


def _push(simulator: Simulator, receiver: Receiver, path: str) -> None:
    """Have something pushed that no rule asks for."""
    url = receiver.url(path)
    simulator.pushes.add("inbound", {"body": "Hello"}, url=url, message_id=path)


def _tasks_of_pushes() -> list[asyncio.Task[Any]]:
    """Return what goes on for pushes."""
    return [task for task in asyncio.all_tasks() if "Pushes." in repr(task.get_coro())]
