"""The inbox: every text that came in, exactly once, marked trusted or not."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
import logging
import re
from typing import Any, NamedTuple, TypedDict

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, UnsupportedStorageVersionError
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from ..api.errors import ApiError
from ..api.models import InboundMessage
from ..phone import e164
from ..storage import account_store
from .known import KnownTexts, without
from .listeners import Listeners
from .opt_out import OptOuts
from .text import ReceivedText
from .trust import Trust

_LOGGER = logging.getLogger(__name__)

# Anybody can send under a name such as 202KKK0101, which reads as a number where
# letters stand for digits, or 2025550101x, which reads as one with an extension.
_NUMBER = re.compile(r"\+?[0-9 ().-]+")


class NewTexts(NamedTuple):
    """New texts, oldest first, what they were made of, and what kept others back."""

    texts: list[ReceivedText]
    messages: Sequence[InboundMessage]
    error: ApiError | None


class _Stored(TypedDict):
    """What is kept on disk."""

    known: list[str]
    last: dict[str, Any]


class Inbox:
    """Passes each text on once, also across restarts."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry_id: str,
        names: Mapping[str, str],
        trust: Trust,
        reference_of: Callable[[str | None, str | None], str | None],
        opt_outs: OptOuts,
    ) -> None:
        """Prepare; call ``async_load`` before anything else.

        Args:
            hass: Home Assistant.
            entry_id: the account's entry.
            names: the recipients' names by number.
            trust: tells whose texts may command the home.
            reference_of: finds the reference of one of our messages by our id or by
                ClickSend's.
            opt_outs: who has opted out.

        """
        self._hass = hass
        self._store = _store(hass, entry_id)
        self._names = names
        self._trust = trust
        self._reference_of = reference_of
        self.opt_outs = opt_outs
        self._known = KnownTexts()
        self._listeners = Listeners[ReceivedText]()
        self.last: ReceivedText | None = None

    async def async_load(self) -> None:
        """Remember what came in before.

        Raises:
            UnsupportedStorageVersionError: a later version has written it.

        """
        try:
            if stored := await self._store.async_load():
                self._known = KnownTexts(stored["known"])
                self.last = _restored(stored["last"])
        except UnsupportedStorageVersionError:
            raise
        except HomeAssistantError, KeyError, TypeError, ValueError:
            _LOGGER.warning(
                "What is kept about received texts is damaged, so those that still "
                "wait at ClickSend may be reported again"
            )

    @callback
    def async_add_listener(
        self, listener: Callable[[ReceivedText], None]
    ) -> CALLBACK_TYPE:
        """Call the listener with every new text, after those added before it."""
        return self._listeners.async_add(listener)

    def knows(self, message_id: str) -> bool:
        """Return whether a text came in before."""
        return message_id in self._known

    def is_new(self, message: InboundMessage) -> bool:
        """Return whether a text did not come in before; it may still be a copy."""
        return bool(self._known.new((message,), copies=False))

    def has_lookalikes(self, messages: Sequence[InboundMessage]) -> bool:
        """Return whether new texts would be fewer if there were copies among them."""
        every, distinct = (
            self._known.new(messages, copies=copies) for copies in (False, True)
        )
        return len(every) > len(distinct)

    async def async_new_texts(
        self, messages: Sequence[InboundMessage], country: str | None, *, copies: bool
    ) -> NewTexts:
        """Return what is new, and of whom it can be said whether they are trusted.

        Args:
            messages: what ClickSend offers, in any order, with copies.
            country: where numbers in national form belong.
            copies: whether one text may be offered several times with different ids.

        """
        new = self._known.new(messages, copies=copies)
        texts: list[ReceivedText] = []
        error: ApiError | None = None
        for key, message in new.items():
            try:
                texts.append(await self._text(key, message, country))
            except ApiError as err:
                # Nobody else waits until that can be found out.
                error = err
                messages = without(messages, message)
        texts.sort(key=lambda text: text.timestamp)
        return NewTexts(texts, messages, error)

    @callback
    def async_recognise(self, new: NewTexts, still_offered: Iterable[str]) -> None:
        """Know copies of what came in before."""
        self._known = self._known.including(new.messages, still_offered)

    async def async_pass_on(self, new: NewTexts, still_offered: Iterable[str]) -> None:
        """Pass new texts on.

        They are on disk before: a text that commands a home must not do so again
        because Home Assistant was killed at the wrong moment.

        Args:
            new: the texts; their copies are known from now on, too.
            still_offered: the marks of what ClickSend goes on to offer: that stays
                known.

        """
        texts = new.texts
        known = self._known.including(new.messages, still_offered)
        last = texts[-1]
        if self.last is not None and self.last.timestamp > last.timestamp:
            last = self.last
        changes = await self.opt_outs.async_apply(texts)
        await self._store.async_save({"known": list(known), "last": asdict(last)})
        self._known, self.last = known, last
        for text in texts:
            self._listeners.async_tell(text)
            if change := changes.get(text.message_id):
                self.opt_outs.async_tell(change)

    async def _text(
        self, key: str, message: InboundMessage, country: str | None
    ) -> ReceivedText:
        """Return a message with who sent it and what it answers."""
        number: str | None = None
        if _NUMBER.fullmatch(message.sender):
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
            in_reply_to=self._reference_of(
                message.custom_string, message.original_message_id
            ),
            trusted=await self._trust.async_is_trusted(number),
        )


async def async_forget(hass: HomeAssistant, entry_id: str) -> None:
    """Delete what is kept on disk for an account."""
    await _store(hass, entry_id).async_remove()


def _store(hass: HomeAssistant, entry_id: str) -> Store[_Stored]:
    """Return where it is kept."""
    return account_store(hass, entry_id, "inbox")


def _restored(last: Mapping[str, Any]) -> ReceivedText:
    """Return the last text as it was saved."""
    moment = datetime.fromisoformat(last["timestamp"]).astimezone(UTC)
    return ReceivedText(**{**last, "timestamp": moment})
