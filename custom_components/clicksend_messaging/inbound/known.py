"""Which texts came in before, and how they are recognised when offered again."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice

from ..api.models import InboundMessage

# Texts stay known long after ClickSend has stopped offering them as unread.
MAX_KNOWN = 10_000


class KnownTexts:
    """The marks of the texts that came in; never changed, only replaced."""

    def __init__(self, marks: Iterable[str] = ()) -> None:
        """Know the texts with these marks, longest not offered first."""
        self._marks = dict.fromkeys(marks)

    def __contains__(self, mark: str) -> bool:
        """Return whether the text with this mark is known."""
        return mark in self._marks

    def __iter__(self) -> Iterator[str]:
        """Go through the marks."""
        return iter(self._marks)

    def new(
        self, messages: Iterable[InboundMessage], *, copies: bool
    ) -> dict[str, InboundMessage]:
        """Return what is not known yet, each text once, by the mark to know it by.

        Args:
            messages: what ClickSend offers.
            copies: whether one text may be offered several times with different ids.

        """
        found: dict[str, InboundMessage] = {}
        seen: set[str] = set()
        for message in messages:
            marks = marks_of(message, by_content=copies)
            if not any(mark in self._marks or mark in seen for mark in marks):
                found[marks[0]] = message
            seen.update(marks)
        return found

    def including(
        self, messages: Sequence[InboundMessage], still_offered: Iterable[str]
    ) -> KnownTexts:
        """Return what is known once these texts came in.

        What has not been offered for longest is forgotten, but nothing that still is:
        neither these texts nor what is known by one of the other marks.
        """
        offered = dict.fromkeys(mark for mark in still_offered if mark in self._marks)
        for message in messages:
            offered.update(dict.fromkeys(marks_of(message, by_content=True)))
        before = [mark for mark in self._marks if mark not in offered]
        excess = max(0, len(before) + len(offered) - MAX_KNOWN)
        return KnownTexts([*islice(before, excess, None), *offered])


def without(
    messages: Iterable[InboundMessage], unwanted: InboundMessage
) -> list[InboundMessage]:
    """Return the texts but one, and what may be copies of that."""
    marks = set(marks_of(unwanted, by_content=True))
    return [
        message
        for message in messages
        if marks.isdisjoint(marks_of(message, by_content=True))
    ]


def marks_of(message: InboundMessage, *, by_content: bool) -> tuple[str, ...]:
    """Return what a text is recognised by; its id comes first, where it has one."""
    if message.message_id is None:
        return (_fingerprint(message),)
    # Without a time the same words, sent again tomorrow, would look the same.
    if by_content and message.timestamp is not None:
        return (message.message_id, _fingerprint(message))
    return (message.message_id,)


def _fingerprint(message: InboundMessage) -> str:
    """Return what tells a text from others by who sent what, where and when."""
    content = f"{message.sender}\n{message.to}\n{message.timestamp}\n{message.body}"
    return sha256(content.encode()).hexdigest()
