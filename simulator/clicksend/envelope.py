"""The envelope that ClickSend puts around every answer."""

from http import HTTPStatus

from ..http import Answer, json_answer
from ..world import World

NOTHING: dict[str, object] = {"null": None, "list": [], "braces": "{}"}
"""What `data` may be when there is none, by the names that switches have for it."""

_ERRORS = {
    HTTPStatus.BAD_REQUEST: ("BAD_REQUEST", "Bad request."),
    HTTPStatus.UNAUTHORIZED: ("UNAUTHORIZED", "Authorization failed."),
    HTTPStatus.FORBIDDEN: (
        "FORBIDDEN",
        "Resource not found or you don't have the permissions to access this resource.",
    ),
    HTTPStatus.NOT_FOUND: ("NOT_FOUND", "Resource not found."),
    HTTPStatus.METHOD_NOT_ALLOWED: ("NOT_FOUND", "Method not allowed."),
    HTTPStatus.TOO_MANY_REQUESTS: ("HTTP_TOO_MANY_REQUESTS", "Too many attempts."),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("INTERNAL_SERVER_ERROR", "Internal error."),
}


class RefusedError(Exception):
    """The request is answered with an error."""

    def __init__(self, answer: Answer) -> None:
        """Keep the answer."""
        super().__init__(answer.status)
        self.answer = answer


def success(message: str, data: object) -> Answer:
    """Answer that it worked."""
    return json_answer(
        HTTPStatus.OK,
        {
            "http_code": int(HTTPStatus.OK),
            "response_code": "SUCCESS",
            "response_msg": message,
            "data": data,
        },
    )


def emptied(world: World, documented: object) -> object:
    """Return the `data` of an answer that has nothing to say."""
    return NOTHING.get(world.settings.deleted_data, documented)


def failure(
    status: int,
    message: str | None = None,
    data: object = None,
    code: str | int | None = None,
) -> Answer:
    """Answer that it did not work; the words are ClickSend's own unless given."""
    usual_code, usual_message = _ERRORS.get(
        HTTPStatus(status), _ERRORS[HTTPStatus.INTERNAL_SERVER_ERROR]
    )
    return json_answer(
        status,
        {
            "http_code": int(status),
            "response_code": usual_code if code is None else code,
            "response_msg": message or usual_message,
            "data": data,
        },
    )


def bad_request(
    message: str, data: object = None, code: str | int | None = None
) -> RefusedError:
    """Return what to raise for a request that makes no sense."""
    return RefusedError(failure(HTTPStatus.BAD_REQUEST, message, data, code))


def demand_text(*given: object) -> None:
    """Refuse objects in fields, as seen live: PHP complains, its code is a number."""
    if any(isinstance(value, dict | list) for value in given):
        raise bad_request("strlen() expects parameter 1 to be string", code=400)


def not_found(message: str) -> RefusedError:
    """Return what to raise for something that is not there."""
    return RefusedError(failure(HTTPStatus.NOT_FOUND, message))
