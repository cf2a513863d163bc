"""Calls: from the first ring to the end, and the keys pressed meanwhile."""

from dataclasses import dataclass
import re
from typing import Literal

_KEYS = re.compile(r"[0-9*#]{1,32}")

type CallState = Literal["waiting", "ringing", "answered", "ended"]


class CallError(ValueError):
    """Something that cannot be done with a call, or not now."""


@dataclass(kw_only=True, eq=False)
class PhoneCall:
    """One call to a phone. Nobody has to answer it: it ends by itself."""

    lang: str
    voice: str
    require_input: bool
    machine_detection: bool
    rings_at: float
    ring_seconds: float
    """How long it rings when nobody answers."""
    talk_seconds: float
    """How long it lasts when nobody hangs up or presses a key."""
    answered_at: float | None = None
    hung_up_at: float | None = None
    digits: str | None = None

    @property
    def ends_at(self) -> float:
        """When it ends, or ended."""
        if self.hung_up_at is not None:
            return self.hung_up_at
        if self.answered_at is not None:
            return self.answered_at + self.talk_seconds
        return self.rings_at + self.ring_seconds

    @property
    def machine_detected(self) -> bool:
        """Whether a machine takes it: who lets it ring has one."""
        touched = self.answered_at is not None or self.hung_up_at is not None
        return self.machine_detection and not touched

    def state(self, now: float) -> CallState:
        """Return how far it is."""
        if now < self.rings_at and self.hung_up_at is None:
            return "waiting"
        if now >= self.ends_at:
            return "ended"
        return "ringing" if self.answered_at is None else "answered"

    def answer(self, now: float) -> None:
        """Pick up; raises CallError unless it rings."""
        if self.state(now) != "ringing":
            raise CallError("the call does not ring")
        self.answered_at = now

    def press(self, digits: str, now: float) -> None:
        """Press keys, which answers and ends it; raises CallError if it cannot be."""
        if not _KEYS.fullmatch(digits):
            raise CallError("keys are 0 to 9, * and #")
        if not self.require_input:
            raise CallError("the call does not ask for a key")
        if self.state(now) == "ringing":
            self.answer(now)
        self.hang_up(now)
        self.digits = digits

    def hang_up(self, now: float) -> None:
        """End it, answered or not; raises CallError if there is nothing to end."""
        if self.state(now) not in {"ringing", "answered"}:
            raise CallError("the call is not going on")
        self.hung_up_at = now

    def as_dict(self, now: float) -> dict[str, object]:
        """Return it as control shows it."""
        return {
            "lang": self.lang,
            "voice": self.voice,
            "require_input": self.require_input,
            "state": self.state(now),
            "answered": self.answered_at is not None,
            "digits": self.digits,
        }
