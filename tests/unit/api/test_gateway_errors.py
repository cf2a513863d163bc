"""A gateway's own errors are told apart from ClickSend's, which pass through it."""

import pytest

from custom_components.clicksend_messaging.api.clicksend import ClickSendClient
from custom_components.clicksend_messaging.api.errors import (
    ApiError,
    AuthenticationError,
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
    ServerError,
)
from custom_components.clicksend_messaging.api.maton import MatonClient
from custom_components.clicksend_messaging.api.membrane import MembraneClient
from tests.unit.api.discretion import SESSION_TOKEN, SMS, error_of, verdict
from tests.unit.api.samples import sample
from tests.unit.api.wire import Wire, answer_json, page, reply

pytestmark = pytest.mark.usefixtures("socket_enabled")

OWN = pytest.mark.parametrize(
    ("answer", "kind", "status", "code", "meaning"),
    [
        pytest.param(
            answer_json(400, sample("maton/error_no_connection")),
            GatewayConnectionError,
            400,
            "Bad Request",
            "refused",
            id="400 no connection",
        ),
        pytest.param(
            answer_json(401, sample("maton/error_key")),
            GatewayAuthenticationError,
            401,
            "Unauthorized",
            "refused",
            id="401 key",
        ),
        pytest.param(
            page(401),
            GatewayAuthenticationError,
            401,
            None,
            "refused",
            id="401 web page",
        ),
        pytest.param(
            page(403), GatewayError, 403, None, "refused", id="403 bot filter"
        ),
        pytest.param(
            answer_json(404, sample("maton/error_not_found")),
            GatewayConnectionError,
            404,
            "Not Found",
            "refused",
            id="404 unknown connection",
        ),
        pytest.param(
            page(404), GatewayConnectionError, 404, None, "refused", id="404 web page"
        ),
        pytest.param(reply(405), GatewayError, 405, None, "refused", id="405 nothing"),
        pytest.param(
            answer_json(429, sample("maton/error_too_many")),
            RateLimitedError,
            429,
            "Too Many Requests",
            "may be repeated",
            id="429",
        ),
        pytest.param(
            answer_json(500, sample("maton/error_internal")),
            ServerError,
            500,
            "Internal Server Error",
            "outcome unknown",
            id="500",
        ),
        pytest.param(
            page(502), ServerError, 502, None, "outcome unknown", id="502 web page"
        ),
    ],
)


def _check(
    error: ApiError, expected: tuple[type[ApiError], int, str | None], meaning: str
) -> None:
    """Check an error."""
    assert (type(error), error.status, error.code) == expected
    assert verdict(error) == meaning


@OWN
async def test_own_error_instead_of_a_text(
    through_maton: ClickSendClient,
    wire: Wire,
    answer: bytes,
    kind: type[ApiError],
    status: int,
    code: str | None,
    meaning: str,
) -> None:
    """Maton did not pass the text on, or does not say whether it did."""
    wire.says(answer)
    error = await error_of(through_maton.messages.send([SMS]))
    _check(error, (kind, status, code), meaning)
    assert len(wire.heard) == 1


@OWN
async def test_own_error_about_connections(
    maton: MatonClient,
    wire: Wire,
    answer: bytes,
    kind: type[ApiError],
    status: int,
    code: str | None,
    meaning: str,
) -> None:
    """The same errors mean the same where only Maton is concerned."""
    wire.says(answer)
    error = await error_of(maton.create_connection())
    _check(error, (kind, status, code), meaning)
    assert len(wire.heard) == 1


@pytest.mark.parametrize(
    ("name", "status", "kind"),
    [
        ("bad_request", 400, RefusedError),
        ("unauthorized", 401, AuthenticationError),
        ("not_found", 404, NotFoundError),
    ],
)
async def test_clicksends_error_passes_through(
    through_maton: ClickSendClient,
    through_membrane: ClickSendClient,
    wire: Wire,
    name: str,
    status: int,
    kind: type[ApiError],
) -> None:
    """In its envelope ClickSend speaks, so nothing is wrong with the gateway's key."""
    wire.says(answer_json(status, sample(f"clicksend/error_{name}")))
    for client in (through_maton, through_membrane):
        assert type(await error_of(client.messages.send([SMS]))) is kind


@pytest.mark.parametrize(
    ("name", "status", "kind"),
    [
        ("error_no_connection", 400, RefusedError),
        ("error_key", 401, AuthenticationError),
        ("error_not_found", 404, NotFoundError),
    ],
)
async def test_no_gateway_in_between(
    direct: ClickSendClient, wire: Wire, name: str, status: int, kind: type[ApiError]
) -> None:
    """Straight to ClickSend there is nobody else who could have answered."""
    wire.says(answer_json(status, sample(f"maton/{name}")))
    assert type(await error_of(direct.messages.send([SMS]))) is kind


def _membrane(status: int, kind: object, key: object = None) -> bytes:
    """Return an error in Membrane's words, with a message that is nobody's business."""
    body = {"type": kind, "key": key, "message": f"{SMS.to} {SESSION_TOKEN}"}
    return answer_json(status, {**body, "data": {"to": SMS.to}})


MEMBRANES = pytest.mark.parametrize(
    ("answer", "kind", "code", "meaning"),
    [
        *(
            pytest.param(
                _membrane(status, "bad_request", key),
                GatewayAuthenticationError,
                key,
                "refused",
                id=f"{status} {key}",
            )
            for status in (400, 401, 403, 500, 502)
            for key in ("not_authenticated", "access_token_expired")
        ),
        *(
            pytest.param(
                _membrane(status, "connection", "connection_is_defunct"),
                GatewayConnectionError,
                "connection_is_defunct",
                "refused",
                id=f"{status} defunct",
            )
            for status in (400, 401, 403, 409, 500)
        ),
        *(
            pytest.param(
                _membrane(status, kind),
                GatewayConnectionError,
                kind,
                "refused",
                id=f"{status} {kind}",
            )
            for status in (400, 401, 403, 409)
            for kind in ("connection", "configuration")
        ),
        pytest.param(
            _membrane(404, "bad_request", "not_found"),
            GatewayConnectionError,
            "not_found",
            "refused",
            id="404 not found",
        ),
        pytest.param(
            _membrane(401, "bad_request"),
            GatewayAuthenticationError,
            "bad_request",
            "refused",
            id="401 no key",
        ),
        *(
            pytest.param(
                _membrane(status, kind, key),
                GatewayError,
                key or kind,
                "refused",
                id=f"{status} {key or kind}",
            )
            for status, kind, key in (
                (403, "bad_request", "access_denied"),
                (402, "insufficient_credit", None),
                (400, "bad_request", "already_exists"),
            )
        ),
        pytest.param(
            _membrane(400, "bad_request", f"ask {SMS.to}"),
            GatewayError,
            "bad_request",
            "refused",
            id="key that is none",
        ),
        pytest.param(
            _membrane(429, "bad_request", "rate_limit_exceeded"),
            RateLimitedError,
            "bad_request",
            "may be repeated",
            id="429",
        ),
        pytest.param(
            _membrane(400, "connection", "rate_limit_exceeded"),
            RateLimitedError,
            "rate_limit_exceeded",
            "may be repeated",
            id="400 rate limit",
        ),
        *(
            pytest.param(
                _membrane(500, kind, key),
                ServerError,
                kind,
                "outcome unknown",
                id=f"500 {kind} {key}",
            )
            for kind, key in (
                ("connection", None),
                ("bad_request", "not_found"),
                ("connection", "rate_limit_exceeded"),
            )
        ),
        *(
            pytest.param(
                _membrane(status, kind, key),
                OutcomeUnknownError,
                key or kind,
                "outcome unknown",
                id=f"{status} {kind} {key}",
            )
            for status, kind, key in (
                (400, "internal", None),
                (500, "internal", None),
                (400, "action_run", None),
                (429, "action_run", "rate_limit_exceeded"),
                (500, "action_run", "access_token_expired"),
            )
        ),
        pytest.param(
            page(401), GatewayAuthenticationError, None, "refused", id="401 web page"
        ),
        *(
            pytest.param(
                page(status), GatewayError, None, "refused", id=f"{status} web page"
            )
            for status in (400, 403, 404)
        ),
        pytest.param(reply(404), GatewayError, None, "refused", id="404 nothing"),
        pytest.param(
            answer_json(404, {"message": "no such path"}),
            GatewayError,
            None,
            "refused",
            id="404 of a wrong prefix",
        ),
        pytest.param(
            page(502), ServerError, None, "outcome unknown", id="502 web page"
        ),
    ],
)


@MEMBRANES
async def test_membranes_error_instead_of_a_text(
    through_membrane: ClickSendClient,
    wire: Wire,
    answer: bytes,
    kind: type[ApiError],
    code: str | None,
    meaning: str,
) -> None:
    """Only its own words tell what Membrane did not pass on."""
    wire.says(answer)
    error = await error_of(through_membrane.messages.send([SMS]))
    assert (type(error), error.code, verdict(error)) == (kind, code, meaning)
    assert len(wire.heard) == 1


@MEMBRANES
async def test_membranes_error_instead_of_an_action(
    membrane: MembraneClient,
    wire: Wire,
    answer: bytes,
    kind: type[ApiError],
    code: str | None,
    meaning: str,
) -> None:
    """The same errors mean the same where no proxy is concerned."""
    wire.says(answer)
    error = await error_of(membrane.run_action("c1", "send-sms", {}))
    assert (type(error), error.code, verdict(error)) == (kind, code, meaning)
    assert len(wire.heard) == 1
