"""The inbox: every text that came in, exactly once, marked trusted or not."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any, TypedDict

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from ..api.models import InboundMessage
from ..const import DOMAIN
from ..phone import e164

STORE_VERSION = 1

# Texts stay known long after ClickSend has stopped offering them as unread.
MAX_KNOWN = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedText:
    """A text as entities and triggers see it.

    ``message_id`` is ClickSend's. ``timestamp`` is when ClickSend got it, or when we
    did where it does not say. ``name`` is the recipient's whose number it is.
    """

    message_id: str
    from_number: str
    to_number: str | None
    name: str | None
    message: str
    timestamp: datetime
    in_reply_to: str | None
    trusted: bool


class _Stored(TypedDict):
    """What is kept on disk."""

    known: list[str]
    last: dict[str, Any] | None


class Inbox:
    """Passes each text on once, also across restarts."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry_id: str,
        names: Mapping[str, str],
        reference_of: Callable[[str], str],
    ) -> None:
        """Prepare; call ``async_load`` before anything else.

        Args:
            hass: Home Assistant.
            entry_id: the account's entry.
            names: the recipients' names by number; these numbers are trusted.
            reference_of: finds the reference of one of our messages by its id.

        """
        self._hass = hass
        self._store = _store(hass, entry_id)
        self._names = names
        self._reference_of = reference_of
        self._known: dict[str, None] = {}
        self._listeners: set[Callable[[ReceivedText], None]] = set()
        self.last: ReceivedText | None = None

    async def async_load(self) -> None:
        """Remember what came in before."""
        if stored := await self._store.async_load():
            self._known = dict.fromkeys(stored["known"])
            self.last = _restored(stored["last"])

    @callback
    def async_add_listener(
        self, listener: Callable[[ReceivedText], None]
    ) -> CALLBACK_TYPE:
        """Call the listener with every new text."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    async def async_receive(
        self, messages: Iterable[InboundMessage], country: str | None
    ) -> None:
        """Pass on what is new, oldest first.

        What is new is on disk before it is passed on: a text that commands a home must
        not do so again because Home Assistant was killed at the wrong moment.

        Args:
            messages: what ClickSend offers, in any order, with copies.
            country: where numbers in national form belong.

        """
        offered = _by_key(messages)
        texts = [
            await self._text(key, message, country)
            for key, message in offered.items()
            if key not in self._known
        ]
        if not texts:
            return
        texts.sort(key=lambda text: text.timestamp)
        self._remember(offered)
        self.last = texts[-1]
        await self._store.async_save(
            {"known": list(self._known), "last": asdict(self.last)}
        )
        for text in texts:
            for listener in tuple(self._listeners):
                listener(text)

    def _remember(self, offered: Iterable[str]) -> None:
        """Know what is offered, and forget what has not been offered for longest."""
        for key in offered:
            self._known.pop(key, None)
            self._known[key] = None
        for key in list(islice(self._known, max(0, len(self._known) - MAX_KNOWN))):
            del self._known[key]

    async def _text(
        self, key: str, message: InboundMessage, country: str | None
    ) -> ReceivedText:
        """Return a message with who sent it and what it answers."""
        number: str | None = message.sender
        if number not in self._names:
            number = await self._hass.async_add_executor_job(
                e164, message.sender, country
            )
        return ReceivedText(
            message_id=key,
            from_number=number or message.sender,
            to_number=message.to,
            name=self._names.get(number or ""),
            message=message.body,
            timestamp=message.timestamp or dt_util.utcnow(),
            in_reply_to=(
                self._reference_of(message.custom_string)
                if message.custom_string
                else None
            ),
            trusted=number in self._names,
        )


async def async_forget(hass: HomeAssistant, entry_id: str) -> None:
    """Delete what is kept on disk for an account."""
    await _store(hass, entry_id).async_remove()


def _store(hass: HomeAssistant, entry_id: str) -> Store[_Stored]:
    """Return where an account's inbox is kept."""
    return Store(
        hass,
        STORE_VERSION,
        f"{DOMAIN}.{entry_id}.inbox",
        private=True,
        atomic_writes=True,
    )


def _by_key(messages: Iterable[InboundMessage]) -> dict[str, InboundMessage]:
    """Return each message once; several polling rules give copies of one message."""
    unique: dict[str, InboundMessage] = {}
    for message in messages:
        unique.setdefault(message.message_id or _fingerprint(message), message)
    return unique


def _fingerprint(message: InboundMessage) -> str:
    """Return what tells a message without an id from others."""
    content = f"{message.sender}\n{message.to}\n{message.timestamp}\n{message.body}"
    return sha256(content.encode()).hexdigest()


def _restored(last: Mapping[str, Any] | None) -> ReceivedText | None:
    """Return the last text as it was saved."""
    if last is None or (moment := dt_util.parse_datetime(last["timestamp"])) is None:
        return None
    return ReceivedText(**{**last, "timestamp": moment})
