"""The books: every message that was accepted, and so paid for."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from ..calls import PhoneCall
from .delivery import Delivery, Failure, Fate

_MOST_TEXTS = 50_000

type ChannelName = Literal["sms", "mms", "voice"]


@dataclass(frozen=True, kw_only=True)
class SentText:
    """One accepted message: a text, a text with a picture, or one that is spoken."""

    channel: ChannelName
    message_id: str
    to: str
    country: str
    sender: str
    shared_sender: bool
    body: str
    """What is sent, after cutting."""
    custom_string: str
    parts: int
    price: Decimal
    carrier: str
    from_email: str | None
    list_id: int | None
    contact_id: int | None
    source: str | None
    accepted_at: float
    due_at: float
    """When it is sent: at once, or as scheduled."""
    delivery_seconds: float
    """From `due_at` to delivered; halfway it is on its way."""
    free_test: bool
    """Whether it is to one of ClickSend's test numbers."""
    subject: str | None = None
    media_url: str | None = None
    call: PhoneCall | None = None
    fate: Fate = field(default_factory=Fate)

    def delivery(self, now: float) -> Delivery:
        """Return how far it is."""
        cancelled, failure = self.fate.cancelled_at, self.fate.failure
        if cancelled is not None:
            return Delivery(
                status="Cancelled",
                status_code="301",
                error_code="5",
                error_text="Cancelled",
                since=cancelled,
                final=True,
            )
        if self.free_test:
            return Delivery(status="Completed", since=self.accepted_at, final=True)
        if failure is not None and not self._arrives_after(failure, now):
            return Delivery(
                status="Failed" if failure.status_code == "301" else "Sent",
                status_code=failure.status_code,
                error_code=failure.error_code,
                error_text=failure.error_text,
                since=failure.at,
                final=failure.status_code == "301",
            )
        return self._undisturbed(now)

    def status(self, now: float) -> str:
        """Return its status in history."""
        return self.delivery(now).status

    def status_code(self, now: float) -> str | None:
        """Return the gateway's code for how far it is."""
        return self.delivery(now).status_code

    @property
    def digits(self) -> str | None:
        """The keys that were pressed in the call."""
        return self.call.digits if self.call else None

    def fail(self, failure: Failure) -> bool:
        """Have it fail; False if it is not on its way, or has arrived."""
        if failure.at < self.due_at or self.delivery(failure.at).final:
            return False
        self.fate.failure = failure
        if self.call and self.call.state(failure.at) != "ended":
            self.call.hang_up(failure.at)
        return True

    def as_dict(self, now: float) -> dict[str, object]:
        """Return it as control shows it."""
        delivery = self.delivery(now)
        shown = {key: value for key, value in vars(self).items() if key != "fate"}
        return {
            **shown,
            "price": f"{self.price:.4f}",
            "call": self.call.as_dict(now) if self.call else None,
            "digits": self.digits,
            "status": delivery.status,
            "status_code": delivery.status_code,
            "error_code": delivery.error_code,
            "error_text": delivery.error_text,
        }

    @property
    def _halfway(self) -> float:
        """When a text leaves ClickSend; a call does when it rings."""
        return self.due_at + self.delivery_seconds / 2

    def _arrives_after(self, failure: Failure, now: float) -> bool:
        """Return whether it has arrived by now although it failed for a while."""
        again = failure.at + self.delivery_seconds
        return failure.status_code == "300" and now >= again

    def _undisturbed(self, now: float) -> Delivery:
        """Return how far it is, if no failure is in its way."""
        failure = self.fate.failure
        on_its_way = self.due_at if self.call else self._halfway
        if failure is not None:
            arrives = failure.at + self.delivery_seconds
        elif self.call is not None:
            arrives = self.call.ends_at
        else:
            arrives = self.due_at + self.delivery_seconds
        if now < self.due_at:
            return Delivery(status="Scheduled", since=self.accepted_at)
        if now >= arrives:
            return Delivery(
                status="Completed", status_code="201", since=arrives, final=True
            )
        if now < on_its_way:
            return Delivery(status="Queued", since=self.due_at)
        return Delivery(status="Sent", status_code="200", since=on_its_way)


class Books:
    """All accepted messages, oldest first."""

    def __init__(self) -> None:
        """Start with none."""
        self._texts: deque[SentText] = deque(maxlen=_MOST_TEXTS)
        self._latest_to: dict[str, SentText] = {}

    def __iter__(self) -> Iterator[SentText]:
        """Go through them, oldest first."""
        return iter(self._texts)

    def __len__(self) -> int:
        """Count them."""
        return len(self._texts)

    def enter(self, text: SentText) -> None:
        """Write one down."""
        if len(self._texts) == _MOST_TEXTS:
            oldest = self._texts[0]
            if self._latest_to.get(oldest.to) is oldest:
                del self._latest_to[oldest.to]
        self._texts.append(text)
        if self._can_be_answered(text):
            self._latest_to[text.to] = text

    def get(self, message_id: str) -> SentText | None:
        """Return the one with that id."""
        found = (text for text in self._texts if text.message_id == message_id)
        return next(found, None)

    def cancel(self, text: SentText, now: float) -> None:
        """Note that one is not to be sent."""
        text.fate.cancelled_at = now
        if self._latest_to.get(text.to) is text:
            del self._latest_to[text.to]
            for other in self._texts:
                if self._can_be_answered(other) and other.to == text.to:
                    self._latest_to[text.to] = other

    @staticmethod
    def _can_be_answered(text: SentText) -> bool:
        """Return whether a text from the phone may be an answer to this."""
        return text.channel != "voice" and text.fate.cancelled_at is None

    def scheduled(self, channel: ChannelName, now: float) -> list[SentText]:
        """Return what is still to be sent, and so can be cancelled."""
        return [
            text
            for text in self._texts
            if text.channel == channel and text.status(now) == "Scheduled"
        ]

    def latest_to(self, number: str) -> SentText | None:
        """Return the last text to that number: what an answer from it is to."""
        return self._latest_to.get(number)

    def duplicates(self) -> dict[str, int]:
        """Return each custom_string that was accepted more than once, and how often."""
        seen = Counter(text.custom_string for text in self._texts if text.custom_string)
        return {text: count for text, count in seen.items() if count > 1}
