"""The phones of the people: what each has received, and what was typed on it."""

from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from .calls import PhoneCall
from .clock import Clock

_MOST_PHONES = 10_000
_MOST_TEXTS = 500


@dataclass(frozen=True, kw_only=True)
class PhoneText:
    """One text or call on a phone, seen from the phone."""

    direction: Literal["in", "out"]
    text: str
    other: str
    """Whom it came from or went to, as the phone shows it."""
    time: float
    """When it is on the phone, which may be later than now."""
    message_id: str
    subject: str | None = None
    picture: str | None = None
    """Where the page finds the picture that came with it."""
    call: PhoneCall | None = None
    """The call in which it is spoken."""

    def as_dict(self, now: float) -> dict[str, object]:
        """Return it as control shows it."""
        return {**vars(self), "call": self.call.as_dict(now) if self.call else None}


@dataclass
class Phone:
    """One phone and its conversation, oldest text first."""

    number: str
    clock: Clock = field(repr=False)
    _texts: deque[PhoneText] = field(
        default_factory=lambda: deque(maxlen=_MOST_TEXTS), repr=False
    )

    @property
    def texts(self) -> list[PhoneText]:
        """What the phone shows by now."""
        now = self.clock.now()
        return sorted(
            (text for text in self._texts if text.time <= now), key=lambda t: t.time
        )

    @property
    def received(self) -> list[str]:
        """The words of the texts that arrived on it."""
        return [
            text.text
            for text in self.texts
            if text.direction == "in" and text.call is None
        ]

    @property
    def calls(self) -> list[PhoneText]:
        """The calls it got, with the words that are spoken in them."""
        return [text for text in self.texts if text.call is not None]

    def add(self, text: PhoneText) -> None:
        """Put a text on the phone."""
        self._texts.append(text)

    def drop(self, message_id: str) -> None:
        """Have a text never come."""
        kept = [text for text in self._texts if text.message_id != message_id]
        self._texts = deque(kept, self._texts.maxlen)

    def as_dict(self) -> dict[str, object]:
        """Return it as control shows it."""
        texts = [text.as_dict(self.clock.now()) for text in self.texts]
        return {"number": self.number, "texts": texts}


class Phones:
    """Every phone that has been texted, has texted, or was added."""

    def __init__(self, clock: Clock) -> None:
        """Start with none."""
        self._clock = clock
        self._phones: OrderedDict[str, Phone] = OrderedDict()

    def __iter__(self) -> Iterator[Phone]:
        """Go through them, the one used last first."""
        return reversed(self._phones.values())

    def __len__(self) -> int:
        """Count them."""
        return len(self._phones)

    def __getitem__(self, number: str) -> Phone:
        """Return the phone with that E.164 number, an empty one if nothing knows it."""
        return self._phones.get(number) or Phone(number, self._clock)

    def use(self, number: str) -> Phone:
        """Return the phone with that number, adding it if need be."""
        phone = self._phones.setdefault(number, Phone(number, self._clock))
        self._phones.move_to_end(number)
        while len(self._phones) > _MOST_PHONES:
            self._phones.popitem(last=False)
        return phone
