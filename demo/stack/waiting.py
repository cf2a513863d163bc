"""Waiting until something is so."""

import asyncio
from collections.abc import Awaitable, Callable
import time

from .errors import StackError

_LOOK_EVERY = 0.1


async def eventually[T](
    what: str, seconds: float, look: Callable[[], Awaitable[T | None]]
) -> T:
    """Return the first result that is something.

    Args:
        what: what is waited for, as it is to be told when it does not come.
        seconds: how long to wait.
        look: asked again and again; `None` and `False` stand for not yet.

    Raises:
        StackError: it did not come in time.

    """
    deadline = time.monotonic() + seconds
    while True:
        found = await look()
        if found is not None and found is not False:
            return found
        if time.monotonic() > deadline:
            raise StackError(f"not within {seconds:g} s: {what}")
        await asyncio.sleep(_LOOK_EVERY)
