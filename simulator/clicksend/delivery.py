"""What becomes of a message after it was accepted."""

from dataclasses import dataclass
from typing import Literal

type StatusCode = Literal["200", "201", "300", "301"]

_WORDS: dict[StatusCode, str] = {
    "200": "Message sent to the network",
    "201": "Message delivered to the handset",
    "300": "Temporary delivery failure",
    "301": "Message delivery failed",
}


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """How far a message is at some time, in the words of history."""

    status: str
    status_code: StatusCode | None = None
    error_code: str | None = None
    error_text: str | None = None
    since: float
    """When it came to this."""
    final: bool = False
    """Whether nothing follows any more."""

    @property
    def status_text(self) -> str | None:
        """What the gateway's code means."""
        return _WORDS[self.status_code] if self.status_code else None


@dataclass(frozen=True, kw_only=True)
class Failure:
    """What went wrong on the way, and when."""

    at: float
    status_code: Literal["300", "301"]
    """`301` is the end of it; after `300` it is tried again, and arrives."""
    error_code: str
    error_text: str


@dataclass(kw_only=True, eq=False)
class Fate:
    """What was done to a message from outside."""

    cancelled_at: float | None = None
    failure: Failure | None = None
