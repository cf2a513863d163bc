"""Home Assistant Cloud as far as we use it; the real one needs half of the other.

``test_cloud.py`` compares it with the real one's source.
"""

from collections.abc import Awaitable, Callable
from enum import Enum
import sys
from types import ModuleType
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import (
    async_dispatcher_connect,
    async_dispatcher_send,
)
import pytest

MODULE = "homeassistant.components.cloud"
_CONNECTION = "test_cloud_connection"
_HOOKS = "test_cloud_hooks"


class CloudNotAvailable(HomeAssistantError):  # noqa: N818 (so it is called)
    """There is no cloud."""


class CloudNotConnected(CloudNotAvailable):
    """The cloud cannot be asked now."""


class CloudConnectionState(Enum):
    """Whether there is a connection."""

    CLOUD_CONNECTED = "cloud_connected"
    CLOUD_DISCONNECTED = "cloud_disconnected"


class _ApiError(Exception):
    """What its library raises; it has no parent that we could know."""


class Cloud:
    """A subscription, a connection, and the hooks at Home Assistant Cloud."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin subscribed, connected and without hooks."""
        self._hass = hass
        self.subscribed = True
        self.connected = True
        self.failing = False
        self.hooks: dict[str, str] = {}
        self.created = 0

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Be what is found where the cloud is looked for."""
        module = ModuleType(MODULE)
        for name in (
            "async_active_subscription",
            "async_delete_cloudhook",
            "async_get_or_create_cloudhook",
            "async_listen_cloudhook_change",
            "async_listen_connection_change",
        ):
            setattr(module, name, getattr(self, name))
        module.__dict__["CloudNotAvailable"] = CloudNotAvailable
        monkeypatch.setitem(sys.modules, MODULE, module)
        components = sys.modules["homeassistant.components"]
        monkeypatch.setattr(components, "cloud", module, raising=False)
        self._hass.config.components.add("cloud")

    def connect(self, *, connected: bool) -> None:
        """Gain or lose the connection, and tell."""
        self.connected = connected
        states = CloudConnectionState
        state = states.CLOUD_CONNECTED if connected else states.CLOUD_DISCONNECTED
        async_dispatcher_send(self._hass, _CONNECTION, state)

    def lose(self) -> None:
        """Lose all hooks, as when somebody deletes them, and tell."""
        self.hooks.clear()
        async_dispatcher_send(self._hass, _HOOKS, {})

    @callback
    def async_active_subscription(self, hass: HomeAssistant) -> bool:  # noqa: ARG002
        """Return whether there is a subscription."""
        return self.subscribed

    async def async_get_or_create_cloudhook(
        self,
        hass: HomeAssistant,
        webhook_id: str,
    ) -> str:
        """Return a hook's address."""
        if not self.connected:
            raise CloudNotConnected
        if self.failing:
            raise _ApiError
        if webhook_id not in self.hooks:
            self.created += 1
            self.hooks[webhook_id] = f"https://hooks.example.com/{self.created}"
            async_dispatcher_send(hass, _HOOKS, self._described())
        return self.hooks[webhook_id]

    async def async_delete_cloudhook(
        self, hass: HomeAssistant, webhook_id: str
    ) -> None:
        """Delete a hook."""
        if self.failing:
            raise _ApiError
        if webhook_id not in self.hooks:
            message = "Hook is not enabled for the cloud."
            raise ValueError(message)
        del self.hooks[webhook_id]
        async_dispatcher_send(hass, _HOOKS, self._described())

    @callback
    def async_listen_connection_change(
        self,
        hass: HomeAssistant,
        target: Callable[[CloudConnectionState], Awaitable[None] | None],
    ) -> Callable[[], None]:
        """Tell of the connection."""
        return async_dispatcher_connect(hass, _CONNECTION, target)

    @callback
    def async_listen_cloudhook_change(
        self,
        hass: HomeAssistant,
        webhook_id: str,
        on_change: Callable[[dict[str, Any] | None], None],
    ) -> Callable[[], None]:
        """Tell of a hook."""

        @callback
        def changed(hooks: dict[str, Any]) -> None:
            on_change(hooks.get(webhook_id))

        return async_dispatcher_connect(hass, _HOOKS, changed)

    def _described(self) -> dict[str, Any]:
        """Return the hooks as listeners see them."""
        return {id_: {"cloudhook_url": url} for id_, url in self.hooks.items()}
