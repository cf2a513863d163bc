"""What each error in the tree promises."""

from collections.abc import Iterator

import pytest

from custom_components.clicksend_messaging.api import errors
from custom_components.clicksend_messaging.api.errors import ApiError
from tests.unit.api.discretion import verdict

PROMISES: dict[type[ApiError], str] = {
    errors.NotReachedError: "may be repeated",
    errors.ConnectTimeoutError: "may be repeated",
    errors.RateLimitedError: "may be repeated",
    errors.RefusedError: "refused",
    errors.AuthenticationError: "refused",
    errors.ForbiddenError: "refused",
    errors.NotFoundError: "refused",
    errors.GatewayError: "refused",
    errors.GatewayAuthenticationError: "refused",
    errors.GatewayConnectionError: "refused",
    errors.OutcomeUnknownError: "outcome unknown",
    errors.AnswerTimeoutError: "outcome unknown",
    errors.ServerError: "outcome unknown",
    errors.MalformedAnswerError: "outcome unknown",
}


def _below(kind: type[ApiError]) -> Iterator[type[ApiError]]:
    """Go through all that inherit from an error."""
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


@pytest.mark.parametrize(("kind", "meaning"), PROMISES.items())
def test_promise(kind: type[ApiError], meaning: str) -> None:
    """Every error says whether the request may go out again."""
    assert verdict(kind) == meaning


def test_no_error_without_a_promise() -> None:
    """A new error has to be thought about, here."""
    assert set(_below(ApiError)) == set(PROMISES)


def test_gateway_is_not_clicksend() -> None:
    """New ClickSend credentials do not help against a gateway, nor the reverse."""
    assert not issubclass(errors.GatewayError, errors.AuthenticationError)
    assert not issubclass(errors.AuthenticationError, errors.GatewayError)
