"""What the account has, asked for again when it may have changed."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
import time
from typing import Final

from ...api.errors import ApiError

# An alarm must not wait any longer for what is only checked.
ASK_SECONDS: Final = 5
PAUSE_SECONDS: Final = 60


class Remembered[T]:
    """An answer of ClickSend's that rarely changes."""

    def __init__(self, ask: Callable[[], Awaitable[T]]) -> None:
        """Prepare; nothing is asked yet."""
        self._ask = ask
        self._asking = asyncio.Lock()
        self._asked: float | None = None
        self._answered = False
        self.value: T | None = None

    async def async_ask(self) -> T:
        """Ask now.

        Raises:
            ApiError: there is no answer.

        """
        async with self._asking:
            return await self._async_ask()

    async def async_refresh(self) -> bool:
        """Ask, unless that was done a moment ago; tell whether there was an answer."""
        with suppress(ApiError, TimeoutError):
            async with asyncio.timeout(ASK_SECONDS), self._asking:
                before = time.monotonic() - PAUSE_SECONDS
                if self._asked is None or self._asked <= before:
                    await self._async_ask()
        return self._answered

    async def _async_ask(self) -> T:
        """Ask, and know afterwards whether there was an answer."""
        self._asked, self._answered = time.monotonic(), False
        self.value = answer = await self._ask()
        self._answered = True
        return answer
