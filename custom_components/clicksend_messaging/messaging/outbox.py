"""The outbox: messages on their way, and the one place that hands them over."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback

from ..api.clicksend import MAX_MESSAGES_PER_SEND, ClickSendClient
from ..api.errors import NotReachedError
from ..coordinator import ClickSendConfigEntry
from .courier import async_deliver, failed_outcome, lost_outcome
from .message import Message, Outcome

# Long enough for a request in flight to end by its own time limit.
STOP_TIMEOUT = 130

MAX_REFERENCES = 10_000

_STOPPED = NotReachedError("Stopped before the message left")


@dataclass(frozen=True, slots=True, eq=False)
class _Parcel:
    """A message and where its outcome is awaited."""

    message: Message
    outcome: asyncio.Future[Outcome]


class Outbox:
    """Hands messages over one request at a time.

    The first message leaves at once. Those that arrive while a request is in flight
    leave together in the next.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ClickSendConfigEntry,
        client: ClickSendClient,
    ) -> None:
        """Start empty."""
        self._hass = hass
        self._entry = entry
        self._client = client
        self._waiting: deque[_Parcel] = deque()
        self._in_flight: tuple[_Parcel, ...] = ()
        self._worker: asyncio.Task[None] | None = None
        self._listeners: set[Callable[[], None]] = set()
        self._references: dict[str, str] = {}
        # A restart waits as well; it would cut off a request whose answer is near.
        entry.async_on_unload(
            hass.async_add_shutdown_job(HassJob(self.async_stop, "outbox"))
        )

    @property
    def size(self) -> int:
        """Return how many messages are on their way."""
        return len(self._waiting) + len(self._in_flight)

    @callback
    def async_add_listener(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call the listener whenever the number of messages changes."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    def reference_of(self, key: str) -> str:
        """Return the reference of a message by our own id for it.

        Most references are that id; what another program sent keeps its own.
        """
        return self._references.get(key, key)

    async def async_send(self, messages: Sequence[Message]) -> list[Outcome]:
        """Return what became of the messages, in order.

        A caller that gives up does not take its messages back.
        """
        parcels = [
            _Parcel(message, self._hass.loop.create_future()) for message in messages
        ]
        self._waiting.extend(parcels)
        self._remember_references(messages)
        self._changed()
        if self._waiting and (self._worker is None or self._worker.done()):
            self._worker = self._entry.async_create_task(
                self._hass, self._async_work(), "outbox"
            )
        return [await asyncio.shield(parcel.outcome) for parcel in parcels]

    async def async_stop(self) -> None:
        """Let what is on its way arrive, so that no outcome is lost to a reload."""
        if self._worker is not None:
            await asyncio.wait([self._worker], timeout=STOP_TIMEOUT)

    async def _async_work(self) -> None:
        """Hand over until nothing waits."""
        try:
            while self._waiting:
                self._in_flight = tuple(islice(self._waiting, MAX_MESSAGES_PER_SEND))
                for _ in self._in_flight:
                    self._waiting.popleft()
                outcomes = await async_deliver(
                    self._client, [parcel.message for parcel in self._in_flight]
                )
                for parcel, outcome in zip(self._in_flight, outcomes, strict=True):
                    parcel.outcome.set_result(outcome)
                self._in_flight = ()
                self._changed()
        finally:
            # Only Home Assistant's own stop, or a bug, leaves anything here.
            for parcel in self._in_flight:
                _settle(parcel, lost_outcome(parcel.message))
            for parcel in self._waiting:
                _settle(parcel, failed_outcome(parcel.message, _STOPPED))
            self._in_flight = ()
            self._waiting.clear()
            self._changed()

    def _remember_references(self, messages: Sequence[Message]) -> None:
        """Keep the latest references that replies may have to be matched with."""
        for message in messages:
            if message.reference and message.reference != message.key:
                self._references[message.key] = message.reference
        excess = max(0, len(self._references) - MAX_REFERENCES)
        for key in list(islice(self._references, excess)):
            del self._references[key]

    @callback
    def _changed(self) -> None:
        """Tell the listeners."""
        for listener in tuple(self._listeners):
            listener()


def _settle(parcel: _Parcel, outcome: Outcome) -> None:
    """Give the caller an outcome unless it has one."""
    if not parcel.outcome.done():
        parcel.outcome.set_result(outcome)
