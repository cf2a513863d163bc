"""Who has opted out: they texted STOP, and not START since."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
import logging
import re
from typing import Any, TypedDict

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, UnsupportedStorageVersionError
from homeassistant.helpers.storage import Store

from ..phone import e164
from ..storage import account_store
from .listeners import Listeners
from .text import ReceivedText

_LOGGER = logging.getLogger(__name__)

MAX_NUMBERS = 10_000

STOP_WORDS = frozenset(
    {
        *("STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"),
        *("OPTOUT", "OPT OUT", "REVOKE"),
    }
)
START_WORDS = frozenset({"START", "UNSTOP", "OPTIN", "OPT IN"})

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOutChange:
    """Somebody who has opted out, or is in again."""

    from_number: str = field(repr=False)
    name: str | None = field(repr=False)
    opted_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _LastWord:
    """What somebody said last.

    ``timestamp`` tells a STOP that comes late from one that counts: ClickSend may offer
    it after the START that followed. ``message_id`` is that of the text which made the
    change, ``None`` if there was none.
    """

    opted_out: bool
    timestamp: datetime
    message_id: str | None


_NOTHING = _LastWord(
    opted_out=False, timestamp=datetime.min.replace(tzinfo=UTC), message_id=None
)


class _Stored(TypedDict):
    """What is kept on disk."""

    words: dict[str, dict[str, Any]]


class OptOuts:
    """The numbers that get no messages, also across restarts."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Prepare; call ``async_load`` before anything else."""
        self._hass = hass
        self._store = _store(hass, entry_id)
        self._words: dict[str, _LastWord] = {}
        self._listeners = Listeners[OptOutChange]()

    def __contains__(self, number: object) -> bool:
        """Tell whether a number has opted out."""
        word = self._words.get(number) if isinstance(number, str) else None
        return word is not None and word.opted_out

    def __len__(self) -> int:
        """Return how many numbers have opted out."""
        return sum(1 for word in self._words.values() if word.opted_out)

    async def async_load(self) -> None:
        """Remember who opted out before.

        Raises:
            UnsupportedStorageVersionError: a later version has written it.

        """
        try:
            if stored := await self._store.async_load():
                self._words = {
                    number: _restored(word) for number, word in stored["words"].items()
                }
        except UnsupportedStorageVersionError:
            raise
        except HomeAssistantError, AttributeError, KeyError, TypeError, ValueError:
            _LOGGER.warning(
                "What is kept about who opted out is damaged, so people who texted "
                "STOP get messages again until they text it once more"
            )

    @callback
    def async_add_listener(
        self, listener: Callable[[OptOutChange], None]
    ) -> CALLBACK_TYPE:
        """Call the listener with every change."""
        return self._listeners.async_add(listener)

    async def async_apply(
        self, texts: Iterable[ReceivedText]
    ) -> Mapping[str, OptOutChange]:
        """Take over what new texts say, oldest first, and have it on disk.

        Whoever passes the texts on tells of each change after its text. A text comes
        here again if that did not happen: it then counts as the same change once more.

        Returns:
            The changes, by the id of the text that made each.

        """
        changes: dict[str, OptOutChange] = {}
        words = dict(self._words)
        for text in texts:
            opted_out = _meaning(text.message)
            if opted_out is None or not await self._is_number(text.from_number):
                continue
            number = text.from_number
            before = words.get(number, _NOTHING)
            if before.message_id != text.message_id:
                if before.timestamp > text.timestamp:
                    continue
                changed = opted_out != before.opted_out
                words[number] = _LastWord(
                    opted_out=opted_out,
                    timestamp=text.timestamp,
                    message_id=text.message_id if changed else before.message_id,
                )
                if not changed:
                    continue
            changes[text.message_id] = OptOutChange(
                from_number=number, name=text.name, opted_out=opted_out
            )
        if words != self._words:
            # They count from now on, and not only once they are on disk.
            self._words = _bounded(words)
            await self._store.async_save(
                {"words": {key: _stored(word) for key, word in self._words.items()}}
            )
        return changes

    async def _is_number(self, sender: str) -> bool:
        """Tell whether a sender is a number; a name gets no messages anyway."""
        parsed = await self._hass.async_add_executor_job(e164, sender, None)
        return parsed == sender

    @callback
    def async_tell(self, change: OptOutChange) -> None:
        """Tell everybody of a change."""
        self._listeners.async_tell(change)


async def async_forget(hass: HomeAssistant, entry_id: str) -> None:
    """Delete what is kept on disk for an account."""
    await _store(hass, entry_id).async_remove()


def _store(hass: HomeAssistant, entry_id: str) -> Store[_Stored]:
    """Return where it is kept."""
    return account_store(hass, entry_id, "opt_outs")


def _stored(word: _LastWord) -> dict[str, Any]:
    """Return somebody's last word as it is saved."""
    return {
        "opted_out": word.opted_out,
        "timestamp": word.timestamp.isoformat(),
        "message_id": word.message_id,
    }


def _restored(word: Mapping[str, Any]) -> _LastWord:
    """Return somebody's last word as it was saved."""
    moment = datetime.fromisoformat(word["timestamp"]).astimezone(UTC)
    return _LastWord(**{**word, "timestamp": moment})


def _bounded(words: dict[str, _LastWord]) -> dict[str, _LastWord]:
    """Return the words without those that are too many.

    Who is in again goes first, and then who said something the longest time ago.
    """
    excess = len(words) - MAX_NUMBERS
    if excess <= 0:
        return words
    first = sorted(words, key=lambda n: (words[n].opted_out, words[n].timestamp))
    return {number: words[number] for number in first[excess:]}


def _meaning(message: str) -> bool | None:
    """Return whether a text asks for no more messages, or for messages again."""
    said = " ".join(_WORD.findall(message)).upper()
    if said in STOP_WORDS:
        return True
    return False if said in START_WORDS else None
