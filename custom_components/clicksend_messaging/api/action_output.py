"""What an action of Membrane's puts out, as far as that is ClickSend's own answer.

Nobody says what it is. It may be the answer, what is in it, or have it inside.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

from .errors import ApiError, RefusedError
from .http import error_in
from .lenient import Record, as_code, as_record, as_text
from .models import SUCCESS, SendAnswer

_INSIDE: Final = ("data", "body")


def output_error(output: object) -> ApiError | None:
    """Return what went wrong at ClickSend, if the output says so."""
    for answer in _answers(output):
        if error := error_in(HTTPStatus.OK, {}, answer, lambda *_: None):
            return error
        code = as_text(answer.get("response_code"))
        if code is not None and code.upper() != SUCCESS:
            return RefusedError("Turned down by ClickSend", code=as_code(code))
    return None


def sent_in(output: object) -> SendAnswer | None:
    """Return what an output says of messages, if it says anything."""
    for answer in _answers(output):
        for rows in (answer.get("data"), answer):
            if (sent := SendAnswer.parse(rows)).rows:
                return sent
    return None


def _answers(output: object) -> Iterator[Record]:
    """Yield what may be ClickSend's answer."""
    whole = as_record(output)
    yield whole
    for name in _INSIDE:
        yield as_record(whole.get(name))
