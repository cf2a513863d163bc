"""Callers that wait until it is settled what became of their messages."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Watch:
    """A caller that waits for messages to be settled."""

    keys: set[str]
    done: asyncio.Future[None]
    settled: list[str] = field(default_factory=list)

    def settle(self, key: str) -> None:
        """Cross off one message."""
        self.keys.discard(key)
        self.settled.append(key)
        if not self.keys:
            self.release()

    def release(self) -> None:
        """Let the caller go."""
        if not self.done.done():
            self.done.set_result(None)

    async def async_wait(self, seconds: float) -> None:
        """Return when all messages are settled, or the time is up."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.done


class Watches:
    """Who waits for which message."""

    def __init__(self) -> None:
        """Start with nobody."""
        self._by_key: dict[str, Watch] = {}

    def __contains__(self, key: str) -> bool:
        """Tell whether a caller still waits for a message."""
        return key in self._by_key

    def begin(self, keys: Collection[str]) -> Watch:
        """Note that a caller waits for messages, none of which is settled."""
        watch = Watch(set(keys), asyncio.get_running_loop().create_future())
        if not keys:
            watch.release()
        self._by_key |= dict.fromkeys(keys, watch)
        return watch

    def end(self, watch: Watch) -> None:
        """Note that a caller does not wait any longer."""
        for key in watch.keys:
            self._by_key.pop(key, None)

    def settle(self, key: str) -> None:
        """Tell whoever waits for a message that it is settled."""
        if watch := self._by_key.pop(key, None):
            watch.settle(key)

    def release_all(self) -> None:
        """Let everybody go."""
        for watch in set(self._by_key.values()):
            watch.release()
