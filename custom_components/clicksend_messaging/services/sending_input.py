"""What an action of Membrane's sends, and to whom, as far as its input tells.

Such an action hands messages over past the outbox, so they are counted beforehand. In
doubt it is taken for one that sends.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
import re
from typing import Any, Final
from urllib.parse import urlsplit

from ..api.lenient import Record, as_text
from ..api.models import Channel
from ..messaging.content.parts import part_count
from .api_path import PathError, reserved

_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_a-zA-Z]+")
_SEPARATORS: Final = re.compile(r"[,;\n]")

# Also in "sendsms", but not in "sender".
_SENDS: Final = re.compile(r"send(?!er)|notify|notifies|reply|broadcast|^dial$")
# Things that are sent by making them, and read or ended without.
_SENT: Final = frozenset(
    {"call", "calls", "campaign", "campaigns", "message", "messages", "notification"}
)
_TEMPLATES: Final = frozenset({"template", "templates"})
_HARMLESS: Final = frozenset(
    {
        *("calculate", "cancel", "count", "delete", "estimate", "export"),
        *("fetch", "find", "get", "list", "mark", "preview", "price", "quote", "read"),
        *("remove", "retrieve", "search", "show", "view"),
    }
)
_BUYS: Final = frozenset({"buy", "purchase", "recharge"})

_CALLS: Final = frozenset({"call", "calls", "dial", "voice"})
_OTHERWISE: Final = frozenset(
    {"mms", "fax", "faxes", "email", "emails", "letter", "letters", "postcard"}
    | {"postcards", "whatsapp", "rcs"}
)

_TEXT: Final = frozenset({"body", "content", "message", "text"})
_RECIPIENT: Final = re.compile(
    r"to|((to|recipient|destination|mobile|phone|contact)?(phone)?numbers?)"
    r"|recipients?|destinations?|mobiles?|phones?"
)
_SOMEBODY: Final = re.compile(
    r"contacts?(ids?)?|(contact)?(lists?|groups?|segments?|audiences?|tags?)(ids?|names?)?"
)


# Where an action that is for any endpoint has the endpoint.
_PATHS: Final = frozenset({"endpoint", "path", "requestpath", "uri", "url"})


class UnclearError(Exception):
    """It cannot be told what an action sends, or to whom."""


@dataclass(frozen=True, slots=True)
class Sending:
    """What goes out: one message for each number, a number twice if it gets two.

    Of several texts it is the one that takes most parts.
    """

    numbers: tuple[str | int, ...] = field(repr=False)
    text: str = field(repr=False)
    channel: Channel


def buys(action: Record) -> bool:
    """Tell by its key and name whether an action spends money on something else."""
    return bool(_words(action) & _BUYS) and not _is_harmless(action)


def reserved_path(given: Any) -> PathError | None:
    """Return why a path in an input must not be called, if there is such a path.

    An action may be for any endpoint; what it sends there nobody can count.
    """
    if isinstance(given, list):
        return next(filter(None, map(reserved_path, given)), None)
    if not isinstance(given, dict):
        return None
    for name, value in given.items():
        found = reserved_path(value)
        if isinstance(value, str) and _bare(name) in _PATHS:
            found = reserved(urlsplit(value).path)
        if found is not None:
            return found
    return None


def sends(action: Record, given: Mapping[str, Any]) -> bool:
    """Tell by its key, its name and its input whether an action sends messages."""
    words = _words(action)
    if any(_SENDS.search(word) for word in words):
        return True
    if _is_harmless(action):
        return False
    if words & _SENT and not words & _TEMPLATES:
        return True
    found = _Found()
    try:
        found.look(given)
    except UnclearError:
        return bool(found.texts)
    return bool(found.numbers and found.texts)


def sending(action: Record, given: Mapping[str, Any]) -> Sending:
    """Return what an action sends that does send.

    Raises:
        UnclearError: it names nobody, or somebody in another way than by a number; or
            there is no text, or something else than a text or a call.

    """
    words = _words(action)
    found = _Found()
    found.look(given)
    numbers, texts = found.numbers, found.texts
    if not (numbers and texts) or found.for_nobody or words & _OTHERWISE:
        raise UnclearError
    if found.elsewhere and not all(str(number).startswith("+") for number in numbers):
        raise UnclearError
    return Sending(
        numbers=tuple(numbers),
        text=max(texts, key=lambda text: (part_count(text), len(text))),
        channel=Channel.VOICE if words & _CALLS else Channel.SMS,
    )


class _Found:
    """The numbers and texts in an input, at any depth."""

    def __init__(self) -> None:
        """Start with none."""
        self.numbers: list[str | int] = []
        self.texts: list[str] = []
        self.for_nobody = False
        """Whether one of several messages has no number of its own."""
        self.elsewhere = False
        """Whether numbers in national form may be those of another country."""

    def look(self, value: Any) -> None:
        """Take what is in a part of the input.

        Raises:
            UnclearError: it names somebody otherwise than by a number.

        """
        if isinstance(value, list):
            for each in value:
                numbers, texts = len(self.numbers), len(self.texts)
                self.look(each)
                if len(self.texts) > texts and len(self.numbers) == numbers:
                    self.for_nobody = True
        if not isinstance(value, dict):
            return
        named = [(_bare(name), inner) for name, inner in value.items() if inner]
        # Texts first: they count even if it is unclear who gets them.
        self.texts += [
            inner for name, inner in named if name in _TEXT and isinstance(inner, str)
        ]
        for name, inner in named:
            if name == "country":
                self.elsewhere = True
            elif _RECIPIENT.fullmatch(name):
                self._take(inner)
            elif _SOMEBODY.fullmatch(name):
                raise UnclearError
            else:
                self.look(inner)

    def _take(self, value: Any) -> None:
        """Take the numbers that somebody is named by.

        Raises:
            UnclearError: they are named otherwise.

        """
        if isinstance(value, list):
            for each in value:
                self._take(each)
        elif isinstance(value, str):
            parts = (part.strip() for part in _SEPARATORS.split(value))
            self.numbers += filter(None, parts)
        elif isinstance(value, int) and not isinstance(value, bool):
            self.numbers.append(value)
        else:
            before = len(self.numbers)
            self.look(value)
            if len(self.numbers) == before:
                raise UnclearError


def _is_harmless(action: Record) -> bool:
    """Tell whether an action is called by what costs nothing."""
    return any(names and names[0] in _HARMLESS for names in _names(action))


def _names(action: Record) -> Iterator[list[str]]:
    """Yield the words of an action's key, and those of its name."""
    for name in ("key", "name"):
        yield [
            word.casefold() for word in _WORD.findall(as_text(action.get(name)) or "")
        ]


def _words(action: Record) -> set[str]:
    """Return all words that an action is called by."""
    return {word for names in _names(action) for word in names}


def _bare(name: str) -> str:
    """Return the letters and digits of a name, however it is written."""
    return "".join(filter(str.isalnum, name)).casefold()
