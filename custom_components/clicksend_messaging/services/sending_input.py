"""What an action of Membrane's sends, and to whom, as far as its name and input tell.

Such an action hands messages over past the outbox, so they are counted beforehand.
Nobody says what an action does: this goes by words, and errs on the side of sending.
Rather is an action refused that sends nothing than one run that sends uncounted.
"""

from collections.abc import Collection, Iterator, Mapping, Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise
import re
from typing import Any, Final
from urllib.parse import urlsplit

from ..api.lenient import Record, as_text
from ..api.models import Channel
from ..messaging.content.parts import part_count
from .api_path import PathError, reserved

_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_a-zA-Z]+")
_SEPARATORS: Final = re.compile(r"[,;\n]")

# Words of an action's name. Sending is also in "sendsms", but not in "sender".
_SENDS: Final = re.compile(
    r"send(?!er)|notify|notifies|reply|broadcast|^(?:blast|deliver|dial|dispatch)$"
)
# What is sent by whatever is done with it, unless the first word is one of those below.
_SENT: Final = re.compile(
    r"sms|^(?:call|campaign|fax|message|mms|notification|rcs|speech|text|tts|voice"
    r"|whatsapp)(?:s|es)?$"
)
# A template is none of these, but it may be what one is made from.
_TEMPLATE: Final = re.compile(r"template")
_MADE_FROM: Final = frozenset({"from", "using", "with"})
_READS: Final = frozenset(
    {
        *("calculate", "check", "count", "describe", "download", "estimate", "export"),
        *("fetch", "find", "get", "list", "lookup", "preview", "price", "quote"),
        *("read", "retrieve", "search", "show", "view"),
    }
)
_ENDS: Final = frozenset({"archive", "cancel", "delete", "mark", "remove"})
# Behind these, something else is done as well.
_JOINS: Final = frozenset({"and", "or", "then"})
_BUYS: Final = frozenset(
    {"buy", "order", "pay", "purchase", "recharge", "rent", "topup", "transfer"}
)
_CALLS: Final = frozenset({"call", "calls", "dial", "speech", "tts", "voice"})
_OTHERWISE: Final = frozenset(
    {"mms", "fax", "faxes", "email", "emails", "letter", "letters", "postcard"}
    | {"postcards", "whatsapp", "rcs"}
)

# Names in an input, in small letters and without anything between.
_TEXT: Final = re.compile(
    r"(?:mms|voice)?"
    r"(?:body|content|copy|message|msg|say|script|sms|speech|text|words)+"
)
_TEXTS: Final = re.compile(rf"{_TEXT.pattern}s?")
_RECIPIENT: Final = re.compile(
    r"(?:to|b?cc|(?:customer|destination|member|mobile|msisdn|number|person|phone"
    r"|receiver|recipient|subscriber|cell|contact(?=number|phone|mobile))s?|people)+"
)
_SOMEBODY: Final = re.compile(
    r"contacts?(ids?)?"
    r"|(customer|member|person|receiver|recipient|subscriber)s?ids?"
    r"|(contact)?(lists?|groups?|segments?|audiences?|tags?)(ids?|names?)?"
)
# Their numbers are nobody's who gets a message.
_NOBODY: Final = re.compile(
    r"(?:caller|from|replyto|sender|source).*"
    r"|.*(?:date|id|reference|schedule|scheduled|string|time|timestamp)"
)
_COUNTRY: Final = re.compile(r"country(?:code)?")
# Where an action that is for any endpoint has the endpoint; not those of pictures, and
# of who is told.
_PATH: Final = re.compile(
    r"(?!callback|file|image|media|picture|redirect|status|webhook)"
    r"\w*(?:endpoint|path|resource|route|ur[il])s?"
)

# Numbers under whatever name: in a text among others, or the whole of it.
_AMONG_OTHERS: Final = re.compile(r"\+(?:[ ().-]*\d){7,15}")
_ALONE: Final = re.compile(r"(?:[ ().-]*\d){10,15}")


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
    if _begins(action, _READS | _ENDS) and _words(action).isdisjoint(_JOINS):
        return False
    return any(
        not _BUYS.isdisjoint([*names, *map("".join, pairwise(names))])
        for names in _names(action)
    )


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
        if _PATH.fullmatch(_bare(name)) and (path := _path(value)):
            found = found or reserved(urlsplit(path).path)
        if found is not None:
            return found
    return None


def sends(action: Record, given: Mapping[str, Any]) -> bool:
    """Tell by its key, its name and its input whether an action sends messages."""
    words = _words(action)
    if any(map(_SENDS.search, words)):
        return True
    if _begins(action, _READS) and words.isdisjoint(_JOINS):
        return False
    speaks = any(map(_SENT.search, words)) and not _is_template(words)
    if speaks and not _begins(action, _READS | _ENDS):
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
        if isinstance(value, str):
            self._take_numbers(value)
        elif isinstance(value, list):
            for each in value:
                numbers, texts = len(self.numbers), len(self.texts)
                self.look(each)
                if len(self.texts) > texts and len(self.numbers) == numbers:
                    self.for_nobody = True
        elif isinstance(value, dict):
            self._look_into(value)

    def _look_into(self, given: Mapping[str, Any]) -> None:
        """Take what is in an object.

        Raises:
            UnclearError: it names somebody otherwise than by a number.

        """
        for name in given:
            self._take_numbers(name)
        named = [(_bare(name), inner) for name, inner in given.items() if inner]
        # Texts first: they count even if it is unclear who gets them.
        self.texts += [
            inner
            for name, inner in named
            if _TEXT.fullmatch(name) and isinstance(inner, str)
        ]
        for name, inner in named:
            if _COUNTRY.fullmatch(name):
                self.elsewhere = True
            elif _RECIPIENT.fullmatch(name):
                self._take(inner)
            elif _SOMEBODY.fullmatch(name):
                raise UnclearError
            elif not isinstance(inner, str):
                # Of texts without numbers nobody knows how many each gets.
                if _TEXTS.fullmatch(name) and _has_text(inner):
                    self.for_nobody = True
                self.look(inner)
            elif not (_TEXT.fullmatch(name) or _NOBODY.fullmatch(name)):
                self.look(inner)

    def _take_numbers(self, text: str) -> None:
        """Take what looks like numbers, wherever it is."""
        self.numbers += _AMONG_OTHERS.findall(text)
        if _ALONE.fullmatch(text.strip()):
            self.numbers.append(text)

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


def _path(value: object) -> str:
    """Return a path, also one in parts; nothing if it is none."""
    if isinstance(value, list):
        value = "/".join(part for part in value if isinstance(part, str))
    return value.replace("\\", "/") if isinstance(value, str) else ""


def _has_text(value: object) -> bool:
    """Tell whether there is a text in a list."""
    return isinstance(value, list) and any(isinstance(each, str) for each in value)


def _begins(action: Record, verbs: Collection[str]) -> bool:
    """Tell whether the first word of an action's key or name is one of these."""
    return any(names and names[0] in verbs for names in _names(action))


def _is_template(words: AbstractSet[str]) -> bool:
    """Tell whether an action is about templates, and not about what is made of one."""
    return any(map(_TEMPLATE.search, words)) and words.isdisjoint(_MADE_FROM)


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
