"""A new Maton connection, from its creation until its owner has authorised it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Self

from homeassistant.core import HomeAssistant, callback

from .api.errors import ApiError, MalformedAnswerError
from .api.maton import MatonClient
from .api.models import ConnectionStatus, MatonConnection

# Maton's own command line asks as often and for as long.
POLL_SECONDS = 2
AUTHORIZATION_SECONDS = 300

# Whatever other words there may be, they are not the end.
_FINAL = (ConnectionStatus.ACTIVE, ConnectionStatus.FAILED)


class MatonAuthorization:
    """Watches a connection that its owner is authorising in the browser."""

    def __init__(
        self,
        hass: HomeAssistant,
        client: MatonClient,
        connection: MatonConnection,
        url: str,
        on_finished: Callable[[], Awaitable[None]],
    ) -> None:
        """Start watching."""
        self.connection_id = connection.connection_id
        self.url = url
        self.active = False
        self.finished = False
        self._hass = hass
        self._client = client
        self._on_finished = on_finished
        self._task = hass.async_create_background_task(
            self._async_watch(), "Maton authorisation"
        )

    @classmethod
    async def async_start(
        cls,
        hass: HomeAssistant,
        client: MatonClient,
        on_finished: Callable[[], Awaitable[None]],
    ) -> Self:
        """Create a connection and watch it.

        Args:
            hass: Home Assistant.
            client: Maton's connections.
            on_finished: called once the connection is authorised, failed, or too late.

        Raises:
            ApiError: the connection could not be created.

        """
        connection = await client.create_connection()
        if connection.url is None:
            await _async_discard(client, connection.connection_id)
            message = "The new connection has no page to authorise it at"
            raise MalformedAnswerError(message)
        return cls(hass, client, connection, connection.url, on_finished)

    @callback
    def async_abandon(self) -> None:
        """Stop watching, and delete the connection unless it is authorised."""
        self._task.cancel()
        if not self.active:
            self._hass.async_create_task(
                _async_discard(self._client, self.connection_id)
            )

    async def _async_watch(self) -> None:
        """Ask until the connection is authorised, has failed, or time is up."""
        status: str = ConnectionStatus.PENDING
        with suppress(TimeoutError):
            async with asyncio.timeout(AUTHORIZATION_SECONDS):
                while status not in _FINAL:
                    await asyncio.sleep(POLL_SECONDS)
                    status = await self._async_status()
        self.active = status == ConnectionStatus.ACTIVE
        self.finished = True
        await self._on_finished()

    async def _async_status(self) -> str:
        """Return the connection's status; a hiccup on the way changes nothing."""
        try:
            return (await self._client.connection(self.connection_id)).status
        except ApiError as err:
            lasting = not (err.may_repeat or err.outcome_unknown)
            return ConnectionStatus.FAILED if lasting else ConnectionStatus.PENDING


async def _async_discard(client: MatonClient, connection_id: str) -> None:
    """Delete a connection that nobody has authorised, perhaps since we last looked.

    At worst an unused one stays in Maton's list.
    """
    with suppress(ApiError):
        if (await client.connection(connection_id)).status != ConnectionStatus.ACTIVE:
            await client.delete_connection(connection_id)
