"""What the SkillBoss hub answers."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Self

from ..lenient import Record, as_decimal, as_record, as_text, as_word


class JobStatus(StrEnum):
    """Where a job of the hub stands; other words may come."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work that the hub does later, and what came of it.

    ``result`` is there once it is completed, in the form of a direct answer; ``error``
    once it has failed, in words or as an object.
    """

    job_id: str
    status: str
    result: object = field(default=None, repr=False)
    error: object = field(default=None, repr=False)

    @classmethod
    def parse(cls, payload: object) -> Self | None:
        """Read a job; ``None`` if it is none."""
        record = as_record(payload)
        if (job_id := as_text(record.get("job_id"))) is None:
            return None
        return cls(
            job_id=job_id,
            status=(as_text(record.get("status")) or "").lower(),
            result=record.get("result"),
            error=record.get("error"),
        )


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
        if (status := as_text(result.get("status"))) is None:
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
