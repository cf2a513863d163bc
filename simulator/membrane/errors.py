"""How Membrane words its errors."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from ..http import Answer, json_answer, phrase

_KEYS = {
    HTTPStatus.UNAUTHORIZED: "not_authenticated",
    HTTPStatus.FORBIDDEN: "access_denied",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_exceeded",
}


class MembraneError(Exception):
    """The request is answered with an error of Membrane's own."""

    def __init__(self, answer: Answer) -> None:
        """Keep the answer."""
        super().__init__(answer.status)
        self.answer = answer


def error_body(
    error_type: str,
    message: str,
    *,
    key: str | None = None,
    data: Mapping[str, Any] | None = None,
    caused_by: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Describe an error; what does not apply is left out."""
    body: dict[str, Any] = {"type": error_type, "message": message}
    if key is not None:
        body["key"] = key
    body["data"] = dict(data or {})
    if caused_by is not None:
        body["causedByError"] = dict(caused_by)
    return body


def failure(status: int, message: str | None = None) -> Answer:
    """Answer with the error that goes with an HTTP status."""
    internal = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    body = error_body(
        "internal" if internal else "bad_request",
        message or phrase(status),
        key=_KEYS.get(HTTPStatus(status)),
    )
    return json_answer(status, body)


def bad_request(message: str, data: Mapping[str, Any] | None = None) -> MembraneError:
    """Return what to raise for a request that makes no sense."""
    body = error_body("bad_request", message, data=data)
    return MembraneError(json_answer(HTTPStatus.BAD_REQUEST, body))


def not_found(what: str, reference: str) -> MembraneError:
    """Return what to raise for something that is not there."""
    message = f'{what} with id or key "{reference}" not found'
    return MembraneError(failure(HTTPStatus.NOT_FOUND, message))
