"""An answer came that is not success: ClickSend's, or something in front of it."""

import gzip
import json
from typing import Any

import pytest

from custom_components.clicksend_messaging.api import http
from custom_components.clicksend_messaging.api.clicksend import ClickSendClient
from custom_components.clicksend_messaging.api.errors import (
    ApiError,
    AuthenticationError,
    ForbiddenError,
    MalformedAnswerError,
    NotFoundError,
    RateLimitedError,
    RefusedError,
    ServerError,
)
from tests.unit.api.discretion import SMS, error_of, verdict
from tests.unit.api.samples import sample
from tests.unit.api.wire import Wire, answer_json, envelope, page, reply

pytestmark = pytest.mark.usefixtures("socket_enabled")


def _case(
    name: str, answer: bytes, kind: type[ApiError], status: int, code: str | None = None
) -> Any:
    """Return an answer and what is to be made of it."""
    return pytest.param(answer, kind, status, code, id=name)


def _sampled(name: str, kind: type[ApiError], status: int, code: str) -> Any:
    """Return a recorded answer and what is to be made of it."""
    answer = answer_json(status, sample(f"clicksend/error_{name}"))
    return _case(f"{status} {name}", answer, kind, status, code)


def _hidden(http_code: object, kind: type[ApiError], status: int, code: str) -> Any:
    """Return HTTP 200 around an error, and what is to be made of it."""
    body = {"http_code": http_code, "response_code": code, "data": None}
    return _case(
        f"200 hiding {http_code!r}", answer_json(200, body), kind, status, code
    )


REFUSED = [
    _sampled("bad_request", RefusedError, 400, "BAD_REQUEST"),
    _sampled("php", RefusedError, 400, "400"),
    _sampled("unauthorized", AuthenticationError, 401, "UNAUTHORIZED"),
    _sampled("forbidden", ForbiddenError, 403, "FORBIDDEN"),
    _sampled("not_found", NotFoundError, 404, "NOT_FOUND"),
    _sampled("method", RefusedError, 405, "NOT_FOUND"),
    _case(
        "402 credit",
        envelope(None, http_code=402, code="INSUFFICIENT_CREDIT"),
        RefusedError,
        402,
        "INSUFFICIENT_CREDIT",
    ),
    _case(
        "400 without a code",
        envelope(None, http_code=400, code=None),
        RefusedError,
        400,
    ),
    _hidden(400, RefusedError, 400, "BAD_REQUEST"),
    _hidden(401, AuthenticationError, 401, "UNAUTHORIZED"),
    _hidden("401", AuthenticationError, 401, "UNAUTHORIZED"),
    _hidden(403, ForbiddenError, 403, "FORBIDDEN"),
    _hidden(404, NotFoundError, 404, "NOT_FOUND"),
]

LIMITED = [
    _sampled("too_many", RateLimitedError, 429, "HTTP_TOO_MANY_REQUESTS"),
    _case(
        "429 as documented",
        envelope(None, http_code=429, code="TOO_MANY_REQUESTS"),
        RateLimitedError,
        429,
        "TOO_MANY_REQUESTS",
    ),
    _case("429 web page", page(429), RateLimitedError, 429),
    _hidden(429, RateLimitedError, 429, "HTTP_TOO_MANY_REQUESTS"),
]

UNKNOWN = [
    _sampled("internal", ServerError, 500, "INTERNAL_SERVER_ERROR"),
    _hidden(500, ServerError, 500, "INTERNAL_SERVER_ERROR"),
    _case("502 web page", page(502), ServerError, 502),
    _case("503 nothing", reply(503), ServerError, 503),
    _case("504 web page", page(504), ServerError, 504),
    _case("520 from a front end", page(520), ServerError, 520),
    _case("200 web page", page(200), MalformedAnswerError, 200),
    _case("200 nothing", reply(200), MalformedAnswerError, 200),
    _case("202 nothing", reply(202), MalformedAnswerError, 202),
    _case("200 half of it", reply(200, b'{"http_code"'), MalformedAnswerError, 200),
    _case("200 not text", reply(200, b'{"a": "\xff"}'), MalformedAnswerError, 200),
    _case("200 number", reply(200, b"200"), MalformedAnswerError, 200),
    _case("200 string", reply(200, b'"{}"'), MalformedAnswerError, 200),
    _case("200 null", reply(200, b"null"), MalformedAnswerError, 200),
    _case("200 too long a number", reply(200, b"9" * 5000), MalformedAnswerError, 200),
    _case("200 too deep", reply(200, b"[" * 100_000), MalformedAnswerError, 200),
]


async def _check(
    client: ClickSendClient,
    wire: Wire,
    answer: bytes,
    expected: tuple[type[ApiError], int, str | None],
) -> ApiError:
    """Send a text, which this is the answer to, and return the error."""
    wire.says(answer)
    error = await error_of(client.messages.send([SMS]))
    assert (type(error), error.status, error.code) == expected
    assert len(wire.heard) == 1
    return error


@pytest.mark.parametrize(("answer", "kind", "status", "code"), REFUSED)
async def test_refused(
    client: ClickSendClient,
    wire: Wire,
    answer: bytes,
    kind: type[ApiError],
    status: int,
    code: str | None,
) -> None:
    """ClickSend said no, so nothing was sent and asking again is of no use."""
    error = await _check(client, wire, answer, (kind, status, code))
    assert verdict(error) == "refused"


@pytest.mark.parametrize(("answer", "kind", "status", "code"), LIMITED)
async def test_too_many_requests(
    client: ClickSendClient,
    wire: Wire,
    answer: bytes,
    kind: type[ApiError],
    status: int,
    code: str | None,
) -> None:
    """The request was not looked at and may come again later."""
    error = await _check(client, wire, answer, (kind, status, code))
    assert verdict(error) == "may be repeated"


@pytest.mark.parametrize(("answer", "kind", "status", "code"), UNKNOWN)
async def test_outcome_unknown(
    client: ClickSendClient,
    wire: Wire,
    answer: bytes,
    kind: type[ApiError],
    status: int,
    code: str | None,
) -> None:
    """The answer does not tell whether the text went out."""
    error = await _check(client, wire, answer, (kind, status, code))
    assert verdict(error) == "outcome unknown"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirect_is_not_followed(
    client: ClickSendClient, wire: Wire, status: int
) -> None:
    """Going elsewhere would lose the request, or give the key to a stranger."""
    async with Wire() as elsewhere:
        wire.says(reply(status, headers={"Location": elsewhere.url}))
        error = await error_of(client.messages.send([SMS]))
        assert isinstance(error, RefusedError)
        assert error.status == status
        assert len(wire.heard) == 1
        assert elsewhere.heard == []


@pytest.mark.parametrize(
    "answer",
    [
        envelope(1),
        envelope(None, http_code=201, code="CREATED"),
        envelope(None, http_code=201, status=200),
        reply(204),
        answer_json(200, {}),
        answer_json(200, {"http_code": None}),
        answer_json(200, {"http_code": "quite all right"}),
        answer_json(200, {"status": 200, "data": []}),
        answer_json(200, [{"http_code": 200, "data": {}}]),
        reply(200, b"\xef\xbb\xbf" + json.dumps({"http_code": 200}).encode()),
    ],
    ids=[
        "200",
        "201",
        "201 inside 200",
        "204 without a body",
        "no envelope",
        "no code",
        "unreadable code",
        "status for http_code",
        "inside an array",
        "byte order mark",
    ],
)
async def test_success(client: ClickSendClient, wire: Wire, answer: bytes) -> None:
    """What does not say that it failed has worked."""
    wire.says(answer)
    await client.inbound.mark_read("M-1")
    assert len(wire.heard) == 1


@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "zipped"])
async def test_answer_without_an_end(
    client: ClickSendClient, wire: Wire, *, zipped: bool
) -> None:
    """What is longer than any answer is not kept; what the request did is unknown."""
    body = b'{"http_code": 200, "data": "' + b" " * http.MAX_ANSWER + b'"}'
    if zipped:
        wire.says(reply(200, gzip.compress(body), {"Content-Encoding": "gzip"}))
    else:
        wire.says(reply(200, body))

    error = await error_of(client.messages.send([SMS]))

    assert type(error) is MalformedAnswerError
    assert error.outcome_unknown


async def test_longest_answer(client: ClickSendClient, wire: Wire) -> None:
    """To the last byte that is allowed it is read."""
    frame = b'{"http_code": 200, "data": {}%s}'
    wire.says(reply(200, frame % (b" " * (http.MAX_ANSWER - len(frame) + 2))))

    assert await client.countries() == ()
