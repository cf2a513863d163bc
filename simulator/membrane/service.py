"""Membrane itself: who may ask, and what answers."""

from collections.abc import Callable
from http import HTTPStatus

from ..clicksend.service import ClickSend
from ..http import Answer, Request
from ..world import World
from .acting import Acting
from .connecting import Connecting
from .errors import MembraneError, failure
from .proxy import Proxy, at_clicksend
from .tenant import Tenant


class Membrane:
    """The service."""

    def __init__(self, world: World, clicksend: ClickSend, tenant: Tenant) -> None:
        """Open for business."""
        self._world = world
        self._tenant = tenant
        self._routes = (
            *Connecting(world.settings, tenant).routes,
            *Acting(world, clicksend, tenant).routes,
            *Proxy(world.settings, clicksend, tenant).routes,
        )

    def aliases(self, path: str) -> tuple[str, ...]:
        """Return the path itself, unless ClickSend is to know it by another."""
        return () if at_clicksend(self._world.settings, path) else (path,)

    def at_clicksend(self, path: str) -> str:
        """Return ClickSend's own name for a path that is passed on to it."""
        return at_clicksend(self._world.settings, path) or path

    async def answer(self, request: Request, note: Callable[[str], None]) -> Answer:
        """Answer a request; raises DroppedError and UnansweredError."""

        async def process() -> Answer:
            try:
                return await self._process(request, note)
            except MembraneError as refused:
                return refused.answer

        return await self._world.faults.run(request, process, failure, note)

    async def _process(self, request: Request, note: Callable[[str], None]) -> Answer:
        """Answer a request that nothing happens to; raises MembraneError."""
        self._tenant.tokens.check(request.headers.get("Authorization", ""))
        for route in self._routes:
            if asked := route.find(request, note):
                return await route.answer(asked)
        message = f"Cannot {request.method} {request.path}"
        return failure(HTTPStatus.NOT_FOUND, message)
