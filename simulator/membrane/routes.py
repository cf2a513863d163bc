"""How a method and a path find what answers them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
import re

from ..http import Answer, Request


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request of somebody who was let in."""

    request: Request
    note: Callable[[str], None]
    """Is told what went wrong on purpose."""
    reference: str = ""
    """The id or key in the path."""
    behind: str = ""
    """The path behind the proxy."""


class Route:
    """One method, or `*`, of one path, such as `/connections/{reference}`."""

    def __init__(
        self, method: str, path: str, answer: Callable[[Asked], Awaitable[Answer]]
    ) -> None:
        """Make it findable."""
        self.answer = answer
        self._method = method
        self._pattern = re.compile(path.replace("{reference}", "(?P<reference>[^/]+)"))

    def find(self, request: Request, note: Callable[[str], None]) -> Asked | None:
        """Return what is asked here, if that is so."""
        match = self._pattern.fullmatch(request.path)
        if match is None or self._method not in {"*", request.method}:
            return None
        return Asked(request=request, note=note, **match.groupdict())
