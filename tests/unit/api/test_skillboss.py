"""The SkillBoss hub: what its many ways to answer mean."""

from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal
import json
from typing import Any

import aiohttp
import pytest

from custom_components.clicksend_messaging.api import skillboss
from custom_components.clicksend_messaging.api.errors import (
    AnswerTimeoutError,
    ApiError,
    AuthenticationError,
    ForbiddenError,
    MalformedAnswerError,
    NotFoundError,
    RateLimitedError,
    RefusedError,
    ServerError,
)
from custom_components.clicksend_messaging.api.models import (
    HubBalance,
    Job,
    Notification,
    Verification,
)
from custom_components.clicksend_messaging.api.skillboss import SkillBossClient
from simulator import Simulator
from simulator.settings import Settings
from simulator.skillboss.answers import ADVICE
from tests.unit.api.discretion import SKILLBOSS_KEY, SMS, error_of, verdict
from tests.unit.api.wire import Fault, Wire, answer_json, page, reply

pytestmark = pytest.mark.usefixtures("socket_enabled")

TEMPLATE = "template_01fictional"
TEXT = {"id": "tx_01fictional", "template_id": TEMPLATE, "to": SMS.to}
ADVICES = {
    "_tip": f"{ADVICE}: text more",
    "_balance_warning": {"message": ADVICE},
    "_tips": [ADVICE, {"text": ADVICE}],
    "_memory_hint": f"{ADVICE}: {SMS.to}",
}
ACCEPTED = {"status": "accepted", "job_id": "job_1", "poll_url": "/v1/job/job_1"}
PLACES = [
    {"detail": f"No: {SMS.to} {ADVICE}"},
    {"message": f"No: {SMS.to} {ADVICE}"},
    {"error": {"message": f"No: {SMS.to} {ADVICE}"}},
    {"error": f"No: {SMS.to} {ADVICE}"},
    {},
]

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


@pytest.fixture(autouse=True)
def _impatient_for_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for jobs in quick succession."""
    monkeypatch.setattr(skillboss, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(skillboss, "JOB_SECONDS", 0.05)


@pytest.fixture
def simulated(simulator: Simulator, session: aiohttp.ClientSession) -> SkillBossClient:
    """Return a client for the simulated hub."""
    access = simulator.skillboss
    return SkillBossClient(lambda: session, access.api_key, access.base_url)


async def told(request: Awaitable[object]) -> Any:
    """Return the error of a request, which must not repeat what the hub said."""
    error = await error_of(request)
    assert ADVICE not in f"{error} {error!r} {vars(error)}"
    return error


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


@pytest.mark.parametrize("payload", [TEXT, {"result": TEXT}, {"result": [TEXT]}])
@pytest.mark.parametrize("advice", [{}, ADVICES], ids=["", "advice"])
async def test_a_text_is_taken(
    hub: SkillBossClient, wire: Wire, payload: Mapping[str, Any], advice: Any
) -> None:
    """Its id tells, wherever the result is; it has no status of its own."""
    wire.says(answer_json(200, {**payload, **advice}))
    assert await text(hub) == Notification(TEXT["id"])


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


@pytest.mark.parametrize("status", [200, 202])
async def test_a_text_is_to_be_sent_later(
    hub: SkillBossClient, wire: Wire, status: int
) -> None:
    """There is a job then, and what is in it stays out of representations."""
    wire.says(answer_json(status, {**ACCEPTED, **ADVICES}))
    job = await text(hub)
    assert job == Job(job_id="job_1", status="accepted")
    done = {**ACCEPTED, "status": "Completed", "result": TEXT}
    wire.says(answer_json(200, done))
    job = await hub.job("job_1")
    assert (job.job_id, job.status) == ("job_1", "completed")
    assert hub.notification(job) == Notification(TEXT["id"])
    assert SMS.to not in repr(job)


@pytest.mark.parametrize(
    ("result", "meaning"),
    [
        (None, "outcome unknown"),
        ({}, "outcome unknown"),
        ({"status": "error"}, "outcome unknown"),
        ({"code": 402}, "refused"),
        ({"code": 429}, "may be repeated"),
        ({"code": 500}, "outcome unknown"),
    ],
    ids=repr,
)
async def test_a_job_that_ended_in_vain(
    hub: SkillBossClient, result: object, meaning: str
) -> None:
    """Its result is read like a direct answer."""
    job = Job(job_id="job_1", status="completed", result=result)
    with pytest.raises(ApiError) as caught:
        hub.notification(job)
    assert verdict(caught.value) == meaning


@pytest.mark.parametrize(
    "said", [{}, {"status": "success"}, {"status": "success", "result": {}}], ids=repr
)
async def test_a_job_that_is_none(
    hub: SkillBossClient, wire: Wire, said: dict[str, Any]
) -> None:
    """An answer about nothing tells nothing."""
    wire.says(answer_json(200, said))
    assert type(await told(hub.job("job_1"))) is MalformedAnswerError


@pytest.mark.parametrize("job_id", ["", "..", "../me/balance", "a?b"], ids=repr)
async def test_ids_that_would_lead_elsewhere(
    hub: SkillBossClient, wire: Wire, job_id: str
) -> None:
    """There is no such job, and nothing is asked."""
    assert type(await told(hub.job(job_id))) is NotFoundError
    assert wire.heard == []


def job(status: str, **more: object) -> bytes:
    """Return where the job stands."""
    return answer_json(200, {"job_id": "job_1", "status": status, **more, **ADVICES})


async def test_waiting_for_a_code_to_be_sent(hub: SkillBossClient, wire: Wire) -> None:
    """The job is asked about, also past answers that say nothing; it is done once."""
    wire.says(
        answer_json(202, ACCEPTED),
        job("queued"),
        answer_json(429, {}),
        answer_json(500, {}),
        page(200),
        Fault.CLOSE,
        job("running"),
        job("completed", result={"id": "vrf_1", "status": "success"}),
    )
    sent = await hub.send_verification(SMS.to)
    assert sent == Verification(
        status="success", verification_id="vrf_1", method=None, reason=None
    )
    assert [heard.method for heard in wire.heard].count("POST") == 1


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        (job("failed", error=f"{ADVICE} {SMS.to}"), "refused"),
        (job("completed", result={"code": 402}), "refused"),
        (job("completed"), "outcome unknown"),
        (job("running"), "outcome unknown"),
        (answer_json(401, {}), "outcome unknown"),
        (answer_json(404, {}), "outcome unknown"),
        (answer_json(429, {}), "outcome unknown"),
        (answer_json(500, {}), "outcome unknown"),
        (answer_json(200, {"code": 404}), "outcome unknown"),
    ],
    ids=["failed", "402", "empty", "running", "401", "404", "429", "500", "hidden"],
)
async def test_waiting_in_vain(
    hub: SkillBossClient, wire: Wire, said: bytes, meaning: str
) -> None:
    """Who does not say what became of a job has not said that it did nothing."""
    wire.says(answer_json(202, ACCEPTED), said)
    assert verdict(await told(hub.send_verification(SMS.to))) == meaning
    assert [heard.method for heard in wire.heard].count("POST") == 1


async def test_nobody_waits_for_ever(hub: SkillBossClient, wire: Wire) -> None:
    """After a number of looks it is said that there was no answer in time."""
    wire.says(answer_json(202, ACCEPTED), job("queued"))
    assert type(await told(hub.send_verification(SMS.to))) is AnswerTimeoutError
    assert len(wire.heard) > 2


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


@pytest.mark.parametrize("shape", ["wrapped", "flat"])
@pytest.mark.parametrize("discover", ["run", "pilot", "models"])
async def test_simulated_hub(
    simulated: SkillBossClient, simulator: Simulator, shape: Any, discover: Any
) -> None:
    """The whole of it, in either shape."""
    simulator.settings.patch({"skillboss_shape": shape, "skillboss_discover": discover})
    template = simulator.skillboss_hub.notify.template_id
    sent = await simulated.notify(template, SMS.to, {"message": SMS.body})
    (accepted,) = simulator.skillboss_hub.sent
    assert sent == Notification(accepted.message_id)
    assert accepted.body == f"Home: {SMS.body}"
    found = await simulated.models()
    assert found
    assert ADVICE not in json.dumps(found)
    assert await simulated.balance() == HubBalance(Decimal("4.95"), "USD")
    assert (await simulated.send_verification(SMS.to)).status == "success"
    code = simulator.skillboss_hub.sent[-1].body.split()[0]
    wrong = "0000" if code != "0000" else "1111"
    assert await simulated.check_verification(SMS.to, wrong) == "failure"
    assert await simulated.check_verification(SMS.to, code) == "success"
    again = await simulated.check_verification(SMS.to, code)
    assert again == "expired_or_not_found"


@pytest.mark.parametrize("errors", ["open", "hidden", "hidden_status"])
@pytest.mark.parametrize("place", ["detail", "error.message", "message"])
async def test_simulated_refusals(
    simulated: SkillBossClient, simulator: Simulator, errors: Any, place: Any
) -> None:
    """However the hub puts it, no credit is no credit, and a wrong key is one."""
    changes = {"skillboss_errors": errors, "skillboss_error_place": place}
    simulator.settings.patch(changes)
    simulator.skillboss_hub.texts.balance = Decimal(0)
    template = simulator.skillboss_hub.notify.template_id
    error = await told(simulated.notify(template, SMS.to, {"message": SMS.body}))
    assert error.code == "INSUFFICIENT_CREDIT"
    simulator.skillboss_hub.api_key = "another"
    assert type(await told(simulated.balance())) is AuthenticationError


def test_the_simulator_gives_advice() -> None:
    """Or nothing here would show that it is dropped."""
    assert Settings().skillboss_advice
