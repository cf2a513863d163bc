"""What the SkillBoss hub answers."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Self

from ..lenient import (
    Record,
    as_decimal,
    as_error_status,
    as_record,
    as_text,
    as_word,
)


class JobStatus(StrEnum):
    """Where a job of the hub stands; other words may come."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work that the hub does later, and what came of it.

    ``result`` is there once it is completed, in the form of a direct answer. A failed
    one may give an HTTP status as the reason.
    """

    job_id: str
    status: str
    result: object = field(default=None, repr=False)
    error_status: int | None = None

    @classmethod
    def parse(cls, payload: object, asked: str | None = None) -> Self | None:
        """Read a job, in its wrapping or without; ``None`` if it is none.

        Args:
            payload: the answer.
            asked: the id of the job that it is about, which it need not repeat.

        """
        outer = as_record(payload)
        for record in (outer, as_record(outer.get("result"))):
            status = (as_text(record.get("status")) or "").lower()
            known = asked if status in JobStatus else None
            if job_id := as_text(record.get("job_id")) or known:
                return cls(
                    job_id=job_id,
                    status=status,
                    result=record.get("result"),
                    error_status=_error_status(record),
                )
        return None


def _error_status(record: Record) -> int | None:
    """Return the HTTP status that is given as a reason, wherever that is said."""
    result = as_record(record.get("result"))
    places = (record.get("error"), record, result, result.get("error"))
    found = (as_error_status(as_record(place).get("code")) for place in places)
    return next((status for status in found if status is not None), None)


@dataclass(frozen=True, slots=True)
class Notification:
    """A text that the hub has taken, by its own id for it."""

    notification_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What became of a code that was to be sent.

    ``status`` is ``success``, ``retry`` (sent again) or ``blocked``, which comes with
    an answer that is a success otherwise; ``reason`` says why.
    """

    status: str
    verification_id: str | None
    method: str | None
    reason: str | None

    @classmethod
    def parse(cls, result: Record) -> Self | None:
        """Read a result; ``None`` if it says nothing."""
        if (status := as_word(result.get("status"))) is None:
            return None
        return cls(
            status=status.lower(),
            verification_id=as_text(result.get("id")),
            method=as_word(result.get("method")),
            reason=as_word(result.get("reason")),
        )


@dataclass(frozen=True, slots=True)
class HubBalance:
    """What is left at the hub: in US dollars, or in credits where it says only that."""

    balance: Decimal
    currency: str | None

    @classmethod
    def parse(cls, payload: object) -> Self | None:
        """Read ``GET /api/me/balance``; ``None`` if it names no balance."""
        record = as_record(payload)
        if (dollars := as_decimal(record.get("balance"))) is not None:
            return cls(dollars, "USD")
        if (credits_ := as_decimal(record.get("credits"))) is not None:
            return cls(credits_, None)
        return None
