"""What the SkillBoss hub answers, of which it is never sure.

A result is wrapped or not, a success may hide an error, and beside both are words that
are meant for others.
"""

from http import HTTPStatus
from typing import Any, Final

from .errors import (
    NO_CREDIT,
    ApiError,
    MalformedAnswerError,
    OutcomeUnknownError,
    RefusedError,
)
from .http import error_in
from .lenient import Record, as_error_status, as_record, as_text, as_word, records
from .models import Job, JobStatus, Notification

# Ours, where the hub says why in words only.
JOB_FAILED: Final = "JOB_FAILED"

# Where the list may be in an answer about models.
_LISTS: Final = ("models", "apis", "data", "items", "results")


def failure_of(job: Job) -> str:
    """Return the word for why a job has failed."""
    no_credit = job.error_status == HTTPStatus.PAYMENT_REQUIRED
    return NO_CREDIT if no_credit else JOB_FAILED


def notification_in(result: Record) -> Notification:
    """Return the text that was taken; its result need not have a status.

    Raises:
        OutcomeUnknownError: nothing says that it was, or its status says otherwise.

    """
    if (notification_id := as_text(result.get("id"))) is None:
        message = "The answer names no text"
        raise MalformedAnswerError(message)
    if _status(result) == JobStatus.FAILED:
        message = "The hub does not say what went wrong"
        raise OutcomeUnknownError(message)
    return Notification(notification_id)


def result_in(payload: object) -> Record:
    """Return a result, in its wrapping or without.

    Raises:
        ApiError: it says that something went wrong.

    """
    result = as_record(payload)
    if "result" in result:
        # The status beside it is that of the wrapping, and proves nothing.
        bare = {key: value for key, value in result.items() if key != "status"}
        result = as_record(result["result"]) or bare
    raise_if_hidden(result)
    return {key: value for key, value in result.items() if not _is_advice(key)}


def raise_if_hidden(payload: object) -> None:
    """Raise for a success with an error in it."""
    record = as_record(payload)
    parts = [record, as_record(record.get("error"))]
    if went_wrong := _status(record) == "error":
        parts.append(as_record(record.get("result")))
    for part in parts:
        status = as_error_status(part.get("code"))
        if status and (error := error_in(status, {}, payload, hub_error)):
            raise error
    if went_wrong:
        message = "The hub does not say what went wrong"
        raise OutcomeUnknownError(message)


def _status(record: Record) -> str:
    """Return the word for how something stands, however it is written."""
    return (as_text(record.get("status")) or "").lower()


def hub_error(status: int, payload: object) -> ApiError | None:
    """Return what a refusal of the hub's means, where it means something special."""
    if status == HTTPStatus.PAYMENT_REQUIRED:
        return RefusedError("No credit left", status=status, code=NO_CREDIT)
    if status in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY):
        return RefusedError(f"HTTP {status}", status=status, code=_code(payload))
    return None


def _code(payload: object) -> str | None:
    """Return the word for an error, if there is one."""
    record = as_record(payload)
    error = as_record(record.get("error"))
    return as_word(error.get("code")) or as_word(record.get("code"))


def models_in(payload: object) -> list[Record]:
    """Return the models in an answer, whatever is around them."""
    return _listed(_without_advice(payload))


def _listed(part: Any) -> list[Record]:
    """Return the models in a part of an answer."""
    if isinstance(part, list):
        named = [{"id": item} if isinstance(item, str) else item for item in part]
        return list(records(named))
    if not isinstance(part, dict):
        return []
    for name in ("result", *_LISTS):
        if part.get(name) is not None:
            return _listed(part[name])
    # By kind, or by name.
    return [
        row
        for value in part.values()
        if isinstance(value, list)
        for row in _listed(value)
    ]


def _without_advice(part: Any) -> Any:
    """Return a part of an answer without what the hub wants to have said."""
    if isinstance(part, list):
        return [_without_advice(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _without_advice(each) for key, each in part.items() if not _is_advice(key)
    }


def _is_advice(key: str) -> bool:
    """Tell whether something is meant for others than us."""
    return key.startswith("_")
