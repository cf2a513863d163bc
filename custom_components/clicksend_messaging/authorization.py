"""A gateway's new connection, until its owner has authorised it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol

from homeassistant.core import HomeAssistant, callback

from .api.errors import ApiError

# Maton's own command line asks as often and for as long.
POLL_SECONDS = 2
AUTHORIZATION_SECONDS = 300


class Attempt(Protocol):
    """A connection that somebody is about to authorise in the browser."""

    @property
    def url(self) -> str:
        """Return where that is done; a secret."""

    async def async_result(self) -> str | None:
        """Return the connection's id once it is usable.

        Raises:
            ApiError: one that asking again would not cure, if it came to nothing.

        """

    async def async_discard(self) -> None:
        """Leave nothing behind that nobody has authorised."""


class Authorization:
    """Watches a connection that its owner is authorising in the browser."""

    def __init__(
        self,
        hass: HomeAssistant,
        attempt: Attempt,
        on_finished: Callable[[], Awaitable[None]],
    ) -> None:
        """Start watching.

        Args:
            hass: Home Assistant.
            attempt: the connection.
            on_finished: called once it is authorised, has failed, or is too late.

        """
        self.url = attempt.url
        self.connection_id: str | None = None
        """The connection, once it is authorised."""
        self.finished = False
        self._hass = hass
        self._attempt = attempt
        self._on_finished = on_finished
        self._task = hass.async_create_background_task(
            self._async_watch(), "authorisation at the gateway"
        )

    @callback
    def async_abandon(self) -> None:
        """Stop watching, and give up what is not authorised."""
        self._task.cancel()
        if self.connection_id is None:
            self._hass.async_create_task(self._attempt.async_discard())

    async def _async_watch(self) -> None:
        """Ask until the connection is authorised, has failed, or time is up."""
        with suppress(TimeoutError, ApiError):
            async with asyncio.timeout(AUTHORIZATION_SECONDS):
                while self.connection_id is None:
                    await asyncio.sleep(POLL_SECONDS)
                    self.connection_id = await self._async_result()
        self.finished = True
        await self._on_finished()

    async def _async_result(self) -> str | None:
        """Return the connection's id; a hiccup on the way changes nothing.

        Raises:
            ApiError: there will be none.

        """
        try:
            return await self._attempt.async_result()
        except ApiError as err:
            if err.may_repeat or err.outcome_unknown:
                return None
            raise
