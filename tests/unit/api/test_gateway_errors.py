"""Maton's own errors are told apart from ClickSend's, which pass through it."""

import pytest

from custom_components.clicksend_messaging.api.clicksend import ClickSendClient
from custom_components.clicksend_messaging.api.errors import (
    ApiError,
    AuthenticationError,
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayError,
    NotFoundError,
    RateLimitedError,
    RefusedError,
    ServerError,
)
from custom_components.clicksend_messaging.api.maton import MatonClient
from tests.unit.api.discretion import SMS, error_of, verdict
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
    wire: Wire,
    name: str,
    status: int,
    kind: type[ApiError],
) -> None:
    """In its envelope ClickSend speaks, so nothing is wrong with Maton's key."""
    wire.says(answer_json(status, sample(f"clicksend/error_{name}")))
    assert type(await error_of(through_maton.messages.send([SMS]))) is kind


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
