"""The SkillBoss hub: what is asked, and where."""

import aiohttp
import pytest

from custom_components.clicksend_messaging.api.skillboss import SkillBossClient
from tests.unit.api.discretion import SKILLBOSS_KEY, SMS
from tests.unit.api.skillboss.calls import CALLS, TEMPLATE, TEXT, Call, text
from tests.unit.api.wire import Wire, answer_json

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.mark.parametrize(
    ("call", "method", "path", "body"),
    [
        (
            text,
            "POST",
            "/v1/run",
            {
                "model": "prelude/notify-send",
                "inputs": {
                    "template_id": TEMPLATE,
                    "to": SMS.to,
                    "variables": {"message": SMS.body},
                },
            },
        ),
        (
            lambda it: it.notify(TEMPLATE, SMS.to, {"x": "y"}, "Home"),
            "POST",
            "/v1/run",
            {
                "model": "prelude/notify-send",
                "inputs": {
                    "template_id": TEMPLATE,
                    "to": SMS.to,
                    "variables": {"x": "y"},
                    "from": "Home",
                },
            },
        ),
        (
            CALLS["verify"],
            "POST",
            "/v1/run",
            {
                "model": "prelude/verify-send",
                "inputs": {"target": {"type": "phone_number", "value": SMS.to}},
            },
        ),
        (
            CALLS["check"],
            "POST",
            "/v1/run",
            {
                "model": "prelude/verify-check",
                "inputs": {
                    "target": {"type": "phone_number", "value": SMS.to},
                    "code": "123456",
                },
            },
        ),
        (CALLS["job"], "GET", "/v1/job/job_1", None),
        (CALLS["models"], "POST", "/v1/run", {"discover": True}),
        (CALLS["balance"], "GET", "/api/me/balance", None),
    ],
    ids=["notify", "sender", "verify", "check", "job", "models", "balance"],
)
async def test_requests(
    hub: SkillBossClient,
    wire: Wire,
    call: Call,
    method: str,
    path: str,
    body: object,
) -> None:
    """Each makes one request, with the key, and says who asks."""
    record = {**TEXT, "job_id": "job_1"} if path.endswith("job_1") else TEXT
    wire.says(answer_json(200, {**record, "status": "success", "balance": 1}))
    await call(hub)
    (heard,) = wire.heard
    assert (heard.method, heard.target) == (method, path)
    assert (heard.json if heard.body else None) == body
    assert heard.headers["Authorization"] == f"Bearer {SKILLBOSS_KEY}"
    assert heard.headers["User-Agent"].startswith("ClickSendMessaging ")


@pytest.mark.parametrize(
    ("end", "run", "balance"),
    [
        ("/v1", "/v1/run", "/api/me/balance"),
        ("/v1/", "/v1/run", "/api/me/balance"),
        ("", "/run", "/api/me/balance"),
        ("/", "/run", "/api/me/balance"),
        ("/hub/v1", "/hub/v1/run", "/hub/api/me/balance"),
    ],
)
async def test_address(
    session: aiohttp.ClientSession, wire: Wire, end: str, run: str, balance: str
) -> None:
    """The balance is beside the version, and the address may end in a slash."""
    hub = SkillBossClient(lambda: session, SKILLBOSS_KEY, f"{wire.url}{end}")
    wire.says(answer_json(200, {**TEXT, "balance": 1}))
    await text(hub)
    await hub.balance()
    assert [heard.target for heard in wire.heard] == [run, balance]
