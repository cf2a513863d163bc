"""The SkillBoss hub: whether a text was taken."""

from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import pytest

from custom_components.clicksend_messaging.api.errors import MalformedAnswerError
from custom_components.clicksend_messaging.api.models import Notification
from custom_components.clicksend_messaging.api.skillboss import SkillBossClient
from tests.unit.api.discretion import SKILLBOSS_KEY, verdict
from tests.unit.api.skillboss.calls import ADVICES, TEXT, ok, text, told
from tests.unit.api.wire import Fault, Wire, answer_json, page, reply

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.mark.parametrize("payload", [TEXT, {"result": TEXT}, {"result": [TEXT]}])
@pytest.mark.parametrize("advice", [{}, ADVICES], ids=["", "advice"])
async def test_a_text_is_taken(
    hub: SkillBossClient, wire: Wire, payload: Mapping[str, Any], advice: Any
) -> None:
    """Its id tells, wherever the result is; it has no status of its own."""
    wire.says(answer_json(200, {**payload, **advice}))
    assert await text(hub) == Notification(TEXT["id"])


@pytest.mark.parametrize(
    "payload",
    [{}, {"result": {}}, {"result": None}, {"status": "success"}, {"id": ""}, [], [{}]],
    ids=repr,
)
async def test_an_answer_that_names_no_text(
    hub: SkillBossClient, wire: Wire, payload: object
) -> None:
    """It may have left all the same."""
    wire.says(answer_json(200, payload))
    assert type(await told(text(hub))) is MalformedAnswerError
    assert len(wire.heard) == 1


@pytest.mark.parametrize("status", ["failed", "Failed", "error"])
@pytest.mark.parametrize("wrap", [ok, lambda result: answer_json(200, result)])
async def test_a_text_that_went_wrong(
    hub: SkillBossClient, wire: Wire, status: str, wrap: Callable[[Any], bytes]
) -> None:
    """It has an id, but is not taken for sent."""
    wire.says(wrap({**TEXT, "status": status}))
    assert verdict(await told(text(hub))) == "outcome unknown"


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        (page(200), "outcome unknown"),
        (page(502), "outcome unknown"),
        (page(403), "refused"),
        (reply(200), "outcome unknown"),
        (reply(200, b'{"id":"tx', {}), "outcome unknown"),
        (reply(200, b'"fine"', {}), "outcome unknown"),
        (reply(301, b"", {"Location": "/elsewhere"}), "refused"),
        (Fault.RESET, "outcome unknown"),
        (Fault.CLOSE, "outcome unknown"),
        (Fault.HANG, "outcome unknown"),
    ],
    ids=[
        "page",
        "page502",
        "page403",
        "none",
        "half",
        "text",
        "301",
        "rst",
        "fin",
        "-",
    ],
)
@pytest.mark.usefixtures("impatient")
async def test_no_answer_of_the_hub(
    hub: SkillBossClient, wire: Wire, said: bytes | Fault, meaning: str
) -> None:
    """What cannot be read proves nothing, and nothing is asked again."""
    wire.says(said)
    assert verdict(await told(text(hub))) == meaning
    assert len(wire.heard) == 1


async def test_nobody_is_there(session: aiohttp.ClientSession) -> None:
    """Then nothing was sent."""
    hub = SkillBossClient(lambda: session, SKILLBOSS_KEY, "http://127.0.0.1:1/v1")
    assert verdict(await told(text(hub))) == "may be repeated"
