"""One HTTP request: time limits, the envelope, and what each failure means."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
import json as jsonlib
import re
from urllib.parse import quote

import aiohttp
from aiohttp import ClientSession
from yarl import URL

from .errors import (
    AnswerTimeoutError,
    ApiError,
    AuthenticationError,
    ConnectTimeoutError,
    ForbiddenError,
    MalformedAnswerError,
    NotFoundError,
    NotReachedError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
    ServerError,
)
from .lenient import as_code, as_decimal, as_int, as_record, first

# Asked for at each request: some sessions cannot be made before there is a network.
type SessionSource = Callable[[], ClientSession]

# Several values are several parameters of that name.
type Query = Mapping[str, str | Sequence[str]]

# Gateways turn away clients that do not say who they are.
USER_AGENT = "ClickSendMessaging (Home Assistant custom integration)"

# ClickSend may take many seconds to answer a large send, and giving up early turns
# a message that went out into one nobody knows about.
TIMEOUT = aiohttp.ClientTimeout(total=120, connect=10, sock_connect=10, sock_read=30)

# What would end a header, and begin another.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

# All that ids, phone numbers, addresses and tokens are made of. Anything else may be
# the end of a part, or another letter, to somebody who reads the path later.
PART_OF_PATH = re.compile(r"[A-Za-z0-9._~@+:=,-]+")

# Bytes. The longest, to a thousand messages, has about one million.
MAX_ANSWER = 16 * 1024 * 1024

DEFAULT_RETRY_AFTER = 60.0
MAX_RETRY_AFTER = 3600.0

_REFUSALS: dict[int, type[RefusedError]] = {
    HTTPStatus.UNAUTHORIZED: AuthenticationError,
    HTTPStatus.FORBIDDEN: ForbiddenError,
    HTTPStatus.NOT_FOUND: NotFoundError,
}


async def exchange(
    sessions: SessionSource,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    own_error: Callable[[int, object], ApiError | None],
    params: Query | None = None,
    json: object = None,
    once: bool = False,
) -> object:
    """Send one request and return the decoded JSON answer.

    Args:
        sessions: gives the session to use.
        method: the HTTP method.
        url: where to; redirects are not followed, they would lose or leak the request.
        headers: what authenticates the request.
        own_error: recognises answers of a gateway; asked before ClickSend's mapping.
        params: the query.
        json: the body, if there is one; bytes are sent as they are.
        once: whether it must not be sent again over a new connection when the one that
            was kept open breaks; what a POST does is never done again.

    Raises:
        ApiError: one of ``errors``, which says whether the request may be repeated.

    """
    target = _target(url, headers)
    session = _session(sessions)
    is_raw = isinstance(json, bytes)
    try:
        async with session.request(
            method,
            target,
            headers={**headers, "User-Agent": USER_AGENT, "Accept": "application/json"},
            params=params,
            data=json if is_raw else None,
            json=None if is_raw else json,
            timeout=TIMEOUT,
            allow_redirects=False,
            middlewares=(_once,) if once else None,
        ) as response:
            body = await _body(response)
            status, answer_headers = response.status, response.headers
    except aiohttp.ConnectionTimeoutError as err:
        message = "No connection in time"
        raise ConnectTimeoutError(message) from err
    except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as err:
        message = "No connection"
        raise NotReachedError(message) from err
    except TimeoutError as err:
        message = "No answer in time"
        raise AnswerTimeoutError(message) from err
    except aiohttp.ClientError as err:
        message = "The connection broke before the answer"
        raise OutcomeUnknownError(message) from err
    payload = _decoded(body)
    if error := error_in(status, answer_headers, payload, own_error):
        raise error
    return payload


async def _body(response: aiohttp.ClientResponse) -> bytes:
    """Read an answer to its end.

    Raises:
        MalformedAnswerError: it is longer than anything that ClickSend answers.

    """
    try:
        await response.content.readexactly(MAX_ANSWER + 1)
    except asyncio.IncompleteReadError as err:
        return err.partial
    message = "The answer is too long"
    raise MalformedAnswerError(message, status=response.status)


async def _once(
    request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Keep aiohttp from repeating a request by itself, which it does with a PUT."""
    try:
        return await send(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as err:
        raise aiohttp.ClientConnectionError from err


def _session(sessions: SessionSource) -> ClientSession:
    """Return the session to use.

    Raises:
        NotReachedError: there is none yet, as the machine has no network; or none any
            more.

    """
    try:
        session = sessions()
    except OSError as err:
        message = "No network"
        raise NotReachedError(message) from err
    if session.closed:
        message = "The program is ending"
        raise NotReachedError(message)
    return session


def _target(url: str, headers: Mapping[str, str]) -> URL:
    """Return the address, seeing to it that a request can be made at all.

    Found out here, it is certain that nothing was sent.

    Raises:
        NotReachedError: no request can be made of this address or key.

    """
    message = "No request can be made of this address or key"
    try:
        target = URL(url)
    except ValueError as err:
        raise NotReachedError(message) from err
    login_inside = target.user is not None or target.password is not None
    usable = target.scheme in ("http", "https") and target.host and not login_inside
    if not usable or any(_CONTROL.search(value) for value in headers.values()):
        raise NotReachedError(message)
    return target


def path_segment(record_id: str) -> str:
    """Return an id as one part of a path.

    Args:
        record_id: the id, as the far side gave it.

    Raises:
        NotFoundError: no record has such an id, and the path would be another: that of
            one inbound text would become that of all. Percent-encoding does not help:
            a gateway may decode the path before it passes it on.

    """
    if not PART_OF_PATH.fullmatch(record_id) or not record_id.strip("."):
        message = "No record has such an id"
        raise NotFoundError(message)
    return quote(record_id, safe="")


def error_in(
    status: int,
    headers: Mapping[str, str],
    payload: object,
    own_error: Callable[[int, object], ApiError | None],
) -> ApiError | None:
    """Return what an answer says went wrong; ``None`` for success.

    A 2xx may hide an error in the envelope's ``http_code`` (recorded on ClickSend's
    older host), so the envelope has the last word. ClickSend's 429 is told by its
    status alone, as its code differs between documents and life.
    """
    envelope = as_record(payload)
    if HTTPStatus(200) <= status < HTTPStatus(300):
        if status != HTTPStatus.NO_CONTENT and not isinstance(payload, dict | list):
            return MalformedAnswerError("The answer is not JSON", status=status)
        status = as_int(envelope.get("http_code")) or status
    code = as_code(first(envelope, "response_code", "type"))
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    error = own_error(status, payload)
    # What a gateway says that it had begun may have been done, whatever the status.
    has_begun = error is not None and error.outcome_unknown
    if status == HTTPStatus.TOO_MANY_REQUESTS and not has_begun:
        return RateLimitedError(
            "Too many requests", retry_after=_retry_after(headers), code=code
        )
    if error is not None:
        return error
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ServerError(f"HTTP {status}", status=status, code=code)
    kind = _REFUSALS.get(status, RefusedError)
    return kind(f"HTTP {status}", status=status, code=code)


def _decoded(body: bytes) -> object:
    """Return the JSON of an answer; ``None`` when it is not JSON."""
    try:
        return jsonlib.loads(body)
    except ValueError, RecursionError:
        return None


def _retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds to stay away, from either header that ClickSend sends."""
    value = headers.get("Retry-After") or headers.get("ratelimit-reset") or ""
    if (seconds := as_decimal(value)) is None:
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return DEFAULT_RETRY_AFTER
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return _bounded((moment - datetime.now(UTC)).total_seconds())
    return _bounded(float(seconds))


def _bounded(seconds: float) -> float:
    """Keep a waiting time between a second and an hour."""
    return min(max(seconds, 1.0), MAX_RETRY_AFTER)
