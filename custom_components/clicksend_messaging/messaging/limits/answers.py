"""Answers: messages to numbers from which a text has just come in.

An automation that answers every text, and a machine that answers every answer, would go
on for ever.
"""

from collections import deque
from dataclasses import dataclass

ANSWER_SECONDS = 30.0

# The last answer leaves up to 30 seconds after the text, and counts for as long again.
FORGET_SECONDS = 2 * ANSWER_SECONDS
MAX_NUMBERS = 1_000


@dataclass(slots=True)
class _Talk:
    """When somebody was heard last, and when they were answered."""

    heard: float
    answered: deque[float]


class Answers:
    """Counts the answers to each number within the last while."""

    def __init__(self, most: int) -> None:
        """Start with nothing heard, and allow that many answers to a number."""
        self._most = most
        self._talks: dict[str, _Talk] = {}
        """By number, heard last comes last."""

    def heard(self, number: str, now: float) -> None:
        """Take note of a text from a number."""
        talk = self._talks.pop(number, None) or _Talk(now, deque(maxlen=self._most))
        talk.heard = now
        self._talks[number] = talk
        while len(self._talks) > MAX_NUMBERS or not _within(
            FORGET_SECONDS, next(iter(self._talks.values())).heard, now
        ):
            del self._talks[next(iter(self._talks))]

    def allows(self, number: str, now: float) -> bool:
        """Tell whether one more message to a number is not one answer too many."""
        talk = self._talks.get(number)
        return (
            talk is None
            or not _within(ANSWER_SECONDS, talk.heard, now)
            or len(talk.answered) < self._most
            or not _within(ANSWER_SECONDS, talk.answered[0], now)
        )

    def sent(self, number: str, now: float) -> None:
        """Count a message, if it is an answer."""
        talk = self._talks.get(number)
        if talk is not None and _within(ANSWER_SECONDS, talk.heard, now):
            talk.answered.append(now)


def _within(seconds: float, moment: float, now: float) -> bool:
    """Tell whether a moment was just now; it was not if the clock was put back."""
    return now - seconds < moment <= now
