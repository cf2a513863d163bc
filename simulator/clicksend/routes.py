"""How a method and a path find the function that answers them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
import json
import re
from typing import Any

from ..http import Answer, Request
from ..world import World
from .accounts import Account
from .envelope import RefusedError, bad_request, failure, not_found


@dataclass(frozen=True, kw_only=True)
class Call:
    """An authorised request, and what it is about."""

    world: World
    account: Account
    request: Request
    params: Mapping[str, str]
    """The parts of the path that the route leaves open."""

    def json_object(self) -> dict[str, Any]:
        """Return the JSON object in the body; raises RefusedError if there is none."""
        try:
            body = json.loads(self.request.body)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise bad_request("The request body must be a JSON object.")
        return body


@dataclass(frozen=True)
class Route:
    """One method of one path, such as `/sms/inbound-read/{message_id}`."""

    method: str
    path: str
    answer: Callable[[Call], Answer]


class Router:
    """All routes."""

    def __init__(self, routes: Iterable[Route]) -> None:
        """Make them findable."""
        self._routes = [
            (re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", route.path)), route)
            for route in routes
        ]

    def find(self, method: str, path: str) -> tuple[Route, Mapping[str, str]]:
        """Return the route and its parameters; raises RefusedError with 404 or 405."""
        allowed = []
        for pattern, route in self._routes:
            if match := pattern.fullmatch(path):
                if route.method == method:
                    return route, match.groupdict()
                allowed.append(route.method)
        if allowed:
            raise RefusedError(failure(HTTPStatus.METHOD_NOT_ALLOWED))
        raise not_found("Resource not found.")
